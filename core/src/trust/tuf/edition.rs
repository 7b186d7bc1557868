//! The next edition of a repository: what it has, keys at hand and a time in; files to write out.
//!
//! Every file is signed by those of the keys that are in its role, and then read as a client reads it. So
//! an edition that clients would refuse is refused here, and nothing of it is written. A file whose role has no
//! key at hand stays as it is, but for the snapshot and the timestamp, which every edition makes anew.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::author::{Draft, Entry, RoleKeys, key_id};
use super::authority::Authority;
use super::listing::Listing;
use super::metadata::Metadata;
use super::root::{self, Root};
use super::targets::{self, Targets};
use super::update::{MAX_SNAPSHOT_BYTES, MAX_TIMESTAMP_BYTES};
use super::{Finding, TufError, name};
use crate::trust::{SecretKey, Timestamp};

/// Days that files of each role live.
const ROOT_DAYS: u64 = 365;
const TARGETS_DAYS: u64 = 90;
const SNAPSHOT_DAYS: u64 = 14;
const TIMESTAMP_DAYS: u64 = 7;
const DAY_SECONDS: u64 = 86_400;

/// Who shall speak: the content of a new root.
#[derive(Debug, Clone)]
pub struct Roles {
    /// Says who speaks. Kept offline.
    pub root: RoleKeys,
    /// Says which targets there are. Kept offline.
    pub targets: RoleKeys,
    /// Says what is current: signs snapshots and timestamps.
    pub online: RoleKeys,
}

/// The newest files of a repository; all empty for one that is to be made.
#[derive(Debug, Clone, Default)]
pub struct Current {
    /// The newest root.
    pub root: Option<Vec<u8>>,
    /// The timestamp.
    pub timestamp: Option<Vec<u8>>,
    /// The targets file that is current.
    pub targets: Option<Vec<u8>>,
}

/// What changes.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// Who shall speak from now on. A first edition needs it.
    pub roles: Option<&'a Roles>,
    /// All targets from now on, by path. A first edition needs it.
    pub targets: Option<&'a BTreeMap<String, Vec<u8>>>,
    /// The keys at hand. A change of roles needs keys of the old root and of the new one.
    pub keys: &'a [&'a SecretKey],
    /// The time now.
    pub now: Timestamp,
}

/// The files of the next edition by name, in the order in which to write them: the timestamp, which makes them
/// current, is the last.
///
/// # Errors
/// [`TufError`]: what a client would say of the file, most often `tuf/below-threshold` for want of keys.
pub fn next(current: &Current, change: &Change<'_>) -> Result<Vec<(String, Vec<u8>)>, TufError> {
    let mut files = Vec::new();
    let root = change.root(current, &mut files)?;
    let (version, targets) = change.targets(current, &root, &mut files)?;
    let last = version_of(current.timestamp.as_deref(), "timestamp", MAX_TIMESTAMP_BYTES)?;

    let entry = Entry { role: "targets", version, file: &targets };
    let snapshot = Draft::listing("snapshot", last + 1, change.after(SNAPSHOT_DAYS), &[entry]);
    let snapshot = change.sign("snapshot", &snapshot, &[&root.snapshot])?;
    let read = Listing::read(&snapshot, "snapshot", MAX_SNAPSHOT_BYTES, &root.snapshot);
    read.map_err(|finding| finding.of("snapshot.json"))?;

    let entry = Entry { role: "snapshot", version: last + 1, file: &snapshot };
    let timestamp = Draft::listing("timestamp", last + 1, change.after(TIMESTAMP_DAYS), &[entry]);
    let timestamp = change.sign("timestamp", &timestamp, &[&root.timestamp])?;
    let read = Listing::read(&timestamp, "timestamp", MAX_TIMESTAMP_BYTES, &root.timestamp);
    read.map_err(|finding| finding.of("timestamp.json"))?;

    files.push((name::at_repository("snapshot", Some(last + 1)), snapshot));
    files.push((name::at_repository("timestamp", None), timestamp));
    Ok(files)
}

