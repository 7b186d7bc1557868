//! What the score of a hit is made of: the parts add up to it exactly.
//!
//! A way of its own: the terms of the query are read once more, and of the hits shown is written down what the flow
//! only adds. The functions that say what something is worth are the flow's (`rank`, `names`, `rerank`).

use serde::Serialize;

use super::expand::Expansion;
use super::flow::name_typos;
use super::parse::Asked;
use super::{SearchError, names, rank, rerank};
use crate::catalog::{Card, Cards, Catalog, CatalogError, Section, Segment};
use crate::codec::Read;
use crate::text::{TextIndex, query_words};

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What it is for: `word` (a word of the query is there), `near-word` (one that it begins, or that is spelled
    /// nearly so), `missing-words`, `name` (the whole query names it, or nearly), `name-share`, `neighbours` or
    /// `prior`.
    pub what: &'static str,
    /// The word of the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// What it adds to the score, or takes away.
    pub points: i64,
}

/// What is known of the score of one release.
#[derive(Default)]
struct Tally {
    doc: u32,
    /// Its place among the hits.
    place: usize,
    parts: Vec<Part>,
    points: u32,
    /// Rarity of the words found.
    found: u32,
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// The parts of the score of each of `cards`; those with `true` were read again in the second stage.
    pub(super) fn parts(
        &self,
        asked: &Asked,
        expansions: &[Expansion],
        cards: &[(Card<'_>, bool)],
    ) -> Result<Vec<Vec<Part>>, SearchError> {
        let (text, words) = (asked.ranked_text(), query_words(&asked.text));
        let mut parts = vec![Vec::new(); cards.len()];
        let Some(text) = text else { return Ok(parts) };
        let indexes = self.segments.iter().map(Segment::text).collect::<Result<Vec<_>, _>>()?;
        let typos = name_typos(text, expansions, &indexes).map_err(CatalogError::damaged(Section::Names))?;
        for (number, segment) in self.segments.iter().enumerate() {
            let mut tallies = Vec::new();
            for (place, (card, _)) in cards.iter().enumerate() {
                if let Some((_, doc)) = self.place(card.name)?.filter(|(found, _)| *found == number) {
                    tallies.push(Tally { doc, place, ..Tally::default() });
                }
            }
            crate::sort::sort_by(&mut tallies, |a, b| a.doc.cmp(&b.doc));
            let (index, table) = (segment.text()?, segment.cards()?);
            add_words(&mut tallies, &words, expansions, number, &index)
                .and_then(|()| add_names(&mut tallies, text, typos, &index, &table))
                .map_err(CatalogError::damaged(Section::Postings))?;
            for tally in tallies {
                parts[tally.place] = tally.parts;
            }
        }
        for (parts, (card, reread)) in parts.iter_mut().zip(cards) {
            if *reread {
                let more = rerank::parts(card, &words).into_iter().filter(|(_, points)| *points > 0);
                parts.extend(more.map(|(what, points)| Part::of(what, points.into())));
            }
        }
        Ok(parts)
    }

    /// Segment and number of the current release of the package called exactly `name`.
    pub(super) fn place(&self, name: &str) -> Result<Option<(usize, u32)>, SearchError> {
        let damaged = |damage| CatalogError::damaged(Section::Rows)(damage);
        for (number, segment) in self.segments.iter().enumerate() {
            let table = segment.cards()?;
            let mut doc = table.lower_bound(0, name).map_err(damaged)?;
            while doc < table.len() && table.name(doc).map_err(damaged)? == name {
                if self.is_current(number, &table, doc)? {
                    return Ok(Some((number, doc)));
                }
                doc += 1;
            }
        }
        Ok(None)
    }
}

impl Part {
    fn of(what: &'static str, points: i64) -> Self {
        Self { what, word: None, points }
    }
}

/// The words found in each release, then what is taken away for the others.
fn add_words(
    tallies: &mut [Tally],
    words: &[String],
    expansions: &[Expansion],
    number: usize,
    index: &TextIndex<'_>,
) -> Read<()> {
    for (word, expansion) in words.iter().zip(expansions) {
        let best = best_terms(tallies, expansion, number, index)?;
        for (tally, (points, what)) in tallies.iter_mut().zip(best) {
            if points > 0 {
                tally.points = tally.points.saturating_add(points);
                tally.found += expansion.rarity;
                tally.parts.push(Part { word: Some(word.clone()), ..Part::of(what, points.into()) });
            }
        }
    }
    let total = expansions.iter().map(|expansion| expansion.rarity).sum();
    for tally in tallies.iter_mut().filter(|tally| tally.points > 0) {
        let covered = rank::covered(tally.points, tally.found, total).max(1);
        let change = i64::from(covered) - i64::from(tally.points);
        if change != 0 {
            tally.parts.push(Part::of("missing-words", change));
        }
    }
    Ok(())
}

/// For each release, ascending, what the best term of the word tells of it, and whether that is the word.
fn best_terms(
    tallies: &[Tally],
    expansion: &Expansion,
    number: usize,
    index: &TextIndex<'_>,
) -> Read<Vec<(u32, &'static str)>> {
    let mut best = vec![(0, ""); tallies.len()];
    for meant in expansion.segments.get(number).map_or(&[][..], Vec::as_slice) {
        let what = if meant.worth == rank::WHOLE { "word" } else { "near-word" };
        let mut scan = meant.postings.scan(index.postings)?;
        for (tally, best) in tallies.iter().zip(&mut best) {
            if let Some(impact) = scan.impact(tally.doc)? {
                let told = rank::told(impact, expansion.rarity, meant.worth);
                *best = if told > best.0 { (told, what) } else { *best };
            }
        }
    }
    Ok(best)
}

fn add_names(
    tallies: &mut [Tally],
    text: &str,
    typos: usize,
    index: &TextIndex<'_>,
    table: &Cards<'_>,
) -> Read<()> {
    names::for_each_match(text, typos, index, table, |doc, worth| {
        if let Ok(place) = tallies.binary_search_by_key(&doc, |tally| tally.doc) {
            tallies[place].parts.push(Part::of("name", worth.into()));
        }
    })
}
