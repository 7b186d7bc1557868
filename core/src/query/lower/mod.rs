//! From the parsed query to slots and cells.
//!
//! Variables become slots here, constants cells, FROM and GRAPH views of the dataset. Nothing is ordered yet.

mod expression;
mod path;

use std::collections::{BTreeMap, HashMap};

use super::QueryError;
use super::algebra::{GraphRef, Node, OrderKey, Place};
use super::cell::Cell;
use super::scratch::Scratch;
use super::slots::Slot;
use super::tree::{Graphs, Pattern, Point};
use crate::graph::{Dataset, GraphView, Id};
use crate::model::Term;

/// The graphs that a query may read: number 0 is the default graph.
#[derive(Debug, Clone)]
pub(super) struct Views<'a> {
    pub(super) all: Vec<GraphView<'a>>,
    /// The named graphs by the id of their name, ascending, with their number in `all`.
    pub(super) named: Vec<(Id, usize)>,
}

/// The state of lowering one query.
pub(super) struct Lowering<'q, 'a> {
    pub(super) scratch: Scratch<'a>,
    pub(super) views: Views<'a>,
    values: &'q BTreeMap<String, Term>,
    /// Variables by name, the innermost scope last.
    scopes: Vec<HashMap<String, Slot>>,
    /// For each slot what plans call it.
    pub(super) names: Vec<String>,
}

impl<'a> Views<'a> {
    fn new(dataset: &Dataset<'a>) -> Self {
        let mut views = Self { all: vec![dataset.default_graph().clone()], named: Vec::new() };
        for (name, view) in dataset.named_graphs() {
            views.named.push((*name, views.all.len()));
            views.all.push(view.clone());
        }
        views
    }

    /// The view of the graph named `name`.
    pub(super) fn number(&self, name: Cell) -> Option<usize> {
        let id = name.id()?;
        let at = self.named.binary_search_by_key(&id, |(name, _)| *name).ok()?;
        Some(self.named[at].1)
    }

    /// What FROM and FROM NAMED leave (section 13.2).
    fn select(&mut self, scratch: &mut Scratch<'_>, chosen: &Graphs) -> Result<(), QueryError> {
        let mut number = |iri: &String| -> Result<Option<usize>, QueryError> {
            Ok(self.number(scratch.cell(Term::Iri(iri.clone()))?))
        };
        let mut default = chosen.default.iter().map(&mut number).collect::<Result<Vec<_>, _>>()?;
        crate::sort::sort_unstable(&mut default);
        default.dedup();
        let named = chosen.named.iter().map(&mut number).collect::<Result<Vec<_>, _>>()?;
        let merged: Vec<&GraphView<'a>> =
            default.into_iter().flatten().map(|number| &self.all[number]).collect();
        self.all[0] = GraphView::union(&merged);
        self.named.retain(|(_, number)| named.contains(&Some(*number)));
        Ok(())
    }
}

impl<'q, 'a> Lowering<'q, 'a> {
    pub(super) fn new(
        dataset: &'a Dataset<'a>,
        chosen: Option<&Graphs>,
        values: &'q BTreeMap<String, Term>,
    ) -> Result<Self, QueryError> {
        let (mut scratch, mut views) = (Scratch::new(dataset), Views::new(dataset));
        if let Some(chosen) = chosen {
            views.select(&mut scratch, chosen)?;
        }
        Ok(Self { scratch, views, values, scopes: vec![HashMap::new()], names: Vec::new() })
    }

