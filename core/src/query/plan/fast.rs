//! Modifiers, and the shapes that the index answers without visiting every triple: counts, groups counted along
//! an order of the index, distinct values of one place, the first few of an order.

use crate::query::tree::AggregateFunction;

use super::super::QueryError;
use super::super::algebra::{Aggregate, Expr, GraphRef, Node, OrderKey, Place};
use super::super::slots::{Slot, Slots};
use super::chain::{Outer, is_free};
use super::{Kind, Planner};

/// The one slot that a triple pattern leaves free, if it leaves exactly one place free.
pub(super) fn one_free(node: &Node, bound: &Slots) -> Option<(Slot, GraphRef, [Place; 3])> {
    let Node::Triple(graph, places) = node else { return None };
    let mut free = places.iter().filter(|place| is_free(**place, bound));
    match (free.next(), free.next()) {
        // A free predicate is not sorted within `s?o`, and seeking there is no gain.
        (Some(Place::Slot(slot)), None) if !is_free(places[1], bound) => Some((*slot, *graph, *places)),
        _ => None,
    }
}

/// The slot whose values a scan of the pattern meets in ascending runs, and the one that varies within a run.
fn run_key(places: &[Place; 3], outer: &Slots) -> Option<(Slot, Option<Slot>)> {
    let slot = |place| if let Place::Slot(slot) = place { Some(slot) } else { None };
    let [s, p, o] = places.map(slot);
    if [s, p, o].into_iter().flatten().any(|slot| outer.has(slot)) {
        return None;
    }
    match (s, p, o) {
        (Some(s), None, Some(o)) if s != o => Some((o, Some(s))),
        (Some(s), None, None) => Some((s, None)),
        (None, None, Some(o)) => Some((o, None)),
        _ => None,
    }
}

/// The triple pattern that `node` is, below projections that change nothing.
fn as_triple(node: &Node) -> Option<(GraphRef, [Place; 3])> {
    match node {
        Node::Triple(graph, places) => Some((*graph, *places)),
        Node::Project { inner, .. } => as_triple(inner),
        _ => None,
    }
}

/// Whether the aggregate counts the triples of a group whose slots are `counted` (in which it is exact even if
/// DISTINCT, because triples are) or `others`.
fn counts_triples(aggregate: &Aggregate, places: &[Place; 3], within: Option<Slot>) -> bool {
    match aggregate {
        Aggregate::Solutions { distinct } => distinct.is_none(),
        Aggregate::Of { function: AggregateFunction::Count, value: Expr::Slot(slot), distinct } => {
            places.contains(&Place::Slot(*slot)) && (!distinct || within == Some(*slot))
        }
        Aggregate::Of { .. } => false,
    }
}

impl Planner<'_, '_> {
    pub(super) fn group(
        &mut self,
        keys: Vec<Slot>,
        aggregates: Vec<(Slot, Aggregate)>,
        inner: Node,
        outer: &Outer,
        late: bool,
    ) -> Result<Kind, QueryError> {
        if let Some(kind) = counted(&keys, &aggregates, &inner, &outer.possible, late) {
            return Ok(kind);
        }
        let (bound, visible) = (outer.bound.union(&inner.certain()), outer.possible.union(&inner.possible()));
        let aggregates = aggregates
            .into_iter()
            .map(|(slot, aggregate)| Ok((slot, self.aggregate(aggregate, &bound, &visible)?)))
            .collect::<Result<_, QueryError>>()?;
        Ok(Kind::Group { keys, aggregates, late, inner: Box::new(self.plan(inner, outer, false)?) })
    }

    fn aggregate(
        &mut self,
        aggregate: Aggregate,
        bound: &Slots,
        visible: &Slots,
    ) -> Result<Aggregate, QueryError> {
        Ok(match aggregate {
            Aggregate::Of { function, value, distinct } => {
                Aggregate::Of { function, value: self.expression(value, bound, visible)?, distinct }
            }
            solutions => solutions,
        })
    }

