//! Our own engine: one segment, memory-mapped, as the command line opens it.

use std::fs;
use std::path::{Path, PathBuf};

use ggen_marketplace_core::catalog::{Catalog, SegmentBuilder};
use ggen_marketplace_core::model::Record;
use ggen_marketplace_core::search::{Query, SearchError};
use memmap2::Mmap;

use super::Engine;
use crate::Result;
use crate::corpus::Corpus;
use crate::records::Source;

/// Numbers of the sections that hold the graph: dictionary and triples.
pub(crate) const GRAPH_SECTIONS: [u32; 2] = [4, 5];

/// Where our segment is.
pub(crate) fn file(corpus: &Corpus) -> PathBuf {
    corpus.path("ours.segment")
}

/// Our segment, built if it is not there.
///
/// # Errors
/// If it cannot be built.
pub(crate) fn segment(corpus: &Corpus) -> Result<PathBuf> {
    let path = file(corpus);
    if !path.is_file() {
        build(Source::find()?.read()?, &path)?;
    }
    Ok(path)
}

/// Writes the records as one segment to the file `segment`.
///
/// # Errors
/// If two records are of the same release, or the file cannot be written.
pub(crate) fn build(records: Vec<Record>, segment: &Path) -> Result<()> {
    let mut builder = SegmentBuilder::new();
    records.into_iter().try_for_each(|record| builder.push(record))?;
    Ok(fs::write(segment, builder.build(&mut |_, _, _| {})?)?)
}

/// Maps and opens the file `segment`.
///
/// # Errors
/// If it is not there or no catalogue.
pub(crate) fn open(segment: &Path) -> Result<Catalog<Mmap>> {
    let file = fs::File::open(segment)?;
    // SAFETY: the file lies in a folder of the benchmark's own and nothing writes to it while it is mapped.
    #[allow(unsafe_code)]
    let bytes = unsafe { Mmap::map(&file) }?;
    Ok(Catalog::open(vec![bytes])?)
}

impl Engine for Catalog<Mmap> {
    fn search(&mut self, query: &str, k: usize) -> Result<Vec<String>> {
        match Catalog::search(self, &Query { limit: k, ..Query::new(query) }) {
            Ok(hits) => Ok(hits.packages.into_iter().map(|hit| hit.name).collect()),
            // What a peer answers with nothing, ours answers with a reason.
            Err(SearchError::EmptyQuery) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Bytes of the file `segment` that search reads: all but the graph.
///
/// # Errors
/// Those of [`section_bytes`].
pub(crate) fn search_bytes(segment: &Path) -> Result<u64> {
    let sections = section_bytes(segment)?;
    Ok(sections.iter().filter(|(number, _)| !GRAPH_SECTIONS.contains(number)).map(|(_, bytes)| bytes).sum())
}

/// Bytes of each section of the file `segment`, by number, as the header's table says (`docs/formats.md`).
///
/// # Errors
/// If the file cannot be read or is too short.
pub(crate) fn section_bytes(segment: &Path) -> Result<Vec<(u32, u64)>> {
    let bytes = fs::read(segment)?;
    let count = u32::from_le_bytes(bytes.get(12..16).ok_or("no header")?.try_into()?);
    let table = bytes.get(32..).ok_or("no header")?.chunks_exact(56).take(count as usize);
    let entry = |entry: &[u8]| -> Result<(u32, u64)> {
        Ok((u32::from_le_bytes(entry[..4].try_into()?), u64::from_le_bytes(entry[16..24].try_into()?)))
    };
    table.map(entry).collect()
}
