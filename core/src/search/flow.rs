//! The flow of a search over all segments.

use super::candidate::{Best, Tally};
use super::expand::{Expansion, expand_all};
use super::score::Scorer;
use super::{Filters, Hit, Hits, Query, SearchError, Sort, candidate, filter, names, rank, rerank};
use crate::catalog::{Catalog, CatalogError, Section, Segment};
use crate::codec::Read;
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
        let wanted = query.offset.saturating_add(query.limit).max(rank::WINDOW);
        // In another order than that of scores, any match may be among the first.
        let kept = (query.sort == Sort::Relevance).then_some(wanted);
        let tally = match (query.text.trim().is_empty(), query.all) {
            (true, false) => return Err(SearchError::EmptyQuery),
            (true, true) => self.everything(&query.filters, kept)?,
            (false, _) => self.matching(query, &words, kept)?,
        };
        let (total_matches, total_is_exact) = tally.total();
        let tables = self.segments.iter().map(Segment::cards).collect::<Result<Vec<_>, _>>()?;
        let mut best = candidate::best(tally.found, query.sort, wanted, &tables)
            .map_err(CatalogError::damaged(Section::Rows))?;
        if query.sort == Sort::Relevance {
            rerank::rerank(&mut best, &words);
        }
        let page = best.iter().skip(query.offset).take(query.limit);
        let packages: Vec<Hit> = page.map(|candidate| Hit::new(&candidate.card, candidate.score)).collect();
        let total = packages.len();
        Ok(Hits { total, packages, total_matches, total_is_exact, query_time_us: 0, backend_used: "v2" })
    }

    /// Every current release that passes the filters, of score 0; all of them, or the `kept` first.
    fn everything(&self, filters: &Filters, kept: Option<usize>) -> Result<Tally, SearchError> {
        let mut tally = Tally::new();
        for number in 0..self.segments.len() {
            let (table, passes) = (self.segments[number].cards()?, self.passing(number, filters)?);
            let mut best = Best::new(number, kept, table, &mut tally);
            for doc in (0..table.len()).filter(|doc| passes(*doc)) {
                if table.is_current(doc).map_err(CatalogError::damaged(Section::Rows))? {
                    best.count(1);
                    best.offer(doc, 0).map_err(CatalogError::damaged(Section::Rows))?;
                }
            }
            best.finish();
        }
        Ok(tally)
    }

    /// Every release that matches a word or is named, and passes the filters; or the `kept` best of each segment.
    fn matching(&self, query: &Query, words: &[String], kept: Option<usize>) -> Result<Tally, SearchError> {
        let indexes = self.segments.iter().map(Segment::text).collect::<Result<Vec<_>, _>>()?;
        let expansions = self.expansions(&query.text, words, &indexes)?;
        let typos =
            name_typos(&query.text, &expansions, &indexes).map_err(CatalogError::damaged(Section::Names))?;
        let mut tally = Tally::new();
        for (number, index) in indexes.iter().enumerate() {
            let (cards, mut bonuses) = (self.segments[number].cards()?, Vec::new());
            names::for_each_match(&query.text, typos, index, &cards, |doc, worth| bonuses.push((doc, worth)))
                .map_err(CatalogError::damaged(Section::Names))?;
            let mut best = Best::new(number, kept, cards, &mut tally);
            let passes = self.passing(number, &query.filters)?;
            Scorer::new(&expansions, number, index, bonuses)
                .and_then(|scorer| scorer.run(cards.len(), passes, &mut best))
                .map_err(CatalogError::damaged(Section::Postings))?;
            best.finish();
        }
        Ok(tally)
    }

    /// Which releases of segment `number` no other segment supersedes and pass the filters.
    fn passing(&self, number: usize, filters: &Filters) -> Result<impl Fn(u32) -> bool, CatalogError> {
        let passing = filter::passing(&self.segments[number], filters)?;
        Ok(move |doc| {
            !self.is_hidden(number, doc)
                && passing.as_ref().is_none_or(|passing| passing.binary_search(&doc).is_ok())
        })
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
        let is_open = !text.ends_with(char::is_whitespace);
        let expanded = expand_all(words, is_open, indexes, packages);
        Ok(expanded.map_err(CatalogError::damaged(Section::Postings))?)
    }
}

/// How many typing errors the query may have as a name: none where it is one, or is several words that are all
/// known.
fn name_typos(text: &str, expansions: &[Expansion], indexes: &[TextIndex<'_>]) -> Read<usize> {
    let are_known = expansions.len() > 1 && expansions.iter().all(|word| word.exact >= rank::RARE);
    for index in indexes {
        if are_known || names::is_name(text, index)? {
            return Ok(0);
        }
    }
    Ok(rank::typos_allowed(text))
}
