//! Pairs of numbers grouped by a key, as both orders of triples are stored.
//!
//! ```text
//! keys: first key u32 | packed keys, ascending; none if the keys are `first`, `first + 1`, …
//! rows: packed row starts | packed pairs
//! ```
//! A pair is one number, its first part in the high bits, so that a range of pairs is a range of numbers and
//! every lookup is a binary search.

use super::Id;
use crate::codec::{Cursor, Damage, Packed, Read};

/// Which ids have a row, in ascending order; a small graph in a large dictionary lists them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys<'a> {
    first: Id,
    listed: Packed<'a>,
}

/// Pairs grouped by position: `starts[position] .. starts[position + 1]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    starts: Packed<'a>,
    pub(super) pairs: Packed<'a>,
    pub(super) low_bits: u8,
}

impl<'a> Keys<'a> {
    pub(super) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        Ok(Self { first: cursor.u32()?, listed: Packed::read(cursor)? })
    }

    /// The first position whose key is at least `id`; it may lie behind the last.
    pub(super) fn lower_bound(&self, id: Id) -> Read<u32> {
        match self.listed.len() {
            0 => Ok(id.saturating_sub(self.first)),
            len => self.listed.lower_bound(0, len, id.into()),
        }
    }

    /// The position of `id`, if it has one; without a list it may lie behind the last.
    pub(super) fn position(&self, id: Id) -> Read<Option<u32>> {
        match self.listed.len() {
            0 => Ok(id.checked_sub(self.first)),
            len => {
                let at = self.listed.lower_bound(0, len, id.into())?;
                Ok((at < len && self.listed.get(at)? == u64::from(id)).then_some(at))
            }
        }
    }

    /// The key at `position`.
    pub(super) fn id(&self, position: u32) -> Read<Id> {
        match self.listed.len() {
            0 => self.first.checked_add(position).ok_or(Damage("a key is out of range")),
            _ => self.listed.get_u32(position),
        }
    }
}

impl<'a> Rows<'a> {
    pub(super) fn read(cursor: &mut Cursor<'a>, low_bits: u8) -> Read<Self> {
        Ok(Self { starts: Packed::read(cursor)?, pairs: Packed::read(cursor)?, low_bits })
    }

    /// Number of rows.
    pub(super) fn len(&self) -> u32 {
        self.starts.len().saturating_sub(1)
    }

    /// The pairs of the row at `position`: from, to.
    pub(super) fn row(&self, position: u32) -> Read<(u32, u32)> {
        let next = position.checked_add(1).ok_or(Damage("a position is out of range"))?;
        let (from, to) = (self.starts.get_u32(position)?, self.starts.get_u32(next)?);
        if from > to || to > self.pairs.len() { Err(Damage("a row is out of range")) } else { Ok((from, to)) }
    }

    /// Where the row at `position` ends.
    pub(super) fn end(&self, position: u32) -> Read<u32> {
        let to = self.starts.get_u32(position.saturating_add(1))?;
        if to > self.pairs.len() { Err(Damage("a row is out of range")) } else { Ok(to) }
    }

    /// The pairs in the row at `position` that begin with `high` (and end with `low`).
    pub(super) fn find(&self, position: u32, high: u32, low: Option<u32>) -> Read<(u32, u32)> {
        let (from, to) = self.row(position)?;
        let first = u64::from(high) << self.low_bits;
        let Some(low) = low else {
            let start = self.pairs.lower_bound(from, to, first)?;
            return Ok((start, self.pairs.gallop(start, to, first.saturating_add(1 << self.low_bits))?));
        };
        if u64::from(low) >> self.low_bits != 0 {
            return Ok((from, from));
        }
        let start = self.pairs.lower_bound(from, to, first | u64::from(low))?;
        let found = start < to && self.pairs.get(start)? == first | u64::from(low);
        Ok((start, start + u32::from(found)))
    }

    /// The two parts of the pair `number`.
    #[inline]
    pub(super) fn split(&self, number: u64) -> (u32, u32) {
        // A high part beyond 32 bits is damage: whatever is left of it is an id like any other that is wrong.
        ((number >> self.low_bits) as u32, (number & ((1 << self.low_bits) - 1)) as u32)
    }
}
