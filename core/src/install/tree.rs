//! What an archive unpacks to: files by path. Folders exist because files are in them.

use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{ArchiveError, path};
use crate::model::{Digest, printable};

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it is a program: mode 0755 rather than 0644.
    pub executable: bool,
}

/// Files by their path, every path allowed and no two of them one file on any system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
// Invariant: every key passed `path::check` and `Names::claim`.
pub struct Tree {
    files: BTreeMap<String, File>,
}

impl Tree {
    /// A tree of these files.
    ///
    /// # Errors
    /// [`ArchiveError`] `Path`, `Collision` or `Empty`.
    pub fn new(files: impl IntoIterator<Item = (String, File)>) -> Result<Self, ArchiveError> {
        let (mut names, mut tree) = (Names::default(), Self::default());
        for (path, file) in files {
            names.claim(&path, Kind::File)?;
            tree.files.insert(path, file);
        }
        if tree.files.is_empty() { Err(ArchiveError::Empty) } else { Ok(tree) }
    }

    /// The files, by path.
    #[must_use]
    pub fn files(&self) -> &BTreeMap<String, File> {
        &self.files
    }

    /// Every folder that holds a file, each before what is in it.
    #[must_use]
    pub fn folders(&self) -> Vec<&str> {
        let mut folders: Vec<&str> = self.files.keys().flat_map(|path| path::ancestors(path)).collect();
        crate::sort::sort_unstable(&mut folders);
        folders.dedup();
        folders
    }

    /// The sum of all file lengths, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|file| file.bytes.len() as u64).sum()
    }

    /// SHA-256 of the list of files, which outlives the archive and its compression.
    ///
    /// ```text
    /// 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 0644 README.md
    /// e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0755 bin/run
    /// ```
    /// One line for each file, sorted by the bytes of its path: SHA-256, mode, path, LF.
    #[must_use]
    pub fn hash(&self) -> Digest {
        let line = |(path, file): (&String, &File)| {
            let mode = if file.executable { "0755" } else { "0644" };
            alloc::format!("{} {mode} {path}\n", Digest::of(&file.bytes).hex())
        };
        Digest::of(self.files.iter().map(line).collect::<String>().as_bytes())
    }
}

/// What a path is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file.
    File,
    /// A folder with an entry of its own.
    Folder,
    /// A folder that something else is in.
    Implied,
}

/// The paths taken so far, by what they are on a system that does not tell case apart.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, (String, Kind)>);

impl Names {
    /// Takes `path` and the folders above it, or tells what stands in the way.
    pub(super) fn claim(&mut self, path: &str, kind: Kind) -> Result<(), ArchiveError> {
        path::check(path).map_err(|expected| ArchiveError::Path { path: printable(path), expected })?;
        path::ancestors(path).try_for_each(|folder| self.take(folder, Kind::Implied))?;
        self.take(path, kind)
    }

    fn take(&mut self, path: &str, kind: Kind) -> Result<(), ArchiveError> {
        match self.0.entry(path::folded(path)) {
            Entry::Vacant(free) => {
                free.insert((path.to_string(), kind));
            }
            Entry::Occupied(mut taken) => {
                let (spelling, was) = taken.get();
                let now = merged(*was, kind).filter(|_| spelling == path);
                let collision =
                    || ArchiveError::Collision { path: printable(path), other: printable(spelling) };
                taken.get_mut().1 = now.ok_or_else(collision)?;
            }
        }
        Ok(())
    }
}

/// A folder may be implied any number of times, and named once; a file stands alone.
fn merged(was: Kind, now: Kind) -> Option<Kind> {
    match (was, now) {
        (Kind::Implied, Kind::Implied) => Some(Kind::Implied),
        (Kind::Folder, Kind::Implied) | (Kind::Implied, Kind::Folder) => Some(Kind::Folder),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Coded as _;

    fn file(text: &str) -> File {
        File { bytes: text.as_bytes().to_vec(), executable: text.is_empty() }
    }

    fn tree(paths: &[&str]) -> Result<Tree, ArchiveError> {
        Tree::new(paths.iter().map(|path| (path.to_string(), file("hello"))))
    }

    #[test]
    fn the_hash_is_that_of_the_documented_list() {
        let tree = Tree::new([("bin/run".into(), file("")), ("README.md".into(), file("hello"))]).unwrap();
        let list = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 0644 README.md\n\
            e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0755 bin/run\n";
        assert_eq!(tree.hash(), Digest::of(list.as_bytes()));
        assert_eq!(tree.folders(), ["bin"]);
        assert_eq!(tree.bytes(), 5);
    }

    #[track_caller]
    fn refused(paths: &[&str], code: &str) {
        assert_eq!(tree(paths).unwrap_err().code(), code, "{paths:?}");
    }

    #[test]
    fn two_paths_that_are_one_file_somewhere_are_refused() {
        refused(&["a", "a"], "archive/collision");
        refused(&["a", "A"], "archive/collision");
        refused(&["Dir/a", "dir/b"], "archive/collision");
        refused(&["a", "a/b"], "archive/collision");
        refused(&["a/b", "a"], "archive/collision");
        refused(&["A/b", "a"], "archive/collision");
        refused(&[], "archive/empty");
        refused(&["../a"], "archive/bad-path");
    }
}
