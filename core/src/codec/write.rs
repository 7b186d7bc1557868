//! The writers that match the readers beside them.

use alloc::vec::Vec;

use super::bits::{MAX_WIDTH, MAX_ZEROS, byte_len};
use super::front::BLOCK;

/// Raw size, in bytes, at which a block of texts is closed.
const TEXT_BLOCK_BYTES: usize = 16 * 1024;
const COMPRESSION_LEVEL: u8 = 7;

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
    // Many numbers of no bits are refused by the reader: give them one.
    let least = u8::from(numbers.len() > MAX_ZEROS as usize);
    let width = width_of(numbers.iter().copied().max().unwrap_or(0)).max(least);
    debug_assert!(width <= MAX_WIDTH);
    put_u32(out, numbers.len() as u32);
    out.extend_from_slice(&[width, 0, 0, 0]);
    let start = out.len();
    out.resize(start + byte_len(numbers.len() as u32, width) as usize, 0);
    let body = &mut out[start..];
    for (index, number) in numbers.iter().enumerate() {
        let bit = index * usize::from(width);
        let word = number << (bit % 8);
        for (byte, part) in body[bit / 8..].iter_mut().zip(word.to_le_bytes()) {
            *byte |= part;
        }
    }
}

pub(crate) fn write_strings(out: &mut Vec<u8>, strings: &[&str]) {
    let mut end = 0;
    let ends: Vec<u64> = strings
        .iter()
        .map(|s| {
            end += s.len() as u64;
            end
        })
        .collect();
    pack(out, &ends);
    put_u32(out, end as u32);
    strings.iter().for_each(|s| out.extend_from_slice(s.as_bytes()));
}

/// Writes `sorted` (ascending by bytes, no duplicates).
pub(crate) fn write_front_coded<S: AsRef<str>>(out: &mut Vec<u8>, sorted: &[S]) {
    let (mut offsets, mut blob) = (Vec::new(), Vec::new());
    for block in sorted.chunks(BLOCK as usize) {
        offsets.push(blob.len() as u64);
        write_block(&mut blob, block);
    }
    put_u32(out, sorted.len() as u32);
    pack(out, &offsets);
    put_u32(out, blob.len() as u32);
    out.extend_from_slice(&blob);
}

fn write_block<S: AsRef<str>>(blob: &mut Vec<u8>, block: &[S]) {
    let mut previous: &[u8] = &[];
    for (index, string) in block.iter().enumerate() {
        let bytes = string.as_ref().as_bytes();
        let shared = previous.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        if index > 0 {
            put_varint(blob, shared as u32);
        }
        put_varint(blob, (bytes.len() - shared) as u32);
        blob.extend_from_slice(&bytes[shared..]);
        previous = bytes;
    }
}

/// Writes `sorted` (ascending by bytes, no duplicates).
pub(crate) fn write_texts<S: AsRef<str>>(out: &mut Vec<u8>, sorted: &[S]) {
    let (mut firsts, mut offsets, mut blob, mut raw) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (rank, text) in sorted.iter().enumerate() {
        let text = text.as_ref();
        if !raw.is_empty() && raw.len() + text.len() > TEXT_BLOCK_BYTES {
            flush(&mut blob, &mut raw);
        }
        if raw.is_empty() {
            firsts.push(rank as u64);
            offsets.push(blob.len() as u64);
        }
        put_varint(&mut raw, text.len() as u32);
        raw.extend_from_slice(text.as_bytes());
    }
    flush(&mut blob, &mut raw);
    put_u32(out, sorted.len() as u32);
    pack(out, &firsts);
    pack(out, &offsets);
    put_u32(out, blob.len() as u32);
    out.extend_from_slice(&blob);
}

fn flush(blob: &mut Vec<u8>, raw: &mut Vec<u8>) {
    if raw.is_empty() {
        return;
    }
    put_u32(blob, raw.len() as u32);
    blob.extend_from_slice(&miniz_oxide::deflate::compress_to_vec(raw, COMPRESSION_LEVEL));
    raw.clear();
}
