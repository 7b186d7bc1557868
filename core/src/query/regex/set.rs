//! Sets of characters.

use alloc::vec::Vec;

const LAST: u32 = char::MAX as u32;

/// Ranges of code points, both ends included: ascending, and no two touch. Surrogates may be in a range; they are
/// in no text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Set {
    ranges: Vec<(u32, u32)>,
}

impl Set {
    pub(super) fn of(ranges: &[(u32, u32)]) -> Self {
        let mut set = Self::default();
        for &(low, high) in ranges {
            set.add(low, high);
        }
        set
    }

    pub(super) fn one(c: char) -> Self {
        Self { ranges: Vec::from([(u32::from(c), u32::from(c))]) }
    }

    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    /// The only character, if there is only one.
    pub(super) fn single(&self) -> Option<char> {
        match self.ranges[..] {
            [(low, high)] if low == high => char::from_u32(low),
            _ => None,
        }
    }

    /// Adds the code points from `low` to `high`, which is not less.
    pub(super) fn add(&mut self, low: u32, high: u32) {
        let from = self.ranges.partition_point(|&(_, end)| end + 1 < low);
        let to = self.ranges.partition_point(|&(start, _)| start <= high + 1);
        let mut whole = (low, high);
        for &(start, end) in self.ranges.get(from..to).unwrap_or_default() {
            whole = (whole.0.min(start), whole.1.max(end));
        }
        match self.ranges.get_mut(from) {
            Some(first) if from < to => {
                *first = whole;
                self.ranges.drain(from + 1..to);
            }
            _ => self.ranges.insert(from, whole),
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for &(low, high) in &other.ranges {
            self.add(low, high);
        }
    }

    /// All characters that are not in the set.
    pub(super) fn complement(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for &(low, high) in &self.ranges {
            if next < low {
                ranges.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= LAST {
            ranges.push((next, LAST));
        }
        Self { ranges }
    }

    /// The set without what is in `other`.
    pub(super) fn minus(&self, other: &Self) -> Self {
        let mut kept = self.complement();
        kept.add_all(other);
        kept.complement()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_become_one() {
        let set = Set::of(&[(10, 12), (20, 22), (30, 30), (13, 13), (22, 29)]);
        assert_eq!(set.ranges(), [(10, 13), (20, 30)]);
        assert_eq!(Set::of(&[(5, 9), (1, 20)]).ranges(), [(1, 20)]);
        assert_eq!(Set::of(&[(5, 9), (0, 3)]).ranges(), [(0, 3), (5, 9)]);
    }

    #[test]
    fn complement_and_difference() {
        let set = Set::of(&[(0, 4), (10, LAST)]);
        assert_eq!(set.complement().ranges(), [(5, 9)]);
        assert_eq!(set.complement().complement(), set);
        assert_eq!(Set::default().complement().ranges(), [(0, LAST)]);
        let letters = Set::of(&[(97, 122)]);
        assert_eq!(
            letters.minus(&Set::of(&[(97, 97), (101, 101), (122, 130)])).ranges(),
            [(98, 100), (102, 121)]
        );
    }
}
