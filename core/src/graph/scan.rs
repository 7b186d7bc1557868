//! A cursor over the triples that match a pattern: forward, by leaps, by runs, or many at once.

use super::rows::Rows;
use super::triples::Triples;
use super::{Id, Pattern};
use crate::codec::{Damage, Read};

/// Triples that one [`Scan::fill`] decodes together.
const BATCH: usize = 64;

/// Triples of one graph that match a pattern. Holds no memory of its own.
#[derive(Debug, Clone)]
pub(crate) struct Scan<'a> {
    triples: &'a Triples<'a>,
    rows: &'a Rows<'a>,
    /// Whether `rows` are by subject.
    by_subject: bool,
    /// The key of the row that is read.
    key: Id,
    /// What is left of it.
    at: u32,
    to: u32,
    free: Free,
    rest: Rest,
    /// The place of a predicate and its id: the same for many triples.
    known: (u32, Id),
}

/// The first free place of the order, and how pairs begin that have a certain id there.
#[derive(Debug, Clone, Copy)]
enum Free {
    /// In the high half of the pair.
    High,
    /// In the low half, after these bits.
    Low(u64),
    /// It is the key of the rows.
    Key,
    /// Nothing is free.
    None,
}

/// Rows after the one that is read.
#[derive(Debug, Clone, Copy)]
enum Rest {
    None,
    /// Of the subjects from this position on.
    Subjects(u32),
    /// Of these predicates (see [`Triples::set_place`]), as far as they have the object and subject.
    Places {
        next: u32,
        to: u32,
        object: Id,
        subject: Option<Id>,
    },
}

impl<'a> Scan<'a> {
    pub(super) fn new(triples: &'a Triples<'a>, pattern: Pattern) -> Read<Self> {
        let mut scan = Self {
            triples,
            rows: &triples.by_subject,
            by_subject: true,
            key: 0,
            at: 0,
            to: 0,
            free: Free::Key,
            rest: Rest::None,
            known: (u32::MAX, 0),
        };
        scan.restart(pattern)?;
        Ok(scan)
    }

    /// Begins anew, for another pattern: cheaper than a new scan, as what is known of the predicate is kept.
    pub(super) fn restart(&mut self, pattern: Pattern) -> Read<()> {
        let Pattern { subject, predicate, object } = pattern;
        let triples = self.triples;
        self.by_subject = matches!((subject, predicate, object), (Some(_), Some(_), _) | (_, None, None));
        self.rows = if self.by_subject { &triples.by_subject } else { &triples.by_predicate };
        self.key = subject.or(predicate).unwrap_or(0);
        (self.at, self.to, self.free, self.rest) = (0, 0, Free::Key, Rest::None);
        match (subject, predicate, object) {
            (None, None, None) => self.rest = Rest::Subjects(0),
            (subject, None, Some(object)) => {
                let (next, to) = triples.places_of(object)?;
                self.rest = Rest::Places { next, to, object, subject };
            }
            (Some(subject), predicate, object) => self.enter_subject(subject, predicate, object)?,
            (None, Some(predicate), object) => self.enter_predicate(predicate, object)?,
        }
        Ok(())
    }

    /// Whether the scan reads `triples`.
    pub(super) fn is_of(&self, triples: &Triples<'_>) -> bool {
        core::ptr::addr_eq(self.triples, triples)
    }

    fn place(&mut self, predicate: Id) -> Read<Option<u32>> {
        if self.known.1 == predicate && self.known.0 != u32::MAX {
            return Ok(Some(self.known.0));
        }
        let place = self.triples.place(predicate)?;
        self.known = place.map_or(self.known, |place| (place, predicate));
        Ok(place)
    }

