//! Running a plan to its answer.

use std::sync::Arc;

use super::algebra::Place;
use super::answer::{Answer, Form, GraphAnswer, Row, RowSource, Solutions};
use super::cell::Cell;
use super::exec::{Counted, Run};
use super::plan::Plan;
use super::{Options, QueryError};
use crate::model::Term;

/// Decoded terms that are kept, by the low bits of their cell's hash: answers repeat terms.
const KEPT_TERMS: usize = 256;
/// Rows after which it pays to keep them.
const KEEP_FROM: u64 = 8;

impl<'a> Plan<'a> {
    /// Runs the plan. The work is done while the answer is read, ASK's at once.
    ///
    /// # Errors
    /// [`QueryError`] if a limit is reached or the graph is damaged.
    pub fn run<'p>(&'p self, options: &Options<'p>) -> Result<Answer<'p>, QueryError>
    where
        'a: 'p,
    {
        let mut cursor = Cursor::open(self, options)?;
        Ok(match self.form {
            Form::Select => {
                let terms = vec![None; self.shown.len()];
                let rows = Box::new(Rows { cursor, terms, kept: Vec::new() });
                Answer::Solutions(Solutions { variables: &self.variables, rows })
            }
            Form::Ask => Answer::Boolean(cursor.advance()?),
            Form::Construct => Answer::Graph(GraphAnswer { triples: super::construct::construct(cursor) }),
            Form::Describe => Answer::Graph(GraphAnswer { triples: super::construct::describe(cursor) }),
        })
    }

    /// What kind of answer the plan gives.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }
}

/// A running plan and its row.
pub(super) struct Cursor<'p> {
    pub(super) plan: &'p Plan<'p>,
    pub(super) run: Run<'p>,
    pub(super) row: Vec<Cell>,
    root: Counted<'p>,
    given: u64,
    over: bool,
}

impl<'p> Cursor<'p> {
    fn open(plan: &'p Plan<'p>, options: &Options<'p>) -> Result<Self, QueryError> {
        let mut run = Run::new(plan, options);
        let (mut row, mut root) = (run.row(), Counted::new(plan, &plan.root));
        root.open(&mut run, &mut row)?;
        Ok(Self { plan, run, row, root, given: 0, over: false })
    }

    /// Makes the row the next solution; after an error or the last there is none.
    pub(super) fn advance(&mut self) -> Result<bool, QueryError> {
        if self.over {
            return Ok(false);
        }
        self.over = true;
        let limit = self.run.row_limit();
        if !self.root.next(&mut self.run, &mut self.row)? {
            return Ok(false);
        }
        self.given += 1;
        if self.given > limit {
            return Err(QueryError::Rows { limit });
        }
        self.over = false;
        Ok(true)
    }

    /// The cell of a place of a template.
    pub(super) fn cell(&self, place: Place) -> Cell {
        match place {
            Place::Const(cell) => cell,
            Place::Slot(slot) => self.row[usize::from(slot)],
        }
    }
}

/// Solutions with their terms.
struct Rows<'p> {
    cursor: Cursor<'p>,
    terms: Vec<Option<Arc<Term>>>,
    kept: Vec<Option<(Cell, Arc<Term>)>>,
}

impl RowSource for Rows<'_> {
    fn next(&mut self) -> Result<Option<Row<'_>>, QueryError> {
        if !self.cursor.advance()? {
            return Ok(None);
        }
        if self.cursor.given == KEEP_FROM {
            self.kept = vec![None; KEPT_TERMS];
        }
        for (at, slot) in self.cursor.plan.shown.iter().enumerate() {
            let cell = self.cursor.row[usize::from(*slot)];
            self.terms[at] = if cell.is_bound() { self.decoded(cell)? } else { None };
        }
        Ok(Some(Row { terms: &self.terms }))
    }
}

impl Rows<'_> {
    fn decoded(&mut self, cell: Cell) -> Result<Option<Arc<Term>>, QueryError> {
        let place = cell.place_among(KEPT_TERMS);
        if let Some(Some((kept, term))) = self.kept.get(place) {
            if *kept == cell {
                return Ok(Some(Arc::clone(term)));
            }
        }
        let term = self.cursor.run.scratch.term(cell)?;
        if let (Some(kept), Some(term)) = (self.kept.get_mut(place), &term) {
            *kept = Some((cell, Arc::clone(term)));
        }
        Ok(term)
    }
}
