//! Search: words in, ranked packages out.
//!
//! ```text
//! words ─▶ expansions (exact, prefix, typos) ─▶ scores by word ─▶ names ─▶ best few re-read ─▶ hits
//! ```
//! Everything is integers and every tie is broken (score, then prior, then name), so that the same catalogue
//! and query give the same bytes on every host. The formula's constants are in `rank.rs`, each in one
//! place; the catalogue's files are `catalog`'s business.

mod candidate;
mod error;
mod expand;
mod filter;
mod flow;
mod hits;
mod names;
mod query;
mod rank;
mod rerank;
mod score;
mod window;

pub use error::{CODES, SearchError};
pub use hits::{Hit, Hits};
pub use query::{Filters, Query, Sort};
