//! How numbers and strings lie in a segment: little-endian, readable at any alignment, bounds-checked.
//!
//! Everything here reads from a borrowed slice without copying and without trusting it: a position outside
//! the bytes is [`Damage`], never a panic.

mod bits;
#[cfg(any(test, target_family = "wasm"))]
mod crc;
mod cursor;
#[cfg(feature = "sparql")]
mod find;
mod front;
mod numbers;
#[cfg_attr(not(feature = "sparql"), allow(dead_code, reason = "only queries use all of it"))]
mod run;
mod strings;
mod texts;
mod tokens;
#[cfg(feature = "marketplace-v2")]
mod trie;
#[cfg(feature = "marketplace-v2")]
mod vocabulary;
#[cfg(feature = "marketplace-v2")]
mod write;
#[cfg(feature = "marketplace-v2")]
mod write_texts;

#[cfg(feature = "marketplace-v2")]
pub(crate) use bits::MAX_WIDTH;
pub(crate) use bits::Packed;
#[cfg(target_family = "wasm")]
pub(crate) use crc::crc32;
#[cfg(not(target_family = "wasm"))]
pub(crate) use crc32fast::hash as crc32;
pub(crate) use cursor::Cursor;
#[cfg(feature = "sparql")]
pub(crate) use find::Finder;
pub(crate) use front::FrontCoded;
pub(crate) use numbers::Numbers;
pub(crate) use strings::Strings;
pub(crate) use texts::Texts;
pub(crate) use tokens::Tokens;
#[cfg(feature = "marketplace-v2")]
pub(crate) use write::{
    pack, pack_all, put_u32, put_u64, put_varint, width_of, write_front_coded, write_numbers, write_strings,
};
#[cfg(feature = "marketplace-v2")]
pub(crate) use write_texts::write_texts;

/// Bytes that are not what the format says: what could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damage(pub(crate) &'static str);

pub(crate) type Read<T> = Result<T, Damage>;
