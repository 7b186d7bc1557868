//! GROUP BY: groups by the ids of their keys, aggregates over cells.

use crate::query::tree::AggregateFunction;

use super::super::QueryError;
use super::super::aggregate::{Accumulator, Outcome};
use super::super::algebra::{Aggregate, Expr};
use super::super::cell::Cell;
use super::super::slots::Slot;
use super::blocks::{ROW_BYTES, set, unset};
use super::hash::{CellMap, CellSet};
use super::scan::number;
use super::{Counted, Operator, Run};

/// See the module.
pub(super) struct Group<'p> {
    keys: &'p [Slot],
    aggregates: &'p [(Slot, Aggregate)],
    late: bool,
    inner: Counted<'p>,
    groups: Groups,
    filled: bool,
    at: usize,
    set: Vec<Slot>,
    held: u64,
}

/// Groups in the order in which they were met.
#[derive(Default)]
struct Groups {
    numbers: CellMap<Box<[Cell]>, usize>,
    /// The keys of all groups, one after the other.
    keys: Vec<Cell>,
    members: Vec<Member>,
    count: usize,
}

/// One aggregate of one group.
struct Member {
    state: State,
    /// What has been seen, where only different things count.
    seen: Option<CellSet<Box<[Cell]>>>,
}

enum State {
    Count(u64),
    Other(Accumulator),
}

impl<'p> Group<'p> {
    pub(super) fn new(
        keys: &'p [Slot],
        aggregates: &'p [(Slot, Aggregate)],
        late: bool,
        inner: Counted<'p>,
    ) -> Self {
        let groups = Groups::default();
        Self { keys, aggregates, late, inner, groups, filled: false, at: 0, set: Vec::new(), held: 0 }
    }

    fn fill(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        if self.keys.is_empty() {
            self.add_group(&[], run)?;
        }
        let (mut key, mut last) = (Vec::new(), None);
        while self.inner.next(run, row)? {
            run.pay()?;
            // Rows often come grouped already: the same key as before needs no lookup.
            let same = last
                .filter(|_| self.keys.iter().zip(&key).all(|(slot, cell)| row[usize::from(*slot)] == *cell));
            let number = match same {
                Some(number) => number,
                None => {
                    key.clear();
                    key.extend(self.keys.iter().map(|slot| row[usize::from(*slot)]));
                    match self.groups.numbers.get(key.as_slice()) {
                        Some(number) => *number,
                        None => self.add_group(&key, run)?,
                    }
                }
            };
            last = Some(number);
            self.add_row(number, run, row)?;
        }
        Ok(())
    }

    fn add_group(&mut self, key: &[Cell], run: &mut Run<'p>) -> Result<usize, QueryError> {
        let number = self.groups.count;
        self.groups.numbers.insert(key.into(), number);
        self.groups.keys.extend_from_slice(key);
        self.groups.members.extend(self.aggregates.iter().map(|(_, aggregate)| Member::new(aggregate)));
        self.groups.count += 1;
        let bytes = ROW_BYTES + 16 * key.len() as u64 + 64 * self.aggregates.len() as u64;
        self.hold(bytes, run)?;
        Ok(number)
    }

    fn hold(&mut self, bytes: u64, run: &mut Run<'p>) -> Result<(), QueryError> {
        self.held += bytes;
        run.hold(bytes)
    }

    fn add_row(&mut self, group: usize, run: &mut Run<'p>, row: &[Cell]) -> Result<(), QueryError> {
        let first = group * self.aggregates.len();
        for (at, (_, aggregate)) in self.aggregates.iter().enumerate() {
            let grown = self.groups.members[first + at].add(aggregate, run, row)?;
            if grown > 0 {
                self.hold(grown, run)?;
            }
        }
        Ok(())
    }
}

