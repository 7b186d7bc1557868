//! The second stage: the best few are read again, with what only their names and summaries tell.

use super::candidate::{Candidate, compare};
use super::{Sort, rank};
use crate::catalog::Card;
use crate::text::word_parts;

/// Re-scores and re-orders the first [`rank::WINDOW`] candidates; the others stay behind them.
pub(super) fn rerank(candidates: &mut [Candidate<'_>], words: &[String]) {
    let window = candidates.len().min(rank::WINDOW);
    let window = &mut candidates[..window];
    for candidate in window.iter_mut() {
        let more: u32 = parts(&candidate.card, words).into_iter().map(|(_, points)| points).sum();
        candidate.score = candidate.score.saturating_add(more);
    }
    crate::sort::sort_unstable_by(window, |a, b| compare(a, b, Sort::Relevance));
}

/// What is added to the score, and what for.
pub(super) fn parts(card: &Card<'_>, words: &[String]) -> [(&'static str, u32); 3] {
    [
        ("name-share", name_share(card.name, words) * rank::NAME_SHARE / 256),
        ("neighbours", neighbours(card.summary, words) * rank::NEIGHBOURS),
        ("prior", u32::from(card.prior) * rank::PRIOR_STEP / 16),
    ]
}

/// The share of the name, in 256ths, that the query's words make up.
fn name_share(name: &str, words: &[String]) -> u32 {
    let parts: Vec<String> = word_parts(name).collect();
    let total: usize = parts.iter().map(String::len).sum();
    let found: usize = parts.iter().filter(|part| words.contains(part)).map(String::len).sum();
    (found * 256 / total.max(1)) as u32
}

/// How many pairs of neighbouring words of the query are neighbours in the summary.
fn neighbours(summary: &str, words: &[String]) -> u32 {
    if words.len() < 2 {
        return 0;
    }
    let summary: Vec<String> = word_parts(summary).collect();
    words.windows(2).filter(|pair| summary.windows(2).any(|here| here == *pair)).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::query_words;

    #[test]
    fn shares_and_neighbours_count_words_of_the_query() {
        let words = query_words("web server");
        assert_eq!(name_share("web-server", &words), 256);
        assert_eq!(name_share("web-socket", &words), 256 * 3 / 9);
        assert_eq!(neighbours("a small Web server", &words), 1);
        assert_eq!(neighbours("server of the web", &words), 0);
    }
}
