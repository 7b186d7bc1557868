//! Sorted strings, front-coded in blocks of 16: each string after the first of a block names how many bytes
//! it shares with that first one, its head. One string is then one copy of the head and one of a rest.
//!
//! ```text
//! count u32 | packed block offsets | length u32 | blocks
//! block: bytes of lengths u8 | lengths | head | rests
//! lengths: varint of the head; then for each further string: varint shared, varint rest
//! ```

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::{Cursor, Damage, Packed, Read};

pub(super) const BLOCK: u32 = 16;

/// Borrowed front-coded strings; a string's number is its rank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrontCoded<'a> {
    count: u32,
    offsets: Packed<'a>,
    bytes: &'a [u8],
}

impl<'a> FrontCoded<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        let count = cursor.u32()?;
        let offsets = Packed::read(cursor)?;
        if offsets.len() != count.div_ceil(BLOCK) {
            return Err(Damage("a block is missing"));
        }
        let len = cursor.u32()? as usize;
        Ok(Self { count, offsets, bytes: cursor.take(len)? })
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

    /// The rank of `string`, if it is here.
    pub(crate) fn find(&self, string: &[u8]) -> Read<Option<u32>> {
        let Some(number) = self.block_before(string)? else { return Ok(None) };
        let block = self.block(number)?;
        let first = number * BLOCK;
        let common = common_prefix(block.head, string);
        if common == string.len() && common == block.head.len() {
            return Ok(Some(first));
        }
        let strings = (self.count - first).min(BLOCK);
        Ok(block.find(string, common, strings)?.map(|place| first + place))
    }

    /// What the string of rank `index` shares with its head, and its rest.
    pub(crate) fn parts(&self, index: u32) -> Read<[&'a [u8]; 2]> {
        if index >= self.count {
            return Err(Damage("a term number is out of range"));
        }
        self.block(index / BLOCK)?.parts(index % BLOCK)
    }

    /// The last block whose head is not after `string`.
    fn block_before(&self, string: &[u8]) -> Read<Option<u32>> {
        let (mut low, mut high) = (0, self.offsets.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.block(middle)?.head <= string {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low.checked_sub(1))
    }

    fn block(&self, block: u32) -> Read<Block<'a>> {
        let start = self.offsets.get_u32(block)? as usize;
        let mut cursor = Cursor::new(self.bytes.get(start..).ok_or(Damage("a block is out of range"))?);
        let lengths = usize::from(cursor.u8()?);
        let mut lengths = Cursor::new(cursor.take(lengths)?);
        let head = lengths.varint()? as usize;
        Ok(Block { lengths, head: cursor.take(head)?, rests: cursor.rest() })
    }
}

/// One block, its head read.
struct Block<'a> {
    lengths: Cursor<'a>,
    head: &'a [u8],
    rests: &'a [u8],
}

impl<'a> Block<'a> {
    fn parts(mut self, place: u32) -> Read<[&'a [u8]; 2]> {
        if place == 0 {
            return Ok([self.head, &[]]);
        }
        let mut start = 0usize;
        for _ in 1..place {
            let [_, len] = self.lengths()?;
            start += len;
        }
        let [shared, len] = self.lengths()?;
        let head = self.head.get(..shared).ok_or(Damage("a shared prefix is too long"))?;
        Ok([head, self.rest(start, len)?])
    }

    /// The place of `string`, which is after the head and begins with `common` bytes of it.
    fn find(mut self, string: &[u8], common: usize, strings: u32) -> Read<Option<u32>> {
        let wanted = string.get(common..).unwrap_or_default();
        let mut start = 0usize;
        for place in 1..strings {
            let [shared, len] = self.lengths()?;
            // Who shares more is before the wanted string, as the head is; who shares less is after it.
            match shared.cmp(&common) {
                Ordering::Less => return Ok(None),
                Ordering::Equal => match self.rest(start, len)?.cmp(wanted) {
                    Ordering::Less => {}
                    Ordering::Equal => return Ok(Some(place)),
                    Ordering::Greater => return Ok(None),
                },
                Ordering::Greater => {}
            }
            start += len;
        }
        Ok(None)
    }

    fn lengths(&mut self) -> Read<[usize; 2]> {
        Ok([self.lengths.varint()? as usize, self.lengths.varint()? as usize])
    }

    fn rest(&self, start: usize, len: usize) -> Read<&'a [u8]> {
        let rest = self.rests.get(start..).and_then(|rests| rests.get(..len));
        rest.ok_or(Damage("a string is out of range"))
    }
}

pub(super) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
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
            set in prop::collection::btree_set("[a-c/]{0,12}|a{120,400}b?", 0..60),
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
        fn a_changed_byte_never_panics(at in 0usize..400, byte in any::<u8>(), index in 0u32..40) {
            let strings: Vec<String> = (100..140).map(|n| alloc::format!("https://a/{n}")).collect();
            let mut out = Vec::new();
            write_front_coded(&mut out, &strings.iter().map(String::as_bytes).collect::<Vec<_>>());
            let at = at % out.len();
            out[at] = byte;
            if let Ok(coded) = FrontCoded::read(&mut Cursor::new(&out)) {
                let _ = (coded.get(index), coded.find(b"https://a/117"));
            }
        }
    }
}
