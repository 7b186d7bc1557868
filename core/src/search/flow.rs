//! The flow of a search over all segments.

use super::candidate::Found;
use super::expand::{Expansion, expand};
use super::score::Scores;
use super::{Filters, Hit, Hits, Query, SearchError, Sort, candidate, filter, names, rank, rerank};
use crate::catalog::{Catalog, CatalogError, Section, Segment};
use crate::text::{TextIndex, query_words};

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Ranks the packages that match `query`.
    ///
    /// # Errors
    /// [`SearchError::EmptyQuery`] for no words unless `query.all`, [`SearchError::LimitTooLarge`], and
    /// [`SearchError::Catalog`] if a segment is damaged.
    pub fn search(&self, query: &Query) -> Result<Hits, SearchError> {
        if query.limit > Query::MAX_LIMIT {
            return Err(SearchError::LimitTooLarge { found: query.limit, max: Query::MAX_LIMIT });
        }
        let words = query_words(&query.text);
        let candidates = match (query.text.trim().is_empty(), query.all) {
            (true, false) => return Err(SearchError::EmptyQuery),
            (true, true) => self.everything(&query.filters)?,
            (false, _) => self.matching(query, &words)?,
        };
        let total_matches = candidates.len();
        let wanted = query.offset.saturating_add(query.limit).max(rank::WINDOW);
        let tables = self.segments.iter().map(Segment::cards).collect::<Result<Vec<_>, _>>()?;
        let mut best = candidate::best(candidates, query.sort, wanted, &tables)
            .map_err(CatalogError::damaged(Section::Rows))?;
        if query.sort == Sort::Relevance {
            rerank::rerank(&mut best, &words);
        }
        let page = best.iter().skip(query.offset).take(query.limit);
        let packages: Vec<Hit> = page.map(|candidate| Hit::new(&candidate.card, candidate.score)).collect();
        Ok(Hits { total: packages.len(), packages, total_matches, query_time_us: 0, backend_used: "v2" })
    }

    fn everything(&self, filters: &Filters) -> Result<Vec<Found>, SearchError> {
        let mut candidates = Vec::new();
        for number in 0..self.segments.len() {
            let table = self.segments[number].cards()?;
            let mut current = Vec::new();
            for doc in 0..table.len() {
                if table.is_current(doc).map_err(CatalogError::damaged(Section::Rows))? {
                    current.push((doc, 0));
                }
            }
            self.keep(number, current.into_iter(), filters, &mut candidates)?;
        }
        Ok(candidates)
    }

    fn matching(&self, query: &Query, words: &[String]) -> Result<Vec<Found>, SearchError> {
        let indexes = self.segments.iter().map(Segment::text).collect::<Result<Vec<_>, _>>()?;
        let expansions = self.expansions(&query.text, words, &indexes)?;
        let typos = rank::typos_allowed(&query.text);
        let mut candidates = Vec::new();
        for (number, index) in indexes.iter().enumerate() {
            let mut scores = Scores::new(self.segments[number].cards()?.len());
            scores.add_words(&expansions, index).map_err(CatalogError::damaged(Section::Postings))?;
            names::for_each_match(&query.text, typos, index, |doc, worth, _| scores.add(doc, worth))
                .map_err(CatalogError::damaged(Section::Names))?;
            self.keep(number, scores.into_found(), &query.filters, &mut candidates)?;
        }
        Ok(candidates)
    }

    /// Keeps those of `found`, current in their segment, that no other segment supersedes and that pass.
    fn keep(
        &self,
        number: usize,
        found: impl Iterator<Item = (u32, u32)>,
        filters: &Filters,
        kept: &mut Vec<Found>,
    ) -> Result<(), CatalogError> {
        let found = found.filter(|(doc, _)| !self.is_hidden(number, *doc)).map(|(doc, score)| Found {
            segment: number as u32,
            doc,
            score,
        });
        match filter::passing(&self.segments[number], filters)? {
            None => kept.extend(found),
            Some(passing) => kept.extend(found.filter(|found| passing.binary_search(&found.doc).is_ok())),
        }
        Ok(())
    }

    fn expansions(
        &self,
        text: &str,
        words: &[String],
        indexes: &[TextIndex<'_>],
    ) -> Result<Vec<Expansion>, SearchError> {
        let mut packages = 0;
        for segment in &self.segments {
            packages += u64::from(segment.cards()?.len());
        }
        let last = words.len().saturating_sub(1);
        let is_prefix = |place| place == last && !text.ends_with(char::is_whitespace);
        let expanded =
            words.iter().enumerate().map(|(place, word)| expand(word, is_prefix(place), indexes, packages));
        Ok(expanded.collect::<Result<_, _>>().map_err(CatalogError::damaged(Section::Postings))?)
    }
}
