//! One place of a row: nothing, a term of the dataset, a term that the query made, or a small integer.

use crate::graph::Id;

/// A 64-bit stand-in for a term: the kind in the top two bits.
///
/// Cells are canonical once they went through [`super::scratch::Scratch`]: equal terms have equal cells, since
/// a term of the dataset is never held in another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Cell(u64);

/// What a cell stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No term.
    Unbound,
    /// A term of the dataset.
    Term(Id),
    /// A term that the query made, by number.
    Made(u32),
    /// An `xsd:integer` in canonical form.
    Integer(i64),
}

const TAG_SHIFT: u32 = 62;
/// Integers from `-MAX_INTEGER - 1` to `MAX_INTEGER` fit a cell.
const MAX_INTEGER: i64 = (1 << 61) - 1;
const PAYLOAD: u64 = (1 << TAG_SHIFT) - 1;

impl Cell {
    pub(crate) const UNBOUND: Self = Self(0);

    pub(crate) fn term(id: Id) -> Self {
        Self(1 << TAG_SHIFT | u64::from(id))
    }

    pub(crate) fn made(number: u32) -> Self {
        Self(2 << TAG_SHIFT | u64::from(number))
    }

    /// `None` if the number is too large.
    pub(crate) fn integer(value: i64) -> Option<Self> {
        let fits = (-MAX_INTEGER - 1..=MAX_INTEGER).contains(&value);
        fits.then_some(Self(3 << TAG_SHIFT | (value as u64 & PAYLOAD)))
    }

    pub(crate) fn is_bound(self) -> bool {
        self != Self::UNBOUND
    }

    pub(crate) fn kind(self) -> Kind {
        match self.0 >> TAG_SHIFT {
            0 => Kind::Unbound,
            1 => Kind::Term(self.0 as Id),
            2 => Kind::Made(self.0 as u32),
            _ => Kind::Integer(((self.0 << 2) as i64) >> 2),
        }
    }

    /// The id, if this is a term of the dataset.
    pub(crate) fn id(self) -> Option<Id> {
        match self.kind() {
            Kind::Term(id) => Some(id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_survives() {
        assert_eq!(Cell::UNBOUND.kind(), Kind::Unbound);
        assert_eq!(Cell::term(u32::MAX).kind(), Kind::Term(u32::MAX));
        assert_eq!(Cell::made(7).kind(), Kind::Made(7));
        for value in [0, 1, -1, MAX_INTEGER, -MAX_INTEGER - 1] {
            assert_eq!(Cell::integer(value).map(Cell::kind), Some(Kind::Integer(value)));
        }
        assert_eq!(Cell::integer(MAX_INTEGER + 1), None);
    }
}
