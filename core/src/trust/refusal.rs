//! Why evidence is refused.

use alloc::string::String;

use super::tlog::TlogError;
use super::{ClaimError, KeyError, LogError, SignatureError};
use crate::error::Coded;
use crate::model::{Digest, Level, PackageName, Version};

/// Why a release or a signature is refused: the finding of the first check that failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A file of the evidence is too long to be what it should be.
    #[error("the {what} has {found} bytes, more than the {max} it can have")]
    TooLong {
        /// Which file.
        what: &'static str,
        /// Bytes found.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// The statement is none, or not one of ours.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The key file is no key that we use.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The key is not there.
    #[error("the release names the key {key_id}, which was not given")]
    KeyMissing {
        /// The key that the release names.
        key_id: Digest,
    },
    /// Another key is there.
    #[error("the release names the key {expected}, but the key given is {found}")]
    KeyMismatch {
        /// The key that the release names.
        expected: Digest,
        /// The key given.
        found: Digest,
    },
    /// The key is none of those trusted.
    #[error("the release is signed by the key {key_id}, which is not one you trust")]
    KeyNotTrusted {
        /// The key that the release names.
        key_id: Digest,
    },
    /// The signature is not there.
    #[error("the release names the key {key_id}, but its signature was not given")]
    SignatureMissing {
        /// The key that the release names.
        key_id: Digest,
    },
    /// A signature is there that nothing asks for.
    #[error("a signature was given, but the release names no key to check it with")]
    SignatureUnexpected,
    /// The signature does not verify.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The bundle of log entries cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// What the log says of itself does not hold.
    #[error(transparent)]
    Tlog(#[from] TlogError),
    /// The log does not prove that it holds the statement.
    #[error("a proof was demanded that the log holds the statement, and none was given")]
    LogProofMissing,
    /// The log has another statement there.
    #[error("log entry {leaf} is not this statement")]
    NotLogged {
        /// The leaf that should hold it.
        leaf: u64,
    },
    /// The catalogue lists another record.
    #[error("the catalogue lists the record {found}, the statement says {expected}")]
    RecordDiffers {
        /// The digest in the statement.
        expected: Digest,
        /// The digest of what is listed.
        found: Digest,
    },
    /// Another package than the one asked for.
    #[error("you asked for `{expected}`, but the statement is about `{found}`")]
    WrongPackage {
        /// The name asked for.
        expected: PackageName,
        /// The name in the statement.
        found: PackageName,
    },
    /// Another version than the one asked for.
    #[error("you asked for version {expected}, but the statement is about version {found}")]
    WrongVersion {
        /// The version asked for.
        expected: Version,
        /// The version in the statement.
        found: Version,
    },
    /// Not proven far enough.
    #[error("the release is `{}`, but at least `{}` is required", found.as_str(), required.as_str())]
    LevelTooLow {
        /// The least level allowed.
        required: Level,
        /// The level found.
        found: Level,
    },
}

impl Coded for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "verify/too-long",
            Self::Claim(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::KeyMissing { .. } => "verify/key-missing",
            Self::KeyMismatch { .. } => "verify/key-mismatch",
            Self::KeyNotTrusted { .. } => "verify/key-not-trusted",
            Self::SignatureMissing { .. } => "verify/signature-missing",
            Self::SignatureUnexpected => "verify/signature-unexpected",
            Self::Signature(error) => error.code(),
            Self::Log(error) => error.code(),
            Self::Tlog(error) => error.code(),
            Self::LogProofMissing => "verify/log-proof-missing",
            Self::NotLogged { .. } => "verify/not-logged",
            Self::RecordDiffers { .. } => "verify/record-differs",
            Self::WrongPackage { .. } => "verify/wrong-package",
            Self::WrongVersion { .. } => "verify/wrong-version",
            Self::LevelTooLow { .. } => "verify/level-too-low",
        }
    }
}

/// Refuses a file that is longer than it can be.
pub(super) fn check_length(what: &'static str, file: &[u8], max: usize) -> Result<String, Refusal> {
    let found = file.len();
    if found > max {
        return Err(Refusal::TooLong { what, found, max });
    }
    Ok(alloc::format!("{what} {found} bytes"))
}
