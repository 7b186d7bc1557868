//! Lengths and digests by which one file lists another.

use sha2::Digest as _;

use super::Finding;
use super::fields::{Fields, unhex};

/// The digests of a file that we can check. Those of unknown algorithms are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hashes {
    sha256: Option<[u8; 32]>,
    sha512: Option<[u8; 64]>,
}

impl Hashes {
    /// Reads the object `hashes`.
    pub(super) fn read(fields: Fields<'_>) -> Result<Self, Finding> {
        let hashes = fields.object("hashes")?;
        Ok(Self { sha256: digest(hashes, "sha256")?, sha512: digest(hashes, "sha512")? })
    }

    /// The digest before the name of a target, in hexadecimal digits.
    pub(super) fn prefix(&self) -> Result<alloc::string::String, Finding> {
        match (&self.sha256, &self.sha512) {
            (Some(digest), _) => Ok(hex(digest)),
            (None, Some(digest)) => Ok(hex(digest)),
            (None, None) => Err(Finding::UnknownDigest),
        }
    }

    /// Checks `bytes` against every digest that is known.
    pub(super) fn check(&self, bytes: &[u8]) -> Result<(), Finding> {
        let mut hasher = Hasher::new(self);
        hasher.update(bytes);
        hasher.finish(self)
    }
}

fn digest<const N: usize>(hashes: Fields<'_>, algorithm: &'static str) -> Result<Option<[u8; N]>, Finding> {
    if !hashes.has(algorithm) {
        return Ok(None);
    }
    let wrong = Finding::Malformed { field: algorithm, expected: "a digest in hexadecimal digits" };
    unhex(hashes.text(algorithm)?).map(Some).ok_or(wrong)
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> alloc::string::String {
    bytes.iter().map(|byte| alloc::format!("{byte:02x}")).collect()
}

/// Hashes a stream with the algorithms that are listed.
#[derive(Debug, Clone)]
pub(super) struct Hasher {
    sha256: Option<sha2::Sha256>,
    sha512: Option<sha2::Sha512>,
}

impl Hasher {
    pub(super) fn new(hashes: &Hashes) -> Self {
        Self {
            sha256: hashes.sha256.map(|_| sha2::Sha256::new()),
            sha512: hashes.sha512.map(|_| sha2::Sha512::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.sha256.iter_mut().for_each(|hasher| hasher.update(bytes));
        self.sha512.iter_mut().for_each(|hasher| hasher.update(bytes));
    }

    /// Compares with `hashes`, all of which must agree.
    pub(super) fn finish(self, hashes: &Hashes) -> Result<(), Finding> {
        if hashes.sha256.is_none() && hashes.sha512.is_none() {
            return Err(Finding::UnknownDigest);
        }
        if self.sha256.map(|hasher| hasher.finalize().into()) != hashes.sha256 {
            return Err(Finding::DigestMismatch { algorithm: "SHA-256" });
        }
        if self.sha512.map(|hasher| hasher.finalize().into()) != hashes.sha512 {
            return Err(Finding::DigestMismatch { algorithm: "SHA-512" });
        }
        Ok(())
    }
}
