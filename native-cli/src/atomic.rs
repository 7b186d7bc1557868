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
    let folder = parent(path);
    fs::create_dir_all(folder)?;
    staged(folder, bytes)?.persist(path).map_err(|failure| failure.error)?;
    sync_folder(folder)
}

/// Puts `bytes` at `path` unless something is there.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], or what the file system says; then nothing was written.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = parent(path);
    fs::create_dir_all(folder)?;
    staged(folder, bytes)?.persist_noclobber(path).map_err(|failure| failure.error)?;
    sync_folder(folder)
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

fn staged(folder: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file =
        tempfile::Builder::new().prefix(".ggen-").permissions_of_new_files().tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Files for others to read: a registry is served by programs of other users.
trait Readable {
    fn permissions_of_new_files(&mut self) -> &mut Self;
}

impl Readable for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        const READABLE: u32 = 0o644;
        self.permissions(fs::Permissions::from_mode(READABLE))
    }

    #[cfg(not(unix))]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        self
    }
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