impl Member {
    fn new(aggregate: &Aggregate) -> Self {
        let (state, distinct) = match aggregate {
            Aggregate::Solutions { distinct } => (State::Count(0), distinct.is_some()),
            Aggregate::Of { function: AggregateFunction::Count, distinct, .. } => {
                (State::Count(0), *distinct)
            }
            Aggregate::Of { function, distinct, .. } => {
                (Accumulator::new(function).map_or(State::Count(0), State::Other), *distinct)
            }
        };
        Self { state, seen: distinct.then(CellSet::default) }
    }

    /// Adds a row; returns the bytes that are held in addition.
    fn add<'p>(
        &mut self,
        aggregate: &'p Aggregate,
        run: &mut Run<'p>,
        row: &[Cell],
    ) -> Result<u64, QueryError> {
        match aggregate {
            Aggregate::Solutions { distinct } => {
                let key: Vec<Cell> = distinct.iter().flatten().map(|slot| row[usize::from(*slot)]).collect();
                let (is_new, grown) = self.is_new(&key);
                self.count(is_new);
                Ok(grown)
            }
            Aggregate::Of { value, .. } => self.add_value(value, run, row),
        }
    }

    fn add_value<'p>(&mut self, value: &'p Expr, run: &mut Run<'p>, row: &[Cell]) -> Result<u64, QueryError> {
        // Only a count of distinct things compares cells: elsewhere integers need not be looked up.
        let late = self.seen.is_none();
        let Some(cell) = run.cell(value, row, late)? else {
            if let State::Other(accumulator) = &mut self.state {
                accumulator.fail();
            }
            return Ok(0);
        };
        let (is_new, grown) = self.is_new(&[cell]);
        match &mut self.state {
            State::Count(_) => self.count(is_new),
            State::Other(accumulator) if is_new => {
                if !accumulator.needs_values() {
                    accumulator.add_cell(cell);
                    return Ok(grown);
                }
                let before = accumulator.bytes();
                if let Some(value) = run.scratch.value(cell)? {
                    accumulator.add(value, cell);
                }
                return Ok(grown + accumulator.bytes().saturating_sub(before) as u64);
            }
            State::Other(_) => {}
        }
        Ok(grown)
    }

    fn count(&mut self, is_new: bool) {
        if let State::Count(count) = &mut self.state {
            *count += u64::from(is_new);
        }
    }

    fn is_new(&mut self, key: &[Cell]) -> (bool, u64) {
        match &mut self.seen {
            None => (true, 0),
            Some(seen) if seen.contains(key) => (false, 0),
            Some(seen) => {
                seen.insert(key.into());
                (true, ROW_BYTES + 8 * key.len() as u64)
            }
        }
    }

    fn finish(self, run: &mut Run<'_>, late: bool) -> Result<Cell, QueryError> {
        match self.state {
            State::Count(count) => number(run, count, late),
            State::Other(accumulator) => match accumulator.finish() {
                Outcome::Cell(cell) => Ok(cell),
                Outcome::Value(value) if late => run.scratch.late_cell_of(value),
                Outcome::Value(value) => run.scratch.cell_of(value),
                Outcome::Error => Ok(Cell::UNBOUND),
            },
        }
    }
}

impl<'p> Operator<'p> for Group<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        run.let_go(core::mem::take(&mut self.held));
        self.groups = Groups::default();
        self.set.clear();
        (self.filled, self.at) = (false, 0);
        self.inner.open(run, row)
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        if !core::mem::replace(&mut self.filled, true) {
            self.fill(run, row)?;
            self.groups.members.reverse();
        }
        unset(&mut self.set, row);
        if self.at == self.groups.count {
            return Ok(false);
        }
        run.pay()?;
        let from = self.at * self.keys.len();
        set(self.keys, &self.groups.keys[from..from + self.keys.len()], row, &mut self.set);
        for (slot, _) in self.aggregates {
            if let Some(member) = self.groups.members.pop() {
                let cell = member.finish(run, self.late)?;
                set(&[*slot], &[cell], row, &mut self.set);
            }
        }
        self.at += 1;
        run.check_memory()?;
        Ok(true)
    }
}
