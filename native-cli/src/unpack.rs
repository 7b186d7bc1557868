//! Putting an admitted tree on disk: whole, durable, and in place of what was there in one step.
//!
//! The tree is written to a private folder beside its place, made durable, and renamed. Until the rename
//! the old state stands; a process that dies leaves a folder whose name begins with `.ggen-`, which the
//! next install removes.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ggen_marketplace_core::install::{Admitted, File as TreeFile, Tree};
use ggen_marketplace_core::model::PackageName;

use crate::atomic;
use crate::failure::Failure;

/// Beginning of the names of folders that nobody refers to.
const STAGE: &str = ".ggen-stage-";
/// Lock of a packages folder; never deleted, or two processes could hold two locks.
const LOCK: &str = ".ggen-lock";

/// A packages folder that this process alone may change.
pub(crate) struct Target {
    folder: PathBuf,
    _lock: File,
}

impl Target {
    /// Takes the lock, waiting for another install to finish, and clears what a dead one left.
    ///
    /// # Errors
    /// [`Failure::Io`].
    pub(crate) fn lock(folder: &Path) -> Result<Self, Failure> {
        atomic::create_folders(folder).map_err(Failure::io("create", folder))?;
        let path = folder.join(LOCK);
        let lock = File::options().create(true).append(true).open(&path);
        let lock = lock.map_err(Failure::io("create", &path))?;
        lock.lock().map_err(Failure::io("lock", &path))?;
        clear_stages(folder).map_err(Failure::io("clear", folder))?;
        Ok(Self { folder: folder.into(), _lock: lock })
    }

    /// Puts the tree at `<folder>/<name>`, in place of what is there.
    ///
    /// # Errors
    /// [`Failure::Io`]; then the old state stands.
    pub(crate) fn place(&self, name: &PackageName, admitted: &Admitted) -> Result<PathBuf, Failure> {
        let place = place_of(&self.folder, name);
        self.put(&place, admitted.tree()).map_err(Failure::io("install into", &place))?;
        Ok(place)
    }

    fn put(&self, place: &Path, tree: &Tree) -> io::Result<()> {
        let stage = tempfile::Builder::new().prefix(STAGE).tempdir_in(&self.folder).map_err(atomic::bare)?;
        let new = stage.path().join("new");
        write_tree(&new, tree)?;
        make_durable(stage.path())?;
        let parent = atomic::parent(place);
        atomic::create_folders(parent)?;
        swap_in(&new, place)?;
        atomic::sync_folder(parent)
        // The stage, with what was replaced in it, is removed when it goes out of scope.
    }
}

/// Where a package is installed: `<folder>/<name>`, with the namespace as a folder of its own.
pub(crate) fn place_of(folder: &Path, name: &PackageName) -> PathBuf {
    folder.join(name.as_str())
}

/// Whether exactly this tree is at `place` already.
pub(crate) fn holds(place: &Path, tree: &Tree) -> bool {
    let mut found = 0;
    matches(place, "", tree, &mut found).is_ok_and(|matches| matches) && found == tree.files().len()
}

fn matches(folder: &Path, prefix: &str, tree: &Tree, found: &mut usize) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (kind, path) = (entry.file_type()?, format!("{prefix}{}", entry.file_name().to_string_lossy()));
        let same = if kind.is_dir() {
            matches(&entry.path(), &(path + "/"), tree, found)?
        } else {
            *found += 1;
            let wanted = tree.files().get(&path).filter(|_| kind.is_file());
            wanted.is_some_and(|file| fs::read(entry.path()).is_ok_and(|bytes| bytes == file.bytes))
        };
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

fn clear_stages(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(STAGE) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Core has checked every path: relative, portable, without `..`, and no two of them one file.
fn write_tree(root: &Path, tree: &Tree) -> io::Result<()> {
    create_folder(root)?;
    for folder in tree.folders() {
        create_folder(&root.join(folder))?;
    }
    tree.files().iter().try_for_each(|(path, file)| write_file(&root.join(path), file))
}

fn create_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().create(path)?;
    set_mode(path, 0o755)
}

fn write_file(path: &Path, file: &TreeFile) -> io::Result<()> {
    let mut out = File::options().write(true).create_new(true).open(path)?;
    out.write_all(&file.bytes)?;
    set_mode(path, if file.executable { 0o755 } else { 0o644 })
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// One `syncfs` costs a tenth of an fsync for each of a thousand files.
#[cfg(target_os = "linux")]
fn make_durable(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn make_durable(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { make_durable(&path)? } else { File::open(&path)?.sync_all()? }
    }
    atomic::sync_folder(folder)
}

/// Puts `new` where `place` is. What was there ends where `new` was.
fn swap_in(new: &Path, place: &Path) -> io::Result<()> {
    if fs::symlink_metadata(place).is_err() {
        return fs::rename(new, place);
    }
    exchange(new, place)
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(new: &Path, place: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE) {
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => exchange_in_two_steps(new, place),
        done => Ok(done?),
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(new: &Path, place: &Path) -> io::Result<()> {
    exchange_in_two_steps(new, place)
}

/// For file systems that cannot exchange: a process that dies between the steps leaves neither in place.
fn exchange_in_two_steps(new: &Path, place: &Path) -> io::Result<()> {
    let old = new.with_file_name("old");
    fs::rename(place, &old)?;
    fs::rename(new, place).or_else(|error| fs::rename(&old, place).and(Err(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        let file = |bytes: &str, executable| TreeFile { bytes: bytes.into(), executable };
        Tree::new([("a/b".to_owned(), file(text, false)), ("run".to_owned(), file(text, true))]).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn a_tree_replaces_another_in_one_step_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let (target, place) = (Target::lock(folder.path()).unwrap(), folder.path().join("demo"));
        target.put(&place, &tree("one")).unwrap();
        fs::write(place.join("extra"), "of the old tree").unwrap();
        target.put(&place, &tree("two")).unwrap();
        assert_eq!(fs::read_to_string(place.join("a/b")).unwrap(), "two");
        assert_eq!(names(&place), ["a", "run"]);
        assert_eq!(names(folder.path()), [LOCK, "demo"]);
    }

    #[test]
    fn a_tree_is_known_again_and_any_other_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("demo");
        assert!(!holds(&place, &tree("x")));
        Target::lock(folder.path()).unwrap().put(&place, &tree("x")).unwrap();
        assert!(holds(&place, &tree("x")) && !holds(&place, &tree("y")));
        fs::write(place.join("extra"), "").unwrap();
        assert!(!holds(&place, &tree("x")), "a file more");
        fs::remove_file(place.join("extra")).unwrap();
        fs::remove_file(place.join("run")).unwrap();
        assert!(!holds(&place, &tree("x")), "a file less");
    }

    #[test]
    fn the_stage_of_a_dead_process_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(STAGE.to_owned() + "x/new/a")).unwrap();
        drop(Target::lock(folder.path()).unwrap());
        assert_eq!(names(folder.path()), [LOCK]);
    }

    #[cfg(unix)]
    #[test]
    fn programs_may_be_run_and_files_may_not() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("demo");
        Target::lock(folder.path()).unwrap().put(&place, &tree("x")).unwrap();
        let mode = |path: &str| fs::metadata(place.join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("run"), mode("a/b"), mode("a")), (0o755, 0o644, 0o755));
    }
}
