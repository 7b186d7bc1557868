//! CONSTRUCT and DESCRIBE: triples from solutions, each once.

use std::collections::{HashSet, VecDeque};

use super::QueryError;
use super::algebra::Place;
use super::cell::Cell;
use super::solutions::Cursor;
use crate::graph::{Class, Pattern};
use crate::model::Term;

/// Bytes that a remembered triple counts for.
const TRIPLE_BYTES: u64 = 48;

type Triples<'p> = Box<dyn FnMut() -> Result<Option<[Term; 3]>, QueryError> + 'p>;

/// The template's triples for each solution (section 16.2): those that are RDF, with fresh blank nodes.
pub(super) fn construct(cursor: Cursor<'_>) -> Triples<'_> {
    let mut pending = VecDeque::new();
    let mut graph = Graph::new(cursor);
    Box::new(move || {
        loop {
            if let Some(triple) = pending.pop_front() {
                return graph.terms(triple).map(Some);
            }
            if !graph.cursor.advance()? {
                return Ok(None);
            }
            graph.instantiate(&mut pending)?;
        }
    })
}

/// All triples about each resource, and about the blank nodes in them (concise bounded descriptions).
pub(super) fn describe(cursor: Cursor<'_>) -> Triples<'_> {
    let (mut pending, mut graph) = (VecDeque::new(), Graph::new(cursor));
    let (mut resources, mut described) = (Vec::<Cell>::new(), HashSet::new());
    Box::new(move || {
        loop {
            if let Some(triple) = pending.pop_front() {
                return graph.terms(triple).map(Some);
            }
            if let Some(resource) = resources.pop() {
                if described.insert(resource) {
                    graph.describe(resource, &mut pending, &mut resources)?;
                }
            } else if graph.cursor.advance()? {
                let shown = graph.cursor.plan.shown.iter();
                resources
                    .extend(shown.map(|slot| graph.cursor.row[usize::from(*slot)]).filter(|c| c.is_bound()));
            } else {
                return Ok(None);
            }
        }
    })
}

struct Graph<'p> {
    cursor: Cursor<'p>,
    given: HashSet<[Cell; 3]>,
}

impl<'p> Graph<'p> {
    fn new(cursor: Cursor<'p>) -> Self {
        Self { cursor, given: HashSet::new() }
    }

    fn add(&mut self, triple: [Cell; 3], pending: &mut VecDeque<[Cell; 3]>) -> Result<(), QueryError> {
        if self.given.insert(triple) {
            self.cursor.run.hold(TRIPLE_BYTES)?;
            let limit = self.cursor.run.row_limit();
            if self.given.len() as u64 > limit {
                return Err(QueryError::Rows { limit });
            }
            pending.push_back(triple);
        }
        Ok(())
    }

    fn instantiate(&mut self, pending: &mut VecDeque<[Cell; 3]>) -> Result<(), QueryError> {
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
                self.add(triple, pending)?;
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

    fn describe(
        &mut self,
        resource: Cell,
        pending: &mut VecDeque<[Cell; 3]>,
        more: &mut Vec<Cell>,
    ) -> Result<(), QueryError> {
        let Some(subject) = resource.id() else { return Ok(()) };
        let plan = self.cursor.plan;
        let mut scan = plan.views.all[0].scan(Pattern { subject: Some(subject), ..Pattern::default() })?;
        while let Some(triple) = scan.next()? {
            self.cursor.run.pay()?;
            let object = Cell::term(triple[2]);
            if self.class(object)? == Class::Blank {
                more.push(object);
            }
            self.add(triple.map(Cell::term), pending)?;
        }
        Ok(())
    }

    fn terms(&self, triple: [Cell; 3]) -> Result<[Term; 3], QueryError> {
        let term = |cell| -> Result<Term, QueryError> {
            let term = self.cursor.run.scratch.term(cell)?;
            Ok(term.map_or(Term::Blank(String::new()), std::sync::Arc::unwrap_or_clone))
        };
        let [s, p, o] = triple;
        Ok([term(s)?, term(p)?, term(o)?])
    }
}
