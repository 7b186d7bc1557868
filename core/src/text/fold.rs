//! One character without its accents: the compatibility decomposition (NFKD) less combining marks.
//!
//! Unicode's tables for this take 60 KB of a compressed module. What folding needs of them is `fold.bin`, made
//! by `cargo xtask codegen`: numbers in LEB128, in three lists of the characters that do not stay as they are.
//!
//! ```text
//! count | gaps to the code point before | lengths of the forms, in characters | the forms' characters
//! ```
//! A form's character is its distance from the one before, zigzag: 0, -1, 1, -2 … as 0, 1, 2, 3 ….
//! A combining mark is what has the empty form. Hangul syllables are not listed but computed.

use std::sync::LazyLock;
use std::vec::Vec;

use crate::codec::{Cursor, Read};

static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms::read(include_bytes!("fold.bin")).unwrap_or_default());

/// Nothing below it has a form but itself.
const FIRST_FORM: char = '\u{a0}';
/// No mark is below it.
const FIRST_MARK: char = '\u{300}';

/// Calls `found` with the characters of `c` that are no marks.
pub(super) fn for_each_base(c: char, mut found: impl FnMut(char)) {
    if c < FIRST_FORM {
        return found(c);
    }
    match (FORMS.of(c), hangul(c)) {
        (Some(form), _) => form.iter().copied().for_each(found),
        (None, Some(letters)) => letters.into_iter().flatten().for_each(found),
        (None, None) => found(c),
    }
}

/// Whether `c` is a combining mark (general category M).
pub(super) fn is_mark(c: char) -> bool {
    // The two halfwidth sound marks are letters that decompose into marks, and so fold to nothing too.
    c >= FIRST_MARK && !matches!(c, '\u{ff9e}' | '\u{ff9f}') && FORMS.of(c).is_some_and(<[char]>::is_empty)
}

#[derive(Debug, Default)]
struct Forms {
    /// Each listed character, ascending, and where in `text` its form ends.
    ends: Vec<(char, usize)>,
    /// The forms, one after the other.
    text: Vec<char>,
}

impl Forms {
    fn read(table: &[u8]) -> Read<Self> {
        let mut table = Cursor::new(table);
        let count = table.varint()?;
        let gaps = (0..count).map(|_| table.varint()).collect::<Read<Vec<u32>>>()?;
        let lengths = (0..count).map(|_| table.varint()).collect::<Read<Vec<u32>>>()?;
        let (mut code, mut end) = (0, 0);
        let ends = gaps.iter().zip(lengths).filter_map(|(gap, length)| {
            (code, end) = (code + gap, end + length as usize);
            Some((char::from_u32(code)?, end))
        });
        let (ends, mut text, mut last) = (ends.collect(), Vec::new(), 0u32);
        while !table.rest().is_empty() {
            let step = table.varint()?;
            last = last.wrapping_add(step >> 1 ^ 0u32.wrapping_sub(step & 1));
            text.extend(char::from_u32(last));
        }
        Ok(Self { ends, text })
    }

    /// The form of `c`, if it is not `c` itself.
    fn of(&self, c: char) -> Option<&[char]> {
        let place = self.ends.binary_search_by_key(&c, |(listed, _)| *listed).ok()?;
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(_, end)| *end);
        self.text.get(start..self.ends.get(place)?.1)
    }
}

/// The letters of a Hangul syllable (Unicode, section 3.12).
fn hangul(c: char) -> Option<[Option<char>; 3]> {
    const LEADS: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    const TAILS: u32 = 0x11a7;
    const VOWEL_COUNT: u32 = 21;
    const TAIL_COUNT: u32 = 28;
    let index = ('가'..='힣').contains(&c).then(|| u32::from(c) - u32::from('가'))?;
    let (lead, vowel) = (index / (VOWEL_COUNT * TAIL_COUNT), index / TAIL_COUNT % VOWEL_COUNT);
    let tail = Some(index % TAIL_COUNT).filter(|tail| *tail > 0);
    let tail = tail.and_then(|tail| char::from_u32(TAILS + tail));
    Some([char::from_u32(LEADS + lead), char::from_u32(VOWELS + vowel), tail])
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::is_combining_mark;

    #[test]
    fn every_character_folds_as_unicode_says() {
        for c in '\0'..=char::MAX {
            let expected: String = [c].into_iter().nfkd().filter(|c| !is_combining_mark(*c)).collect();
            let mut found = String::new();
            for_each_base(c, |base| found.push(base));
            assert_eq!(found, expected, "{:x}", u32::from(c));
            assert_eq!(is_mark(c), is_combining_mark(c), "{:x}", u32::from(c));
        }
    }
}
