//! The flow of a search over all segments: from words to matches, from matches to the best of them.

use super::candidate::{Candidate, Found};
use super::expand::{Expansion, expand};
use super::filter::Tests;
use super::score::Scores;
use super::{SearchError, Sort, candidate, names, rank, rerank};
use crate::catalog::{Catalog, CatalogError, Section, Segment};
use crate::text::{TextIndex, query_words};

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Every match of the words in `text` that passes the tests of its segment; everything, unranked, where there is
    /// no text.
    pub(super) fn found(
        &self,
        text: Option<&str>,
        expansions: &[Expansion],
        tests: &[Tests<'_>],
    ) -> Result<Vec<Found>, SearchError> {
        match text {
            Some(text) => self.matching(text, expansions, tests),
            None => self.everything(tests),
        }
    }

    /// The best `wanted` of `found`, in order.
    pub(super) fn best(
        &self,
        found: Vec<Found>,
        sort: Sort,
        wanted: usize,
        words: &[String],
    ) -> Result<Vec<Candidate<'_>>, SearchError> {
        let tables = self.segments.iter().map(Segment::cards).collect::<Result<Vec<_>, _>>()?;
        let mut best = candidate::best(found, sort, wanted.max(rank::WINDOW), &tables)
            .map_err(CatalogError::damaged(Section::Rows))?;
        if sort == Sort::Relevance {
            rerank::rerank(&mut best, words);
        }
        Ok(best)
    }

    fn everything(&self, tests: &[Tests<'_>]) -> Result<Vec<Found>, SearchError> {
        let mut kept = Vec::new();
        for number in 0..self.segments.len() {
            let table = self.segments[number].cards()?;
            let mut current = Vec::new();
            for doc in 0..table.len() {
                if table.is_current(doc).map_err(CatalogError::damaged(Section::Rows))? {
                    current.push((doc, 0));
                }
            }
            self.keep(number, current.into_iter(), tests, &mut kept)?;
        }
        Ok(kept)
    }

    fn matching(
        &self,
        text: &str,
        expansions: &[Expansion],
        tests: &[Tests<'_>],
    ) -> Result<Vec<Found>, SearchError> {
        let typos = rank::typos_allowed(text);
        let mut kept = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let index = segment.text()?;
            let mut scores = Scores::new(segment.cards()?.len());
            scores.add_words(expansions, &index).map_err(CatalogError::damaged(Section::Postings))?;
            names::for_each_match(text, typos, &index, |doc, worth, _| scores.add(doc, worth))
                .map_err(CatalogError::damaged(Section::Names))?;
            self.keep(number, scores.into_found(), tests, &mut kept)?;
        }
        Ok(kept)
    }

    /// Keeps those of `found`, current in their segment, that no other segment supersedes and that pass.
    fn keep(
        &self,
        number: usize,
        found: impl Iterator<Item = (u32, u32)>,
        tests: &[Tests<'_>],
        kept: &mut Vec<Found>,
    ) -> Result<(), CatalogError> {
        let tests = tests.get(number);
        for (doc, score) in found {
            if self.is_hidden(number, doc) {
                continue;
            }
            if tests.map_or(Ok(true), |tests| tests.pass(doc))? {
                kept.push(Found { segment: number as u32, doc, score });
            }
        }
        Ok(())
    }

    /// What each of the words in `text` may stand for, in order.
    pub(super) fn expansions(&self, text: &str) -> Result<Vec<Expansion>, SearchError> {
        let indexes = self.segments.iter().map(Segment::text).collect::<Result<Vec<TextIndex<'_>>, _>>()?;
        let (words, packages) = (query_words(text), self.documents()?);
        let last = words.len().saturating_sub(1);
        let is_prefix = |place| place == last && !text.ends_with(char::is_whitespace);
        let expanded =
            words.iter().enumerate().map(|(place, word)| expand(word, is_prefix(place), &indexes, packages));
        Ok(expanded.collect::<Result<_, _>>().map_err(CatalogError::damaged(Section::Postings))?)
    }

    /// Number of releases in all segments.
    pub(super) fn documents(&self) -> Result<u64, CatalogError> {
        self.segments.iter().map(|segment| Ok(u64::from(segment.cards()?.len()))).sum()
    }
}
