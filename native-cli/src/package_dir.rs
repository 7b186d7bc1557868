//! A package directory: its manifest and its files, as `publish` and `sign` read them.

use std::fs::{self, DirEntry, Metadata};
use std::path::{Path, PathBuf};

use ggen_marketplace_core::install::Limits;
use ggen_marketplace_core::model::Manifest;
use ggen_marketplace_core::publish::{SourceFile, manifest, why_excluded};

use crate::failure::Failure;

/// Name of the manifest in a package directory.
pub(crate) const MANIFEST: &str = "package.toml";

/// A package as its author keeps it.
#[derive(Debug)]
pub(crate) struct PackageDir {
    /// The manifest, read.
    pub(crate) manifest: Manifest,
    /// The manifest file's bytes.
    pub(crate) manifest_file: Vec<u8>,
    /// Every file but those of folders that are never packed.
    pub(crate) files: Vec<SourceFile>,
}

impl PackageDir {
    /// Reads the directory.
    ///
    /// # Errors
    /// [`Failure::NoManifest`], [`Failure::Manifest`] with line and column, [`Failure::Link`],
    /// [`Failure::PackageTooLarge`] or [`Failure::Io`].
    pub(crate) fn read(root: &Path) -> Result<Self, Failure> {
        let path = root.join(MANIFEST);
        if !path.is_file() {
            return Err(Failure::NoManifest { folder: root.into() });
        }
        let manifest_file = fs::read(&path).map_err(Failure::io("read", &path))?;
        let manifest = manifest::parse(&manifest_file)
            .map_err(|error| Failure::Manifest { path: path.clone(), error: Box::new(error) })?;
        let mut walk = Walk { root, files: Vec::new(), bytes: 0, max: Limits::default().max_unpacked_bytes };
        walk.folder(root, "")?;
        Ok(Self { manifest, manifest_file, files: walk.files })
    }
}

/// Collects files, and stops before there are more bytes than a package may have.
struct Walk<'a> {
    root: &'a Path,
    files: Vec<SourceFile>,
    bytes: u64,
    max: u64,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), Failure> {
        for entry in fs::read_dir(folder).map_err(Failure::io("read", folder))? {
            let entry = entry.map_err(Failure::io("read", folder))?;
            self.entry(&entry, prefix)?;
        }
        Ok(())
    }

    fn entry(&mut self, entry: &DirEntry, prefix: &str) -> Result<(), Failure> {
        let full = entry.path();
        let name = entry.file_name().into_string().map_err(|_| Failure::NotText { path: full.clone() })?;
        let path = format!("{prefix}{name}");
        // Not followed: what a link points to is not part of the package.
        let metadata = fs::symlink_metadata(&full).map_err(Failure::io("read", &full))?;
        if metadata.is_dir() {
            return if why_excluded(&path, b"").is_some() {
                Ok(())
            } else {
                self.folder(&full, &(path + "/"))
            };
        }
        if why_excluded(&path, b"").is_some() {
            self.files.push(SourceFile { path, bytes: Vec::new(), executable: false });
            return Ok(());
        }
        self.file(full, path, &metadata)
    }

    fn file(&mut self, full: PathBuf, path: String, metadata: &Metadata) -> Result<(), Failure> {
        if !metadata.is_file() {
            return Err(Failure::Link { path: full });
        }
        self.bytes = self.bytes.saturating_add(metadata.len());
        if self.bytes > self.max {
            return Err(Failure::PackageTooLarge { folder: self.root.into(), max: self.max });
        }
        let bytes = fs::read(&full).map_err(Failure::io("read", &full))?;
        self.files.push(SourceFile { path, bytes, executable: is_executable(metadata) });
        Ok(())
    }
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    const OWNER_MAY_RUN: u32 = 0o100;
    metadata.permissions().mode() & OWNER_MAY_RUN != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}
