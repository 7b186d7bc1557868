//! Why an answer was not written, or not to its end.

use std::io;

use super::Format;
use crate::error::Coded;
use crate::query::{Form, QueryError};

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("query/wrong-format", "The answer of a query of this form cannot be written in this format"),
    ("query/not-in-xml", "A text of the answer has a character that XML 1.0 cannot hold"),
    ("query/output", "The answer could not be written"),
];

/// Why an answer was not written, or not to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// The query ended with an error while its answer was read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The host's sink failed.
    #[error("the answer could not be written: {0}")]
    Io(#[from] io::Error),
    /// A format for another form of answer.
    #[error("{} {}, which cannot be written as {}: choose {}", form.name(), form.gives(), format.name(), right(*form))]
    WrongFormat {
        /// The format asked for.
        format: Format,
        /// The form of the query.
        form: Form,
    },
    /// A character outside [XML 1.0's](https://www.w3.org/TR/xml/#charsets).
    #[error("XML cannot hold the character U+{character:04X} of the answer: choose json")]
    NotInXml {
        /// Its code point.
        character: u32,
    },
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Select => "SELECT",
            Self::Ask => "ASK",
            Self::Construct => "CONSTRUCT",
            Self::Describe => "DESCRIBE",
        }
    }

    fn gives(self) -> &'static str {
        match self {
            Self::Select => "gives solutions",
            Self::Ask => "gives yes or no",
            Self::Construct | Self::Describe => "gives a graph",
        }
    }
}

fn right(form: Form) -> String {
    let names: Vec<_> = Format::of(form).iter().map(|format| format.name()).collect();
    names.join(", ")
}

impl Coded for ResultsError {
    fn code(&self) -> &'static str {
        match self {
            Self::Query(error) => error.code(),
            Self::Io(_) => "query/output",
            Self::WrongFormat { .. } => "query/wrong-format",
            Self::NotInXml { .. } => "query/not-in-xml",
        }
    }
}
