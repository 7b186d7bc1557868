//! A repository in memory, with every key at hand, and a client's folder.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Coded;
use crate::trust::tuf::author::{Draft, Entry, RoleKeys};
use crate::trust::tuf::json::{self, Json};
use crate::trust::tuf::{Keep, Place, Request, Target, Trusted, TufError, Update};
use crate::trust::{SecretKey, Timestamp};

/// The time at which every test takes place.
pub(super) const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;

/// Seeds of the keys of each role: root needs two of three.
pub(super) const ROOT: [u8; 3] = [1, 2, 3];
pub(super) const TIMESTAMP: u8 = 4;
pub(super) const SNAPSHOT: u8 = 5;
pub(super) const TARGETS: u8 = 6;
/// A key that no role has.
pub(super) const STRANGER: u8 = 99;

/// Files by name.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

pub(super) fn moment(days: i64) -> Timestamp {
    let shift = days.unsigned_abs() * DAY;
    Timestamp::from_unix(if days < 0 { NOW - shift } else { NOW + shift }).unwrap()
}

pub(super) fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed([seed; 32])
}

pub(super) fn keys(seeds: &[u8], threshold: u32) -> RoleKeys {
    RoleKeys { keys: seeds.iter().map(|seed| key(*seed).public().unwrap()).collect(), threshold }
}

pub(super) fn sign(draft: &Draft, seeds: &[u8]) -> Vec<u8> {
    let keys: Vec<_> = seeds.iter().map(|seed| key(*seed)).collect();
    draft.sign(&keys.iter().collect::<Vec<_>>()).unwrap()
}

/// `draft` with the JSON `value` in the place that `path` names; `null` takes it out.
pub(super) fn with(draft: &Draft, path: &[&str], value: &str) -> Draft {
    let mut fields = draft.0.clone();
    set(&mut fields, path, json::parse(value.as_bytes()).unwrap());
    Draft(fields)
}

fn set(fields: &mut BTreeMap<String, Json>, path: &[&str], value: Json) {
    match (path, value) {
        ([last], Json::Null) => drop(fields.remove(*last)),
        ([last], value) => drop(fields.insert((*last).to_owned(), value)),
        ([first, rest @ ..], value) => {
            let inner = fields.entry((*first).to_owned()).or_insert_with(|| Json::Object(BTreeMap::new()));
            let Json::Object(inner) = inner else { panic!("{first} is no object") };
            set(inner, rest, value);
        }
        ([], _) => panic!("no path"),
    }
}

/// A repository and the client that follows it.
pub(super) struct World {
    pub(super) files: Files,
    pub(super) kept: Files,
    pub(super) targets: Files,
}

impl World {
    /// Version 1 of everything, one target, and a client that trusts the first root.
    pub(super) fn new() -> Self {
        let targets = Files::from([("app".to_owned(), b"the application".to_vec())]);
        let mut world = Self { files: Files::new(), kept: Files::new(), targets };
        world.put("1.root.json", sign(&root(1), &ROOT));
        world.kept.insert("root.json".into(), world.files["1.root.json"].clone());
        world.publish(1);
        world
    }

    pub(super) fn put(&mut self, name: &str, file: Vec<u8>) {
        self.files.insert(name.to_owned(), file);
    }

    /// Publishes this version of targets, snapshot and timestamp.
    pub(super) fn publish(&mut self, version: u64) {
        let targets = Draft::targets(version, moment(30), &self.targets);
        self.publish_targets(version, sign(&targets, &[TARGETS]));
    }

    pub(super) fn publish_targets(&mut self, version: u64, file: Vec<u8>) {
        let entry = Entry { role: "targets", version, file: &file };
        let snapshot = Draft::listing("snapshot", version, moment(7), &[entry]);
        self.put(&alloc::format!("{version}.targets.json"), file);
        self.publish_snapshot(version, sign(&snapshot, &[SNAPSHOT]));
    }

    pub(super) fn publish_snapshot(&mut self, version: u64, file: Vec<u8>) {
        let entry = Entry { role: "snapshot", version, file: &file };
        let timestamp = Draft::listing("timestamp", version, moment(1), &[entry]);
        self.put(&alloc::format!("{version}.snapshot.json"), file);
        self.put("timestamp.json", sign(&timestamp, &[TIMESTAMP]));
    }

    /// Publishes version 1 with another target file of a delegated role beside it.
    pub(super) fn delegate(&mut self, delegations: &str, role: &str, file: Vec<u8>) {
        let targets = Draft::targets(1, moment(30), &self.targets);
        let targets = sign(&with(&targets, &["delegations"], delegations), &[TARGETS]);
        let entries =
            [Entry { role: "targets", version: 1, file: &targets }, Entry { role, version: 1, file: &file }];
        let snapshot = Draft::listing("snapshot", 1, moment(7), &entries);
        self.put(&alloc::format!("1.{role}.json"), file.clone());
        self.put("1.targets.json", targets.clone());
        self.publish_snapshot(1, sign(&snapshot, &[SNAPSHOT]));
    }

    pub(super) fn refresh(&mut self) -> Result<Trusted, TufError> {
        self.refresh_at(moment(0))
    }

    pub(super) fn refresh_at(&mut self, now: Timestamp) -> Result<Trusted, TufError> {
        let mut update = Update::new(&self.kept["root.json"], now)?;
        while let Some(request) = update.wants() {
            let file = self.answer(&request);
            let keep = update.give(file)?;
            self.keep(keep);
        }
        Ok(update.finish().expect("the update is finished"))
    }

    pub(super) fn find(&mut self, path: &str) -> Result<Target, TufError> {
        let trusted = self.refresh()?;
        let mut search = trusted.search(path)?;
        while let Some(request) = search.wants() {
            let file = self.answer(&request);
            let keep = search.give(file)?;
            self.keep(keep);
        }
        search.finish()
    }

    fn answer(&self, request: &Request) -> Option<Vec<u8>> {
        let files = match request.place {
            Place::Kept => &self.kept,
            Place::Repository => &self.files,
        };
        files.get(&request.name).cloned()
    }

    fn keep(&mut self, keep: Option<Keep>) {
        self.kept.extend(keep.map(|keep| (keep.name, keep.bytes)));
    }
}

/// The root that everything begins with, as this version.
pub(super) fn root(version: u64) -> Draft {
    root_of(version, keys(&ROOT, 2), keys(&[SNAPSHOT], 1))
}

pub(super) fn root_of(version: u64, root: RoleKeys, snapshot: RoleKeys) -> Draft {
    let (timestamp, targets) = (keys(&[TIMESTAMP], 1), keys(&[TARGETS], 1));
    let roles = [("root", root), ("snapshot", snapshot), ("timestamp", timestamp), ("targets", targets)];
    Draft::root(version, moment(365), &BTreeMap::from(roles))
}

#[track_caller]
pub(super) fn refused<T>(result: Result<T, TufError>, code: &str) {
    let error = result.err().expect("it was accepted");
    assert_eq!(error.code(), code, "{error}");
}

#[track_caller]
pub(super) fn accepted<T>(result: Result<T, TufError>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}
