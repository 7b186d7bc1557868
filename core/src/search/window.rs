//! The sums of a run of documents: what the words found so far tell of each.

use core::ops::Range;

use super::rank::{self, Told};
use crate::codec::Read;
use crate::text::Scan;

/// What is known of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// What its words tell, and in the upper half the rarity of those found.
    words: u64,
    bonus: u32,
}

impl Sum {
    pub(super) fn add(&mut self, told: u32, rarity: u32) {
        self.words += both(told, rarity);
    }

    pub(super) fn take(&mut self, told: u32, rarity: u32) {
        self.words -= both(told, rarity);
    }

    pub(super) fn plus(self, more: Self) -> Self {
        Self { words: self.words + more.words, bonus: self.bonus + more.bonus }
    }

    /// The score, if the words of the query have `total` rarity together.
    pub(super) fn score(self, total: u32) -> u32 {
        let (told, found) = (self.words as u32, (self.words >> 32) as u32);
        let words = if told == 0 { 0 } else { rank::covered(told, found, total).max(1) };
        words.saturating_add(self.bonus)
    }
}

fn both(told: u32, rarity: u32) -> u64 {
    u64::from(rarity) << 32 | u64::from(told)
}

/// The sums of the documents `docs`.
pub(super) struct Window {
    pub(super) docs: Range<u32>,
    sums: Vec<u64>,
    bonuses: Vec<u32>,
    members: Places,
    /// What the best term of a word tells; zero between words.
    best: Vec<u32>,
    of_word: Places,
}

impl Window {
    /// Documents in a window.
    pub(super) const DOCS: u32 = 2_048;

    /// For up to `docs` documents at a time.
    pub(super) fn new(docs: u32) -> Self {
        let size = docs as usize;
        let (members, of_word) = (Places::new(size), Places::new(size));
        Self {
            docs: 0..0,
            sums: vec![0; size],
            bonuses: vec![0; size],
            members,
            best: vec![0; size],
            of_word,
        }
    }

    /// Number of documents with a sum.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// Adds what a term tells of every document.
    pub(super) fn add(&mut self, scan: &mut Scan<'_>, told: &Told, rarity: u32) -> Read<()> {
        let Self { docs, sums, members, .. } = self;
        scan.for_each(docs.clone(), |doc, impact| {
            let place = (doc - docs.start) as usize;
            sums[place] += both(told.of(impact), rarity);
            members.insert(place);
        })
    }

    /// Notes what a term tells of every document, where no other term of the word tells more.
    pub(super) fn find_best(&mut self, scan: &mut Scan<'_>, told: &Told) -> Read<()> {
        let Self { docs, best, of_word, .. } = self;
        scan.for_each(docs.clone(), |doc, impact| {
            let place = (doc - docs.start) as usize;
            best[place] = best[place].max(told.of(impact));
            of_word.insert(place);
        })
    }

    /// The same, but only of documents with a sum.
    pub(super) fn look_up(&mut self, scan: &mut Scan<'_>, told: &Told) -> Read<()> {
        for place in self.members.iter() {
            if let Some(impact) = scan.impact(self.docs.start + place as u32)? {
                self.best[place] = self.best[place].max(told.of(impact));
                self.of_word.insert(place);
            }
        }
        Ok(())
    }

    /// Forgets what was noted of documents without a sum.
    pub(super) fn keep_best(&mut self) {
        let (best, members) = (&mut self.best, &self.members);
        self.of_word.retain(|place| {
            let kept = members.contains(place);
            best[place] = if kept { best[place] } else { 0 };
            kept
        });
    }

    /// Adds what was noted.
    pub(super) fn add_best(&mut self, rarity: u32) {
        for place in self.of_word.iter() {
            self.sums[place] += both(core::mem::take(&mut self.best[place]), rarity);
            self.members.insert(place);
        }
        self.of_word.clear();
    }

    pub(super) fn add_bonus(&mut self, doc: u32, bonus: u32) {
        let place = (doc - self.docs.start) as usize;
        self.bonuses[place] = bonus;
        self.members.insert(place);
    }

    /// Drops the documents that `keep` refuses.
    pub(super) fn retain(&mut self, keep: impl Fn(u32, Sum) -> bool) {
        let (start, sums, bonuses) = (self.docs.start, &mut self.sums, &mut self.bonuses);
        self.members.retain(|place| {
            let kept = keep(start + place as u32, Sum { words: sums[place], bonus: bonuses[place] });
            if !kept {
                (sums[place], bonuses[place]) = (0, 0);
            }
            kept
        });
    }

    /// Hands out each document with its sum, ascending, and is empty then.
    pub(super) fn drain(&mut self, mut each: impl FnMut(u32, Sum) -> Read<()>) -> Read<()> {
        for place in self.members.iter() {
            let words = core::mem::take(&mut self.sums[place]);
            let bonus = core::mem::take(&mut self.bonuses[place]);
            each(self.docs.start + place as u32, Sum { words, bonus })?;
        }
        self.members.clear();
        Ok(())
    }
}

/// A set of places in a window, a bit each.
struct Places(Vec<u64>);

impl Places {
    fn new(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    fn len(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    #[inline]
    fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn contains(&self, place: usize) -> bool {
        self.0[place / 64] >> (place % 64) & 1 == 1
    }

    /// The places, ascending.
    fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(word, bits)| Bits(*bits).map(move |bit| word * 64 + bit))
    }

    fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        for (word, bits) in self.0.iter_mut().enumerate() {
            for bit in Bits(*bits) {
                if !keep(word * 64 + bit) {
                    *bits &= !(1 << bit);
                }
            }
        }
    }

    fn clear(&mut self) {
        self.0.fill(0);
    }
}

/// The bits that are set, from the lowest on.
struct Bits(u64);

impl Iterator for Bits {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let bit = (self.0 != 0).then(|| self.0.trailing_zeros() as usize)?;
        self.0 &= self.0 - 1;
        Some(bit)
    }
}
