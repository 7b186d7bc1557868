//! What a host must fetch to prove that the log holds an entry, and the evidence made of it.
//!
//! Nothing is decided here that [`super::super::verify()`] would not decide again: where the checkpoint is not
//! accepted, or can hold no such proof, there is nothing to fetch, and the evidence is what fails there with the
//! right finding.

use alloc::vec::Vec;

use super::{Checkpoint, Note, Policy, ProofFile, ProofPath, Tile, TilesWanted, TlogError, TreeHead};
use crate::model::Digest;

/// The tiles that prove an entry, and that the log began with what was seen before.
#[derive(Debug, Clone)]
pub struct ProofPlan<'a> {
    index: u64,
    checkpoint: &'a [u8],
    /// `None` if the policy does not accept the checkpoint.
    wanted: Option<TilesWanted>,
    /// `None` if the tree does not have the entry.
    inclusion: Option<ProofPath>,
    /// `None` if the tree is smaller than the one seen before.
    consistency: Option<ProofPath>,
}

impl<'a> ProofPlan<'a> {
    /// Reads the checkpoint as the policy does. If it is accepted, `seen` is asked, with the log's origin, for the
    /// largest tree seen.
    pub fn new(
        policy: &[u8],
        checkpoint: &'a [u8],
        index: u64,
        seen: impl FnOnce(&str) -> Option<TreeHead>,
    ) -> Self {
        let nothing = Self { index, checkpoint, wanted: None, inclusion: None, consistency: None };
        let Ok(accepted) = Policy::parse(policy).and_then(|policy| policy.accept(checkpoint)) else {
            return nothing;
        };
        let (origin, head) = (accepted.checkpoint().origin(), accepted.checkpoint().head());
        let inclusion = ProofPath::inclusion(index, head.size).ok();
        let consistency = ProofPath::consistency(seen(origin).map_or(0, |seen| seen.size), head.size).ok();
        let nodes: Vec<_> =
            [&inclusion, &consistency].into_iter().flatten().flat_map(ProofPath::nodes).collect();
        Self { wanted: TilesWanted::new(head, &nodes).ok(), inclusion, consistency, ..nothing }
    }

    /// The tiles to bring.
    #[must_use]
    pub fn tiles(&self) -> &[Tile] {
        self.wanted.as_ref().map_or(&[], TilesWanted::tiles)
    }

    /// The proof file, and the consistency proof with the tree seen before: `bytes` has those of each of
    /// [`ProofPlan::tiles`], in their order.
    ///
    /// # Errors
    /// [`TlogError::TileWidth`] or [`TlogError::TileForged`].
    pub fn finish<B: AsRef<[u8]>>(self, bytes: &[B]) -> Result<(Vec<u8>, Vec<Digest>), TlogError> {
        let tiles = self.wanted.map(|wanted| wanted.check(bytes)).transpose()?;
        let made = |path: Option<ProofPath>| path?.hashes(tiles.as_ref()?);
        let hashes = made(self.inclusion).unwrap_or_default();
        let consistency = made(self.consistency).unwrap_or_default();
        let checkpoint = self.checkpoint.to_vec();
        Ok((ProofFile { extra: None, index: self.index, hashes, checkpoint }.to_bytes(), consistency))
    }
}

/// The tree in the note of a checkpoint that was accepted once; no signature is checked.
#[must_use]
pub fn head_of_seen(checkpoint: &[u8]) -> Option<TreeHead> {
    Some(Checkpoint::parse(Note::parse(checkpoint).ok()?.text).ok()?.head())
}
