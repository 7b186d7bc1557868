//! Sorting many byte strings: eight bytes at a time, as numbers, and again only where those are equal.

use alloc::vec::Vec;

/// Bytes of a key.
const WORD: usize = 8;
/// Fewer strings than this, or what is still equal after so many words, is sorted by plain comparison.
const FEW: usize = 12;
const MAX_WORDS: usize = 64;

#[derive(Clone, Copy)]
struct Slot {
    /// The next eight bytes, the first one highest.
    word: u64,
    /// How many bytes of the word are the string's; one more if it goes on after it.
    len: u32,
    number: u32,
}

/// The numbers `numbers`, in the order of their distinct strings.
pub(super) fn sorted<'a>(numbers: impl Iterator<Item = u32>, string: impl Fn(u32) -> &'a [u8]) -> Vec<u32> {
    let mut slots: Vec<Slot> = numbers.map(|number| Slot { word: 0, len: 0, number }).collect();
    let sorter = Sorter { string };
    sorter.sort(&mut slots, 0);
    slots.into_iter().map(|slot| slot.number).collect()
}

struct Sorter<F> {
    string: F,
}

impl<'a, F: Fn(u32) -> &'a [u8]> Sorter<F> {
    /// Sorts strings that have their first `words` words in common.
    fn sort(&self, slots: &mut [Slot], words: usize) {
        if slots.len() < FEW || words == MAX_WORDS {
            crate::sort::sort_unstable_by(slots, |a, b| {
                self.rest(a.number, words).cmp(self.rest(b.number, words))
            });
            return;
        }
        for slot in slots.iter_mut() {
            (slot.word, slot.len) = word(self.rest(slot.number, words));
        }
        crate::sort::sort_unstable_by(slots, |a, b| (a.word, a.len).cmp(&(b.word, b.len)));
        for alike in slots.chunk_by_mut(|a, b| (a.word, a.len) == (b.word, b.len)) {
            if alike.len() > 1 {
                self.sort(alike, words + 1);
            }
        }
    }

    fn rest(&self, number: u32, words: usize) -> &'a [u8] {
        (self.string)(number).get(words * WORD..).unwrap_or_default()
    }
}

fn word(rest: &[u8]) -> (u64, u32) {
    let mut bytes = [0; WORD];
    let len = rest.len().min(WORD);
    bytes[..len].copy_from_slice(&rest[..len]);
    (u64::from_be_bytes(bytes), rest.len().min(WORD + 1) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;
    use alloc::string::String;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_bytes(set in prop::collection::hash_set("a{0,20}[a-b\0]{0,12}", 0..200)) {
            let strings: Vec<&String> = set.iter().collect();
            let order = sorted(0..strings.len() as u32, |number| strings[number as usize].as_bytes());
            let found: Vec<&String> = order.into_iter().map(|number| strings[number as usize]).collect();
            let expected: Vec<&String> = set.iter().collect::<BTreeSet<_>>().into_iter().collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn long_equal_starts_do_not_nest_without_end() {
        let start = "x".repeat(100_000);
        let strings: Vec<String> = (10..40).rev().map(|n| alloc::format!("{start}{n}")).collect();
        let order = sorted(0..30, |number| strings[number as usize].as_bytes());
        assert_eq!(order, (0..30).rev().collect::<Vec<u32>>());
    }
}
