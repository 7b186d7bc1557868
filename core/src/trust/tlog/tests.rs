//! Against a naive tree, word for word the definitions of RFC 6962, and against whoever lies.

use alloc::vec::Vec;

use super::*;
use crate::trust::log::{leaf_hash, node_hash};

#[cfg(feature = "std")]
mod attacks;
mod proofs;
mod tiles;

/// Different leaf hashes, as many as asked for.
fn leaves(count: u64) -> Vec<Digest> {
    (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

fn head(leaves: &[Digest]) -> TreeHead {
    TreeHead { size: leaves.len() as u64, root: naive_root(leaves) }
}

/// MTH of RFC 6962, section 2.1.
fn naive_root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::of(b""),
        [leaf] => *leaf,
        leaves => {
            let (left, right) = halves(leaves);
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

fn halves(leaves: &[Digest]) -> (&[Digest], &[Digest]) {
    leaves.split_at(leaves.len().next_power_of_two() / 2)
}

/// PATH of RFC 6962, section 2.1.1.
fn naive_inclusion(index: usize, leaves: &[Digest]) -> Vec<Digest> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = halves(leaves);
    let (mut path, sibling) = match index.checked_sub(left.len()) {
        None => (naive_inclusion(index, left), right),
        Some(index) => (naive_inclusion(index, right), left),
    };
    path.push(naive_root(sibling));
    path
}

/// SUBPROOF of RFC 6962, section 2.1.2.
fn naive_consistency(old: usize, leaves: &[Digest], known: bool) -> Vec<Digest> {
    if old == leaves.len() {
        return if known { Vec::new() } else { [naive_root(leaves)].into() };
    }
    let (left, right) = halves(leaves);
    let (mut proof, sibling) = match old.checked_sub(left.len()).filter(|old| *old > 0) {
        None => (naive_consistency(old, left, known), right),
        Some(old) => (naive_consistency(old, right, false), left),
    };
    proof.push(naive_root(sibling));
    proof
}

/// The bytes of a tile by its definition: MTH of every 256^level entries.
fn naive_tile(leaves: &[Digest], tile: &Tile) -> Vec<u8> {
    let span = 256usize.pow(tile.level.into());
    let first = usize::try_from(tile.number).unwrap() * 256;
    let hashes = leaves.chunks_exact(span).skip(first).take(tile.width.into());
    hashes.flat_map(|chunk| naive_root(chunk).0).collect()
}

/// What an honest log serves for `wanted`.
fn serve(leaves: &[Digest], wanted: &TilesWanted) -> Vec<Vec<u8>> {
    wanted.tiles().iter().map(|tile| naive_tile(leaves, tile)).collect()
}
