//! Releases on their way into the answer, and the order they stand in.

use core::cmp::{Ordering, Reverse};

use super::{Sort, rank};
use crate::catalog::{Card, Cards};
use crate::codec::Read;

/// A release that matches, before anything else of it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) segment: u32,
    pub(super) doc: u32,
    pub(super) score: u32,
    prior: u8,
}

/// A release that may be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) card: Card<'a>,
    pub(super) score: u32,
}

/// What has been found so far, over all segments.
#[derive(Debug)]
pub(super) struct Tally {
    /// The best of each segment.
    pub(super) found: Vec<Found>,
    /// How many releases match; as far as they were counted.
    matches: usize,
    /// Scores below it are not among the best.
    least: u32,
    /// Counting stops after so many.
    pub(super) most_counted: usize,
    /// Whether counting has stopped.
    is_cut: bool,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self { found: Vec::new(), matches: 0, least: 0, most_counted: rank::MAX_COUNTED, is_cut: false }
    }

    /// How many releases match, and whether that is exact or only a lower bound.
    pub(super) fn total(&self) -> (usize, bool) {
        if self.is_cut { (self.most_counted, false) } else { (self.matches, true) }
    }
}

/// The best matches of one segment, kept while they are found.
pub(super) struct Best<'a> {
    segment: u32,
    wanted: usize,
    cards: Cards<'a>,
    found: Vec<Found>,
    tally: &'a mut Tally,
}

impl<'a> Best<'a> {
    /// For `wanted` of segment `number`; `None` wants all.
    pub(super) fn new(number: usize, wanted: Option<usize>, cards: Cards<'a>, tally: &'a mut Tally) -> Self {
        Self { segment: number as u32, wanted: wanted.unwrap_or(usize::MAX), cards, found: Vec::new(), tally }
    }

    /// What scores below it is not among the best.
    pub(super) fn least(&self) -> u32 {
        self.tally.least
    }

    /// Whether every match has still to be counted.
    pub(super) fn is_counting(&mut self) -> bool {
        self.tally.is_cut |= self.wanted < usize::MAX && self.tally.matches > self.tally.most_counted;
        !self.tally.is_cut
    }

    /// Counts more matches.
    pub(super) fn count(&mut self, matches: usize) {
        self.tally.matches += matches;
    }

    /// Takes a match if it may be among the best.
    pub(super) fn offer(&mut self, doc: u32, score: u32) -> Read<()> {
        if score >= self.tally.least {
            let prior = self.cards.prior(doc)?;
            self.found.push(Found { segment: self.segment, doc, score, prior });
            if self.found.len() >= self.wanted.saturating_mul(2) {
                self.cut();
            }
        }
        Ok(())
    }

    /// Hands the best over to the tally.
    pub(super) fn finish(mut self) {
        self.cut();
        self.tally.found.append(&mut self.found);
    }

    /// Drops what is not among the best. Within a segment releases are in the order of names.
    fn cut(&mut self) {
        if self.wanted == 0 || self.found.len() <= self.wanted {
            return;
        }
        let order = |found: &Found| (Reverse((found.score, found.prior)), found.doc);
        crate::sort::select_by(&mut self.found, self.wanted - 1, |a, b| order(a).cmp(&order(b)));
        self.tally.least = self.tally.least.max(self.found[self.wanted - 1].score);
        self.found.truncate(self.wanted);
    }
}

/// The best `wanted` of `found`, in order.
pub(super) fn best<'a>(
    found: Vec<Found>,
    sort: Sort,
    wanted: usize,
    tables: &[Cards<'a>],
) -> Read<Vec<Candidate<'a>>> {
    let mut candidates = Vec::with_capacity(found.len());
    for Found { segment, doc, score, .. } in found {
        candidates.push(Candidate { card: tables[segment as usize].get(doc)?, score });
    }
    if candidates.len() > wanted {
        crate::sort::select_by(&mut candidates, wanted, |a, b| compare(a, b, sort));
        candidates.truncate(wanted);
    }
    crate::sort::sort_unstable_by(&mut candidates, |a, b| compare(a, b, sort));
    Ok(candidates)
}

/// Drops what is not among the best `wanted`, of matches that were all kept; keeps whatever ties with the last.
pub(super) fn cut_by_score(found: &mut Vec<Found>, wanted: usize) {
    if found.len() > wanted && wanted > 0 {
        let mut keys: Vec<(u32, u8)> = found.iter().map(|found| (found.score, found.prior)).collect();
        crate::sort::select_by(&mut keys, wanted - 1, |a, b| b.cmp(a));
        let least = keys[wanted - 1];
        found.retain(|found| (found.score, found.prior) >= least);
    }
}

/// What is asked for first; then score, prior (reverse dependencies) and name.
pub(super) fn compare(a: &Candidate<'_>, b: &Candidate<'_>, sort: Sort) -> Ordering {
    let key = |candidate: &Candidate<'_>| match sort {
        Sort::Relevance => (candidate.score.into(), candidate.score, candidate.card.prior),
        Sort::Downloads => (candidate.card.downloads.into(), candidate.score, candidate.card.prior),
        Sort::Stars => (candidate.card.stars.into(), candidate.score, candidate.card.prior),
        Sort::Updated => (candidate.card.leaf, candidate.score, candidate.card.prior),
        Sort::Name => (0, 0, 0),
    };
    key(b).cmp(&key(a)).then_with(|| a.card.name.cmp(b.card.name))
}
