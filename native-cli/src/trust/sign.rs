//! The next edition of a repository in a folder. Which files it gets, core decides; the timestamp is written
//! last, so that clients see the edition whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ggen_marketplace_core::model::Digest;
use ggen_marketplace_core::trust::SecretKey;
use ggen_marketplace_core::trust::tuf::edition::{self, Change, Current, Roles};

use super::TrustFailure;
use super::fetch::read_file;
use crate::failure::Failure;
use crate::{atomic, clock};

/// Folder of the targets beside the metadata.
const TARGETS: &str = "targets";
/// Longest metadata file that is read back.
const MAX_BYTES: u64 = 8 * 1024 * 1024;
/// Longest target: metadata lists policies and lists, not packages.
const MAX_TARGET_BYTES: usize = 64 * 1024 * 1024;

/// Signs and writes the next edition of the repository in `folder`; gives the names of the files written.
///
/// # Errors
/// [`Failure`]; what was written before is of no edition and means nothing.
pub(crate) fn sign(
    folder: &Path,
    roles: Option<&Roles>,
    targets: Option<&BTreeMap<String, Vec<u8>>>,
    keys: &[&SecretKey],
) -> Result<Vec<String>, Failure> {
    let current = current(folder)?;
    let change = Change { roles, targets, keys, now: clock::now()? };
    let files = edition::next(&current, &change).map_err(TrustFailure::Refused)?;
    for (name, bytes) in targets.into_iter().flatten() {
        let digest = Digest::of(bytes).hex();
        write(&folder.join(TARGETS).join(format!("{digest}.{name}")), bytes)?;
    }
    for (name, bytes) in &files {
        write(&folder.join(name), bytes)?;
    }
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// The files of `folder`, each a target under its own name.
///
/// # Errors
/// [`Failure::Io`], [`Failure::NotText`], or [`Failure::TooLarge`].
pub(crate) fn targets_of(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut targets = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(Failure::io("read", folder))? {
        let path = entry.map_err(Failure::io("read", folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| Failure::NotText { path: path.clone() })?.to_owned();
        let bytes = read_file(&path, MAX_TARGET_BYTES as u64)?.unwrap_or_default();
        if bytes.len() > MAX_TARGET_BYTES {
            return Err(Failure::TooLarge { path, max: MAX_TARGET_BYTES });
        }
        targets.insert(name, bytes);
    }
    Ok(targets)
}

fn current(folder: &Path) -> Result<Current, Failure> {
    Ok(Current {
        root: newest(folder, "root")?,
        timestamp: read_file(&folder.join("timestamp.json"), MAX_BYTES)?,
        targets: newest(folder, "targets")?,
    })
}

/// The file of the highest version of a role.
fn newest(folder: &Path, role: &str) -> Result<Option<Vec<u8>>, Failure> {
    let name = |version: u64| folder.join(format!("{version}.{role}.json"));
    let mut version = 0;
    while name(version + 1).is_file() {
        version += 1;
    }
    read_file(&name(version), MAX_BYTES)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    atomic::replace(path, bytes).map_err(Failure::io("replace", path))
}

#[cfg(test)]
mod tests {
    use ggen_marketplace_core::trust::tuf::author::RoleKeys;

    use super::*;
    use crate::trust::{Client, Source};

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_seed([seed; 32])
    }

    fn roles(root: u8) -> Roles {
        let one = |seed| RoleKeys { keys: vec![key(seed).public().unwrap()], threshold: 1 };
        Roles { root: one(root), targets: one(2), online: one(3) }
    }

    #[test]
    fn a_repository_is_made_and_followed_through_a_change_of_its_root() {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::at(&folder.path().display().to_string()).unwrap();
        let keys = [key(1), key(2), key(3), key(4)];
        let keys: Vec<_> = keys.iter().collect();
        let targets = BTreeMap::from([("names.nq".to_owned(), b"names".to_vec())]);
        let written = sign(folder.path(), Some(&roles(1)), Some(&targets), &keys).unwrap();
        assert_eq!(written, ["1.root.json", "1.targets.json", "1.snapshot.json", "timestamp.json"]);

        let client = Client::new(&folder.path().join("kept"));
        client.init(&fs::read(folder.path().join("1.root.json")).unwrap(), None).unwrap();
        let trusted = client.refresh(&source).unwrap();
        assert_eq!(client.find(&trusted, "names.nq", &source).unwrap().length(), 5);

        sign(folder.path(), Some(&roles(4)), None, &keys).unwrap();
        let versions = client.refresh(&source).unwrap().versions();
        assert_eq!((versions.root, versions.targets, versions.timestamp), (2, 1, 2));
        // The old key alone changes nothing any more.
        assert!(sign(folder.path(), Some(&roles(1)), None, &keys[..3]).is_err());
    }
}
