//! From the parsed query to slots and cells.
//!
//! Variables become slots here, constants cells, FROM and GRAPH views of the dataset. Nothing is ordered yet.

mod expression;
mod path;

use std::collections::{BTreeMap, HashMap};

use oxrdf::{Literal, NamedNode, Variable};
use spargebra::algebra::{GraphPattern, QueryDataset};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

use super::QueryError;
use super::algebra::{GraphRef, Node, OrderKey, Place};
use super::cell::Cell;
use super::scratch::Scratch;
use super::slots::Slot;
use crate::graph::{Dataset, GraphView, Id};
use crate::model::{Term, XSD_STRING};

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
    fn select(&mut self, scratch: &mut Scratch<'_>, chosen: &QueryDataset) -> Result<(), QueryError> {
        let mut number = |iri: &NamedNode| -> Result<Option<usize>, QueryError> {
            Ok(self.number(scratch.cell(super::syntax::iri(iri))?))
        };
        let mut default = chosen.default.iter().map(&mut number).collect::<Result<Vec<_>, _>>()?;
        crate::sort::sort_unstable(&mut default);
        default.dedup();
        let named = chosen.named.iter().flatten().map(&mut number).collect::<Result<Vec<_>, _>>()?;
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
        chosen: Option<&QueryDataset>,
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
    fn given(&mut self, variable: &Variable) -> Result<Option<Cell>, QueryError> {
        match self.values.get(variable.as_str()) {
            Some(term) => self.scratch.cell(term.clone()).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn variable(&mut self, variable: &Variable) -> Result<Place, QueryError> {
        match self.given(variable)? {
            Some(cell) => Ok(Place::Const(cell)),
            None => self.slot(variable.as_str()).map(Place::Slot),
        }
    }

    pub(super) fn place(&mut self, term: &TermPattern) -> Result<Place, QueryError> {
        match term {
            TermPattern::NamedNode(node) => self.scratch.cell(super::syntax::iri(node)).map(Place::Const),
            TermPattern::Literal(value) => self.scratch.cell(literal(value)).map(Place::Const),
            TermPattern::BlankNode(node) => self.slot(&format!("_:{}", node.as_str())).map(Place::Slot),
            TermPattern::Variable(variable) => self.variable(variable),
        }
    }

    fn predicate(&mut self, term: &NamedNodePattern) -> Result<Place, QueryError> {
        match term {
            NamedNodePattern::NamedNode(node) => {
                self.scratch.cell(super::syntax::iri(node)).map(Place::Const)
            }
            NamedNodePattern::Variable(variable) => self.variable(variable),
        }
    }

    pub(super) fn triple(&mut self, pattern: &TriplePattern) -> Result<[Place; 3], QueryError> {
        let TriplePattern { subject, predicate, object } = pattern;
        Ok([self.place(subject)?, self.predicate(predicate)?, self.place(object)?])
    }

    /// Lowers a pattern that is matched against `graph`.
    pub(super) fn pattern(&mut self, pattern: &GraphPattern, graph: GraphRef) -> Result<Node, QueryError> {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let triple = |pattern| Ok(Node::Triple(graph, self.triple(pattern)?));
                Ok(joined(patterns.iter().map(triple).collect::<Result<_, QueryError>>()?))
            }
            GraphPattern::Path { subject, path, object } => {
                let (subject, object) = (self.place(subject)?, self.place(object)?);
                self.path(graph, subject, path, object)
            }
            GraphPattern::Join { left, right } => {
                Ok(joined(vec![self.pattern(left, graph)?, self.pattern(right, graph)?]))
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                let (left, right) = (self.boxed(left, graph)?, self.boxed(right, graph)?);
                let conditions =
                    expression.iter().map(|e| self.conditions(e, graph)).collect::<Result<Vec<_>, _>>()?;
                Ok(Node::Optional { left, right, conditions: conditions.concat() })
            }
            GraphPattern::Filter { expr, inner } => {
                let inner = self.boxed(inner, graph)?;
                Ok(Node::Filter { conditions: self.conditions(expr, graph)?, inner })
            }
            GraphPattern::Union { .. } => self.union(pattern, graph),
            GraphPattern::Graph { name, inner } => self.graph(name, inner),
            GraphPattern::Extend { inner, variable, expression } => {
                let inner = self.boxed(inner, graph)?;
                let value = self.expression(expression, graph)?;
                Ok(Node::Bind { slot: self.slot(variable.as_str())?, value, inner })
            }
            GraphPattern::Minus { left, right } => {
                Ok(Node::Minus { left: self.boxed(left, graph)?, right: self.boxed(right, graph)? })
            }
            GraphPattern::Values { variables, bindings } => self.table(variables, bindings),
            GraphPattern::Service { .. } => Err(QueryError::Unsupported {
                what: "SERVICE",
                instead: "load the other graph as data and name it with GRAPH",
            }),
            _ => self.modifier(pattern, graph),
        }
    }

    fn boxed(&mut self, pattern: &GraphPattern, graph: GraphRef) -> Result<Box<Node>, QueryError> {
        self.pattern(pattern, graph).map(Box::new)
    }

    fn modifier(&mut self, pattern: &GraphPattern, graph: GraphRef) -> Result<Node, QueryError> {
        match pattern {
            GraphPattern::OrderBy { inner, expression } => {
                let inner = self.boxed(inner, graph)?;
                let keys =
                    expression.iter().map(|key| self.order_key(key, graph)).collect::<Result<_, _>>()?;
                Ok(Node::Order { keys, inner })
            }
            GraphPattern::Project { inner, variables } => self.subquery(inner, variables, graph),
            GraphPattern::Distinct { inner } => {
                let slots = self.shown(inner)?;
                Ok(Node::Distinct { slots, inner: self.boxed(inner, graph)? })
            }
            GraphPattern::Reduced { inner } => self.pattern(inner, graph),
            GraphPattern::Slice { inner, start, length } => {
                let inner = self.boxed(inner, graph)?;
                Ok(Node::Slice { offset: *start as u64, limit: length.map(|n| n as u64), inner })
            }
            GraphPattern::Group { inner, variables, aggregates } => {
                self.group(inner, variables, aggregates, graph)
            }
            _ => Err(QueryError::Unsupported { what: "this pattern", instead: "write it in SPARQL 1.1" }),
        }
    }

    /// A chain of UNIONs leans to the left: walked in a loop, so that a long one needs no stack.
    fn union(&mut self, pattern: &GraphPattern, graph: GraphRef) -> Result<Node, QueryError> {
        let (mut branches, mut rest) = (Vec::new(), pattern);
        while let GraphPattern::Union { left, right } = rest {
            branches.push(right.as_ref());
            rest = left;
        }
        branches.push(rest);
        let lowered = branches.into_iter().rev().map(|branch| self.pattern(branch, graph));
        Ok(Node::Union(lowered.collect::<Result<_, _>>()?))
    }

    fn graph(&mut self, name: &NamedNodePattern, inner: &GraphPattern) -> Result<Node, QueryError> {
        match self.predicate(name)? {
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

    fn table(
        &mut self,
        variables: &[Variable],
        bindings: &[Vec<Option<GroundTerm>>],
    ) -> Result<Node, QueryError> {
        let places =
            variables.iter().map(|variable| self.variable(variable)).collect::<Result<Vec<_>, _>>()?;
        let mut rows = Vec::with_capacity(bindings.len());
        'rows: for binding in bindings {
            let mut row = Vec::with_capacity(places.len());
            for (place, term) in places.iter().zip(binding) {
                let cell = match term {
                    Some(term) => self.scratch.cell(ground(term))?,
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
    fn subquery(
        &mut self,
        inner: &GraphPattern,
        shown: &[Variable],
        graph: GraphRef,
    ) -> Result<Node, QueryError> {
        let slots =
            shown.iter().map(|variable| self.slot(variable.as_str())).collect::<Result<Vec<_>, _>>()?;
        let names = shown.iter().map(|variable| variable.as_str().to_owned());
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

    /// The slots that a (sub)query shows, which is what DISTINCT compares.
    pub(super) fn shown(&mut self, pattern: &GraphPattern) -> Result<Vec<Slot>, QueryError> {
        match pattern {
            GraphPattern::Project { variables, .. } => {
                variables.iter().map(|variable| self.slot(variable.as_str())).collect()
            }
            GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::OrderBy { inner, .. } => self.shown(inner),
            _ => Ok(Vec::new()),
        }
    }
}

fn order_parts(key: &spargebra::algebra::OrderExpression) -> (&spargebra::algebra::Expression, bool) {
    match key {
        spargebra::algebra::OrderExpression::Asc(value) => (value, false),
        spargebra::algebra::OrderExpression::Desc(value) => (value, true),
    }
}

impl Lowering<'_, '_> {
    fn order_key(
        &mut self,
        key: &spargebra::algebra::OrderExpression,
        graph: GraphRef,
    ) -> Result<OrderKey, QueryError> {
        let (value, descending) = order_parts(key);
        Ok(OrderKey { value: self.expression(value, graph)?, descending })
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

fn ground(term: &GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(node) => super::syntax::iri(node),
        GroundTerm::Literal(value) => literal(value),
    }
}

pub(super) fn literal(value: &Literal) -> Term {
    match value.language() {
        Some(language) => {
            Term::Tagged { value: value.value().to_owned(), language: language.to_ascii_lowercase() }
        }
        None if value.datatype().as_str() == XSD_STRING => Term::string(value.value()),
        None => Term::typed(value.value(), value.datatype().as_str()),
    }
}
