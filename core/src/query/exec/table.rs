//! Patterns that are evaluated by themselves and joined by hash: JOIN, OPTIONAL and MINUS where the right side
//! must not see the left's bindings.

use super::super::QueryError;
use super::super::cell::Cell;
use super::super::plan::{Mode, Table};
use super::super::slots::Slot;
use super::blocks::{ROW_BYTES, agree, set, unset};
use super::hash::CellMap;
use super::{Counted, Operator, Run};

/// The pattern's solutions, made when first asked for.
struct Built {
    /// The values of the slots that the pattern depends on.
    outer: Vec<Cell>,
    /// All solutions, one after the other.
    cells: Vec<Cell>,
    rows: usize,
    /// Numbers of solutions by the values of the key.
    index: CellMap<Vec<Cell>, Vec<u32>>,
}

/// See the module.
pub(super) struct TableOperator<'p> {
    table: &'p Table,
    inner: Counted<'p>,
    built: Option<Built>,
    held: u64,
    /// Numbers to try, and how many have been tried.
    candidates: Vec<u32>,
    at: usize,
    set: Vec<Slot>,
    found: bool,
    over: bool,
}

impl<'p> TableOperator<'p> {
    pub(super) fn new(table: &'p Table, inner: Counted<'p>) -> Self {
        Self {
            table,
            inner,
            built: None,
            held: 0,
            candidates: Vec::new(),
            at: 0,
            set: Vec::new(),
            found: false,
            over: true,
        }
    }

    fn build(&mut self, run: &mut Run<'p>, outer: Vec<Cell>) -> Result<Built, QueryError> {
        run.let_go(core::mem::take(&mut self.held));
        let mut row = run.row();
        let depends = self.table.outer.iter().chain(&self.table.fixed);
        depends.zip(&outer).for_each(|(slot, cell)| row[usize::from(*slot)] = *cell);
        let mut built = Built { outer, cells: Vec::new(), rows: 0, index: CellMap::default() };
        self.inner.open(run, &mut row)?;
        while self.inner.next(run, &mut row)? {
            let bytes = ROW_BYTES + 8 * self.table.slots.len() as u64;
            self.held += bytes;
            run.hold(bytes)?;
            let number = built.rows as u32;
            built.cells.extend(self.table.slots.iter().map(|slot| row[usize::from(*slot)]));
            built.rows += 1;
            built.index.entry(key(&self.table.key, &row)).or_default().push(number);
        }
        Ok(built)
    }

    fn solution(&self, number: u32) -> &[Cell] {
        let width = self.table.slots.len();
        let cells = self.built.as_ref().map_or(&[][..], |built| &built.cells);
        cells.get(number as usize * width..(number as usize + 1) * width).unwrap_or(&[])
    }

    /// Whether a solution agrees with the row in one of `shared` at least, and contradicts it nowhere.
    fn excludes(&self, number: u32, shared: &[Slot], row: &[Cell]) -> bool {
        let solution = self.solution(number);
        let pairs = || self.table.slots.iter().zip(solution).filter(|(slot, _)| shared.contains(slot));
        let both = |(slot, cell): &(&Slot, &Cell)| cell.is_bound() && row[usize::from(**slot)].is_bound();
        pairs().any(|pair| both(&pair))
            && pairs().filter(both).all(|(slot, cell)| *cell == row[usize::from(*slot)])
    }

    fn next_joined(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        unset(&mut self.set, row);
        while let Some(number) = self.candidates.get(self.at).copied() {
            self.at += 1;
            run.pay()?;
            let width = self.table.slots.len();
            let Some(built) = &self.built else { return Ok(false) };
            let from = number as usize * width;
            let solution = built.cells.get(from..from + width).unwrap_or(&[]);
            if agree(&self.table.slots, solution, row) {
                set(&self.table.slots, solution, row, &mut self.set);
                if self.holds(run, row)? {
                    self.found = true;
                    return Ok(true);
                }
                unset(&mut self.set, row);
            }
        }
        Ok(false)
    }

    fn holds(&self, run: &mut Run<'p>, row: &[Cell]) -> Result<bool, QueryError> {
        let Mode::Optional(conditions) = &self.table.mode else { return Ok(true) };
        for condition in conditions {
            if !run.test(condition, row)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn key(slots: &[Slot], row: &[Cell]) -> Vec<Cell> {
    slots.iter().map(|slot| row[usize::from(*slot)]).collect()
}

impl<'p> Operator<'p> for TableOperator<'p> {
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        let mut outer = key(&self.table.outer, row);
        outer.extend(self.table.fixed.iter().map(|slot| run.fixed(*slot)));
        if self.built.as_ref().is_none_or(|built| built.outer != outer) {
            self.built = Some(self.build(run, outer)?);
        }
        if let Some(built) = &self.built {
            let wanted = key(&self.table.key, row);
            self.candidates.clear();
            self.candidates.extend(built.index.get(&wanted).into_iter().flatten());
        }
        (self.at, self.found, self.over) = (0, false, false);
        self.set.clear();
        Ok(())
    }

    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        if self.over {
            return Ok(false);
        }
        if let Mode::Minus(shared) = &self.table.mode {
            self.over = true;
            run.pay_for(self.candidates.len() as u64)?;
            return Ok(!self.candidates.iter().any(|number| self.excludes(*number, shared, row)));
        }
        if self.next_joined(run, row)? {
            return Ok(true);
        }
        self.over = true;
        Ok(matches!(self.table.mode, Mode::Optional(_)) && !self.found)
    }
}
