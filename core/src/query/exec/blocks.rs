//! GRAPH, VALUES, DISTINCT, LIMIT.

use super::super::QueryError;
use super::super::cell::Cell;
use super::super::slots::Slot;
use super::hash::CellSet;
use super::{Counted, Operator, Run};

/// Bytes that a row in a set or table counts for beside its cells.
pub(super) const ROW_BYTES: u64 = 40;

/// The pattern in each named graph in turn.
pub(super) struct Graphs<'p> {
    hidden: usize,
    visible: usize,
    inner: Counted<'p>,
    /// Graphs still to visit, the next one last.
    rest: Vec<Cell>,
    open: bool,
    /// The visible slot holds what we put there, not what the pattern did.
    placed: bool,
}

impl<'p> Graphs<'p> {
    pub(super) fn new(hidden: Slot, visible: Slot, inner: Counted<'p>) -> Self {
        let (hidden, visible) = (usize::from(hidden), usize::from(visible));
        Self { hidden, visible, inner, rest: Vec::new(), open: false, placed: false }
    }

    /// The next solution in the open graph whose name agrees with the visible slot.
    fn next_here(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        if core::mem::take(&mut self.placed) {
            row[self.visible] = Cell::UNBOUND;
        }
        while self.open && self.inner.next(run, row)? {
            let name = row[self.hidden];
            if !row[self.visible].is_bound() {
                row[self.visible] = name;
                self.placed = true;
            }
            if row[self.visible] == name {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<'p> Operator<'p> for Graphs<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        let wanted = row[self.visible];
        let names = run.plan.views.named.iter().rev().map(|(id, _)| Cell::term(*id));
        self.rest = names.filter(|name| !wanted.is_bound() || *name == wanted).collect();
        (self.open, self.placed) = (false, false);
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        while !self.next_here(run, row)? {
            let Some(name) = self.rest.pop() else {
                row[self.hidden] = Cell::UNBOUND;
                return Ok(false);
            };
            run.pay()?;
            row[self.hidden] = name;
            self.inner.open(run, row)?;
            self.open = true;
        }
        Ok(true)
    }
}

/// Given rows that agree with the row.
pub(super) struct Given<'p> {
    slots: &'p [Slot],
    rows: &'p [Vec<Cell>],
    at: usize,
    set: Vec<Slot>,
}

impl<'p> Given<'p> {
    pub(super) fn new(slots: &'p [Slot], rows: &'p [Vec<Cell>]) -> Self {
        Self { slots, rows, at: 0, set: Vec::new() }
    }
}

impl<'p> Operator<'p> for Given<'p> {
    fn open(&mut self, _: &mut Run<'p>, _: &mut [Cell]) -> Result<(), QueryError> {
        self.at = 0;
        self.set.clear();
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        unset(&mut self.set, row);
        while let Some(given) = self.rows.get(self.at) {
            self.at += 1;
            run.pay()?;
            if agree(self.slots, given, row) {
                set(self.slots, given, row, &mut self.set);
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether no slot has one value here and another in the row.
pub(super) fn agree(slots: &[Slot], cells: &[Cell], row: &[Cell]) -> bool {
    slots.iter().zip(cells).all(|(slot, cell)| {
        let there = row[usize::from(*slot)];
        !cell.is_bound() || !there.is_bound() || *cell == there
    })
}

/// Copies into the row what it lacks, and notes which slots that were.
pub(super) fn set(slots: &[Slot], cells: &[Cell], row: &mut [Cell], noted: &mut Vec<Slot>) {
    for (slot, cell) in slots.iter().zip(cells) {
        let there = &mut row[usize::from(*slot)];
        if cell.is_bound() && !there.is_bound() {
            *there = *cell;
            noted.push(*slot);
        }
    }
}

/// Takes back what [`set`] noted.
pub(super) fn unset(noted: &mut Vec<Slot>, row: &mut [Cell]) {
    noted.drain(..).for_each(|slot| row[usize::from(slot)] = Cell::UNBOUND);
}

/// Each combination of some slots once.
pub(super) struct Distinct<'p> {
    slots: &'p [Slot],
    inner: Counted<'p>,
    one: CellSet<Cell>,
    many: CellSet<Box<[Cell]>>,
    key: Vec<Cell>,
    held: u64,
}

impl<'p> Distinct<'p> {
    pub(super) fn new(slots: &'p [Slot], inner: Counted<'p>) -> Self {
        let (one, many) = (CellSet::default(), CellSet::default());
        Self { slots, inner, one, many, key: Vec::new(), held: 0 }
    }

    fn is_new(&mut self, row: &[Cell]) -> bool {
        if let [slot] = self.slots {
            return self.one.insert(row[usize::from(*slot)]);
        }
        self.key.clear();
        self.key.extend(self.slots.iter().map(|slot| row[usize::from(*slot)]));
        !self.many.contains(self.key.as_slice()) && self.many.insert(self.key.as_slice().into())
    }
}

impl<'p> Operator<'p> for Distinct<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        run.let_go(core::mem::take(&mut self.held));
        self.one.clear();
        self.many.clear();
        self.inner.open(run, row)
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        while self.inner.next(run, row)? {
            if self.is_new(row) {
                let bytes = ROW_BYTES + 8 * self.slots.len() as u64;
                self.held += bytes;
                run.hold(bytes)?;
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// OFFSET and LIMIT.
pub(super) struct Slice<'p> {
    offset: u64,
    limit: u64,
    inner: Counted<'p>,
    /// Solutions given; `None` before the first.
    given: Option<u64>,
    /// The row as it was opened: a slice leaves its pattern in the middle.
    opened: Vec<Cell>,
}

impl<'p> Slice<'p> {
    pub(super) fn new(offset: u64, limit: Option<u64>, inner: Counted<'p>) -> Self {
        Self { offset, limit: limit.unwrap_or(u64::MAX), inner, given: None, opened: Vec::new() }
    }

    /// Passes over the first solutions; `false` if there are no more.
    fn skip(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        for _ in 0..self.offset {
            if !self.inner.next(run, row)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<'p> Operator<'p> for Slice<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        self.given = None;
        self.opened.clear();
        self.opened.extend_from_slice(row);
        self.inner.open(run, row)
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        let given = match self.given {
            Some(given) => given,
            None => {
                if self.skip(run, row)? {
                    0
                } else {
                    self.limit
                }
            }
        };
        self.given = Some(given.saturating_add(1));
        if given < self.limit && self.inner.next(run, row)? {
            return Ok(true);
        }
        self.given = Some(self.limit);
        row.copy_from_slice(&self.opened);
        Ok(false)
    }
}
