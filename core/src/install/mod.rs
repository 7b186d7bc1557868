//! Plan and admit: what to fetch for an install, and which bytes may be unpacked.
//!
//! [`plan()`] says which files to bring; [`Plan::admit`] checks them and is the only way to an [`Admitted`]
//! tree, except the one in [`danger`]. Writing the tree to disk is the host's part.

mod admit;
pub mod archive;
mod gzip;
#[cfg(test)]
#[cfg(feature = "std")]
mod hostile;
mod path;
mod plan;
mod tar;
mod tree;

pub use admit::{AdmitError, Admitted, STEPS, admit, danger};
pub use archive::{ArchiveError, Limits};
pub use plan::{Fetch, Plan, PlanError, Policy, plan};
pub use tree::{File, Tree};

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("archive/bad-checksum", "A tar header does not have the checksum it says"),
    ("archive/bad-end", "An archive does not end as it should: two zero blocks and nothing more"),
    ("archive/bad-gzip", "An archive is not a single plain gzip member"),
    ("archive/bad-header", "A tar header holds what it may not"),
    ("archive/bad-mode", "An entry of an archive has permissions that no package needs"),
    ("archive/bad-path", "An entry of an archive has a path that is not safe everywhere"),
    ("archive/collision", "Two entries of an archive are one file on some system"),
    ("archive/crc-mismatch", "An archive does not unpack to the content it was packed from"),
    ("archive/empty", "An archive holds no file"),
    ("archive/extension", "An archive uses an extension of the tar format"),
    ("archive/link", "An archive holds a link"),
    ("archive/not-canonical", "A published archive is not packed the one way its files are packed"),
    ("archive/not-tar", "The content of an archive is not a tar file of type ustar"),
    ("archive/ratio", "An archive unpacks to far more than its own size"),
    ("archive/special-file", "An archive holds a device or something else that is no file"),
    ("archive/too-large", "An archive or what it unpacks to is larger than allowed"),
    ("archive/too-many", "An archive holds more entries than allowed"),
    ("archive/truncated", "An archive ends in the middle of an entry"),
    ("install/no-archive", "The statement of a release binds no archive"),
    ("install/not-installable", "The registry does not keep the archive of a release"),
    ("install/too-large", "The archive of a release is larger than allowed"),
    ("verify/digest-mismatch", "An archive is not the one that the statement binds"),
    ("verify/length-mismatch", "An archive has another length than the statement says"),
    ("verify/tree-mismatch", "An archive unpacks to another tree than the statement says"),
];
