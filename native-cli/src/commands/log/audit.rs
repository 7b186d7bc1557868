//! `log verify`: every byte of the log against the tree, and the catalogue against the log.
//!
//! | what | must be |
//! |---|---|
//! | tiles | what the root in `catalog.nq` commits to |
//! | partial files of earlier sizes | how the file of today begins |
//! | entries | what the tiles have hashes of, each a statement in its one spelling |
//! | checkpoint | signed as the policy demands, and of a tree that this one begins with |
//! | the largest checkpoint seen before | one that this log begins with, too |
//! | each release of the catalogue | what the entry at its leaf states, and at no other release's leaf |

use std::collections::BTreeMap;
use std::ops::Range;

use ggen_marketplace_core::graph::record_digest;
use ggen_marketplace_core::install::AdmitError;
use ggen_marketplace_core::model::{Digest, Level, Record};
use ggen_marketplace_core::trust::log::leaf_hash;
use ggen_marketplace_core::trust::tlog::{Accepted, Node, Policy, TlogError, TreeHead};
use ggen_marketplace_core::trust::{
    Claim, Evidence, Expected, LogError, PublicKey, Publishers, Refusal, Signature, entries, layout, verify,
};
use serde::Serialize;

use super::leftovers;
use crate::append;
use crate::args::LogVerify;
use crate::checkpoint::{self, check_begins_with};
use crate::failure::Failure;
use crate::output::{Output, fields};
use crate::registry::{Opened, Registry};
use crate::tiles::{self, refused};
use crate::transparency::{self, LogTrust};

/// Entries whose hashes are in memory at once: whole bundles.
const ENTRIES_AT_ONCE: usize = 16 * 256;

#[derive(Serialize)]
struct Audited {
    verified: bool,
    entries: u64,
    root: String,
    checkpoint: Option<Signed>,
    /// Entries that the largest checkpoint seen before covers.
    seen_before: Option<u64>,
    releases: usize,
    /// Entries that no release of the catalogue names.
    unlisted: u64,
}

#[derive(Serialize)]
struct Signed {
    origin: String,
    entries: u64,
    witnesses: usize,
}

pub(super) fn run(command: &LogVerify, output: Output) -> Result<(), Failure> {
    let opened = Registry::named(&command.registry)?.open()?;
    opened.check_segments()?;
    let registry = opened.registry();
    let head = append::head(registry, opened.list())?;
    let trust = LogTrust::of(registry, command.log_policy.file())?;
    let accepted = check_signed(registry, head, &trust)?;
    let seen_before = accepted.as_ref().map_or(Ok(None), |accepted| check_seen(registry, head, accepted))?;
    let records = by_leaf(&opened)?;
    for first in (0..head.size).step_by(ENTRIES_AT_ONCE) {
        check_entries(registry, head, first..head.size.min(first + ENTRIES_AT_ONCE as u64), &records)?;
    }
    leftovers::check(registry, head.size)?;
    if let Some((leaf, record)) = records.range(head.size..).next() {
        return Err(refusal(record, Refusal::NotLogged { leaf: *leaf }.into()));
    }
    let audited = Audited {
        verified: true,
        entries: head.size,
        root: head.root.to_string(),
        checkpoint: accepted.as_ref().map(signed),
        seen_before,
        releases: records.len(),
        unlisted: head.size - records.len() as u64,
    };
    output.result(&audited, || show(&audited))
}

/// The checkpoint, if there is one or must be.
fn check_signed(registry: &Registry, head: TreeHead, trust: &LogTrust) -> Result<Option<Accepted>, Failure> {
    let Some(policy) = trust.policy() else { return Ok(None) };
    let note = checkpoint::read(registry)?;
    let note = note.ok_or_else(|| Failure::Missing { path: checkpoint::path(registry) })?;
    let accepted =
        Policy::parse(policy).and_then(|policy| policy.accept(&note)).map_err(refused(registry))?;
    check_begins_with(registry, head, accepted.checkpoint().head())?;
    Ok(Some(accepted))
}

/// What was seen of the log before; the checkpoint must be no smaller, and of a tree that begins with it.
fn check_seen(registry: &Registry, head: TreeHead, accepted: &Accepted) -> Result<Option<u64>, Failure> {
    let Some(before) = transparency::seen(accepted.checkpoint().origin()) else { return Ok(None) };
    let (seen, found) = (before.size, accepted.checkpoint().head().size);
    if seen > found {
        return Err(refused(registry)(TlogError::Shrunk { seen, found }));
    }
    check_begins_with(registry, head, before)?;
    Ok(Some(seen))
}

fn by_leaf(opened: &Opened) -> Result<BTreeMap<u64, Record>, Failure> {
    let mut records = BTreeMap::new();
    for record in opened.catalog.records_from(0).map_err(opened.damaged())? {
        let leaf = record.leaf;
        if let Some(other) = records.insert(leaf, record) {
            return Err(refusal(&other, Refusal::NotLogged { leaf }.into()));
        }
    }
    Ok(records)
}

