//! "Did you mean": the query with words that hardly any package has replaced by near ones that many have.

use core::ops::ControlFlow;

use super::parse::Asked;
use super::{SearchError, rank};
use crate::catalog::{CatalogError, Section, Segment};
use crate::codec::Read;
use crate::text::{Postings, Prefix, TextIndex, Typo, part_slices, query_words, word_of};

/// A query with more matches than this is not corrected.
pub(super) const FEW_MATCHES: usize = 50;
/// A near word must stand in so many times more packages than the one that was typed.
const TIMES_COMMONER: u64 = 10;
/// Words of one query that are corrected.
const MAX_WORDS: usize = 8;

/// What was typed with its unknown words replaced; nothing if there is nothing to replace.
pub(super) fn correction<B: AsRef<[u8]>>(
    segments: &[Segment<B>],
    typed: &str,
    asked: &Asked,
) -> Result<Option<String>, SearchError> {
    let Some(text) = asked.ranked_text() else { return Ok(None) };
    let indexes = segments.iter().map(Segment::text).collect::<Result<Vec<_>, _>>()?;
    let (words, is_open) = (query_words(text), !text.ends_with(char::is_whitespace));
    let last = words.len().saturating_sub(1);
    let mut replaced = Vec::new();
    for (place, word) in words.into_iter().enumerate() {
        let is_open = is_open && place == last;
        let better = better(&word, is_open, &indexes).map_err(CatalogError::damaged(Section::Postings))?;
        replaced.extend(better.map(|better| (word, better)));
        if replaced.len() == MAX_WORDS {
            break;
        }
    }
    Ok((!replaced.is_empty()).then(|| rewritten(typed, asked, &replaced)))
}

/// In how many releases `word` stands.
pub(super) fn documents(word: &str, indexes: &[TextIndex<'_>]) -> Read<u64> {
    let mut total = 0;
    for index in indexes {
        if let Some(value) = index.terms.get(word.as_bytes())? {
            total += u64::from(Postings(value).count(index.postings)?);
        }
    }
    Ok(total)
}

/// The term nearest to `word` and, among those, the commonest.
fn better(word: &str, is_open: bool, indexes: &[TextIndex<'_>]) -> Read<Option<String>> {
    let typed = documents(word, indexes)?;
    if typed >= rank::RARE || (is_open && is_begun(word, indexes)?) {
        return Ok(None);
    }
    for edits in 1..=edits_allowed(word) {
        let Some(typo) = Typo::new(word, edits) else { return Ok(None) };
        let nearest = commonest(&typo, indexes)?;
        if let Some((_, term)) = nearest.filter(|(count, _)| *count > typed * TIMES_COMMONER) {
            return Ok(Some(term));
        }
    }
    Ok(None)
}

/// One more than a search allows, as this is only a question back.
fn edits_allowed(word: &str) -> usize {
    const SHORTEST: usize = 3;
    if word.len() < SHORTEST { 0 } else { (rank::typos_allowed(word) + 1).min(2) }
}

/// Whether a longer term begins with `word`: it is not wrong but unfinished.
fn is_begun(word: &str, indexes: &[TextIndex<'_>]) -> Read<bool> {
    let mut is_begun = false;
    for index in indexes {
        index.terms.search(&Prefix(word.as_bytes()), |term, _, _| {
            is_begun |= term.len() > word.len();
            if is_begun { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
    }
    Ok(is_begun)
}

/// The commonest term within the distance; of several the first.
fn commonest(typo: &Typo, indexes: &[TextIndex<'_>]) -> Read<Option<(u64, String)>> {
    let mut found = Vec::new();
    for index in indexes {
        index.terms.search(typo, |term, _, state| {
            if typo.edits(state).is_some_and(|edits| edits > 0) {
                found.extend(core::str::from_utf8(term).map(str::to_owned));
            }
            ControlFlow::Continue(())
        })?;
    }
    let mut best: Option<(u64, String)> = None;
    for term in found {
        let count = documents(&term, indexes)?;
        let is_better = |(most, first): &(u64, String)| count > *most || (count == *most && term < *first);
        if best.as_ref().is_none_or(is_better) {
            best = Some((count, term));
        }
    }
    Ok(best)
}

/// `typed` with each word replaced where it is searched as a word.
fn rewritten(typed: &str, asked: &Asked, replaced: &[(String, String)]) -> String {
    let (mut out, mut copied) = (String::with_capacity(typed.len()), 0);
    let plain = asked.plain.iter().filter_map(|range| typed.get(range.clone()));
    for part in plain.flat_map(part_slices) {
        let word = word_of(part);
        let Some((_, better)) = replaced.iter().find(|(wrong, _)| *wrong == word) else { continue };
        let start = part.as_ptr() as usize - typed.as_ptr() as usize;
        out.push_str(typed.get(copied..start).unwrap_or(""));
        out.push_str(better);
        copied = start + part.len();
    }
    out.push_str(typed.get(copied..).unwrap_or(""));
    out
}
