//! SPARQL 1.1 Query over a [`Dataset`](crate::graph::Dataset), evaluated on ids.
//!
//! ```text
//! text ─ parse ─▶ Query ─ plan ─▶ Plan ─ run ─▶ Answer ─ results ─▶ bytes
//! ```
//! A solution is a row of cells, 64-bit numbers that stand for terms; a term becomes text when an
//! answer or a function needs it. Updates are not here: a catalogue changes by publishing.

mod aggregate;
mod algebra;
mod answer;
mod cell;
mod construct;
mod error;
mod exec;
mod function;
mod lower;
mod message;
pub mod named;
mod options;
mod parse;
mod plan;
mod regex;
pub mod results;
mod scratch;
mod slots;
mod solutions;
mod syntax;
mod tree;
mod value;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Form, GraphAnswer, Row, Solutions};
pub use error::{CODES, QueryError};
pub use options::{Cancel, Limits, Options, Stop};
pub use parse::{MAX_NESTING, MAX_OPERATORS, MAX_QUERY_BYTES};
pub use plan::{Plan, PlanLine};
pub use syntax::Query;
