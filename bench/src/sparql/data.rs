//! The N-Triples and the segment made of them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;
use crate::corpus::{Corpus, file_stamp};

/// A file of N-Triples and where our segment of it is.
#[derive(Debug)]
pub(super) struct Data {
    /// The N-Triples.
    pub(super) triples: PathBuf,
    /// Our segment; may not be there yet.
    pub(super) segment: PathBuf,
}

impl Data {
    /// `given`, else the triples of the corpus. A segment made from other triples or by another program than this
    /// is removed.
    ///
    /// # Errors
    /// If there is no such file and none can be made.
    pub(super) fn ready(given: Option<&Path>) -> Result<Self> {
        let triples = match given {
            Some(path) => path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?,
            None => Corpus::ready()?.triples_file(),
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/sparql");
        fs::create_dir_all(&folder)?;
        let data = Self { triples, segment: folder.join("ours.segment") };
        let stamp = file_stamp(&data.triples)? + &file_stamp(&std::env::current_exe()?)?;
        let stamp_file = folder.join("source");
        if fs::read_to_string(&stamp_file).ok().as_ref() != Some(&stamp) {
            let _ = fs::remove_file(&data.segment);
            fs::write(stamp_file, stamp)?;
        }
        Ok(data)
    }
}
