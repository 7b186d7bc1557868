//! Few segments rather than many: small ones that grew by publishing are merged into one.
//!
//! Like the digits of a counter: while the last segment is at most twice as large as what follows it, both
//! become one. So a list has few segments, each release is rewritten a logarithmic number of times, and a
//! large imported segment stays as it is. Nothing refers to the merged segments' blobs any more; they stay
//! for readers that have them open.

use ggen_marketplace_core::catalog::SegmentList;
use ggen_marketplace_core::model::Record;

use crate::failure::Failure;
use crate::listed;
use crate::registry::Opened;

/// Most releases in a merged segment, so that publishing stays quick …
const MAX_RELEASES: u64 = 1_024;
/// … doubled for each of so many segments, so that a list never fills up.
const DOUBLED_EVERY: usize = 8;

/// How many of the last segments to merge with a new one of `releases` releases; 0 for none.
pub(crate) fn segments_to_merge(list: &SegmentList, releases: u64) -> usize {
    let max = MAX_RELEASES << (list.segments.len() / DOUBLED_EVERY);
    let (mut merged, mut total) = (0, releases);
    for segment in list.segments.iter().rev() {
        let together = total.saturating_add(segment.releases);
        if segment.releases > total.saturating_mul(2) || together > max {
            break;
        }
        (merged, total) = (merged + 1, together);
    }
    merged
}

/// Every release of an opened catalogue, as it was when its segment was built.
///
/// # Errors
/// [`Failure::Catalog`] if a segment is damaged.
pub(crate) fn records(opened: &Opened) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    for package in opened.catalog.cards().map_err(opened.damaged())? {
        for card in opened.catalog.versions(package.name).map_err(opened.damaged())? {
            records.push(listed::record(opened, &card)?);
        }
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ggen_marketplace_core::catalog::SegmentRef;
    use ggen_marketplace_core::model::Digest;

    /// The sizes of the segments after adding `count` segments of `each` releases to those of `sizes`.
    fn after(sizes: &[u64], count: u64, each: u64) -> Vec<u64> {
        let segment = |releases| SegmentRef { digest: Digest([0; 32]), bytes: 0, releases };
        let segments = sizes.iter().copied().map(segment).collect();
        let mut list = SegmentList { segments, ..SegmentList::default() };
        for _ in 0..count {
            let merged = segments_to_merge(&list, each);
            let rest = list.segments.split_off(list.segments.len() - merged);
            list.segments.push(segment(each + rest.iter().map(|s| s.releases).sum::<u64>()));
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
}
