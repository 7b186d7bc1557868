//! Rows on their way to JavaScript: one text and one array of numbers for many of them.
//!
//! The numbers say, cell by cell, what the text holds; lengths are in UTF-16 units, as JavaScript counts:
//!
//! | cell | numbers |
//! |---|---|
//! | unbound | 0 |
//! | IRI, blank node, string | 1, 2, 3, length |
//! | literal with language, with datatype | 4, 5, length, length of the language or datatype |

use ggen_marketplace_core::model::Term;
use ggen_marketplace_core::query::{Answer, QueryError};
use js_sys::{Array, Uint32Array};

/// Text after which a batch is closed, in bytes.
const ENOUGH_BYTES: usize = 64 * 1024;

#[derive(Default)]
pub(super) struct Batch {
    text: String,
    cells: Vec<u32>,
    /// A row may have no cells: they are counted.
    rows: u32,
    done: bool,
}

impl Batch {
    /// Reads up to `rows` rows, fewer if `late` says so after one.
    pub(super) fn read(answer: &mut Answer<'_>, rows: usize, late: impl Fn() -> bool) -> Result<Self, QueryError> {
        let mut batch = Self::default();
        for row in 0..rows {
            if !batch.row(answer)? {
                batch.done = true;
                break;
            }
            batch.rows += 1;
            // A look at the clock costs as much as a row: one for every eight.
            if batch.text.len() >= ENOUGH_BYTES || row % 8 == 7 && late() {
                break;
            }
        }
        Ok(batch)
    }

    pub(super) fn into_js(self) -> Array {
        let cells = Uint32Array::from(self.cells.as_slice());
        Array::of4(&self.text.into(), &cells, &self.rows.into(), &self.done.into())
    }

    /// Whether there was a row.
    fn row(&mut self, answer: &mut Answer<'_>) -> Result<bool, QueryError> {
        match answer {
            Answer::Solutions(solutions) => {
                let Some(row) = solutions.next()? else { return Ok(false) };
                row.iter().for_each(|term| self.cell(term));
            }
            Answer::Graph(graph) => {
                let Some(triple) = graph.next()? else { return Ok(false) };
                triple.iter().for_each(|term| self.cell(Some(term)));
            }
            Answer::Boolean(_) => return Ok(false),
        }
        Ok(true)
    }

    fn cell(&mut self, term: Option<&Term>) {
        let (kind, text, more) = match term {
            None => return self.cells.push(0),
            Some(Term::Iri(iri)) => (1, iri, None),
            Some(Term::Blank(label)) => (2, label, None),
            Some(Term::Literal { value, datatype: None }) => (3, value, None),
            Some(Term::Tagged { value, language }) => (4, value, Some(language)),
            Some(Term::Literal { value, datatype: Some(datatype) }) => (5, value, Some(datatype)),
        };
        self.cells.push(kind);
        self.put(text);
        more.into_iter().for_each(|more| self.put(more));
    }

    fn put(&mut self, text: &str) {
        let length = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.cells.push(length as u32);
        self.text.push_str(text);
    }
}
