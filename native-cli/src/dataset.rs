//! What a query asks: the segments of a registry, RDF files, segments made of such files, or all together.
//!
//! RDF files are read into one segment in memory; segments on disk are mapped.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ggen_marketplace_core::catalog::{Catalog, GraphSegmentBuilder};
use ggen_marketplace_core::model::TermRef;
use memmap2::Mmap;

use crate::failure::Failure;
use crate::rdf::{DataFile, Reader, Sink};
use crate::registry::map_immutable;

/// What a segment begins with.
const MAGIC: &[u8; 8] = b"GGENSEG\0";

/// The bytes of a segment.
#[derive(Debug)]
pub(crate) enum Bytes {
    /// Of a file.
    Mapped(Mmap),
    /// Just made.
    Made(Vec<u8>),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Made(bytes) => bytes,
        }
    }
}

/// RDF files on their way into one segment.
#[derive(Default)]
pub(crate) struct Files {
    reader: Reader,
    builder: GraphSegmentBuilder,
    /// Triples read, repeated ones included.
    pub(crate) triples: u64,
}

impl Files {
    /// Reads a file.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub(crate) fn read(&mut self, file: &DataFile, base: Option<&str>) -> Result<(), Failure> {
        self.reader.read(file, base, &mut Push { builder: &mut self.builder, triples: &mut self.triples })
    }

    /// The segment.
    ///
    /// # Errors
    /// [`Failure::Build`] if there is too much.
    pub(crate) fn build(self) -> Result<Vec<u8>, Failure> {
        self.builder.build().map_err(Failure::Build)
    }
}

struct Push<'a> {
    builder: &'a mut GraphSegmentBuilder,
    triples: &'a mut u64,
}

impl Sink for Push<'_> {
    fn triple(&mut self, [s, p, o]: [TermRef<'_>; 3], graph: Option<TermRef<'_>>) -> Result<(), Failure> {
        self.builder.push(s, p, o, graph);
        *self.triples += 1;
        Ok(())
    }
}

/// Opens `segments` and `files`, segments and RDF in any order, as one catalogue.
///
/// # Errors
/// [`Failure::Segment`], or as [`Files::read`].
pub(crate) fn open(
    segments: Vec<Mmap>,
    files: &[DataFile],
    base: Option<&str>,
) -> Result<Catalog<Bytes>, Failure> {
    let mut segments: Vec<Bytes> = segments.into_iter().map(Bytes::Mapped).collect();
    let (mut texts, mut any) = (Files::default(), false);
    for file in files {
        match map(&file.path)? {
            Some(_) if file.graph.is_some() => {
                return Err(Failure::Usage("a segment keeps its own graphs: name it with `--data`"));
            }
            Some(segment) => segments.push(check(segment, &file.path)?),
            None => {
                texts.read(file, base)?;
                any = true;
            }
        }
    }
    if any {
        segments.push(Bytes::Made(texts.build()?));
    }
    Catalog::open(segments).map_err(|error| Failure::Segment { path: None, error })
}

/// Whether the file is a segment, and so may be replaced by one.
///
/// # Errors
/// What the file system says.
pub(crate) fn is_segment(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut start)?;
    Ok(start == MAGIC)
}

/// The file if it is a segment; `None` for any other.
fn map(path: &Path) -> Result<Option<Mmap>, Failure> {
    if !is_segment(path).map_err(Failure::io("open", path))? {
        return Ok(None);
    }
    let file = File::open(path).map_err(Failure::io("open", path))?;
    map_immutable(&file).map(Some).map_err(Failure::io("map", path))
}

/// A header that is damaged is told with the name of its file.
fn check(segment: Mmap, path: &Path) -> Result<Bytes, Failure> {
    let damaged = |error| Failure::Segment { path: Some(path.into()), error };
    let catalog = Catalog::open(vec![&segment]).map_err(damaged)?;
    drop(catalog);
    Ok(Bytes::Mapped(segment))
}
