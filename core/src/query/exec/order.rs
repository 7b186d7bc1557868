//! ORDER BY, and with a limit the first few without sorting the rest.

use core::cmp::Ordering;

use super::super::QueryError;
use super::super::algebra::{Expr, OrderKey};
use super::super::cell::{Cell, Kind};
use super::super::scratch::Scratch;
use super::super::slots::Slot;
use super::super::value::{self, Value};
use super::blocks::{ROW_BYTES, set, unset};
use super::{Counted, Operator, Run};
use crate::graph::{Class, Id};

/// See the module.
pub(super) struct Order<'p> {
    keys: &'p [OrderKey],
    slots: &'p [Slot],
    keep: Option<usize>,
    /// Rows come in the order of the first key.
    in_order: bool,
    inner: Counted<'p>,
    sorted: bool,
    /// The row as it was opened: the pattern may be left in the middle.
    opened: Vec<Cell>,
    rows: Vec<Sorted>,
    at: usize,
    set: Vec<Slot>,
    held: u64,
}

/// A row and what it is sorted by.
struct Sorted {
    keys: Vec<Key>,
    cells: Vec<Cell>,
}

/// One sort key.
enum Key {
    /// A term of a class in which ids ascend as terms do, with the class.
    Ordered(Class, Id),
    /// Compared by value.
    Cell(Cell),
    Value(Value),
}

impl<'p> Order<'p> {
    pub(super) fn new(
        keys: &'p [OrderKey],
        slots: &'p [Slot],
        keep: Option<u64>,
        in_order: bool,
        inner: Counted<'p>,
    ) -> Self {
        let keep = keep.map(|keep| usize::try_from(keep).unwrap_or(usize::MAX));
        let (opened, rows, set) = (Vec::new(), Vec::new(), Vec::new());
        Self { keys, slots, keep, in_order, inner, sorted: false, opened, rows, at: 0, set, held: 0 }
    }

    fn fill(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        // The first `full` rows are sorted: what is not before the last of them has no place.
        let mut full = 0;
        let keep = self.keep.unwrap_or(usize::MAX);
        while keep > 0 && self.inner.next(run, row)? {
            run.pay()?;
            if self.in_order
                && self.rows.len() >= keep
                && self.is_beyond(run, row, &self.rows[keep - 1].keys)?
            {
                row.copy_from_slice(&self.opened);
                break;
            }
            if full > 0 && !self.is_before(run, row, &self.rows[full - 1].keys)? {
                continue;
            }
            let keys =
                self.keys.iter().map(|key| run.sort_key(&key.value, row)).collect::<Result<Vec<_>, _>>()?;
            let cells = self.slots.iter().map(|slot| row[usize::from(*slot)]).collect();
            let bytes = ROW_BYTES + 32 * keys.len() as u64 + 8 * self.slots.len() as u64;
            self.held += bytes;
            run.hold(bytes)?;
            self.rows.push(Sorted { keys, cells });
            if self.rows.len() >= keep.saturating_mul(2).max(64) && keep < usize::MAX {
                self.sort(run)?;
                full = keep;
            }
        }
        self.sort(run)
    }

    /// Whether the row has its place before `last`; most rows are decided by their first key.
    fn is_before(&self, run: &mut Run<'p>, row: &[Cell], last: &[Key]) -> Result<bool, QueryError> {
        for (key, last) in self.keys.iter().zip(last) {
            let found = run.sort_key(&key.value, row)?;
            let order = compare_keys(&run.scratch, &found, last)?;
            if order.is_ne() {
                return Ok(order.is_lt() != key.descending);
            }
        }
        Ok(false)
    }

    /// Whether the row, and so every row after it, comes after `last` by the first key alone.
    fn is_beyond(&self, run: &mut Run<'p>, row: &[Cell], last: &[Key]) -> Result<bool, QueryError> {
        let (Some(key), Some(last)) = (self.keys.first(), last.first()) else { return Ok(false) };
        let found = run.sort_key(&key.value, row)?;
        Ok(compare_keys(&run.scratch, &found, last)?.is_ne())
    }

