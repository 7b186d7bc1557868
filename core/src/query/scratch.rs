//! The terms of one query: those of the dataset by id, and those that the query itself makes.

use std::collections::HashMap;
use std::sync::Arc;

use super::QueryError;
use super::cell::{Cell, Kind};
use super::value::Value;
use crate::graph::{Class, Dataset};
use crate::model::{Term, XSD_INTEGER};

/// Gives every term one cell.
#[derive(Clone)]
pub(super) struct Scratch<'a> {
    pub(super) dataset: &'a Dataset<'a>,
    made: Vec<Arc<Term>>,
    numbers: HashMap<Arc<Term>, u32>,
    /// Bytes of text in `made`.
    bytes: u64,
}

/// What a made term counts for beside its text.
const TERM_BYTES: u64 = 96;

impl<'a> Scratch<'a> {
    pub(super) fn new(dataset: &'a Dataset<'a>) -> Self {
        Self { dataset, made: Vec::new(), numbers: HashMap::new(), bytes: 0 }
    }

    /// Bytes held for made terms.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The one cell of `term`.
    pub(super) fn cell(&mut self, term: Term) -> Result<Cell, QueryError> {
        if let Some(id) = self.dataset.find(&term)? {
            return Ok(Cell::term(id));
        }
        if let Some(cell) = small_integer(&term) {
            return Ok(cell);
        }
        if let Some(number) = self.numbers.get(&term) {
            return Ok(Cell::made(*number));
        }
        let (number, term) = (self.made.len() as u32, Arc::new(term));
        self.bytes += TERM_BYTES + term.value().len() as u64;
        self.made.push(Arc::clone(&term));
        self.numbers.insert(term, number);
        Ok(Cell::made(number))
    }

    /// The one cell of a value.
    pub(super) fn cell_of(&mut self, value: Value) -> Result<Cell, QueryError> {
        match integer_of(&value).and_then(|n| Some((n, Cell::integer(n)?))) {
            Some((n, cell)) => Ok(self.dataset.find_integer(n)?.map_or(cell, Cell::term)),
            None => self.cell(value.into_term()),
        }
    }

    /// A cell for a value that is only shown, compared or sorted: integers are not looked up.
    pub(super) fn late_cell_of(&mut self, value: Value) -> Result<Cell, QueryError> {
        match integer_of(&value).and_then(Cell::integer) {
            Some(cell) => Ok(cell),
            None => self.cell(value.into_term()),
        }
    }

    /// The term of a bound cell.
    pub(super) fn term(&self, cell: Cell) -> Result<Option<Arc<Term>>, QueryError> {
        Ok(match cell.kind() {
            Kind::Unbound => None,
            Kind::Term(id) => Some(Arc::new(self.dataset.term(id)?)),
            Kind::Made(number) => self.made.get(number as usize).cloned(),
            Kind::Integer(value) => Some(Arc::new(Term::typed(&value.to_string(), XSD_INTEGER))),
        })
    }

    /// Puts the term of a cell into `into`, whose buffer is used again where the classes allow it.
    pub(super) fn decode(&self, cell: Cell, into: &mut Option<Term>) -> Result<(), QueryError> {
        if let Kind::Term(id) = cell.kind() {
            let class = self.dataset.class(id)?;
            if matches!(class, Class::Iri | Class::String | Class::Text) {
                let mut text = into.take().map_or_else(String::new, Term::into_text);
                text.clear();
                self.dataset.lexical(id, &mut text)?;
                let is_iri = class == Class::Iri;
                *into = Some(if is_iri {
                    Term::Iri(text)
                } else {
                    Term::Literal { value: text, datatype: None }
                });
                return Ok(());
            }
        }
        *into = self.term(cell)?.map(Arc::unwrap_or_clone);
        Ok(())
    }

    /// The value of a bound cell.
    pub(super) fn value(&self, cell: Cell) -> Result<Option<Value>, QueryError> {
        Ok(match cell.kind() {
            Kind::Unbound => None,
            Kind::Term(id) => Some(match self.dataset.integer(id)? {
                Some(value) => Value::integer(value),
                None => Value::from_term(&self.dataset.term(id)?),
            }),
            Kind::Made(number) => self.made.get(number as usize).map(|term| Value::from_term(term)),
            Kind::Integer(value) => Some(Value::integer(value)),
        })
    }

    /// The integer in a cell, if it is one; reads no text.
    pub(super) fn integer(&self, cell: Cell) -> Result<Option<i64>, QueryError> {
        Ok(match cell.kind() {
            Kind::Term(id) => self.dataset.integer(id)?,
            Kind::Integer(value) => Some(value),
            Kind::Unbound | Kind::Made(_) => None,
        })
    }
}

fn integer_of(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(value) => Some(*value),
        _ => None,
    }
}

fn small_integer(term: &Term) -> Option<Cell> {
    match term {
        Term::Literal { value, datatype: Some(datatype) } if datatype == XSD_INTEGER => {
            let number: i64 = value.parse().ok()?;
            (number.to_string() == *value).then(|| Cell::integer(number))?
        }
        _ => None,
    }
}
