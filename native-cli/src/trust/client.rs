//! The folder of trusted metadata, and the update that core leads through it.
//!
//! `<folder>/root.json` is what the user trusts; the other files are what was trusted last. Every file is
//! replaced by rename before the next one is asked for, under a lock, so an update that ends anywhere, or
//! two at once, leave files that belong to one history.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use ggen_marketplace_core::model::Digest;
use ggen_marketplace_core::trust::tuf::{
    self, Keep, Place, Request, RootInfo, Target, Trusted, TufError, Update,
};

use super::fetch::read_file;
use super::{Source, TrustFailure};
use crate::failure::Failure;
use crate::{atomic, clock};

/// The file that the user trusts.
const ROOT: &str = "root.json";
/// Name of the lock file; it is never deleted, or two processes could hold two locks.
const LOCK: &str = ".lock";
/// Longest root file that is read.
const MAX_ROOT_BYTES: u64 = 1024 * 1024;

/// A folder of trusted metadata.
#[derive(Debug)]
pub(crate) struct Client {
    folder: PathBuf,
}

impl Client {
    /// The client that keeps its metadata in `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Trusts `root` from now on, if it has the `fingerprint` that its owner told.
    ///
    /// # Errors
    /// [`TrustFailure`] `Refused`, `Fingerprint` or `RootExists`, or [`Failure::Io`]; then nothing was written.
    pub(crate) fn init(&self, root: &[u8], fingerprint: Option<&str>) -> Result<RootInfo, Failure> {
        let info = tuf::inspect_root(root).map_err(TrustFailure::Refused)?;
        if let Some(expected) = fingerprint.filter(|text| !same(text, &info.fingerprint)) {
            let (expected, found) = (expected.to_owned(), info.fingerprint);
            return Err(TrustFailure::Fingerprint { expected, found }.into());
        }
        let path = self.folder.join(ROOT);
        match self.root()? {
            Some(kept) if kept == root => return Ok(info),
            Some(_) => return Err(TrustFailure::RootExists { path }.into()),
            None => atomic::create(&path, root).map_err(Failure::io("create", &path))?,
        }
        Ok(info)
    }

    /// Follows the repository to its newest metadata.
    ///
    /// # Errors
    /// [`TrustFailure`], or [`Failure::Io`]. What was found good before that is kept.
    pub(crate) fn refresh(&self, repository: &Source) -> Result<Trusted, Failure> {
        let root = self.root()?.ok_or_else(|| TrustFailure::NoRoot { folder: self.folder.clone() })?;
        let _lock = self.lock()?;
        let mut update = Update::new(&root, clock::now()?).map_err(TrustFailure::Refused)?;
        while let Some(request) = update.wants() {
            self.keep(update.give(self.bring(&request, repository)?))?;
        }
        update.finish().ok_or_else(|| TrustFailure::NoRoot { folder: self.folder.clone() }.into())
    }

    /// Finds the target at `path`.
    ///
    /// # Errors
    /// As [`Client::refresh`].
    pub(crate) fn find(&self, trusted: &Trusted, path: &str, repository: &Source) -> Result<Target, Failure> {
        let _lock = self.lock()?;
        let mut search = trusted.search(path).map_err(TrustFailure::Refused)?;
        while let Some(request) = search.wants() {
            self.keep(search.give(self.bring(&request, repository)?))?;
        }
        Ok(search.finish().map_err(TrustFailure::Refused)?)
    }

    /// The root that is trusted.
    ///
    /// # Errors
    /// [`Failure::Io`].
    pub(crate) fn root(&self) -> Result<Option<Vec<u8>>, Failure> {
        read_file(&self.folder.join(ROOT), MAX_ROOT_BYTES)
    }

    fn bring(&self, request: &Request, repository: &Source) -> Result<Option<Vec<u8>>, Failure> {
        match request.place {
            Place::Kept => read_file(&self.folder.join(&request.name), request.max_bytes),
            Place::Repository => repository.read(&request.name, request.max_bytes),
        }
    }

