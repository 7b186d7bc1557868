//! Why a query has no answer.

use crate::error::Coded;

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("query/syntax", "The text is not a SPARQL 1.1 query"),
    ("query/unsupported", "The query asks for something that this engine leaves out"),
    ("query/unknown-function", "The query calls a function that is not one of SPARQL's"),
    ("query/unknown-parameter", "A value was given for a variable that the query does not have"),
    ("query/fuel-exhausted", "The query took more steps than its limit"),
    ("query/too-many-rows", "The answer has more rows than the limit"),
    ("query/too-much-memory", "The query needed more memory than its limit"),
    ("query/time-up", "The query ran longer than its limit"),
    ("query/cancelled", "The host stopped the query"),
    ("query/damaged", "A part of the catalogue that the query read is damaged"),
];

/// Why a query has no answer, or none further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The text is no query.
    #[error("line {line}, column {column}: {message}\n{excerpt}")]
    Syntax {
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
        /// What was expected.
        message: String,
        /// The line and, below it, a caret under the column.
        excerpt: String,
    },
    /// A query that we refuse as a whole.
    #[error("{what} is not supported: {instead}")]
    Unsupported {
        /// What was asked for.
        what: &'static str,
        /// What to do.
        instead: &'static str,
    },
    /// A function that we lack.
    #[error("the function {name} is not known: SPARQL 1.1's own functions and the casts to XSD types are")]
    UnknownFunction {
        /// Its IRI, in angle brackets.
        name: String,
    },
    /// A parameter that the query lacks.
    #[error("the query has no variable `?{name}`; it has {known}")]
    UnknownParameter {
        /// Its name.
        name: String,
        /// The variables there are, as text.
        known: String,
    },
    /// Out of steps.
    #[error("the query took more than {limit} steps: narrow it, or raise the limit")]
    Fuel {
        /// The limit.
        limit: u64,
    },
    /// Too long an answer.
    #[error("the answer has more than {limit} rows: add LIMIT, or raise the limit")]
    Rows {
        /// The limit.
        limit: u64,
    },
    /// Too much held at once.
    #[error("the query needed more than {limit} bytes of memory: narrow it, or raise the limit")]
    Memory {
        /// The limit, in bytes.
        limit: u64,
    },
    /// Too slow for what the host allows.
    #[error("the query ran longer than {limit_ms} ms: narrow it, or raise the limit")]
    Time {
        /// The limit, in milliseconds.
        limit_ms: u64,
    },
    /// Stopped by the host.
    #[error("the query was stopped")]
    Cancelled,
    /// The bytes under the query are damaged.
    #[error("the graph is damaged: {what}")]
    Damaged {
        /// What could not be read.
        what: &'static str,
    },
}

impl Coded for QueryError {
    fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "query/syntax",
            Self::Unsupported { .. } => "query/unsupported",
            Self::UnknownFunction { .. } => "query/unknown-function",
            Self::UnknownParameter { .. } => "query/unknown-parameter",
            Self::Fuel { .. } => "query/fuel-exhausted",
            Self::Rows { .. } => "query/too-many-rows",
            Self::Memory { .. } => "query/too-much-memory",
            Self::Time { .. } => "query/time-up",
            Self::Cancelled => "query/cancelled",
            Self::Damaged { .. } => "query/damaged",
        }
    }
}

impl From<crate::codec::Damage> for QueryError {
    fn from(damage: crate::codec::Damage) -> Self {
        Self::Damaged { what: damage.0 }
    }
}
