//! Sets of releases of one segment, and the way from a release's term to its number.

use crate::catalog::Cards;
use crate::codec::Read;
use crate::graph::{Graph, Id, Pattern};

/// Triples that are read together.
const BATCH: usize = 128;

/// A set of small numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn new(len: u32) -> Self {
        Self(vec![0; len.div_ceil(64) as usize])
    }

    /// Adds `number`, if it is in the range that the set was made for.
    pub(super) fn add(&mut self, number: u32) {
        if let Some(word) = self.0.get_mut(number as usize / 64) {
            *word |= 1 << (number % 64);
        }
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Leaves what `other` has, too.
    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }
}

/// The numbers of the releases of a segment by their terms.
#[derive(Debug)]
pub(super) struct Releases {
    first: Id,
    /// For each term from the first on the number of its release, and one; 0 for other terms.
    numbers: Vec<u32>,
}

impl Releases {
    /// A term that the graph does not have is left out: it must not cost memory.
    pub(super) fn of(table: &Cards<'_>, graph: &Graph<'_>) -> Self {
        let terms = || (0..table.len()).map(|doc| table.term(doc));
        let known = || terms().filter(|term| *term < graph.dictionary.len());
        let (first, last) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
        let mut numbers = vec![0; (last - first) as usize + 1];
        for (number, term) in (1..).zip(terms()) {
            let entry = term.checked_sub(first).and_then(|place| numbers.get_mut(place as usize));
            entry.into_iter().for_each(|entry| *entry = number);
        }
        Self { first, numbers }
    }

    /// The number of the release with `term`, if it is one.
    pub(super) fn number(&self, term: Id) -> Option<u32> {
        self.numbers.get(term.checked_sub(self.first)? as usize)?.checked_sub(1)
    }
}

/// Calls `found` with the subject and object of every triple that matches.
pub(super) fn for_each_pair(graph: &Graph<'_>, pattern: Pattern, mut found: impl FnMut(Id, Id)) -> Read<()> {
    let (mut scan, mut rows) = (graph.triples.scan(pattern)?, [[0; 3]; BATCH]);
    loop {
        let filled = scan.fill(&mut rows)?;
        rows[..filled].iter().for_each(|[subject, _, object]| found(*subject, *object));
        if filled < BATCH {
            return Ok(());
        }
    }
}

/// Calls `found` with every object of `predicate`, once, and how many triples have it.
pub(super) fn for_each_object(
    graph: &Graph<'_>,
    predicate: &str,
    mut found: impl FnMut(Id, u32) -> Read<()>,
) -> Read<()> {
    let Some(predicate) = graph.iri(predicate)? else { return Ok(()) };
    let mut scan = graph.triples.scan(Pattern { predicate: Some(predicate), ..Pattern::default() })?;
    while let Some((object, count)) = scan.next_run()? {
        found(object, count)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_keep_what_both_have() {
        let (mut a, mut b) = (Bits::new(100), Bits::new(100));
        [3, 64, 99, 200].into_iter().for_each(|number| a.add(number));
        [64, 98].into_iter().for_each(|number| b.add(number));
        a.keep(&b);
        assert_eq!((0..300).filter(|number| a.has(*number)).collect::<Vec<_>>(), [64]);
    }
}
