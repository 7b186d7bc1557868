//! Several segments read as one catalogue.
//!
//! A later segment adds releases and withdraws some; it changes none. The current release of a package is its
//! highest version over all segments, final ones before pre-releases; only the current one is found by search.

use alloc::string::String;
use alloc::vec::Vec;

use super::cards::{Card, Cards};
use super::precedence::{Precedence, prefer, version_of};
use super::{CatalogError, Info, OverlaySlot, Section, Segment};
use crate::codec::{Damage, Read};
use crate::graph::{Graph, project};
use crate::model::{Record, Version};

/// A catalogue: segments, oldest first, and which of their releases are current.
#[derive(Debug)]
pub struct Catalog<B> {
    pub(crate) segments: Vec<Segment<B>>,
    precedence: Precedence,
    #[cfg_attr(not(feature = "sparql"), allow(dead_code, reason = "only queries use all of it"))]
    pub(super) overlay: OverlaySlot,
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Opens segments, oldest first. Reads headers, and of every segment after the first its names.
    ///
    /// # Errors
    /// [`CatalogError`] if a header is malformed or a table of releases damaged.
    pub fn open(segments: Vec<B>) -> Result<Self, CatalogError> {
        let segments = segments.into_iter().map(Segment::open).collect::<Result<Vec<_>, _>>()?;
        let precedence = Precedence::of(&segments)?;
        Ok(Self { segments, precedence, overlay: OverlaySlot::default() })
    }

    /// Checks every section's SHA-256: for bytes from a source that is not yet trusted.
    ///
    /// # Errors
    /// [`CatalogError::DigestMismatch`] naming the first section that differs.
    pub fn check(&self) -> Result<(), CatalogError> {
        self.segments.iter().try_for_each(Segment::check)
    }

