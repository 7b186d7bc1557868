//! Log entries in files: entry bundles of [C2SP tlog-tiles], 256 entries each.
//!
//! ```text
//! log/tile/entries/000          a full bundle: entries 0 to 255
//! log/tile/entries/001.p/44     a partial bundle: entries 256 to 299 of a log of 300
//!
//! 00 05 'h' 'e' 'l' 'l' 'o'     each entry: its length as a big-endian u16, then its bytes
//! 00 00                         an entry of no bytes
//! ```
//! A bundle grows by appending, so a partial bundle is a prefix of every later form of the same bundle.
//!
//! [C2SP tlog-tiles]: https://c2sp.org/tlog-tiles#log-entries

use alloc::string::String;
use alloc::vec::Vec;

use super::log::{Frontier, LogError, leaf_hash};
use super::tlog::{TreeWriter, numbered_path};

/// Entries in a full bundle.
pub const BUNDLE_ENTRIES: u64 = 256;
/// Longest entry in bytes: its length is a `u16`.
pub const MAX_ENTRY_BYTES: usize = 65_535;
/// Longest bundle in bytes.
pub const MAX_BUNDLE_BYTES: usize = 256 * (2 + MAX_ENTRY_BYTES);

/// Path of the bundle that holds entry `leaf` in a log of `size` entries; `None` if the log does not hold it.
///
/// ```
/// # use ggen_marketplace_core::trust::entries::path;
/// assert_eq!(path(255, 300).unwrap(), "log/tile/entries/000");
/// assert_eq!(path(256, 300).unwrap(), "log/tile/entries/001.p/44");
/// assert_eq!(path(300, 300), None);
/// ```
#[must_use]
pub fn path(leaf: u64, size: u64) -> Option<String> {
    let number = leaf / BUNDLE_ENTRIES;
    let width = size.checked_sub(number * BUNDLE_ENTRIES)?.min(BUNDLE_ENTRIES);
    (leaf < size).then(|| bundle_path(number, width))
}

/// Number of entries in the bundle that holds the last entry of a log of `size` entries, if it is partial.
#[must_use]
pub fn partial_width(size: u64) -> Option<u64> {
    let width = size % BUNDLE_ENTRIES;
    (width > 0).then_some(width)
}

fn bundle_path(number: u64, width: u64) -> String {
    numbered_path("log/tile/entries", number, width, BUNDLE_ENTRIES)
}

/// The entries of a bundle, in order.
///
/// # Errors
/// [`LogError::Bundle`] if it is cut off, empty, or holds more than [`BUNDLE_ENTRIES`].
pub fn decode(bundle: &[u8]) -> Result<Vec<&[u8]>, LogError> {
    let (mut entries, mut rest) = (Vec::new(), bundle);
    while !rest.is_empty() {
        let at = bundle.len() - rest.len();
        let cut_off = LogError::Bundle { at, expected: "a length of two bytes and that many bytes" };
        let (length, after) = rest.split_first_chunk::<2>().ok_or(cut_off.clone())?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(cut_off)?;
        if entries.len() as u64 == BUNDLE_ENTRIES {
            return Err(LogError::Bundle { at, expected: "the end after 256 entries" });
        }
        entries.push(entry);
        rest = after;
    }
    if entries.is_empty() {
        return Err(LogError::Bundle { at: 0, expected: "at least one entry" });
    }
    Ok(entries)
}

/// Entry `leaf` of the log, out of the bundle that [`path`] names for it.
///
/// # Errors
/// [`LogError`] if the bundle is malformed or does not reach to the entry.
pub fn entry(bundle: &[u8], leaf: u64) -> Result<&[u8], LogError> {
    let entries = decode(bundle)?;
    let missing = LogError::Missing { leaf, found: entries.len() };
    let index = usize::try_from(leaf % BUNDLE_ENTRIES).unwrap_or(usize::MAX);
    entries.get(index).copied().ok_or(missing)
}

/// Adds entries to the end of a log and gives the files that are new: bundles and tiles.
#[derive(Debug, Clone)]
// Invariant: `bundle` holds the last `tree.size() % 256` entries, encoded.
pub struct LogWriter {
    tree: TreeWriter,
    bundle: Vec<u8>,
    files: Vec<(String, Vec<u8>)>,
}

