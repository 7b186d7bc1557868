//! Reading many packed numbers one after the other, and searching from a place that is probably near.

use super::{Damage, Packed, Read};

impl Packed<'_> {
    /// The numbers from index `from` on, as many as `out` has room for.
    pub(crate) fn read_run(&self, from: u32, out: &mut [u64]) -> Read<()> {
        const OUTSIDE: Damage = Damage("a position is out of range");
        let wanted = u64::from(from) + out.len() as u64;
        if wanted > u64::from(self.len) {
            return Err(OUTSIDE);
        }
        let (width, mask) = (usize::from(self.width), (1u64 << self.width) - 1);
        let first = u64::from(from) * u64::from(self.width);
        let bytes = usize::try_from(first / 8).ok().and_then(|at| self.bytes.get(at..)).ok_or(OUTSIDE)?;
        if width == 16 {
            let words = bytes.as_chunks::<2>().0.get(..out.len()).ok_or(OUTSIDE)?;
            out.iter_mut().zip(words).for_each(|(number, word)| *number = u16::from_le_bytes(*word).into());
            return Ok(());
        }
        let mut bit = (first % 8) as usize;
        let mut complete = true;
        for number in out {
            // Checked once behind the loop: the padding makes every number of the list a whole word.
            let word = bytes.get(bit / 8..bit / 8 + 8).and_then(|word| word.first_chunk::<8>());
            complete &= word.is_some();
            *number = u64::from_le_bytes(*word.unwrap_or(&[0; 8])) >> (bit % 8) & mask;
            bit += width;
        }
        if complete { Ok(()) } else { Err(OUTSIDE) }
    }

    /// As [`Packed::lower_bound`], in steps that double: cheap if the answer is near `from`.
    pub(crate) fn gallop(&self, from: u32, to: u32, value: u64) -> Read<u32> {
        let (mut low, mut step) = (from, 1u32);
        while low < to && self.get(low)? < value {
            let next = low.saturating_add(step);
            if next >= to || self.get(next)? >= value {
                return self.lower_bound(low + 1, next.min(to), value);
            }
            (low, step) = (next, step.saturating_mul(2));
        }
        Ok(low)
    }
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::{Cursor, pack};
    use super::*;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_run_is_what_single_reads_give(
            numbers in prop::collection::vec(0u64..1 << 57, 0..80), shift in 0u32..57, from in 0usize..80, len in 0usize..80,
        ) {
            let numbers: Vec<u64> = numbers.iter().map(|n| n >> shift).collect();
            let mut out = Vec::new();
            pack(&mut out, &numbers);
            let packed = Packed::read(&mut Cursor::new(&out)).unwrap();
            let mut run = alloc::vec![0; len];
            let read = packed.read_run(from as u32, &mut run);
            match numbers.get(from..from + len) {
                Some(expected) => prop_assert_eq!((read, &run[..]), (Ok(()), expected)),
                None => prop_assert!(read.is_err()),
            }
        }

        #[test]
        fn galloping_finds_what_halving_finds(
            numbers in prop::collection::btree_set(0u64..200, 0..80), from in 0u32..80, value in 0u64..210,
        ) {
            let mut out = Vec::new();
            pack(&mut out, &numbers.into_iter().collect::<Vec<_>>());
            let packed = Packed::read(&mut Cursor::new(&out)).unwrap();
            let from = from.min(packed.len());
            prop_assert_eq!(
                packed.gallop(from, packed.len(), value), packed.lower_bound(from, packed.len(), value)
            );
        }
    }
}
