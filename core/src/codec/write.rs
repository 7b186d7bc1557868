//! The writers that match the readers beside them.

use alloc::vec::Vec;

use super::bits::{MAX_WIDTH, MAX_ZEROS, byte_len};
use super::front::{BLOCK, GROUP, common_prefix};

pub(crate) fn put_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

pub(crate) fn put_u64(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Bits that `largest` needs.
pub(crate) fn width_of(largest: u64) -> u8 {
    (64 - largest.leading_zeros()) as u8
}

/// Appends the packed form of `numbers`, as wide as the largest needs (at most [`MAX_WIDTH`] bits).
pub(crate) fn pack(out: &mut Vec<u8>, numbers: &[u64]) {
    let largest = numbers.iter().copied().max().unwrap_or(0);
    pack_all(out, numbers.len(), largest, numbers.iter().copied());
}

/// The same for `len` numbers, none above `largest`, that are not kept in a list.
pub(crate) fn pack_all(out: &mut Vec<u8>, len: usize, largest: u64, numbers: impl Iterator<Item = u64>) {
    // Many numbers of no bits are refused by the reader: give them one.
    let least = u8::from(len > MAX_ZEROS as usize);
    let width = width_of(largest).max(least);
    debug_assert!(width <= MAX_WIDTH);
    put_u32(out, len as u32);
    out.extend_from_slice(&[width, 0, 0, 0]);
    let end = out.len() + byte_len(len as u32, width) as usize;
    out.reserve(end - out.len());
    let (mut word, mut bits) = (0u64, 0);
    for number in numbers {
        word |= number << bits;
        bits += width;
        while bits >= 8 {
            out.push(word as u8);
            word >>= 8;
            bits -= 8;
        }
    }
    out.push(word as u8);
    out.resize(end, 0);
}

/// Writes `sorted` (ascending, no more than 57 bits between the first and the last).
pub(crate) fn write_numbers(out: &mut Vec<u8>, sorted: &[i64]) {
    let least = sorted.first().copied().unwrap_or(0);
    let largest = sorted.last().copied().unwrap_or(0);
    put_u64(out, least as u64);
    pack_all(out, sorted.len(), largest.abs_diff(least), sorted.iter().map(|n| n.abs_diff(least)));
}

pub(crate) fn write_strings(out: &mut Vec<u8>, strings: &[&str]) {
    write_byte_strings(out, strings.iter().map(|string| string.as_bytes()));
}

fn write_byte_strings<'a>(out: &mut Vec<u8>, strings: impl Iterator<Item = &'a [u8]> + Clone) {
    let ends = strings.clone().scan(0, |end, string| {
        *end += string.len() as u64;
        Some(*end)
    });
    let ends: Vec<u64> = ends.collect();
    pack(out, &ends);
    put_u32(out, ends.last().copied().unwrap_or(0) as u32);
    strings.for_each(|string| out.extend_from_slice(string));
}

/// Writes `sorted` (ascending by bytes, no duplicates).
pub(crate) fn write_front_coded(out: &mut Vec<u8>, sorted: &[&[u8]]) {
    let (mut offsets, mut blob) = (Vec::new(), Vec::new());
    for block in sorted.chunks(BLOCK as usize) {
        offsets.push(blob.len() as u64);
        write_block(&mut blob, block);
    }
    put_u32(out, sorted.len() as u32);
    write_byte_strings(out, sorted.iter().step_by((BLOCK * GROUP) as usize).copied());
    pack(out, &offsets);
    put_u32(out, blob.len() as u32);
    out.extend_from_slice(&blob);
}

fn write_block(blob: &mut Vec<u8>, block: &[&[u8]]) {
    let Some((head, further)) = block.split_first() else { return };
    let shared: Vec<usize> = further.iter().map(|string| common_prefix(head, string)).collect();
    let rests = || further.iter().zip(&shared).map(|(string, shared)| &string[*shared..]);
    let lengths = || [head.len()].into_iter().chain(shared.iter().copied()).chain(rests().map(<[u8]>::len));
    let width = if lengths().all(|length| u8::try_from(length).is_ok()) { 1 } else { 4 };
    blob.push(width);
    lengths().for_each(|length| blob.extend_from_slice(&(length as u32).to_le_bytes()[..usize::from(width)]));
    blob.extend_from_slice(head);
    rests().for_each(|rest| blob.extend_from_slice(rest));
}
