//! Sorted strings, front-coded in blocks of 16: each string after the first of a block names how many bytes
//! it shares with the one before it.
//!
//! ```text
//! count u32 | packed block offsets | length u32 | blocks
//! block: varint length, bytes; then for each further string: varint shared, varint length, bytes
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
        if index >= self.count {
            return Err(Damage("a term number is out of range"));
        }
        let mut reader = self.block(index / BLOCK)?;
        for _ in 0..=index % BLOCK {
            reader.advance()?;
        }
        String::from_utf8(reader.current).map_err(|_| Damage("text is not UTF-8"))
    }

    /// The rank of `string`, if it is here.
    pub(crate) fn find(&self, string: &[u8]) -> Read<Option<u32>> {
        let Some(block) = self.block_before(string)? else { return Ok(None) };
        let mut reader = self.block(block)?;
        let first = block * BLOCK;
        for index in first..first.saturating_add(BLOCK).min(self.count) {
            reader.advance()?;
            match reader.current.as_slice().cmp(string) {
                Ordering::Less => {}
                Ordering::Equal => return Ok(Some(index)),
                Ordering::Greater => break,
            }
        }
        Ok(None)
    }

    /// The last block whose first string is not after `string`.
    fn block_before(&self, string: &[u8]) -> Read<Option<u32>> {
        let (mut low, mut high) = (0, self.offsets.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.first(middle)? <= string {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low.checked_sub(1))
    }

    fn first(&self, block: u32) -> Read<&'a [u8]> {
        let mut cursor = self.cursor(block)?;
        let len = cursor.varint()? as usize;
        cursor.take(len)
    }

    fn cursor(&self, block: u32) -> Read<Cursor<'a>> {
        let start = self.offsets.get_u32(block)? as usize;
        Ok(Cursor::new(self.bytes.get(start..).ok_or(Damage("a block is out of range"))?))
    }

    fn block(&self, block: u32) -> Read<BlockReader<'a>> {
        Ok(BlockReader { cursor: self.cursor(block)?, current: Vec::new(), at_first: true })
    }
}

struct BlockReader<'a> {
    cursor: Cursor<'a>,
    current: Vec<u8>,
    at_first: bool,
}

impl BlockReader<'_> {
    fn advance(&mut self) -> Read<()> {
        let shared = if self.at_first { 0 } else { self.cursor.varint()? as usize };
        self.at_first = false;
        if shared > self.current.len() {
            return Err(Damage("a shared prefix is too long"));
        }
        let len = self.cursor.varint()? as usize;
        self.current.truncate(shared);
        self.current.extend_from_slice(self.cursor.take(len)?);
        Ok(())
    }
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
        fn strings_survive_and_are_found(set in prop::collection::btree_set("[a-c/]{0,12}", 0..60), other in "[a-c/]{0,12}") {
            let set: BTreeSet<String> = set;
            let sorted: Vec<&String> = set.iter().collect();
            let mut out = Vec::new();
            write_front_coded(&mut out, &sorted);
            let coded = FrontCoded::read(&mut Cursor::new(&out)).unwrap();
            for (rank, string) in sorted.iter().enumerate() {
                prop_assert_eq!(&coded.get(rank as u32).unwrap(), *string);
                prop_assert_eq!(coded.find(string.as_bytes()).unwrap(), Some(rank as u32));
            }
            prop_assert_eq!(coded.find(other.as_bytes()).unwrap().is_some(), set.contains(&other));
        }

        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), index in 0u32..40) {
            if let Ok(coded) = FrontCoded::read(&mut Cursor::new(&bytes)) {
                let _ = (coded.get(index), coded.find(b"x"));
            }
        }
    }
}
