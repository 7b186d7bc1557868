//! Statements: the bytes that are signed and logged.
//!
//! ```text
//! marketplace/release/v1
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <https://ggen.io/marketplace/name> "demo" .
//! …
//! ```
//! Line 1 is the type, which also separates the domains of signatures; then canonical N-Quads, sorted by
//! bytes, no line twice; every line ends in LF. One statement has one spelling: what does not re-serialise
//! to the same bytes is refused.

use alloc::string::String;
use alloc::vec::Vec;

use super::Triple;

/// A type and a set of triples in their one spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    kind: String,
    triples: Vec<Triple>,
}

/// Why bytes are not a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// More bytes than a log entry can have.
    #[error("a statement has at most {max} bytes, this one has {found}")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// Not UTF-8, or the last line does not end in LF.
    #[error("a statement is UTF-8 text whose every line ends in a line feed")]
    NotText,
    /// Line 1 is not `marketplace/<type>/v<number>`.
    #[error("line 1 is not a statement type like `marketplace/release/v1`")]
    Kind,
    /// A line is not a canonical N-Quads triple.
    #[error("line {line} is not a canonical N-Quads triple")]
    Line {
        /// 1-based line number.
        line: usize,
    },
    /// A line does not follow the one before it.
    #[error("line {line} is out of order or stands twice")]
    Order {
        /// 1-based line number.
        line: usize,
    },
}

impl crate::error::Coded for StatementError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "statement/too-long",
            Self::NotText => "statement/not-text",
            Self::Kind => "statement/unknown-type",
            Self::Line { .. } => "statement/malformed-line",
            Self::Order { .. } => "statement/out-of-order",
        }
    }
}

impl Statement {
    /// Longest statement in bytes: a log entry's length is a `u16` (C2SP tlog-tiles, "Log entries").
    pub const MAX_BYTES: usize = 65_535;

    /// A statement of `kind` (`marketplace/…/v1`) with `triples` in any order.
    #[must_use]
    pub fn new(kind: &str, triples: Vec<Triple>) -> Self {
        let mut lines: Vec<_> =
            triples.into_iter().map(|triple| (alloc::format!("{triple}"), triple)).collect();
        crate::sort::sort_by(&mut lines, |(a, _), (b, _)| a.cmp(b));
        let mut triples: Vec<Triple> = lines.into_iter().map(|(_, triple)| triple).collect();
        triples.dedup();
        Self { kind: kind.into(), triples }
    }

    /// Reads the one canonical spelling.
    ///
    /// # Errors
    /// [`StatementError`] with the line at fault.
    pub fn parse(bytes: &[u8]) -> Result<Self, StatementError> {
        let (found, max) = (bytes.len(), Self::MAX_BYTES);
        if found > max {
            return Err(StatementError::TooLong { found, max });
        }
        let text = core::str::from_utf8(bytes).map_err(|_| StatementError::NotText)?;
        let mut lines = text.strip_suffix('\n').ok_or(StatementError::NotText)?.split('\n');
        let kind = lines.next().filter(|line| is_kind(line)).ok_or(StatementError::Kind)?;
        Ok(Self { kind: kind.into(), triples: parse_lines(lines)? })
    }

    /// Line 1.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The triples, in the order of their lines.
    #[must_use]
    pub fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = alloc::format!("{}\n", self.kind);
        for triple in &self.triples {
            text.push_str(&alloc::format!("{triple}\n"));
        }
        text.into_bytes()
    }
}

fn is_kind(line: &str) -> bool {
    let name = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let number = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|n| n.parse::<u8>().is_ok_and(|v| v > 0 && !n.starts_with(['0', '+'])))
    };
    let mut parts = line.split('/');
    let known = parts.next() == Some("marketplace");
    known && parts.next().is_some_and(name) && parts.next().is_some_and(number) && parts.next().is_none()
}

fn parse_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<Triple>, StatementError> {
    const FIRST_TRIPLE_LINE: usize = 2;
    let mut triples = Vec::new();
    let mut previous = "";
    for (line, text) in (FIRST_TRIPLE_LINE..).zip(lines) {
        triples.push(Triple::parse(text).ok_or(StatementError::Line { line })?);
        if text <= previous {
            return Err(StatementError::Order { line });
        }
        previous = text;
    }
    Ok(triples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Term;

    fn statement() -> Statement {
        let triple = |object| Triple::new("https://a/s", "https://a/p", object);
        Statement::new("marketplace/release/v1", [Term::string("b"), Term::string("a")].map(triple).into())
    }

    #[test]
    fn one_statement_has_one_spelling() {
        let bytes = statement().to_bytes();
        assert_eq!(Statement::parse(&bytes).unwrap().to_bytes(), bytes);
        assert_eq!(statement().triples()[0].object.value(), "a");
    }

    #[test]
    fn every_other_spelling_is_refused_with_its_line() {
        let text = alloc::string::String::from_utf8(statement().to_bytes()).unwrap();
        let refused = |text: &str| Statement::parse(text.as_bytes()).unwrap_err();
        assert_eq!(refused(text.trim_end()), StatementError::NotText);
        assert_eq!(refused(&text.replace("/v1", "/v01")), StatementError::Kind);
        assert_eq!(refused(&text.replace("\"a\"", "\"c\"")), StatementError::Order { line: 3 });
        assert_eq!(refused(&text.replace("\"a\"", "\"b\"")), StatementError::Order { line: 3 });
        assert_eq!(refused(&text.replace('\n', "\r\n")), StatementError::Kind);
        assert_eq!(refused(&(text.clone() + "\n")), StatementError::Line { line: 4 });
        assert!(matches!(refused(&"x".repeat(70_000)), StatementError::TooLong { .. }));
    }

    #[test]
    fn no_single_flipped_byte_goes_unseen() {
        let bytes = statement().to_bytes();
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            assert_ne!(Statement::parse(&flipped), Ok(statement()), "byte {at}");
        }
    }
}