    fn enter_subject(&mut self, subject: Id, predicate: Option<Id>, object: Option<Id>) -> Read<()> {
        let position = self.triples.subjects.position(subject)?.filter(|at| *at < self.rows.len());
        let Some(position) = position else { return Ok(()) };
        let Some(predicate) = predicate else {
            self.free = Free::High;
            (self.at, self.to) = self.rows.row(position)?;
            return Ok(());
        };
        let Some(place) = self.place(predicate)? else { return Ok(()) };
        let prefix = u64::from(place) << self.rows.low_bits;
        self.free = if object.is_some() { Free::None } else { Free::Low(prefix) };
        (self.at, self.to) = self.rows.find(position, place, object)?;
        Ok(())
    }

    fn enter_predicate(&mut self, predicate: Id, object: Option<Id>) -> Read<()> {
        let Some(place) = self.place(predicate)? else { return Ok(()) };
        match object {
            None => {
                self.free = Free::High;
                (self.at, self.to) = self.rows.row(place)?;
            }
            Some(object) => {
                self.free = Free::Low(u64::from(object) << self.rows.low_bits);
                (self.at, self.to) = self.rows.find(place, object, None)?;
            }
        }
        Ok(())
    }

    /// The next triple.
    #[inline]
    pub(crate) fn next(&mut self) -> Read<Option<[Id; 3]>> {
        if self.at >= self.to && !self.advance()? {
            return Ok(None);
        }
        let pair = self.rows.pairs.get(self.at)?;
        self.at += 1;
        self.triple(pair).map(Some)
    }

    /// The last triple of the row that is read: of all that match, where they are in one row (`?p?`, `s??`, …).
    pub(crate) fn next_back(&mut self) -> Read<Option<[Id; 3]>> {
        if self.at >= self.to {
            return Ok(None);
        }
        self.to -= 1;
        let pair = self.rows.pairs.get(self.to)?;
        self.triple(pair).map(Some)
    }

    /// The next triples, as many as `out` has room for; how many there were. Fewer only at the end.
    pub(crate) fn fill(&mut self, out: &mut [[Id; 3]]) -> Read<usize> {
        let (mut pairs, mut filled) = ([0; BATCH], 0);
        while filled < out.len() && (self.at < self.to || self.advance()?) {
            let batch = BATCH.min(out.len() - filled).min((self.to - self.at) as usize);
            let pairs = &mut pairs[..batch];
            self.rows.pairs.read_run(self.at, pairs)?;
            self.unpack(pairs, &mut out[filled..])?;
            self.at += batch as u32;
            filled += batch;
        }
        Ok(filled)
    }

    /// The triples of `pairs`, which are all of the row that is read.
    fn unpack(&mut self, pairs: &[u64], out: &mut [[Id; 3]]) -> Read<()> {
        let (rows, key) = (self.rows, self.key);
        if !self.by_subject {
            for (triple, pair) in out.iter_mut().zip(pairs) {
                let (object, subject) = rows.split(*pair);
                *triple = [subject, key, object];
            }
            return Ok(());
        }
        for (triple, pair) in out.iter_mut().zip(pairs) {
            let (place, object) = rows.split(*pair);
            *triple = [key, self.predicate(place)?, object];
        }
        Ok(())
    }

    /// Passes over every triple whose id in the first free place is below `least`.
    pub(crate) fn seek(&mut self, least: Id) -> Read<()> {
        let low_bits = self.rows.low_bits;
        let target = match self.free {
            Free::None => return Ok(()),
            Free::Key => return self.seek_key(least),
            Free::High if self.by_subject => {
                let list = self.triples.predicates;
                u64::from(list.lower_bound(0, list.len(), least.into())?) << low_bits
            }
            Free::High => u64::from(least) << low_bits,
            Free::Low(_) if u64::from(least) >> low_bits != 0 => u64::MAX,
            Free::Low(prefix) => prefix | u64::from(least),
        };
        self.at = self.rows.pairs.gallop(self.at, self.to, target)?;
        Ok(())
    }

