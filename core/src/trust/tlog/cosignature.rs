//! What a witness adds to a checkpoint ([C2SP tlog-cosignature], the Ed25519 form).
//!
//! ```text
//! cosignature/v1                                    what is signed: two lines …
//! time 1679315147
//! example.com/behind-the-sofa                       … and the whole text of the checkpoint
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! signature in the note = time (big-endian u64, below 2^63) || Ed25519 signature (64 bytes)
//! ```
//! It says: at that time, this was the largest tree I had seen of that log, and it began with all earlier ones.
//!
//! [C2SP tlog-cosignature]: https://c2sp.org/tlog-cosignature#format

use alloc::string::String;
use alloc::vec::Vec;

use super::super::Signature;
use super::VerifierKey;

/// A witness's signature with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cosignature {
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub timestamp: u64,
    /// Of [`Cosignature::message`].
    pub signature: Signature,
}

impl Cosignature {
    const MAX_TIMESTAMP: u64 = u64::MAX / 2;

    /// What a witness signs of the checkpoint whose note has this text.
    #[must_use]
    pub fn message(text: &str, timestamp: u64) -> Vec<u8> {
        alloc::format!("cosignature/v1\ntime {timestamp}\n{text}").into_bytes()
    }

    /// The signature line of `witness`.
    #[must_use]
    pub fn line(&self, witness: &VerifierKey) -> String {
        let signature = [&self.timestamp.to_be_bytes()[..], &self.signature.to_bytes()].concat();
        witness.signature(signature).to_line()
    }

    /// `None` unless these are 72 bytes of a time that there can be and a signature.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (timestamp, signature) = bytes.split_first_chunk::<8>()?;
        let timestamp = u64::from_be_bytes(*timestamp);
        let signature = Signature::from_bytes(signature).ok()?;
        (timestamp <= Self::MAX_TIMESTAMP).then_some(Self { timestamp, signature })
    }
}
