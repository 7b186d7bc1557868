//! From each word of the query to the terms it may stand for.

use core::ops::ControlFlow;
use std::collections::BTreeMap;

use super::rank;
use crate::codec::Read;
use crate::text::{Postings, Prefix, TextIndex, Typo};

/// The terms that one word stands for.
pub(super) struct Expansion {
    /// How much finding the word tells, in 16ths of a bit.
    pub(super) rarity: u32,
    /// Each term with its worth in 256ths.
    pub(super) terms: Vec<(String, u32)>,
}

/// Expands `word` over all segments; `is_last` also takes it as a prefix.
pub(super) fn expand(word: &str, is_last: bool, indexes: &[TextIndex<'_>], packages: u64) -> Read<Expansion> {
    let mut terms = BTreeMap::<String, u32>::new();
    let exact = documents(word, indexes)?;
    if exact > 0 {
        terms.insert(word.to_owned(), 256);
    }
    if is_last {
        add_prefixes(word, indexes, &mut terms)?;
    }
    if exact < rank::RARE && (exact == 0 || !is_last) && terms.len() <= 1 {
        add_typos(word, indexes, &mut terms)?;
    }
    let mut found = exact;
    if exact == 0 {
        for term in terms.keys() {
            found += documents(term, indexes)?;
        }
    }
    Ok(Expansion { rarity: rank::rarity(packages, found), terms: terms.into_iter().collect() })
}

/// In how many documents `term` stands, over all segments.
fn documents(term: &str, indexes: &[TextIndex<'_>]) -> Read<u64> {
    let mut total = 0;
    for index in indexes {
        if let Some(value) = index.terms.get(term.as_bytes())? {
            total += u64::from(Postings(value).count(index.postings)?);
        }
    }
    Ok(total)
}

fn add_prefixes(word: &str, indexes: &[TextIndex<'_>], terms: &mut BTreeMap<String, u32>) -> Read<()> {
    for index in indexes {
        let mut left = rank::MAX_PREFIX_TERMS;
        index.terms.search(&Prefix(word.as_bytes()), |term, _, _| {
            if let Ok(term) = core::str::from_utf8(term) {
                terms.entry(term.to_owned()).or_insert_with(|| rank::prefix_discount(word, term));
            }
            left -= 1;
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
    }
    Ok(())
}

/// The closest and, among those, commonest terms within the distance allowed.
fn add_typos(word: &str, indexes: &[TextIndex<'_>], terms: &mut BTreeMap<String, u32>) -> Read<()> {
    let Some(typo) = Typo::new(word, rank::typos_allowed(word)).filter(|_| rank::typos_allowed(word) > 0)
    else {
        return Ok(());
    };
    let mut found = BTreeMap::<String, usize>::new();
    for index in indexes {
        index.terms.search(&typo, |term, _, state| {
            if let (Ok(term), Some(edits)) = (core::str::from_utf8(term), typo.edits(state)) {
                found.insert(term.to_owned(), edits);
            }
            ControlFlow::Continue(())
        })?;
    }
    let mut ranked = Vec::new();
    for (term, edits) in found {
        ranked.push((edits, core::cmp::Reverse(documents(&term, indexes)?), term));
    }
    crate::sort::sort_unstable(&mut ranked);
    for (edits, _, term) in ranked.into_iter().take(rank::MAX_TYPO_TERMS) {
        terms.entry(term).or_insert_with(|| rank::typo_discount(edits));
    }
    Ok(())
}
