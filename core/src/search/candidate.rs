//! Releases on their way into the answer, and the order they stand in.

use core::cmp::{Ordering, Reverse};

use super::Sort;
use crate::catalog::{Card, Cards};
use crate::codec::Read;
use crate::graph::Id;

/// A release with what it is ordered by; its texts are read only when they decide or are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    segment: u32,
    doc: u32,
    pub(super) release: Id,
    pub(super) score: u32,
    prior: u8,
}

impl Candidate {
    pub(super) fn new(segment: usize, doc: u32, score: u32, table: &Cards<'_>) -> Read<Self> {
        let row = table.row(doc)?;
        Ok(Self { segment: segment as u32, doc, release: row.release, score, prior: row.prior })
    }

    pub(super) fn card<'a>(&self, tables: &[Cards<'a>]) -> Read<Card<'a>> {
        tables[self.segment as usize].get(self.doc)
    }

    fn name<'a>(&self, tables: &[Cards<'a>]) -> Read<&'a str> {
        tables[self.segment as usize].name(self.doc)
    }
}

/// Puts the best `wanted` candidates in order and drops the rest.
pub(super) fn order(
    candidates: &mut Vec<Candidate>,
    sort: Sort,
    wanted: usize,
    tables: &[Cards<'_>],
) -> Read<()> {
    let mut keyed = Vec::with_capacity(candidates.len());
    for candidate in candidates.iter() {
        let first = match sort {
            Sort::Relevance => candidate.score,
            Sort::Downloads => candidate.card(tables)?.downloads,
            Sort::Stars => candidate.card(tables)?.stars,
            Sort::Name => 0,
        };
        // Read here once, so that a damaged name is an error and not a wrong order.
        candidate.name(tables)?;
        keyed.push((first, *candidate));
    }
    let compare = |a: &(u32, Candidate), b: &(u32, Candidate)| {
        Reverse(a.0).cmp(&Reverse(b.0)).then_with(|| tie(&a.1, &b.1, sort, tables))
    };
    if keyed.len() > wanted {
        keyed.select_nth_unstable_by(wanted, compare);
        keyed.truncate(wanted);
    }
    keyed.sort_unstable_by(compare);
    *candidates = keyed.into_iter().map(|(_, candidate)| candidate).collect();
    Ok(())
}

/// Among equals: score, then prior, then name; by name alone when names are what is asked for.
pub(super) fn tie(a: &Candidate, b: &Candidate, sort: Sort, tables: &[Cards<'_>]) -> Ordering {
    let by_name = || match a.segment == b.segment {
        true => a.doc.cmp(&b.doc),
        false => a.name(tables).unwrap_or("").cmp(b.name(tables).unwrap_or("")),
    };
    match sort {
        Sort::Name => by_name(),
        _ => {
            (Reverse(a.score), Reverse(a.prior)).cmp(&(Reverse(b.score), Reverse(b.prior))).then_with(by_name)
        }
    }
}
