//! Everything that can go wrong in this host, as findings with their facts.
//!
//! No words here: `report` turns each into a message, its causes, a hint and an exit code.

use std::io;
use std::path::{Path, PathBuf};

use crate::import::{LineError, Place};

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Standard output cannot be written.
    Output(io::Error),
    /// Neither `GGEN_HOME` nor a home directory is set.
    NoHome,
    /// The file system refused something.
    Io {
        /// What was tried: a verb.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A lockfile is not one.
    Lockfile {
        /// The file.
        path: PathBuf,
        /// What its reader found, with line and column.
        cause: String,
    },
    /// A search without words.
    EmptyQuery,
    /// No package lists where Debian's should be.
    NoLists {
        /// The folder looked in.
        folder: PathBuf,
    },
    /// A compressed list, and nothing to read it with.
    NoAptHelper {
        /// The list.
        list: PathBuf,
        /// The program that is missing.
        helper: &'static str,
    },
    /// The reader of compressed lists failed.
    HelperFailed {
        /// The list.
        list: PathBuf,
        /// The program.
        helper: &'static str,
    },
    /// A line of a foreign catalogue is bad.
    Line {
        /// File and line.
        place: Place,
        /// What is wrong with it.
        error: LineError,
    },
}

impl Failure {
    /// For `map_err`: the system refused `action` on `path`.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}
