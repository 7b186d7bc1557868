//! Releases on their way into the answer, and the order they stand in.

use core::cmp::{Ordering, Reverse};

use super::Sort;
use crate::catalog::{Card, Cards};
use crate::codec::Read;

/// A release that matches, before anything of it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) segment: u32,
    pub(super) doc: u32,
    pub(super) score: u32,
}

/// A release that may be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) card: Card<'a>,
    pub(super) score: u32,
}

/// The best `wanted` of `found`, in order. Only releases that can be among them are read.
pub(super) fn best<'a>(
    found: Vec<Found>,
    sort: Sort,
    wanted: usize,
    tables: &[Cards<'a>],
) -> Read<Vec<Candidate<'a>>> {
    let found = if sort == Sort::Relevance { cut_by_score(found, wanted) } else { found };
    let mut candidates = Vec::with_capacity(found.len());
    for Found { segment, doc, score } in found {
        candidates.push(Candidate { card: tables[segment as usize].get(doc)?, score });
    }
    if candidates.len() > wanted {
        candidates.select_nth_unstable_by(wanted, |a, b| compare(a, b, sort));
        candidates.truncate(wanted);
    }
    crate::sort::sort_unstable_by(&mut candidates, |a, b| compare(a, b, sort));
    Ok(candidates)
}

/// Drops what scores below the `wanted`-th best; keeps everything that ties with it.
fn cut_by_score(mut found: Vec<Found>, wanted: usize) -> Vec<Found> {
    if found.len() > wanted && wanted > 0 {
        let mut scores: Vec<u32> = found.iter().map(|found| found.score).collect();
        let (_, least, _) = scores.select_nth_unstable_by_key(wanted - 1, |score| Reverse(*score));
        let least = *least;
        found.retain(|found| found.score >= least);
    }
    found
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
