//! The tokens that texts are made of: up to 65,536 byte strings of 1 to 16 bytes, learned from the texts.
//!
//! ```text
//! packed (offset << 4 | bytes - 1) of each token | length u32 | bytes | 16 bytes of padding
//! ```
//! The padding lets any token be copied as 16 bytes. Without tokens the codes of texts are bytes.

use super::{Cursor, Damage, Packed, Read};

/// Longest token, in bytes: a text unpacks to at most so many times the number of its codes.
pub(super) const MAX_TOKEN_BYTES: usize = 16;
/// Most tokens.
pub(super) const MAX_TOKENS: u32 = 1 << 16;
/// Bits of a token's length, less one.
pub(super) const LENGTH_BITS: u8 = 4;

/// Borrowed tokens by code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tokens<'a> {
    places: Packed<'a>,
    bytes: &'a [u8],
}

/// A token at the start of 16 bytes.
pub(super) struct Token<'a> {
    pub(super) bytes: &'a [u8; MAX_TOKEN_BYTES],
    /// From 1 to 16.
    pub(super) len: usize,
}

impl<'a> Token<'a> {
    pub(super) fn bytes(&self) -> &'a [u8] {
        &self.bytes[..self.len]
    }
}

impl<'a> Tokens<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        let places = Packed::read(cursor)?;
        if places.len() > MAX_TOKENS {
            return Err(Damage("there are too many tokens"));
        }
        let len = cursor.u32()? as usize;
        let padded = len.checked_add(MAX_TOKEN_BYTES).ok_or(Damage("bytes end too early"))?;
        Ok(Self { places, bytes: cursor.take(padded)? })
    }

    /// Whether codes are bytes.
    pub(super) fn is_empty(&self) -> bool {
        self.places.len() == 0
    }

    #[cfg(feature = "sparql")]
    pub(super) fn len(&self) -> u32 {
        self.places.len()
    }

    pub(super) fn get(&self, code: u32) -> Read<Token<'a>> {
        let place = self.places.get(code)?;
        let start = (place >> LENGTH_BITS) as usize;
        let bytes = self.bytes.get(start..).and_then(<[u8]>::first_chunk);
        let len = (place & ((1 << LENGTH_BITS) - 1)) as usize + 1;
        Ok(Token { bytes: bytes.ok_or(Damage("a token is out of range"))?, len })
    }
}
