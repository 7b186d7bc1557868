//! The header of a segment, byte by byte.
//!
//! ```text
//!  0  magic "GGENSEG\0"
//!  8  format version u32
//! 12  number of sections u32
//! 16  length of the whole segment u64
//! 24  CRC-32 of the header with this field zero u32
//! 28  zero u32
//! 32  for each section, in ascending order of number:
//!       number u32 | CRC-32 u32 | offset u64 | length u64 | SHA-256 [32]
//! ```
//! Sections follow one another without gaps. The CRC
//! finds accidents and is checked whenever a section is first used; the SHA-256 finds forgery and is checked
//! by [`super::Catalog::check`], for bytes of a source that is not yet trusted.

#[cfg(feature = "marketplace-v2")]
use alloc::vec::Vec;

use super::CatalogError;
use crate::codec::{Cursor, Damage, crc32};
use crate::model::Digest;

pub(crate) const MAGIC: &[u8; 8] = b"GGENSEG\0";
pub(crate) const FORMAT_VERSION: u32 = 3;
const HEADER_BYTES: usize = 32;
const ENTRY_BYTES: usize = 56;
const CRC_AT: usize = 24;

/// The sections of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Section {
    /// Numeric columns, one row a release.
    Rows = 1,
    /// Names, versions and summaries.
    Cards = 2,
    /// Authors and categories, each once.
    Labels = 3,
    /// RDF terms.
    Dictionary = 4,
    /// RDF triples.
    Triples = 5,
    /// FST of search terms.
    Terms = 6,
    /// FST of package names.
    Names = 7,
    /// Postings of the search terms.
    Postings = 8,
    /// Named graphs.
    Graphs = 9,
    /// Releases of older segments that are withdrawn.
    Removals = 10,
    /// The best search terms and names under prefixes of many.
    Prefixes = 11,
}

impl Section {
    pub(crate) const ALL: [Self; 11] = [
        Self::Rows,
        Self::Cards,
        Self::Labels,
        Self::Dictionary,
        Self::Triples,
        Self::Terms,
        Self::Names,
        Self::Postings,
        Self::Graphs,
        Self::Removals,
        Self::Prefixes,
    ];

    /// The name in errors and documentation.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Cards => "cards",
            Self::Labels => "labels",
            Self::Dictionary => "dictionary",
            Self::Triples => "triples",
            Self::Terms => "terms",
            Self::Names => "names",
            Self::Postings => "postings",
            Self::Graphs => "graphs",
            Self::Removals => "removals",
            Self::Prefixes => "prefixes",
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize - 1
    }
}

/// Where a section is, and what its bytes must be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) crc: u32,
    pub(crate) digest: Digest,
}

/// Reads and checks the header of `segment`, and that its sections lie within it.
pub(crate) fn read_header(segment: &[u8]) -> Result<[Entry; Section::ALL.len()], CatalogError> {
    let mut cursor = Cursor::new(segment);
    if cursor.array::<8>().ok().as_ref() != Some(MAGIC) {
        return Err(CatalogError::NotASegment);
    }
    let short =
        |_: Damage| CatalogError::Truncated { found: segment.len() as u64, expected: HEADER_BYTES as u64 };
    let (found, sections, length) =
        (cursor.u32().map_err(short)?, cursor.u32().map_err(short)?, cursor.u64().map_err(short)?);
    if found != FORMAT_VERSION {
        return Err(CatalogError::UnknownVersion { found, expected: FORMAT_VERSION });
    }
    if length != segment.len() as u64 {
        return Err(CatalogError::Truncated { found: segment.len() as u64, expected: length });
    }
    if sections as usize != Section::ALL.len() {
        return Err(CatalogError::MalformedHeader { expected: "a segment of this version has 11 sections" });
    }
    let table = HEADER_BYTES + Section::ALL.len() * ENTRY_BYTES;
    let header =
        segment.get(..table).ok_or(CatalogError::Truncated { found: length, expected: table as u64 })?;
    check_header_crc(header)?;
    read_entries(header, segment.len())
}

fn check_header_crc(header: &[u8]) -> Result<(), CatalogError> {
    let (before, after) = header.split_at(CRC_AT);
    let (stored, after) = after.split_at(4);
    if crc32(&[before, &[0; 4], after].concat()).to_le_bytes() == stored {
        Ok(())
    } else {
        Err(CatalogError::MalformedHeader { expected: "its bytes must have the checksum it holds" })
    }
}

fn read_entries(header: &[u8], length: usize) -> Result<[Entry; Section::ALL.len()], CatalogError> {
    let malformed = |expected| CatalogError::MalformedHeader { expected };
    let mut cursor = Cursor::new(header.get(HEADER_BYTES..).unwrap_or(&[]));
    let mut entries = [Entry { start: 0, end: 0, crc: 0, digest: Digest([0; 32]) }; Section::ALL.len()];
    let mut expected_start = header.len();
    for (section, slot) in Section::ALL.into_iter().zip(&mut entries) {
        let entry = read_entry(&mut cursor, section).ok_or(malformed("sections are numbered 1 to 11"))?;
        if entry.start != expected_start || entry.end > length {
            return Err(malformed("sections follow one another and lie within the segment"));
        }
        expected_start = entry.end;
        *slot = entry;
    }
    if expected_start != length { Err(malformed("the last section ends the segment")) } else { Ok(entries) }
}

fn read_entry(cursor: &mut Cursor<'_>, section: Section) -> Option<Entry> {
    let number = cursor.u32().ok()?;
    let crc = cursor.u32().ok()?;
    let start = usize::try_from(cursor.u64().ok()?).ok()?;
    let end = start.checked_add(usize::try_from(cursor.u64().ok()?).ok()?)?;
    let digest = Digest(cursor.array().ok()?);
    (number == section as u32).then_some(Entry { start, end, crc, digest })
}

/// A segment of `sections`, in the order of [`Section::ALL`].
#[cfg(feature = "marketplace-v2")]
pub(crate) fn write_segment(sections: [Vec<u8>; Section::ALL.len()]) -> Vec<u8> {
    let mut at = HEADER_BYTES + sections.len() * ENTRY_BYTES;
    let length: usize = at + sections.iter().map(Vec::len).sum::<usize>();
    let mut out = Vec::with_capacity(length);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    out.extend_from_slice(&(sections.len() as u32).to_le_bytes());
    out.extend_from_slice(&(length as u64).to_le_bytes());
    out.extend_from_slice(&[0; 8]);
    for (section, bytes) in Section::ALL.into_iter().zip(&sections) {
        out.extend_from_slice(&(section as u32).to_le_bytes());
        out.extend_from_slice(&crc32(bytes).to_le_bytes());
        out.extend_from_slice(&(at as u64).to_le_bytes());
        out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        out.extend_from_slice(&Digest::of(bytes).0);
        at += bytes.len();
    }
    let crc = crc32(&out);
    out[CRC_AT..CRC_AT + 4].copy_from_slice(&crc.to_le_bytes());
    for bytes in &sections {
        out.extend_from_slice(bytes);
    }
    out
}
