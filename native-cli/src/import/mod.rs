//! Foreign catalogues, read into drafts of records.
//!
//! A source yields drafts one by one with the place each comes from, so that whatever is wrong can be
//! named by file and line. Nothing here writes: `commands::import` gives a draft its leaf and its place
//! in the registry.

pub(crate) mod debian;
mod entry;
pub(crate) mod jsonl;
mod relation;

use std::fmt;
use std::path::{Path, PathBuf};

use ggen_marketplace_core::model::{ArchiveRef, Manifest};

use crate::failure::Failure;

pub(crate) use entry::EntryError;

/// What a foreign catalogue says of one release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    /// What its author says.
    pub(crate) manifest: Manifest,
    /// The archive, where the catalogue names one.
    pub(crate) archive: Option<ArchiveRef>,
    /// Downloads as the catalogue counts them.
    pub(crate) downloads: u32,
    /// Stars as the catalogue counts them.
    pub(crate) stars: u32,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file.
    pub(crate) file: PathBuf,
    /// 1-based line.
    pub(crate) line: u64,
}

/// Takes what a source yields.
pub(crate) trait Sink {
    /// One release.
    ///
    /// # Errors
    /// Whatever ends the import.
    fn draft(&mut self, place: Place, draft: Draft) -> Result<(), Failure>;
    /// Something that was repaired or left out, and why.
    fn repair(&mut self, place: &Place, what: &str);
    /// How far the source is read: `done` of `total` units of any kind.
    fn progress(&mut self, done: u64, total: u64);
}

/// What is wrong with a line of a foreign catalogue.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LineError {
    /// Longer than any record.
    #[error("the line has more than {max} bytes")]
    TooLong {
        /// The bound.
        max: usize,
    },
    /// Not UTF-8.
    #[error("byte {at} of the line is not UTF-8 text")]
    NotText {
        /// 1-based byte within the line.
        at: usize,
    },
    /// Not the JSON of a record.
    #[error("column {column}: {message}")]
    Json {
        /// 1-based column.
        column: usize,
        /// What the JSON reader found.
        message: String,
    },
    /// A record that breaks a rule.
    #[error(transparent)]
    Entry(#[from] EntryError),
}

impl Place {
    /// Line `line` of `file`.
    pub(crate) fn new(file: &Path, line: u64) -> Self {
        Self { file: file.into(), line }
    }

    /// `error`, at this place.
    pub(crate) fn failed(self, error: impl Into<LineError>) -> Failure {
        Failure::Line { place: self, error: error.into() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}
