//! Prepare and seal: a directory's files in, a reproducible archive and a release to sign out.
//!
//! [`prepare`] packs the files and gives the bytes to sign; the host signs them, or not; [`seal`] checks the
//! signature as an installer would and gives the files to write, in the order to write them. Reading the
//! directory, holding the key, adding the log entry and replacing `catalog.nq` are the host's part.

mod exclude;
mod prepare;
mod seal;
#[cfg(test)]
mod tests;

pub use exclude::{Excluded, why_excluded};
pub use prepare::{Options, Prepared, PublishError, SourceFile, prepare};
pub use seal::{Sealed, seal};

pub mod manifest;

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("publish/manifest-not-packed", "The manifest is not among the files of the package"),
    ("publish/not-semver", "A published version is not SemVer"),
    ("publish/reserved-name", "A package has the name of the lockfile"),
    ("publish/statement-too-long", "A release says more than fits in a log entry"),
];
