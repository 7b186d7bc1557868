//! Several segments read as one catalogue.
//!
//! A later segment adds releases; it changes none. The current release of a package is its highest version
//! over all segments, final ones before pre-releases; only the current one is found by search.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::cards::{Card, Cards};
use super::{CatalogError, Info, Section, Segment};
use crate::codec::{Damage, Read};
use crate::graph::{Graph, project};
use crate::model::{Record, Version};

/// A catalogue: segments, oldest first, and which of their releases are current.
#[derive(Debug)]
pub struct Catalog<B> {
    pub(crate) segments: Vec<Segment<B>>,
    /// For each segment its releases that a release elsewhere supersedes, ascending.
    hidden: Vec<Vec<u32>>,
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Opens segments, oldest first. Reads headers, and of every segment after the first its names.
    ///
    /// # Errors
    /// [`CatalogError`] if a header is malformed or a table of releases damaged.
    pub fn open(segments: Vec<B>) -> Result<Self, CatalogError> {
        let segments = segments.into_iter().map(Segment::open).collect::<Result<Vec<_>, _>>()?;
        let hidden = find_hidden(&segments)?;
        Ok(Self { segments, hidden })
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
        self.segments.iter().map(|segment| Ok(segment.cards()?.len() as usize)).sum()
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
            cards.sort_unstable_by_key(|card| card.name);
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
        for segment in &self.segments {
            found.extend(releases_of(&segment.cards()?, name).map_err(CatalogError::damaged(Section::Rows))?);
        }
        found.sort_by_cached_key(|card| core::cmp::Reverse(version_of(card)));
        found.dedup_by(|later, earlier| later.version == earlier.version);
        Ok(found)
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
        for segment in &self.segments {
            let releases =
                releases_of(&segment.cards()?, name).map_err(CatalogError::damaged(Section::Rows))?;
            if let Some(card) = releases.iter().find(|card| card.version == wanted) {
                return record_of(card, &segment.graph()?)
                    .map(Some)
                    .map_err(CatalogError::damaged(Section::Triples));
            }
        }
        Ok(None)
    }

    /// Every record of the segments from number `first` on: what a new segment in their place must hold.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn records_from(&self, first: usize) -> Result<Vec<Record>, CatalogError> {
        let mut records = Vec::new();
        for segment in self.segments.iter().skip(first) {
            let (table, graph) = (segment.cards()?, segment.graph()?);
            for doc in 0..table.len() {
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

    /// Whether a release of another segment supersedes release `doc` of segment `number`.
    pub(crate) fn is_hidden(&self, number: usize, doc: u32) -> bool {
        self.hidden.get(number).is_some_and(|hidden| hidden.binary_search(&doc).is_ok())
    }
}

/// Current releases that another segment's current release supersedes.
fn find_hidden<B: AsRef<[u8]>>(segments: &[Segment<B>]) -> Result<Vec<Vec<u32>>, CatalogError> {
    let mut hidden = alloc::vec![Vec::new(); segments.len()];
    for newer in 1..segments.len() {
        for older in 0..newer {
            let pair = (&segments[older].cards()?, &segments[newer].cards()?);
            let losers = losers(pair.0, pair.1).map_err(CatalogError::damaged(Section::Rows))?;
            hidden[older].extend(losers.0);
            hidden[newer].extend(losers.1);
        }
    }
    for docs in &mut hidden {
        docs.sort_unstable();
        docs.dedup();
    }
    Ok(hidden)
}

/// Walks two tables by name; of each package in both, the release that is not preferred.
fn losers(older: &Cards<'_>, newer: &Cards<'_>) -> Read<(Vec<u32>, Vec<u32>)> {
    let (mut old_losers, mut new_losers, mut at) = (Vec::new(), Vec::new(), 0);
    for doc in 0..newer.len() {
        if !newer.is_current(doc)? {
            continue;
        }
        let card = newer.get(doc)?;
        at = older.lower_bound(at, card.name)?;
        if let Some(rival) = current_at(older, at, card.name)? {
            match prefer(&older.get(rival)?, &card) {
                Ordering::Greater => old_losers.push(rival),
                _ => new_losers.push(doc),
            }
        }
    }
    Ok((old_losers, new_losers))
}

fn current_at(table: &Cards<'_>, mut doc: u32, name: &str) -> Read<Option<u32>> {
    while doc < table.len() && table.name(doc)? == name {
        if table.is_current(doc)? {
            return Ok(Some(doc));
        }
        doc += 1;
    }
    Ok(None)
}

fn releases_of<'a>(table: &Cards<'a>, name: &str) -> Read<Vec<Card<'a>>> {
    let mut found = Vec::new();
    let mut doc = table.lower_bound(0, name)?;
    while doc < table.len() && table.name(doc)? == name {
        found.push(table.get(doc)?);
        doc += 1;
    }
    Ok(found)
}

/// The record of a card, which must be about the same release.
fn record_of(card: &Card<'_>, graph: &Graph<'_>) -> Read<Record> {
    let record = project(graph, card.release)?;
    let same = record.manifest.name.as_str() == card.name
        && alloc::format!("{}", record.manifest.version) == card.version;
    if same { Ok(record) } else { Err(Damage("a card and its record are of different releases")) }
}

/// The preferred release first: final before pre-release, then the higher version.
fn prefer(a: &Card<'_>, b: &Card<'_>) -> Ordering {
    let key = |card| {
        let version = version_of(card);
        (version.as_ref().is_some_and(Version::is_prerelease), core::cmp::Reverse(version))
    };
    key(a).cmp(&key(b))
}

fn version_of(card: &Card<'_>) -> Option<Version> {
    let parsed = if card.debian_scheme {
        Version::parse_debian(card.version)
    } else {
        Version::parse_semver(card.version)
    };
    parsed.ok()
}