    fn keep(&self, given: Result<Option<Keep>, TufError>) -> Result<(), Failure> {
        let Some(keep) = given.map_err(TrustFailure::Refused)? else { return Ok(()) };
        let path = self.folder.join(&keep.name);
        atomic::replace(&path, &keep.bytes).map_err(Failure::io("replace", &path))
    }

    fn lock(&self) -> Result<File, Failure> {
        let path = self.folder.join(LOCK);
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = open.map_err(Failure::io("create", &path))?;
        lock.lock().map_err(Failure::io("lock", &path))?;
        Ok(lock)
    }
}

/// Whether both are one digest, with or without `sha256:` before it.
fn same(typed: &str, found: &str) -> bool {
    Digest::parse(typed).is_ok_and(|digest| digest.to_string() == found)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ggen_marketplace_core::trust::tuf::author::{Draft, Entry, RoleKeys};
    use ggen_marketplace_core::trust::{SecretKey, Timestamp};

    use super::*;
    use crate::trust::download;

    /// A repository in `folder` that lists one target, all of it signed by one key.
    fn repository(folder: &Path) -> Vec<u8> {
        let key = SecretKey::from_seed([1; 32]);
        let keys = RoleKeys { keys: vec![key.public().unwrap()], threshold: 1 };
        let roles = ["root", "timestamp", "snapshot", "targets"].map(|role| (role, keys.clone()));
        let expires = Timestamp::from_unix(Timestamp::MAX_SECONDS).unwrap();
        let write = |name: &str, draft: Draft| {
            let file = draft.sign(&[&key]).unwrap();
            atomic::create(&folder.join(name), &file).unwrap();
            file
        };
        let root = write("1.root.json", Draft::root(1, expires, &roles.into()));
        let listed = BTreeMap::from([("a/b c".to_owned(), b"target".to_vec())]);
        let targets = write("1.targets.json", Draft::targets(1, expires, &listed));
        let listing =
            |kind, role, file| Draft::listing(kind, 1, expires, &[Entry { role, version: 1, file }]);
        let snapshot = write("1.snapshot.json", listing("snapshot", "targets", &targets));
        write("timestamp.json", listing("timestamp", "snapshot", &snapshot));
        let name = format!("targets/a/{}.b c", &Digest::of(b"target").to_string()["sha256:".len()..]);
        atomic::create(&folder.join(name), b"target").unwrap();
        root
    }

    #[test]
    fn a_folder_is_followed_and_a_target_arrives_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = repository(folder.path());
        let source = Source::at(&folder.path().display().to_string()).unwrap();
        let targets = Source::at(&folder.path().join("targets").display().to_string()).unwrap();
        let client = Client::new(&folder.path().join("kept"));
        assert!(matches!(client.refresh(&source), Err(Failure::Trust(TrustFailure::NoRoot { .. }))));
        client.init(&root, None).unwrap();
        let trusted = client.refresh(&source).unwrap();
        let target = client.find(&trusted, "a/b c", &source).unwrap();
        let into = folder.path().join("into");
        assert!(download(&target, &targets, &into).unwrap().1);
        let (path, fetched) = download(&target, &targets, &into).unwrap();
        assert_eq!((std::fs::read(&path).unwrap().as_slice(), fetched), (&b"target"[..], false));
        // A file that was tampered with is fetched again.
        std::fs::write(&path, b"tarGet").unwrap();
        assert!(download(&target, &targets, &into).unwrap().1);
    }

    #[test]
    fn a_root_is_trusted_by_its_fingerprint_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let root = repository(folder.path());
        let client = Client::new(&folder.path().join("kept"));
        let other = Digest::of(b"another root").to_string();
        let refused = client.init(&root, Some(&other));
        assert!(matches!(refused, Err(Failure::Trust(TrustFailure::Fingerprint { .. }))));
        let info = client.init(&root, Some(&Digest::of(&root).to_string())).unwrap();
        assert_eq!(client.init(&root, None).unwrap(), info);
        let respelt = [&root[..], b"\n"].concat();
        let refused = client.init(&respelt, None);
        assert!(matches!(refused, Err(Failure::Trust(TrustFailure::RootExists { .. }))));
    }
}