/// Checks entries `range`, which begins at a bundle, and the records that name them.
fn check_entries(
    registry: &Registry,
    head: TreeHead,
    range: Range<u64>,
    records: &BTreeMap<u64, Record>,
) -> Result<(), Failure> {
    let bundles = || range.clone().step_by(256);
    let nodes: Vec<_> = bundles().map(|index| Node { level: 0, index }).collect();
    let tiles = tiles::read(registry, head, &nodes)?;
    for first in bundles() {
        let bundle = read_bundle(registry, first, head.size)?;
        let after = range.end.min(first + entries::BUNDLE_ENTRIES);
        for leaf in first..after {
            let entry = entries::entry(&bundle, leaf).map_err(|error| damaged(registry, error))?;
            if tiles.hash(Node { level: 0, index: leaf }) != Some(leaf_hash(entry)) {
                return Err(refused(registry)(TlogError::Inclusion { index: leaf }));
            }
            check_statement(registry, leaf, entry, records.get(&leaf))?;
        }
    }
    Ok(())
}

/// The bundle that begins with entry `first`: as many entries as the tree has there, and not one more.
fn read_bundle(registry: &Registry, first: u64, size: u64) -> Result<Vec<u8>, Failure> {
    let path = entries::path(first, size).unwrap_or_default();
    let bundle = registry.read(&path, entries::MAX_BUNDLE_BYTES)?;
    let bundle = bundle.ok_or_else(|| Failure::Missing { path: registry.at(&path) })?;
    let found = entries::decode(&bundle).map_err(|error| damaged(registry, error))?.len() as u64;
    if found != entries::BUNDLE_ENTRIES.min(size - first) {
        return Err(damaged(registry, LogError::Mismatch { size }));
    }
    Ok(bundle)
}

/// What an entry says, and that the catalogue lists just that.
fn check_statement(
    registry: &Registry,
    leaf: u64,
    statement: &[u8],
    record: Option<&Record>,
) -> Result<(), Failure> {
    let named =
        |error: Refusal| Failure::Refused { subject: format!("log entry {leaf}"), error: error.into() };
    let claim = Claim::parse(statement).map_err(|error| named(error.into()))?;
    let Some(record) = record else { return Ok(()) };
    let signature = match record.level >= Level::Signed {
        true => registry.read(&layout::signature(&record.id()), Signature::BYTES)?,
        false => None,
    };
    let key = match claim.publisher() {
        Some(key) => registry.read(&layout::key(&key), PublicKey::MAX_FILE_BYTES)?,
        None => None,
    };
    let evidence = Evidence {
        statement,
        signature: signature.as_deref(),
        publisher_key: key.as_deref(),
        log: None,
        proof: None,
    };
    verify(&evidence, &expected(record)).outcome.map_err(|error| refusal(record, error.into()))?;
    check_archive(&claim, record)
}

fn expected(record: &Record) -> Expected {
    Expected {
        name: record.manifest.name.clone(),
        version: record.manifest.version.clone(),
        publishers: Publishers::AnyListed,
        minimum_level: record.level,
        record: Some(record_digest(record)),
        log_proof: false,
    }
}

fn check_archive(claim: &Claim, record: &Record) -> Result<(), Failure> {
    let stated = claim.archive().map(|(digest, _)| digest);
    let listed = record.archive.as_ref().map(|archive| archive.digest);
    let none = Digest::of(b"");
    let (expected, found) = (stated.unwrap_or(none), listed.unwrap_or(none));
    if expected == found { Ok(()) } else { Err(refusal(record, AdmitError::Digest { expected, found })) }
}

fn refusal(record: &Record, error: AdmitError) -> Failure {
    Failure::Refused { subject: record.id().to_string(), error }
}

fn damaged(registry: &Registry, error: LogError) -> Failure {
    Failure::Log { path: registry.at("log"), error }
}

fn signed(accepted: &Accepted) -> Signed {
    let (checkpoint, witnesses) = (accepted.checkpoint(), accepted.cosigned().len());
    Signed { origin: checkpoint.origin().to_owned(), entries: checkpoint.head().size, witnesses }
}

fn show(audited: &Audited) -> String {
    let signed = audited.checkpoint.as_ref().map_or("nobody".to_owned(), |signed| {
        format!("`{}`, for {} entries, {} witnesses", signed.origin, signed.entries, signed.witnesses)
    });
    let shown = fields(&[
        ("root", audited.root.clone()),
        ("signed by", signed),
        ("seen before", audited.seen_before.map(|size| format!("{size} entries")).unwrap_or_default()),
        ("releases", audited.releases.to_string()),
    ]);
    format!("The log of {} entries holds\n{shown}", audited.entries)
}
