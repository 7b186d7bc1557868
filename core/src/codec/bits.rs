//! Arrays of numbers of one bit width.
//!
//! ```text
//! len u32 | width u8 | 0 0 0 | ceil(len · width / 8) bytes, lowest bit first | 8 bytes of padding
//! ```
//! The padding lets any number be read as one unaligned 64-bit word.

use super::{Cursor, Damage, Read};

/// Widest number: a shift of up to 7 bits must leave it inside 64.
pub(crate) const MAX_WIDTH: u8 = 57;
/// Most numbers of no bits: they take no room, so nothing else would bound their count.
pub(super) const MAX_ZEROS: u32 = 1_024;
const PADDING: u64 = 8;

/// A borrowed packed array.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) len: u32,
    pub(super) width: u8,
}

impl<'a> Packed<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        let len = cursor.u32()?;
        let [width, _, _, _] = cursor.array()?;
        if width > MAX_WIDTH {
            return Err(Damage("a bit width is out of range"));
        }
        if width == 0 && len > MAX_ZEROS {
            return Err(Damage("a list has too many zeros"));
        }
        let bytes = usize::try_from(byte_len(len, width)).map_err(|_| Damage("bytes end too early"))?;
        Ok(Self { bytes: cursor.take(bytes)?, len, width })
    }

    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    /// The number at `index`.
    pub(crate) fn get(&self, index: u32) -> Read<u64> {
        if index >= self.len {
            return Err(Damage("a position is out of range"));
        }
        self.word(index).ok_or(Damage("a position is out of range"))
    }

    /// The numbers of `range`.
    pub(crate) fn iter(
        &self,
        range: core::ops::Range<u32>,
    ) -> Read<impl ExactSizeIterator<Item = u64> + use<'a>> {
        if range.start > range.end || range.end > self.len {
            return Err(Damage("a position is out of range"));
        }
        let this = *self;
        // The bytes are as many as `len` numbers take: every word is there.
        Ok(range.map(move |index| this.word(index).unwrap_or(0)))
    }

    fn word(&self, index: u32) -> Option<u64> {
        let bit = u64::from(index) * u64::from(self.width);
        let word = self.bytes.get(usize::try_from(bit / 8).ok()?..)?.first_chunk()?;
        Some(u64::from_le_bytes(*word) >> (bit % 8) & mask(self.width))
    }

    /// The same, for numbers that are ids or counts of 32 bits.
    pub(crate) fn get_u32(&self, index: u32) -> Read<u32> {
        u32::try_from(self.get(index)?).map_err(|_| Damage("a number is too large"))
    }

    /// First index in `from..to` whose number is at least `value`; the numbers there ascend.
    pub(crate) fn lower_bound(&self, from: u32, to: u32, value: u64) -> Read<u32> {
        let (mut low, mut high) = (from, to);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle)? < value {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

/// In 64 bits, where 32 would wrap on some hosts only.
pub(super) fn byte_len(len: u32, width: u8) -> u64 {
    (u64::from(len) * u64::from(width)).div_ceil(8) + PADDING
}

fn mask(width: u8) -> u64 {
    (1 << width) - 1
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::pack;
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_survive(numbers in prop::collection::vec(0u64..1 << 57, 0..200), shift in 0u32..57) {
            let numbers: Vec<u64> = numbers.iter().map(|n| n >> shift).collect();
            let mut out = Vec::new();
            pack(&mut out, &numbers);
            let packed = Packed::read(&mut Cursor::new(&out)).unwrap();
            prop_assert_eq!((0..packed.len()).map(|i| packed.get(i).unwrap()).collect::<Vec<_>>(), numbers);
        }
    }

    #[test]
    fn billions_of_zeros_in_a_few_bytes_are_damage() {
        let mut out = Vec::new();
        pack(&mut out, &[0; MAX_ZEROS as usize]);
        assert_eq!(Packed::read(&mut Cursor::new(&out)).map(|packed| packed.len()), Ok(MAX_ZEROS));
        out[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(Packed::read(&mut Cursor::new(&out)).is_err());
    }

    #[test]
    fn many_zeros_survive() {
        let zeros = alloc::vec![0; 5000];
        let mut out = Vec::new();
        pack(&mut out, &zeros);
        let packed = Packed::read(&mut Cursor::new(&out)).unwrap();
        assert_eq!((packed.len(), packed.get(4999)), (5000, Ok(0)));
    }

    #[test]
    fn lengths_do_not_wrap_where_a_word_has_32_bits() {
        assert_eq!(byte_len(u32::MAX, MAX_WIDTH), 30_601_641_977 + PADDING);
    }

    #[test]
    fn outside_is_damage() {
        let mut out = Vec::new();
        pack(&mut out, &[1, 2, 3]);
        assert!(Packed::read(&mut Cursor::new(&out)).unwrap().get(3).is_err());
        assert!(Packed::read(&mut Cursor::new(&out[..out.len() - 1])).is_err());
        out[4] = 64;
        assert!(Packed::read(&mut Cursor::new(&out)).is_err());
    }
}
