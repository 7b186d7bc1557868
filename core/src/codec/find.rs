//! A search for one string in many texts that are not unpacked: an automaton that reads whole tokens.
//!
//! It is that of Knuth, Morris and Pratt (1977) over bytes; what a token does to a state is found out once and
//! kept. The texts and their codes are `texts`' business.

use alloc::vec::Vec;
use core::ops::Range;

use super::tokens::{Token, Tokens};
use super::{Damage, Packed, Read};

/// Longest string that is searched for so, in bytes: the automaton's table has a row for each.
const MAX_PART_BYTES: usize = 32;
/// Codes that are read together.
const RUN: usize = 64;
/// What a token does is not known yet; else the table has the state it leads to, plus one.
const UNKNOWN: u8 = 0;
/// The token leads to the first state.
const STAY: u8 = 1;
/// The token is not ASCII: its lower case is for others to find.
const ODD: u8 = u8::MAX;

/// A string made ready to be searched for in the texts of one dictionary.
pub(crate) struct Finder {
    part: Vec<u8>,
    /// For each length of what matched the length of its longest border.
    borders: Vec<u8>,
    lower: bool,
    tokens: usize,
    /// For each state the steps of all tokens.
    steps: Vec<u8>,
}

impl Finder {
    /// For `part` as it is, or with `lower` for `part` in the lower case of each text; `None` if it is empty or
    /// long, or if texts are not made of tokens.
    pub(super) fn new(part: &str, lower: bool, tokens: Tokens<'_>) -> Option<Self> {
        let part = part.as_bytes().to_vec();
        if part.is_empty() || part.len() > MAX_PART_BYTES || tokens.is_empty() {
            return None;
        }
        let tokens = tokens.len() as usize;
        let steps = alloc::vec![UNKNOWN; part.len() * tokens];
        Some(Self { borders: borders(&part), part, lower, tokens, steps })
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> u64 {
        self.steps.len() as u64
    }

    /// Whether the string is in the text of `codes` from place `range.start` on; `None` if they do not tell.
    pub(super) fn finds(
        &mut self,
        codes: Packed<'_>,
        range: Range<u32>,
        tokens: Tokens<'_>,
    ) -> Read<Option<bool>> {
        let (mut state, mut run) = (0, [0; RUN]);
        for from in range.clone().step_by(RUN) {
            let run = &mut run[..RUN.min((range.end - from) as usize)];
            codes.read_run(from, run)?;
            for code in run {
                let code = usize::try_from(*code).ok().filter(|code| *code < self.tokens);
                let code = code.ok_or(Damage("a code is out of range"))?;
                // Most tokens lead from the first state to itself: their steps wait for nothing.
                if state == 0 && self.steps.get(code) == Some(&STAY) {
                    continue;
                }
                match self.step(state, code, tokens)? {
                    ODD => return Ok(None),
                    next if usize::from(next) > self.part.len() => return Ok(Some(true)),
                    next => state = usize::from(next) - 1,
                }
            }
        }
        Ok(Some(false))
    }

    fn step(&mut self, state: usize, code: usize, tokens: Tokens<'_>) -> Read<u8> {
        let at = state * self.tokens + code;
        match self.steps.get(at) {
            None => Err(Damage("a code is out of range")),
            Some(&UNKNOWN) => {
                let step = self.walk(state, &tokens.get(code as u32)?);
                self.steps[at] = step;
                Ok(step)
            }
            Some(step) => Ok(*step),
        }
    }

    /// Whether the part cannot begin in `token`, by looking at all its bytes at once.
    fn is_elsewhere(&self, token: &Token<'_>) -> bool {
        const ONES: u128 = u128::from_ne_bytes([1; 16]);
        const HIGH: u128 = ONES << 7;
        let case = if self.lower { ONES << 5 } else { 0 };
        let first = (u128::from(self.part[0]) * ONES) | case;
        let text = u128::from_le_bytes(*token.bytes) & (u128::MAX >> (8 * (16 - token.len)));
        // Zero where a byte is the first of the part, in this case or the other; the lowest zero is found for sure.
        let differ = (text | case) ^ first;
        let begins = differ.wrapping_sub(ONES) & !differ & HIGH;
        begins & (u128::MAX >> (8 * (16 - token.len))) == 0 && !(self.lower && text & HIGH != 0)
    }

    /// What `token` does to `state`.
    fn walk(&self, mut state: usize, token: &Token<'_>) -> u8 {
        if state == 0 && self.is_elsewhere(token) {
            return STAY;
        }
        let bytes = token.bytes();
        for byte in bytes {
            if self.lower && !byte.is_ascii() {
                return ODD;
            }
            let byte = if self.lower { byte.to_ascii_lowercase() } else { *byte };
            state = advance(&self.part, &self.borders, state, byte);
            if state == self.part.len() {
                break;
            }
        }
        state as u8 + 1
    }
}

/// The state after `byte` in `state`, which is not the last.
fn advance(part: &[u8], borders: &[u8], mut state: usize, byte: u8) -> usize {
    while state > 0 && part[state] != byte {
        state = usize::from(borders[state - 1]);
    }
    state + usize::from(part[state] == byte)
}

fn borders(part: &[u8]) -> Vec<u8> {
    let mut borders = alloc::vec![0];
    for byte in &part[1..] {
        let last = usize::from(borders[borders.len() - 1]);
        borders.push(advance(part, &borders, last, *byte) as u8);
    }
    borders
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::{Cursor, Texts, write_texts};
    use super::*;
    use alloc::string::String;
    use proptest::prelude::*;

    fn found(texts: &[String], part: &str, lower: bool) -> Option<Vec<Option<bool>>> {
        let slices: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
        let mut out = Vec::new();
        write_texts(&mut out, [&slices, &[]]);
        let mut cursor = Cursor::new(&out);
        let tokens = Tokens::read(&mut cursor).unwrap();
        let list = Texts::read(&mut cursor, tokens).unwrap();
        let mut finder = list.finder(part, lower)?;
        Some((0..list.len()).map(|rank| list.finds(rank, &mut finder).unwrap()).collect())
    }

    /// Texts in which the part is whole, torn, nested in itself, or not there; enough of them to have tokens.
    fn texts(seeds: &[(u16, u8)]) -> Vec<String> {
        const WORDS: [&str; 8] = ["aab", "a", "Aab", "aaab", "b", "é", " the library of ", "ab"];
        let mut texts: Vec<String> = (0..seeds.len())
            .map(|n| {
                let (mut seed, count) = seeds[n];
                let mut text = alloc::format!("{n:04} {}", "text that is long enough for tokens ".repeat(8));
                for _ in 0..count {
                    text.push_str(WORDS[usize::from(seed % 8)]);
                    seed = seed.rotate_left(3).wrapping_mul(31);
                }
                text
            })
            .collect();
        texts.sort();
        texts
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn what_is_found_is_there(
            seeds in prop::collection::vec((any::<u16>(), 0u8..12), 200..300),
            part in "(aab|a|b|e|é| |ab|lib){1,4}",
        ) {
            let texts = texts(&seeds);
            let plain = found(&texts, &part, false).unwrap();
            let lower = found(&texts, &part, true).unwrap();
            for ((text, plain), lower) in texts.iter().zip(plain).zip(lower) {
                prop_assert_eq!(plain, Some(text.contains(&part)));
                let expected = text.to_lowercase().contains(&part);
                prop_assert!(lower == Some(expected) || (lower.is_none() && !text.is_ascii()));
            }
        }
    }

    #[test]
    fn long_and_empty_parts_are_left_to_others() {
        let texts = texts(&[(7, 3); 200]);
        assert_eq!(found(&texts, "", false), None);
        assert_eq!(found(&texts, &"a".repeat(MAX_PART_BYTES + 1), false), None);
        assert_eq!(found(&texts[..1], "a", false), None, "so few texts have no tokens");
    }
}
