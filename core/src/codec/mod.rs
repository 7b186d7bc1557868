//! How numbers and strings lie in a segment: little-endian, readable at any alignment, bounds-checked.
//!
//! Everything here reads from a borrowed slice without copying and without trusting it: a position outside
//! the bytes is [`Damage`], never a panic.

mod bits;
mod cursor;
mod front;
mod strings;
mod texts;

pub(crate) use bits::{Packed, pack, width_of};
pub(crate) use cursor::{Cursor, put_u32, put_u64, put_varint};
pub(crate) use front::FrontCoded;
pub(crate) use strings::Strings;
pub(crate) use texts::Texts;

/// Bytes that are not what the format says: what could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damage(pub(crate) &'static str);

pub(crate) type Read<T> = Result<T, Damage>;
