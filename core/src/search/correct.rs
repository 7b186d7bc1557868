//! "Did you mean": the query with words that hardly any package has replaced by near ones that many have.

use super::expand::{Expansion, documents};
use super::parse::Asked;
use super::{SearchError, rank};
use crate::catalog::{CatalogError, Section, Segment};
use crate::codec::Read;
use crate::text::{TextIndex, part_slices, query_words, word_of};

/// A near word must stand in so many times more packages than the one that was typed.
const TIMES_COMMONER: u64 = 10;

/// What was typed with its unknown words replaced; nothing if there is nothing to replace.
pub(super) fn correction<B: AsRef<[u8]>>(
    segments: &[Segment<B>],
    typed: &str,
    asked: &Asked,
    expansions: &[Expansion],
) -> Result<Option<String>, SearchError> {
    if expansions.is_empty() {
        return Ok(None);
    }
    let indexes = segments.iter().map(Segment::text).collect::<Result<Vec<_>, _>>()?;
    let mut replaced = Vec::new();
    for (word, expansion) in query_words(&asked.text).into_iter().zip(expansions) {
        let better = better(&word, expansion, &indexes).map_err(CatalogError::damaged(Section::Postings))?;
        replaced.extend(better.map(|better| (word, better)));
    }
    Ok((!replaced.is_empty()).then(|| rewritten(typed, asked, &replaced)))
}

/// The term nearest to `word` and, among those, the commonest.
fn better(word: &str, expansion: &Expansion, indexes: &[TextIndex<'_>]) -> Read<Option<String>> {
    // The terms of a word that begins others are those others: it is not wrong but unfinished.
    if expansion.terms.iter().any(|(term, _)| term != word && term.starts_with(word)) {
        return Ok(None);
    }
    let typed = documents(word, indexes)?;
    if typed >= rank::RARE {
        return Ok(None);
    }
    let mut best: Option<(u32, u64, &str)> = None;
    for (term, worth) in expansion.terms.iter().filter(|(term, _)| term != word) {
        let found = (*worth, documents(term, indexes)?, &**term);
        if found.1 > typed * TIMES_COMMONER && best.is_none_or(|best| (found.0, found.1) > (best.0, best.1)) {
            best = Some(found);
        }
    }
    Ok(best.map(|(_, _, term)| term.to_owned()))
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
