//! Writing that leaves the old bytes or the new ones, whatever happens in between.
//!
//! A temporary file in the same folder, fsync, rename, fsync of the folder. This module does not know what
//! it writes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Puts `bytes` at `path`, replacing what was there.
///
/// # Errors
/// What the file system says; then `path` is as it was.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_with(path, |file| file.write_all(bytes))
}

/// Puts at `path` what `write` writes, if it succeeds, replacing what was there.
///
/// # Errors
/// What `write` or the file system says; then `path` is as it was.
pub(crate) fn replace_with<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<(), E> {
    let folder = parent(path);
    create_folders(folder)?;
    let mut file = stage(folder, READABLE)?;
    write(file.as_file_mut())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failure| failure.error)?;
    Ok(sync_folder(folder)?)
}

/// Puts `bytes` at `path` unless something is there.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], or what the file system says; then nothing was written.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    create_with(path, READABLE, bytes)
}

/// As [`create`], for its owner's eyes only: the file never exists with wider permissions.
///
/// # Errors
/// As [`create`].
pub(crate) fn create_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    create_with(path, PRIVATE, bytes)
}

fn create_with(path: &Path, mode: u32, bytes: &[u8]) -> io::Result<()> {
    let folder = parent(path);
    create_folders(folder)?;
    staged(folder, mode, bytes)?.persist_noclobber(path).map_err(|failure| failure.error)?;
    sync_folder(folder)
}

/// Makes `folder` and those above it, each durable before the next.
///
/// # Errors
/// What the file system says.
pub(crate) fn create_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = parent(folder);
    create_folders(above)?;
    match fs::create_dir(folder) {
        // Another process may have been faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_folder(above),
    }
}

/// Makes the names in `folder` durable.
///
/// # Errors
/// What the file system says.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The folder of `path`, `.` for a bare name.
pub(crate) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Files of a registry are read by programs of other users: web servers, mirrors.
const READABLE: u32 = 0o644;
/// Private keys.
const PRIVATE: u32 = 0o600;

fn staged(folder: &Path, mode: u32, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = stage(folder, mode)?;
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn stage(folder: &Path, mode: u32) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ggen-");
    with_mode(&mut builder, mode).tempfile_in(folder).map_err(bare)
}

/// What the system said, without the name of a temporary file, which means nothing to anyone.
pub(crate) fn bare(error: io::Error) -> io::Error {
    let told = error.get_ref().map(ToString::to_string);
    match told.as_deref().and_then(|told| told.split_once(" at path ")) {
        Some((said, _)) => io::Error::new(error.kind(), said),
        None => error,
    }
}

#[cfg(unix)]
fn with_mode<'b, 'a, 's>(
    builder: &'b mut tempfile::Builder<'a, 's>,
    mode: u32,
) -> &'b mut tempfile::Builder<'a, 's> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn with_mode<'b, 'a, 's>(
    builder: &'b mut tempfile::Builder<'a, 's>,
    _: u32,
) -> &'b mut tempfile::Builder<'a, 's> {
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exists_is_replaced_or_kept_as_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b");
        create(&path, b"one").unwrap();
        assert_eq!(create(&path, b"two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(parent(&path)).unwrap().count(), 1, "no temporary file is left");
    }
}
