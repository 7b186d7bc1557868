//! Triples of ids, sorted two ways and bit-packed.
//!
//! ```text
//! object bits u8 | subject bits u8 | 0 0 | packed predicate ids | subject-first: packed row starts by subject id, packed (p, o)
//!           | predicate-first: packed row starts by predicate, packed (o, s)
//! ```
//! `p` is the predicate's place in the list of predicates. A pair is one number, its first part in the high
//! bits, so that a range of pairs is a range of numbers and every lookup is a binary search.

use alloc::vec::Vec;

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

/// The borrowed triples of one segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Triples<'a> {
    predicates: Packed<'a>,
    by_subject: Rows<'a>,
    by_predicate: Rows<'a>,
}

/// Pairs grouped by a key: `starts[key] .. starts[key + 1]`.
#[derive(Debug, Clone, Copy)]
struct Rows<'a> {
    starts: Packed<'a>,
    pairs: Packed<'a>,
    low_bits: u8,
}

impl<'a> Triples<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Read<Self> {
        let mut cursor = Cursor::new(bytes);
        let [object_bits, subject_bits, _, _] = cursor.array()?;
        if object_bits > 32 || subject_bits > 32 {
            return Err(Damage("a bit width is out of range"));
        }
        Ok(Self {
            predicates: Packed::read(&mut cursor)?,
            by_subject: Rows::read(&mut cursor, object_bits)?,
            by_predicate: Rows::read(&mut cursor, subject_bits)?,
        })
    }

    /// Every triple that matches, in the order of the index used.
    pub(crate) fn matches(&self, pattern: Pattern) -> Read<impl Iterator<Item = Read<[Id; 3]>> + use<'a>> {
        let ranges = self.ranges(pattern)?;
        let this = *self;
        let rows = ranges
            .into_iter()
            .flat_map(move |range| (range.from..range.to).map(move |at| this.row(&range, at)));
        Ok(rows.filter(move |row| row.as_ref().map_or(true, |row| accepts(pattern, *row))))
    }

    /// How many triples match. Exact; costs O(log n) unless subject and object alone are bound.
    pub(crate) fn count(&self, pattern: Pattern) -> Read<u64> {
        if pattern.subject.is_some() && pattern.predicate.is_none() && pattern.object.is_some() {
            return Ok(self.matches(pattern)?.count() as u64);
        }
        Ok(self.ranges(pattern)?.iter().map(|range| u64::from(range.to.saturating_sub(range.from))).sum())
    }

    /// Every triple that matches, as a cursor.
    #[cfg(feature = "sparql")]
    pub(crate) fn scan(&self, pattern: Pattern) -> Read<Scan<'a>> {
        let ranges = self.ranges(pattern)?;
        let at = ranges.first().map_or(0, |range| range.from);
        Ok(Scan { triples: *self, pattern, ranges, range: 0, at })
    }

    fn ranges(&self, pattern: Pattern) -> Read<Vec<Range>> {
        let place = match pattern.predicate.map(|id| self.place(id)).transpose()? {
            Some(None) => return Ok(Vec::new()),
            Some(place) => place,
            None => None,
        };
        match (pattern.subject, place, pattern.object) {
            (Some(s), p, o) => self.subject_range(s, p, o),
            (None, Some(p), o) => Ok(alloc::vec![self.predicate_range(p, o)?]),
            (None, None, o) => (0..self.predicates.len()).map(|p| self.predicate_range(p, o)).collect(),
        }
    }

    fn subject_range(&self, subject: Id, place: Option<u32>, object: Option<Id>) -> Read<Vec<Range>> {
        if u64::from(subject) + 1 >= u64::from(self.by_subject.starts.len()) {
            return Ok(Vec::new());
        }
        let (from, to) = match place {
            Some(place) => self.by_subject.find(subject, place, object)?,
            None => self.by_subject.row(subject)?,
        };
        Ok(alloc::vec![Range { first: Key::Subject(subject), from, to }])
    }

    fn predicate_range(&self, place: u32, object: Option<Id>) -> Read<Range> {
        let (from, to) = match object {
            Some(object) => self.by_predicate.find(place, object, None)?,
            None => self.by_predicate.row(place)?,
        };
        Ok(Range { first: Key::Predicate(place), from, to })
    }

    fn place(&self, predicate: Id) -> Read<Option<u32>> {
        let at = self.predicates.lower_bound(0, self.predicates.len(), predicate.into())?;
        Ok((at < self.predicates.len() && self.predicates.get(at)? == u64::from(predicate)).then_some(at))
    }

    fn row(&self, range: &Range, at: u32) -> Read<[Id; 3]> {
        match range.first {
            Key::Subject(subject) => {
                let (place, object) = self.by_subject.pair(at)?;
                Ok([subject, self.predicates.get_u32(place)?, object])
            }
            Key::Predicate(place) => {
                let (object, subject) = self.by_predicate.pair(at)?;
                Ok([subject, self.predicates.get_u32(place)?, object])
            }
        }
    }
}

/// A cursor over matching triples.
#[cfg(feature = "sparql")]
#[derive(Debug, Clone)]
pub(crate) struct Scan<'a> {
    triples: Triples<'a>,
    pattern: Pattern,
    ranges: Vec<Range>,
    range: usize,
    at: u32,
}

