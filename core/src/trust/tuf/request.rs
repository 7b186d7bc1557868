//! What the machines of this module say to their host: which file they want, and which one to keep.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::name;

/// Where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the client's own folder.
    Kept,
    /// At the repository.
    Repository,
}

/// A file that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// Where it is.
    pub place: Place,
    /// Its name there; percent-encoded already, and never a path.
    pub name: String,
    /// The most bytes that are worth reading. A file that has more is refused: give this many and one.
    pub max_bytes: u64,
    pub(super) role: String,
}

/// A file that was found good, to be written into the client's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Keep {
    /// Its name there.
    pub name: String,
    /// Its bytes, as the repository gave them.
    pub bytes: Vec<u8>,
}

impl Request {
    pub(super) fn kept(role: &str, max_bytes: u64) -> Self {
        Self { place: Place::Kept, name: name::kept(role), max_bytes, role: role.to_owned() }
    }

    pub(super) fn repository(role: &str, version: Option<u64>, max_bytes: u64) -> Self {
        let name = name::at_repository(role, version);
        Self { place: Place::Repository, name, max_bytes, role: role.to_owned() }
    }
}

impl Keep {
    pub(super) fn new(role: &str, bytes: Vec<u8>) -> Self {
        Self { name: name::kept(role), bytes }
    }
}
