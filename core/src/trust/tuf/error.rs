//! What can be wrong with a repository's metadata, and its codes.

use alloc::string::String;

use crate::error::Coded;
use crate::trust::{KeyError, Timestamp};

/// Why an update or a search stopped: which file, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{file}`: {finding}")]
#[non_exhaustive]
pub struct TufError {
    /// The file that was asked for, or the path of a target; safe to print.
    pub file: String,
    /// What was found.
    #[source]
    pub finding: Finding,
}

impl Coded for TufError {
    fn code(&self) -> &'static str {
        self.finding.code()
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Finding {
    /// More bytes than it can have.
    #[error("it has more than {max} bytes")]
    TooLong {
        /// The bound: the length that is signed, or the bound of such files.
        max: u64,
    },
    /// The repository does not have it.
    #[error("the repository does not have it")]
    Missing,
    /// Not JSON as it is signed: see [`super`].
    #[error("byte {at}: expected {expected}")]
    NotJson {
        /// Where reading stopped.
        at: usize,
        /// What would have been read there.
        expected: &'static str,
    },
    /// A field is missing or has a value it cannot have.
    #[error("`{field}` should be {expected}")]
    Malformed {
        /// The field.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A file of another role.
    #[error("it says it is of type `{found}`, expected `{expected}`")]
    WrongType {
        /// The type asked for.
        expected: &'static str,
        /// The type found, safe to print.
        found: String,
    },
    /// A specification that we do not follow.
    #[error("it follows version `{found}` of the specification, expected 1.x")]
    SpecVersion {
        /// The version found, safe to print.
        found: String,
    },
    /// A version of a file that is out of range.
    #[error("version {found} is not between 1 and {max}")]
    VersionOutOfRange {
        /// The version found.
        found: i64,
        /// The bound.
        max: u64,
    },
    /// A key under an id that is not its own.
    #[error("the key listed as `{key_id}` has another id")]
    KeyId {
        /// The id under which it is listed, safe to print.
        key_id: String,
    },
    /// A key that no one should sign with.
    #[error("the key `{key_id}` cannot be used: {error}")]
    Key {
        /// Its id, safe to print.
        key_id: String,
        /// What is wrong with it.
        error: KeyError,
    },
    /// A role lists a key id twice.
    #[error("a role lists the key `{key_id}` twice")]
    DuplicateKeyId {
        /// The id, safe to print.
        key_id: String,
    },
    /// Two signatures of one key id.
    #[error("it holds two signatures of the key `{key_id}`")]
    DuplicateSignature {
        /// The id, safe to print.
        key_id: String,
    },
    /// A threshold that nothing or anything meets.
    #[error("a role asks for {found} signatures: at least one is needed")]
    BadThreshold {
        /// The threshold found.
        found: i64,
    },
    /// No key of the role has signed it.
    #[error("no key of its role has signed it ({threshold} should have)")]
    Unsigned {
        /// Keys that should have.
        threshold: usize,
    },
    /// Too few keys of the role have signed it.
    #[error("{found} different keys of its role have signed it, {threshold} should have")]
    BelowThreshold {
        /// Different keys that have.
        found: usize,
        /// Keys that should have.
        threshold: usize,
    },
    /// Another version than the one that is listed.
    #[error("it is version {found}, expected {expected}")]
    VersionMismatch {
        /// The version expected.
        expected: u64,
        /// The version found.
        found: u64,
    },
    /// Something is older than what was trusted before.
    #[error("it lists version {found} of `{role}`, but version {kept} was trusted before")]
    Rollback {
        /// The role that went back, safe to print.
        role: String,
        /// The version trusted before.
        kept: u64,
        /// The version found.
        found: u64,
    },
    /// A role that was listed before is listed no more.
    #[error("it no longer lists `{role}`")]
    RoleRemoved {
        /// The role, safe to print.
        role: String,
    },
    /// Not as long as listed.
    #[error("it has {found} bytes, expected {expected}")]
    LengthMismatch {
        /// Bytes listed.
        expected: u64,
        /// Bytes found.
        found: u64,
    },
    /// Other bytes than those listed.
    #[error("its {algorithm} is not the one that is listed")]
    DigestMismatch {
        /// The algorithm.
        algorithm: &'static str,
    },
    /// Digests of algorithms that we do not know only.
    #[error("it is listed with neither a SHA-256 nor a SHA-512")]
    UnknownDigest,
    /// Its time is over.
    #[error("it expired at {expires}, and it is {now}")]
    Expired {
        /// When.
        expires: Timestamp,
        /// The reference time of the update.
        now: Timestamp,
    },
    /// More new root files than one update follows.
    #[error("there are more than {max} new versions of it")]
    RootChainTooLong {
        /// The bound.
        max: u32,
    },
    /// A delegated role that the snapshot does not list.
    #[error("the snapshot does not list it")]
    NotInSnapshot,
    /// A name that a delegated role cannot have.
    #[error("a delegated role cannot be called `{name}`")]
    RoleName {
        /// The name, safe to print.
        name: String,
    },
    /// Two delegations to one name.
    #[error("it delegates to `{name}` twice")]
    DuplicateRole {
        /// The name, safe to print.
        name: String,
    },
    /// A search that visits too many roles.
    #[error("more than {max} roles would have to be searched")]
    SearchTooLong {
        /// The bound.
        max: usize,
    },
    /// A target that no role entitled to it lists.
    #[error("no role that may list this target does")]
    NoSuchTarget,
    /// A path that no target can have.
    #[error("a target's path has at most {max} bytes, no empty part, no `.` and no `..`")]
    TargetPath {
        /// The bound.
        max: usize,
    },
    /// Other bytes than those of the target.
    #[error("these are not the bytes of this target: {source}")]
    TargetMismatch {
        /// What differs.
        source: alloc::boxed::Box<Finding>,
    },
}

impl Finding {
    /// With the file it is about.
    pub(super) fn of(self, file: &str) -> TufError {
        TufError { file: crate::model::printable(file), finding: self }
    }
}

impl Coded for Finding {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "tuf/too-long",
            Self::Missing => "tuf/missing",
            Self::NotJson { .. } => "tuf/not-json",
            Self::Malformed { .. } => "tuf/malformed",
            Self::WrongType { .. } => "tuf/wrong-type",
            Self::SpecVersion { .. } => "tuf/spec-version",
            Self::VersionOutOfRange { .. } => "tuf/version-out-of-range",
            Self::KeyId { .. } => "tuf/key-id-mismatch",
            Self::Key { error, .. } => error.code(),
            Self::DuplicateKeyId { .. } => "tuf/duplicate-key-id",
            Self::DuplicateSignature { .. } => "tuf/duplicate-signature",
            Self::BadThreshold { .. } => "tuf/bad-threshold",
            Self::Unsigned { .. } => "tuf/unsigned",
            Self::BelowThreshold { .. } => "tuf/below-threshold",
            Self::VersionMismatch { .. } => "tuf/version-mismatch",
            Self::Rollback { .. } => "tuf/rollback",
            Self::RoleRemoved { .. } => "tuf/role-removed",
            Self::LengthMismatch { .. } => "tuf/length-mismatch",
            Self::DigestMismatch { .. } => "tuf/digest-mismatch",
            Self::UnknownDigest => "tuf/unknown-digest",
            Self::Expired { .. } => "tuf/expired",
            Self::RootChainTooLong { .. } => "tuf/root-chain-too-long",
            Self::NotInSnapshot => "tuf/not-in-snapshot",
            Self::RoleName { .. } => "tuf/role-name",
            Self::DuplicateRole { .. } => "tuf/duplicate-role",
            Self::SearchTooLong { .. } => "tuf/search-too-long",
            Self::NoSuchTarget => "tuf/no-such-target",
            Self::TargetPath { .. } => "tuf/target-path",
            Self::TargetMismatch { .. } => "tuf/target-mismatch",
        }
    }
}

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("tuf/bad-threshold", "A role asks for fewer than one signature"),
    ("tuf/below-threshold", "A metadata file is signed by fewer different keys of its role than it needs"),
    ("tuf/digest-mismatch", "A metadata file is not the one that another file lists by digest"),
    ("tuf/duplicate-key-id", "A role lists one key id twice"),
    ("tuf/duplicate-role", "A targets file delegates to one name twice"),
    ("tuf/duplicate-signature", "A metadata file holds two signatures of one key id"),
    ("tuf/expired", "A metadata file is too old: someone may be holding back newer ones"),
    ("tuf/key-id-mismatch", "A key is listed under an id that is not the SHA-256 of its canonical form"),
    ("tuf/length-mismatch", "A metadata file is not as long as another file lists"),
    ("tuf/malformed", "A field of a metadata file is missing or has a value it cannot have"),
    ("tuf/missing", "The repository does not have a metadata file that it must have"),
    ("tuf/no-such-target", "No role that may list the target does"),
    ("tuf/not-in-snapshot", "A role is delegated to, but the snapshot does not list it"),
    ("tuf/not-json", "A metadata file is not JSON that has a canonical form"),
    ("tuf/role-name", "A delegated role has the name of a top-level role, none, or one that is too long"),
    ("tuf/role-removed", "A snapshot no longer lists a role that the one before it listed"),
    ("tuf/rollback", "A metadata file is, or lists, an older version than was trusted before"),
    ("tuf/root-chain-too-long", "More new versions of the root than one update follows"),
    ("tuf/search-too-long", "The search for a target visits more roles than it may"),
    ("tuf/spec-version", "A metadata file follows another major version of the TUF specification"),
    ("tuf/target-mismatch", "The bytes of a target are not those that its role lists"),
    ("tuf/target-path", "A target's path is too long, or has an empty part, `.` or `..`"),
    ("tuf/too-long", "A file has more bytes than it can have"),
    ("tuf/unknown-digest", "A file is listed with digests of unknown algorithms only"),
    ("tuf/unsigned", "No key of its role has signed a metadata file"),
    ("tuf/version-mismatch", "A metadata file is of another version than the one listed or asked for"),
    ("tuf/version-out-of-range", "A metadata file has a version that leaves no room for newer ones"),
    ("tuf/wrong-type", "A metadata file is of another role than the one asked for"),
];
