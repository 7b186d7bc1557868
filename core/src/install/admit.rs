//! Which bytes may be unpacked: the second half of the checks, after those of [`crate::trust::verify()`].
//!
//! | step | holds when |
//! |---|---|
//! | `archive-length` | the archive has the length that the statement says |
//! | `archive-digest` | the archive has the SHA-256 that the statement says |
//! | `archive-profile` | the whole archive obeys the profile of [`super::archive`] |
//! | `tree-hash` | the files are those that the statement says |

use super::archive::{self, ArchiveError};
use super::{Limits, Plan, Tree};
use crate::error::Coded;
use crate::model::Digest;
use crate::trust::report::{Finding, Report};
use crate::trust::{Claim, Evidence, Refusal, STEPS as TRUST_STEPS, Verdict, Verified, layout, verify};

/// Names of the steps, in order; those of [`crate::trust::STEPS`] come before them.
pub const STEPS: [&str; 4] = ["archive-length", "archive-digest", "archive-profile", "tree-hash"];

/// Files that may be written to disk. Only [`Plan::admit`] and [`danger`] make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    tree: Tree,
    tree_hash: Digest,
    archive: Digest,
    verified: Option<Verified>,
}

impl Admitted {
    /// The files.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The files, to keep.
    #[must_use]
    pub fn into_tree(self) -> Tree {
        self.tree
    }

    /// Hash of the tree: what the install can be checked against later (see [`Tree::hash`]).
    #[must_use]
    pub fn tree_hash(&self) -> Digest {
        self.tree_hash
    }

    /// SHA-256 of the archive.
    #[must_use]
    pub fn archive(&self) -> Digest {
        self.archive
    }

    /// The verified statement; `None` only for what came through [`danger`].
    #[must_use]
    pub fn verified(&self) -> Option<&Verified> {
        self.verified.as_ref()
    }
}

/// Why an archive is not admitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdmitError {
    /// The statement does not verify.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The statement binds no archive, so nothing can be checked against it.
    #[error("the statement says nothing about an archive")]
    NoArchive,
    /// Another length.
    #[error("the archive has {found} bytes, the statement says {expected}")]
    Length {
        /// Bytes that the statement says.
        expected: u64,
        /// Bytes found.
        found: u64,
    },
    /// Another content.
    #[error("the archive is {found}, the statement says {expected}")]
    Digest {
        /// The digest that the statement says.
        expected: Digest,
        /// The digest found.
        found: Digest,
    },
    /// Not safe to unpack, or not packed as it should be.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// Other files.
    #[error("the archive unpacks to the tree {found}, the statement says {expected}")]
    Tree {
        /// The hash that the statement says.
        expected: Digest,
        /// The hash found.
        found: Digest,
    },
}

impl Coded for AdmitError {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused(error) => error.code(),
            Self::NoArchive => "install/no-archive",
            Self::Length { .. } => "verify/length-mismatch",
            Self::Digest { .. } => "verify/digest-mismatch",
            Self::Archive(error) => error.code(),
            Self::Tree { .. } => "verify/tree-mismatch",
        }
    }
}

impl Plan {
    /// Checks everything that was fetched, statement first, and admits the archive's files.
    pub fn admit(&self, evidence: &Evidence<'_>, archive: &[u8]) -> Verdict<Admitted, AdmitError> {
        admit(verify(evidence, &self.expected), archive, &self.limits)
    }
}

/// Continues a verdict on a statement with the archive that it binds.
pub fn admit(verdict: Verdict<Verified>, archive: &[u8], limits: &Limits) -> Verdict<Admitted, AdmitError> {
    let Verdict { mut report, outcome } = verdict;
    let admitted =
        outcome.map_err(AdmitError::from).and_then(|verified| check(&mut report, verified, archive, limits));
    report.skip_rest(&TRUST_STEPS);
    report.skip_rest(&STEPS);
    Verdict { report, outcome: admitted }
}

fn check(
    report: &mut Report,
    verified: Verified,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Admitted, AdmitError> {
    let (digest, length) = report.enter("archive-length", length(verified.claim(), bytes))?;
    report.enter("archive-digest", compare_digest(digest, length, bytes))?;
    let tree = report.enter("archive-profile", profile(archive::read(bytes, limits)))?;
    let tree_hash = report.enter("tree-hash", compare_tree(verified.claim(), &tree))?;
    Ok(Admitted { tree, tree_hash, archive: digest, verified: Some(verified) })
}

fn length(claim: &Claim, bytes: &[u8]) -> Result<Finding<(Digest, u64)>, AdmitError> {
    let (digest, expected) = claim.archive().ok_or(AdmitError::NoArchive)?;
    let found = bytes.len() as u64;
    if found != expected {
        return Err(AdmitError::Length { expected, found });
    }
    let command = alloc::format!("wc -c {}", layout::blob(&digest));
    Ok(Finding::passed((digest, found), alloc::format!("{found} bytes, as the statement says"))
        .repeat(command))
}

fn compare_digest(expected: Digest, length: u64, bytes: &[u8]) -> Result<Finding<()>, AdmitError> {
    let found = Digest::of(bytes);
    if found != expected {
        return Err(AdmitError::Digest { expected, found });
    }
    let detail = alloc::format!("{found} over all {length} bytes, as the statement says");
    Ok(Finding::passed((), detail).repeat(alloc::format!("sha256sum {}", layout::blob(&expected))))
}

fn profile(tree: Result<Tree, ArchiveError>) -> Result<Finding<Tree>, AdmitError> {
    let tree = tree?;
    let (files, bytes) = (tree.files().len(), tree.bytes());
    Ok(Finding::passed(tree, alloc::format!("{files} files of {bytes} bytes together, every path portable")))
}

fn compare_tree(claim: &Claim, tree: &Tree) -> Result<Finding<Digest>, AdmitError> {
    let found = tree.hash();
    match claim.tree() {
        Some(expected) if expected != found => Err(AdmitError::Tree { expected, found }),
        Some(_) => Ok(Finding::passed(found, alloc::format!("{found}, as the statement says"))),
        None => Ok(Finding::skipped(found, "the statement binds the archive only")),
    }
}

/// What gives up a proof. Nothing here runs unless the user has named it.
pub mod danger {
    use super::*;

    /// Admits an archive of unknown origin, such as a local file: safe to unpack, but nobody vouches for it.
    ///
    /// Archives of any tar program are taken (see [`archive::read_foreign`]).
    pub fn admit_unverified(archive: &[u8], limits: &Limits) -> Verdict<Admitted, AdmitError> {
        let mut report = Report::default();
        let tree = profile(archive::read_foreign(archive, limits));
        let outcome = report.enter("archive-profile", tree).map(|tree| Admitted {
            tree_hash: tree.hash(),
            tree,
            archive: Digest::of(archive),
            verified: None,
        });
        Verdict { report, outcome }
    }
}
