//! Which directories of a V1 registry are packages, and which file describes each.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Bound;

/// Where packages are.
const PACKAGES: &str = "packages/";
/// The index that search reads.
pub(super) const INDEX: &str = "registry/index.json";
/// The older, hand-written index.
pub(super) const PACKAGES_TOML: &str = "registry/packages.toml";

/// Whether [`super::read`] looks at the content of the file at `path`.
#[must_use]
pub fn wants(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or("");
    let manifest = path.starts_with(PACKAGES) && matches!(file, "package.toml" | "package.json");
    manifest || path == INDEX || path == PACKAGES_TOML
}

/// The files that matter, by what they are for.
pub(super) struct Layout<'a> {
    pub(super) directories: Vec<Directory<'a>>,
    pub(super) index: Option<&'a [u8]>,
    pub(super) packages_toml: Option<&'a [u8]>,
}

/// A directory that is a package, or stands where a package should.
pub(super) struct Directory<'a> {
    /// Path relative to the registry.
    pub(super) path: String,
    pub(super) package_toml: Option<&'a [u8]>,
    pub(super) package_json: Option<&'a [u8]>,
    /// Names of packages below it, if it is none itself.
    pub(super) holds: Vec<String>,
}

impl<'a> Layout<'a> {
    pub(super) fn of(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let files: BTreeMap<&str, &[u8]> = files.into_iter().collect();
        let top = top_directories(&files);
        let nested = nested_directories(&files);
        let holds = |path: &str| below(path, &nested).map(str::to_owned).collect();
        let all: BTreeSet<&str> = top.union(&nested).copied().collect();
        let directory = |path: &str| Directory {
            path: path.to_owned(),
            package_toml: manifest(&files, path),
            package_json: files.get(alloc::format!("{path}/package.json").as_str()).copied(),
            holds: holds(path),
        };
        Self {
            directories: all.into_iter().map(directory).collect(),
            index: files.get(INDEX).copied(),
            packages_toml: files.get(PACKAGES_TOML).copied(),
        }
    }

    /// The directories' own names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.directories.iter().map(Directory::name)
    }
}

impl Directory<'_> {
    /// The last part of its path.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

fn manifest<'a>(files: &BTreeMap<&str, &'a [u8]>, path: &str) -> Option<&'a [u8]> {
    files.get(alloc::format!("{path}/package.toml").as_str()).copied()
}

/// Every directory directly in `packages/`.
fn top_directories<'p>(files: &BTreeMap<&'p str, &[u8]>) -> BTreeSet<&'p str> {
    let top = |path: &'p str| {
        let (name, _) = path.strip_prefix(PACKAGES)?.split_once('/')?;
        path.get(..PACKAGES.len() + name.len())
    };
    files.keys().filter_map(|path| top(path)).collect()
}

/// Every deeper directory with a manifest, unless it is content of a package above it.
fn nested_directories<'p>(files: &BTreeMap<&'p str, &[u8]>) -> BTreeSet<&'p str> {
    let inside = |directory: &&str| directory.starts_with(PACKAGES);
    let manifests = files.keys().filter_map(|path| path.strip_suffix("/package.toml")).filter(inside);
    manifests.filter(|path| !ancestors(path).any(|above| manifest(files, above).is_some())).collect()
}

/// The directories above `path`, nearest first.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    core::iter::successors(path.rsplit_once('/'), |(above, _)| above.rsplit_once('/')).map(|(above, _)| above)
}

/// What follows `path/` in the directories below it.
fn below<'s>(path: &str, directories: &'s BTreeSet<&str>) -> impl Iterator<Item = &'s str> {
    let prefix = alloc::format!("{path}/");
    let from = directories.range::<str, _>((Bound::Excluded(prefix.as_str()), Bound::Unbounded));
    from.map_while(move |inner| inner.strip_prefix(prefix.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(files: &[&str]) -> Vec<String> {
        let layout = Layout::of(files.iter().map(|path| (*path, b"".as_slice())));
        layout.directories.into_iter().map(|directory| directory.path).collect()
    }

    #[test]
    fn directories_without_manifest_and_nested_packages_are_found() {
        let files =
            ["packages/README.md", "packages/a/x/y", "packages/b/c/package.toml", "other/package.toml"];
        assert_eq!(paths(&files), ["packages/a", "packages/b", "packages/b/c"]);
    }

    #[test]
    fn a_manifest_below_a_package_is_its_content() {
        assert_eq!(paths(&["packages/a/package.toml", "packages/a/x/y/package.toml"]), ["packages/a"]);
    }
}
