//! Sets of characters, for the classes of patterns.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

const LAST: u32 = char::MAX as u32;
/// Code points that are no characters.
const SURROGATES: (u32, u32) = (0xd800, 0xdfff);
/// Letters with two cases are below it.
const CASED: u32 = 0x1_ea00;

/// Ranges of code points, both ends included: ascending, and with a gap between any two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CharSet {
    ranges: Vec<(u32, u32)>,
}

impl CharSet {
    pub(super) fn add(&mut self, first: u32, last: u32) {
        match self.ranges.last_mut() {
            Some((_, end)) if first == *end + 1 => *end = last,
            Some((_, end)) if first <= *end => {
                self.ranges.push((first, last));
                self.merge();
            }
            _ => self.ranges.push((first, last)),
        }
    }

    pub(super) fn union(&mut self, other: &Self) {
        self.ranges.extend_from_slice(&other.ranges);
        self.merge();
    }

    fn merge(&mut self) {
        self.ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for &(first, last) in &self.ranges {
            match merged.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => merged.push((first, last)),
            }
        }
        self.ranges = merged;
    }

    /// All code points that are not in it.
    #[must_use]
    pub(super) fn negated(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for &(first, last) in &self.ranges {
            if first > next {
                ranges.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= LAST {
            ranges.push((next, LAST));
        }
        Self { ranges }
    }

    /// What is in it and not in `other`.
    #[must_use]
    pub(super) fn without(&self, other: &Self) -> Self {
        let mut outside = self.negated();
        outside.union(other);
        outside.negated()
    }

    /// What is in it as the other case, too. `budget` falls by the characters looked at; `None` when it is spent.
    #[must_use]
    pub(super) fn folded(mut self, budget: &mut u32) -> Option<Self> {
        let mut others = Vec::new();
        for &(first, last) in &self.ranges {
            for code in first..=last.min(CASED) {
                *budget = budget.checked_sub(1)?;
                let cases = char::from_u32(code).map(other_cases);
                others.extend(cases.into_iter().flatten().flatten().map(|c| (u32::from(c), u32::from(c))));
            }
        }
        self.ranges.append(&mut others);
        self.merge();
        Some(self)
    }

    pub(super) fn without_surrogates(&self) -> Self {
        self.without(&Self { ranges: Vec::from([SURROGATES]) })
    }

    /// Appends a class that matches just these characters.
    pub(super) fn write(&self, out: &mut String) {
        let set = self.without_surrogates();
        if set.ranges.is_empty() {
            // A class that nothing is in.
            return out.push_str(r"[^\x00-\u{10FFFF}]");
        }
        out.push('[');
        for (first, last) in set.ranges {
            let _ = write!(out, r"\u{{{first:x}}}-\u{{{last:x}}}");
        }
        out.push(']');
    }
}

/// The lower and the upper case of a letter, where that is another single one.
pub(super) fn other_cases(c: char) -> [Option<char>; 2] {
    let only = |mut cases: Cases| Some(cases.next()?).filter(|case| cases.next().is_none() && *case != c);
    [only(Cases::Lower(c.to_lowercase())), only(Cases::Upper(c.to_uppercase()))]
}

enum Cases {
    Lower(core::char::ToLowercase),
    Upper(core::char::ToUppercase),
}

impl Cases {
    fn next(&mut self) -> Option<char> {
        match self {
            Self::Lower(cases) => cases.next(),
            Self::Upper(cases) => cases.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ranges: &[(char, char)]) -> CharSet {
        let mut set = CharSet::default();
        ranges.iter().for_each(|(first, last)| set.add(u32::from(*first), u32::from(*last)));
        set
    }

    #[test]
    fn sets_are_combined() {
        assert_eq!(set(&[('c', 'd'), ('a', 'b'), ('x', 'z'), ('y', 'y')]), set(&[('a', 'd'), ('x', 'z')]));
        let letters = set(&[('a', 'z')]);
        assert_eq!(letters.without(&set(&[('b', 'y')])), set(&[('a', 'a'), ('z', 'z')]));
        assert_eq!(letters.negated().negated(), letters);
        assert_eq!(
            set(&[('a', 'b'), ('Ä', 'Ä')]).folded(&mut 9),
            Some(set(&[('A', 'B'), ('a', 'b'), ('Ä', 'Ä'), ('ä', 'ä')]))
        );
        assert_eq!(letters.clone().folded(&mut 9), None);
        let mut text = String::new();
        set(&[('a', 'c')]).write(&mut text);
        assert_eq!(text, r"[\u{61}-\u{63}]");
        let all = set(&[('\0', char::MAX)]);
        assert_eq!(all.negated(), CharSet::default());
    }
}