    pub(super) fn order(
        &mut self,
        keys: Vec<OrderKey>,
        inner: Node,
        outer: &Outer,
        keep: Option<u64>,
        late: bool,
    ) -> Result<Kind, QueryError> {
        let (bound, visible) = (inner.certain(), inner.possible());
        let keys: Vec<OrderKey> = keys
            .into_iter()
            .map(|key| Ok(OrderKey { value: self.expression(key.value, &bound, &visible)?, ..key }))
            .collect::<Result<_, QueryError>>()?;
        let slots = visible.without(&outer.bound).iter().collect();
        let (inner, sorted) = match self.in_order(inner, &keys, keep, outer)? {
            Ok(step) => (step, true),
            Err(inner) => (self.plan(inner, outer, late)?, false),
        };
        Ok(Kind::Order { keys, slots, keep, sorted, inner: Box::new(inner) })
    }

    pub(super) fn distinct(
        &mut self,
        slots: Vec<Slot>,
        inner: Node,
        outer: &Outer,
    ) -> Result<Kind, QueryError> {
        if let (Some((graph, places)), [slot]) = (as_triple(&inner), slots.as_slice())
            && let Some((key, _)) = run_key(&places, &outer.possible).filter(|(key, _)| key == slot)
        {
            return Ok(Kind::Runs { graph, places, key, into: Vec::new(), late: false });
        }
        Ok(Kind::Distinct { slots, inner: Box::new(self.plan(inner, outer, false)?) })
    }

    pub(super) fn slice(
        &mut self,
        offset: u64,
        limit: Option<u64>,
        inner: Node,
        outer: &Outer,
        late: bool,
    ) -> Result<Kind, QueryError> {
        let estimate = self.fanout(&inner, &outer.bound)?;
        let keep = limit.map(|limit| limit.saturating_add(offset));
        let inner = match below_projection(inner) {
            Node::Order { keys, inner } => {
                let kind = self.order(keys, *inner, outer, keep, late)?;
                self.step(kind, estimate)
            }
            inner => self.plan(inner, outer, late)?,
        };
        Ok(Kind::Slice { offset, limit, inner: Box::new(inner) })
    }

    /// Plans the patterns of EXISTS within an expression; its rows bind `bound`, and maybe more of `visible`.
    pub(super) fn expression(
        &mut self,
        mut expression: Expr,
        bound: &Slots,
        visible: &Slots,
    ) -> Result<Expr, QueryError> {
        let (mut failed, outer) = (None, Outer::of_exists(bound, visible));
        expression.each_exists(&mut |node, number| match self.plan(
            core::mem::replace(node, Node::Unit),
            &outer,
            false,
        ) {
            Ok(step) => {
                *number = self.exists.len();
                self.exists.push(step);
            }
            Err(error) => failed = Some(error),
        });
        failed.map_or(Ok(expression), Err)
    }
}

fn below_projection(node: Node) -> Node {
    match node {
        Node::Project { inner, .. } if matches!(*inner, Node::Order { .. }) => *inner,
        node => node,
    }
}

fn counted(
    keys: &[Slot],
    aggregates: &[(Slot, Aggregate)],
    inner: &Node,
    outer: &Slots,
    late: bool,
) -> Option<Kind> {
    let (graph, places) = as_triple(inner)?;
    let into = aggregates.iter().map(|(slot, _)| *slot).collect();
    let all_count =
        |within| aggregates.iter().all(|(_, aggregate)| counts_triples(aggregate, &places, within));
    match keys {
        [] if is_plain(&places, outer) && all_count(None) => Some(Kind::Count { graph, places, into, late }),
        [key] => {
            let (found, within) = run_key(&places, outer)?;
            (found == *key && all_count(within)).then_some(Kind::Runs {
                graph,
                places,
                key: *key,
                into,
                late,
            })
        }
        _ => None,
    }
}

/// Whether the places are constants and different free slots, so that the pattern's count is the answer's.
fn is_plain(places: &[Place; 3], outer: &Slots) -> bool {
    let slots: Vec<Slot> = places
        .iter()
        .filter_map(|place| if let Place::Slot(slot) = place { Some(*slot) } else { None })
        .collect();
    let distinct: Slots = slots.iter().copied().collect();
    distinct.iter().count() == slots.len() && !distinct.meets(outer)
}
