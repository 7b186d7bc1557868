//! `targets.json` and the files of delegated roles: which targets there are, and who else may list some.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::authority::{Authority, Keys, keys};
use super::fields::Fields;
use super::hashes::Hashes;
use super::metadata::{Header, Metadata};
use super::paths::Paths;
use super::{Finding, listing, name};
use crate::model::printable;
use crate::trust::Timestamp;

/// Longest targets file in bytes.
pub(super) const MAX_BYTES: u64 = 5 * 1024 * 1024;

/// The trusted file of a targets role.
#[derive(Debug)]
pub(super) struct Targets {
    pub(super) header: Header,
    pub(super) targets: BTreeMap<String, Listed>,
    pub(super) delegations: Vec<Delegation>,
}

/// A target as it is listed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub(super) length: u64,
    pub(super) hashes: Hashes,
}

/// A role that may list some of the targets.
#[derive(Debug, Clone)]
pub(super) struct Delegation {
    pub(super) role: String,
    pub(super) authority: Authority,
    /// Nobody after this role is asked for its targets.
    pub(super) terminating: bool,
    pub(super) paths: Paths,
}

impl Targets {
    /// Takes a file as the snapshot lists it: length, digests, signatures, version and age are checked.
    pub(super) fn listed(
        file: &[u8],
        listed: listing::Listed,
        authority: &Authority,
        now: Timestamp,
    ) -> Result<Self, Finding> {
        listed.check(file, MAX_BYTES)?;
        let targets = Self::read(file, authority)?;
        targets.header.check_version(listed.version)?;
        targets.header.check_fresh(now)?;
        Ok(targets)
    }

    /// Reads a file that `authority` must have signed.
    pub(super) fn read(file: &[u8], authority: &Authority) -> Result<Self, Finding> {
        let file = Metadata::parse(file, MAX_BYTES)?;
        authority.check(&file)?;
        let (header, fields) = file.content("targets")?;
        let listed = |(path, entry)| Ok((String::clone(path), Listed::read(Fields::of(entry, "targets")?)?));
        let targets = fields.object("targets")?.each().map(listed).collect::<Result<_, _>>()?;
        let delegations = match fields.has("delegations") {
            true => delegations(fields.object("delegations")?)?,
            false => Vec::new(),
        };
        Ok(Self { header, targets, delegations })
    }
}

impl Listed {
    fn read(fields: Fields<'_>) -> Result<Self, Finding> {
        Ok(Self { length: fields.length("length")?, hashes: Hashes::read(fields)? })
    }
}

fn delegations(fields: Fields<'_>) -> Result<Vec<Delegation>, Finding> {
    let known = keys(fields)?;
    let mut names = BTreeSet::new();
    let mut delegations = Vec::new();
    for role in fields.list("roles")? {
        let delegation = delegation(Fields::of(role, "roles")?, &known)?;
        if !names.insert(delegation.role.clone()) {
            return Err(Finding::DuplicateRole { name: printable(&delegation.role) });
        }
        delegations.push(delegation);
    }
    Ok(delegations)
}

fn delegation(fields: Fields<'_>, known: &Keys) -> Result<Delegation, Finding> {
    let role = fields.text("name")?;
    name::check_delegated(role)?;
    Ok(Delegation {
        role: role.to_owned(),
        authority: Authority::read(fields, known)?,
        terminating: fields.flag("terminating")?,
        paths: Paths::read(fields)?,
    })
}
