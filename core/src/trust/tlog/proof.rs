//! Proofs of inclusion and of consistency ([RFC 9162], sections 2.1.3 and 2.1.4; the hashes of RFC 6962).
//!
//! ```text
//! entry 2 is in a tree of 6:    [ hash of entry 3, hash of entries 0..2, hash of entries 4..6 ]
//! 3 entries begin a tree of 6:  [ hash of entry 2, hash of entry 3, hash of entries 0..2, of entries 4..6 ]
//! ```
//! Which subtrees a proof consists of follows from the numbers alone. So the checker demands exactly that
//! many hashes, and knows of each on which side it stands; a proof says nothing but hashes.
//!
//! [RFC 9162]: https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3

use alloc::vec::Vec;

use super::super::log::node_hash;
use super::span::{Node, Span};
use super::{Tiles, TlogError, TreeHead};
use crate::model::Digest;

/// The subtrees that a proof consists of, in its order: from the entries up to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofPath(Vec<Span>);

impl ProofPath {
    /// Of the proof that entry `index` is in a tree of `size` entries.
    ///
    /// # Errors
    /// [`TlogError::Index`] if it is beyond its end.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, TlogError> {
        if index >= size {
            return Err(TlogError::Index { index, size });
        }
        let (mut around, mut path) = (Span { start: 0, end: size }, Vec::new());
        while around.len() > 1 {
            let (left, right) = around.halves();
            let (inside, sibling) = if index < left.end { (left, right) } else { (right, left) };
            path.push(sibling);
            around = inside;
        }
        path.reverse();
        Ok(Self(path))
    }

    /// Of the proof that a tree of `new` entries begins with the tree of its first `old`. Between equal trees,
    /// and from an empty one, there is nothing to prove.
    ///
    /// # Errors
    /// [`TlogError::Shrunk`] if `new` is the smaller one.
    pub fn consistency(old: u64, new: u64) -> Result<Self, TlogError> {
        if old > new {
            return Err(TlogError::Shrunk { seen: old, found: new });
        }
        let (mut around, mut path) = (Span { start: 0, end: new }, Vec::new());
        while around.end != old && old > 0 {
            let (left, right) = around.halves();
            let (inside, sibling) = if old <= left.end { (left, right) } else { (right, left) };
            path.push(sibling);
            around = inside;
        }
        // What is left ends where the old tree ends. If it is the whole old tree, its hash is known.
        if around.start > 0 {
            path.push(around);
        }
        path.reverse();
        Ok(Self(path))
    }

    /// The complete subtrees whose hashes the proof is made of.
    #[must_use]
    pub fn nodes(&self) -> Vec<Node> {
        self.0.iter().flat_map(|span| span.nodes()).collect()
    }

    /// The proof; `None` if the tiles hold not all of [`ProofPath::nodes`].
    #[must_use]
    pub fn hashes(&self, tiles: &Tiles) -> Option<Vec<Digest>> {
        self.0.iter().map(|span| span.root(|node| tiles.hash(node))).collect()
    }

    fn check_length(&self, proof: &[Digest]) -> Result<(), TlogError> {
        let (expected, found) = (self.0.len(), proof.len());
        if expected == found { Ok(()) } else { Err(TlogError::ProofLength { expected, found }) }
    }
}

/// Checks that the entry with this leaf hash is number `index` of the tree.
///
/// # Errors
/// [`TlogError::Index`], [`TlogError::ProofLength`] or [`TlogError::Inclusion`].
pub fn check_inclusion(leaf: Digest, index: u64, head: TreeHead, proof: &[Digest]) -> Result<(), TlogError> {
    let path = ProofPath::inclusion(index, head.size)?;
    path.check_length(proof)?;
    let root = path.0.iter().zip(proof).fold(leaf, |hash, (sibling, other)| {
        if sibling.start > index { node_hash(&hash, other) } else { node_hash(other, &hash) }
    });
    if root == head.root { Ok(()) } else { Err(TlogError::Inclusion { index }) }
}

/// Checks that the tree `new` begins with the entries of the tree `old`.
///
/// # Errors
/// [`TlogError::Shrunk`], [`TlogError::Forked`], [`TlogError::ProofLength`] or [`TlogError::Inconsistent`]; of an
/// empty tree nothing can be proven, so it is refused as the latter.
pub fn check_consistency(old: TreeHead, new: TreeHead, proof: &[Digest]) -> Result<(), TlogError> {
    let path = ProofPath::consistency(old.size, new.size)?;
    path.check_length(proof)?;
    if old.size == new.size {
        let forked = TlogError::Forked { size: old.size, seen: old.root, found: new.root };
        return if old.root == new.root { Ok(()) } else { Err(forked) };
    }
    let (mut before, mut after) = (old.root, old.root);
    for (span, hash) in path.0.iter().zip(proof) {
        if span.end == old.size {
            (before, after) = (*hash, *hash);
        } else if span.end < old.size {
            (before, after) = (node_hash(hash, &before), node_hash(hash, &after));
        } else {
            after = node_hash(&after, hash);
        }
    }
    let same = old.size > 0 && before == old.root && after == new.root;
    same.then_some(()).ok_or(TlogError::Inconsistent { seen: old.size, found: new.size })
}