    /// The next id in the first free place and how many triples have it, all of them passed over; of a pattern
    /// without a free place the object.
    pub(crate) fn next_run(&mut self) -> Read<Option<(Id, u32)>> {
        if self.at >= self.to && !self.advance()? {
            return Ok(None);
        }
        let from = self.at;
        if matches!(self.free, Free::Key) {
            self.at = self.to;
            return Ok(Some((self.key, self.to - from)));
        }
        let pair = self.rows.pairs.get(from)?;
        let (high, low) = self.rows.split(pair);
        if !matches!(self.free, Free::High) {
            self.at += 1;
            return Ok(Some((low, 1)));
        }
        self.at += 1;
        // Most runs are of one: look at the next before leaping.
        if self.at < self.to && self.rows.split(self.rows.pairs.get(self.at)?).0 == high {
            let beyond = ((pair >> self.rows.low_bits) + 1) << self.rows.low_bits;
            self.at = self.rows.pairs.gallop(self.at + 1, self.to, beyond)?;
        }
        let id = if self.by_subject { self.predicate(high)? } else { high };
        Ok(Some((id, self.at - from)))
    }

    /// Whether no triple is left. Passes over nothing.
    pub(crate) fn is_done(&mut self) -> Read<bool> {
        Ok(self.at >= self.to && !self.advance()?)
    }

    /// How many triples are left, if that is known without reading them.
    pub(crate) fn left(&self) -> Option<u64> {
        let here = u64::from(self.to - self.at);
        match self.rest {
            Rest::None => Some(here),
            Rest::Places { next, to, .. } => (next >= to).then_some(here),
            Rest::Subjects(_) => Some(u64::from(self.rows.pairs.len() - self.at)),
        }
    }

    #[inline]
    fn triple(&mut self, pair: u64) -> Read<[Id; 3]> {
        let (high, low) = self.rows.split(pair);
        if self.by_subject { Ok([self.key, self.predicate(high)?, low]) } else { Ok([low, self.key, high]) }
    }

    #[inline]
    fn predicate(&mut self, place: u32) -> Read<Id> {
        if self.known.0 != place {
            self.known = (place, self.triples.predicates.get_u32(place)?);
        }
        Ok(self.known.1)
    }

    /// Enters the next row that is not empty; whether there is one.
    fn advance(&mut self) -> Read<bool> {
        while self.at >= self.to {
            match &mut self.rest {
                Rest::None => return Ok(false),
                Rest::Subjects(position) => {
                    let here = *position;
                    if here >= self.rows.len() {
                        return Ok(false);
                    }
                    *position += 1;
                    self.enter_row(here)?;
                }
                Rest::Places { next, to, object, subject } => {
                    if next >= to {
                        return Ok(false);
                    }
                    let place = self.triples.set_place(*next)?;
                    *next += 1;
                    (self.at, self.to) = self.rows.find(place, *object, *subject)?;
                    self.key = self.triples.predicates.get_u32(place)?;
                }
            }
        }
        Ok(true)
    }

    /// Enters the row at `position`, which begins where the one before it ended.
    fn enter_row(&mut self, position: u32) -> Read<()> {
        self.to = self.rows.end(position)?;
        if self.at > self.to {
            return Err(Damage("a row is out of range"));
        }
        if self.at < self.to {
            self.key = self.triples.subjects.id(position)?;
        }
        Ok(())
    }

    fn seek_key(&mut self, least: Id) -> Read<()> {
        if self.at < self.to && self.key >= least {
            return Ok(());
        }
        match self.rest {
            Rest::None => {}
            Rest::Subjects(next) => {
                let position = self.triples.subjects.lower_bound(least)?.max(next);
                let all = self.rows.pairs.len();
                self.at = if position < self.rows.len() { self.rows.row(position)?.0 } else { all };
                self.to = self.at;
                self.rest = Rest::Subjects(position);
            }
            Rest::Places { .. } => {
                self.at = self.to;
                while self.key < least || self.at >= self.to {
                    self.at = self.to;
                    if !self.advance()? {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }
}
