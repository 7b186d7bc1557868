//! SPARQL engines behind one face, and when two of their answers are the same: for the tests of conformance,
//! of differences and of limits. Holds no test data and no queries.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod compare;
mod ours;
mod peer;
mod same;

pub use compare::{Measure, same};
pub use ours::{Ours, segment};
pub use peer::Peer;
pub use same::{Cell, Tuple, same_bag, same_list};

use oxrdf::{Quad, Term, Triple};

/// What a query gave, all of it.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Of SELECT.
    Solutions {
        /// Without `?`.
        variables: Vec<String>,
        /// One place for each variable.
        rows: Vec<Vec<Option<Term>>>,
    },
    /// Of ASK.
    Boolean(bool),
    /// Of CONSTRUCT and DESCRIBE.
    Graph(Vec<Triple>),
}

/// Something that answers SPARQL.
pub trait Engine {
    /// For messages.
    fn name(&self) -> &'static str;
    /// Whether `text` is a query.
    ///
    /// # Errors
    /// The engine's message if it is none.
    fn parse(&self, text: &str, base: &str) -> Result<(), String>;
    /// A dataset to be asked.
    ///
    /// # Errors
    /// The engine's message if it refuses the data.
    fn load(&self, quads: &[Quad]) -> Result<Box<dyn Store>, String>;
}

/// A dataset that an engine has loaded.
pub trait Store {
    /// The whole answer to `text`.
    ///
    /// # Errors
    /// The engine's message.
    fn run(&self, text: &str, base: &str) -> Result<Outcome, String>;
}

impl Outcome {
    /// One line for each row or triple, for messages.
    #[must_use]
    pub fn lines(&self) -> String {
        match self {
            Self::Boolean(value) => format!("  {value}\n"),
            Self::Graph(triples) => triples.iter().map(|triple| format!("  {triple}\n")).collect(),
            Self::Solutions { variables, rows } => {
                let head = format!("  ?{}\n", variables.join(" ?"));
                rows.iter().fold(head, |text, row| text + &row_line(row))
            }
        }
    }
}

fn row_line(row: &[Option<Term>]) -> String {
    let terms = row.iter().map(|term| term.as_ref().map_or("-".to_owned(), ToString::to_string));
    format!("  {}\n", terms.collect::<Vec<_>>().join(" | "))
}
