//! The shape of the tree (RFC 6962, section 2.1): runs of entries, and the complete subtrees they are made of.
//!
//! ```text
//! a tree of 6 entries:          level 2      (0)         complete: 4 entries
//!                               level 1   0   1   2      complete: 2 entries each
//!                               level 0  0 1 2 3 4 5     the entries
//! ```
//! Only complete subtrees have hashes that never change; those are what tiles hold.

use alloc::vec::Vec;

use super::super::log::Frontier;
use crate::model::Digest;

/// A complete subtree: entries `index << level` to before `(index + 1) << level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// Height: it has 2^level entries; at most 63.
    pub level: u8,
    /// How many such subtrees are left of it.
    pub index: u64,
}

/// A subtree as the tree is divided in RFC 6962: entries `start` to before `end`, perhaps not complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// Invariant: start < end, and start is a multiple of the smallest power of two that is not below end - start.
pub(super) struct Span {
    pub(super) start: u64,
    pub(super) end: u64,
}

/// The complete subtrees that the first `size` entries are made of, largest first: those of a
/// [`Frontier`].
#[must_use]
pub fn nodes_of_first(size: u64) -> Vec<Node> {
    Span { start: 0, end: size }.nodes()
}

impl Span {
    pub(super) fn len(self) -> u64 {
        self.end - self.start
    }

    /// Its two parts: the largest power of two below its length, and the rest. It has two entries or more.
    pub(super) fn halves(self) -> (Self, Self) {
        let middle = self.start + (1 << (u64::BITS - 1 - (self.len() - 1).leading_zeros()));
        (Self { end: middle, ..self }, Self { start: middle, ..self })
    }

    /// The complete subtrees that it is made of, largest first.
    pub(super) fn nodes(self) -> Vec<Node> {
        let (mut start, mut nodes) = (self.start, Vec::new());
        for level in (0..64u8).rev().filter(|level| self.len() >> level & 1 == 1) {
            nodes.push(Node { level, index: start >> level });
            // The end of the tree of 2^64 - 1 entries fits; nothing lies behind it.
            start = start.wrapping_add(1 << level);
        }
        nodes
    }

    /// Its hash, out of those of its complete subtrees.
    pub(super) fn root(self, hash: impl Fn(Node) -> Option<Digest>) -> Option<Digest> {
        let hashes = self.nodes().into_iter().map(hash).collect::<Option<_>>()?;
        Some(Frontier::from_parts(self.len(), hashes).ok()?.root())
    }
}

impl Node {
    /// Whether it lies in a tree of `size` entries.
    pub(super) fn is_within(self, size: u64) -> bool {
        let end = self.index.checked_add(1).filter(|end| self.level < 64 && *end <= size >> self.level);
        end.is_some()
    }
}
