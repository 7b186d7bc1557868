//! The tiles that appending makes.
//!
//! A tile that is full is written once and for ever, and its hash goes into the level above. Partial tiles are
//! written at the end, under a name that has their width: no file of a log ever changes.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::LogError;
use super::super::log::Frontier;
use super::tile::{Tile, complete_root};
use super::{Tiles, TreeHead, nodes_of_first};
use crate::model::Digest;

/// The tree's right edge as tiles, growing.
///
/// ```
/// # use ggen_marketplace_core::trust::{log::leaf_hash, tlog::TreeWriter};
/// let mut tree = TreeWriter::default();
/// tree.push(leaf_hash(b"a")).unwrap();
/// assert_eq!(tree.head().root, leaf_hash(b"a"));
/// assert_eq!(tree.finish()[0].0, "log/tile/0/000.p/1");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
// Invariant: `edge` has for each level the hashes of its partial tile, from level 0 to the highest one.
pub struct TreeWriter {
    size: u64,
    /// Number of entries before the first push.
    started_at: u64,
    edge: Vec<Vec<Digest>>,
    files: Vec<(String, Vec<u8>)>,
}

impl TreeWriter {
    /// Continues the tree whose right edge these tiles hold.
    #[must_use]
    pub fn continuing(tiles: &Tiles) -> Self {
        let size = tiles.head().size;
        let mut edge = Vec::new();
        for tile in Tile::right_edge(size) {
            edge.resize(edge.len().max(usize::from(tile.level) + 1), Vec::new());
            if let (Some(level), Some(hashes)) = (edge.get_mut(usize::from(tile.level)), tiles.tile(&tile)) {
                *level = hashes.to_vec();
            }
        }
        Self { size, started_at: size, edge, files: Vec::new() }
    }

    /// Appends an entry by its [`leaf_hash`](super::super::log::leaf_hash).
    ///
    /// # Errors
    /// [`LogError::Full`] after 2^64 - 1 entries.
    pub fn push(&mut self, leaf: Digest) -> Result<(), LogError> {
        let size = self.size.checked_add(1).ok_or(LogError::Full)?;
        let mut hash = Some(leaf);
        let mut level = 0;
        while let Some(found) = hash.take() {
            hash = self.push_at(level, found);
            level += 1;
        }
        self.size = size;
        Ok(())
    }

    /// Number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Size and root.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size, root: self.frontier().root() }
    }

    /// The roots of the complete subtrees.
    #[must_use]
    pub fn frontier(&self) -> Frontier {
        let hash = |node| {
            let level = self.edge.get(usize::from(Tile::holding(node, self.size)?.level))?;
            complete_root(level.get(Tile::places(node))?)
        };
        let nodes = nodes_of_first(self.size).into_iter().filter_map(hash).collect();
        // By the invariant there is one for each; the empty frontier would be seen as a wrong root.
        Frontier::from_parts(self.size, nodes).unwrap_or_default()
    }

    /// The tiles to write, each with its path: full ones first, then the right edge where it is another than before.
    #[must_use]
    pub fn finish(mut self) -> Vec<(String, Vec<u8>)> {
        let before = Tile::right_edge(self.started_at);
        for tile in Tile::right_edge(self.size).iter().filter(|tile| !before.contains(tile)) {
            let hashes = self.edge.get(usize::from(tile.level)).map(Vec::as_slice).unwrap_or_default();
            self.files.push((tile.path(), encode(hashes)));
        }
        self.files
    }

    /// Adds a hash to a level; the hash of its tile if that is full now.
    fn push_at(&mut self, level: u8, hash: Digest) -> Option<Digest> {
        let place = usize::from(level);
        self.edge.resize(self.edge.len().max(place + 1), Vec::new());
        let hashes = self.edge.get_mut(place)?;
        hashes.push(hash);
        if hashes.len() < usize::from(Tile::WIDTH) {
            return None;
        }
        let full = core::mem::take(hashes);
        let number = self.size >> (level * Tile::HEIGHT) >> Tile::HEIGHT;
        self.files.push((Tile { level, number, width: Tile::WIDTH }.path(), encode(&full)));
        complete_root(&full)
    }
}

fn encode(hashes: &[Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}
