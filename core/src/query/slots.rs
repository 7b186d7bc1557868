//! Places of a row, and sets of them.

use alloc::vec::Vec;

/// The place of a variable in a row.
pub(super) type Slot = u16;

/// A set of slots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Slots(Vec<u64>);

impl Slots {
    pub(super) fn insert(&mut self, slot: Slot) {
        let (word, bit) = place(slot);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= bit;
    }

    pub(super) fn has(&self, slot: Slot) -> bool {
        let (word, bit) = place(slot);
        self.0.get(word).is_some_and(|found| found & bit != 0)
    }

    pub(super) fn extend(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    #[must_use]
    pub(super) fn union(&self, other: &Self) -> Self {
        let mut all = self.clone();
        all.extend(other);
        all
    }

    /// The slots in both.
    #[must_use]
    pub(super) fn both(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    /// The slots here that are not in `other`.
    #[must_use]
    pub(super) fn without(&self, other: &Self) -> Self {
        let beyond = core::iter::repeat(&0);
        Self(self.0.iter().zip(other.0.iter().chain(beyond)).map(|(a, b)| a & !b).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.without(other).is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Slot> + '_ {
        (0..self.0.len() * 64).map(|slot| slot as Slot).filter(|slot| self.has(*slot))
    }
}

fn place(slot: Slot) -> (usize, u64) {
    (usize::from(slot / 64), 1 << (slot % 64))
}

impl FromIterator<Slot> for Slots {
    fn from_iter<T: IntoIterator<Item = Slot>>(slots: T) -> Self {
        let mut set = Self::default();
        slots.into_iter().for_each(|slot| set.insert(slot));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_sets() {
        let (a, b): (Slots, Slots) = ([1, 70].into_iter().collect(), [1].into_iter().collect());
        assert!(b.is_within(&a) && !a.is_within(&b) && a.meets(&b));
        assert_eq!(a.without(&b).iter().collect::<Vec<_>>(), [70]);
        assert_eq!(b.without(&a).iter().count(), 0);
        assert_eq!(a.both(&b).iter().collect::<Vec<_>>(), [1]);
        assert_eq!(b.union(&a).iter().collect::<Vec<_>>(), [1, 70]);
    }
}
