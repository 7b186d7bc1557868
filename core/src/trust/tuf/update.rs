//! The client's update, step by step in the order of the specification (1.0.34, section 5).
//!
//! A machine without I/O: it says which file it wants next, is given the file, and says what to keep. Nothing
//! is trusted that was not kept or checked here, and only a finished update makes a [`Trusted`].
//!
//! Files of the client's own folder are asked for too, and count only while they verify under the newest
//! root. So keys that were rotated after a fast-forward attack take what the attacker signed with them, and a
//! crash between two writes leaves nothing to mend. After an error the update is where it was: the same
//! file may be given again, from another mirror.

use alloc::string::String;
use alloc::vec::Vec;

use super::listing::{self, Listing};
use super::request::{Keep, Place, Request};
use super::root::{self, Root};
use super::targets::{self, Targets};
use super::{Finding, TufError};
use crate::model::Digest;
use crate::trust::Timestamp;

/// Most new versions of the root that one update follows; whatever was reached is kept, so the next update
/// goes on from there.
pub const MAX_ROOTS: u32 = 1024;
/// Longest timestamp in bytes.
pub(super) const MAX_TIMESTAMP_BYTES: u64 = 16 * 1024;
/// Longest snapshot in bytes, unless the timestamp lists fewer.
pub(super) const MAX_SNAPSHOT_BYTES: u64 = 2 * 1024 * 1024;

/// An update of a repository's metadata.
#[derive(Debug)]
pub struct Update {
    now: Timestamp,
    root: Root,
    roots: u32,
    timestamp: Option<Listing>,
    snapshot: Option<Listing>,
    targets: Option<Targets>,
    step: Step,
}

/// The file that is wanted next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Root,
    KeptTimestamp,
    Timestamp,
    KeptSnapshot,
    Snapshot,
    KeptTargets,
    Targets,
    Done,
}

/// The metadata of a repository after an update: fresh, and signed by whom the root says.
#[derive(Debug)]
pub struct Trusted {
    pub(super) now: Timestamp,
    pub(super) root: Root,
    pub(super) snapshot: Listing,
    pub(super) targets: Targets,
    timestamp_version: u64,
}

/// Versions of the top-level files after an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Versions {
    /// Of `root.json`.
    pub root: u64,
    /// Of `timestamp.json`.
    pub timestamp: u64,
    /// Of `snapshot.json`.
    pub snapshot: u64,
    /// Of `targets.json`.
    pub targets: u64,
}

/// What a root file says, once it has been found to be signed by its own keys. Whether it is to be trusted,
/// nobody but its user knows: they compare the fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RootInfo {
    /// Its version.
    pub version: u64,
    /// When it expires, as `2026-11-21T09:30:00Z`.
    pub expires: String,
    /// SHA-256 of the file, as `sha256:…`.
    pub fingerprint: String,
}

/// Reads a root file that someone is about to trust.
///
/// # Errors
/// [`TufError`]: the file is no root, or not signed by its own keys.
pub fn inspect_root(file: &[u8]) -> Result<RootInfo, TufError> {
    use alloc::string::ToString as _;
    let root = Root::first(file).map_err(|finding| finding.of("root.json"))?;
    Ok(RootInfo {
        version: root.header.version,
        expires: root.header.expires.to_string(),
        fingerprint: Digest::of(file).to_string(),
    })
}

impl Update {
    /// Begins an update from the root that is trusted, at the reference time `now`. It may have expired.
    ///
    /// # Errors
    /// [`TufError`]: the root is damaged.
    pub fn new(root: &[u8], now: Timestamp) -> Result<Self, TufError> {
        let root = Root::first(root).map_err(|finding| finding.of("root.json"))?;
        let (timestamp, snapshot, targets) = (None, None, None);
        Ok(Self { now, root, roots: 0, timestamp, snapshot, targets, step: Step::Root })
    }

    /// The file that is wanted next; `None` when the update is finished.
    #[must_use]
    pub fn wants(&self) -> Option<Request> {
        Some(match self.step {
            Step::Root => Request::repository("root", Some(self.root.header.version + 1), root::MAX_BYTES),
            Step::KeptTimestamp => Request::kept("timestamp", MAX_TIMESTAMP_BYTES),
            Step::Timestamp => Request::repository("timestamp", None, MAX_TIMESTAMP_BYTES),
            Step::KeptSnapshot => Request::kept("snapshot", MAX_SNAPSHOT_BYTES),
            Step::Snapshot => self.listed("snapshot", self.timestamp.as_ref()?, MAX_SNAPSHOT_BYTES)?,
            Step::KeptTargets => Request::kept("targets", targets::MAX_BYTES),
            Step::Targets => self.listed("targets", self.snapshot.as_ref()?, targets::MAX_BYTES)?,
            Step::Done => return None,
        })
    }

    /// Takes the file that was wanted, or `None` if there is none; gives what to keep in the client's folder
    /// *before* the next file is asked for.
    ///
    /// # Errors
    /// [`TufError`]: the file is refused, and the update is where it was.
    pub fn give(&mut self, file: Option<Vec<u8>>) -> Result<Option<Keep>, TufError> {
        let Some(request) = self.wants() else { return Ok(None) };
        match (request.place, file) {
            (Place::Kept, file) => {
                self.take_kept(file.as_deref());
                Ok(None)
            }
            (Place::Repository, file) => {
                let kept = self.take(file.as_deref()).map_err(|finding| finding.of(&request.name))?;
                Ok(file.filter(|_| kept).map(|bytes| Keep::new(&request.role, bytes)))
            }
        }
    }

    /// What is trusted now; `None` if the update is not finished.
    #[must_use]
    pub fn finish(self) -> Option<Trusted> {
        Some(Trusted {
            now: self.now,
            timestamp_version: self.timestamp?.header.version,
            snapshot: self.snapshot?,
            targets: self.targets?,
            root: self.root,
        })
        .filter(|_| self.step == Step::Done)
    }

