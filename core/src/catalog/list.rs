//! The list of segments: `catalog.nq`, which every writer replaces.
//!
//! A statement of type `marketplace/catalog/v1`. It names the segments by SHA-256, oldest first, and says how
//! many log leaves they were folded from, with the compact range of the log's Merkle tree, so that the next
//! leaf can be appended, and the tree's root computed, without reading the log.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::CatalogError;
use crate::model::vocab::{self, NS};
use crate::model::{Digest, Statement, Term, Triple};

const KIND: &str = "marketplace/catalog/v1";
const LEAVES: &str = "https://ggen.io/marketplace/leaves";
const RELEASES: &str = "https://ggen.io/marketplace/releases";

/// The segments of a catalogue and the log they were folded from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentList {
    /// Number of log leaves.
    pub leaves: u64,
    /// Roots of the complete subtrees that the leaves fill, largest first (RFC 6962, section 2.1).
    pub frontier: Vec<Digest>,
    /// Segments, oldest first.
    pub segments: Vec<SegmentRef>,
}

/// A segment by content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentRef {
    /// SHA-256 of the segment's bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub bytes: u64,
    /// Number of releases in it.
    pub releases: u64,
}

impl SegmentList {
    /// Most segments a list may name: with them and 64 frontier hashes it still fits in a statement.
    pub const MAX_SEGMENTS: usize = 96;
    /// Most releases in a merged segment …
    const MERGED_RELEASES: u64 = 1_024;
    /// … doubled for each of so many segments, so that a list never fills up.
    const DOUBLED_EVERY: usize = 6;

    /// Reads the one canonical spelling.
    ///
    /// # Errors
    /// [`CatalogError::MalformedStatement`] or [`CatalogError::MalformedList`].
    pub fn parse(bytes: &[u8]) -> Result<Self, CatalogError> {
        let statement = Statement::parse(bytes).map_err(CatalogError::MalformedStatement)?;
        let list = Self::from_statement(&statement).ok_or(CatalogError::MalformedList {
            expected: "a count of leaves, and digest, bytes and releases for each segment",
        })?;
        if list.segments.len() > Self::MAX_SEGMENTS {
            return Err(CatalogError::MalformedList { expected: "at most 96 segments" });
        }
        if list.to_bytes() != bytes {
            return Err(CatalogError::MalformedList { expected: "nothing but the list of segments" });
        }
        Ok(list)
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let subject = alloc::format!("{NS}catalog");
        let mut triples = alloc::vec![Triple::new(&subject, LEAVES, Term::integer(self.leaves))];
        for (place, node) in self.frontier.iter().enumerate() {
            let iri = numbered("frontier", place);
            triples.push(Triple::new(&iri, vocab::DIGEST, Term::string(&node.to_string())));
        }
        for (place, segment) in self.segments.iter().enumerate() {
            let iri = numbered("segments", place);
            triples.push(Triple::new(&iri, vocab::DIGEST, Term::string(&segment.digest.to_string())));
            triples.push(Triple::new(&iri, vocab::BYTES, Term::integer(segment.bytes)));
            triples.push(Triple::new(&iri, RELEASES, Term::integer(segment.releases)));
        }
        Statement::new(KIND, triples).to_bytes()
    }

    /// The first segment that should be written anew together with `new` releases, so that segments stay few.
    ///
    /// Like the digits of a counter: while the last segment is at most twice as large as what follows it, both
    /// become one, up to a size that keeps publishing quick. So a list has few segments, each release is
    /// rewritten a logarithmic number of times, and a large imported segment stays as it is.
    #[must_use]
    pub fn compact_from(&self, new: u64) -> usize {
        let max = Self::MERGED_RELEASES << (self.segments.len() / Self::DOUBLED_EVERY);
        let (mut first, mut total) = (self.segments.len(), new);
        for (place, segment) in self.segments.iter().enumerate().rev() {
            let together = total.saturating_add(segment.releases);
            if segment.releases > total.saturating_mul(2) || together > max {
                break;
            }
            (first, total) = (place, together);
        }
        first
    }

