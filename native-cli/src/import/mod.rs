//! The files of foreign catalogues, brought to core's readers line by line.
//!
//! Core decides what a line says; here files are opened, decompressed and cut into lines, and what core
//! finds is given the name of its file. Nothing here writes.

pub(crate) mod debian;
pub(crate) mod jsonl;
mod line;
pub(crate) mod rdf;
pub(crate) mod v1;

use std::fmt;
use std::path::{Path, PathBuf};

use ggen_marketplace_core::import::{ImportError, Imported};

use crate::failure::Failure;

/// Where in a source something is: a file, and perhaps a line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The file, or the folder of a package.
    pub(crate) path: PathBuf,
    /// 1-based line.
    pub(crate) line: Option<u64>,
}

/// Takes what a source yields.
pub(crate) trait Sink {
    /// One release.
    ///
    /// # Errors
    /// Whatever ends the import.
    fn release(&mut self, origin: Origin, imported: Imported) -> Result<(), Failure>;
    /// Something that was left out, and why.
    fn left_out(&mut self, origin: &Origin, why: &str);
    /// How far the source is read: `done` of `total` units of any kind.
    fn progress(&mut self, done: u64, total: u64);
}

impl Origin {
    /// Line `line` of `file`.
    pub(crate) fn line(file: &Path, line: u64) -> Self {
        Self { path: file.into(), line: Some(line) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// For `map_err`: what core found wrong with a line of `file`.
pub(crate) fn bad_line(file: &Path) -> impl Fn(ImportError) -> Failure + '_ {
    |error| Failure::Line { path: file.into(), error }
}
