//! The nouns: what a package is called, what its author wrote, what a catalogue holds of it.
//!
//! Values here are parsed once, at the edge, and canonical from then on: two equal packages are equal
//! values and give equal bytes. This module holds no index, no signature check and no file format.

mod dependencies;
mod digest;
mod manifest;
mod name;
mod record;
mod statement;
mod term;
mod version;
pub mod vocab;

pub use dependencies::{
    DEPENDENCY_LINKS, dependency_iri, dependency_number, dependency_triples, package_of_iri,
};
pub use digest::Digest;
pub use manifest::{Dependency, DependencyKind, Manifest, Requirement};
pub use name::PackageName;
pub(crate) use name::is_windows_device;
pub use record::{ArchiveRef, Level, Record, ReleaseId};
pub use statement::{Statement, StatementError};
pub use term::{RDF_LANG_STRING, Term, TermRef, Triple, XSD_DATE_TIME, XSD_INTEGER, XSD_STRING, is_iri_char};
pub use version::{DebianVersion, Version};

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("model/invalid-digest", "A digest is not 64 hexadecimal digits"),
    ("model/invalid-name", "A package name breaks the naming rules"),
    ("model/invalid-text", "A field is empty or holds characters it may not"),
    ("model/invalid-version", "A version is neither SemVer nor a Debian version"),
    ("model/too-long", "A field is longer than its bound"),
    ("model/too-many", "A list has more items than its bound"),
    ("statement/malformed-line", "A line of a statement is not a canonical N-Quads triple"),
    ("statement/not-text", "A statement is not UTF-8 text whose lines end in a line feed"),
    ("statement/out-of-order", "A line of a statement is out of order or stands twice"),
    ("statement/too-long", "A statement is longer than a log entry can be"),
    ("statement/unknown-type", "Line 1 of a statement is not a statement type"),
];

use alloc::string::String;

/// Why a value from outside is not one of ours: what was found, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Invalid {
    /// The text is no package name.
    #[error("`{name}` is not a package name: {expected}")]
    Name {
        /// The text as found, control characters escaped.
        name: String,
        /// The rule it breaks.
        expected: &'static str,
    },
    /// The text is no version of either scheme.
    #[error("`{version}` is not a version: expected SemVer like `1.2.3` or a Debian version like `1:2.0-3`")]
    Version {
        /// The text as found, control characters escaped.
        version: String,
    },
    /// The text is no SHA-256.
    #[error("`{digest}` is not a SHA-256 digest: expected 64 hexadecimal digits, optionally after `sha256:`")]
    Digest {
        /// The text as found, control characters escaped.
        digest: String,
    },
    /// A text field is longer than its bound.
    #[error("field `{field}` has {found} bytes, more than the {max} allowed")]
    TooLong {
        /// Name of the field.
        field: &'static str,
        /// Its length in bytes.
        found: usize,
        /// The bound in bytes.
        max: usize,
    },
    /// A list has more items than its bound.
    #[error("field `{field}` has {found} items, more than the {max} allowed")]
    TooMany {
        /// Name of the field.
        field: &'static str,
        /// Number of items.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// A required field is empty or a text holds characters it may not.
    #[error("field `{field}` {expected}")]
    Text {
        /// Name of the field.
        field: &'static str,
        /// The rule it breaks.
        expected: &'static str,
    },
}

impl crate::error::Coded for Invalid {
    fn code(&self) -> &'static str {
        match self {
            Self::Name { .. } => "model/invalid-name",
            Self::Version { .. } => "model/invalid-version",
            Self::Digest { .. } => "model/invalid-digest",
            Self::TooLong { .. } => "model/too-long",
            Self::TooMany { .. } => "model/too-many",
            Self::Text { .. } => "model/invalid-text",
        }
    }
}

/// At most 80 characters of hostile text, safe to print: control, bidi and other invisible characters escaped.
#[must_use]
pub fn printable(text: &str) -> String {
    const SHOWN_CHARS: usize = 80;
    let mut out: String = text.chars().take(SHOWN_CHARS).flat_map(escape_invisible).collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        out.push('…');
    }
    out
}

/// `c` itself, or its `\u{…}` escape where a terminal or a reader would not see it as it is.
pub fn escape_invisible(c: char) -> impl Iterator<Item = char> {
    let hidden = c.is_control() || is_invisible(c);
    let shown = (!hidden).then_some(c);
    let escaped = hidden.then(|| c.escape_unicode()).into_iter().flatten();
    shown.into_iter().chain(escaped)
}

/// Characters that reorder or hide text: bidi controls, zero-width characters, line separators (UTS #36, section 2).
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn hostile_text_prints_without_controls() {
        assert_eq!(printable("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(printable(&"x".repeat(100)).chars().count(), 81);
    }
}
