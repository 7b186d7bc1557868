//! One segment: its sections, each checked when it is first used.

use core::sync::atomic::{AtomicU32, Ordering};

use super::CatalogError;
use super::cards::Cards;
use super::format::{Entry, Section, read_header};
use super::removals::Removals;
use crate::codec::{Read, crc32};
use crate::graph::{Dictionary, Graph, Triples};
#[cfg(feature = "sparql")]
use crate::graph::{Stored, read_named};
use crate::model::Digest;
#[cfg(feature = "marketplace-v2")]
use crate::text::TextIndex;

/// The bytes of one segment, its header read and checked.
#[derive(Debug)]
pub(crate) struct Segment<B> {
    bytes: B,
    entries: [Entry; Section::ALL.len()],
    /// A bit for each section whose CRC has been seen to hold.
    checked: AtomicU32,
}

impl<B: AsRef<[u8]>> Segment<B> {
    /// Reads the header; touches nothing else.
    pub(crate) fn open(bytes: B) -> Result<Self, CatalogError> {
        let entries = read_header(bytes.as_ref())?;
        Ok(Self { bytes, entries, checked: AtomicU32::new(0) })
    }

    /// Checks the SHA-256 of every section.
    pub(crate) fn check(&self) -> Result<(), CatalogError> {
        for section in Section::ALL {
            let (found, expected) = (Digest::of(self.raw(section)), self.entries[section.index()].digest);
            if found != expected {
                return Err(CatalogError::DigestMismatch { what: section.name(), found, expected });
            }
        }
        Ok(())
    }

    /// What lists and lookups read.
    pub(crate) fn cards(&self) -> Result<Cards<'_>, CatalogError> {
        let (rows, texts, labels) =
            (self.section(Section::Rows)?, self.section(Section::Cards)?, self.section(Section::Labels)?);
        Cards::read(rows, texts, labels).map_err(CatalogError::damaged(Section::Rows))
    }

    /// The segment as RDF.
    pub(crate) fn graph(&self) -> Result<Graph<'_>, CatalogError> {
        Ok(Graph {
            dictionary: self.read(Section::Dictionary, Dictionary::read)?,
            triples: self.read(Section::Triples, Triples::read)?,
        })
    }

    /// The segment as RDF, its named graphs too.
    #[cfg(feature = "sparql")]
    pub(crate) fn stored(&self) -> Result<Stored<'_>, CatalogError> {
        let Graph { dictionary, triples } = self.graph()?;
        Ok(Stored { dictionary, default: triples, named: self.read(Section::Graphs, read_named)? })
    }

    /// What it withdraws from the segments before it.
    pub(crate) fn removals(&self) -> Result<Removals<'_>, CatalogError> {
        self.read(Section::Removals, Removals::read)
    }

    /// The text index.
    #[cfg(feature = "marketplace-v2")]
    pub(crate) fn text(&self) -> Result<TextIndex<'_>, CatalogError> {
        let (terms, names, postings) =
            (self.section(Section::Terms)?, self.section(Section::Names)?, self.section(Section::Postings)?);
        let prefixes = self.section(Section::Prefixes)?;
        TextIndex::read(terms, names, postings, prefixes).map_err(CatalogError::damaged(Section::Terms))
    }

    fn read<'a, T>(
        &'a self,
        section: Section,
        read: impl FnOnce(&'a [u8]) -> Read<T>,
    ) -> Result<T, CatalogError> {
        read(self.section(section)?).map_err(CatalogError::damaged(section))
    }

    /// The bytes of a section, its CRC checked the first time.
    fn section(&self, section: Section) -> Result<&[u8], CatalogError> {
        let (bytes, bit) = (self.raw(section), 1 << section.index());
        if self.checked.load(Ordering::Relaxed) & bit == 0 {
            if crc32(bytes) != self.entries[section.index()].crc {
                return Err(CatalogError::ChecksumMismatch { section: section.name() });
            }
            self.checked.fetch_or(bit, Ordering::Relaxed);
        }
        Ok(bytes)
    }

    fn raw(&self, section: Section) -> &[u8] {
        let Entry { start, end, .. } = self.entries[section.index()];
        self.bytes.as_ref().get(start..end).unwrap_or(&[])
    }
}
