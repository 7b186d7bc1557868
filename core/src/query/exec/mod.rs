//! Running a plan: operators that pull solutions through one row.
//!
//! An operator is *opened* with a row and then gives solutions one by one. `next` returning `true` has bound
//! further slots of the row; the call after the last solution returns `false` and leaves the row as it was
//! when the operator was opened.

mod blocks;
mod chain;
mod expression;
mod group;
mod hash;
mod order;
mod path;
mod run;
mod scan;
mod table;
mod text;

use core::cell::Cell as Counter;

use super::QueryError;
use super::cell::Cell;
use super::plan::{Kind, Plan, Step};

pub(super) use hash::CellSet;
pub(super) use run::Run;

/// What a step does, with its state.
pub(super) trait Operator<'p> {
    /// Begins anew with what `row` binds.
    fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError>;

    /// Binds the next solution in `row`; `false` when there is none, with the row as it was opened.
    fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError>;
}

/// An operator that counts what it gives.
pub(super) struct Counted<'p> {
    operator: Box<dyn Operator<'p> + 'p>,
    count: &'p Counter<u64>,
    /// What it gives is another solution, not the same with more bound.
    begins: bool,
}

impl<'p> Counted<'p> {
    /// The operator of a step of `plan`.
    pub(super) fn new(plan: &'p Plan<'p>, step: &'p Step) -> Self {
        let begins = !matches!(step.kind, Kind::Filter(_) | Kind::Bind { .. });
        Self { operator: build(plan, &step.kind), count: &plan.counts[step.number], begins }
    }

    pub(super) fn open(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<(), QueryError> {
        self.operator.open(run, row)
    }

    pub(super) fn next(&mut self, run: &mut Run<'p>, row: &mut [Cell]) -> Result<bool, QueryError> {
        let found = self.operator.next(run, row)?;
        self.count.set(self.count.get() + u64::from(found));
        if found && self.begins {
            run.scope.next_solution();
        }
        Ok(found)
    }
}

fn build<'p>(plan: &'p Plan<'p>, kind: &'p Kind) -> Box<dyn Operator<'p> + 'p> {
    let inner = |step: &'p Step| Counted::new(plan, step);
    let all = |steps: &'p [Step]| steps.iter().map(inner).collect::<Vec<_>>();
    match kind {
        Kind::Unit => Box::new(chain::Once::new(true)),
        Kind::Nothing => Box::new(chain::Once::new(false)),
        Kind::Scan(graph, places) => Box::new(scan::ScanOperator::new(*graph, *places, false)),
        Kind::Sorted { graph, places, descending } => {
            Box::new(scan::ScanOperator::new(*graph, *places, *descending))
        }
        Kind::Intersect(slot, patterns) => Box::new(scan::Intersection::new(*slot, patterns)),
        Kind::Path(graph, s, path, o) => Box::new(path::PathOperator::new(*graph, *s, path, *o)),
        Kind::Graphs { hidden, visible, inner: step } => {
            Box::new(blocks::Graphs::new(*hidden, *visible, inner(step)))
        }
        Kind::Values { slots, rows } => Box::new(blocks::Given::new(slots, rows)),
        Kind::Chain(steps) => Box::new(chain::Chain::new(all(steps))),
        Kind::Filter(condition) => Box::new(chain::Filter::new(condition)),
        Kind::Bind { slot, value, late } => Box::new(chain::Bind::new(*slot, value, *late)),
        Kind::Optional(step) => Box::new(chain::Optional::new(inner(step))),
        Kind::Union(steps) => Box::new(chain::Union::new(all(steps))),
        Kind::Without(step) => Box::new(chain::Without::new(inner(step))),
        Kind::Table(table) => Box::new(table::TableOperator::new(table, inner(&table.inner))),
        Kind::Group { keys, aggregates, late, inner: step } => {
            Box::new(group::Group::new(keys, aggregates, *late, inner(step)))
        }
        Kind::Order { keys, slots, keep, sorted, inner: step } => {
            Box::new(order::Order::new(keys, slots, *keep, *sorted, inner(step)))
        }
        Kind::Distinct { slots, inner: step } => Box::new(blocks::Distinct::new(slots, inner(step))),
        Kind::Slice { offset, limit, inner: step } => {
            Box::new(blocks::Slice::new(*offset, *limit, inner(step)))
        }
        Kind::Count { graph, places, into, late } => Box::new(scan::Count::new(*graph, *places, into, *late)),
        Kind::Runs { graph, places, key, into, late } => {
            Box::new(scan::Runs::new(*graph, *places, *key, into, *late))
        }
    }
}