    /// Number of releases.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn releases(&self) -> Result<usize, CatalogError> {
        let alive = |(number, segment): (usize, &Segment<B>)| {
            Ok(segment.cards()?.len() as usize - self.precedence.dead(number).len())
        };
        self.segments.iter().enumerate().map(alive).sum()
    }

    /// The current release of each package, ordered by name.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn cards(&self) -> Result<Vec<Card<'_>>, CatalogError> {
        let mut cards = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let table = segment.cards()?;
            for doc in 0..table.len() {
                if self.is_current(number, &table, doc)? {
                    cards.push(table.get(doc).map_err(CatalogError::damaged(Section::Rows))?);
                }
            }
        }
        if self.segments.len() > 1 {
            crate::sort::sort_unstable_by(&mut cards, |a, b| a.name.cmp(b.name));
        }
        Ok(cards)
    }

    /// The current release of the package called exactly `name`.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn card(&self, name: &str) -> Result<Option<Card<'_>>, CatalogError> {
        let versions = self.versions(name)?;
        Ok(versions.iter().copied().min_by(|a, b| prefer(a, b)))
    }

    /// Every release of the package called exactly `name`, newest version first.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn versions(&self, name: &str) -> Result<Vec<Card<'_>>, CatalogError> {
        let mut found = Vec::new();
        for number in 0..self.segments.len() {
            found.extend(self.releases_in(number, name)?);
        }
        let mut keyed: Vec<_> = found.into_iter().map(|card| (version_of(&card), card)).collect();
        crate::sort::sort_by(&mut keyed, |(a, _), (b, _)| b.cmp(a));
        Ok(keyed.into_iter().map(|(_, card)| card).collect())
    }

    /// Everything known of a release: the current one, or the one of `version`.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn info(&self, name: &str, version: Option<&Version>) -> Result<Option<Info>, CatalogError> {
        let Some(record) = self.record(name, version)? else { return Ok(None) };
        let versions = self.versions(name)?.iter().map(|card| card.version.into()).collect();
        Ok(Some(Info::new(record, versions)))
    }

    /// The record of a release: of the current one, or of the one of `version`.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn record(&self, name: &str, version: Option<&Version>) -> Result<Option<Record>, CatalogError> {
        let wanted: Option<String> = match version {
            Some(version) => Some(alloc::format!("{version}")),
            None => self.card(name)?.map(|card| card.version.into()),
        };
        let Some(wanted) = wanted else { return Ok(None) };
        for (number, segment) in self.segments.iter().enumerate() {
            let releases = self.releases_in(number, name)?;
            if let Some(card) = releases.iter().find(|card| card.version == wanted) {
                return record_of(card, &segment.graph()?)
                    .map(Some)
                    .map_err(CatalogError::damaged(Section::Triples));
            }
        }
        Ok(None)
    }

    /// Every record of the segments from number `first` on that still counts.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn records_from(&self, first: usize) -> Result<Vec<Record>, CatalogError> {
        let mut records = Vec::new();
        for (number, segment) in self.segments.iter().enumerate().skip(first) {
            let (table, graph) = (segment.cards()?, segment.graph()?);
            for doc in (0..table.len()).filter(|doc| !self.precedence.is_dead(number, *doc)) {
                let card = table.get(doc).map_err(CatalogError::damaged(Section::Rows))?;
                records.push(record_of(&card, &graph).map_err(CatalogError::damaged(Section::Triples))?);
            }
        }
        Ok(records)
    }

    /// Number of packages.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn len(&self) -> Result<usize, CatalogError> {
        let mut packages = 0;
        for (number, segment) in self.segments.iter().enumerate() {
            let table = segment.cards()?;
            for doc in 0..table.len() {
                packages += usize::from(self.is_current(number, &table, doc)?);
            }
        }
        Ok(packages)
    }

    /// Whether there is no package.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn is_empty(&self) -> Result<bool, CatalogError> {
        Ok(self.releases()? == 0)
    }

    /// Whether release `doc` of segment `number` is the current one of its package.
    pub(crate) fn is_current(
        &self,
        number: usize,
        table: &Cards<'_>,
        doc: u32,
    ) -> Result<bool, CatalogError> {
        let here = table.is_current(doc).map_err(CatalogError::damaged(Section::Rows))?;
        Ok(here && !self.is_hidden(number, doc))
    }

    /// Whether release `doc` of segment `number` is not to be found: withdrawn, or superseded by another segment's.
    pub(crate) fn is_hidden(&self, number: usize, doc: u32) -> bool {
        self.precedence.is_hidden(number, doc)
    }

    /// Releases of segment `number` that do not count, ascending.
    #[cfg_attr(not(feature = "marketplace-v2"), allow(dead_code, reason = "only writers and queries ask"))]
    pub(crate) fn dead(&self, number: usize) -> &[u32] {
        self.precedence.dead(number)
    }

    /// The releases of the package in segment `number` that count.
    pub(super) fn releases_in(&self, number: usize, name: &str) -> Result<Vec<Card<'_>>, CatalogError> {
        let Some(segment) = self.segments.get(number) else { return Ok(Vec::new()) };
        let alive = |doc| !self.precedence.is_dead(number, doc);
        releases_of(&segment.cards()?, name, alive).map_err(CatalogError::damaged(Section::Rows))
    }
}

fn releases_of<'a>(table: &Cards<'a>, name: &str, alive: impl Fn(u32) -> bool) -> Read<Vec<Card<'a>>> {
    let mut found = Vec::new();
    let mut doc = table.lower_bound(0, name)?;
    while doc < table.len() && table.name(doc)? == name {
        if alive(doc) {
            found.push(table.get(doc)?);
        }
        doc += 1;
    }
    Ok(found)
}

/// The record of a card, which must be about the same release.
pub(super) fn record_of(card: &Card<'_>, graph: &Graph<'_>) -> Read<Record> {
    let record = project(graph, card.release)?;
    let same = record.manifest.name.as_str() == card.name
        && alloc::format!("{}", record.manifest.version) == card.version;
    if same { Ok(record) } else { Err(Damage("a card and its record are of different releases")) }
}
