//! Running a plan to its answer.

use super::algebra::Place;
use super::answer::{Answer, Form, GraphAnswer, Row, RowSource, Solutions};
use super::cell::Cell;
use super::exec::{Counted, Run};
use super::plan::Plan;
use super::{Options, QueryError};
use crate::model::Term;

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
                let (cells, terms) = (vec![Cell::UNBOUND; self.shown.len()], vec![None; self.shown.len()]);
                let rows = Box::new(Rows { cursor, cells, terms });
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

/// Solutions with their terms. A term that a place keeps from row to row is decoded once, others into the
/// buffers of those before them.
struct Rows<'p> {
    cursor: Cursor<'p>,
    cells: Vec<Cell>,
    terms: Vec<Option<Term>>,
}

impl RowSource for Rows<'_> {
    fn next(&mut self) -> Result<Option<Row<'_>>, QueryError> {
        if !self.cursor.advance()? {
            return Ok(None);
        }
        for (at, slot) in self.cursor.plan.shown.iter().enumerate() {
            let cell = self.cursor.row[usize::from(*slot)];
            if self.cells[at] != cell {
                self.cells[at] = cell;
                self.cursor.run.scratch.decode(cell, &mut self.terms[at])?;
            }
        }
        Ok(Some(Row { terms: &self.terms }))
    }
}