    fn listed(&self, role: &str, by: &Listing, bound: u64) -> Option<Request> {
        let listed = by.get(role)?;
        let version = self.root.consistent.then_some(listed.version);
        Some(Request::repository(role, version, listed.max_bytes(bound)))
    }

    /// Takes a file of the repository; says whether it is to be kept.
    fn take(&mut self, file: Option<&[u8]>) -> Result<bool, Finding> {
        match (self.step, file) {
            (Step::Root, None) => self.end_roots().map(|()| false),
            (_, None) => Err(Finding::Missing),
            (Step::Root, Some(file)) => self.take_root(file).map(|()| true),
            (Step::Timestamp, Some(file)) => self.take_timestamp(file),
            (Step::Snapshot, Some(file)) => self.take_snapshot(file).map(|()| true),
            (_, Some(file)) => self.take_targets(file).map(|()| true),
        }
    }

    /// Section 5.3, steps 3 to 9.
    fn take_root(&mut self, file: &[u8]) -> Result<(), Finding> {
        if self.roots == MAX_ROOTS {
            return Err(Finding::RootChainTooLong { max: MAX_ROOTS });
        }
        self.root = self.root.next(file)?;
        self.roots += 1;
        Ok(())
    }

    /// Section 5.3, step 10.
    fn end_roots(&mut self) -> Result<(), Finding> {
        self.root.header.check_fresh(self.now)?;
        self.step = Step::KeptTimestamp;
        Ok(())
    }

    /// Section 5.4. A timestamp of the version that is kept is passed over.
    fn take_timestamp(&mut self, file: &[u8]) -> Result<bool, Finding> {
        let new = self.read_timestamp(file)?;
        let kept = self.timestamp.take();
        let is_new = kept.as_ref().is_none_or(|kept| new.header.version != kept.header.version);
        let checked = match &kept {
            Some(kept) if is_new => check_timestamp(&new, kept, self.now),
            Some(kept) => kept.header.check_fresh(self.now),
            None => new.header.check_fresh(self.now),
        };
        match checked {
            Ok(()) => {
                self.timestamp = kept.filter(|_| !is_new).or(Some(new));
                self.step = Step::KeptSnapshot;
                Ok(is_new)
            }
            Err(finding) => {
                self.timestamp = kept;
                Err(finding)
            }
        }
    }

    /// Section 5.5.
    fn take_snapshot(&mut self, file: &[u8]) -> Result<(), Finding> {
        let listed = self.timestamp.as_ref().and_then(|timestamp| timestamp.get("snapshot"));
        let listed = listed.ok_or(Finding::NotInSnapshot)?;
        listed.check(file, MAX_SNAPSHOT_BYTES)?;
        let new = self.read_snapshot(file)?;
        new.header.check_version(listed.version)?;
        if let Some(kept) = &self.snapshot {
            new.check_not_before(kept)?;
        }
        new.header.check_fresh(self.now)?;
        self.snapshot = Some(new);
        self.step = Step::KeptTargets;
        Ok(())
    }

    /// Section 5.6, steps 1 to 6.
    fn take_targets(&mut self, file: &[u8]) -> Result<(), Finding> {
        let listed = self.snapshot.as_ref().and_then(|snapshot| snapshot.get("targets"));
        let listed = listed.ok_or(Finding::NotInSnapshot)?;
        self.targets = Some(Targets::listed(file, listed, &self.root.targets, self.now)?);
        self.step = Step::Done;
        Ok(())
    }

    /// Takes a file that was trusted before. One that does not verify any more is as none.
    fn take_kept(&mut self, file: Option<&[u8]>) {
        match self.step {
            Step::KeptTimestamp => {
                self.timestamp = file.and_then(|file| self.read_timestamp(file).ok());
                self.step = Step::Timestamp;
            }
            Step::KeptSnapshot => {
                self.snapshot = file.and_then(|file| self.read_snapshot(file).ok());
                let current = file.is_some_and(|file| self.take_snapshot(file).is_ok());
                self.step = if current { Step::KeptTargets } else { Step::Snapshot };
            }
            _ => {
                let current = file.is_some_and(|file| self.take_targets(file).is_ok());
                self.step = if current { Step::Done } else { Step::Targets };
            }
        }
    }

    fn read_timestamp(&self, file: &[u8]) -> Result<Listing, Finding> {
        let new = Listing::read(file, "timestamp", MAX_TIMESTAMP_BYTES, &self.root.timestamp)?;
        new.get("snapshot").ok_or(listing::missing("an entry `snapshot.json`"))?;
        Ok(new)
    }

    fn read_snapshot(&self, file: &[u8]) -> Result<Listing, Finding> {
        let new = Listing::read(file, "snapshot", MAX_SNAPSHOT_BYTES, &self.root.snapshot)?;
        new.get("targets").ok_or(listing::missing("an entry `targets.json`"))?;
        Ok(new)
    }
}

/// Section 5.4, steps 3 and 4.
fn check_timestamp(new: &Listing, kept: &Listing, now: Timestamp) -> Result<(), Finding> {
    let (found, before) = (new.header.version, kept.header.version);
    if found < before {
        return Err(Finding::Rollback { role: "timestamp".into(), kept: before, found });
    }
    new.check_not_before(kept)?;
    new.header.check_fresh(now)
}

impl Trusted {
    /// Versions of the top-level files.
    #[must_use]
    pub fn versions(&self) -> Versions {
        Versions {
            root: self.root.header.version,
            timestamp: self.timestamp_version,
            snapshot: self.snapshot.header.version,
            targets: self.targets.header.version,
        }
    }
}
