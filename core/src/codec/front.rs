//! Sorted strings, front-coded in blocks of 16: each string after the first of a block names how many bytes
//! it shares with that first one, its head. One string is then one copy of the head and one of a rest.
//!
//! ```text
//! count u32 | heads of every 16th block (strings) | packed block offsets | length u32 | blocks
//! block: width u8, 1 or 4 | lengths, each of `width` bytes | head | rests
//! lengths: of the head; of what each further string shares with it; of each further string's rest
//! ```
//! The heads that stand together are what a search reads first: few bytes, so that they stay in a cache.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{Cursor, Damage, Packed, Read, Strings};

pub(super) const BLOCK: u32 = 16;
/// Of so many blocks one head stands with the others.
pub(super) const GROUP: u32 = 16;

/// Borrowed front-coded strings; a string's number is its rank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrontCoded<'a> {
    count: u32,
    heads: Strings<'a>,
    offsets: Packed<'a>,
    bytes: &'a [u8],
}

impl<'a> FrontCoded<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        let count = cursor.u32()?;
        let (heads, offsets) = (Strings::read(cursor)?, Packed::read(cursor)?);
        if offsets.len() != count.div_ceil(BLOCK) || heads.len() != offsets.len().div_ceil(GROUP) {
            return Err(Damage("a block is missing"));
        }
        let len = cursor.u32()? as usize;
        Ok(Self { count, heads, offsets, bytes: cursor.take(len)? })
    }

    pub(crate) fn len(&self) -> u32 {
        self.count
    }

    /// The string of rank `index`.
    pub(crate) fn get(&self, index: u32) -> Read<String> {
        let [head, rest] = self.parts(index)?;
        let mut out = Vec::with_capacity(head.len() + rest.len());
        out.extend_from_slice(head);
        out.extend_from_slice(rest);
        String::from_utf8(out).map_err(|_| Damage("text is not UTF-8"))
    }

    /// What the string of rank `index` shares with its head, and its rest.
    pub(crate) fn parts(&self, index: u32) -> Read<[&'a [u8]; 2]> {
        if index >= self.count {
            return Err(Damage("a term number is out of range"));
        }
        self.block(index / BLOCK)?.parts((index % BLOCK) as usize)
    }

    /// The rank of `string`, if it is here.
    pub(crate) fn find(&self, string: &[u8]) -> Read<Option<u32>> {
        let mut search = Search { string, common: [0; 2] };
        let group = search.first_after(0..self.heads.len(), |group| self.heads.bytes(group))?;
        let Some(first) = group.checked_sub(1).map(|group| group * GROUP) else { return Ok(None) };
        let blocks = first + 1..self.offsets.len().min(first + GROUP);
        let number = search.first_after(blocks, |block| Ok(self.block(block)?.head))? - 1;
        let place = self.block(number)?.find(string, search.common[0])?;
        Ok(place.map(|place| number * BLOCK + place))
    }

    fn block(&self, number: u32) -> Read<Block<'a>> {
        let start = self.offsets.get_u32(number)? as usize;
        let strings = (self.count - number * BLOCK).min(BLOCK) as usize;
        let mut cursor = Cursor::new(self.bytes.get(start..).ok_or(Damage("a block is out of range"))?);
        let wide = match cursor.u8()? {
            1 => false,
            4 => true,
            _ => return Err(Damage("a width of lengths is neither 1 nor 4")),
        };
        let count = 2 * strings - 1;
        let lengths = Lengths { bytes: cursor.take(if wide { 4 * count } else { count })?, wide };
        Ok(Block { strings, lengths, head: cursor.take(lengths.get(0)?)?, rests: cursor.rest() })
    }
}

/// A binary search for `string`.
struct Search<'s> {
    string: &'s [u8],
    /// How many bytes the string shares with the nearest one seen before it, and after it: at least the fewer
    /// of the two it shares with all between them.
    common: [usize; 2],
}

impl Search<'_> {
    /// The first of the ascending strings `range` that is after the wanted one.
    fn first_after<'a>(
        &mut self,
        range: core::ops::Range<u32>,
        at: impl Fn(u32) -> Read<&'a [u8]>,
    ) -> Read<u32> {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            let probe = at(middle)?;
            let known = self.common[0].min(self.common[1]);
            let rests = (probe.get(known..), self.string.get(known..));
            let (probe_rest, rest) = (rests.0.unwrap_or_default(), rests.1.unwrap_or_default());
            let common = common_prefix(probe_rest, rest);
            if probe_rest.get(common) > rest.get(common) {
                (high, self.common[1]) = (middle, known + common);
            } else {
                (low, self.common[0]) = (middle + 1, known + common);
            }
        }
        Ok(low)
    }
}

/// One block, its head read.
struct Block<'a> {
    /// From 1 to 16.
    strings: usize,
    lengths: Lengths<'a>,
    head: &'a [u8],
    rests: &'a [u8],
}

