//! Ascending signed numbers, each relative to the smallest.
//!
//! ```text
//! smallest i64 | packed distances from it
//! ```

use super::{Cursor, Damage, Packed, Read};

/// Borrowed ascending numbers; a number's place is its rank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers<'a> {
    least: i64,
    distances: Packed<'a>,
}

impl<'a> Numbers<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        Ok(Self { least: i64::from_le_bytes(cursor.array()?), distances: Packed::read(cursor)? })
    }

    pub(crate) fn len(&self) -> u32 {
        self.distances.len()
    }

    /// The number of rank `index`.
    pub(crate) fn get(&self, index: u32) -> Read<i64> {
        let distance = self.distances.get(index)?;
        self.least.checked_add_unsigned(distance).ok_or(Damage("a number is too large"))
    }

    /// The rank of `value`, if it is here.
    pub(crate) fn find(&self, value: i64) -> Read<Option<u32>> {
        let Some(distance) = value.checked_sub(self.least).and_then(|d| u64::try_from(d).ok()) else {
            return Ok(None);
        };
        let at = self.distances.lower_bound(0, self.len(), distance)?;
        Ok((at < self.len() && self.distances.get(at)? == distance).then_some(at))
    }
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::write_numbers;
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_survive_and_are_found(set in prop::collection::btree_set(-(1i64 << 56) + 1..1 << 56, 0..60)) {
            let sorted: Vec<i64> = set.into_iter().collect();
            let mut out = Vec::new();
            write_numbers(&mut out, &sorted);
            let numbers = Numbers::read(&mut Cursor::new(&out)).unwrap();
            prop_assert_eq!(numbers.len() as usize, sorted.len());
            for (rank, number) in sorted.iter().enumerate() {
                prop_assert_eq!(numbers.get(rank as u32), Ok(*number));
                prop_assert_eq!(numbers.find(*number), Ok(Some(rank as u32)));
            }
            prop_assert_eq!(numbers.find(i64::MIN), Ok(None));
            prop_assert_eq!(numbers.find(i64::MAX), Ok(None));
        }
    }

    #[test]
    fn a_number_beyond_64_bits_is_damage() {
        let mut out = Vec::new();
        write_numbers(&mut out, &[0, 5]);
        out[..8].copy_from_slice(&i64::MAX.to_le_bytes());
        let numbers = Numbers::read(&mut Cursor::new(&out)).unwrap();
        assert_eq!(numbers.get(0), Ok(i64::MAX));
        assert!(numbers.get(1).is_err());
    }
}