impl LogWriter {
    /// Continues a log. `partial` is the content of its partial bundle, empty if there is none (see
    /// [`partial_width`]).
    ///
    /// # Errors
    /// [`LogError::Bundle`] if `partial` does not hold as many entries as the size of the log demands,
    /// [`LogError::Mismatch`] if they are not the log's.
    pub fn new(tree: TreeWriter, partial: Vec<u8>) -> Result<Self, LogError> {
        let entries = if partial.is_empty() { Vec::new() } else { decode(&partial)? };
        if entries.len() as u64 != tree.size() % BUNDLE_ENTRIES {
            let expected = "as many entries as the size of the log leaves for its last bundle";
            return Err(LogError::Bundle { at: partial.len(), expected });
        }
        check_ends_with(&tree.frontier(), &entries)?;
        Ok(Self { tree, bundle: partial, files: Vec::new() })
    }

    /// Appends an entry and tells the number of its leaf.
    ///
    /// # Errors
    /// [`LogError::Bundle`] if it is longer than [`MAX_ENTRY_BYTES`]; [`LogError::Full`].
    pub fn push(&mut self, entry: &[u8]) -> Result<u64, LogError> {
        let too_long = LogError::Bundle { at: 0, expected: "an entry of at most 65,535 bytes" };
        let length = u16::try_from(entry.len()).map_err(|_| too_long)?;
        let leaf = self.tree.size();
        self.tree.push(leaf_hash(entry))?;
        self.bundle.extend_from_slice(&length.to_be_bytes());
        self.bundle.extend_from_slice(entry);
        if self.tree.size().is_multiple_of(BUNDLE_ENTRIES) {
            let full = core::mem::take(&mut self.bundle);
            self.files.push((bundle_path(leaf / BUNDLE_ENTRIES, BUNDLE_ENTRIES), full));
        }
        Ok(leaf)
    }

    /// Number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The log's new right edge, and the files to write: full bundles, the partial one, then tiles.
    ///
    /// Every path is new, so that no file of a log ever changes.
    #[must_use]
    pub fn finish(mut self) -> (Frontier, Vec<(String, Vec<u8>)>) {
        let size = self.tree.size();
        if let Some(width) = partial_width(size) {
            self.files.push((bundle_path(size / BUNDLE_ENTRIES, width), self.bundle));
        }
        let frontier = self.tree.frontier();
        self.files.extend(self.tree.finish());
        (frontier, self.files)
    }
}