    /// The slot of a variable in the innermost scope.
    pub(super) fn slot(&mut self, name: &str) -> Result<Slot, QueryError> {
        if let Some(slot) = self.scopes.last().and_then(|scope| scope.get(name)) {
            return Ok(*slot);
        }
        let slot = self.fresh(format!("?{name}"))?;
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_owned(), slot);
        }
        Ok(slot)
    }

    fn fresh(&mut self, name: String) -> Result<Slot, QueryError> {
        let slot = Slot::try_from(self.names.len()).map_err(|_| QueryError::Unsupported {
            what: "a query with more than 65,536 variables",
            instead: "split it",
        })?;
        self.names.push(name);
        Ok(slot)
    }

    /// The value given for a variable, as a cell.
    fn given(&mut self, variable: &str) -> Result<Option<Cell>, QueryError> {
        match self.values.get(variable) {
            Some(term) => self.scratch.cell(term.clone()).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn variable(&mut self, variable: &str) -> Result<Place, QueryError> {
        match self.given(variable)? {
            Some(cell) => Ok(Place::Const(cell)),
            None => self.slot(variable).map(Place::Slot),
        }
    }

    pub(super) fn place(&mut self, point: &Point) -> Result<Place, QueryError> {
        match point {
            Point::Term(term) => self.scratch.cell(term.clone()).map(Place::Const),
            Point::Blank(label) => self.slot(&format!("_:{label}")).map(Place::Slot),
            Point::Variable(variable) => self.variable(variable),
        }
    }

    pub(super) fn triple(&mut self, [s, p, o]: &[Point; 3]) -> Result<[Place; 3], QueryError> {
        Ok([self.place(s)?, self.place(p)?, self.place(o)?])
    }

    /// Lowers a pattern that is matched against `graph`.
    pub(super) fn pattern(&mut self, pattern: &Pattern, graph: GraphRef) -> Result<Node, QueryError> {
        match pattern {
            Pattern::Triple(points) => Ok(Node::Triple(graph, self.triple(points)?)),
            Pattern::Path(subject, path, object) => {
                let (subject, object) = (self.place(subject)?, self.place(object)?);
                self.path(graph, subject, path, object)
            }
            Pattern::Join(items) => Ok(joined(self.all(items, graph)?)),
            Pattern::Optional { left, right, condition } => {
                let (left, right) = (self.boxed(left, graph)?, self.boxed(right, graph)?);
                let conditions =
                    condition.iter().map(|e| self.conditions(e, graph)).collect::<Result<Vec<_>, _>>()?;
                Ok(Node::Optional { left, right, conditions: conditions.concat() })
            }
            Pattern::Filter { condition, inner } => {
                let inner = self.boxed(inner, graph)?;
                Ok(Node::Filter { conditions: self.conditions(condition, graph)?, inner })
            }
            Pattern::Union(branches) => Ok(Node::Union(self.all(branches, graph)?)),
            Pattern::Graph(name, inner) => self.graph(name, inner),
            Pattern::Bind { inner, variable, value } => {
                let inner = self.boxed(inner, graph)?;
                let value = self.expression(value, graph)?;
                Ok(Node::Bind { slot: self.slot(variable)?, value, inner })
            }
            Pattern::Minus(left, right) => {
                Ok(Node::Minus { left: self.boxed(left, graph)?, right: self.boxed(right, graph)? })
            }
            Pattern::Values { variables, rows } => self.table(variables, rows),
            Pattern::Service(_) => Err(QueryError::Unsupported {
                what: "SERVICE",
                instead: "load the other graph as data and name it with GRAPH",
            }),
            _ => self.modifier(pattern, graph),
        }
    }

    fn all(&mut self, items: &[Pattern], graph: GraphRef) -> Result<Vec<Node>, QueryError> {
        items.iter().map(|item| self.pattern(item, graph)).collect()
    }

    fn boxed(&mut self, pattern: &Pattern, graph: GraphRef) -> Result<Box<Node>, QueryError> {
        self.pattern(pattern, graph).map(Box::new)
    }

    /// What comes around the pattern of a (sub)query.
    fn modifier(&mut self, pattern: &Pattern, graph: GraphRef) -> Result<Node, QueryError> {
        match pattern {
            Pattern::Order { inner, keys } => {
                let inner = self.boxed(inner, graph)?;
                let key = |(value, descending): &(_, bool)| {
                    Ok(OrderKey { value: self.expression(value, graph)?, descending: *descending })
                };
                Ok(Node::Order { keys: keys.iter().map(key).collect::<Result<_, QueryError>>()?, inner })
            }
            Pattern::Project { inner, variables } => self.subquery(inner, variables, graph),
            Pattern::Distinct(inner) => {
                let slots = inner.shown().iter().map(|variable| self.slot(variable));
                let slots = slots.collect::<Result<Vec<_>, _>>()?;
                Ok(Node::Distinct { slots, inner: self.boxed(inner, graph)? })
            }
            Pattern::Slice { inner, offset, limit } => {
                Ok(Node::Slice { offset: *offset, limit: *limit, inner: self.boxed(inner, graph)? })
            }
            Pattern::Group { inner, keys, aggregates } => self.group(inner, keys, aggregates, graph),
            _ => self.pattern(pattern, graph),
        }
    }

    fn graph(&mut self, name: &Point, inner: &Pattern) -> Result<Node, QueryError> {
        match self.place(name)? {
            Place::Const(name) => match self.views.number(name) {
                Some(number) => self.pattern(inner, GraphRef::View(number)),
                None => {
                    // Lowered all the same: its variables are in scope.
                    self.pattern(inner, GraphRef::View(0))?;
                    Ok(Node::Nothing)
                }
            },
            Place::Slot(visible) => {
                let hidden = self.fresh("(graph)".to_owned())?;
                Ok(Node::Graphs { hidden, visible, inner: self.boxed(inner, GraphRef::Slot(hidden))? })
            }
        }
    }

    fn table(&mut self, variables: &[String], bindings: &[Vec<Option<Term>>]) -> Result<Node, QueryError> {
        let places =
            variables.iter().map(|variable| self.variable(variable)).collect::<Result<Vec<_>, _>>()?;
        let mut rows = Vec::with_capacity(bindings.len());
        'rows: for binding in bindings {
            let mut row = Vec::with_capacity(places.len());
            for (place, term) in places.iter().zip(binding) {
                let cell = match term {
                    Some(term) => self.scratch.cell(term.clone())?,
                    None => Cell::UNBOUND,
                };
                match place {
                    Place::Slot(_) => row.push(cell),
                    Place::Const(given) if cell.is_bound() && cell != *given => continue 'rows,
                    Place::Const(_) => {}
                }
            }
            rows.push(row);
        }
        let slot = |place| if let Place::Slot(slot) = place { Some(slot) } else { None };
        Ok(Node::Values { slots: places.into_iter().filter_map(slot).collect(), rows })
    }

    /// A subquery: variables that it shows are those outside, all others its own.
    fn subquery(&mut self, inner: &Pattern, shown: &[String], graph: GraphRef) -> Result<Node, QueryError> {
        let slots = shown.iter().map(|variable| self.slot(variable)).collect::<Result<Vec<_>, _>>()?;
        let names = shown.iter().cloned();
        self.scopes.push(names.zip(slots.iter().copied()).collect());
        let lowered = self.pattern(inner, graph);
        self.scopes.pop();
        let mut node = lowered?;
        for (variable, slot) in shown.iter().zip(&slots) {
            if let Some(cell) = self.given(variable)? {
                node = Node::Bind { slot: *slot, value: self.constant(cell)?, inner: Box::new(node) };
            }
        }
        Ok(Node::Project { slots: slots.into_iter().collect(), inner: Box::new(node) })
    }
}

/// One join of all items, joins within it flattened.
fn joined(items: Vec<Node>) -> Node {
    let mut flat = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Node::Join(inner) => flat.extend(inner),
            Node::Unit => {}
            item => flat.push(item),
        }
    }
    match flat.len() {
        0 => Node::Unit,
        1 => flat.swap_remove(0),
        _ => Node::Join(flat),
    }
}
