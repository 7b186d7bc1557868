//! How many solutions to expect, from the exact counts of the index.

use super::super::QueryError;
use super::super::algebra::{GraphRef, Node, Path, Place};
use super::super::slots::Slots;
use super::Planner;
use crate::graph::{GraphView, Id, Pattern, PredicateStats};

/// What a filter is taken to pass.
const FILTER_PASSES: f64 = 0.5;
/// Groups for each row that is grouped.
const GROUPS_A_ROW: f64 = 0.1;
/// What a path of any length is taken to reach from one end.
const PATH_REACHES: f64 = 64.0;

/// Patterns whose counts are kept while a query is planned.
const MAX_COUNTED: usize = 64;

/// What the index says of the constants of a pattern.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    of: (GraphRef, Pattern),
    matches: u64,
    /// Of its predicate.
    stats: Option<PredicateStats>,
}

impl Planner<'_, '_> {
    /// Solutions of `node` for one row in which `bound` is bound.
    pub(super) fn fanout(&self, node: &Node, bound: &Slots) -> Result<f64, QueryError> {
        Ok(match node {
            Node::Unit => 1.0,
            Node::Nothing => 0.0,
            Node::Triple(graph, places) => self.triple_fanout(*graph, places, bound)?,
            Node::Path(graph, s, path, o) => self.path_fanout(*graph, *s, path, *o, bound)?,
            Node::Graphs { inner, .. } => self.fanout(inner, bound)? * self.views.named.len().max(1) as f64,
            Node::Values { rows, .. } => rows.len() as f64,
            Node::Join(items) => self.join_fanout(items, bound)?,
            Node::Union(items) => {
                items.iter().map(|item| self.fanout(item, bound)).sum::<Result<f64, _>>()?
            }
            Node::Optional { left, .. } | Node::Minus { left, .. } => self.fanout(left, bound)?,
            Node::Filter { inner, .. } => self.fanout(inner, bound)? * FILTER_PASSES,
            Node::Bind { inner, .. } | Node::Order { inner, .. } | Node::Project { inner, .. } => {
                self.fanout(inner, bound)?
            }
            Node::Distinct { inner, .. } => self.fanout(inner, bound)?,
            Node::Group { keys, inner, .. } if !keys.is_empty() => {
                self.fanout(inner, &Slots::default())? * GROUPS_A_ROW
            }
            Node::Group { .. } => 1.0,
            Node::Slice { limit, inner, .. } => {
                self.fanout(inner, &Slots::default())?.min(limit.map_or(f64::MAX, |limit| limit as f64))
            }
        })
    }

    /// The items one after the other, the most selective first.
    fn join_fanout(&self, items: &[Node], bound: &Slots) -> Result<f64, QueryError> {
        let (mut bound, mut rest, mut rows) = (bound.clone(), items.iter().collect::<Vec<_>>(), 1.0);
        while !rest.is_empty() {
            let mut best = (0, f64::MAX);
            for (at, item) in rest.iter().enumerate() {
                let fanout = self.fanout(item, &bound)?;
                if fanout < best.1 {
                    best = (at, fanout);
                }
            }
            bound.extend(&rest.swap_remove(best.0).certain());
            rows *= best.1;
        }
        Ok(rows)
    }

    pub(super) fn view(&self, graph: GraphRef) -> Option<&GraphView<'_>> {
        match graph {
            GraphRef::View(number) => self.views.all.get(number),
            GraphRef::Slot(_) => self.views.named.first().and_then(|(_, number)| self.views.all.get(*number)),
        }
    }

    fn triple_fanout(&self, graph: GraphRef, places: &[Place; 3], bound: &Slots) -> Result<f64, QueryError> {
        let Some(view) = self.view(graph) else { return Ok(0.0) };
        let Some(pattern) = constants(places) else { return Ok(0.0) };
        let counted = self.counted(graph, view, pattern)?;
        let is_bound = |place: &Place| matches!(place, Place::Slot(slot) if bound.has(*slot));
        let [s, p, o] = [0, 1, 2].map(|at| is_bound(&places[at]));
        // With the other end fixed, a bound end is one of all nodes; else one of those the predicate has.
        let all = view.nodes();
        let own = counted.stats.map_or(all, |stats| (stats.subjects, stats.objects));
        let subjects = if pattern.object.is_some() { all.0 } else { own.0 };
        let objects = if pattern.subject.is_some() { all.1 } else { own.1 };
        let mut fanout = counted.matches as f64;
        if s {
            fanout /= subjects.max(1) as f64;
        }
        if o {
            fanout /= objects.max(1) as f64;
        }
        if p {
            fanout /= view.predicates()?.len().max(1) as f64;
        }
        Ok(fanout)
    }

    /// What the index says of `pattern`, asked once.
    fn counted(
        &self,
        graph: GraphRef,
        view: &GraphView<'_>,
        pattern: Pattern,
    ) -> Result<Counted, QueryError> {
        let known = self.counts.borrow().iter().find(|known| known.of == (graph, pattern)).copied();
        if let Some(known) = known {
            return Ok(known);
        }
        let stats = match pattern.predicate {
            Some(predicate) => view.stats(predicate)?,
            None => None,
        };
        let counted = Counted { of: (graph, pattern), matches: view.estimate(pattern)?, stats };
        let mut counts = self.counts.borrow_mut();
        if counts.len() < MAX_COUNTED {
            counts.push(counted);
        }
        Ok(counted)
    }

    fn path_fanout(
        &self,
        graph: GraphRef,
        s: Place,
        path: &Path,
        o: Place,
        bound: &Slots,
    ) -> Result<f64, QueryError> {
        let known = |place| match place {
            Place::Const(_) => true,
            Place::Slot(slot) => bound.has(slot),
        };
        let Some(view) = self.view(graph) else { return Ok(0.0) };
        let total = view.estimate(Pattern::default())? as f64;
        Ok(match (known(s), known(o), path) {
            (true, true, _) => 1.0,
            (true, false, _) | (false, true, _) => PATH_REACHES,
            (false, false, Path::Except(_)) => total,
            (false, false, _) => total * PATH_REACHES,
        })
    }
}

/// The constants of a pattern; `None` if one is no term of the dataset, so that nothing matches.
pub(super) fn constants(places: &[Place; 3]) -> Option<Pattern> {
    let constant = |place: &Place| -> Option<Option<Id>> {
        match place {
            Place::Const(cell) => cell.id().map(Some),
            Place::Slot(_) => Some(None),
        }
    };
    let [subject, predicate, object] = [&places[0], &places[1], &places[2]].map(constant);
    Some(Pattern { subject: subject?, predicate: predicate?, object: object? })
}
