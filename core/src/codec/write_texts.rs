//! The writer of tokens and of the texts made of them.

use alloc::vec::Vec;
use core::cmp::Reverse;

use super::tokens::{LENGTH_BITS, MAX_TOKEN_BYTES};
use super::vocabulary::{Learned, Vocabulary};
use super::write::{pack, pack_all, put_u32};

/// Bits of codes at most, and where codes are bytes.
const MAX_BITS: u32 = 16;
const RAW_BITS: u32 = 8;
/// Bytes that a token's place takes.
const PLACE_BYTES: u64 = 3;

/// Writes the tokens learned from both lists, then the lists (each ascending by bytes, without duplicates).
pub(crate) fn write_texts(out: &mut Vec<u8>, lists: [&[&[u8]]; 2]) {
    let raw: u64 = lists.iter().flat_map(|list| list.iter()).map(|text| text.len() as u64).sum();
    let bits = code_bits(raw);
    if bits <= RAW_BITS {
        write_tokens(out, &[]);
        lists.iter().for_each(|list| write_raw(out, list));
        return;
    }
    let all = if lists[1].is_empty() { lists[0] } else { &lists.concat() };
    let vocabulary = Vocabulary::learn(all, 1 << bits);
    let encoded = lists.map(|list| Encoded::of(&vocabulary, list));
    let kept = Kept::of(&vocabulary, &encoded);
    write_tokens(
        out,
        &kept.order.iter().map(|token| vocabulary.tokens()[*token].bytes()).collect::<Vec<_>>(),
    );
    encoded.iter().for_each(|list| list.write(out, &kept));
}

/// Two bits of code for three that the size of the texts has: 20 MB make 65,536 tokens, 400 kB 4,096.
/// Texts of a few packages are left as they are: tokens would take more than they save.
fn code_bits(raw: u64) -> u32 {
    (raw.max(1).ilog2() * 2 / 3).min(MAX_BITS)
}

fn write_tokens(out: &mut Vec<u8>, tokens: &[&[u8]]) {
    let mut places = Vec::with_capacity(tokens.len());
    let mut bytes = Vec::new();
    for token in tokens {
        places.push((bytes.len() << LENGTH_BITS | (token.len() - 1)) as u64);
        bytes.extend_from_slice(token);
    }
    pack(out, &places);
    put_u32(out, bytes.len() as u32);
    out.extend_from_slice(&bytes);
    out.extend_from_slice(&[0; MAX_TOKEN_BYTES]);
}

fn write_raw(out: &mut Vec<u8>, list: &[&[u8]]) {
    let ends = list.iter().scan(0, |end, text| {
        *end += text.len() as u64;
        Some(*end)
    });
    let ends: Vec<u64> = ends.collect();
    pack(out, &ends);
    let bytes = ends.last().copied().unwrap_or(0) as usize;
    pack_all(out, bytes, u8::MAX.into(), list.iter().flat_map(|text| text.iter()).map(|byte| (*byte).into()));
}

/// The texts of one list as numbers of the vocabulary.
struct Encoded {
    ends: Vec<u32>,
    codes: Vec<u16>,
}

impl Encoded {
    fn of(vocabulary: &Vocabulary, list: &[&[u8]]) -> Self {
        let mut this = Self { ends: Vec::with_capacity(list.len()), codes: Vec::new() };
        for text in list {
            vocabulary.encode(text, &mut this.codes);
            this.ends.push(this.codes.len() as u32);
        }
        this
    }

    fn write(&self, out: &mut Vec<u8>, kept: &Kept) {
        let mut ends = Vec::with_capacity(self.ends.len());
        let (mut start, mut end) = (0, 0u64);
        for stop in &self.ends {
            let codes = &self.codes[start..*stop as usize];
            end += codes.iter().map(|code| kept.codes(*code).len() as u64).sum::<u64>();
            ends.push(end);
            start = *stop as usize;
        }
        pack(out, &ends);
        let codes = self.codes.iter().flat_map(|code| kept.codes(*code)).map(|code| u64::from(*code));
        pack_all(out, end as usize, kept.order.len().saturating_sub(1) as u64, codes);
    }
}

/// The tokens that are worth their place, and what stands for the others.
struct Kept {
    /// Kept tokens, the most used first.
    order: Vec<usize>,
    /// The codes of every token of the vocabulary: one, or those of its parts.
    codes: Vec<u16>,
    ends: Vec<u32>,
}

impl Kept {
    fn of(vocabulary: &Vocabulary, encoded: &[Encoded; 2]) -> Self {
        let tokens = vocabulary.tokens();
        let mut uses = alloc::vec![0u64; tokens.len()];
        for code in encoded.iter().flat_map(|list| &list.codes) {
            uses[usize::from(*code)] += 1;
        }
        // A token is younger than its parts: what it leaves to them is counted before they are weighed.
        let mut order = Vec::new();
        for (number, token) in tokens.iter().enumerate().rev() {
            if pays(token, uses[number]) {
                order.push(number);
            } else if !token.is_byte() {
                token.parts.iter().for_each(|part| uses[usize::from(*part)] += uses[number]);
            }
        }
        crate::sort::sort_unstable_by(&mut order, |a, b| (Reverse(uses[*a]), a).cmp(&(Reverse(uses[*b]), b)));
        Self::numbered(tokens, order)
    }

    fn numbered(tokens: &[Learned], order: Vec<usize>) -> Self {
        let mut new = alloc::vec![None; tokens.len()];
        for (code, number) in order.iter().enumerate() {
            new[*number] = Some(code as u16);
        }
        let mut this = Self { order, codes: Vec::new(), ends: Vec::new() };
        for (number, token) in tokens.iter().enumerate() {
            match new[number] {
                Some(code) => this.codes.push(code),
                None if token.is_byte() => {}
                None => {
                    let parts = token.parts.map(|part| this.codes(part).to_vec());
                    this.codes.extend(parts.iter().flatten());
                }
            }
            this.ends.push(this.codes.len() as u32);
        }
        this
    }

    fn codes(&self, token: u16) -> &[u16] {
        let end = |token: u16| self.ends[usize::from(token)] as usize;
        &self.codes[token.checked_sub(1).map_or(0, end)..end(token)]
    }
}

/// Whether a token saves more than it takes: each use saves a code of two bytes.
fn pays(token: &Learned, uses: u64) -> bool {
    if token.is_byte() { uses > 0 } else { uses * 2 > token.bytes().len() as u64 + PLACE_BYTES }
}
