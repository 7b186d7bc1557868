//! Tiles ([C2SP tlog-tiles], "Merkle Tree"): 256 hashes of complete subtrees, side by side, in one file.
//!
//! ```text
//! log/tile/0/000          hashes of entries 0 to 255, 32 bytes each
//! log/tile/0/001.p/44     those of entries 256 to 299 of a log of 300: a partial tile
//! log/tile/1/000.p/1      hashes of full tiles of level 0: here of the first
//! log/tile/1/x001/234     number 1234: groups of three digits
//! ```
//! A tile's number and width follow from the size of the tree. A full tile's hash stands in the level above; the
//! partial ones, at most one a level, are the tree's right edge.
//!
//! [C2SP tlog-tiles]: https://c2sp.org/tlog-tiles#merkle-tree

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::super::log::node_hash;
use super::TlogError;
use super::span::Node;
use crate::model::Digest;

/// A tile of a tree of a certain size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// Its hashes are of subtrees of 256^level entries.
    pub(super) level: u8,
    pub(super) number: u64,
    /// Number of hashes, from 1 to 256.
    pub(super) width: u16,
}

impl Tile {
    /// Hashes in a full tile.
    pub const WIDTH: u16 = 256;
    /// Longest tile in bytes.
    pub const MAX_BYTES: usize = 256 * Self::HASH_BYTES;
    /// A tile is a tree of this height.
    pub(super) const HEIGHT: u8 = 8;
    const HASH_BYTES: usize = 32;

    /// The tile with this place in a tree of `size` entries; `None` if the tree has none there.
    #[must_use]
    pub fn at(level: u8, number: u64, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(u32::from(level) * u32::from(Self::HEIGHT))?;
        let before = number.checked_mul(Self::WIDTH.into())?;
        let width = hashes.checked_sub(before)?.min(Self::WIDTH.into());
        let width = u16::try_from(width).ok().filter(|width| *width > 0)?;
        Some(Self { level, number, width })
    }

    /// Number of its hashes, at most [`Tile::WIDTH`].
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Where it is, below the root of the registry.
    #[must_use]
    pub fn path(&self) -> String {
        let folder = alloc::format!("log/tile/{}", self.level);
        numbered_path(&folder, self.number, self.width.into(), Self::WIDTH.into())
    }

    /// Its length in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        usize::from(self.width) * Self::HASH_BYTES
    }

    /// The partial tiles of a tree of `size` entries, the highest first: they hold its whole right edge.
    #[must_use]
    pub fn right_edge(size: u64) -> Vec<Self> {
        let last = |level: u8| Self::at(level, size >> (level * Self::HEIGHT) >> Self::HEIGHT, size);
        (0..Self::HEIGHT).rev().filter_map(last).collect()
    }

    /// The tile that holds a subtree of a tree of `size` entries; `None` if the tree does not have it.
    pub(super) fn holding(node: Node, size: u64) -> Option<Self> {
        let level = node.level / Self::HEIGHT;
        let first = node.is_within(size).then(|| node.index << (node.level % Self::HEIGHT))?;
        Self::at(level, first / u64::from(Self::WIDTH), size)
    }

    /// The whole tile as a subtree, if it is full: the one whose hash the level above holds. No tree of 64-bit
    /// size has a full tile of the highest level.
    pub(super) fn as_node(&self) -> Option<Node> {
        let level = (self.level + 1) * Self::HEIGHT;
        (self.width == Self::WIDTH && level < 64).then_some(Node { level, index: self.number })
    }

    /// Which of its hashes a subtree in it is made of.
    pub(super) fn places(node: Node) -> Range<usize> {
        let height = node.level % Self::HEIGHT;
        let first = (node.index << height) % u64::from(Self::WIDTH);
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        first..first.saturating_add(1 << height)
    }

    /// Its hashes out of its bytes. That they are the tree's is not checked here.
    pub(super) fn decode(&self, bytes: &[u8]) -> Result<Vec<Digest>, TlogError> {
        let (expected, found) = (self.bytes(), bytes.len());
        if expected != found {
            return Err(TlogError::TileWidth { path: self.path(), expected, found });
        }
        let (hashes, _) = bytes.as_chunks::<{ Self::HASH_BYTES }>();
        Ok(hashes.iter().copied().map(Digest).collect())
    }
}

/// The hash of a complete subtree out of the 2^n hashes below it.
pub(super) fn complete_root(hashes: &[Digest]) -> Option<Digest> {
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        let (pairs, []) = level.as_chunks::<2>() else { return None };
        level = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    level.pop()
}

/// `<folder>/<number>`, and `.p/<width>` below a full one.
pub(in super::super) fn numbered_path(folder: &str, number: u64, width: u64, full: u64) -> String {
    let suffix = if width < full { alloc::format!(".p/{width}") } else { String::new() };
    let (mut rest, mut elements) = (number / 1000, alloc::format!("{:03}", number % 1000));
    while rest > 0 {
        elements = alloc::format!("x{:03}/{elements}", rest % 1000);
        rest /= 1000;
    }
    alloc::format!("{folder}/{elements}{suffix}")
}
