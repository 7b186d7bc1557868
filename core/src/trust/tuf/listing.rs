//! `timestamp.json` and `snapshot.json`: lists of other files with their versions.

use alloc::collections::BTreeMap;
use alloc::string::String;

use super::Finding;
use super::authority::Authority;
use super::fields::Fields;
use super::hashes::Hashes;
use super::metadata::{self, Header, Metadata};
use crate::model::printable;

/// A trusted timestamp or snapshot.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) header: Header,
    files: BTreeMap<String, Listed>,
}

/// One file as it is listed: its version always, length and digests if the repository likes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub(super) version: u64,
    length: Option<u64>,
    hashes: Option<Hashes>,
}

impl Listing {
    /// Reads a file of type `kind` that `authority` must have signed.
    pub(super) fn read(
        file: &[u8],
        kind: &'static str,
        max: u64,
        authority: &Authority,
    ) -> Result<Self, Finding> {
        let file = Metadata::parse(file, max)?;
        authority.check(&file)?;
        let (header, fields) = file.content(kind)?;
        let listed = |(name, entry)| Ok((String::clone(name), Listed::read(Fields::of(entry, "meta")?)?));
        let files = fields.object("meta")?.each().map(listed).collect::<Result<_, _>>()?;
        Ok(Self { header, files })
    }

    /// The entry of a role's file.
    pub(super) fn get(&self, role: &str) -> Option<Listed> {
        self.files.get(&alloc::format!("{role}.json")).copied()
    }

    /// Checks that nothing that `before` lists is gone or older here.
    pub(super) fn check_not_before(&self, before: &Self) -> Result<(), Finding> {
        for (name, kept) in &before.files {
            let role = || printable(name.strip_suffix(".json").unwrap_or(name));
            let found = self.files.get(name).ok_or_else(|| Finding::RoleRemoved { role: role() })?;
            if found.version < kept.version {
                return Err(Finding::Rollback { role: role(), kept: kept.version, found: found.version });
            }
        }
        Ok(())
    }
}

/// A listing without an entry that it must have.
pub(super) fn missing(expected: &'static str) -> Finding {
    Finding::Malformed { field: "meta", expected }
}

impl Listed {
    fn read(fields: Fields<'_>) -> Result<Self, Finding> {
        let length = fields.has("length").then(|| fields.length("length")).transpose()?;
        let hashes = fields.has("hashes").then(|| Hashes::read(fields)).transpose()?;
        Ok(Self { version: metadata::version(fields)?, length, hashes })
    }

    /// The most bytes that the file can have, at most `bound`.
    pub(super) fn max_bytes(&self, bound: u64) -> u64 {
        self.length.unwrap_or(bound).min(bound)
    }

    /// Checks the bytes of the file.
    pub(super) fn check(&self, file: &[u8], bound: u64) -> Result<(), Finding> {
        let found = u64::try_from(file.len()).unwrap_or(u64::MAX);
        match self.length {
            _ if found > self.max_bytes(bound) => {
                return Err(Finding::TooLong { max: self.max_bytes(bound) });
            }
            Some(expected) if expected != found => return Err(Finding::LengthMismatch { expected, found }),
            _ => {}
        }
        self.hashes.map_or(Ok(()), |hashes| hashes.check(file))
    }
}
