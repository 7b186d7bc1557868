//! Learning tokens from texts, after OnPair (Gargiulo and Venturini, "OnPair: Short Strings Compression for
//! Fast Random Access", 2025): texts are cut into the longest known tokens; two tokens that stand side by side
//! often enough become one, until there are enough.

use alloc::vec::Vec;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::tokens::MAX_TOKEN_BYTES;
use super::trie::Trie;

/// A pair seen so often becomes a token.
const PAIR_COUNT: u32 = 5;
/// Tokens of one byte: they have the first numbers.
const BYTES: usize = 256;

/// Learned tokens, by number.
pub(super) struct Vocabulary {
    tokens: Vec<Learned>,
    trie: Trie,
}

/// One token, and the two that it was made of; a byte is made of itself.
#[derive(Clone, Copy)]
pub(super) struct Learned {
    bytes: [u8; MAX_TOKEN_BYTES],
    len: u8,
    pub(super) parts: [u16; 2],
}

impl Learned {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    pub(super) fn is_byte(&self) -> bool {
        self.len == 1
    }
}

impl Vocabulary {
    /// At most `most` tokens, learned from `texts`. The order of reading is scattered, since neighbours in
    /// sorted texts are alike.
    pub(super) fn learn(texts: &[&[u8]], most: usize) -> Self {
        let mut vocabulary = Self::of_bytes(most);
        let mut pairs = Pairs::default();
        let stride = stride(texts.len());
        let mut at = 0;
        for _ in 0..texts.len() {
            if vocabulary.tokens.len() >= most {
                break;
            }
            vocabulary.learn_from(texts[at], most, &mut pairs);
            at = (at + stride) % texts.len();
        }
        vocabulary
    }

    /// Cuts `text` into tokens.
    pub(super) fn encode(&self, mut text: &[u8], codes: &mut Vec<u16>) {
        while !text.is_empty() {
            let (token, len) = self.trie.longest(text);
            codes.push(token);
            text = &text[len..];
        }
    }

    pub(super) fn tokens(&self) -> &[Learned] {
        &self.tokens
    }

    fn of_bytes(most: usize) -> Self {
        let one = |byte: u8| Learned { bytes: [byte; MAX_TOKEN_BYTES], len: 1, parts: [byte.into(); 2] };
        let mut tokens = Vec::with_capacity(most);
        tokens.extend((0..=u8::MAX).map(one));
        debug_assert_eq!(tokens.len(), BYTES);
        Self { tokens, trie: Trie::new() }
    }

    fn learn_from(&mut self, mut text: &[u8], most: usize, pairs: &mut Pairs) {
        let mut before: Option<u16> = None;
        while !text.is_empty() && self.tokens.len() < most {
            let (token, len) = self.trie.longest(text);
            text = &text[len..];
            before = Some(before.and_then(|before| self.join(before, token, pairs)).unwrap_or(token));
        }
    }

    /// Counts the pair; its token, if it now becomes one.
    fn join(&mut self, left: u16, right: u16, pairs: &mut Pairs) -> Option<u16> {
        let [a, b] = [left, right].map(|token| self.tokens[usize::from(token)]);
        let len = a.bytes().len() + b.bytes().len();
        if len > MAX_TOKEN_BYTES {
            return None;
        }
        let pair = u32::from(left) << 16 | u32::from(right);
        let count = pairs.entry(pair).or_insert(0);
        *count += 1;
        if *count < PAIR_COUNT {
            return None;
        }
        pairs.remove(&pair);
        let mut bytes = a.bytes;
        bytes[a.bytes().len()..len].copy_from_slice(b.bytes());
        let token = u16::try_from(self.tokens.len()).ok()?;
        self.trie.insert(&bytes[..len], token);
        self.tokens.push(Learned { bytes, len: len as u8, parts: [left, right] });
        Some(token)
    }
}

/// Counts of pairs, by both numbers in one.
type Pairs = HashMap<u32, u32, BuildHasherDefault<PairHasher>>;

/// One multiplication: the numbers of tokens are ours, nobody chooses them.
#[derive(Default)]
struct PairHasher(u64);

impl Hasher for PairHasher {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32((*byte).into()));
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// About 0.618 of `count`, and without a common divisor: every place is met once.
fn stride(count: usize) -> usize {
    let mut stride = (count as u64 * 618 / 1000) as usize | 1;
    while divisor(stride, count) > 1 {
        stride += 2;
    }
    stride
}

fn divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { divisor(b, a % b) }
}
