//! Tiles in, hashes out: only hashes that were checked up to the root of the tree.
//!
//! The reader is two states. [`TilesWanted`] says which tiles it must be given, all at once; given their
//! bytes, it checks every tile before it becomes [`Tiles`], which answers.
//!
//! 1. The right edge, all partial tiles, is everything that the root is computed from: it must give the root.
//! 2. A full tile must give the hash that its parent, checked before it, holds of it.
//!
//! So there is no tile that is used and not checked, whatever was asked for and however tiles repeat.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::span::{Node, Span};
use super::tile::{Tile, complete_root};
use super::{TlogError, TreeHead};
use crate::model::Digest;

/// The tiles that must be brought to learn the hashes of some subtrees.
#[derive(Debug, Clone, PartialEq, Eq)]
// Invariant: `tiles` has the right edge, and of each full tile the parent before it.
pub struct TilesWanted {
    head: TreeHead,
    tiles: Vec<Tile>,
}

/// Hashes of a tree, every one checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiles {
    head: TreeHead,
    hashes: BTreeMap<(u8, u64), Vec<Digest>>,
}

impl TilesWanted {
    /// Which tiles hold these subtrees of a tree, and lead from them to its root.
    ///
    /// # Errors
    /// [`TlogError::Index`] if the tree does not have one of them.
    pub fn new(head: TreeHead, nodes: &[Node]) -> Result<Self, TlogError> {
        // Not collected: that would bring a sort of its own into the module.
        let mut wanted = BTreeSet::new();
        wanted.extend(Tile::right_edge(head.size));
        for node in nodes {
            let beyond = TlogError::Index { index: node.index, size: head.size };
            let mut tile = Some(Tile::holding(*node, head.size).ok_or(beyond)?);
            while let Some(found) = tile.filter(|tile| wanted.insert(*tile)) {
                tile = found.as_node().and_then(|node| Tile::holding(node, head.size));
            }
        }
        // Highest level first, so parents come before their children.
        Ok(Self { head, tiles: wanted.into_iter().rev().collect() })
    }

    /// The tiles to bring.
    #[must_use]
    pub fn tiles(&self) -> &[Tile] {
        &self.tiles
    }

    /// Checks the tiles: `bytes` has those of each of [`TilesWanted::tiles`], in their order.
    ///
    /// # Errors
    /// [`TlogError::TileWidth`] or [`TlogError::TileForged`].
    pub fn check<B: AsRef<[u8]>>(self, bytes: &[B]) -> Result<Tiles, TlogError> {
        let mut given = bytes.iter().map(AsRef::as_ref);
        let mut tiles = Tiles { head: self.head, hashes: BTreeMap::new() };
        let (mut full, mut edge) = (Vec::new(), Vec::new());
        for tile in &self.tiles {
            let hashes = tile.decode(given.next().unwrap_or_default())?;
            match tile.as_node() {
                Some(node) => full.push((tile, node, hashes)),
                None => edge.push((tile, hashes)),
            }
        }
        tiles.admit_edge(edge)?;
        full.into_iter().try_for_each(|(tile, node, hashes)| tiles.admit_full(tile, node, hashes))?;
        Ok(tiles)
    }
}

impl Tiles {
    /// The tree they are of.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.head
    }

    /// The hash of a complete subtree; `None` if the tree does not have it or its tile was not asked for.
    #[must_use]
    pub fn hash(&self, node: Node) -> Option<Digest> {
        let tile = Tile::holding(node, self.head.size)?;
        complete_root(self.hashes.get(&(tile.level, tile.number))?.get(Tile::places(node))?)
    }

    /// The root of the tree's first `size` entries, if the tiles hold the subtrees of
    /// [`super::nodes_of_first`]; what it was when the log had so many.
    #[must_use]
    pub fn root_of_first(&self, size: u64) -> Option<Digest> {
        if size == 0 {
            return Some(Digest::of(b""));
        }
        Span { start: 0, end: size }.root(|node| self.hash(node))
    }

    /// The hashes of the tile `(level, number)`.
    pub(super) fn tile(&self, tile: &Tile) -> Option<&[Digest]> {
        self.hashes.get(&(tile.level, tile.number)).map(Vec::as_slice)
    }

    fn admit_edge(&mut self, edge: Vec<(&Tile, Vec<Digest>)>) -> Result<(), TlogError> {
        let paths: Vec<String> = edge.iter().map(|(tile, _)| tile.path()).collect();
        self.hashes.extend(edge.into_iter().map(|(tile, hashes)| ((tile.level, tile.number), hashes)));
        let same = self.root_of_first(self.head.size) == Some(self.head.root);
        same.then_some(()).ok_or_else(|| TlogError::TileForged { path: paths.join(", ") })
    }

    fn admit_full(&mut self, tile: &Tile, node: Node, hashes: Vec<Digest>) -> Result<(), TlogError> {
        let committed = self.hash(node);
        if committed.is_none() || complete_root(&hashes) != committed {
            return Err(TlogError::TileForged { path: tile.path() });
        }
        self.hashes.insert((tile.level, tile.number), hashes);
        Ok(())
    }
}
