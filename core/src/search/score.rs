//! Scores of the releases of one segment.

use super::expand::Expansion;
use super::rank;
use crate::codec::Read;
use crate::text::{Postings, TextIndex};

/// A score for each release; only those touched count.
pub(super) struct Scores {
    scores: Vec<u32>,
    /// Rarity of the words found in each release.
    found: Vec<u32>,
    touched: Vec<u32>,
}

impl Scores {
    pub(super) fn new(releases: u32) -> Self {
        Self { scores: vec![0; releases as usize], found: vec![0; releases as usize], touched: Vec::new() }
    }

    /// Adds for each word what its best term tells, then takes the share of the missing words away.
    pub(super) fn add_words(&mut self, expansions: &[Expansion], index: &TextIndex<'_>) -> Read<()> {
        let mut best = vec![0u32; self.scores.len()];
        for expansion in expansions {
            for doc in best_of_terms(expansion, index, &mut best)? {
                self.add(doc, core::mem::take(&mut best[doc as usize]));
                self.found[doc as usize] += expansion.rarity;
            }
        }
        let total = expansions.iter().map(|expansion| expansion.rarity).sum();
        for doc in self.touched.iter().map(|doc| *doc as usize) {
            self.scores[doc] = rank::covered(self.scores[doc], self.found[doc], total).max(1);
        }
        Ok(())
    }

    /// Adds to one release; a release that is not there is left out.
    pub(super) fn add(&mut self, doc: u32, worth: u32) {
        if let Some(score) = self.scores.get_mut(doc as usize) {
            if *score == 0 {
                self.touched.push(doc);
            }
            *score = score.saturating_add(worth);
        }
    }

    /// Each release found, with its score.
    pub(super) fn into_found(self) -> impl Iterator<Item = (u32, u32)> {
        let scores = self.scores;
        self.touched.into_iter().map(move |doc| (doc, scores[doc as usize]))
    }
}

/// Fills `best` with what the best term of the word tells of each release; returns the releases.
fn best_of_terms(expansion: &Expansion, index: &TextIndex<'_>, best: &mut [u32]) -> Read<Vec<u32>> {
    let mut docs = Vec::new();
    for (term, worth) in &expansion.terms {
        let Some(value) = index.terms.get(term.as_bytes())? else { continue };
        Postings(value).for_each(index.postings, |doc, impact| {
            if let Some(best) = best.get_mut(doc as usize) {
                if *best == 0 {
                    docs.push(doc);
                }
                *best = (*best).max(rank::term_points(impact, expansion.rarity, *worth));
            }
        })?;
    }
    Ok(docs)
}
