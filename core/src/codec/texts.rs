//! Sorted texts, each a list of codes of [`Tokens`]: any text is unpacked alone, by copying its tokens.
//!
//! ```text
//! packed ends, in codes, of each text | packed codes
//! ```

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Range;

#[cfg(feature = "sparql")]
use super::find::Finder;
use super::tokens::{MAX_TOKEN_BYTES, Token, Tokens};
use super::{Cursor, Damage, Packed, Read};

/// Codes that are unpacked before their bytes are appended.
const CHUNK: usize = 32;
/// Bytes of a token in long English texts.
const USUAL_TOKEN_BYTES: usize = 7;

/// Borrowed texts; a text's number is its rank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts<'a> {
    tokens: Tokens<'a>,
    ends: Packed<'a>,
    codes: Packed<'a>,
}

impl<'a> Texts<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>, tokens: Tokens<'a>) -> Read<Self> {
        Ok(Self { tokens, ends: Packed::read(cursor)?, codes: Packed::read(cursor)? })
    }

    pub(crate) fn len(&self) -> u32 {
        self.ends.len()
    }

    /// The text of rank `index`.
    pub(crate) fn get(&self, index: u32) -> Read<String> {
        let mut out = Vec::new();
        self.append(index, &mut out)?;
        String::from_utf8(out).map_err(|_| Damage("text is not UTF-8"))
    }

    /// Appends the bytes of the text of rank `index`: at most 16 for each of its codes.
    pub(crate) fn append(&self, index: u32, out: &mut Vec<u8>) -> Read<()> {
        let range = self.range(index)?;
        if self.tokens.is_empty() {
            out.reserve(range.len());
            return self.codes.iter(range)?.try_for_each(|code| byte(code).map(|byte| out.push(byte)));
        }
        out.reserve(range.len() * USUAL_TOKEN_BYTES);
        let mut chunk = [0; CHUNK * MAX_TOKEN_BYTES];
        let mut codes = [0; CHUNK];
        for from in range.clone().step_by(CHUNK) {
            let codes = &mut codes[..CHUNK.min((range.end - from) as usize)];
            self.codes.read_run(from, codes)?;
            let mut filled = 0;
            for code in codes {
                let Token { bytes, len } = self.tokens.get(*code as u32)?;
                chunk[filled..filled + MAX_TOKEN_BYTES].copy_from_slice(bytes);
                filled += len;
            }
            out.extend_from_slice(&chunk[..filled]);
        }
        Ok(())
    }

    /// The rank of `text`, if it is here.
    pub(crate) fn find(&self, text: &[u8]) -> Read<Option<u32>> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.compare(middle, text)? {
                Ordering::Less => low = middle + 1,
                Ordering::Equal => return Ok(Some(middle)),
                Ordering::Greater => high = middle,
            }
        }
        Ok(None)
    }

    /// `part` made ready for [`finds`](Self::finds); `None` if texts have to be unpacked to find it.
    #[cfg(feature = "sparql")]
    pub(crate) fn finder(&self, part: &str, lower: bool) -> Option<Finder> {
        Finder::new(part, lower, self.tokens)
    }

    /// Whether the text of rank `index` contains what `finder`, which is of this list, looks for; `None` if only
    /// the unpacked text can tell.
    #[cfg(feature = "sparql")]
    pub(crate) fn finds(&self, index: u32, finder: &mut Finder) -> Read<Option<bool>> {
        finder.finds(self.codes, self.range(index)?, self.tokens)
    }

    /// How the text of rank `index` compares with `text`; unpacks no more than what is alike.
    fn compare(&self, index: u32, text: &[u8]) -> Read<Ordering> {
        let mut rest = text;
        for code in self.codes_of(index)? {
            let single = if self.tokens.is_empty() { [byte(code)?] } else { [0] };
            let token = if self.tokens.is_empty() { &single } else { self.tokens.get(code as u32)?.bytes() };
            let (theirs, further) = rest.split_at(token.len().min(rest.len()));
            match token.cmp(theirs) {
                Ordering::Equal => rest = further,
                unequal => return Ok(unequal),
            }
        }
        Ok(if rest.is_empty() { Ordering::Equal } else { Ordering::Less })
    }

    fn codes_of(&self, index: u32) -> Read<impl ExactSizeIterator<Item = u64> + use<'a>> {
        self.codes.iter(self.range(index)?)
    }

    /// The places of a text's codes.
    fn range(&self, index: u32) -> Read<Range<u32>> {
        let end = self.ends.get_u32(index)?;
        let start = if index == 0 { 0 } else { self.ends.get_u32(index - 1)? };
        if start > end { Err(Damage("a text is out of range")) } else { Ok(start..end) }
    }
}

