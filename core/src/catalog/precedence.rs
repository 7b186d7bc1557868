//! Which releases of several segments count, and which of those are current.
//!
//! Segments are taken oldest first: each withdraws releases of those before it, then adds its own. A release
//! that an older segment has already, and that is not withdrawn, does not count again.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::cards::{Card, Cards};
use super::{CatalogError, Section, Segment};
use crate::codec::Read;
use crate::model::Version;

/// For each segment its releases that do not count or are not current, ascending.
#[derive(Debug)]
pub(super) struct Precedence {
    dead: Vec<Vec<u32>>,
    hidden: Vec<Vec<u32>>,
}

impl Precedence {
    pub(super) fn of<B: AsRef<[u8]>>(segments: &[Segment<B>]) -> Result<Self, CatalogError> {
        let empty = alloc::vec![Vec::new(); segments.len()];
        let mut precedence = Self { dead: empty.clone(), hidden: empty };
        // One segment alone answers without reading anything here.
        for newer in 1..segments.len() {
            let removals = segments[newer].removals()?;
            let table = segments[newer].cards()?;
            for (older, segment) in segments.iter().enumerate().take(newer) {
                let old = segment.cards()?;
                let mut dead = Vec::new();
                removals
                    .for_each(|name, version| {
                        dead.extend(find(&old, 0, name, version)?.1);
                        Ok(())
                    })
                    .map_err(CatalogError::damaged(Section::Removals))?;
                merge(&mut precedence.dead[older], dead);
                let again = precedence.again(older, &old, &table);
                merge(&mut precedence.dead[newer], again.map_err(CatalogError::damaged(Section::Rows))?);
            }
        }
        precedence.find_hidden(segments)?;
        Ok(precedence)
    }

    /// Releases of segment `number` that do not count, ascending.
    pub(super) fn dead(&self, number: usize) -> &[u32] {
        self.dead.get(number).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_dead(&self, number: usize, doc: u32) -> bool {
        self.dead(number).binary_search(&doc).is_ok()
    }

    /// Whether a release does not count or is not current.
    pub(super) fn is_hidden(&self, number: usize, doc: u32) -> bool {
        self.hidden.get(number).is_some_and(|hidden| hidden.binary_search(&doc).is_ok())
    }

    /// Releases of the newer table that count in the older one.
    fn again(&self, older: usize, old: &Cards<'_>, new: &Cards<'_>) -> Read<Vec<u32>> {
        let (mut again, mut at) = (Vec::new(), 0);
        for doc in 0..new.len() {
            let card = new.get(doc)?;
            let (start, found) = find(old, at, card.name, card.version)?;
            at = start;
            if found.is_some_and(|found| !self.is_dead(older, found)) {
                again.push(doc);
            }
        }
        Ok(again)
    }

    fn find_hidden<B: AsRef<[u8]>>(&mut self, segments: &[Segment<B>]) -> Result<(), CatalogError> {
        let mut hidden = self.dead.clone();
        for newer in 1..segments.len() {
            for older in 0..newer {
                let (old, new) = (segments[older].cards()?, segments[newer].cards()?);
                let losers = self.losers((older, &old), (newer, &new));
                let losers = losers.map_err(CatalogError::damaged(Section::Rows))?;
                merge(&mut hidden[older], losers.0);
                merge(&mut hidden[newer], losers.1);
            }
        }
        self.hidden = hidden;
        Ok(())
    }

    /// Walks two tables by name; of each package in both, the release that is not preferred.
    fn losers(
        &self,
        (older, old): (usize, &Cards<'_>),
        (newer, new): (usize, &Cards<'_>),
    ) -> Read<(Vec<u32>, Vec<u32>)> {
        let (mut old_losers, mut new_losers, mut at) = (Vec::new(), Vec::new(), 0);
        for doc in 0..new.len() {
            if !new.is_current(doc)? || self.is_dead(newer, doc) {
                continue;
            }
            let card = new.get(doc)?;
            at = old.lower_bound(at, card.name)?;
            if let Some(rival) = current_at(old, at, card.name)?.filter(|rival| !self.is_dead(older, *rival))
            {
                match prefer(&old.get(rival)?, &card) {
                    Ordering::Greater => old_losers.push(rival),
                    _ => new_losers.push(doc),
                }
            }
        }
        Ok((old_losers, new_losers))
    }
}

/// Where the releases called `name` begin, at or after `from`, and the one whose version has this text.
pub(super) fn find(table: &Cards<'_>, from: u32, name: &str, version: &str) -> Read<(u32, Option<u32>)> {
    let start = table.lower_bound(from, name)?;
    let mut doc = start;
    while doc < table.len() && table.name(doc)? == name {
        if table.get(doc)?.version == version {
            return Ok((start, Some(doc)));
        }
        doc += 1;
    }
    Ok((start, None))
}

fn merge(into: &mut Vec<u32>, more: Vec<u32>) {
    if !more.is_empty() {
        into.extend(more);
        crate::sort::sort_unstable(into);
        into.dedup();
    }
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

/// The preferred release first: final before pre-release, then the higher version.
pub(super) fn prefer(a: &Card<'_>, b: &Card<'_>) -> Ordering {
    let key = |card| {
        let version = version_of(card);
        (version.as_ref().is_some_and(Version::is_prerelease), core::cmp::Reverse(version))
    };
    key(a).cmp(&key(b))
}

pub(super) fn version_of(card: &Card<'_>) -> Option<Version> {
    let parsed = if card.debian_scheme {
        Version::parse_debian(card.version)
    } else {
        Version::parse_semver(card.version)
    };
    parsed.ok()
}
