//! What one run of a plan may use and has used.

use super::super::algebra::GraphRef;
use super::super::cell::Cell;
use super::super::function::Scope;
use super::super::options::{Limits, Options, Stop};
use super::super::plan::Plan;
use super::super::scratch::Scratch;
use super::super::slots::Slot;
use super::super::{Cancel, QueryError};
use super::Counted;
use super::text::Finders;
use crate::graph::GraphView;
use crate::model::Term;

/// Steps between two looks at the host's stop sign: about a millisecond.
const STEPS_BETWEEN_LOOKS: u64 = 8_192;

/// The state of one run.
pub(in crate::query) struct Run<'p> {
    pub(super) plan: &'p Plan<'p>,
    pub(in crate::query) scratch: Scratch<'p>,
    pub(super) scope: Scope,
    /// The operators of EXISTS, made when first needed.
    pub(super) exists: Vec<Option<Counted<'p>>>,
    /// Rows lent to EXISTS.
    pub(super) spare: Vec<Vec<Cell>>,
    /// The rows that the EXISTS being evaluated were asked of, the innermost last.
    pub(super) asked: Vec<Vec<Cell>>,
    /// A buffer for texts that are looked at and not kept.
    pub(super) text: String,
    pub(super) finders: Finders<'p>,
    limits: Limits,
    cancel: Option<Cancel<'p>>,
    fuel: u64,
    until_look: u64,
    held: u64,
}

impl<'p> Run<'p> {
    pub(in crate::query) fn new(plan: &'p Plan<'p>, options: &Options<'p>) -> Self {
        let exists = plan.exists.iter().map(|_| None).collect();
        let mut scope = Scope::new(options.now_ms, options.seed, plan.base.as_deref());
        scope.bound_texts(options.limits.bytes);
        Self {
            plan,
            scratch: plan.scratch.clone(),
            scope,
            exists,
            spare: Vec::new(),
            asked: Vec::new(),
            text: String::new(),
            finders: Vec::new(),
            limits: options.limits,
            cancel: options.cancel,
            fuel: options.limits.fuel,
            until_look: STEPS_BETWEEN_LOOKS.min(options.limits.fuel),
            held: 0,
        }
    }

    /// What a slot holds in the row that the innermost EXISTS was asked of.
    pub(super) fn fixed(&self, slot: Slot) -> Cell {
        self.asked.last().map_or(Cell::UNBOUND, |row| row[usize::from(slot)])
    }

    /// A row with nothing bound.
    pub(in crate::query) fn row(&self) -> Vec<Cell> {
        vec![Cell::UNBOUND; self.plan.names.len()]
    }

    /// The cell of a blank node that is new.
    pub(in crate::query) fn fresh_blank(&mut self) -> Result<Cell, QueryError> {
        let label = self.scope.fresh_blank();
        self.scratch.cell(Term::Blank(label))
    }

    /// Pays for one step.
    #[inline]
    pub(in crate::query) fn pay(&mut self) -> Result<(), QueryError> {
        self.pay_for(1)
    }

    /// Pays for `steps` steps.
    #[inline]
    pub(in crate::query) fn pay_for(&mut self, steps: u64) -> Result<(), QueryError> {
        if steps < self.until_look {
            self.until_look -= steps;
            return Ok(());
        }
        self.look(steps)
    }

    #[cold]
    fn look(&mut self, steps: u64) -> Result<(), QueryError> {
        let used = STEPS_BETWEEN_LOOKS.min(self.fuel) - self.until_look + steps;
        if used >= self.fuel {
            return Err(QueryError::Fuel { limit: self.limits.fuel });
        }
        self.fuel -= used;
        self.until_look = STEPS_BETWEEN_LOOKS.min(self.fuel);
        match self.cancel.and_then(|ask| ask()) {
            None => Ok(()),
            Some(Stop::Cancelled) => Err(QueryError::Cancelled),
            Some(Stop::TimeUp { limit_ms }) => Err(QueryError::Time { limit_ms }),
        }
    }

    /// Accounts for memory that is held from now on.
    pub(in crate::query) fn hold(&mut self, bytes: u64) -> Result<(), QueryError> {
        self.held = self.held.saturating_add(bytes);
        self.check_memory()
    }

    /// Accounts for memory that is no longer held.
    pub(super) fn let_go(&mut self, bytes: u64) {
        self.held = self.held.saturating_sub(bytes);
    }

    /// Whether what is held, made terms included, is within the limit.
    pub(super) fn check_memory(&self) -> Result<(), QueryError> {
        if self.held.saturating_add(self.scratch.bytes()) > self.limits.bytes {
            return Err(QueryError::Memory { limit: self.limits.bytes });
        }
        Ok(())
    }

    /// Most bytes that one text may have.
    pub(super) fn byte_limit(&self) -> u64 {
        self.limits.bytes
    }

    pub(in crate::query) fn row_limit(&self) -> u64 {
        self.limits.rows
    }

    /// The graph that a pattern is matched against in this row.
    pub(super) fn view(&self, graph: GraphRef, row: &[Cell]) -> Option<&'p GraphView<'p>> {
        let number = match graph {
            GraphRef::View(number) => number,
            GraphRef::Slot(slot) => self.plan.views.number(row[usize::from(slot)])?,
        };
        self.plan.views.all.get(number)
    }
}
