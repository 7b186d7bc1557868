//! What a command may write over: never its own sources, and only what it writes itself.

use std::fs;
use std::io;
use std::path::Path;

use crate::failure::Failure;

/// Whether both paths lead to one file that exists.
pub(crate) fn is_same_file(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(a).is_some_and(|a| Some(a) == real(b))
}

/// Lets `path` be written if nothing is there, or what is there is `expected`.
///
/// # Errors
/// [`Failure::InTheWay`], or [`Failure::Io`] if it cannot be looked at.
pub(crate) fn check(
    path: &Path,
    expected: &'static str,
    is_expected: impl FnOnce(&Path) -> io::Result<bool>,
) -> Result<(), Failure> {
    match is_expected(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::InTheWay { path: path.into(), expected }),
        Err(error) => Err(Failure::io("read", path)(error)),
    }
}

/// Whether this is a file of exactly `bytes` bytes.
///
/// # Errors
/// What the file system says.
pub(crate) fn is_file_of(path: &Path, bytes: u64) -> io::Result<bool> {
    let metadata = fs::metadata(path)?;
    Ok(metadata.is_file() && metadata.len() == bytes)
}
