//! Hashing of cells: multiply and rotate (the hash of Firefox and rustc). Cells are ids that the dataset gave, so
//! that nobody can choose them to collide.

use core::hash::{BuildHasherDefault, Hasher};
use std::collections::{HashMap, HashSet};

pub(super) type CellMap<K, V> = HashMap<K, V, BuildHasherDefault<CellHasher>>;
pub(in crate::query) type CellSet<K> = HashSet<K, BuildHasherDefault<CellHasher>>;

#[derive(Default)]
pub(in crate::query) struct CellHasher(u64);

const FACTOR: u64 = 0xf135_7aea_2e62_a9c5;

impl Hasher for CellHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        // The table uses the low bits for the place and the high ones for its tags: mix them.
        self.0.rotate_left(26)
    }
}