fn byte(code: u64) -> Read<u8> {
    u8::try_from(code).map_err(|_| Damage("a code is out of range"))
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::write_texts;
    use super::*;
    use proptest::prelude::*;

    fn written(lists: [&[&[u8]]; 2]) -> Vec<u8> {
        let mut out = Vec::new();
        write_texts(&mut out, lists);
        out
    }

    fn read(bytes: &[u8]) -> Read<[Texts<'_>; 2]> {
        let mut cursor = Cursor::new(bytes);
        let tokens = Tokens::read(&mut cursor)?;
        Ok([Texts::read(&mut cursor, tokens)?, Texts::read(&mut cursor, tokens)?])
    }

    #[track_caller]
    fn survive(sorted: &[String]) -> Vec<u8> {
        let slices: Vec<&[u8]> = sorted.iter().map(String::as_bytes).collect();
        let out = written([&slices, &slices[..slices.len() / 2]]);
        let [texts, half] = read(&out).unwrap();
        assert_eq!((texts.len() as usize, half.len() as usize), (sorted.len(), sorted.len() / 2));
        for (rank, text) in sorted.iter().enumerate() {
            assert_eq!(&texts.get(rank as u32).unwrap(), text);
            assert_eq!(texts.find(text.as_bytes()).unwrap(), Some(rank as u32));
        }
        assert_eq!(texts.find("absent".as_bytes()).unwrap(), None);
        assert!(texts.get(sorted.len() as u32).is_err());
        out
    }

    fn lorem(count: usize) -> Vec<String> {
        (0..count).map(|i| alloc::format!("text {i:04} {}", "lorem ipsum ".repeat(i))).collect()
    }

    #[test]
    fn many_texts_survive_packed() {
        let texts = lorem(300);
        let raw: usize = texts.iter().map(String::len).sum();
        let out = survive(&texts);
        assert!(out.len() < raw / 4, "{} bytes for {raw}", out.len());
    }

    #[test]
    fn few_texts_pay_for_no_tokens() {
        let texts = lorem(20);
        let raw: usize =
            texts[..10].iter().map(String::len).sum::<usize>() + texts.iter().map(String::len).sum::<usize>();
        assert!(survive(&texts).len() < raw + 150);
    }

    #[test]
    fn the_bytes_are_the_same_each_time() {
        let texts = lorem(300);
        assert_eq!(survive(&texts), survive(&texts));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_texts_survive(set in prop::collection::btree_set(any::<String>(), 0..20), times in 1usize..60) {
            let sorted: std::collections::BTreeSet<String> = set.iter().map(|text| text.repeat(times)).collect();
            survive(&sorted.into_iter().filter(|text| text != "absent").collect::<Vec<_>>());
        }

        #[test]
        fn a_changed_byte_never_panics(at in any::<prop::sample::Index>(), byte in any::<u8>(), index in 0u32..300) {
            let texts = lorem(100);
            let slices: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
            let mut out = written([&slices, &[]]);
            *at.get_mut(&mut out) = byte;
            if let Ok([texts, _]) = read(&out) {
                let _ = (texts.get(index), texts.find(b"text 0050 lorem ipsum "));
            }
        }
    }

    #[test]
    fn a_text_unpacks_to_no_more_than_16_bytes_a_code() {
        let out = written([&[&[b'x'; 900_000]], &[]]);
        let [texts, _] = read(&out).unwrap();
        assert_eq!(texts.get(0).unwrap().len(), 900_000);
        assert!(texts.codes.len() as usize * MAX_TOKEN_BYTES >= 900_000);
    }
}
