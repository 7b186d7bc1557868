//! The data everything is measured on: documents for the peers, the same records as ours.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Result;

/// What a text search peer is given of a package.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Document {
    /// Package name.
    pub(crate) name: String,
    /// One line.
    pub(crate) summary: String,
    /// Long text, may be empty.
    #[serde(default)]
    pub(crate) description: String,
    /// Tags, categories and keywords together.
    #[serde(default)]
    pub(crate) tags: Vec<String>,
}

/// A corpus on disk: made once, then read by every engine in a process of its own.
#[derive(Debug)]
pub(crate) struct Corpus {
    dir: PathBuf,
}

impl Corpus {
    /// The corpus of this machine, made if it is not there.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn ready() -> Result<Self> {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/data");
        std::fs::create_dir_all(&dir)?;
        Ok(Self { dir })
    }

    /// A place for an engine's own files.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// One document a line, as JSON: what the engines in Node read.
    pub(crate) fn documents_file(&self) -> PathBuf {
        std::env::var_os("GGEN_BENCH_CORPUS").map_or_else(|| self.path("documents.jsonl"), PathBuf::from)
    }

    /// The documents, one at a time.
    ///
    /// # Errors
    /// If the file cannot be opened. A line that is no document ends the program: the file is ours.
    pub(crate) fn documents(&self) -> Result<impl Iterator<Item = Document>> {
        let file = BufReader::new(File::open(self.documents_file())?);
        let document = |line: std::io::Result<String>| serde_json::from_str(&line.expect("a readable line"));
        Ok(file.lines().map(move |line| document(line).expect("a document")))
    }
}