impl Change<'_> {
    fn root(&self, current: &Current, files: &mut Vec<(String, Vec<u8>)>) -> Result<Root, TufError> {
        let named = |finding: Finding| finding.of("root.json");
        let before = current.root.as_deref().map(Root::first).transpose().map_err(named)?;
        let (roles, before) = match (self.roles, before) {
            (None, None) => return Err(named(Finding::Missing)),
            (None, Some(root)) => return Ok(root),
            (Some(roles), before) => (roles, before),
        };
        let version = before.as_ref().map_or(0, |root| root.header.version) + 1;
        let draft = roles.root(version, self.after(ROOT_DAYS));
        // Its own keys are read out of the file itself; unsigned, it is read but not believed.
        let own = root::read(&parsed(&draft, &[])?).map_err(named)?;
        let authorities: Vec<_> = before.iter().map(|root| &root.root).chain([&own.root]).collect();
        let file = self.sign("root", &draft, &authorities)?;
        let next = match &before {
            Some(root) => root.next(&file),
            None => Root::first(&file),
        };
        files.push((name::at_repository("root", Some(version)), file));
        next.map_err(named)
    }

    fn targets(
        &self,
        current: &Current,
        root: &Root,
        files: &mut Vec<(String, Vec<u8>)>,
    ) -> Result<(u64, Vec<u8>), TufError> {
        let named = |finding: Finding| finding.of("targets.json");
        let last = version_of(current.targets.as_deref(), "targets", targets::MAX_BYTES)?;
        let (version, file) = match (self.targets, &current.targets) {
            (None, None) => return Err(named(Finding::Missing)),
            (None, Some(file)) => (last, file.clone()),
            (Some(targets), _) => {
                let draft = Draft::targets(last + 1, self.after(TARGETS_DAYS), targets);
                let file = self.sign("targets", &draft, &[&root.targets])?;
                files.push((name::at_repository("targets", Some(last + 1)), file.clone()));
                (last + 1, file)
            }
        };
        let read = Targets::read(&file, &root.targets).and_then(|read| read.header.check_fresh(self.now));
        read.map_err(named)?;
        Ok((version, file))
    }

    /// Signs with every key at hand that is of one of `authorities`.
    fn sign(&self, role: &str, draft: &Draft, authorities: &[&Authority]) -> Result<Vec<u8>, TufError> {
        let entitled = |key: &&&SecretKey| match key.public() {
            Ok(public) => authorities.iter().any(|authority| authority.has(&key_id(&public))),
            Err(_) => false,
        };
        let keys: Vec<&SecretKey> = self.keys.iter().filter(entitled).copied().collect();
        signed(draft, &keys).map_err(|finding| finding.of(&name::kept(role)))
    }

    fn after(&self, days: u64) -> Timestamp {
        let seconds = self.now.to_unix().saturating_add(days * DAY_SECONDS);
        Timestamp::from_unix(seconds).unwrap_or(self.now)
    }
}

impl Roles {
    fn root(&self, version: u64, expires: Timestamp) -> Draft {
        let (root, targets, online) = (self.root.clone(), self.targets.clone(), self.online.clone());
        let roles =
            [("root", root), ("targets", targets), ("snapshot", online.clone()), ("timestamp", online)];
        Draft::root(version, expires, &roles.into())
    }
}

fn parsed(draft: &Draft, keys: &[&SecretKey]) -> Result<Metadata, TufError> {
    let file = signed(draft, keys).and_then(|file| Metadata::parse(&file, root::MAX_BYTES));
    file.map_err(|finding| finding.of("root.json"))
}

fn signed(draft: &Draft, keys: &[&SecretKey]) -> Result<Vec<u8>, Finding> {
    draft.sign(keys).map_err(|error| Finding::Key { key_id: String::new(), error })
}

/// The version of a file of ours; 0 if there is none.
fn version_of(file: Option<&[u8]>, kind: &'static str, max: u64) -> Result<u64, TufError> {
    let Some(file) = file else { return Ok(0) };
    let version = Metadata::parse(file, max).and_then(|file| Ok(file.content(kind)?.0.version));
    version.map_err(|finding: Finding| finding.of(&name::kept(kind)))
}
