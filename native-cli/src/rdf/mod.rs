//! RDF files, read triple by triple: Turtle, N-Triples, N-Quads, TriG, RDF/XML, JSON-LD and N3.
//!
//! The format is told by the ending of the name. A file is streamed, never held. Blank nodes get new labels,
//! `b0`, `b1` and so on in the order of their first use, so that those of two files are never one.
//! What becomes of the triples is not known here.

mod blanks;
mod lines;
mod terms;

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use ggen_marketplace_core::model::{TermRef, is_iri_char};
use oxrdfio::{RdfFormat, RdfParseError, RdfParser};

use crate::failure::Failure;
use blanks::Blanks;

/// Bytes that are read at a time.
const BUFFER_BYTES: usize = 1 << 20;

/// A file to read, and the named graph that its default graph becomes.
#[derive(Debug, Clone)]
pub(crate) struct DataFile {
    pub(crate) path: PathBuf,
    pub(crate) graph: Option<String>,
}

/// Where triples go.
pub(crate) trait Sink {
    /// Takes a triple of the default graph, or of the one named.
    ///
    /// # Errors
    /// What makes it refuse.
    fn triple(&mut self, triple: [TermRef<'_>; 3], graph: Option<TermRef<'_>>) -> Result<(), Failure>;
}

/// A reader of files whose blank nodes are distinct.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    blanks: Blanks,
}

impl Reader {
    /// Reads `file` into `sink`. Relative IRIs are resolved against `base`, or the place of the file.
    ///
    /// # Errors
    /// [`Failure::Io`]; [`Failure::NoRdfFormat`]; [`Failure::RdfSyntax`] with the place in the file; what
    /// `sink` refuses.
    pub(crate) fn read(
        &mut self,
        file: &DataFile,
        base: Option<&str>,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let path = &file.path;
        let format = format_of(path)?;
        let bytes = File::open(path).map_err(Failure::io("open", path))?;
        self.blanks.next_file();
        if format == RdfFormat::NTriples {
            return lines::read(bytes, file, &mut self.blanks, sink);
        }
        let base = base.map_or_else(|| file_iri(path), |base| Ok(base.to_owned()))?;
        let parser = RdfParser::from_format(format)
            .with_base_iri(&base)
            .map_err(|error| Failure::BaseIri { iri: base, cause: error.to_string() })?;
        for quad in parser.for_reader(BufReader::with_capacity(BUFFER_BYTES, bytes)) {
            let quad = quad.map_err(|error| bad_rdf(path, 0, error))?;
            terms::push(&quad, file.graph.as_deref(), &mut self.blanks, sink)
                .map_err(|problem| problem.at(path))?;
        }
        Ok(())
    }
}

fn format_of(path: &Path) -> Result<RdfFormat, Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let known = RdfFormat::from_extension(&ending.to_ascii_lowercase());
    // A text may be anything: `.txt` is no promise of N-Triples.
    known
        .filter(|_| !ending.eq_ignore_ascii_case("txt"))
        .ok_or_else(|| Failure::NoRdfFormat { path: path.into() })
}

/// `file:///…` of the place of the file.
///
/// # Errors
/// [`Failure::Io`] if the working directory is gone.
pub(crate) fn file_iri(path: &Path) -> Result<String, Failure> {
    let full = std::path::absolute(path).map_err(Failure::io("read", path))?;
    let mut iri = String::from("file://");
    for c in full.to_string_lossy().chars() {
        match c {
            '%' | '?' | '#' | '[' | ']' => iri.push_str(&format!("%{:02X}", u32::from(c))),
            c if is_iri_char(c) => iri.push(c),
            c => c.to_string().bytes().for_each(|byte| iri.push_str(&format!("%{byte:02X}"))),
        }
    }
    Ok(iri)
}

/// The parser's finding, `lines` lines further down.
fn bad_rdf(path: &Path, lines: u64, error: RdfParseError) -> Failure {
    match error {
        RdfParseError::Io(source) => Failure::io("read", path)(source),
        RdfParseError::Syntax(error) => {
            let start = error.location().map(|range| range.start);
            let place = start.map(|start| (lines + start.line + 1, start.column + 1));
            Failure::RdfSyntax { path: path.into(), place, cause: without_place(&error.to_string()) }
        }
    }
}

/// The parser's words after `Parser error at line 1 column 2: `.
fn without_place(told: &str) -> String {
    let words = told.strip_prefix("Parser error").and_then(|rest| rest.split_once(": "));
    words.map_or(told, |(_, words)| words).to_owned()
}

#[cfg(test)]
mod tests;
