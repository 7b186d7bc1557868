//! CONSTRUCT and DESCRIBE: triples from solutions, each once.

use std::collections::VecDeque;

use super::QueryError;
use super::algebra::Place;
use super::answer::TripleSource;
use super::cell::Cell;
use super::exec::CellSet;
use super::solutions::Cursor;
use crate::graph::{Class, Pattern};
use crate::model::Term;

/// Bytes that a remembered triple counts for.
const TRIPLE_BYTES: u64 = 48;

/// The template's triples for each solution (section 16.2): those that are RDF, with fresh blank nodes.
pub(super) fn construct(cursor: Cursor<'_>) -> Box<dyn TripleSource + '_> {
    Box::new(Construction(Graph::new(cursor)))
}

/// All triples about each resource, and about the blank nodes in them (concise bounded descriptions).
pub(super) fn describe(cursor: Cursor<'_>) -> Box<dyn TripleSource + '_> {
    Box::new(Description { graph: Graph::new(cursor), resources: Vec::new(), described: CellSet::default() })
}

struct Construction<'p>(Graph<'p>);

struct Description<'p> {
    graph: Graph<'p>,
    resources: Vec<Cell>,
    described: CellSet<Cell>,
}

/// The triples of an answer.
struct Graph<'p> {
    cursor: Cursor<'p>,
    given: CellSet<[Cell; 3]>,
    pending: VecDeque<[Cell; 3]>,
    /// The last triple given, and its terms: the next one shares most of them.
    cells: [Cell; 3],
    terms: [Option<Term>; 3],
}

impl TripleSource for Construction<'_> {
    fn next(&mut self) -> Result<Option<[&Term; 3]>, QueryError> {
        while self.0.pending.is_empty() {
            if !self.0.cursor.advance()? {
                return Ok(None);
            }
            self.0.instantiate()?;
        }
        self.0.give()
    }
}

impl TripleSource for Description<'_> {
    fn next(&mut self) -> Result<Option<[&Term; 3]>, QueryError> {
        while self.graph.pending.is_empty() {
            if let Some(resource) = self.resources.pop() {
                if self.described.insert(resource) {
                    self.graph.describe(resource, &mut self.resources)?;
                }
            } else if self.graph.cursor.advance()? {
                let (shown, row) = (&self.graph.cursor.plan.shown, &self.graph.cursor.row);
                let cells = shown.iter().map(|slot| row[usize::from(*slot)]);
                self.resources.extend(cells.filter(|cell| cell.is_bound()));
            } else {
                return Ok(None);
            }
        }
        self.graph.give()
    }
}

impl<'p> Graph<'p> {
    fn new(cursor: Cursor<'p>) -> Self {
        let (given, pending) = (CellSet::default(), VecDeque::new());
        Self { cursor, given, pending, cells: [Cell::UNBOUND; 3], terms: [None, None, None] }
    }

    /// The first of the triples that wait.
    fn give(&mut self) -> Result<Option<[&Term; 3]>, QueryError> {
        let Some(triple) = self.pending.pop_front() else { return Ok(None) };
        for ((cell, term), wanted) in self.cells.iter_mut().zip(&mut self.terms).zip(triple) {
            if *cell != wanted {
                *cell = wanted;
                self.cursor.run.scratch.decode(wanted, term)?;
            }
        }
        Ok(match &self.terms {
            [Some(s), Some(p), Some(o)] => Some([s, p, o]),
            _ => None,
        })
    }

    fn add(&mut self, triple: [Cell; 3]) -> Result<(), QueryError> {
        if self.given.insert(triple) {
            self.cursor.run.hold(TRIPLE_BYTES)?;
            let limit = self.cursor.run.row_limit();
            if self.given.len() as u64 > limit {
                return Err(QueryError::Rows { limit });
            }
            self.pending.push_back(triple);
        }
        Ok(())
    }

    fn instantiate(&mut self) -> Result<(), QueryError> {
        // A blank node of the template is a slot that nothing binds: one fresh node a solution.
        let mut fresh: Vec<(Place, Cell)> = Vec::new();
        for template in &self.cursor.plan.template {
            let mut triple = template.map(|place| self.cursor.cell(place));
            for (cell, place) in triple.iter_mut().zip(template) {
                if !cell.is_bound() && self.is_blank(*place) {
                    *cell = match fresh.iter().find(|(known, _)| known == place) {
                        Some((_, cell)) => *cell,
                        None => {
                            let cell = self.cursor.run.fresh_blank()?;
                            fresh.push((*place, cell));
                            cell
                        }
                    };
                }
            }
            if self.is_rdf(triple)? {
                self.add(triple)?;
            }
        }
        Ok(())
    }

    fn is_blank(&self, place: Place) -> bool {
        let Place::Slot(slot) = place else { return false };
        self.cursor.plan.names.get(usize::from(slot)).is_some_and(|name| name.starts_with("?_:"))
    }

    /// Whether subject and predicate are of the kinds that RDF allows there.
    fn is_rdf(&self, [s, p, o]: [Cell; 3]) -> Result<bool, QueryError> {
        if ![s, p, o].iter().all(|cell| cell.is_bound()) {
            return Ok(false);
        }
        let (s, p) = (self.class(s)?, self.class(p)?);
        Ok(matches!(s, Class::Iri | Class::Blank) && p == Class::Iri)
    }

    fn class(&self, cell: Cell) -> Result<Class, QueryError> {
        match cell.id() {
            Some(id) => Ok(self.cursor.run.scratch.dataset.class(id)?),
            None => Ok(match self.cursor.run.scratch.term(cell)?.as_deref() {
                Some(Term::Iri(_)) => Class::Iri,
                Some(Term::Blank(_)) => Class::Blank,
                _ => Class::Other,
            }),
        }
    }

    fn describe(&mut self, resource: Cell, more: &mut Vec<Cell>) -> Result<(), QueryError> {
        let Some(subject) = resource.id() else { return Ok(()) };
        let plan = self.cursor.plan;
        let mut scan = plan.views.all[0].scan(Pattern { subject: Some(subject), ..Pattern::default() })?;
        while let Some(triple) = scan.next()? {
            self.cursor.run.pay()?;
            let object = Cell::term(triple[2]);
            if self.class(object)? == Class::Blank {
                more.push(object);
            }
            self.add(triple.map(Cell::term))?;
        }
        Ok(())
    }
}
