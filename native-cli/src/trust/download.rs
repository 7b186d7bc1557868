//! Targets in a folder: one file each, there only when it is the target's bytes to the last.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use ggen_marketplace_core::trust::tuf::{Target, TufError};

use super::{Source, TrustFailure};
use crate::atomic;
use crate::failure::Failure;

/// Bytes that are read at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// Puts `target` into `folder`, unless it is there; says where it is, and whether it was fetched.
///
/// # Errors
/// [`TrustFailure`] or [`Failure::Io`]; then the folder is as it was.
pub(crate) fn download(target: &Target, from: &Source, folder: &Path) -> Result<(PathBuf, bool), Failure> {
    let path = folder.join(target.file_name());
    if is_there(target, &path) {
        return Ok((path, false));
    }
    let location = target.location();
    let missing =
        || TrustFailure::Fetch { address: from.address(&location), cause: "it is not there".into() };
    let mut arriving = from.open(&location, target.length())?.ok_or_else(missing)?;
    match atomic::replace_with(&path, |file| arrive(target, &mut arriving, file)) {
        Ok(()) => Ok((path, true)),
        Err(Broken::Refused(error)) => Err(TrustFailure::Refused(error).into()),
        Err(Broken::Transfer(error)) => Err(from.broken(&location)(error)),
        Err(Broken::Disk(error)) => Err(Failure::io("write", &path)(error)),
    }
}

/// Why a target did not arrive.
enum Broken {
    Refused(TufError),
    Transfer(io::Error),
    Disk(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Copies and checks; nothing is read beyond the target's length and one byte.
fn arrive(target: &Target, from: &mut impl Read, to: &mut impl Write) -> Result<(), Broken> {
    let mut arrival = target.arrival();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => return arrival.finish().map_err(Broken::Refused),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => chunk.get(..read.map_err(Broken::Transfer)?).unwrap_or_default(),
        };
        arrival.take(read).map_err(Broken::Refused)?;
        to.write_all(read)?;
    }
}

fn is_there(target: &Target, path: &Path) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    arrive(target, &mut file, &mut io::sink()).is_ok()
}
