//! Foreign catalogues in, records out: JSON Lines, Debian's package lists, RDF, and what their readers share.
//!
//! A reader takes bytes a line or a file at a time and gives a [`Record`] with a [`Repair`] for everything
//! it had to change, or an [`ImportError`] that names the line and the field. Records come out with level
//! [`Level::Unsigned`] and leaf 0: the caller numbers them. Nothing here decompresses, opens or downloads.
//!
//! [`Level::Unsigned`]: crate::model::Level::Unsigned

mod clean;
pub mod debian;
mod fields;
pub mod jsonl;
pub mod rdf;
mod record;
pub(crate) mod toml;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub(crate) use clean::{Cleaner, summary_and_description};
pub(crate) use fields::{describe, json_text};
pub(crate) use record::{Counts, unsigned};

use crate::error::Coded;
use crate::model::{Invalid, Record};

/// Longest line that is looked at, in bytes. Debian's longest record has 85,893; a longer line than this is
/// refused before it is parsed.
pub const MAX_LINE_BYTES: usize = 1 << 20;

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("import/bad-line", "A line of a package list is neither a field, nor a continuation, nor empty"),
    ("import/duplicate-field", "A record names a field twice"),
    ("import/invalid-value", "A value breaks a rule of the catalogue, such as the grammar of names"),
    ("import/line-too-long", "A line or a stanza is longer than its bound"),
    ("import/missing-field", "A record lacks a field that every package has"),
    ("import/not-json", "A line of JSON Lines is not one JSON object"),
    ("import/not-utf8", "A line is not UTF-8 text"),
    ("import/wrong-type", "A field holds a value of another type than expected"),
];

/// A record as read, and what had to be changed to make it one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The record, level unsigned, leaf 0.
    pub record: Record,
    /// Every change, in the order of the fields.
    pub repairs: Vec<Repair>,
}

/// Something that was changed, left out or taken from elsewhere while reading. Its text is one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repair {
    /// Where it was found.
    pub at: Place,
    /// Dotted name of the field.
    pub field: String,
    /// What was found and what was made of it.
    pub what: String,
}

/// Where in the source something was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Line of the file being read, from 1.
    Line(u64),
    /// Path inside the directory being read, `/` between its parts.
    Path(String),
    /// Subject of a triple, as N-Triples has it.
    Node(String),
}

/// Why a line or stanza gives no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ImportError {
    /// Line of the file being read, from 1; of a stanza, its first.
    pub line: u64,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a record of a foreign source: what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// More bytes than are looked at.
    #[error("{found} bytes in one record, more than the {max} allowed")]
    TooLong {
        /// Bytes found; for a stanza, up to where reading stopped.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// The bytes are no text.
    #[error("not UTF-8 at byte {offset} of the line")]
    NotUtf8 {
        /// Offset of the first bad byte in the line, from 0.
        offset: usize,
    },
    /// The text is not one JSON object.
    #[error("not a JSON object: {problem} at column {column}")]
    NotJson {
        /// Column in bytes, from 1.
        column: usize,
        /// What the JSON parser says.
        problem: String,
    },
    /// A line of a package list has no form that such a line may have.
    #[error("expected `Field: value`, a continuation line or an empty line, found `{found}`")]
    BadLine {
        /// The line, shortened and printable.
        found: String,
    },
    /// A field stands twice.
    #[error("field `{field}` stands twice in one record")]
    Duplicate {
        /// Name of the field.
        field: String,
    },
    /// A field that every package has is missing.
    #[error("field `{field}` is missing")]
    Missing {
        /// Name of the field.
        field: &'static str,
    },
    /// A value has another type.
    #[error("field `{field}`: expected {expected}, found {found}")]
    WrongType {
        /// Dotted name of the field.
        field: String,
        /// The type expected.
        expected: &'static str,
        /// The value found, shortened and printable.
        found: String,
    },
    /// A value breaks a rule of the model.
    #[error("field `{field}`: {source}")]
    Value {
        /// Dotted name of the field.
        field: String,
        /// The rule.
        source: Invalid,
    },
    /// A text or list breaks a bound of the model, which names its field.
    #[error(transparent)]
    Bound(Invalid),
}

impl Problem {
    /// The problem, at `line`.
    pub(crate) fn at(self, line: u64) -> ImportError {
        ImportError { line, problem: self }
    }

    /// The rule `source` broken by `field`.
    pub(crate) fn value(field: &str, source: Invalid) -> Self {
        Self::Value { field: field.into(), source }
    }
}

impl Coded for ImportError {
    fn code(&self) -> &'static str {
        match &self.problem {
            Problem::TooLong { .. } => "import/line-too-long",
            Problem::NotUtf8 { .. } => "import/not-utf8",
            Problem::NotJson { .. } => "import/not-json",
            Problem::BadLine { .. } => "import/bad-line",
            Problem::Duplicate { .. } => "import/duplicate-field",
            Problem::Missing { .. } => "import/missing-field",
            Problem::WrongType { .. } => "import/wrong-type",
            Problem::Value { .. } | Problem::Bound(_) => "import/invalid-value",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Path(text) | Self::Node(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.at, self.field, self.what)
    }
}
