//! What can be wrong with a `package.toml`, and how it is shown.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::error::Coded;
use crate::model::{Invalid, printable};

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("manifest/both-spellings", "`package.toml` uses two spellings of one field"),
    ("manifest/invalid-value", "A value of `package.toml` breaks a rule, such as the grammar of names"),
    ("manifest/missing-field", "`package.toml` lacks a required field"),
    ("manifest/not-toml", "`package.toml` is not TOML 1.1"),
    ("manifest/not-utf8", "`package.toml` is not UTF-8 text"),
    ("manifest/too-large", "`package.toml` is longer than its bound"),
    ("manifest/wrong-type", "A value of `package.toml` has another type than expected"),
];

/// Why a `package.toml` is refused, and where. Its text is one line; [`ManifestError::snippet`] shows the
/// place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {problem}")]
pub struct ManifestError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: ManifestProblem,
    pub(super) source_line: String,
}

/// What is wrong with a `package.toml`: what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestProblem {
    /// More bytes than a manifest may have.
    #[error("{found} bytes, more than the {max} allowed")]
    TooLarge {
        /// Bytes found.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// The bytes are no text.
    #[error("not UTF-8 at byte {offset} of the file")]
    NotUtf8 {
        /// Offset of the first bad byte, from 0.
        offset: usize,
    },
    /// The text is not TOML.
    #[error("not TOML: {message}")]
    Syntax {
        /// What the TOML parser says.
        message: String,
    },
    /// A required field is missing.
    #[error("`{field}` is missing")]
    Missing {
        /// Dotted name of the field.
        field: &'static str,
    },
    /// Both spellings of one field are used.
    #[error("`package.{one}` and `package.{other}` are two spellings of one field: use one of them")]
    Both {
        /// The spelling for one value.
        one: &'static str,
        /// The spelling for several.
        other: &'static str,
    },
    /// A value has another type, or a text another form.
    #[error("`{field}`: expected {expected}, found {found}")]
    WrongType {
        /// Dotted name of the field.
        field: String,
        /// What was expected.
        expected: &'static str,
        /// The value found, shortened and printable.
        found: String,
    },
    /// A value breaks a rule of the model.
    #[error("`{field}`: {rule}")]
    Invalid {
        /// Dotted name of the field.
        field: String,
        /// The rule.
        rule: Invalid,
    },
}

impl ManifestError {
    /// The source line with a caret below the place, safe to print:
    ///
    /// ```text
    ///   |
    /// 3 | version = "1.0"
    ///   |           ^
    /// ```
    #[must_use]
    pub fn snippet(&self) -> String {
        let number = format!("{}", self.line);
        let margin = " ".repeat(number.len());
        let (shown, before) = window(&self.source_line, self.column.saturating_sub(1));
        format!("{margin} |\n{number} | {shown}\n{margin} | {}^", " ".repeat(before))
    }
}

/// The part of `line` around character `at`, hidden characters escaped, and the width before `at` in it.
fn window(line: &str, at: usize) -> (String, usize) {
    const BEFORE_CHARS: usize = 50;
    let start = at.saturating_sub(BEFORE_CHARS);
    let before: String = line.chars().skip(start).take(at - start).collect();
    let after: String = line.chars().skip(at).collect();
    let before = escape(&before);
    let width = before.chars().count();
    (before + &printable(&after), width)
}

fn escape(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { ' ' } else { c }).flat_map(crate::model::escape_invisible).collect()
}

pub(super) fn invalid(field: &str, rule: Invalid) -> ManifestProblem {
    ManifestProblem::Invalid { field: field.to_owned(), rule }
}

impl Coded for ManifestError {
    fn code(&self) -> &'static str {
        match &self.problem {
            ManifestProblem::TooLarge { .. } => "manifest/too-large",
            ManifestProblem::NotUtf8 { .. } => "manifest/not-utf8",
            ManifestProblem::Syntax { .. } => "manifest/not-toml",
            ManifestProblem::Missing { .. } => "manifest/missing-field",
            ManifestProblem::Both { .. } => "manifest/both-spellings",
            ManifestProblem::WrongType { .. } => "manifest/wrong-type",
            ManifestProblem::Invalid { .. } => "manifest/invalid-value",
        }
    }
}
