//! The general categories of Unicode 16.0 (`UnicodeData.txt`, third column) and some of its blocks.
//!
//! `category.bin` is written by the test below from the tables of the `regex` crate, the oracle of these tests, and
//! holds runs of code points in one category, from 0 up. A run is a byte: the category in the low five bits, its
//! length in the high three; a length of 0 there means 8 and the number in base 128, low digits first, that follows.
//! One more "category" is alternating letters, `Lu` and `Ll`: its lengths count pairs.

use super::set::Set;

static RUNS: &[u8] = include_bytes!("category.bin");

/// Names, at their numbers. `Cs` is left out: surrogates are no characters.
const NAMES: [&str; 29] = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
    "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co", "Cn",
];
const ALTERNATING: u8 = 29;

/// Blocks that a pattern may name after `Is`; all others are refused.
const BLOCKS: [(&str, u32, u32); 24] = [
    ("BasicLatin", 0, 0x7f),
    ("Latin-1Supplement", 0x80, 0xff),
    ("LatinExtended-A", 0x100, 0x17f),
    ("LatinExtended-B", 0x180, 0x24f),
    ("IPAExtensions", 0x250, 0x2af),
    ("SpacingModifierLetters", 0x2b0, 0x2ff),
    ("CombiningDiacriticalMarks", 0x300, 0x36f),
    ("Greek", 0x370, 0x3ff),
    ("GreekandCoptic", 0x370, 0x3ff),
    ("Cyrillic", 0x400, 0x4ff),
    ("Armenian", 0x530, 0x58f),
    ("Hebrew", 0x590, 0x5ff),
    ("Arabic", 0x600, 0x6ff),
    ("Devanagari", 0x900, 0x97f),
    ("Thai", 0xe00, 0xe7f),
    ("LatinExtendedAdditional", 0x1e00, 0x1eff),
    ("GreekExtended", 0x1f00, 0x1fff),
    ("GeneralPunctuation", 0x2000, 0x206f),
    ("CurrencySymbols", 0x20a0, 0x20cf),
    ("Arrows", 0x2190, 0x21ff),
    ("Hiragana", 0x3040, 0x309f),
    ("Katakana", 0x30a0, 0x30ff),
    ("CJKUnifiedIdeographs", 0x4e00, 0x9fff),
    ("HangulSyllables", 0xac00, 0xd7af),
];

/// What `\p{name}` stands for: a category, all categories of a letter, or a block.
pub(super) fn property(name: &str) -> Option<Set> {
    if let Some(block) = name.strip_prefix("Is") {
        let &(_, low, high) = BLOCKS.iter().find(|(known, ..)| *known == block)?;
        return Some(Set::of(&[(low, high)]));
    }
    let is_meant = |known: &str| known == name || (name.len() == 1 && known.starts_with(name));
    NAMES.iter().any(|known| is_meant(known)).then(|| categories(is_meant))
}

/// The characters whose category's name is meant.
pub(super) fn categories(is_meant: impl Fn(&str) -> bool) -> Set {
    let wanted = NAMES.map(is_meant);
    let is_wanted = |category: u8| wanted.get(usize::from(category)) == Some(&true);
    let mut set = Set::default();
    let mut next = 0;
    let mut bytes = RUNS.iter().copied();
    while let Some(byte) = bytes.next() {
        let category = byte & 31;
        let length = match u32::from(byte >> 5) {
            0 => 8 + number(&mut bytes),
            length => length,
        };
        if category == ALTERNATING {
            let (upper, lower) = (u32::from(!is_wanted(0)), u32::from(!is_wanted(1)));
            for pair in (next..).step_by(2).take(length as usize) {
                if upper + lower < 2 {
                    set.add(pair + upper, pair + 1 - lower);
                }
            }
            next += 2 * length;
        } else {
            if is_wanted(category) {
                set.add(next, next + length - 1);
            }
            next += length;
        }
    }
    set
}

fn number(bytes: &mut impl Iterator<Item = u8>) -> u32 {
    let mut value = 0;
    for (byte, shift) in bytes.zip((0..u32::BITS).step_by(7)) {
        value |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    /// The category of each code point, as the `regex` crate has it.
    fn oracle() -> Vec<u8> {
        let mut found = vec![28; 0x11_0000];
        for (number, name) in NAMES.iter().enumerate() {
            let class = regex::Regex::new(&format!(r"^\p{{{name}}}$")).unwrap();
            for c in '\0'..=char::MAX {
                if class.is_match(c.encode_utf8(&mut [0; 4])) {
                    found[c as usize] = number as u8;
                }
            }
        }
        found
    }

    fn pack(categories: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = categories;
        while let Some(&category) = rest.first() {
            let pairs = rest.chunks_exact(2).take_while(|pair| *pair == [0, 1]).count();
            let (code, length, used) = if pairs > 1 {
                (ALTERNATING, pairs, 2 * pairs)
            } else {
                let ends = |at: &usize| rest[*at] != category || rest[*at..].starts_with(&[0, 1, 0, 1]);
                let length = (1..rest.len()).find(ends).unwrap_or(rest.len());
                (category, length, length)
            };
            if length < 8 {
                out.push(code | (length as u8) << 5);
            } else {
                out.push(code);
                let mut left = length - 8;
                while left >= 0x80 {
                    out.push(left as u8 | 0x80);
                    left >>= 7;
                }
                out.push(left as u8);
            }
            rest = &rest[used..];
        }
        out
    }

    #[test]
    fn the_table_is_the_oracle_s() {
        let expected = oracle();
        assert!(pack(&expected) == RUNS, "category.bin is not what `pack` writes");
        for (number, name) in NAMES.iter().enumerate() {
            let mut members = vec![false; expected.len()];
            for &(low, high) in property(name).unwrap().ranges() {
                members[low as usize..=high as usize].fill(true);
            }
            for (c, is_member) in members.iter().enumerate() {
                assert_eq!(*is_member, expected[c] == number as u8, "{name} {c:x}");
            }
        }
    }

    #[test]
    fn letters_stand_for_their_categories() {
        let mut letters = Set::default();
        for name in ["Lu", "Ll", "Lt", "Lm", "Lo"] {
            letters.add_all(&property(name).unwrap());
        }
        assert_eq!(property("L"), Some(letters));
        for wrong in ["", "l", "X", "Lx", "Cs", "LC", "Letter", "Is", "IsKlingon", "isGreek"] {
            assert_eq!(property(wrong), None, "{wrong}");
        }
    }
}
