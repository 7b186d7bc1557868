//! From the algebra to a plan: which step comes when, and how each is answered.
//!
//! A plan is a tree of [`Step`]s. The steps of a *chain* run as nested loops over one row: each sees what those
//! before it have bound, so a scan with a bound subject is a lookup. What may not see its neighbours' bindings
//! (a subquery with LIMIT, say) is evaluated by itself into a *table* that the chain joins by hash.

mod chain;
mod estimate;
mod explain;
mod fast;
mod first;
mod safety;

use core::cell::{Cell as Counter, RefCell};
use std::collections::BTreeMap;

use super::algebra::{Aggregate, Expr, GraphRef, Node, OrderKey, Path, Place};
use super::cell::Cell;
use super::lower::{Lowering, Views};
use super::scratch::Scratch;
use super::slots::Slot;
use super::{Form, Query, QueryError};
use crate::graph::Dataset;

use chain::Outer;
use estimate::Counted;
pub use explain::PlanLine;

/// A query made ready for one dataset: planned once, run as often as wanted.
pub struct Plan<'a> {
    pub(super) root: Step,
    /// The patterns of EXISTS, by number.
    pub(super) exists: Vec<Step>,
    pub(super) views: Views<'a>,
    pub(super) scratch: Scratch<'a>,
    pub(super) form: Form,
    pub(super) base: Option<String>,
    /// For each slot what to call it.
    pub(super) names: Vec<String>,
    /// What the answer shows, in order.
    pub(super) variables: Vec<String>,
    pub(super) shown: Vec<Slot>,
    /// The template of CONSTRUCT.
    pub(super) template: Vec<[Place; 3]>,
    /// For each step how many solutions it gave since the plan was made.
    pub(super) counts: Vec<Counter<u64>>,
}

/// One step of a plan.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) kind: Kind,
    /// Its place among the counters.
    pub(super) number: usize,
    /// Solutions expected, all runs of the step together.
    pub(super) estimate: f64,
}

/// How a step works.
#[derive(Debug)]
pub(super) enum Kind {
    Unit,
    Nothing,
    /// Triples that match, in the order of the index.
    Scan(GraphRef, [Place; 3]),
    /// The triples of one predicate by their objects.
    Sorted {
        graph: GraphRef,
        places: [Place; 3],
        descending: bool,
    },
    /// The values of one slot that all patterns allow, by leapfrogging their sorted matches.
    Intersect(Slot, Vec<(GraphRef, [Place; 3])>),
    Path(GraphRef, Place, Path, Place),
    Graphs {
        hidden: Slot,
        visible: Slot,
        inner: Box<Step>,
    },
    Values {
        slots: Vec<Slot>,
        rows: Vec<Vec<Cell>>,
    },
    Chain(Vec<Step>),
    Filter(Expr),
    Bind {
        slot: Slot,
        value: Expr,
        late: bool,
    },
    Optional(Box<Step>),
    Union(Vec<Step>),
    /// Passes a row for which the pattern has no solution.
    Without(Box<Step>),
    /// A pattern evaluated by itself, joined by hash.
    Table(Table),
    Group {
        keys: Vec<Slot>,
        aggregates: Vec<(Slot, Aggregate)>,
        late: bool,
        inner: Box<Step>,
    },
    Order {
        keys: Vec<OrderKey>,
        slots: Vec<Slot>,
        keep: Option<u64>,
        /// Whether solutions come in the order of the first key.
        sorted: bool,
        inner: Box<Step>,
    },
    Distinct {
        slots: Vec<Slot>,
        inner: Box<Step>,
    },
    Slice {
        offset: u64,
        limit: Option<u64>,
        inner: Box<Step>,
    },
    /// How many triples match, from the index.
    Count {
        graph: GraphRef,
        places: [Place; 3],
        into: Vec<Slot>,
        late: bool,
    },
    /// Each value of the slot in the scan's first free place once, with the number of its triples.
    Runs {
        graph: GraphRef,
        places: [Place; 3],
        key: Slot,
        into: Vec<Slot>,
        late: bool,
    },
}

/// A pattern's solutions, held and indexed.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) inner: Box<Step>,
    pub(super) slots: Vec<Slot>,
    /// Slots bound on both sides: the key of the hash index.
    pub(super) key: Vec<Slot>,
    /// Slots outside that the pattern depends on: the graph it is in.
    pub(super) outer: Vec<Slot>,
    /// Slots that an EXISTS around it has from outside.
    pub(super) fixed: Vec<Slot>,
    pub(super) mode: Mode,
}

/// What a table does to a row.
#[derive(Debug)]
pub(super) enum Mode {
    Join,
    Optional(Vec<Expr>),
    /// Refuses rows that agree with a solution in one slot of these at least.
    Minus(Vec<Slot>),
}

/// The state of planning.
pub(super) struct Planner<'l, 'a> {
    dataset: &'a Dataset<'a>,
    views: &'l Views<'a>,
    /// What the index says of patterns: planning asks again and again.
    counts: RefCell<Vec<Counted>>,
    exists: Vec<Step>,
    steps: usize,
}

impl Query {
    /// Plans the query for `dataset`.
    ///
    /// # Errors
    /// [`QueryError`] if the query asks for what we leave out, or the dataset is damaged.
    pub fn plan<'a>(&self, dataset: &'a Dataset<'a>) -> Result<Plan<'a>, QueryError> {
        let mut lowering = Lowering::new(dataset, self.tree.dataset.as_ref(), &self.values)?;
        let (node, variables, shown) = self.lower(&mut lowering)?;
        let template = self.template(&mut lowering)?;
        let late = self.form() == Form::Select;
        let Lowering { scratch, views, names, .. } = lowering;
        let mut planner = Planner::new(dataset, &views);
        let root = planner.plan(node, &Outer::default(), late)?;
        let (exists, steps) = (planner.exists, planner.steps);
        Ok(Plan {
            root,
            exists,
            views,
            scratch,
            form: self.form(),
            base: self.base.clone(),
            names,
            variables,
            shown,
            template,
            counts: vec![Counter::new(0); steps],
        })
    }

    fn lower(&self, lowering: &mut Lowering<'_, '_>) -> Result<(Node, Vec<String>, Vec<Slot>), QueryError> {
        let node = lowering.pattern(&self.tree.pattern, GraphRef::View(0))?;
        let variables = self.tree.pattern.shown().to_vec();
        let shown = variables.iter().map(|name| lowering.slot(name)).collect::<Result<_, _>>()?;
        Ok((node, variables, shown))
    }

    fn template(&self, lowering: &mut Lowering<'_, '_>) -> Result<Vec<[Place; 3]>, QueryError> {
        self.tree.template.iter().map(|triple| lowering.triple(triple)).collect()
    }

    /// The values given to variables.
    #[must_use]
    pub fn values(&self) -> &BTreeMap<String, crate::model::Term> {
        &self.values
    }
}

impl<'l, 'a> Planner<'l, 'a> {
    fn new(dataset: &'a Dataset<'a>, views: &'l Views<'a>) -> Self {
        Self { dataset, views, counts: RefCell::default(), exists: Vec::new(), steps: 0 }
    }

    /// A step for `node`, which sees what `outer` binds.
    fn plan(&mut self, node: Node, outer: &Outer, late: bool) -> Result<Step, QueryError> {
        let mut chain = chain::Chain::new(outer);
        self.append(node, &mut chain, late)?;
        Ok(self.close(chain))
    }

    pub(super) fn step(&mut self, kind: Kind, estimate: f64) -> Step {
        self.steps += 1;
        Step { kind, number: self.steps - 1, estimate }
    }
}
