//! Arrays of numbers of one bit width.
//!
//! ```text
//! len u32 | width u8 | 0 0 0 | ceil(len · width / 8) bytes, lowest bit first | 8 bytes of padding
//! ```
//! The padding lets any number be read as one unaligned 64-bit word.

use super::{Cursor, Damage, Read};

/// Widest number: a shift of up to 7 bits must leave it inside 64.
pub(crate) const MAX_WIDTH: u8 = 57;
const PADDING: usize = 8;

/// A borrowed packed array.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed<'a> {
    bytes: &'a [u8],
    len: u32,
    width: u8,
}

impl<'a> Packed<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        let len = cursor.u32()?;
        let [width, _, _, _] = cursor.array()?;
        if width > MAX_WIDTH {
            return Err(Damage("a bit width is out of range"));
        }
        Ok(Self { bytes: cursor.take(byte_len(len as usize, width))?, len, width })
    }

    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    /// The number at `index`.
    pub(crate) fn get(&self, index: u32) -> Read<u64> {
        if index >= self.len {
            return Err(Damage("a position is out of range"));
        }
        let bit = u64::from(index) * u64::from(self.width);
        let at = (bit / 8) as usize;
        let word = self.bytes.get(at..at + 8).ok_or(Damage("a position is out of range"))?;
        let mut raw = [0; 8];
        raw.copy_from_slice(word);
        Ok(u64::from_le_bytes(raw) >> (bit % 8) & mask(self.width))
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

pub(super) fn byte_len(len: usize, width: u8) -> usize {
    (len * usize::from(width)).div_ceil(8) + PADDING
}

fn mask(width: u8) -> u64 {
    (1 << width) - 1
}

#[cfg(all(test, feature = "marketplace-v2"))]
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
    fn outside_is_damage() {
        let mut out = Vec::new();
        pack(&mut out, &[1, 2, 3]);
        assert!(Packed::read(&mut Cursor::new(&out)).unwrap().get(3).is_err());
        assert!(Packed::read(&mut Cursor::new(&out[..out.len() - 1])).is_err());
        out[4] = 64;
        assert!(Packed::read(&mut Cursor::new(&out)).is_err());
    }
}
