//! Postings: the documents of a term, ascending, each with an impact of 1–15.
//!
//! ```text
//! varint count | largest impact u8, if there is more than one block | blocks of up to 64:
//!   gap width u8 | varint last document less the one before the block, in all blocks but the last
//!   | gaps, bit-packed | impacts of 4 bits, the lower half of a byte first
//! ```
//! A gap is the distance to the document before it, less one. A list of one is not here: the term's value in
//! the FST holds it ([`Postings::inline`]). A block that is not wanted is stepped over without being decoded.

use crate::codec::{Cursor, Damage, Read, put_varint, width_of};

const BLOCK: usize = 64;
const MAX_GAP_BITS: u8 = 32;
/// Largest impact.
pub(crate) const MAX_IMPACT: u8 = 15;
const IMPACT_BITS: u32 = 4;

const OUT_OF_RANGE: Damage = Damage("a document number is out of range");
const SPAN: Damage = Damage("a block of postings ends elsewhere than it says");

/// Where the postings of a term are: the value that the FST maps it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Postings(pub(crate) u64);

impl Postings {
    /// The value for a list of one.
    pub(crate) fn inline(doc: u32, impact: u8) -> Self {
        Self((u64::from(doc) << IMPACT_BITS | u64::from(impact & MAX_IMPACT)) << 1 | 1)
    }

    /// The value for a list at `offset` of the section.
    pub(crate) fn at(offset: usize) -> Self {
        Self((offset as u64) << 1)
    }

    fn single(self) -> Option<(u32, u8)> {
        let impact = (self.0 >> 1) as u8 & MAX_IMPACT;
        (self.0 & 1 == 1).then_some(((self.0 >> (1 + IMPACT_BITS)) as u32, impact))
    }

    fn cursor(self, section: &[u8]) -> Read<Cursor<'_>> {
        let start = usize::try_from(self.0 >> 1).map_err(|_| Damage("postings are out of range"))?;
        Ok(Cursor::new(section.get(start..).ok_or(Damage("postings are out of range"))?))
    }

    /// Number of documents.
    pub(crate) fn count(self, section: &[u8]) -> Read<u32> {
        if self.single().is_some() { Ok(1) } else { self.cursor(section)?.varint() }
    }

    /// The documents, from the first on.
    pub(crate) fn scan(self, section: &[u8]) -> Read<Scan<'_>> {
        if let Some((doc, impact)) = self.single() {
            let mut block = Block { len: 1, ..Block::EMPTY };
            (block.docs[0], block.impacts[0]) = (doc, impact);
            let next = doc.saturating_add(1);
            return Ok(Scan { rest: Cursor::new(&[]), left: 0, next, largest: impact, block });
        }
        let mut rest = self.cursor(section)?;
        let left = rest.varint()? as usize;
        let largest = if left > BLOCK { rest.u8()?.min(MAX_IMPACT) } else { MAX_IMPACT };
        Ok(Scan { rest, left, next: 0, largest, block: Block::EMPTY })
    }
}

/// A place in a list of postings that only moves forward.
#[derive(Debug, Clone)]
pub(crate) struct Scan<'a> {
    /// From the next block on.
    rest: Cursor<'a>,
    /// Documents in the blocks that follow.
    left: usize,
    /// The document after the last of the blocks so far.
    next: u32,
    largest: u8,
    block: Block,
}

/// One block, decoded.
#[derive(Debug, Clone)]
struct Block {
    docs: [u32; BLOCK],
    impacts: [u8; BLOCK],
    /// The next one to be given.
    at: usize,
    len: usize,
}

impl Block {
    const EMPTY: Self = Self { docs: [0; BLOCK], impacts: [0; BLOCK], at: 0, len: 0 };

    /// Those not given yet.
    fn rest(&self) -> impl Iterator<Item = (u32, u8)> {
        let (docs, impacts) = (&self.docs[..self.len], &self.impacts[..self.len]);
        docs.iter().copied().zip(impacts.iter().copied()).skip(self.at)
    }
}

