//! Scores of the releases of one segment, window by window.
//!
//! A window is a run of documents whose sums fit a processor's nearest cache. Words that alone cannot lift a
//! document among the best so far (MaxScore: Turtle and Flood, 1995) bring no documents of their own: they only
//! add to those that another word has found, as long as these can still get there. What is dropped could not have
//! been among the best, so the answer is that of scoring everything.

use super::candidate::Best;
use super::expand::Expansion;
use super::rank;
use super::window::{Sum, Window};
use crate::codec::Read;
use crate::text::{Scan, TextIndex};

/// So few documents are looked up in a list one by one; for more, the list is read.
const LOOKED_UP: u32 = 64;

/// A query over one segment.
pub(super) struct Scorer<'a> {
    /// Common words first; else ascending by `most`.
    words: Vec<Word<'a>>,
    /// Rarity of all words.
    total: u32,
    /// Documents with what is added to their scores, ascending, each once.
    bonuses: Vec<(u32, u32)>,
    window: u32,
}

/// One word of the query.
struct Word<'a> {
    rarity: u32,
    /// It finds nothing by itself.
    is_common: bool,
    /// No document gets more for this word.
    most: u32,
    /// Each term with its worth.
    terms: Vec<(Scan<'a>, u32)>,
}

impl<'a> Scorer<'a> {
    /// The words in segment `number`, whose text is `index`; `bonuses` in any order.
    pub(super) fn new(
        expansions: &[Expansion],
        number: usize,
        index: &TextIndex<'a>,
        bonuses: Vec<(u32, u32)>,
    ) -> Read<Self> {
        let words = expansions.iter().map(|expansion| Word::new(expansion, number, index));
        let mut words = words.collect::<Read<Vec<_>>>()?;
        crate::sort::sort_by(&mut words, |a, b| (b.is_common, a.most).cmp(&(a.is_common, b.most)));
        let total = expansions.iter().map(|expansion| expansion.rarity).sum();
        Ok(Self { words, total, bonuses: summed(bonuses), window: Window::DOCS })
    }

    /// Offers to `best` those of the first `docs` documents that match, that `accept` lets pass, and that may be
    /// among the best.
    pub(super) fn run(mut self, docs: u32, accept: impl Fn(u32) -> bool, best: &mut Best<'_>) -> Read<()> {
        let mut window = Window::new(self.window.min(docs));
        let mut bonuses = core::mem::take(&mut self.bonuses).into_iter().peekable();
        for start in (0..docs).step_by(self.window as usize) {
            window.docs = start..docs.min(start.saturating_add(self.window));
            let optional = self.optional(best);
            for word in &mut self.words[optional..] {
                word.find(&mut window)?;
            }
            while let Some((doc, bonus)) = bonuses.next_if(|(doc, _)| window.docs.contains(doc)) {
                window.add_bonus(doc, bonus);
            }
            window.retain(|doc, _| accept(doc));
            best.count(window.len());
            self.complete(optional, best.least(), &mut window)?;
            window.drain(|doc, sum| best.offer(doc, sum.score(self.total)))?;
        }
        Ok(())
    }

    /// How many words, from the first on, need not find anything.
    fn optional(&self, best: &mut Best<'_>) -> usize {
        if best.is_counting() {
            return self.words.iter().take_while(|word| word.is_common).count();
        }
        let mut together = Sum::default();
        let finds = |word: &Word<'_>| {
            together.add(word.most, word.rarity);
            !word.is_common && together.score(self.total) >= best.least()
        };
        self.words.iter().position(finds).unwrap_or(self.words.len())
    }

    /// Adds the first `optional` words to what can still get to `least`; drops the rest.
    fn complete(&mut self, optional: usize, least: u32, window: &mut Window) -> Read<()> {
        let (total, words) = (self.total, &mut self.words[..optional]);
        let mut more = Sum::default();
        words.iter().for_each(|word| more.add(word.most, word.rarity));
        for word in words.iter_mut().rev() {
            window.retain(|_, sum| sum.plus(more).score(total) >= least);
            if window.len() == 0 {
                return Ok(());
            }
            word.add_to(window)?;
            more.take(word.most, word.rarity);
        }
        Ok(())
    }
}

impl<'a> Word<'a> {
    fn new(expansion: &Expansion, number: usize, index: &TextIndex<'a>) -> Read<Self> {
        let (mut terms, mut most) = (Vec::new(), 0);
        for meant in expansion.segments.get(number).map_or(&[][..], Vec::as_slice) {
            let scan = meant.postings.scan(index.postings)?;
            most = most.max(rank::told(scan.largest(), expansion.rarity, meant.worth));
            terms.push((scan, meant.worth));
        }
        Ok(Self { rarity: expansion.rarity, is_common: expansion.is_common, most, terms })
    }

    /// Adds what the word tells of every document in the window.
    fn find(&mut self, window: &mut Window) -> Read<()> {
        if let [(scan, worth)] = &mut self.terms[..] {
            let told = rank::told_by_impact(self.rarity, *worth);
            return window.add(scan, &told, self.rarity);
        }
        self.find_best(window)?;
        window.add_best(self.rarity);
        Ok(())
    }

    /// Adds what the word tells of the documents that the window has already.
    fn add_to(&mut self, window: &mut Window) -> Read<()> {
        if window.len() as u32 > LOOKED_UP {
            self.find_best(window)?;
        } else {
            for (scan, worth) in &mut self.terms {
                window.look_up(scan, &rank::told_by_impact(self.rarity, *worth))?;
            }
        }
        window.keep_best();
        window.add_best(self.rarity);
        Ok(())
    }

