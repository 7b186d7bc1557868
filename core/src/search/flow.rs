//! The flow of a search over all segments: from words to matches, from matches to the best of them.

use core::cell::RefCell;

use super::candidate::{Best, Candidate, Found, Tally};
use super::expand::{Expansion, expand_all};
use super::filter::Tests;
use super::score::Scorer;
use super::{SearchError, Sort, candidate, names, rank, rerank};
use crate::catalog::{Catalog, CatalogError, Section, Segment};
use crate::codec::Read;
use crate::text::{TextIndex, query_words};

impl<B: AsRef<[u8]>> Catalog<B> {
    /// The matches of the words in `text` that pass the tests of their segment; everything, unranked, where there is
    /// no text. All of them, or the `kept` best of each segment.
    pub(super) fn matches(
        &self,
        text: Option<&str>,
        expansions: &[Expansion],
        tests: &[Tests<'_>],
        kept: Option<usize>,
    ) -> Result<Tally, SearchError> {
        match text {
            Some(text) => self.matching(text, expansions, tests, kept),
            None => self.everything(tests, kept),
        }
    }

    /// The best `wanted` of `found`, in order.
    pub(super) fn best(
        &self,
        mut found: Vec<Found>,
        sort: Sort,
        wanted: usize,
        words: &[String],
    ) -> Result<Vec<Candidate<'_>>, SearchError> {
        let tables = self.segments.iter().map(Segment::cards).collect::<Result<Vec<_>, _>>()?;
        if sort == Sort::Relevance {
            candidate::cut_by_score(&mut found, wanted);
        }
        let mut best =
            candidate::best(found, sort, wanted, &tables).map_err(CatalogError::damaged(Section::Rows))?;
        if sort == Sort::Relevance {
            rerank::rerank(&mut best, words);
        }
        Ok(best)
    }

    /// Every current release that passes, of score 0; all of them, or the `kept` first.
    fn everything(&self, tests: &[Tests<'_>], kept: Option<usize>) -> Result<Tally, SearchError> {
        let (mut tally, failed) = (Tally::new(), RefCell::new(None));
        for number in 0..self.segments.len() {
            let (table, passes) = (self.segments[number].cards()?, self.passing(number, tests, &failed));
            let mut best = Best::new(number, kept, table, &mut tally);
            for doc in 0..table.len() {
                let is_current = table.is_current(doc).map_err(CatalogError::damaged(Section::Rows))?;
                if is_current && passes(doc) {
                    best.count(1);
                    best.offer(doc, 0).map_err(CatalogError::damaged(Section::Rows))?;
                }
            }
            best.finish();
        }
        failed.into_inner().map_or(Ok(tally), |error: CatalogError| Err(error.into()))
    }

    /// Every release that matches a word or is named, and passes; or the `kept` best of each segment.
    fn matching(
        &self,
        text: &str,
        expansions: &[Expansion],
        tests: &[Tests<'_>],
        kept: Option<usize>,
    ) -> Result<Tally, SearchError> {
        let indexes = self.segments.iter().map(Segment::text).collect::<Result<Vec<_>, _>>()?;
        let typos = name_typos(text, expansions, &indexes).map_err(CatalogError::damaged(Section::Names))?;
        let (mut tally, failed) = (Tally::new(), RefCell::new(None));
        for (number, index) in indexes.iter().enumerate() {
            let (cards, mut bonuses) = (self.segments[number].cards()?, Vec::new());
            names::for_each_match(text, typos, index, &cards, |doc, worth| bonuses.push((doc, worth)))
                .map_err(CatalogError::damaged(Section::Names))?;
            let mut best = Best::new(number, kept, cards, &mut tally);
            let passes = self.passing(number, tests, &failed);
            Scorer::new(expansions, number, index, bonuses)
                .and_then(|scorer| scorer.run(cards.len(), passes, &mut best))
                .map_err(CatalogError::damaged(Section::Postings))?;
            best.finish();
        }
        failed.into_inner().map_or(Ok(tally), |error: CatalogError| Err(error.into()))
    }

    /// Which releases of segment `number` no other segment supersedes and pass. Of what cannot be read nothing passes,
    /// and `failed` says why.
    fn passing<'a>(
        &'a self,
        number: usize,
        tests: &'a [Tests<'_>],
        failed: &'a RefCell<Option<CatalogError>>,
    ) -> impl Fn(u32) -> bool + 'a {
        let tests = tests.get(number);
        move |doc| {
            let passes = || tests.map_or(Ok(true), |tests| tests.pass(doc));
            !self.is_hidden(number, doc)
                && passes().unwrap_or_else(|error| {
                    failed.replace(Some(error));
                    false
                })
        }
    }

    /// What each of the words in `text` may stand for, in order.
    pub(super) fn expansions(&self, text: &str) -> Result<Vec<Expansion>, SearchError> {
        let indexes = self.segments.iter().map(Segment::text).collect::<Result<Vec<_>, _>>()?;
        let is_open = !text.ends_with(char::is_whitespace);
        let expanded = expand_all(&query_words(text), is_open, &indexes, self.documents()?);
        Ok(expanded.map_err(CatalogError::damaged(Section::Postings))?)
    }

    /// Number of releases in all segments.
    pub(super) fn documents(&self) -> Result<u64, CatalogError> {
        self.segments.iter().map(|segment| Ok(u64::from(segment.cards()?.len()))).sum()
    }
}

/// How many typing errors the query may have as a name: none where it is one, or is several words that are all
/// known.
pub(super) fn name_typos(text: &str, expansions: &[Expansion], indexes: &[TextIndex<'_>]) -> Read<usize> {
    let are_known = expansions.len() > 1 && expansions.iter().all(|word| word.exact >= rank::RARE);
    for index in indexes {
        if are_known || names::is_name(text, index)? {
            return Ok(0);
        }
    }
    Ok(rank::typos_allowed(text))
}