impl Scan<'_> {
    /// No impact of the list is above it.
    pub(crate) fn largest(&self) -> u8 {
        self.largest
    }

    /// Calls `found` with each further document of `docs` and its impact; steps over what is before them.
    pub(crate) fn for_each(
        &mut self,
        docs: core::ops::Range<u32>,
        mut found: impl FnMut(u32, u8),
    ) -> Read<()> {
        loop {
            let mut given = 0;
            for (doc, impact) in self.block.rest().take_while(|(doc, _)| *doc < docs.end) {
                given += 1;
                if doc >= docs.start {
                    found(doc, impact);
                }
            }
            self.block.at += given;
            if self.block.at < self.block.len || self.next >= docs.end || !self.read_block(docs.start)? {
                return Ok(());
            }
        }
    }

    /// The impact of `doc`, if it is listed, further on.
    pub(crate) fn impact(&mut self, doc: u32) -> Read<Option<u8>> {
        if self.next <= doc && !self.read_block(doc)? {
            return Ok(None);
        }
        self.block.at += self.block.rest().take_while(|(listed, _)| *listed < doc).count();
        Ok(self.block.rest().next().filter(|(listed, _)| *listed == doc).map(|(_, impact)| impact))
    }

    /// Decodes the next block that ends behind `start`, stepping over those before it; whether there is one.
    fn read_block(&mut self, start: u32) -> Read<bool> {
        while self.left > 0 {
            let (len, width) = (self.left.min(BLOCK), self.rest.u8()?);
            if width > MAX_GAP_BITS {
                return Err(Damage("a bit width is out of range"));
            }
            let span = if self.left > BLOCK { Some(self.rest.varint()?) } else { None };
            let gaps = self.rest.take(gap_bytes(len, width))?;
            let impacts = self.rest.take(len.div_ceil(2))?;
            self.left -= len;
            let after = span.map(|span| self.next.checked_add(span).ok_or(OUT_OF_RANGE)).transpose()?;
            if let Some(after) = after.filter(|after| *after <= start) {
                self.next = after;
                continue;
            }
            self.next = self.block.decode(len, self.next, (width, gaps), impacts)?;
            return if after.is_some_and(|after| after != self.next) { Err(SPAN) } else { Ok(true) };
        }
        (self.block.at, self.block.len) = (0, 0);
        Ok(false)
    }
}

impl Block {
    /// Reads `len` documents from `next` on; returns the document after the last.
    fn decode(&mut self, len: usize, next: u32, (width, gaps): (u8, &[u8]), impacts: &[u8]) -> Read<u32> {
        let (mask, mut next, mut bit) = ((1u64 << width) - 1, u64::from(next), 0);
        for doc in &mut self.docs[..len] {
            next += read_bits(gaps, bit) & mask;
            *doc = next as u32;
            next += 1;
            bit += usize::from(width);
        }
        for (pair, byte) in self.impacts.chunks_exact_mut(2).zip(impacts) {
            pair.copy_from_slice(&[byte & MAX_IMPACT, byte >> IMPACT_BITS]);
        }
        (self.at, self.len) = (0, len);
        // The gaps only go up, so that the last number is the largest.
        u32::try_from(next).map_err(|_| OUT_OF_RANGE)
    }
}

fn gap_bytes(len: usize, width: u8) -> usize {
    (len * usize::from(width)).div_ceil(8)
}

