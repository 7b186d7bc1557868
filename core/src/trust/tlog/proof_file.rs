//! A proof and its checkpoint in one file ([C2SP tlog-proof]): all that is needed to check an entry offline.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra YWdlLXYxLjI=                                optional: data that nothing vouches for
//! index 73894                                       number of the entry, from 0
//! gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=      the inclusion proof, a hash a line, the leaf's sibling first
//!
//! the checkpoint, a signed note
//! ```
//! [C2SP tlog-proof]: https://c2sp.org/tlog-proof#format

use alloc::string::String;
use alloc::vec::Vec;

use super::{Note, TlogError, base64, decimal, hash, to_base64};
use crate::model::Digest;

/// A proof file, taken apart; nothing in it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    /// Data for the application, not covered by any hash.
    pub extra: Option<Vec<u8>>,
    /// Number of the entry.
    pub index: u64,
    /// The inclusion proof.
    pub hashes: Vec<Digest>,
    /// The signed note of the checkpoint.
    pub checkpoint: Vec<u8>,
}

impl ProofFile {
    /// Longest proof file in bytes.
    pub const MAX_BYTES: usize = Note::MAX_BYTES + 16 * 1024;
    /// Most hashes in a proof: the height of the tallest tree.
    const MAX_HASHES: usize = 64;
    const HEADER: &'static str = "c2sp.org/tlog-proof@v1\n";

    /// Takes a proof file apart.
    ///
    /// # Errors
    /// [`TlogError::ProofFile`] with the line.
    pub fn parse(bytes: &[u8]) -> Result<Self, TlogError> {
        let refused = |line, expected| TlogError::ProofFile { line, expected };
        if bytes.len() > Self::MAX_BYTES {
            return Err(refused(1, "a file of at most 272 KiB"));
        }
        let file = core::str::from_utf8(bytes).map_err(|_| refused(1, "a file in UTF-8"))?;
        let rest = file.strip_prefix(Self::HEADER).ok_or(refused(1, "`c2sp.org/tlog-proof@v1`"))?;
        let (head, checkpoint) =
            rest.split_once("\n\n").ok_or(refused(2, "an empty line before the checkpoint"))?;
        let mut lines = head.split('\n').zip(2..).peekable();
        let extra = match lines.next_if(|(line, _)| line.starts_with("extra ")) {
            Some((line, at)) => Some(
                line.strip_prefix("extra ").and_then(base64).ok_or(refused(at, "extra data as Base64"))?,
            ),
            None => None,
        };
        let (index, at) = lines.next().ok_or(refused(3, "`index` and a number"))?;
        let index = index.strip_prefix("index ").and_then(decimal);
        let index = index.ok_or(refused(at, "`index` and a decimal number below 2^64"))?;
        let hash = |(line, at)| hash(line).ok_or(refused(at, "a hash as Base64 of 32 bytes"));
        let hashes: Vec<_> = lines.map(hash).collect::<Result<_, _>>()?;
        if hashes.len() > Self::MAX_HASHES {
            return Err(refused(at, "at most 64 hashes"));
        }
        Ok(Self { extra, index, hashes, checkpoint: checkpoint.as_bytes().to_vec() })
    }

    /// The bytes of the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = String::from(Self::HEADER);
        if let Some(extra) = &self.extra {
            head += &alloc::format!("extra {}\n", to_base64(extra));
        }
        head += &alloc::format!("index {}\n", self.index);
        for hash in &self.hashes {
            head = head + &to_base64(&hash.0) + "\n";
        }
        [head.as_bytes(), b"\n", &self.checkpoint].concat()
    }
}
