//! Postings: the documents of a term, ascending, each with an impact of 1–255.
//!
//! ```text
//! varint count | blocks of up to 128:
//!   gap width u8 | largest impact u8 | gaps, bit-packed | impacts u8
//! ```
//! A gap is the distance to the document before it, less one. A list of one is not here: the term's value in
//! the FST holds it ([`Postings::inline`]).

use crate::codec::{Cursor, Damage, Read, put_varint, width_of};

const BLOCK: usize = 128;
const MAX_GAP_BITS: u8 = 32;

/// Where the postings of a term are: the value that the FST maps it to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Postings(pub(crate) u64);

impl Postings {
    /// The value for a list of one.
    pub(crate) fn inline(doc: u32, impact: u8) -> Self {
        Self((u64::from(doc) << 8 | u64::from(impact)) << 1 | 1)
    }

    /// The value for a list at `offset` of the section.
    pub(crate) fn at(offset: usize) -> Self {
        Self((offset as u64) << 1)
    }

    fn single(self) -> Option<(u32, u8)> {
        (self.0 & 1 == 1).then_some(((self.0 >> 9) as u32, (self.0 >> 1) as u8))
    }

    fn cursor(self, section: &[u8]) -> Read<Cursor<'_>> {
        let start = usize::try_from(self.0 >> 1).map_err(|_| Damage("postings are out of range"))?;
        Ok(Cursor::new(section.get(start..).ok_or(Damage("postings are out of range"))?))
    }

    /// Number of documents.
    pub(crate) fn count(self, section: &[u8]) -> Read<u32> {
        if self.single().is_some() { Ok(1) } else { self.cursor(section)?.varint() }
    }

    /// Calls `found` with each document and its impact.
    pub(crate) fn for_each(self, section: &[u8], mut found: impl FnMut(u32, u8)) -> Read<()> {
        if let Some((doc, impact)) = self.single() {
            found(doc, impact);
            return Ok(());
        }
        let mut cursor = self.cursor(section)?;
        let mut left = cursor.varint()? as usize;
        let mut next = 0;
        while left > 0 {
            let len = left.min(BLOCK);
            next = read_block(&mut cursor, len, next, &mut found)?;
            left -= len;
        }
        Ok(())
    }
}

/// Reads one block; returns the document after its last.
fn read_block(
    cursor: &mut Cursor<'_>,
    len: usize,
    mut next: u32,
    found: &mut impl FnMut(u32, u8),
) -> Read<u32> {
    let [width, _max_impact] = cursor.array()?;
    if width > MAX_GAP_BITS {
        return Err(Damage("a bit width is out of range"));
    }
    let gaps = cursor.take(gap_bytes(len, width))?;
    let impacts = cursor.take(len)?;
    let mask = (1u64 << width) - 1;
    for (index, impact) in impacts.iter().enumerate() {
        let gap = read_bits(gaps, index * usize::from(width)) & mask;
        let doc = u64::from(next) + gap;
        let doc = u32::try_from(doc).map_err(|_| Damage("a document number is out of range"))?;
        next = doc.checked_add(1).ok_or(Damage("a document number is out of range"))?;
        found(doc, *impact);
    }
    Ok(next)
}

fn gap_bytes(len: usize, width: u8) -> usize {
    (len * usize::from(width)).div_ceil(8)
}

/// Up to 57 bits at `bit`; bits beyond the end are zero.
fn read_bits(bytes: &[u8], bit: usize) -> u64 {
    let mut word = [0; 8];
    let tail = bytes.get(bit / 8..).unwrap_or(&[]);
    let len = tail.len().min(8);
    word[..len].copy_from_slice(&tail[..len]);
    u64::from_le_bytes(word) >> (bit % 8)
}

/// Appends the list of `postings` (ascending documents) to the section; returns the term's value.
pub(crate) fn write(section: &mut Vec<u8>, postings: &[(u32, u8)]) -> Postings {
    if let [(doc, impact)] = postings {
        return Postings::inline(*doc, *impact);
    }
    let start = section.len();
    put_varint(section, postings.len() as u32);
    let mut next = 0;
    for block in postings.chunks(BLOCK) {
        next = write_block(section, block, next);
    }
    Postings::at(start)
}

fn write_block(section: &mut Vec<u8>, block: &[(u32, u8)], mut next: u32) -> u32 {
    let mut gaps = Vec::with_capacity(block.len());
    for (doc, _) in block {
        gaps.push(doc - next);
        next = doc + 1;
    }
    let width = width_of(gaps.iter().copied().max().unwrap_or(0).into());
    section.push(width);
    section.push(block.iter().map(|(_, impact)| *impact).max().unwrap_or(0));
    let start = section.len();
    section.resize(start + gap_bytes(block.len(), width), 0);
    for (index, gap) in gaps.iter().enumerate() {
        let bit = index * usize::from(width);
        let word = u64::from(*gap) << (bit % 8);
        for (byte, part) in section[start + bit / 8..].iter_mut().zip(word.to_le_bytes()) {
            *byte |= part;
        }
    }
    section.extend(block.iter().map(|(_, impact)| *impact));
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_survive(map in prop::collection::btree_map(0u32..100_000, 1u8..=255, 1..400)) {
            let postings: Vec<(u32, u8)> = map.into_iter().collect();
            let mut section = vec![7; 3];
            let value = write(&mut section, &postings);
            let mut found = Vec::new();
            value.for_each(&section, |doc, impact| found.push((doc, impact))).unwrap();
            prop_assert_eq!(value.count(&section).unwrap() as usize, postings.len());
            prop_assert_eq!(found, postings);
        }

        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), value: u64) {
            let _ = Postings(value % 600).for_each(&bytes, |_, _| {});
        }
    }
}