    fn find_best(&mut self, window: &mut Window) -> Read<()> {
        for (scan, worth) in &mut self.terms {
            window.find_best(scan, &rank::told_by_impact(self.rarity, *worth))?;
        }
        Ok(())
    }
}

/// Bonuses of the same document as one, ascending by document.
fn summed(mut bonuses: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    crate::sort::sort_unstable(&mut bonuses);
    bonuses.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
    bonuses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, SegmentBuilder};
    use crate::model::{Level, Manifest, PackageName, Record, Version};
    use crate::search::candidate::Tally;
    use crate::search::expand::Meant;
    use crate::text::Postings;
    use proptest::prelude::*;

    const TERMS: [&str; 8] = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"];

    fn record(number: usize, words: &[usize]) -> Record {
        let name = PackageName::parse(&format!("p{number:03}")).unwrap();
        let summary = words.iter().map(|word| TERMS[*word]).collect::<Vec<_>>().join(" ");
        let manifest = Manifest::new(name, Version::parse("1.0.0").unwrap(), summary);
        Record {
            manifest,
            archive: None,
            level: Level::Logged,
            leaf: 0,
            downloads: number as u32 % 3 * 5_000,
            stars: 0,
        }
    }

    /// What the words tell of one document, by the definition.
    fn score(doc: u32, words: &[Expansion], section: &[u8], bonuses: &[(u32, u32)]) -> Option<u32> {
        let (mut told, mut found, mut is_found) = (0, 0, false);
        for word in words {
            let impact = |meant: &Meant| meant.postings.scan(section).unwrap().impact(doc).unwrap();
            let tell = |meant: &Meant| Some(rank::told(impact(meant)?, word.rarity, meant.worth));
            if let Some(best) = word.segments[0].iter().filter_map(tell).max() {
                (told, found, is_found) = (told + best, found + word.rarity, is_found || !word.is_common);
            }
        }
        let bonus: u32 = bonuses.iter().filter(|(named, _)| *named == doc).map(|(_, worth)| worth).sum();
        let total = words.iter().map(|word| word.rarity).sum();
        let words = if told > 0 { rank::covered(told, found, total).max(1) } else { 0 };
        (is_found || bonus > 0).then_some(words + bonus)
    }

    type Words = Vec<(u32, bool, Vec<(usize, u32)>)>;

    fn expansions(words: &Words, index: &TextIndex<'_>) -> Vec<Expansion> {
        let meant = |(term, worth): &(usize, u32)| {
            let value = index.terms.get(TERMS[*term].as_bytes()).unwrap()?;
            Some(Meant { postings: Postings(value), worth: *worth })
        };
        let expansion = |(rarity, is_common, terms): &(u32, bool, Vec<(usize, u32)>)| {
            Expansion::of_terms(*rarity, *is_common, terms.iter().filter_map(meant).collect())
        };
        words.iter().map(expansion).collect()
    }

    proptest! {
        /// Windows and what they skip change nothing: the best are those of scoring each document by itself.
        #[test]
        fn the_best_are_those_of_a_linear_scan(
            texts in prop::collection::vec(prop::collection::vec(0..TERMS.len(), 0..7), 1..100),
            words in prop::collection::vec(
                (1u32..200, any::<bool>(), prop::collection::vec((0..TERMS.len(), 1u32..=256), 0..4)), 0..6),
            bonuses in prop::collection::vec((0u32..100, 1u32..5_000), 0..12),
            (window, wanted, most_counted, passing) in (1u32..40, 1usize..9, 0usize..100, 1u32..4),
        ) {
            let mut builder = SegmentBuilder::new();
            texts.iter().enumerate().for_each(|(number, words)| builder.push(record(number, words)).unwrap());
            let catalog = Catalog::open(vec![builder.build(&mut |_, _, _| {}).unwrap()]).unwrap();
            let (cards, index) = (catalog.segments[0].cards().unwrap(), catalog.segments[0].text().unwrap());
            let bonuses: Vec<_> = bonuses.into_iter().filter(|(doc, _)| *doc < cards.len()).collect();
            let (expansions, accept) = (expansions(&words, &index), |doc| doc % passing == 0);

            let mut expected = Vec::new();
            for doc in (0..cards.len()).filter(|doc| accept(*doc)) {
                let score = score(doc, &expansions, index.postings, &bonuses);
                expected.extend(score.map(|score| (core::cmp::Reverse((score, cards.prior(doc).unwrap())), doc)));
            }
            expected.sort_unstable();
            let matches = expected.len();
            expected.truncate(wanted);

            let mut tally = Tally::new();
            tally.most_counted = most_counted;
            let mut best = Best::new(0, Some(wanted), cards, &mut tally);
            let scorer = Scorer::new(&expansions, 0, &index, bonuses).unwrap();
            Scorer { window, ..scorer }.run(cards.len(), accept, &mut best).unwrap();
            best.finish();
            let (total, is_exact) = tally.total();
            let is_right = if is_exact { total == matches } else { total == most_counted && total < matches };
            prop_assert!(is_right, "{total} of {matches}, exact: {is_exact}");
            let mut found = tally.found;
            found.sort_unstable_by_key(|found| (core::cmp::Reverse((found.score, cards.prior(found.doc).unwrap())), found.doc));
            prop_assert_eq!(
                found.iter().map(|found| (found.score, found.doc)).collect::<Vec<_>>(),
                expected.iter().map(|(key, doc)| (key.0.0, *doc)).collect::<Vec<_>>()
            );
        }
    }
}
