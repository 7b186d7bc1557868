//! Characters that differ in case only, for the flag `i` (XPath Functions 3.1, 5.6.1.1): two are variants if their
//! lower-case or their upper-case forms are equal. No table: `char` knows the forms.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use super::set::Set;

/// Where all characters lie that have variants, in a generous cut.
const CASED: [RangeInclusive<u32>; 7] = [
    0..=0x2e00,
    0xa640..=0xac00,
    0xfb00..=0xff60,
    0x1_0400..=0x1_0600,
    0x1_0c80..=0x1_0d90,
    0x1_1880..=0x1_18e0,
    0x1_6e40..=0x1_e950,
];
const CODE_POINT_BITS: u32 = 21;
const CODE_POINT: u64 = (1 << CODE_POINT_BITS) - 1;

/// Pairs of variants, made when first needed.
#[derive(Debug, Default)]
pub(super) struct Cases {
    /// A character above a variant of it, both 21 bits wide; ascending.
    pairs: Option<Vec<u64>>,
}

impl Cases {
    /// Adds the variants of all characters in `set`.
    pub(super) fn close(&mut self, set: &mut Set) {
        let is_ascii = set.ranges().last().is_none_or(|&(_, high)| high < 0x80);
        let mut found = Vec::new();
        if is_ascii {
            for c in set.ranges().iter().flat_map(|&(low, high)| low..=high) {
                ascii_variants(c as u8, &mut found);
            }
        } else {
            let pairs = self.pairs.get_or_insert_with(all_pairs);
            for &(low, high) in set.ranges() {
                let from = pairs.partition_point(|pair| pair >> CODE_POINT_BITS < u64::from(low));
                let rest = pairs.get(from..).unwrap_or_default().iter();
                let own = rest.take_while(|pair| **pair >> CODE_POINT_BITS <= u64::from(high));
                found.extend(own.map(|pair| (pair & CODE_POINT) as u32));
            }
        }
        for c in found {
            set.add(c, c);
        }
    }
}

fn ascii_variants(c: u8, found: &mut Vec<u32>) {
    if c.is_ascii_alphabetic() {
        found.push(u32::from(c ^ 0x20));
    }
    match c.to_ascii_lowercase() {
        b'i' => found.push(0x131), // dotless, whose upper-case form is I
        b'k' => found.push(0x212a),
        b's' => found.push(0x17f),
        _ => {}
    }
}

fn all_pairs() -> Vec<u64> {
    let chars = || CASED.into_iter().flatten().filter_map(char::from_u32);
    let mut pairs = Vec::new();
    pairs_of_equal(chars().map(|c| (c, form(c.to_lowercase()))), &mut pairs);
    pairs_of_equal(chars().map(|c| (c, form(c.to_uppercase()))), &mut pairs);
    crate::sort::sort_unstable(&mut pairs);
    pairs
}

/// A number for a form of up to three characters; a test sees that no two forms share one.
fn form(chars: impl Iterator<Item = char>) -> u64 {
    let number = chars.fold(0_u64, |number, c| number.wrapping_mul(0x1f_fb5d) ^ u64::from(c));
    number ^ number >> (u64::BITS - CODE_POINT_BITS)
}

fn pairs_of_equal(forms: impl Iterator<Item = (char, u64)>, pairs: &mut Vec<u64>) {
    let mut known: Vec<u64> = forms.map(|(c, form)| form << CODE_POINT_BITS | u64::from(c)).collect();
    crate::sort::sort_unstable(&mut known);
    for group in known.chunk_by(|a, b| a >> CODE_POINT_BITS == b >> CODE_POINT_BITS) {
        for (at, a) in group.iter().map(|known| known & CODE_POINT).enumerate() {
            let others = group.iter().enumerate().filter(|(other, _)| *other != at);
            pairs.extend(others.map(|(_, b)| a << CODE_POINT_BITS | b & CODE_POINT));
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::{BTreeMap, BTreeSet};
    use alloc::string::String;

    use super::*;

    /// Variants as the definition has them, of all characters that have some.
    fn oracle() -> BTreeMap<char, BTreeSet<u32>> {
        let mut forms: BTreeMap<(bool, String), Vec<char>> = BTreeMap::new();
        for c in '\0'..=char::MAX {
            forms.entry((false, c.to_lowercase().collect())).or_default().push(c);
            forms.entry((true, c.to_uppercase().collect())).or_default().push(c);
        }
        let mut variants: BTreeMap<char, BTreeSet<u32>> = BTreeMap::new();
        for group in forms.values().filter(|group| group.len() > 1) {
            for c in group {
                variants.entry(*c).or_default().extend(group.iter().map(|c| u32::from(*c)));
            }
        }
        variants
    }

    #[test]
    fn variants_are_those_of_the_definition() {
        let expected = oracle();
        let mut pairs = BTreeSet::new();
        for (c, variants) in &expected {
            let others = variants.iter().filter(|other| **other != u32::from(*c));
            pairs.extend(others.map(|other| u64::from(*c) << CODE_POINT_BITS | u64::from(*other)));
        }
        assert!(all_pairs().into_iter().collect::<BTreeSet<_>>() == pairs);
        for c in '\0'..'\u{80}' {
            let mut set = Set::one(c);
            Cases::default().close(&mut set);
            let found: BTreeSet<u32> = set.ranges().iter().flat_map(|&(low, high)| low..=high).collect();
            let alone = BTreeSet::from([u32::from(c)]);
            assert_eq!(found, *expected.get(&c).unwrap_or(&alone), "{c:?}");
        }
    }

    #[test]
    fn a_range_brings_the_variants_of_all() {
        let mut set = Set::of(&[(0x3b1, 0x3b3)]);
        Cases::default().close(&mut set);
        assert_eq!(set.ranges(), [(0x391, 0x393), (0x3b1, 0x3b3), (0x3d0, 0x3d0)]);
        let mut set = Set::of(&[(0x41, 0x5a)]);
        Cases::default().close(&mut set);
        assert_eq!(
            set.ranges(),
            [(0x41, 0x5a), (0x61, 0x7a), (0x131, 0x131), (0x17f, 0x17f), (0x212a, 0x212a)]
        );
    }
}
