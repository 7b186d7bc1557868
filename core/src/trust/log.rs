//! The hash tree over all log entries ([RFC 6962], section 2.1), kept as its right edge.
//!
//! ```text
//! leaf hash = SHA-256(0x00 || entry)        node hash = SHA-256(0x01 || left || right)
//! ```
//! A [`Frontier`] is the least that must be kept to add entries and to know the root: the roots of the
//! complete subtrees, largest first, one for each 1 in the binary form of the size.
//!
//! ```text
//! size 6 = 4 + 2:   nodes = [ hash of entries 0..4, hash of entries 4..6 ]
//! ```
//! This file holds no entries (see [`super::entries`]) and no proofs.
//!
//! [RFC 6962]: https://www.rfc-editor.org/rfc/rfc6962#section-2.1

use alloc::vec::Vec;

use sha2::Digest as _;

use crate::model::Digest;

/// Why a log cannot be read or extended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// Size and nodes do not belong together.
    #[error("a log of {size} entries has a frontier of {expected} hashes, not of {found}")]
    Frontier {
        /// Number of entries claimed.
        size: u64,
        /// Number of ones in it.
        expected: usize,
        /// Number of hashes found.
        found: usize,
    },
    /// A bundle that is cut off, or whose entries are not those its path promises.
    #[error("a bundle of log entries is malformed at byte {at}: expected {expected}")]
    Bundle {
        /// Offset in the bundle.
        at: usize,
        /// What should be there.
        expected: &'static str,
    },
    /// The bundle has fewer entries than that.
    #[error("log entry {leaf} is not in this bundle of {found} entries")]
    Missing {
        /// The leaf asked for.
        leaf: u64,
        /// Number of entries found.
        found: usize,
    },
    /// The entries of the last bundle are not those that the log was made of.
    #[error("the last bundle of log entries is not the one that the log of {size} entries ends with")]
    Mismatch {
        /// Number of entries in the log.
        size: u64,
    },
    /// No more entries fit.
    #[error("the log is full")]
    Full,
}

impl crate::error::Coded for LogError {
    fn code(&self) -> &'static str {
        match self {
            Self::Frontier { .. } => "log/frontier-length",
            Self::Bundle { .. } => "log/malformed-bundle",
            Self::Missing { .. } => "log/entry-missing",
            Self::Mismatch { .. } => "log/bundle-mismatch",
            Self::Full => "log/full",
        }
    }
}

/// The hash of a log entry: `SHA-256(0x00 || entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Digest {
    Digest(sha2::Sha256::new_with_prefix([0]).chain_update(entry).finalize().into())
}

/// The hash of an inner node: `SHA-256(0x01 || left || right)`.
#[must_use]
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    Digest(sha2::Sha256::new_with_prefix([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The right edge of a log: what is needed to append to it and to know its root.
///
/// ```
/// # use ggen_marketplace_core::trust::log::{Frontier, leaf_hash, node_hash};
/// let mut log = Frontier::default();
/// log.push(leaf_hash(b"a")).unwrap();
/// log.push(leaf_hash(b"b")).unwrap();
/// assert_eq!(log.root(), node_hash(&leaf_hash(b"a"), &leaf_hash(b"b")));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
// Invariant: nodes.len() == size.count_ones().
pub struct Frontier {
    size: u64,
    nodes: Vec<Digest>,
}

impl Frontier {
    /// The frontier of a log of `size` entries whose complete subtrees have these roots, largest first.
    ///
    /// # Errors
    /// [`LogError::Frontier`] if their number is not the number of ones in `size`.
    pub fn from_parts(size: u64, nodes: Vec<Digest>) -> Result<Self, LogError> {
        let (expected, found) = (ones(size), nodes.len());
        if expected == found {
            Ok(Self { size, nodes })
        } else {
            Err(LogError::Frontier { size, expected, found })
        }
    }

    /// Appends an entry by its [`leaf_hash`].
    ///
    /// # Errors
    /// [`LogError::Full`] after 2^64 - 1 entries.
    pub fn push(&mut self, leaf: Digest) -> Result<(), LogError> {
        let size = self.size.checked_add(1).ok_or(LogError::Full)?;
        // Each trailing 1 of the old size is a subtree that is now one half of a larger one.
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.nodes.pop() {
                node = node_hash(&left, &node);
            }
        }
        self.nodes.push(node);
        self.size = size;
        Ok(())
    }

    /// Number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the complete subtrees, largest first.
    #[must_use]
    pub fn nodes(&self) -> &[Digest] {
        &self.nodes
    }

    /// The root hash; of the empty log, SHA-256 of nothing.
    #[must_use]
    pub fn root(&self) -> Digest {
        let from_the_right = self.nodes.iter().rev().copied();
        from_the_right.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(|| Digest::of(b""))
    }
}

/// At most 64, so it fits every `usize`.
fn ones(size: u64) -> usize {
    size.count_ones() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition of RFC 6962, section 2.1, word for word.
    fn naive_root(entries: &[Vec<u8>]) -> Digest {
        match entries {
            [] => Digest::of(b""),
            [entry] => leaf_hash(entry),
            entries => {
                let largest_power_below = entries.len().next_power_of_two() / 2;
                let (left, right) = entries.split_at(largest_power_below);
                node_hash(&naive_root(left), &naive_root(right))
            }
        }
    }

    fn frontier(entries: &[Vec<u8>]) -> Frontier {
        let mut log = Frontier::default();
        entries.iter().for_each(|entry| log.push(leaf_hash(entry)).unwrap());
        log
    }

    proptest! {
        #[test]
        fn the_root_is_that_of_the_definition(entries in prop::collection::vec(any::<Vec<u8>>(), 0..200)) {
            prop_assert_eq!(frontier(&entries).root(), naive_root(&entries));
        }

        #[test]
        fn a_frontier_survives_its_parts(entries in prop::collection::vec(any::<Vec<u8>>(), 0..40)) {
            let log = frontier(&entries);
            prop_assert_eq!(Frontier::from_parts(log.size(), log.nodes().to_vec()), Ok(log));
        }
    }

    #[test]
    fn the_root_of_a_known_log_is_the_published_one() {
        let hex = |digest: Digest| digest.hex();
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hex(Frontier::default().root()), empty);
        // The leaf hash of the empty entry, as the test data of Certificate Transparency has it.
        let leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(hex(frontier(&[Vec::new()]).root()), leaf);
    }

    #[test]
    fn parts_that_do_not_belong_together_are_refused() {
        let node = Digest::of(b"node");
        for (size, found) in [(0, 1), (1, 0), (6, 1), (6, 3), (u64::MAX, 63)] {
            let error = Frontier::from_parts(size, alloc::vec![node; found]).unwrap_err();
            assert_eq!(error, LogError::Frontier { size, expected: ones(size), found });
        }
    }

    #[test]
    fn a_full_log_takes_no_more() {
        let mut log = Frontier::from_parts(u64::MAX, alloc::vec![Digest::of(b"node"); 64]).unwrap();
        assert_eq!(log.push(Digest::of(b"leaf")), Err(LogError::Full));
        assert_eq!(log.size(), u64::MAX);
    }
}