    fn sort(&mut self, run: &mut Run<'p>) -> Result<(), QueryError> {
        run.pay_for(self.rows.len() as u64)?;
        let (mut rows, mut failed) = (core::mem::take(&mut self.rows), None);
        crate::sort::sort_by(&mut rows, |a, b| {
            self.compare(&run.scratch, &a.keys, &b.keys).unwrap_or_else(|error| {
                failed = Some(error);
                Ordering::Equal
            })
        });
        if let Some(keep) = self.keep.filter(|keep| *keep < rows.len()) {
            let dropped = (rows.len() - keep) as u64 * (self.held / rows.len() as u64);
            self.held -= dropped;
            run.let_go(dropped);
            rows.truncate(keep);
        }
        self.rows = rows;
        failed.map_or(Ok(()), Err)
    }

    fn compare(&self, scratch: &Scratch<'_>, a: &[Key], b: &[Key]) -> Result<Ordering, QueryError> {
        for ((a, b), key) in a.iter().zip(b).zip(self.keys) {
            let order = compare_keys(scratch, a, b)?;
            if order.is_ne() {
                return Ok(if key.descending { order.reverse() } else { order });
            }
        }
        Ok(Ordering::Equal)
    }
}

impl<'p> Operator<'p> for Order<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        run.let_go(core::mem::take(&mut self.held));
        self.rows.clear();
        self.set.clear();
        (self.sorted, self.at) = (false, 0);
        self.opened.clear();
        self.opened.extend_from_slice(row);
        self.inner.open(run, row)
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        if !core::mem::replace(&mut self.sorted, true) {
            self.fill(run, row)?;
        }
        unset(&mut self.set, row);
        let Some(sorted) = self.rows.get(self.at) else { return Ok(false) };
        set(self.slots, &sorted.cells, row, &mut self.set);
        self.at += 1;
        Ok(true)
    }
}

impl<'p> Run<'p> {
    /// What a row is sorted by.
    fn sort_key(&mut self, value: &'p Expr, row: &[Cell]) -> Result<Key, QueryError> {
        match value {
            Expr::Slot(slot) => {
                let cell = row[usize::from(*slot)];
                self.scratch.sort_key(cell)
            }
            value => {
                Ok(self.value(value, row)?.map_or(Key::Cell(Cell::UNBOUND), |v| Key::Value(v.into_owned())))
            }
        }
    }
}

fn compare_keys(scratch: &Scratch<'_>, a: &Key, b: &Key) -> Result<Ordering, QueryError> {
    match (a, b) {
        (Key::Ordered(left, a), Key::Ordered(right, b)) => match rank(*left).cmp(&rank(*right)) {
            Ordering::Equal if left == right && scratch.dataset.sorted_together(*a, *b) => {
                return Ok(a.cmp(b));
            }
            Ordering::Equal => {}
            order => return Ok(order),
        },
        (Key::Cell(a), Key::Cell(b)) => {
            if let (Kind::Integer(a), Kind::Integer(b)) = (a.kind(), b.kind()) {
                return Ok(a.cmp(&b));
            }
        }
        _ => {}
    }
    let value = |key: &Key| match key {
        Key::Ordered(_, id) => scratch.value(Cell::term(*id)),
        Key::Cell(cell) => scratch.value(*cell),
        Key::Value(value) => Ok(Some(value.clone())),
    };
    match (value(a)?, value(b)?) {
        (Some(a), Some(b)) => Ok(value::order(&a, &b)),
        (a, b) => Ok(a.is_some().cmp(&b.is_some())),
    }
}

impl Scratch<'_> {
    /// What a cell is sorted by: its id where that tells, its value where it is read but once.
    fn sort_key(&self, cell: Cell) -> Result<Key, QueryError> {
        match cell.kind() {
            Kind::Term(id) => {
                let class = self.dataset.class(id)?;
                if class.is_ordered() {
                    return Ok(Key::Ordered(class, id));
                }
                Ok(self.value(cell)?.map_or(Key::Cell(cell), Key::Value))
            }
            Kind::Made(_) => Ok(self.value(cell)?.map_or(Key::Cell(cell), Key::Value)),
            Kind::Unbound | Kind::Integer(_) => Ok(Key::Cell(cell)),
        }
    }
}

/// Blank nodes, then IRIs, then literals (SPARQL 1.1 Query, section 15.1).
fn rank(class: Class) -> u8 {
    match class {
        Class::Blank => 0,
        Class::Iri => 1,
        _ => 2,
    }
}
