//! What can go wrong while a repository is followed, as findings with their facts.

use std::path::PathBuf;

use ggen_marketplace_core::trust::tuf::TufError;

/// Why a command of `trust` failed.
#[derive(Debug)]
pub(crate) enum TrustFailure {
    /// An address that is neither a folder nor one of the web.
    Address {
        /// What was given.
        address: String,
    },
    /// A file could not be fetched.
    Fetch {
        /// Its address.
        address: String,
        /// What the network or the server said.
        cause: String,
    },
    /// The folder holds no root that is trusted.
    NoRoot {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds another root already.
    RootExists {
        /// The file.
        path: PathBuf,
    },
    /// The root given is not the one whose fingerprint was given.
    Fingerprint {
        /// The fingerprint given.
        expected: String,
        /// That of the file.
        found: String,
    },
    /// Core refuses a file.
    Refused(TufError),
}
