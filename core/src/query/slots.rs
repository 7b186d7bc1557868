//! Places of a row, and sets of them.

use alloc::vec::Vec;

/// The place of a variable in a row.
pub(super) type Slot = u16;

/// A set of slots. Few queries have more than 64: those of most take no memory of their own.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    first: u64,
    further: Vec<u64>,
}

impl Slots {
    pub(super) fn insert(&mut self, slot: Slot) {
        let (word, bit) = place(slot);
        if word > self.further.len() {
            self.further.resize(word, 0);
        }
        match word.checked_sub(1) {
            None => self.first |= bit,
            Some(word) => self.further[word] |= bit,
        }
    }

    fn word(&self, word: usize) -> u64 {
        match word.checked_sub(1) {
            None => self.first,
            Some(word) => self.further.get(word).copied().unwrap_or(0),
        }
    }

    /// The words of both sets, put together by `merge`, as many as the longer one has.
    fn merged(&self, other: &Self, merge: impl Fn(u64, u64) -> u64) -> Self {
        let len = self.further.len().max(other.further.len());
        let further = (1..=len).map(|word| merge(self.word(word), other.word(word))).collect();
        Self { first: merge(self.first, other.first), further }
    }

    pub(super) fn has(&self, slot: Slot) -> bool {
        let (word, bit) = place(slot);
        self.word(word) & bit != 0
    }

    pub(super) fn extend(&mut self, other: &Self) {
        *self = self.union(other);
    }

    #[must_use]
    pub(super) fn union(&self, other: &Self) -> Self {
        self.merged(other, |a, b| a | b)
    }

    /// The slots in both.
    #[must_use]
    pub(super) fn both(&self, other: &Self) -> Self {
        self.merged(other, |a, b| a & b)
    }

    /// The slots here that are not in `other`.
    #[must_use]
    pub(super) fn without(&self, other: &Self) -> Self {
        self.merged(other, |a, b| a & !b)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first == 0 && self.further.iter().all(|word| *word == 0)
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        let mut further = self.further.iter().zip(&other.further);
        self.first & other.first != 0 || further.any(|(a, b)| a & b != 0)
    }

    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.without(other).is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Slot> + '_ {
        (0..(1 + self.further.len()) * 64).map(|slot| slot as Slot).filter(|slot| self.has(*slot))
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
