//! The data everything is measured on: one list of records, and what the peers are given of it.
//!
//! The records are those of `$GGEN_BENCH_CORPUS`, a file of JSON Lines, or else of the package lists that apt
//! keeps on this machine, read in both cases by the product's own importer. What is made of them lies in
//! `bench/target/data` and is made anew when the source or this program has changed.

use std::fs;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use ggen_marketplace_core::graph::describe;
use ggen_marketplace_core::model::Record;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::records::Source;

/// What a text search peer is given of a package.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Document {
    /// Package name.
    pub(crate) name: String,
    /// One line.
    pub(crate) summary: String,
    /// Long text, may be empty.
    pub(crate) description: String,
    /// Tags, categories and keywords together.
    pub(crate) tags: Vec<String>,
}

impl Document {
    fn of(record: &Record) -> Self {
        let manifest = &record.manifest;
        Self {
            name: manifest.name.to_string(),
            summary: manifest.summary.clone(),
            description: manifest.description.clone(),
            tags: [&manifest.tags[..], &manifest.categories, &manifest.keywords].concat(),
        }
    }
}

/// Name, size and time of a file: equal for equal files.
///
/// # Errors
/// If the file is not there.
pub(crate) fn file_stamp(path: &Path) -> Result<String> {
    let metadata = fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let modified = metadata.modified()?.duration_since(std::time::UNIX_EPOCH)?.as_secs();
    Ok(format!("{} {} bytes {modified}\n", path.display(), metadata.len()))
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
    /// If there is no source, or it cannot be read.
    pub(crate) fn ready() -> Result<Self> {
        let corpus = Self { dir: Path::new(env!("CARGO_MANIFEST_DIR")).join("target/data") };
        let source = Source::find()?;
        let stamp = source.stamp()? + &file_stamp(&std::env::current_exe()?)?;
        if fs::read_to_string(corpus.path("source")).ok().as_ref() != Some(&stamp) {
            corpus.make(&source, &stamp)?;
        }
        Ok(corpus)
    }

    fn make(&self, source: &Source, stamp: &str) -> Result<()> {
        let _ = fs::remove_dir_all(&self.dir);
        fs::create_dir_all(&self.dir)?;
        let records = source.read()?;
        eprint!("corpus: {} releases; made of\n{stamp}", records.len());
        self.write_documents(&records)?;
        self.write_triples(&records)?;
        Ok(fs::write(self.path("source"), stamp)?)
    }

    fn write_documents(&self, records: &[Record]) -> Result<()> {
        let mut out = BufWriter::new(fs::File::create(self.documents_file())?);
        for record in records {
            writeln!(out, "{}", serde_json::to_string(&Document::of(record))?)?;
        }
        Ok(out.flush()?)
    }

    /// The triples of our catalogue, so that both stores hold the same.
    fn write_triples(&self, records: &[Record]) -> Result<()> {
        let mut out = BufWriter::new(fs::File::create(self.triples_file())?);
        for triple in records.iter().flat_map(describe) {
            writeln!(out, "{triple}")?;
        }
        Ok(out.flush()?)
    }

    /// A place for an engine's own files.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// One [`Document`] a line, as JSON.
    pub(crate) fn documents_file(&self) -> PathBuf {
        self.path("documents.jsonl")
    }

    /// The triples as N-Triples; a triple of several records stands several times.
    pub(crate) fn triples_file(&self) -> PathBuf {
        self.path("triples.nt")
    }

    /// The documents, one at a time.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn documents(&self) -> Result<impl Iterator<Item = Result<Document>>> {
        let lines = BufReader::new(fs::File::open(self.documents_file())?).lines();
        Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
    }
}
