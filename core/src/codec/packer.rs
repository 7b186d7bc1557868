//! Packing numbers that are made one after the other, without a list of them.

use alloc::vec::Vec;

use super::bits::{MAX_WIDTH, MAX_ZEROS, byte_len};
use super::{put_u32, width_of};

/// Appends the packed form of `len` numbers, none above `largest`; the same bytes as `pack` if one is `largest`.
pub(crate) fn pack_run(out: &mut Vec<u8>, len: usize, largest: u64, numbers: impl Iterator<Item = u64>) {
    // Many numbers of no bits are refused by the reader: give them one.
    let width = width_of(largest).max(u8::from(len > MAX_ZEROS as usize));
    debug_assert!(width <= MAX_WIDTH);
    put_u32(out, len as u32);
    out.extend_from_slice(&[width, 0, 0, 0]);
    let end = out.len() + byte_len(len as u32, width) as usize;
    out.reserve(end - out.len());
    let (mut buffer, mut held) = (0u128, 0u32);
    for number in numbers.take(len) {
        buffer |= u128::from(number) << held;
        held += u32::from(width);
        if held >= 64 {
            out.extend_from_slice(&(buffer as u64).to_le_bytes());
            buffer >>= 64;
            held -= 64;
        }
    }
    let rest = buffer.to_le_bytes();
    out.extend_from_slice(&rest[..held.div_ceil(8) as usize]);
    out.resize(end, 0);
}

#[cfg(test)]
mod tests {
    use super::super::pack;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_run_packs_as_a_list_does(numbers in prop::collection::vec(0u64..1 << 57, 0..80), shift in 0u32..57) {
            let numbers: Vec<u64> = numbers.iter().map(|n| n >> shift).collect();
            let (mut list, mut run) = (Vec::new(), Vec::new());
            pack(&mut list, &numbers);
            let largest = numbers.iter().copied().max().unwrap_or(0);
            pack_run(&mut run, numbers.len(), largest, numbers.iter().copied());
            prop_assert_eq!(run, list);
        }
    }

    #[test]
    fn many_zeros_pack_as_a_list_does() {
        let (mut list, mut run) = (Vec::new(), Vec::new());
        pack(&mut list, &[0; 5_000]);
        pack_run(&mut run, 5_000, 0, core::iter::repeat(0));
        assert_eq!(run, list);
    }
}
