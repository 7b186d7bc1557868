//! Cards: what a result list shows of a release, read without copying.
//!
//! ```text
//! rows:   for each release, by name and then newest first, 40 bytes:
//!           end of its card text u32 | release term u32 | author label + 1 u32 | category label + 1 u32
//!           leaf u64 | downloads u32 | stars u32 | prior u8 | flags u8 | name length u8 | version length u8 | zero u32
//! cards:  for each release its name, version and summary, one after the other
//! labels: strings
//! ```

use serde::Serialize;

use crate::codec::{Cursor, Damage, Read, Strings};
use crate::graph::Id;
use crate::model::Level;

pub(crate) const ROW_BYTES: usize = 40;
#[cfg(feature = "marketplace-v2")]
const RELEASE_AT: usize = 4;
#[cfg(feature = "marketplace-v2")]
const PRIOR_AT: usize = 32;
const FLAGS_AT: usize = 33;

/// What a list shows of one release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Card<'a> {
    /// Package name.
    pub name: &'a str,
    /// Version text.
    pub version: &'a str,
    /// One line.
    pub summary: &'a str,
    /// First author.
    pub author: Option<&'a str>,
    /// First category.
    pub category: Option<&'a str>,
    /// Downloads, 0 where unknown.
    pub downloads: u32,
    /// Stars, 0 where unknown.
    pub stars: u32,
    /// How far its origin is proven.
    pub level: Level,
    /// Number of its log leaf.
    pub leaf: u64,
    /// Whether this registry keeps its archive.
    pub installable: bool,
    /// Reverse dependencies, as 16 · log₂(1 + their number), at most 255.
    #[serde(skip)]
    pub(crate) prior: u8,
    #[serde(skip)]
    pub(crate) release: Id,
    #[serde(skip)]
    pub(crate) debian_scheme: bool,
}

pub(crate) const CURRENT: u8 = 1;
pub(crate) const INSTALLABLE: u8 = 2;
pub(crate) const DEBIAN_SCHEME: u8 = 4;
pub(crate) const LEVEL_SHIFT: u8 = 4;

/// The borrowed card sections of a segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cards<'a> {
    rows: &'a [u8],
    texts: &'a [u8],
    labels: Strings<'a>,
}

/// The numbers of one row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    end: u32,
    pub(crate) release: Id,
    author: u32,
    category: u32,
    leaf: u64,
    downloads: u32,
    stars: u32,
    prior: u8,
    flags: u8,
    name_len: u8,
    version_len: u8,
}

impl<'a> Cards<'a> {
    pub(crate) fn read(rows: &'a [u8], texts: &'a [u8], labels: &'a [u8]) -> Read<Self> {
        if !rows.len().is_multiple_of(ROW_BYTES) || rows.len() / ROW_BYTES > u32::MAX as usize {
            return Err(Damage("the table of releases has a broken row"));
        }
        Ok(Self { rows, texts, labels: Strings::read(&mut Cursor::new(labels))? })
    }

    /// Number of releases.
    pub(crate) fn len(&self) -> u32 {
        (self.rows.len() / ROW_BYTES) as u32
    }

    /// The card of release number `doc`.
    pub(crate) fn get(&self, doc: u32) -> Read<Card<'a>> {
        let row = self.row(doc)?;
        let [name, version, summary] = self.texts(doc, &row)?;
        let level =
            Level::ALL.get(usize::from(row.flags >> LEVEL_SHIFT)).ok_or(Damage("a level is out of range"))?;
        Ok(Card {
            name,
            version,
            summary,
            author: self.label(row.author)?,
            category: self.label(row.category)?,
            downloads: row.downloads,
            stars: row.stars,
            level: *level,
            leaf: row.leaf,
            installable: row.flags & INSTALLABLE != 0,
            prior: row.prior,
            release: row.release,
            debian_scheme: row.flags & DEBIAN_SCHEME != 0,
        })
    }

    /// Only the name: what lookups compare.
    pub(crate) fn name(&self, doc: u32) -> Read<&'a str> {
        Ok(self.texts(doc, &self.row(doc)?)?[0])
    }

    /// Whether release `doc` is the current one of its package in this segment.
    pub(crate) fn is_current(&self, doc: u32) -> Read<bool> {
        Ok(self.byte(doc, FLAGS_AT)? & CURRENT != 0)
    }

    /// Only the prior of release `doc`.
    #[cfg(feature = "marketplace-v2")]
    pub(crate) fn prior(&self, doc: u32) -> Read<u8> {
        self.byte(doc, PRIOR_AT)
    }

    fn byte(&self, doc: u32, place: usize) -> Read<u8> {
        let at = (doc as usize).saturating_mul(ROW_BYTES).saturating_add(place);
        self.rows.get(at).copied().ok_or(Damage("a release number is out of range"))
    }

    /// The term of release `doc`; one that no graph has if there is no such release.
    #[cfg(feature = "marketplace-v2")]
    pub(crate) fn term(&self, doc: u32) -> Id {
        let at = (doc as usize).saturating_mul(ROW_BYTES).saturating_add(RELEASE_AT);
        let field = self.rows.get(at..at.saturating_add(4)).and_then(|field| field.try_into().ok());
        field.map_or(Id::MAX, Id::from_le_bytes)
    }

    /// First release at or after `from` whose name is not before `name`: a galloping search, cheap when near.
    pub(crate) fn lower_bound(&self, from: u32, name: &str) -> Read<u32> {
        let mut step = 1u32;
        let mut low = from;
        while low.saturating_add(step) < self.len() && self.name(low + step)? < name {
            low += step;
            step = step.saturating_mul(2);
        }
        let mut high = low.saturating_add(step).saturating_add(1).min(self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.name(middle)? < name {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// The numbers of release `doc`.
    pub(crate) fn row(&self, doc: u32) -> Read<Row> {
        let start =
            (doc as usize).checked_mul(ROW_BYTES).ok_or(Damage("a release number is out of range"))?;
        let bytes =
            self.rows.get(start..start + ROW_BYTES).ok_or(Damage("a release number is out of range"))?;
        let mut cursor = Cursor::new(bytes);
        Ok(Row {
            end: cursor.u32()?,
            release: cursor.u32()?,
            author: cursor.u32()?,
            category: cursor.u32()?,
            leaf: cursor.u64()?,
            downloads: cursor.u32()?,
            stars: cursor.u32()?,
            prior: cursor.u8()?,
            flags: cursor.u8()?,
            name_len: cursor.u8()?,
            version_len: cursor.u8()?,
        })
    }

    fn texts(&self, doc: u32, row: &Row) -> Read<[&'a str; 3]> {
        let start = if doc == 0 { 0 } else { self.row(doc - 1)?.end };
        let range = start as usize..row.end as usize;
        let mut cursor = Cursor::new(self.texts.get(range).ok_or(Damage("a card is out of range"))?);
        let (name, version) = (cursor.str(row.name_len.into())?, cursor.str(row.version_len.into())?);
        Ok([name, version, cursor.str(cursor.rest().len())?])
    }

    fn label(&self, number: u32) -> Read<Option<&'a str>> {
        number.checked_sub(1).map(|number| self.labels.get(number)).transpose()
    }
}