/// A full bundle is a complete subtree, so the subtrees right of the last full one are those of the partial
/// bundle alone.
fn check_ends_with(frontier: &Frontier, entries: &[&[u8]]) -> Result<(), LogError> {
    let mut bundle = Frontier::default();
    entries.iter().try_for_each(|entry| bundle.push(leaf_hash(entry)))?;
    let same = frontier.nodes().ends_with(bundle.nodes());
    if same { Ok(()) } else { Err(LogError::Mismatch { size: frontier.size() }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::tlog::{TilesWanted, TreeHead};
    use alloc::vec;
    use proptest::prelude::*;

    fn empty() -> LogWriter {
        LogWriter::new(TreeWriter::default(), vec![]).unwrap()
    }

    /// The tree of a log that was written to files.
    fn reopened(frontier: &Frontier, files: &[(String, Vec<u8>)]) -> TreeWriter {
        let head = TreeHead { size: frontier.size(), root: frontier.root() };
        let wanted = TilesWanted::new(head, &[]).unwrap();
        let written = |path: String| &files.iter().find(|(name, _)| *name == path).unwrap().1;
        let tiles: Vec<_> = wanted.tiles().iter().map(|tile| written(tile.path())).collect();
        TreeWriter::continuing(&wanted.check(&tiles).unwrap())
    }

    #[track_caller]
    fn path_is(leaf: u64, size: u64, expected: Option<&str>) {
        assert_eq!(path(leaf, size).as_deref(), expected);
    }

    #[test]
    fn paths_are_those_of_tlog_tiles() {
        path_is(0, 1, Some("log/tile/entries/000.p/1"));
        path_is(0, 256, Some("log/tile/entries/000"));
        path_is(999 * 256, u64::MAX, Some("log/tile/entries/999"));
        path_is(1000 * 256, u64::MAX, Some("log/tile/entries/x001/000"));
        path_is(1_234_067 * 256, 1_234_067 * 256 + 8, Some("log/tile/entries/x001/x234/067.p/8"));
        path_is(0, 0, None);
        path_is(u64::MAX, u64::MAX, None);
        path_is(u64::MAX, 0, None);
    }

    #[test]
    fn the_bytes_of_a_bundle_are_those_of_tlog_tiles() {
        let mut log = empty();
        assert_eq!((log.push(b"hello"), log.push(b"")), (Ok(0), Ok(1)));
        let (_, files) = log.finish();
        assert_eq!(files[0], ("log/tile/entries/000.p/2".into(), b"\0\x05hello\0\0".to_vec()));
        let hashes = [leaf_hash(b"hello").0, leaf_hash(b"").0].concat();
        assert_eq!(files[1..], [("log/tile/0/000.p/2".into(), hashes)]);
    }

    #[test]
    fn malformed_bundles_are_refused() {
        let at = |bundle: &[u8]| match decode(bundle) {
            Err(LogError::Bundle { at, .. }) => at,
            other => panic!("{other:?}"),
        };
        assert_eq!(at(b""), 0);
        assert_eq!(at(b"\0"), 0);
        assert_eq!(at(b"\0\x01"), 0);
        assert_eq!(at(b"\0\x01a\xff\xff"), 3);
        assert_eq!(at(&[0; 2 * 257]), 512);
        assert_eq!(decode(&[0; 2 * 256]).map(|entries| entries.len()), Ok(256));
    }

    #[test]
    fn an_entry_too_long_for_its_length_is_refused() {
        let mut log = empty();
        assert!(matches!(log.push(&[0; MAX_ENTRY_BYTES + 1]), Err(LogError::Bundle { .. })));
        assert_eq!(log.size(), 0);
        assert_eq!(log.push(&[0; MAX_ENTRY_BYTES]), Ok(0));
    }

    #[test]
    fn a_partial_bundle_of_another_length_is_refused() {
        let mut tree = TreeWriter::default();
        tree.push(leaf_hash(b"a")).unwrap();
        let refused = |partial: &[u8]| LogWriter::new(tree.clone(), partial.to_vec()).unwrap_err();
        assert!(matches!(refused(b""), LogError::Bundle { .. }));
        assert!(matches!(refused(b"\0\x01a\0\x01b"), LogError::Bundle { .. }));
        assert!(LogWriter::new(tree, b"\0\x01a".to_vec()).is_ok());
    }

    #[test]
    fn a_partial_bundle_with_another_entry_is_refused() {
        let mut log = empty();
        for entry in 0..300u16 {
            log.push(&entry.to_be_bytes()).unwrap();
        }
        let (frontier, files) = log.finish();
        let tree = reopened(&frontier, &files);
        let (_, partial) = files.into_iter().find(|(path, _)| path.ends_with("001.p/44")).unwrap();
        assert!(LogWriter::new(tree.clone(), partial.clone()).is_ok());
        for at in (0..partial.len()).filter(|at| at % 4 >= 2) {
            let mut changed = partial.clone();
            changed[at] ^= 1;
            let error = LogWriter::new(tree.clone(), changed).unwrap_err();
            assert_eq!(error, LogError::Mismatch { size: 300 });
        }
    }

    #[test]
    fn an_entry_beyond_the_bundle_is_missing() {
        assert_eq!(entry(b"\0\x01a", 256), Ok(&b"a"[..]));
        assert_eq!(entry(b"\0\x01a", 257), Err(LogError::Missing { leaf: 257, found: 1 }));
    }

    proptest! {
        /// Writing at once and in two sittings gives the same log, and every entry is where its path says.
        #[test]
        fn a_log_is_the_same_however_it_was_written(
            entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3), 1..600),
            first in 0usize..600,
        ) {
            let first = first.min(entries.len());
            let mut once = empty();
            let mut twice = once.clone();
            entries.iter().for_each(|e| { once.push(e).unwrap(); });
            entries[..first].iter().for_each(|e| { twice.push(e).unwrap(); });
            let (frontier, mut files) = twice.finish();
            let tree = reopened(&frontier, &files);
            let last = first.checked_sub(1).filter(|_| partial_width(frontier.size()).is_some());
            let bundle = last.and_then(|leaf| path(leaf as u64, frontier.size()));
            let partial = bundle.map_or(vec![], |path| files.iter().find(|f| f.0 == path).unwrap().1.clone());
            let mut twice = LogWriter::new(tree, partial).unwrap();
            entries[first..].iter().for_each(|e| { twice.push(e).unwrap(); });
            let (frontier, later) = twice.finish();
            files.extend(later);
            let (at_once, expected) = once.finish();
            prop_assert_eq!(&frontier, &at_once);
            prop_assert!(expected.iter().all(|file| files.contains(file)));
            for (leaf, expected) in (0u64..).zip(&entries) {
                let path = path(leaf, frontier.size()).unwrap();
                let bundle = &files.iter().find(|(name, _)| *name == path).unwrap().1;
                prop_assert_eq!(entry(bundle, leaf).unwrap(), expected);
            }
        }
    }
}