    fn from_statement(statement: &Statement) -> Option<Self> {
        if statement.kind() != KIND {
            return None;
        }
        let value = |subject: &str, predicate: &str| {
            let mut found =
                statement.triples().iter().filter(|t| t.subject == subject && t.predicate == predicate);
            found.next().map(|triple| triple.object.value().to_string())
        };
        let number = |subject: &str, predicate: &str| value(subject, predicate)?.parse::<u64>().ok();
        let digest = |subject: &str| Digest::parse(&value(subject, vocab::DIGEST)?).ok();
        let segment = |place| {
            let iri = numbered("segments", place);
            let (digest, bytes) = (digest(&iri)?, number(&iri, vocab::BYTES)?);
            Some(SegmentRef { digest, bytes, releases: number(&iri, RELEASES)? })
        };
        Some(Self {
            leaves: number(&alloc::format!("{NS}catalog"), LEAVES)?,
            frontier: (0..).map_while(|place| digest(&numbered("frontier", place))).collect(),
            segments: (0..).map_while(segment).collect(),
        })
    }
}

fn numbered(kind: &str, place: usize) -> String {
    alloc::format!("{NS}catalog/{kind}/{place:04}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> SegmentList {
        let segment = |n: u8| SegmentRef { digest: Digest::of(&[n]), bytes: n.into(), releases: 1 };
        SegmentList {
            leaves: 3,
            frontier: [Digest::of(b"a"), Digest::of(b"b")].into(),
            segments: (0..12).map(segment).collect(),
        }
    }

    #[test]
    fn lists_survive() {
        assert_eq!(SegmentList::parse(&list().to_bytes()), Ok(list()));
        assert_eq!(SegmentList::parse(&SegmentList::default().to_bytes()), Ok(SegmentList::default()));
    }

    #[test]
    fn no_flipped_byte_goes_unseen() {
        let bytes = list().to_bytes();
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            assert_ne!(SegmentList::parse(&flipped), Ok(list()), "byte {at}");
        }
    }

    /// The sizes of the segments after adding `count` segments of `each` releases to those of `sizes`.
    fn after(sizes: &[u64], count: u64, each: u64) -> Vec<u64> {
        let segment = |releases| SegmentRef { digest: Digest([0; 32]), bytes: 0, releases };
        let segments = sizes.iter().copied().map(segment).collect();
        let mut list = SegmentList { segments, ..SegmentList::default() };
        for _ in 0..count {
            let merged: u64 = list.segments.drain(list.compact_from(each)..).map(|s| s.releases).sum();
            list.segments.push(segment(each + merged));
        }
        list.segments.iter().map(|segment| segment.releases).collect()
    }

    #[test]
    fn segments_stay_few_and_the_large_one_stays_whole() {
        assert_eq!(after(&[], 2, 1), [2]);
        let sizes = after(&[63_666], 1_000, 1);
        assert_eq!((sizes[0], sizes.iter().sum::<u64>()), (63_666, 64_666));
        assert!(sizes.len() < 12, "{sizes:?}");
    }

    #[test]
    fn a_list_never_fills_up() {
        for (count, each) in [(200_000, 1), (20_000, 700), (1_000, 100_000)] {
            let sizes = after(&[], count, each);
            assert_eq!(sizes.iter().sum::<u64>(), count * each);
            assert!(sizes.len() < SegmentList::MAX_SEGMENTS, "{} of {each}", sizes.len());
        }
    }

    #[test]
    fn the_longest_list_fits_in_a_statement() {
        let segment = SegmentRef { digest: Digest([0xff; 32]), bytes: u64::MAX, releases: u64::MAX };
        let list = SegmentList {
            leaves: u64::MAX,
            frontier: alloc::vec![Digest([0xff; 32]); 64],
            segments: alloc::vec![segment; SegmentList::MAX_SEGMENTS],
        };
        assert!(list.to_bytes().len() <= Statement::MAX_BYTES, "{} bytes", list.to_bytes().len());
    }

    #[test]
    fn other_statements_are_refused() {
        let other = Statement::new("marketplace/release/v1", Vec::new()).to_bytes();
        assert!(matches!(SegmentList::parse(&other), Err(CatalogError::MalformedList { .. })));
        assert!(matches!(SegmentList::parse(b"x"), Err(CatalogError::MalformedStatement(_))));
    }
}
