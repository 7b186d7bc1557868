//! Our own engine: one segment, memory-mapped, as the command line opens it.

use std::fs;
use std::path::Path;

use ggen_marketplace_core::catalog::{Catalog, SegmentBuilder};
use ggen_marketplace_core::model::Record;
use ggen_marketplace_core::search::{Query, SearchError};
use memmap2::Mmap;

use super::Engine;
use crate::Result;

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
