//! Sorted long texts, compressed in blocks of about 16 KiB (raw DEFLATE, RFC 1951).
//!
//! ```text
//! count u32 | packed first rank of each block | packed block offsets | length u32 | blocks
//! block: raw length u32, compressed bytes; inside: varint length, bytes of each text
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use super::{Cursor, Damage, Packed, Read};

/// Largest block we unpack; one text longer than 16 KiB has a block of its own.
pub(super) const MAX_BLOCK_BYTES: usize = 1024 * 1024;

/// Borrowed compressed texts; a text's number is its rank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts<'a> {
    count: u32,
    firsts: Packed<'a>,
    offsets: Packed<'a>,
    bytes: &'a [u8],
}

impl<'a> Texts<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        let count = cursor.u32()?;
        let (firsts, offsets) = (Packed::read(cursor)?, Packed::read(cursor)?);
        if firsts.len() != offsets.len() {
            return Err(Damage("a block is missing"));
        }
        let len = cursor.u32()? as usize;
        Ok(Self { count, firsts, offsets, bytes: cursor.take(len)? })
    }

    pub(crate) fn len(&self) -> u32 {
        self.count
    }

    /// The text of rank `index`.
    pub(crate) fn get(&self, index: u32) -> Read<String> {
        let after = self.firsts.lower_bound(0, self.firsts.len(), u64::from(index) + 1)?;
        let block = after.checked_sub(1).ok_or(Damage("a text number is out of range"))?;
        let skip = u64::from(index) - self.firsts.get(block)?;
        let raw = self.block(block)?;
        let mut cursor = Cursor::new(&raw);
        for _ in 0..skip {
            let len = cursor.varint()? as usize;
            cursor.take(len)?;
        }
        let len = cursor.varint()? as usize;
        cursor.str(len).map(String::from)
    }

    /// The rank of `text`, if it is here. Unpacks about log₂ of the number of blocks.
    pub(crate) fn find(&self, text: &str) -> Read<Option<u32>> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle)?.as_str().cmp(text) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Equal => return Ok(Some(middle)),
                core::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }

    fn block(&self, block: u32) -> Read<Vec<u8>> {
        let start = self.offsets.get_u32(block)? as usize;
        let end = if block + 1 < self.offsets.len() {
            self.offsets.get_u32(block + 1)? as usize
        } else {
            self.bytes.len()
        };
        let mut cursor = Cursor::new(self.bytes.get(start..end).ok_or(Damage("a block is out of range"))?);
        let raw_len = cursor.u32()? as usize;
        if raw_len > MAX_BLOCK_BYTES {
            return Err(Damage("a text block is too large"));
        }
        let raw = miniz_oxide::inflate::decompress_to_vec_with_limit(cursor.rest(), raw_len)
            .map_err(|_| Damage("a text block does not unpack"))?;
        if raw.len() == raw_len { Ok(raw) } else { Err(Damage("a text block has another length")) }
    }
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::write_texts;
    use super::*;

    #[test]
    fn texts_survive_and_are_found() {
        let sorted: Vec<String> =
            (0..300).map(|i| alloc::format!("text {i:04} {}", "lorem ".repeat(i))).collect();
        let mut out = Vec::new();
        write_texts(&mut out, &sorted);
        let texts = Texts::read(&mut Cursor::new(&out)).unwrap();
        for (rank, text) in sorted.iter().enumerate() {
            assert_eq!(&texts.get(rank as u32).unwrap(), text);
            assert_eq!(texts.find(text).unwrap(), Some(rank as u32));
        }
        assert_eq!(texts.find("absent").unwrap(), None);
        assert!(texts.get(300).is_err());
        assert!(out.len() < 60_000);
    }

    #[test]
    fn a_bomb_is_refused() {
        let mut out = Vec::new();
        write_texts(&mut out, &["x".repeat(900_000)]);
        let texts = Texts::read(&mut Cursor::new(&out)).unwrap();
        assert_eq!(texts.get(0).unwrap().len(), 900_000);
        let mut bomb = Vec::new();
        write_texts(&mut bomb, &["x".repeat(MAX_BLOCK_BYTES + 1)]);
        assert!(Texts::read(&mut Cursor::new(&bomb)).unwrap().get(0).is_err());
    }
}
