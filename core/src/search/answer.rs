//! From what was typed to the answer: the flow's matches, and what is said beside them.

use super::candidate::{Candidate, Tally};
use super::expand::Expansion;
use super::filter::Tests;
use super::highlight::Marker;
use super::parse::Asked;
use super::{Hint, Hit, Hits, Note, Query, SearchError, Sort, correct, near, rank};
use crate::catalog::{Catalog, CatalogError, Section, Segment};
use crate::text::query_words;

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Ranks the packages that match `query`.
    ///
    /// # Errors
    /// [`SearchError::EmptyQuery`] for neither words nor filters unless `query.all`,
    /// [`SearchError::LimitTooLarge`], [`SearchError::Unclear`] of a strict query, and [`SearchError::Catalog`] if
    /// a segment is damaged.
    pub fn search(&self, query: &Query) -> Result<Hits, SearchError> {
        check_limits(query)?;
        let asked = Asked::read(&query.text, &query.filters);
        if let Some(note) = asked.notes.first().filter(|_| query.strict) {
            return Err(SearchError::Unclear {
                column: note.column.unwrap_or(1),
                message: note.message.clone(),
            });
        }
        if asked.is_empty() && !query.all {
            return Err(SearchError::EmptyQuery);
        }
        let expansions = asked.ranked_text().map_or(Ok(Vec::new()), |text| self.expansions(text))?;
        let tests = self.tests(&asked)?;
        let wanted = query.offset.saturating_add(query.limit).max(rank::WINDOW);
        // In another order than that of scores any match may be among the first, and facets count them all.
        let kept = (query.sort == Sort::Relevance && query.facets == 0).then_some(wanted);
        let matches = self.matches(asked.ranked_text(), &expansions, &tests, kept)?;
        let mut hits = self.beside(query, &asked, &expansions, &tests, &matches)?;
        let best = self.best(matches.found, query.sort, wanted, &query_words(&asked.text))?;
        if let Some(note) = no_counts(query.sort, &best) {
            hits.notes.push(note);
        }
        hits.packages = self.page(query, &asked, &expansions, &best)?;
        hits.total = hits.packages.len();
        Ok(hits)
    }

    /// The answer but for its page.
    fn beside(
        &self,
        query: &Query,
        asked: &Asked,
        expansions: &[Expansion],
        tests: &[Tests<'_>],
        matches: &Tally,
    ) -> Result<Hits, SearchError> {
        let (total_matches, total_is_exact) = matches.total();
        let facets = if query.facets > 0 { self.facets(&matches.found, query.facets)? } else { Vec::new() };
        let hints = if total_matches == 0 { self.hints(asked, expansions, tests)? } else { Vec::new() };
        let mut notes = asked.notes.clone();
        notes.extend(self.unknown_values(asked, tests)?);
        let is_few = total_matches <= correct::FEW_MATCHES;
        let did_you_mean = if is_few { self.correction(&query.text, asked, tests)? } else { None };
        Ok(Hits { total_matches, total_is_exact, notes, did_you_mean, hints, facets, ..Hits::none() })
    }

    fn tests(&self, asked: &Asked) -> Result<Vec<Tests<'_>>, CatalogError> {
        if asked.conditions.is_empty() {
            return Ok(Vec::new());
        }
        self.segments.iter().map(|segment| Tests::of(segment, &asked.conditions)).collect()
    }

    fn page(
        &self,
        query: &Query,
        asked: &Asked,
        expansions: &[Expansion],
        best: &[Candidate<'_>],
    ) -> Result<Vec<Hit>, SearchError> {
        let shown = best.iter().enumerate().skip(query.offset).take(query.limit);
        let mut page: Vec<Hit> =
            shown.clone().map(|(_, candidate)| Hit::new(&candidate.card, candidate.score)).collect();
        if query.highlight {
            let indexes = self.segments.iter().map(Segment::text).collect::<Result<Vec<_>, _>>()?;
            let marker = Marker::new(&asked.text, &indexes).map_err(CatalogError::damaged(Section::Terms))?;
            for hit in &mut page {
                hit.highlight = Some(marker.highlights(&hit.name, &hit.description));
            }
        }
        if query.explain {
            let reread = |place| query.sort == Sort::Relevance && place < rank::WINDOW;
            let cards: Vec<_> = shown.map(|(place, candidate)| (candidate.card, reread(place))).collect();
            let parts = self.parts(asked, expansions, &cards)?;
            for (hit, parts) in page.iter_mut().zip(parts) {
                hit.explain = Some(parts);
            }
        }
        Ok(page)
    }

    /// A note for each value that a filter asks for and no package has.
    fn unknown_values(&self, asked: &Asked, tests: &[Tests<'_>]) -> Result<Vec<Note>, SearchError> {
        let mut notes = Vec::new();
        for (place, condition) in asked.conditions.iter().enumerate() {
            if !tests.iter().any(|tests| tests.knows(place)) {
                notes.extend(near::unknown_value(&self.segments, condition)?);
            }
        }
        Ok(notes)
    }

    /// Of an empty answer, how many would match without each condition.
    fn hints(
        &self,
        asked: &Asked,
        expansions: &[Expansion],
        tests: &[Tests<'_>],
    ) -> Result<Vec<Hint>, SearchError> {
        let is_alone = asked.ranked_text().is_none() && asked.conditions.len() == 1;
        if asked.conditions.is_empty() || is_alone {
            return Ok(Vec::new());
        }
        let mut matches = vec![0; asked.conditions.len()];
        for found in self.matches(asked.ranked_text(), expansions, &[], None)?.found {
            let Some(tests) = tests.get(found.segment as usize) else { continue };
            if let Some(only) = tests.only_failure(found.doc)? {
                matches[only] += 1;
            }
        }
        let hint = |(condition, matches): (&super::parse::Condition, usize)| {
            (matches > 0).then(|| Hint { without: condition.spelled.clone(), matches })
        };
        let mut hints: Vec<Hint> = asked.conditions.iter().zip(matches).filter_map(hint).collect();
        crate::sort::sort_by(&mut hints, |a, b| b.matches.cmp(&a.matches));
        Ok(hints)
    }

    /// The query with its unknown words replaced, if that finds something.
    fn correction(
        &self,
        typed: &str,
        asked: &Asked,
        tests: &[Tests<'_>],
    ) -> Result<Option<String>, SearchError> {
        let Some(corrected) = correct::correction(&self.segments, typed, asked)? else {
            return Ok(None);
        };
        if tests.is_empty() {
            return Ok(Some(corrected));
        }
        let again = Asked::read(&corrected, &super::Filters::default());
        let matches = self.matches(again.ranked_text(), &self.expansions(&again.text)?, tests, Some(1))?;
        Ok(Some(corrected).filter(|_| !matches.found.is_empty()))
    }
}

fn check_limits(query: &Query) -> Result<(), SearchError> {
    let limits = [(query.limit, Query::MAX_LIMIT), (query.facets, Query::MAX_FACETS)];
    match limits.into_iter().find(|(found, max)| found > max) {
        Some((found, max)) => Err(SearchError::LimitTooLarge { found, max }),
        None => Ok(()),
    }
}

/// A note if the hits were to be ordered by a count that is 0 for all of them.
fn no_counts(sort: Sort, best: &[Candidate<'_>]) -> Option<Note> {
    let (count, what) = match (sort, best.first()?.card) {
        (Sort::Downloads, card) => (card.downloads, "downloads"),
        (Sort::Stars, card) => (card.stars, "stars"),
        _ => return None,
    };
    let message = format!("the catalogue knows no {what} of these packages: they are ordered by relevance");
    (count == 0).then_some(Note { code: Note::NO_COUNTS, column: None, message, near: Vec::new() })
}
