//! Why bytes are not a catalogue.

use super::Section;
use crate::codec::Damage;
use crate::error::Coded;
use crate::model::{Digest, StatementError};

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("catalog/not-a-segment", "The file does not begin as a catalogue segment does"),
    ("catalog/unknown-version", "The segment has a format version that this program does not read"),
    ("catalog/truncated", "The segment has fewer or more bytes than its header says"),
    ("catalog/malformed-header", "The segment's header contradicts itself or its checksum"),
    ("catalog/checksum-mismatch", "A section's bytes do not have the checksum in the header"),
    ("catalog/digest-mismatch", "Bytes do not have the SHA-256 that names them"),
    ("catalog/damaged", "A section holds something the format does not allow"),
    ("catalog/malformed-list", "The list of segments (`catalog.nq`) is not one"),
    ("catalog/duplicate-release", "A catalogue was given the same name and version twice"),
    ("catalog/too-large", "There is more to write than a segment can hold"),
];

/// What is wrong with a catalogue's bytes, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// The magic bytes are not ours.
    #[error("not a catalogue segment: it does not begin with `GGENSEG` and a zero byte")]
    NotASegment,
    /// Another format version.
    #[error("segment format version {found}, this program reads version {expected}")]
    UnknownVersion {
        /// Version in the header.
        found: u32,
        /// Version we read.
        expected: u32,
    },
    /// The length is not the one in the header.
    #[error("the segment has {found} bytes, its header says {expected}")]
    Truncated {
        /// Bytes there are.
        found: u64,
        /// Bytes the header promises.
        expected: u64,
    },
    /// The header contradicts itself.
    #[error("the segment's header is malformed: {expected}")]
    MalformedHeader {
        /// The rule it breaks.
        expected: &'static str,
    },
    /// A section's bytes changed since they were written.
    #[error(
        "section `{section}` does not have the checksum in the header: its bytes changed since they were written"
    )]
    ChecksumMismatch {
        /// Name of the section.
        section: &'static str,
    },
    /// Bytes are not those that were asked for.
    #[error("{what} has digest {found}, expected {expected}")]
    DigestMismatch {
        /// Name of the section, or `segment`.
        what: &'static str,
        /// Digest of the bytes.
        found: Digest,
        /// Digest that names them.
        expected: Digest,
    },
    /// A section holds what the format does not allow.
    #[error("section `{section}` is damaged: {what}")]
    Damaged {
        /// Name of the section.
        section: &'static str,
        /// What could not be read.
        what: &'static str,
    },
    /// `catalog.nq` is no statement.
    #[error("the list of segments is malformed: {0}")]
    MalformedStatement(StatementError),
    /// `catalog.nq` is a statement, but not a list of segments.
    #[error("the list of segments is malformed: {expected}")]
    MalformedList {
        /// The rule it breaks.
        expected: &'static str,
    },
}

impl CatalogError {
    pub(crate) fn damaged(section: Section) -> impl Fn(Damage) -> Self {
        move |damage| Self::Damaged { section: section.name(), what: damage.0 }
    }
}

impl Coded for CatalogError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotASegment => "catalog/not-a-segment",
            Self::UnknownVersion { .. } => "catalog/unknown-version",
            Self::Truncated { .. } => "catalog/truncated",
            Self::MalformedHeader { .. } => "catalog/malformed-header",
            Self::ChecksumMismatch { .. } => "catalog/checksum-mismatch",
            Self::DigestMismatch { .. } => "catalog/digest-mismatch",
            Self::Damaged { .. } => "catalog/damaged",
            Self::MalformedStatement(_) | Self::MalformedList { .. } => "catalog/malformed-list",
        }
    }
}
