//! Every constant of the ranking, and the few functions they make up.
//!
//! Shares and discounts are in 256ths. The values were set by hand and moved a few times, by judged queries over
//! Debian's catalogue: `docs/ranking.md` has the experiment of each.

use crate::text::MAX_IMPACT;

/// A common word stands in more than one of so many packages, and in no few: beside other words it finds nothing.
const COMMON_SHARE: u64 = 8;
const COMMON_LEAST: u64 = 1_000;
/// Most terms that one word may stand for by typos; `text` bounds those by prefix.
pub(super) const MAX_TYPO_TERMS: usize = 48;
/// Words of one query that typos are looked for in.
pub(super) const MAX_TYPO_WORDS: usize = 8;
/// So many matches are counted exactly.
pub(super) const MAX_COUNTED: usize = 10_000;
/// Worth of a term that is the word itself.
pub(super) const WHOLE: u32 = 256;
/// An exact term in fewer documents than this may itself be a typo, so typos are looked for beside it.
pub(super) const RARE: u64 = 3;

/// Bonus of a package whose name is the whole query.
pub(super) const NAME_EXACT: u32 = 12_000;
/// Bonus of a name that begins with the whole query, times the share of the name that was typed.
const NAME_PREFIX: usize = 4_000;
/// How much a step of the prior adds to it.
const NAME_PREFIX_PRIOR: u32 = 32;
/// Bonus of a name one edit, or two, from the whole query.
pub(super) const NAME_EDITS: [u32; 2] = [6_000, 4_000];
/// How much a step of the prior (reverse dependencies) adds to a hit that is read again, in 16ths.
pub(super) const PRIOR_STEP: u32 = 24;

/// Hits that are re-read with their names and summaries.
pub(super) const WINDOW: usize = 64;
/// Bonus for a name made of nothing but the query's words, times the share of the name they make up.
pub(super) const NAME_SHARE: u32 = 600;
/// Bonus for each pair of neighbouring words of the query that are neighbours in the summary.
pub(super) const NEIGHBOURS: u32 = 900;

/// Shortest words, in bytes, that are searched with one typo and with two.
const ONE_TYPO_BYTES: usize = 4;
const TWO_TYPO_BYTES: usize = 8;

/// Whether a word that stands in `documents` of `packages` is common.
pub(super) fn is_common(documents: u64, packages: u64) -> bool {
    documents > COMMON_LEAST.max(packages / COMMON_SHARE)
}

/// How many typos a word may have.
pub(super) fn typos_allowed(word: &str) -> usize {
    match word.len() {
        len if len >= TWO_TYPO_BYTES => 2,
        len if len >= ONE_TYPO_BYTES => 1,
        _ => 0,
    }
}

/// What a term of `term` bytes is worth of which the word is the first `word` bytes.
pub(super) fn prefix_discount(word: usize, term: usize) -> u32 {
    const MOST: usize = 176;
    (MOST * word / term.max(1)) as u32
}

/// What a name of `name` bytes is worth of which the query is the first `typed` bytes.
pub(super) fn name_prefix(typed: usize, name: usize, prior: u8) -> u32 {
    (NAME_PREFIX * typed / name.max(1)) as u32 + u32::from(prior) * NAME_PREFIX_PRIOR
}

/// What a term tells of a document, by its impact there, how rare the word is and what the term is worth.
pub(super) fn told(impact: u8, rarity: u32, worth: u32) -> u32 {
    const STEP: u32 = 17;
    (u32::from(impact) * STEP * rarity / 16 * worth / 256).max(1)
}

/// [`told`] for each impact.
pub(super) struct Told([u32; 16]);

impl Told {
    #[inline]
    pub(super) fn of(&self, impact: u8) -> u32 {
        self.0[usize::from(impact & MAX_IMPACT)]
    }
}

pub(super) fn told_by_impact(rarity: u32, worth: u32) -> Told {
    Told(core::array::from_fn(|impact| told(impact as u8, rarity, worth)))
}

/// What a term is worth that is `edits` away from the word.
pub(super) fn typo_discount(edits: usize) -> u32 {
    [256, 128, 64].get(edits).copied().unwrap_or(0)
}

/// 16 · log₂(1 + packages / documents): how much a word tells that stands in so many documents.
pub(super) fn rarity(packages: u64, documents: u64) -> u32 {
    log2_16ths(256 + 256 * packages / documents.max(1)) - 8 * 16
}

/// 16 · log₂(n), linear between powers of two.
fn log2_16ths(n: u64) -> u32 {
    let n = n.max(1);
    let exponent = n.ilog2();
    let mantissa = (u128::from(n) << 16 >> exponent) as u32 & 0xffff;
    exponent * 16 + (mantissa >> 12)
}

/// `score` with its share taken away for the weight of the words that are missing.
pub(super) fn covered(score: u32, found: u32, total: u32) -> u32 {
    const FLOOR: u64 = 16;
    let share = u64::from(found) * 256 / u64::from(total.max(1));
    let factor = FLOOR + (256 - FLOOR) * share * share / (256 * 256);
    (u64::from(score) * factor / 256) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_tell_more() {
        assert!(rarity(60_000, 1) > rarity(60_000, 100));
        assert!(rarity(60_000, 60_000) > 0);
        assert!(rarity(u64::MAX / 1024, 0) > 0);
    }

    #[test]
    fn in_a_small_catalogue_no_word_is_common() {
        assert!(is_common(8_000, 63_000) && !is_common(7_000, 63_000));
        assert!(!is_common(900, 900));
    }

    #[test]
    fn missing_words_cost_more_than_their_share() {
        assert_eq!(covered(1000, 10, 10), 1000);
        assert!(covered(1000, 5, 10) < 500);
    }
}
