//! Classes of characters that no set of a program tells apart: what the matchers read in place of characters.

use alloc::vec::Vec;

use super::fragment::Side;
use super::set::Set;

/// Most classes.
const MAX_CLASSES: usize = 4_096;
const ASCII: usize = 0x80;

/// Characters to classes, and which classes each set holds.
#[derive(Debug)]
pub(super) struct Alphabet {
    ascii: [u16; ASCII],
    /// First code points of intervals of one class, ascending from 0, and their classes.
    starts: Vec<u64>,
    classes: Vec<u16>,
    /// How many classes there are.
    pub(super) len: usize,
    /// For each set a bit a class.
    members: Vec<u64>,
    /// Words of `members` a set.
    words: usize,
}

impl Alphabet {
    /// `None` if there are more than [`MAX_CLASSES`].
    pub(super) fn new(sets: &[Set]) -> Option<Self> {
        let newline = Set::one('\n');
        let starts = starts(sets.iter().chain([&newline]));
        let (classes, len) = classes(&starts, sets.iter().chain([&newline]))?;
        let words = len.div_ceil(u64::BITS as usize);
        let mut alphabet = Self { ascii: [0; ASCII], starts, classes, len, members: Vec::new(), words };
        let ascii = core::array::from_fn(|c| alphabet.search(char::from(c as u8)));
        alphabet.ascii = ascii;
        alphabet.members = alphabet.members_of(sets);
        Some(alphabet)
    }

    /// The class of `c`.
    pub(super) fn class(&self, c: char) -> u16 {
        match self.ascii.get(c as usize) {
            Some(class) => *class,
            None => self.search(c),
        }
    }

    /// The class of an ASCII character, if `byte` is one.
    pub(super) fn class_of_byte(&self, byte: u8) -> Option<u16> {
        self.ascii.get(usize::from(byte)).copied()
    }

    fn search(&self, c: char) -> u16 {
        let after = self.starts.partition_point(|start| *start <= u64::from(c));
        self.classes.get(after.saturating_sub(1)).copied().unwrap_or(0)
    }

    /// Whether the set of number `set` holds the characters of `class`.
    pub(super) fn holds(&self, set: u16, class: u16) -> bool {
        let at = usize::from(set) * self.words + usize::from(class / 64);
        self.members.get(at).is_some_and(|word| word >> (class % 64) & 1 == 1)
    }

    /// What a place next to characters of `class` is beside.
    pub(super) fn side(&self, class: Option<u16>) -> Side {
        match class {
            None => Side::Nothing,
            Some(class) if class == self.class('\n') => Side::Newline,
            Some(_) => Side::Other,
        }
    }

    fn members_of(&self, sets: &[Set]) -> Vec<u64> {
        let mut members = alloc::vec![0; sets.len() * self.words];
        for (set, words) in sets.iter().zip(members.chunks_mut(self.words)) {
            for class in own(&self.starts, set).filter_map(|at| self.classes.get(at)) {
                if let Some(word) = words.get_mut(usize::from(class / 64)) {
                    *word |= 1 << (class % 64);
                }
            }
        }
        members
    }
}

/// Where any set begins or ends. In 64 bits, for a sort that is in the program anyway.
fn starts<'a>(sets: impl Iterator<Item = &'a Set>) -> Vec<u64> {
    let mut starts = Vec::from([0]);
    for set in sets {
        starts.extend(set.ranges().iter().flat_map(|&(low, high)| [u64::from(low), u64::from(high) + 1]));
    }
    crate::sort::sort_unstable(&mut starts);
    starts.dedup();
    starts
}

/// The intervals that lie in `set`.
fn own<'a>(starts: &'a [u64], set: &'a Set) -> impl Iterator<Item = usize> + 'a {
    set.ranges().iter().flat_map(|&(low, high)| {
        starts.partition_point(|start| *start < u64::from(low))
            ..starts.partition_point(|start| *start <= u64::from(high))
    })
}

/// The class of each interval, and how many classes there are: each set splits the classes that it meets.
fn classes<'a>(starts: &[u64], sets: impl Iterator<Item = &'a Set>) -> Option<(Vec<u16>, usize)> {
    let mut classes: Vec<u32> = alloc::vec![0; starts.len()];
    let mut len = 1;
    for set in sets {
        let mut split: Vec<Option<u32>> = alloc::vec![None; len];
        for at in own(starts, set) {
            let class = classes.get_mut(at)?;
            let new = split.get_mut(*class as usize)?;
            *class = *new.get_or_insert_with(|| {
                len += 1;
                len as u32 - 1
            });
        }
        len = renumber(&mut classes, len);
        if len > MAX_CLASSES {
            return None;
        }
    }
    Some((classes.iter().map(|class| *class as u16).collect(), len))
}

/// Leaves no number out below the count, which it returns.
fn renumber(classes: &mut [u32], len: usize) -> usize {
    let mut new: Vec<Option<u32>> = alloc::vec![None; len];
    let mut used = 0;
    for class in classes {
        if let Some(new) = new.get_mut(*class as usize) {
            *class = *new.get_or_insert_with(|| {
                used += 1;
                used - 1
            });
        }
    }
    used as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_what_no_set_tells_apart() {
        let letters = Set::of(&[(0x61, 0x7a)]);
        let vowels = Set::of(&[(0x61, 0x61), (0x65, 0x65), (0xe9, 0xe9)]);
        let alphabet = Alphabet::new(&[letters, vowels]).unwrap();
        assert_eq!(alphabet.len, 5, "others, a newline, consonants, vowels, vowels with accents");
        assert_eq!(alphabet.class('a'), alphabet.class('e'));
        assert_eq!(alphabet.class('\0'), alphabet.class('ß'));
        for (c, expected) in
            [('a', [true, true]), ('b', [true, false]), ('é', [false, true]), ('é', [false, true])]
        {
            assert_eq!([0, 1].map(|set| alphabet.holds(set, alphabet.class(c))), expected, "{c}");
        }
        assert_eq!(alphabet.side(Some(alphabet.class('\n'))), Side::Newline);
    }
}
