//! What can be wrong with a log, its checkpoint, its proofs and its tiles.

use alloc::string::String;

use super::super::KeyError;
use crate::error::Coded;
use crate::model::Digest;

/// Why what a log says is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlogError {
    /// Not a signed note.
    #[error("this is not a signed note: expected {expected}")]
    Note {
        /// The rule it breaks.
        expected: &'static str,
    },
    /// A signed note that is no checkpoint.
    #[error("the note is no checkpoint: expected {expected}")]
    Checkpoint {
        /// The rule it breaks.
        expected: &'static str,
    },
    /// Not a proof file.
    #[error("line {line} of the proof file: expected {expected}")]
    ProofFile {
        /// Line, from 1.
        line: usize,
        /// What should be there.
        expected: &'static str,
    },
    /// A proof file with data that no hash covers.
    #[error("the proof file brings extra data, which nothing vouches for")]
    ExtraData,
    /// Not a policy.
    #[error("line {line} of the log policy: expected {expected}")]
    Policy {
        /// Line, from 1.
        line: usize,
        /// What should be there.
        expected: &'static str,
    },
    /// Not a verifier key.
    #[error("this is not a verifier key: expected {expected}")]
    VerifierKey {
        /// The rule it breaks.
        expected: &'static str,
    },
    /// The key in a verifier key is none that we use.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A key that is known has not made the signature that bears its name.
    #[error("the signature of `{name}` is not its key's: the whole note is refused")]
    Signature {
        /// Name of the key, safe to print.
        name: String,
    },
    /// No known log has signed.
    #[error("the checkpoint is not signed by a log that the policy names")]
    Unsigned,
    /// A known log has signed for another one.
    #[error("the checkpoint is of the log `{origin}`, but signed by `{signer}`")]
    Origin {
        /// First line of the checkpoint, safe to print.
        origin: String,
        /// Name of the key that signed, safe to print.
        signer: String,
    },
    /// Too few witnesses.
    #[error("the witnesses of the checkpoint ({found} known) are not the quorum that the policy demands")]
    Quorum {
        /// Number of known witnesses that signed.
        found: usize,
    },
    /// A tile of another width.
    #[error("{path} has {found} bytes, not the {expected} that the size of the tree demands")]
    TileWidth {
        /// Path of the tile.
        path: String,
        /// Bytes it must have.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// A tile that is not the tree's.
    #[error("{path} does not hold the hashes that the root of the tree commits to")]
    TileForged {
        /// Path of the tile, or of each tile of the right edge.
        path: String,
    },
    /// An entry that the tree does not have.
    #[error("the checkpoint covers {size} entries, so not entry {index}")]
    Index {
        /// The entry asked for, from 0.
        index: u64,
        /// Number of entries.
        size: u64,
    },
    /// A proof of another entry than the one asked for.
    #[error("the proof is of entry {found}, not of entry {expected}")]
    OtherIndex {
        /// The entry asked for.
        expected: u64,
        /// The entry that the proof names.
        found: u64,
    },
    /// Too many or too few hashes.
    #[error("a proof of this kind has {expected} hashes, this one has {found}")]
    ProofLength {
        /// Number of hashes that the sizes demand.
        expected: usize,
        /// Number found.
        found: usize,
    },
    /// The entry is not there.
    #[error("the proof does not lead from this entry, as number {index}, to the root of the checkpoint")]
    Inclusion {
        /// The entry, from 0.
        index: u64,
    },
    /// The log has become shorter.
    #[error("the log has {found} entries, but it had {seen} when it was last seen")]
    Shrunk {
        /// Entries seen before.
        seen: u64,
        /// Entries now.
        found: u64,
    },
    /// The log says two things.
    #[error("the log has two trees of {size} entries: root {seen} seen before, {found} now")]
    Forked {
        /// Number of entries.
        size: u64,
        /// Root seen before.
        seen: Digest,
        /// Root now.
        found: Digest,
    },
    /// The log has rewritten what it said.
    #[error("the log of {found} entries does not begin with the {seen} entries that were seen before")]
    Inconsistent {
        /// Entries seen before.
        seen: u64,
        /// Entries now.
        found: u64,
    },
    /// A view of another log.
    #[error("the checkpoint is of the log `{found}`, the one seen before of `{seen}`")]
    OtherLog {
        /// Origin seen before, safe to print.
        seen: String,
        /// Origin now, safe to print.
        found: String,
    },
}

impl Coded for TlogError {
    fn code(&self) -> &'static str {
        match self {
            Self::Note { .. } => "log/malformed-note",
            Self::Checkpoint { .. } => "log/malformed-checkpoint",
            Self::ProofFile { .. } => "log/malformed-proof",
            Self::ExtraData => "log/extra-data",
            Self::Policy { .. } => "log/malformed-policy",
            Self::VerifierKey { .. } => "log/malformed-key",
            Self::Key(error) => error.code(),
            Self::Signature { .. } => "log/signature-invalid",
            Self::Unsigned => "log/not-signed",
            Self::Origin { .. } => "log/origin-mismatch",
            Self::Quorum { .. } => "log/quorum-missing",
            Self::TileWidth { .. } => "log/tile-width",
            Self::TileForged { .. } => "log/tile-forged",
            Self::Index { .. } => "log/index-beyond-tree",
            Self::OtherIndex { .. } => "log/other-index",
            Self::ProofLength { .. } => "log/proof-length",
            Self::Inclusion { .. } => "log/inclusion-invalid",
            Self::Shrunk { .. } => "log/shrunk",
            Self::Forked { .. } => "log/forked",
            Self::Inconsistent { .. } => "log/inconsistent",
            Self::OtherLog { .. } => "log/other-log",
        }
    }
}
