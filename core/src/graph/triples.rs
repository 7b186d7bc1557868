//! Triples of ids, sorted two ways and bit-packed, with what a planner needs to know of them.
//!
//! ```text
//! object bits u8 | subject bits u8 | 0 0
//! | packed predicate ids | packed distinct subjects of each | packed distinct objects of each
//! | packed numbers of distinct subjects and of distinct objects
//! | subject-first:   keys (subjects) | packed row starts | packed (p, o)
//! | predicate-first: packed row starts by predicate | packed (o, s)
//! | objects:         keys | packed set of each | packed set starts | packed predicates of the sets, ascending
//! ```
//! `p` is the predicate's place in the list of predicates. The objects' sets say with which predicates an
//! object stands, so that no pattern reads what does not match; set 0 is empty.

use alloc::vec::Vec;

use super::rows::{Keys, Rows};
use super::scan::Scan;
use crate::codec::{Cursor, Damage, Packed, Read};

/// The number of a term in its segment.
pub type Id = u32;

/// A triple pattern: `None` matches anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pattern {
    /// Subject.
    pub subject: Option<Id>,
    /// Predicate.
    pub predicate: Option<Id>,
    /// Object.
    pub object: Option<Id>,
}

/// What the index knows of one predicate; counts are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PredicateStats {
    /// Triples with it.
    pub(crate) triples: u64,
    /// Distinct subjects.
    pub(crate) subjects: u64,
    /// Distinct objects.
    pub(crate) objects: u64,
    /// Smallest and largest object id: their classes bound those of all its objects.
    pub(crate) object_range: (Id, Id),
}

/// The borrowed triples of one graph.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Triples<'a> {
    pub(super) predicates: Packed<'a>,
    distinct: [Packed<'a>; 3],
    pub(super) subjects: Keys<'a>,
    pub(super) by_subject: Rows<'a>,
    pub(super) by_predicate: Rows<'a>,
    sets: ObjectSets<'a>,
}

/// With which predicates each object stands.
#[derive(Debug, Clone, Copy)]
struct ObjectSets<'a> {
    objects: Keys<'a>,
    numbers: Packed<'a>,
    starts: Packed<'a>,
    places: Packed<'a>,
}

impl<'a> Triples<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Read<Self> {
        let mut cursor = Cursor::new(bytes);
        let [object_bits, subject_bits, _, _] = cursor.array()?;
        if object_bits > 32 || subject_bits > 32 {
            return Err(Damage("a bit width is out of range"));
        }
        let predicates = Packed::read(&mut cursor)?;
        let distinct = [Packed::read(&mut cursor)?, Packed::read(&mut cursor)?, Packed::read(&mut cursor)?];
        let triples = Self {
            predicates,
            distinct,
            subjects: Keys::read(&mut cursor)?,
            by_subject: Rows::read(&mut cursor, object_bits)?,
            by_predicate: Rows::read(&mut cursor, subject_bits)?,
            sets: ObjectSets::read(&mut cursor)?,
        };
        if cursor.rest().is_empty() { Ok(triples) } else { Err(Damage("bytes follow the triples")) }
    }

    /// Number of triples.
    pub(crate) fn len(&self) -> u64 {
        self.by_subject.pairs.len().into()
    }

    /// Every triple that matches, as a cursor.
    pub(crate) fn scan(&'a self, pattern: Pattern) -> Read<Scan<'a>> {
        Scan::new(self, pattern)
    }

    /// Every triple that matches, in the order of the index used.
    pub(crate) fn matches(&'a self, pattern: Pattern) -> Read<impl Iterator<Item = Read<[Id; 3]>> + use<'a>> {
        let mut scan = self.scan(pattern)?;
        Ok(core::iter::from_fn(move || scan.next().transpose()))
    }

    /// How many triples match. Exact; costs O(log n), for each predicate of the object if it alone is bound.
    pub(crate) fn count(&self, pattern: Pattern) -> Read<u64> {
        let (places, object) = match (pattern.predicate, pattern.object) {
            (None, Some(object)) => (self.places_of(object)?, object),
            _ => return self.scan(pattern)?.left().ok_or(Damage("a pattern has no length")),
        };
        let mut total = 0;
        for at in places.0..places.1 {
            let (from, to) = self.by_predicate.find(self.set_place(at)?, object, pattern.subject)?;
            total += u64::from(to - from);
        }
        Ok(total)
    }

    /// The place of `predicate` in the list.
    pub(super) fn place(&self, predicate: Id) -> Read<Option<u32>> {
        let at = self.predicates.lower_bound(0, self.predicates.len(), predicate.into())?;
        Ok((at < self.predicates.len() && self.predicates.get(at)? == u64::from(predicate)).then_some(at))
    }

    /// Where the places of the predicates stand that `object` stands with: from, to, for [`Self::set_place`].
    pub(super) fn places_of(&self, object: Id) -> Read<(u32, u32)> {
        let sets = &self.sets;
        match sets.objects.position(object)?.filter(|at| *at < sets.numbers.len()) {
            Some(at) => sets.range(sets.numbers.get_u32(at)?),
            None => Ok((0, 0)),
        }
    }

    /// One of the places that [`Self::places_of`] found.
    pub(super) fn set_place(&self, at: u32) -> Read<u32> {
        self.sets.places.get_u32(at)
    }

    /// What is known of `predicate`; `None` if no triple has it.
    pub(crate) fn stats(&self, predicate: Id) -> Read<Option<PredicateStats>> {
        let Some(place) = self.place(predicate)? else { return Ok(None) };
        let (from, to) = self.by_predicate.row(place)?;
        if from == to {
            return Ok(None);
        }
        let object = |at| Ok(self.by_predicate.split(self.by_predicate.pairs.get(at)?).0);
        Ok(Some(PredicateStats {
            triples: (to - from).into(),
            subjects: self.distinct[0].get(place)?,
            objects: self.distinct[1].get(place)?,
            object_range: (object(from)?, object(to - 1)?),
        }))
    }

    /// Distinct subjects and distinct objects.
    pub(crate) fn nodes(&self) -> (u64, u64) {
        let at = |index| self.distinct[2].get(index).unwrap_or(0);
        (at(0), at(1))
    }

    /// The predicates, ascending.
    pub(crate) fn predicates(&self) -> Read<Vec<Id>> {
        (0..self.predicates.len()).map(|place| self.predicates.get_u32(place)).collect()
    }
}

impl<'a> ObjectSets<'a> {
    fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        Ok(Self {
            objects: Keys::read(cursor)?,
            numbers: Packed::read(cursor)?,
            starts: Packed::read(cursor)?,
            places: Packed::read(cursor)?,
        })
    }

    fn range(&self, set: u32) -> Read<(u32, u32)> {
        let next = set.checked_add(1).ok_or(Damage("a position is out of range"))?;
        let (from, to) = (self.starts.get_u32(set)?, self.starts.get_u32(next)?);
        if from > to || to > self.places.len() {
            Err(Damage("a set is out of range"))
        } else {
            Ok((from, to))
        }
    }
}
