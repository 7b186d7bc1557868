//! RDF files: read into one graph, from which core takes the packages.

use std::path::Path;

use ggen_marketplace_core::import::rdf::{LeftOut, Statements};
use ggen_marketplace_core::model::TermRef;

use super::{Origin, Sink};
use crate::failure::Failure;
use crate::rdf::{self, DataFile, Reader};

/// Reads `paths` into `sink`. The graph is what they say together; names of graphs do not count.
///
/// # Errors
/// As [`Reader::read`]; [`Failure::NoPackages`]; what `sink` refuses.
pub(crate) fn read(paths: &[&Path], sink: &mut dyn Sink) -> Result<(), Failure> {
    let (mut reader, mut all) = (Reader::default(), Triples::default());
    for (done, path) in (0..).zip(paths) {
        sink.progress(done, paths.len() as u64);
        reader.read(&DataFile { path: path.to_path_buf(), graph: None }, None, &mut all)?;
    }
    let first = paths.first().map_or_else(Default::default, |path| path.to_path_buf());
    let origin = Origin { path: first.clone(), line: None };
    let releases = all.0.releases();
    if releases.is_empty() {
        return Err(Failure::NoPackages { path: first });
    }
    for release in releases {
        match release {
            Ok(imported) => sink.release(origin.clone(), imported)?,
            Err(LeftOut { node, problem }) => sink.left_out(&origin, &format!("{node}: {problem}")),
        }
    }
    Ok(())
}

#[derive(Default)]
struct Triples(Statements);

impl rdf::Sink for Triples {
    fn triple(&mut self, triple: [TermRef<'_>; 3], _: Option<TermRef<'_>>) -> Result<(), Failure> {
        self.0.push(triple);
        Ok(())
    }
}