impl<'a> Block<'a> {
    fn parts(&self, place: usize) -> Read<[&'a [u8]; 2]> {
        if place == 0 {
            return Ok([self.head, &[]]);
        }
        let head = self.head.get(..self.lengths.get(place)?).ok_or(Damage("a shared prefix is too long"))?;
        let length = self.strings - 1 + place;
        let start = self.lengths.sum(self.strings..length)?;
        Ok([head, self.rest(start, self.lengths.get(length)?)?])
    }

    /// The place of `string`, which is not before the head and shares `common` bytes with it.
    fn find(&self, string: &[u8], common: usize) -> Read<Option<u32>> {
        let wanted = string.get(common..).unwrap_or_default();
        if wanted.is_empty() && common == self.head.len() {
            return Ok(Some(0));
        }
        let mut start = 0usize;
        for place in 1..self.strings {
            let len = self.lengths.get(self.strings - 1 + place)?;
            // Who shares more is before the wanted string, as the head is; who shares less is after it.
            match self.lengths.get(place)?.cmp(&common) {
                Ordering::Less => return Ok(None),
                Ordering::Equal => match self.rest(start, len)?.cmp(wanted) {
                    Ordering::Less => {}
                    Ordering::Equal => return Ok(Some(place as u32)),
                    Ordering::Greater => return Ok(None),
                },
                Ordering::Greater => {}
            }
            start = start.saturating_add(len);
        }
        Ok(None)
    }

    fn rest(&self, start: usize, len: usize) -> Read<&'a [u8]> {
        let rest = self.rests.get(start..).and_then(|rests| rests.get(..len));
        rest.ok_or(Damage("a string is out of range"))
    }
}

/// The lengths of a block, of one byte or of four.
#[derive(Clone, Copy)]
struct Lengths<'a> {
    bytes: &'a [u8],
    wide: bool,
}

impl Lengths<'_> {
    fn get(&self, index: usize) -> Read<usize> {
        let length = if self.wide {
            self.bytes.as_chunks().0.get(index).map(|bytes| u32::from_le_bytes(*bytes) as usize)
        } else {
            self.bytes.get(index).map(|byte| usize::from(*byte))
        };
        length.ok_or(Damage("a length is missing"))
    }

    fn sum(&self, range: core::ops::Range<usize>) -> Read<usize> {
        if self.wide {
            return range.into_iter().try_fold(0usize, |sum, index| Ok(sum.saturating_add(self.get(index)?)));
        }
        let bytes = self.bytes.get(range).ok_or(Damage("a length is missing"))?;
        Ok(bytes.iter().map(|byte| usize::from(*byte)).sum())
    }
}

/// How many bytes `a` and `b` begin with that are the same.
pub(super) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let words = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
    for (index, (a, b)) in words.enumerate() {
        let differ = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if differ != 0 {
            return index * 8 + differ.trailing_zeros() as usize / 8;
        }
    }
    let start = a.len().min(b.len()) / 8 * 8;
    start + a[start..].iter().zip(&b[start..]).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::write_front_coded;
    use super::*;
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strings_survive_and_are_found(
            set in prop::collection::btree_set("[a-c/]{0,12}|a{120,400}b?", 0..400),
            other in "[a-c/]{0,12}",
        ) {
            let set: BTreeSet<String> = set;
            let sorted: Vec<&[u8]> = set.iter().map(String::as_bytes).collect();
            let mut out = Vec::new();
            write_front_coded(&mut out, &sorted);
            let coded = FrontCoded::read(&mut Cursor::new(&out)).unwrap();
            for (rank, string) in sorted.iter().enumerate() {
                let found = coded.get(rank as u32).unwrap();
                prop_assert_eq!(found.as_bytes(), *string);
                prop_assert_eq!(coded.find(string).unwrap(), Some(rank as u32));
            }
            prop_assert_eq!(coded.find(other.as_bytes()).unwrap().is_some(), set.contains(&other));
        }

        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), index in 0u32..40) {
            if let Ok(coded) = FrontCoded::read(&mut Cursor::new(&bytes)) {
                let _ = (coded.get(index), coded.find(b"x"));
            }
        }

        #[test]
        fn a_changed_byte_never_panics(at in any::<prop::sample::Index>(), byte in any::<u8>(), index in 0u32..800) {
            let strings: Vec<String> = (100..900).map(|n| alloc::format!("https://a/{n}")).collect();
            let mut out = Vec::new();
            write_front_coded(&mut out, &strings.iter().map(String::as_bytes).collect::<Vec<_>>());
            *at.get_mut(&mut out) = byte;
            if let Ok(coded) = FrontCoded::read(&mut Cursor::new(&out)) {
                let _ = (coded.get(index), coded.find(b"https://a/117"));
            }
        }
    }
}
