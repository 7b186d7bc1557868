//! What every metadata file is: something signed, and signatures over its canonical form.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::Finding;
use super::fields::Fields;
use super::json::{self, Json};
use crate::model::printable;
use crate::trust::Timestamp;

/// Highest version that is accepted. Whoever holds a key could otherwise use up all versions for ever.
pub(super) const MAX_VERSION: u64 = 1 << 53;

/// A metadata file, read but not trusted.
#[derive(Debug)]
pub(super) struct Metadata {
    content: Json,
    signed: Vec<u8>,
    signatures: BTreeMap<String, String>,
}

/// What every signed part says about itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) version: u64,
    pub(super) expires: Timestamp,
}

impl Metadata {
    /// Reads a file of at most `max` bytes.
    pub(super) fn parse(file: &[u8], max: u64) -> Result<Self, Finding> {
        if u64::try_from(file.len()).is_ok_and(|length| length > max) {
            return Err(Finding::TooLong { max });
        }
        let file = json::parse(file)?;
        let fields = Fields::of(&file, "the file")?;
        let signatures = read_signatures(fields)?;
        let content = fields.0.get("signed").cloned().unwrap_or(Json::Null);
        Ok(Self { signed: content.canonical(), content, signatures })
    }

    /// The bytes that are signed.
    pub(super) fn signed(&self) -> &[u8] {
        &self.signed
    }

    /// Key ids and what is said to be their signatures.
    pub(super) fn signatures(&self) -> impl Iterator<Item = (&str, &str)> {
        self.signatures.iter().map(|(id, signature)| (id.as_str(), signature.as_str()))
    }

    /// The content of a file that must be of type `kind`.
    pub(super) fn content(&self, kind: &'static str) -> Result<(Header, Fields<'_>), Finding> {
        let fields = Fields::of(&self.content, "signed")?;
        let found = fields.text("_type")?;
        if found != kind {
            return Err(Finding::WrongType { expected: kind, found: printable(found) });
        }
        let specification = fields.text("spec_version")?;
        if specification.split('.').next() != Some("1") {
            return Err(Finding::SpecVersion { found: printable(specification) });
        }
        Ok((Header { version: version(fields)?, expires: fields.moment("expires")? }, fields))
    }
}

impl Header {
    /// Checks that the file is not too old at `now`.
    pub(super) fn check_fresh(&self, now: Timestamp) -> Result<(), Finding> {
        if self.expires > now { Ok(()) } else { Err(Finding::Expired { expires: self.expires, now }) }
    }

    /// Checks that the file is of the version that another one lists.
    pub(super) fn check_version(&self, expected: u64) -> Result<(), Finding> {
        let found = self.version;
        if found == expected { Ok(()) } else { Err(Finding::VersionMismatch { expected, found }) }
    }
}

/// The field `version`.
pub(super) fn version(fields: Fields<'_>) -> Result<u64, Finding> {
    let found = fields.integer("version")?;
    let version = u64::try_from(found).ok().filter(|version| (1..=MAX_VERSION).contains(version));
    version.ok_or(Finding::VersionOutOfRange { found, max: MAX_VERSION })
}

fn read_signatures(file: Fields<'_>) -> Result<BTreeMap<String, String>, Finding> {
    let mut signatures = BTreeMap::new();
    for signature in file.list("signatures")? {
        let fields = Fields::of(signature, "signatures")?;
        let (id, signature) = (fields.text("keyid")?, fields.text("sig")?);
        if signatures.insert(id.into(), signature.into()).is_some() {
            return Err(Finding::DuplicateSignature { key_id: printable(id) });
        }
    }
    Ok(signatures)
}