#[cfg(feature = "sparql")]
impl<'a> Triples<'a> {
    pub(crate) fn stats(&self, predicate: Id) -> Read<Option<super::PredicateStats>> {
        let pattern = Pattern { predicate: Some(predicate), ..Pattern::default() };
        let triples = self.count(pattern)?;
        let objects = triples;
        Ok((triples > 0).then_some(super::PredicateStats {
            triples,
            subjects: triples,
            objects,
            object_range: (0, Id::MAX),
        }))
    }

    pub(crate) fn nodes(&self) -> (u64, u64) {
        (self.by_subject.starts.len().into(), self.by_subject.pairs.len().into())
    }

    pub(crate) fn predicates(&self) -> Read<Vec<Id>> {
        (0..self.predicates.len()).map(|place| self.predicates.get_u32(place)).collect()
    }
}

#[cfg(feature = "sparql")]
impl Scan<'_> {
    pub(crate) fn next(&mut self) -> Read<Option<[Id; 3]>> {
        while let Some(range) = self.ranges.get(self.range) {
            if self.at < range.to {
                let row = self.triples.row(range, self.at)?;
                self.at += 1;
                if accepts(self.pattern, row) {
                    return Ok(Some(row));
                }
            } else {
                self.range += 1;
                self.at = self.ranges.get(self.range).map_or(0, |range| range.from);
            }
        }
        Ok(None)
    }

    pub(crate) fn seek(&mut self, least: Id) -> Read<()> {
        let by_subject = self.pattern.object.is_some();
        let free = |[s, _, o]: [Id; 3]| if by_subject { s } else { o };
        loop {
            let mut ahead = self.clone();
            match ahead.next()? {
                Some(row) if free(row) < least => *self = ahead,
                _ => return Ok(()),
            }
        }
    }

    pub(crate) fn is_by_subject(&self) -> bool {
        self.pattern.object.is_some()
    }

    pub(crate) fn left(&self) -> Option<u64> {
        None
    }
}

/// Rows `from..to` of one of the two orders.
#[derive(Debug, Clone)]
struct Range {
    first: Key,
    from: u32,
    to: u32,
}

#[derive(Debug, Clone, Copy)]
enum Key {
    Subject(Id),
    Predicate(u32),
}

fn accepts(pattern: Pattern, [s, p, o]: [Id; 3]) -> bool {
    let fits = |wanted: Option<Id>, found| wanted.is_none_or(|wanted| wanted == found);
    fits(pattern.subject, s) && fits(pattern.predicate, p) && fits(pattern.object, o)
}

impl<'a> Rows<'a> {
    fn read(cursor: &mut Cursor<'a>, low_bits: u8) -> Read<Self> {
        Ok(Self { starts: Packed::read(cursor)?, pairs: Packed::read(cursor)?, low_bits })
    }

    fn row(&self, key: u32) -> Read<(u32, u32)> {
        let next = key.checked_add(1).ok_or(Damage("a position is out of range"))?;
        let (from, to) = (self.starts.get_u32(key)?, self.starts.get_u32(next)?);
        if from > to || to > self.pairs.len() { Err(Damage("a row is out of range")) } else { Ok((from, to)) }
    }

    /// The pairs of `key` that begin with `high` (and end with `low`).
    fn find(&self, key: u32, high: u32, low: Option<u32>) -> Read<(u32, u32)> {
        let (from, to) = self.row(key)?;
        let first = u64::from(high) << self.low_bits;
        let (least, beyond) = match low {
            Some(low) => (first | u64::from(low), (first | u64::from(low)) + 1),
            None => (first, first + (1 << self.low_bits)),
        };
        let start = self.pairs.lower_bound(from, to, least)?;
        Ok((start, self.pairs.lower_bound(start, to, beyond)?))
    }

    fn pair(&self, at: u32) -> Read<(u32, u32)> {
        let pair = self.pairs.get(at)?;
        let high = u32::try_from(pair >> self.low_bits).map_err(|_| Damage("a pair is out of range"))?;
        Ok((high, (pair & ((1 << self.low_bits) - 1)) as u32))
    }
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::builder::write_triples;
    use super::*;
    use alloc::collections::BTreeSet;
    use proptest::prelude::*;

    fn option(id: Id) -> impl Strategy<Value = Option<Id>> {
        prop_oneof![Just(None), (0..id).prop_map(Some)]
    }

    proptest! {
        #[test]
        fn every_pattern_matches_what_a_scan_matches(
            set in prop::collection::btree_set(prop::array::uniform3(0u32..9), 0..120),
            subject in option(12), predicate in option(12), object in option(12),
        ) {
            let triples: Vec<[Id; 3]> = set.iter().copied().collect();
            let bytes = write_triples(&triples, 9, 9);
            let index = Triples::read(&bytes).unwrap();
            let pattern = Pattern { subject, predicate, object };
            let found: BTreeSet<[Id; 3]> = index.matches(pattern).unwrap().map(Result::unwrap).collect();
            let expected: BTreeSet<[Id; 3]> = set.iter().copied().filter(|row| accepts(pattern, *row)).collect();
            prop_assert_eq!(index.count(pattern).unwrap(), expected.len() as u64);
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), s in 0u32..4) {
            let pattern = Pattern { subject: Some(s), ..Pattern::default() };
            if let Ok(rows) = Triples::read(&bytes).and_then(|index| index.matches(pattern)) {
                rows.take(100).for_each(drop);
            }
        }
    }
}