/// Up to 57 bits at `bit`; bits beyond the end are zero.
fn read_bits(bytes: &[u8], bit: usize) -> u64 {
    let tail = bytes.get(bit / 8..).unwrap_or(&[]);
    let word = match tail.first_chunk() {
        Some(word) => u64::from_le_bytes(*word),
        None => tail.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    word >> (bit % 8)
}

/// Appends the list of `postings` (ascending documents) to the section; returns the term's value.
pub(crate) fn write(section: &mut Vec<u8>, postings: &[(u32, u8)]) -> Postings {
    if let [(doc, impact)] = postings {
        return Postings::inline(*doc, *impact);
    }
    let start = section.len();
    put_varint(section, postings.len() as u32);
    if postings.len() > BLOCK {
        section.push(postings.iter().map(|(_, impact)| *impact).max().unwrap_or(0));
    }
    let mut next = 0;
    let blocks = postings.len().div_ceil(BLOCK);
    for (number, block) in (1..).zip(postings.chunks(BLOCK)) {
        next = write_block(section, block, next, number == blocks);
    }
    Postings::at(start)
}

fn write_block(section: &mut Vec<u8>, block: &[(u32, u8)], first: u32, is_last: bool) -> u32 {
    let mut next = first;
    let mut gaps = Vec::with_capacity(block.len());
    for (doc, _) in block {
        gaps.push(doc - next);
        next = doc + 1;
    }
    let width = width_of(gaps.iter().copied().max().unwrap_or(0).into());
    section.push(width);
    if !is_last {
        put_varint(section, next - first);
    }
    write_gaps(section, &gaps, width);
    let impacts =
        block.chunks(2).map(|pair| pair.iter().rev().fold(0, |byte, (_, impact)| byte << 4 | impact));
    section.extend(impacts);
    next
}

fn write_gaps(section: &mut Vec<u8>, gaps: &[u32], width: u8) {
    let start = section.len();
    section.resize(start + gap_bytes(gaps.len(), width), 0);
    for (index, gap) in gaps.iter().enumerate() {
        let bit = index * usize::from(width);
        let word = u64::from(*gap) << (bit % 8);
        for (byte, part) in section[start + bit / 8..].iter_mut().zip(word.to_le_bytes()) {
            *byte |= part;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(value: Postings, section: &[u8], ranges: &[core::ops::Range<u32>]) -> Vec<(u32, u8)> {
        let (mut scan, mut found) = (value.scan(section).unwrap(), Vec::new());
        for range in ranges {
            scan.for_each(range.clone(), |doc, impact| found.push((doc, impact))).unwrap();
        }
        found
    }

    proptest! {
        #[test]
        fn lists_survive(map in prop::collection::btree_map(0u32..100_000, 1u8..=MAX_IMPACT, 1..400)) {
            let postings: Vec<(u32, u8)> = map.into_iter().collect();
            let mut section = vec![7; 3];
            let value = write(&mut section, &postings);
            prop_assert_eq!(value.count(&section).unwrap() as usize, postings.len());
            prop_assert!(postings.iter().all(|(_, impact)| *impact <= value.scan(&section).unwrap().largest()));
            prop_assert_eq!(all(value, &section, &[0..50_000, 50_000..u32::MAX]), postings);
        }

        #[test]
        fn ranges_give_what_lies_in_them(
            map in prop::collection::btree_map(0u32..3_000, 1u8..=MAX_IMPACT, 1..400),
            cuts in prop::collection::btree_set(0u32..3_100, 0..12),
        ) {
            let postings: Vec<(u32, u8)> = map.into_iter().collect();
            let mut section = Vec::new();
            let value = write(&mut section, &postings);
            let cuts: Vec<u32> = cuts.into_iter().collect();
            let ranges: Vec<_> = cuts.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
            let mut expected = postings;
            expected.retain(|(doc, _)| ranges.iter().any(|range| range.contains(doc)));
            prop_assert_eq!(all(value, &section, &ranges), expected);
        }

        #[test]
        fn impacts_are_found_one_by_one(
            map in prop::collection::btree_map(0u32..3_000, 1u8..=MAX_IMPACT, 1..400),
            wanted in prop::collection::btree_set(0u32..3_100, 0..90),
        ) {
            let mut section = Vec::new();
            let value = write(&mut section, &map.iter().map(|(doc, impact)| (*doc, *impact)).collect::<Vec<_>>());
            let mut scan = value.scan(&section).unwrap();
            for doc in wanted {
                prop_assert_eq!(scan.impact(doc).unwrap(), map.get(&doc).copied());
            }
        }

        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), value: u64, start: u32) {
            if let Ok(mut scan) = Postings(value % 600).scan(&bytes) {
                let _ = scan.clone().for_each(start..u32::MAX, |_, _| {});
                let _ = (scan.impact(start), scan.impact(start.saturating_add(9)));
            }
        }
    }
}
