//! What a query gives: solutions one after the other, yes or no, or triples.

use super::QueryError;
use crate::model::Term;

/// The four forms of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Solutions.
    Select,
    /// Yes or no.
    Ask,
    /// Triples from a template.
    Construct,
    /// Triples about resources.
    Describe,
}

/// An answer, made while it is read.
pub enum Answer<'a> {
    /// Of SELECT.
    Solutions(Solutions<'a>),
    /// Of ASK.
    Boolean(bool),
    /// Of CONSTRUCT and DESCRIBE.
    Graph(GraphAnswer<'a>),
}

/// Solutions in order.
pub struct Solutions<'a> {
    pub(super) variables: &'a [String],
    pub(super) rows: Box<dyn RowSource + 'a>,
}

/// Triples, each once.
pub struct GraphAnswer<'a> {
    pub(super) triples: Box<dyn TripleSource + 'a>,
}

/// One solution, borrowed until the next is asked for; places are those of [`Solutions::variables`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    pub(super) terms: &'a [Option<Term>],
}

/// Where rows come from.
pub(super) trait RowSource {
    fn next(&mut self) -> Result<Option<Row<'_>>, QueryError>;
}

/// Where triples come from.
pub(super) trait TripleSource {
    fn next(&mut self) -> Result<Option<[&Term; 3]>, QueryError>;
}

impl Solutions<'_> {
    /// The variables, without `?`, in the order of the query.
    #[must_use]
    pub fn variables(&self) -> &[String] {
        self.variables
    }

    /// The next solution.
    ///
    /// # Errors
    /// [`QueryError`] if a limit is reached or the graph is damaged; nothing follows it.
    #[allow(clippy::should_implement_trait, reason = "a row borrows from its source")]
    pub fn next(&mut self) -> Result<Option<Row<'_>>, QueryError> {
        self.rows.next()
    }
}

impl GraphAnswer<'_> {
    /// The next triple.
    ///
    /// # Errors
    /// As [`Solutions::next`].
    #[allow(clippy::should_implement_trait, reason = "as Solutions::next")]
    pub fn next(&mut self) -> Result<Option<[&Term; 3]>, QueryError> {
        self.triples.next()
    }
}

impl<'a> Row<'a> {
    /// The term in place `index`; `None` where the solution leaves the variable unbound.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&'a Term> {
        self.terms.get(index)?.as_ref()
    }

    /// Every place in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<&'a Term>> + use<'a> {
        self.terms.iter().map(Option::as_ref)
    }
}
