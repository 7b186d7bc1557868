//! A target that was found: where its bytes are, and whether bytes are its own.

use alloc::boxed::Box;
use alloc::string::String;

use super::hashes::Hasher;
use super::targets::Listed;
use super::{Finding, TufError, name};

/// A target that a role entitled to it lists. Only a finished search makes one.
#[derive(Debug, Clone)]
pub struct Target {
    path: String,
    listed: Listed,
    prefix: Option<String>,
}

/// The bytes of a target while they arrive.
#[derive(Debug, Clone)]
pub struct Arrival<'t> {
    target: &'t Target,
    hasher: Hasher,
    bytes: u64,
}

impl Target {
    pub(super) fn new(path: String, listed: Listed, consistent: bool) -> Result<Self, TufError> {
        let prefix = listed.hashes.prefix().map_err(|finding| finding.of(&path))?;
        Ok(Self { path, listed, prefix: consistent.then_some(prefix) })
    }

    /// Where it is, relative to the targets' address; percent-encoded.
    #[must_use]
    pub fn location(&self) -> String {
        name::target(&self.path, self.prefix.as_deref())
    }

    /// The name of the file it is written to; never a path.
    #[must_use]
    pub fn file_name(&self) -> String {
        name::downloaded(&self.path)
    }

    /// Its path, as it was asked for.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its length in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.listed.length
    }

    /// Checks bytes while they arrive.
    #[must_use]
    pub fn arrival(&self) -> Arrival<'_> {
        Arrival { target: self, hasher: Hasher::new(&self.listed.hashes), bytes: 0 }
    }
}

impl Arrival<'_> {
    /// Takes more bytes.
    ///
    /// # Errors
    /// [`TufError`] as soon as there are more than the target has: nothing more need be read.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), TufError> {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let max = self.target.length();
        if self.bytes > max {
            return Err(Finding::TooLong { max }.of(&self.target.path));
        }
        self.hasher.update(bytes);
        Ok(())
    }

    /// Says whether these are the target's bytes.
    ///
    /// # Errors
    /// [`TufError`] if they are not.
    pub fn finish(self) -> Result<(), TufError> {
        let (found, expected) = (self.bytes, self.target.length());
        let checked = match found == expected {
            true => self.hasher.finish(&self.target.listed.hashes),
            false => Err(Finding::LengthMismatch { expected, found }),
        };
        let other = |source| Finding::TargetMismatch { source: Box::new(source) }.of(&self.target.path);
        checked.map_err(other)
    }
}
