//! The predecessor's registry directory, read tolerantly and reported on line by line.
//!
//! A registry is `packages/<directory>/package.toml`, `registry/index.json` and `registry/packages.toml`.
//! Its manifests come in many forms, some are not TOML, some directories have none, and the three sources
//! contradict each other. [`read`] makes one record of what they say of a package: the manifest wins, the
//! indexes fill what it lacks, what has no field is kept as extra under its dotted name (of an index, under
//! `registry/index.json#name`). Every change is a [`Repair`], every directory that gives no record is
//! [`Unreadable`]. Nothing here touches a disk, and no record has an archive: the index's checksums are of
//! directories, not of archives, and are kept as extra.

mod dependencies;
mod draft;
mod index;
mod layout;
mod loose;
mod merge;
mod package;
mod tolerant;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Coded;
use crate::import::{Place, Repair};
use crate::model::{Invalid, Record};

pub use layout::wants;

/// Longest manifest that is read, in bytes.
pub const MAX_MANIFEST_BYTES: usize = 256 * 1024;
/// Longest index that is read, in bytes.
pub const MAX_INDEX_BYTES: usize = 16 * 1024 * 1024;

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("legacy/container", "A directory holds packages and is none itself"),
    ("legacy/duplicate", "Two directories hold the same release"),
    ("legacy/invalid-value", "A name, version or text of a V1 package breaks a rule of the catalogue"),
    ("legacy/missing-field", "A V1 package has no version or no description in any source"),
    ("legacy/no-manifest", "A directory has no package.toml and no package.json, and no index lists it"),
    ("legacy/not-readable", "A file of a V1 registry is neither TOML nor JSON"),
    ("legacy/not-utf8", "A file of a V1 registry is not UTF-8 text"),
    ("legacy/too-large", "A file of a V1 registry is longer than its bound"),
];

/// Everything read from a V1 registry, in an order that depends on nothing but its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LegacyRegistry {
    /// The packages by name and version.
    pub packages: Vec<LegacyPackage>,
    /// What gave no record, by path.
    pub unreadable: Vec<Unreadable>,
}

/// A package of a V1 registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyPackage {
    /// Its directory, relative to the registry; `None` if only an index tells of it.
    pub directory: Option<String>,
    /// The record, unsigned, without archive.
    pub record: Record,
    /// What was changed, left out or taken from elsewhere.
    pub repairs: Vec<Repair>,
}

/// A directory or index that gave no record. Its text is one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Unreadable {
    /// Path relative to the registry.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// Why something of a V1 registry gives no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Nothing describes the directory.
    #[error("no package.toml, no package.json and no entry in an index")]
    NoManifest,
    /// The directory only holds other packages.
    #[error("no package itself, it holds {packages}")]
    Container {
        /// Their directory names, separated by commas.
        packages: String,
    },
    /// The file is too long to be read.
    #[error("{found} bytes, more than the {max} allowed")]
    TooLarge {
        /// Bytes found.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// The file is no text.
    #[error("not UTF-8 at byte {offset}")]
    NotUtf8 {
        /// Offset of the first bad byte, from 0.
        offset: usize,
    },
    /// The file has none of the forms that we can read.
    #[error("not {expected}: {message}")]
    NotReadable {
        /// The format expected.
        expected: &'static str,
        /// What its parser says.
        message: String,
    },
    /// No source tells a required field.
    #[error("no source tells its {field}")]
    Missing {
        /// Name of the field.
        field: &'static str,
    },
    /// A value breaks a rule of the catalogue.
    #[error(transparent)]
    Invalid(Invalid),
    /// Another directory holds the same release.
    #[error("{release} is read from {other} already")]
    Duplicate {
        /// `name@version`.
        release: String,
        /// Where it was read.
        other: String,
    },
}

impl Coded for Unreadable {
    fn code(&self) -> &'static str {
        match &self.reason {
            Reason::NoManifest => "legacy/no-manifest",
            Reason::Container { .. } => "legacy/container",
            Reason::TooLarge { .. } => "legacy/too-large",
            Reason::NotUtf8 { .. } => "legacy/not-utf8",
            Reason::NotReadable { .. } => "legacy/not-readable",
            Reason::Missing { .. } => "legacy/missing-field",
            Reason::Invalid(_) => "legacy/invalid-value",
            Reason::Duplicate { .. } => "legacy/duplicate",
        }
    }
}

/// Reads a V1 registry: pairs of a path relative to it, `/` between its parts, and the file's bytes.
///
/// Give every path; the bytes only matter where [`wants`] says so.
pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> LegacyRegistry {
    let layout = layout::Layout::of(files);
    let mut out = LegacyRegistry::default();
    let listed = index::read(&layout, &mut out.unreadable);
    let known = layout.names().chain(listed.names()).collect();
    for directory in &layout.directories {
        match package::in_directory(directory, &listed, &known) {
            Ok(package) => out.packages.push(package),
            Err(reason) => out.unreadable.push(Unreadable { path: directory.path.clone(), reason }),
        }
    }
    let read: BTreeSet<String> =
        out.packages.iter().map(|package| package.record.manifest.name.as_str().into()).collect();
    let directories: BTreeSet<&str> = layout.names().collect();
    for name in listed.names().filter(|name| !directories.contains(name) && !read.contains(*name)) {
        match package::only_listed(name, &listed) {
            Ok(package) => out.packages.push(package),
            Err((path, reason)) => out.unreadable.push(Unreadable { path, reason }),
        }
    }
    out.finish();
    out
}

impl LegacyRegistry {
    fn finish(&mut self) {
        self.packages.sort_by(|a, b| (a.record.id(), &a.directory).cmp(&(b.record.id(), &b.directory)));
        self.set_duplicates_aside();
        self.report_missing_dependencies();
        self.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    }

    fn set_duplicates_aside(&mut self) {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let mut kept = Vec::with_capacity(self.packages.len());
        for package in core::mem::take(&mut self.packages) {
            let (release, path) = (format!("{}", package.record.id()), package.path().into());
            match seen.get(&release) {
                Some(other) => {
                    let reason = Reason::Duplicate { release, other: other.clone() };
                    self.unreadable.push(Unreadable { path, reason });
                }
                None => {
                    seen.insert(release, path);
                    kept.push(package);
                }
            }
        }
        self.packages = kept;
    }

    fn report_missing_dependencies(&mut self) {
        let names: BTreeSet<String> =
            self.packages.iter().map(|package| package.record.manifest.name.as_str().into()).collect();
        for package in &mut self.packages {
            let at = Place::Path(package.path().into());
            let wanted = package.record.manifest.dependencies.iter().flat_map(|d| &d.alternatives);
            for missing in wanted.filter(|requirement| !names.contains(requirement.name.as_str())) {
                let what = format!("`{}` is no package of this registry; kept", missing.name);
                package.repairs.push(Repair { at: at.clone(), field: "dependencies".into(), what });
            }
        }
    }
}

impl LegacyPackage {
    /// Where it was read: its directory, or the folder of the indexes.
    #[must_use]
    pub fn path(&self) -> &str {
        self.directory.as_deref().unwrap_or("registry")
    }
}
