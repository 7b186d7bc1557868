//! From each word of the query to the terms it may stand for, in each segment.

use core::cmp::Reverse;
use core::ops::ControlFlow;

use super::rank;
use crate::codec::Read;
use crate::text::{Postings, TextIndex, Typo};

/// What one word stands for.
pub(super) struct Expansion {
    /// How much finding the word tells, in 16ths of a bit.
    pub(super) rarity: u32,
    /// The terms of each segment.
    pub(super) segments: Vec<Vec<Meant>>,
    /// In how many documents the word itself stands.
    pub(super) exact: u64,
    /// It finds nothing by itself.
    pub(super) is_common: bool,
    /// In how many documents its terms stand, if not the word itself.
    found: u64,
}

#[cfg(test)]
impl Expansion {
    /// Of one segment.
    pub(super) fn of_terms(rarity: u32, is_common: bool, terms: Vec<Meant>) -> Self {
        Self { rarity, segments: vec![terms], exact: 0, is_common, found: 0 }
    }
}

/// A term that a word may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meant {
    pub(super) postings: Postings,
    /// In 256ths.
    pub(super) worth: u32,
}

/// Expands the words over all segments of together `packages` packages; `is_open` says that the last one is
/// still being typed.
pub(super) fn expand_all(
    words: &[String],
    is_open: bool,
    indexes: &[TextIndex<'_>],
    packages: u64,
) -> Read<Vec<Expansion>> {
    let mut typos_left = rank::MAX_TYPO_WORDS;
    let expand = |(place, word): (usize, &String)| {
        let is_prefix = is_open && place + 1 == words.len();
        expand(word, is_prefix, indexes, packages, &mut typos_left)
    };
    let mut words = words.iter().enumerate().map(expand).collect::<Read<Vec<_>>>()?;
    mark_common(&mut words, packages);
    Ok(words)
}

/// Words that stand nearly everywhere find nothing by themselves where a rarer word finds something.
fn mark_common(words: &mut [Expansion], packages: u64) {
    let is_common = |word: &Expansion| rank::is_common(word.found, packages);
    if words.iter().any(|word| word.found > 0 && !is_common(word)) {
        words.iter_mut().for_each(|word| word.is_common = is_common(word));
    }
}

fn expand(
    word: &str,
    is_prefix: bool,
    indexes: &[TextIndex<'_>],
    packages: u64,
    typos_left: &mut usize,
) -> Read<Expansion> {
    let mut segments = indexes.iter().map(|index| exact(word, index)).collect::<Read<Vec<_>>>()?;
    let exact = documents(&segments, indexes)?;
    if is_prefix {
        for (terms, index) in segments.iter_mut().zip(indexes) {
            add_prefixes(word, index, terms)?;
        }
    }
    let terms: usize = segments.iter().map(Vec::len).sum();
    if exact < rank::RARE && (exact == 0 || !is_prefix) && terms <= segments.len() && *typos_left > 0 {
        *typos_left -= usize::from(rank::typos_allowed(word) > 0);
        add_typos(word, indexes, &mut segments)?;
    }
    let found = if exact > 0 { exact } else { documents(&segments, indexes)? };
    Ok(Expansion { rarity: rank::rarity(packages, found), segments, exact, is_common: false, found })
}

fn exact(word: &str, index: &TextIndex<'_>) -> Read<Vec<Meant>> {
    let value = index.terms.get(word.as_bytes())?;
    Ok(value.map(|value| Meant { postings: Postings(value), worth: rank::WHOLE }).into_iter().collect())
}

/// In how many documents the terms stand, one by one.
fn documents(segments: &[Vec<Meant>], indexes: &[TextIndex<'_>]) -> Read<u64> {
    let mut total = 0;
    for (terms, index) in segments.iter().zip(indexes) {
        for term in terms {
            total += u64::from(term.postings.count(index.postings)?);
        }
    }
    Ok(total)
}

fn add_prefixes(word: &str, index: &TextIndex<'_>, terms: &mut Vec<Meant>) -> Read<()> {
    for key in index.terms_under(word)? {
        let postings = Postings(key.value);
        if usize::from(key.length) > word.len() {
            terms.push(Meant { postings, worth: rank::prefix_discount(word.len(), key.length.into()) });
        }
    }
    Ok(())
}

/// Adds the closest and, among those, commonest terms within the distance allowed: two typing errors are looked for
/// only where one finds nothing, and only behind a right first letter.
fn add_typos(word: &str, indexes: &[TextIndex<'_>], segments: &mut [Vec<Meant>]) -> Read<()> {
    for edits in 1..=rank::typos_allowed(word) {
        let Some(typo) = Typo::new(word, edits) else { return Ok(()) };
        let typo = if edits > 1 { typo.with_first_of(word) } else { typo };
        let mut found = false;
        for (terms, index) in segments.iter_mut().zip(indexes) {
            let closest = closest(&typo, index)?;
            found |= !closest.is_empty();
            let worth = rank::typo_discount(edits);
            terms.extend(closest.into_iter().map(|postings| Meant { postings, worth }));
        }
        if found {
            return Ok(());
        }
    }
    Ok(())
}

/// The commonest terms that the automaton finds.
fn closest(typo: &Typo, index: &TextIndex<'_>) -> Read<Vec<Postings>> {
    let mut found = Vec::new();
    index.terms.search(typo, |_, value, state| {
        if typo.edits(state).is_some_and(|edits| edits > 0) {
            found.push((Reverse(0), found.len(), Postings(value)));
        }
        ControlFlow::Continue(())
    })?;
    for (count, _, postings) in &mut found {
        count.0 = postings.count(index.postings)?;
    }
    crate::sort::sort_unstable(&mut found);
    Ok(found.into_iter().take(rank::MAX_TYPO_TERMS).map(|(_, _, postings)| postings).collect())
}
