//! Operators that work on one row at a time: joins as nested loops, filters, OPTIONAL, UNION, MINUS.

use super::super::QueryError;
use super::super::algebra::Expr;
use super::super::cell::Cell;
use super::super::slots::Slot;
use super::{Counted, Operator, Run};

/// The empty solution once, or never.
pub(super) struct Once {
    gives: bool,
    ready: bool,
}

impl Once {
    pub(super) fn new(gives: bool) -> Self {
        Self { gives, ready: false }
    }
}

impl<'p> Operator<'p> for Once {
    fn open(&mut self, _: &mut Run<'p>, _: &mut [Cell]) -> Result<(), QueryError> {
        self.ready = self.gives;
        Ok(())
    }

    fn next(&mut self, _: &mut Run<'p>, _: &mut [Cell]) -> Result<bool, QueryError> {
        Ok(core::mem::take(&mut self.ready))
    }
}

/// Steps as nested loops: each is opened for every row that those before it give.
pub(super) struct Chain<'p> {
    steps: Vec<Counted<'p>>,
    /// The step to ask next; `None` before the first row and after the last.
    depth: usize,
}

impl<'p> Chain<'p> {
    pub(super) fn new(steps: Vec<Counted<'p>>) -> Self {
        Self { steps, depth: 0 }
    }
}

impl<'p> Operator<'p> for Chain<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        self.depth = 0;
        self.steps[0].open(run, row)
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        loop {
            if self.steps[self.depth].next(run, row)? {
                if self.depth + 1 == self.steps.len() {
                    return Ok(true);
                }
                self.depth += 1;
                self.steps[self.depth].open(run, row)?;
            } else if self.depth == 0 {
                return Ok(false);
            } else {
                self.depth -= 1;
            }
        }
    }
}

/// Passes the row if the condition holds.
pub(super) struct Filter<'p> {
    condition: &'p Expr,
    ready: bool,
}

impl<'p> Filter<'p> {
    pub(super) fn new(condition: &'p Expr) -> Self {
        Self { condition, ready: false }
    }
}

impl<'p> Operator<'p> for Filter<'p> {
    fn open(&mut self, _: &mut Run<'p>, _: &mut [Cell]) -> Result<(), QueryError> {
        self.ready = true;
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        Ok(core::mem::take(&mut self.ready) && run.test(self.condition, row)?)
    }
}

/// Sets a slot to the value of an expression; an error leaves it unbound. A slot that is bound already must
/// have that value.
pub(super) struct Bind<'p> {
    slot: Slot,
    value: &'p Expr,
    late: bool,
    ready: bool,
    set: bool,
}

impl<'p> Bind<'p> {
    pub(super) fn new(slot: Slot, value: &'p Expr, late: bool) -> Self {
        Self { slot, value, late, ready: false, set: false }
    }
}

impl<'p> Operator<'p> for Bind<'p> {
    fn open(&mut self, _: &mut Run<'p>, _: &mut [Cell]) -> Result<(), QueryError> {
        (self.ready, self.set) = (true, false);
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        let at = usize::from(self.slot);
        if core::mem::take(&mut self.set) {
            row[at] = Cell::UNBOUND;
        }
        if !core::mem::take(&mut self.ready) {
            return Ok(false);
        }
        run.pay()?;
        let value = run.cell(self.value, row, self.late)?;
        if row[at].is_bound() {
            return Ok(value.is_none_or(|value| value == row[at]));
        }
        row[at] = value.unwrap_or(Cell::UNBOUND);
        self.set = true;
        Ok(true)
    }
}

/// What the pattern adds to the row, or the row as it is if that is nothing.
pub(super) struct Optional<'p> {
    inner: Counted<'p>,
    state: OptionalState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OptionalState {
    NoneYet,
    Some,
    Over,
}

impl<'p> Optional<'p> {
    pub(super) fn new(inner: Counted<'p>) -> Self {
        Self { inner, state: OptionalState::Over }
    }
}

impl<'p> Operator<'p> for Optional<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        self.state = OptionalState::NoneYet;
        self.inner.open(run, row)
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        if self.state == OptionalState::Over {
            return Ok(false);
        }
        if self.inner.next(run, row)? {
            self.state = OptionalState::Some;
            return Ok(true);
        }
        let none = self.state == OptionalState::NoneYet;
        self.state = OptionalState::Over;
        Ok(none)
    }
}

/// The solutions of each branch after the other.
pub(super) struct Union<'p> {
    branches: Vec<Counted<'p>>,
    at: usize,
}

impl<'p> Union<'p> {
    pub(super) fn new(branches: Vec<Counted<'p>>) -> Self {
        Self { branches, at: 0 }
    }
}

impl<'p> Operator<'p> for Union<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        self.at = 0;
        self.branches[0].open(run, row)
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        while let Some(branch) = self.branches.get_mut(self.at) {
            if branch.next(run, row)? {
                return Ok(true);
            }
            self.at += 1;
            if let Some(branch) = self.branches.get_mut(self.at) {
                branch.open(run, row)?;
            }
        }
        Ok(false)
    }
}

/// Passes the row if the pattern has no solution that agrees with it.
pub(super) struct Without<'p> {
    inner: Counted<'p>,
    row: Vec<Cell>,
    ready: bool,
}

impl<'p> Without<'p> {
    pub(super) fn new(inner: Counted<'p>) -> Self {
        Self { inner, row: Vec::new(), ready: false }
    }
}

impl<'p> Operator<'p> for Without<'p> {
    fn open(&mut self, _: &mut Run<'p>, _: &mut [Cell]) -> Result<(), QueryError> {
        self.ready = true;
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        if !core::mem::take(&mut self.ready) {
            return Ok(false);
        }
        self.row.clear();
        self.row.extend_from_slice(row);
        self.inner.open(run, &mut self.row)?;
        Ok(!self.inner.next(run, &mut self.row)?)
    }
}
