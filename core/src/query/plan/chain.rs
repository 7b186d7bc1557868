//! Chains: the order in which patterns of one group are matched.
//!
//! Greedy: next comes the pattern with the fewest solutions for a row, among those that share a bound variable
//! with what is there. A condition runs as soon as all it reads is bound; an OPTIONAL that nothing else depends
//! on runs last.

use super::super::QueryError;
use super::super::algebra::{Expr, GraphRef, Node, Place};
use super::super::slots::Slots;
use super::safety::sees_safely;
use super::{Kind, Mode, Planner, Step, Table, fast};

/// Two scans are intersected, rather than one probed for each match of the other, if their sizes are at most
/// this many times apart.
const INTERSECT_RATIO: f64 = 16.0;
/// More items of a join than this are not compared with each other: planning would outlast the query.
const MANY_ITEMS: usize = 64;

/// What the rows of a chain begin with; the sets mean what they do in [`Chain`].
#[derive(Default)]
pub(super) struct Outer {
    pub(super) bound: Slots,
    pub(super) possible: Slots,
    pub(super) own: Slots,
    pub(super) fixed: Slots,
}

impl Outer {
    /// What an EXISTS sees of the rows that it is asked of.
    pub(super) fn of_exists(bound: &Slots, possible: &Slots) -> Self {
        Self {
            bound: bound.clone(),
            possible: possible.clone(),
            own: Slots::default(),
            fixed: possible.clone(),
        }
    }

    /// What a part sees that is evaluated by itself.
    fn apart(fixed: &Slots, bound: &Slots) -> Self {
        Self::of_exists(&bound.both(fixed), fixed)
    }
}

/// Steps so far and what they bind.
pub(super) struct Chain {
    steps: Vec<Step>,
    /// Bound in every row.
    bound: Slots,
    /// Bound in some.
    possible: Slots,
    /// What neighbours in the same group may have bound: a part may be able to tell.
    own: Slots,
    /// Visible from outside an EXISTS: as good as written in the pattern, wherever they are bound.
    fixed: Slots,
    rows: f64,
    pending: Vec<(Expr, Slots)>,
}

impl Chain {
    /// A chain whose rows begin with what `outer` binds.
    pub(super) fn new(outer: &Outer) -> Self {
        Self {
            steps: Vec::new(),
            bound: outer.bound.clone(),
            possible: outer.possible.clone(),
            own: outer.own.clone(),
            fixed: outer.fixed.clone(),
            rows: 1.0,
            pending: Vec::new(),
        }
    }

    /// What a part inside the chain's rows begins with.
    fn outer(&self) -> Outer {
        Outer {
            bound: self.bound.clone(),
            possible: self.possible.clone(),
            own: self.own.clone(),
            fixed: self.fixed.clone(),
        }
    }

    /// Begins with a step that gives `rows` solutions, which bind `slots`.
    pub(super) fn begin(&mut self, step: Step, slots: &Slots, rows: f64) {
        self.steps.push(step);
        self.bound.extend(slots);
        self.may_bind(slots);
        self.rows = rows;
    }

    /// Adds what a step may bind.
    fn may_bind(&mut self, slots: &Slots) {
        self.possible.extend(slots);
        self.own.extend(slots);
    }
}

impl Planner<'_, '_> {
    /// The chain as one step.
    pub(super) fn close(&mut self, mut chain: Chain) -> Step {
        match chain.steps.len() {
            0 => self.step(Kind::Unit, 1.0),
            1 => chain.steps.swap_remove(0),
            _ => self.step(Kind::Chain(chain.steps), chain.rows),
        }
    }

    /// Appends `node` to the chain. The caller knows that it may see what the chain binds.
    pub(super) fn append(&mut self, node: Node, chain: &mut Chain, late: bool) -> Result<(), QueryError> {
        match node {
            Node::Join(items) => self.append_join(items, chain),
            Node::Filter { conditions, inner } => self.append_filter(conditions, *inner, chain, late),
            Node::Optional { left, right, conditions } => {
                self.append(*left, chain, false)?;
                self.append_optional(*right, conditions, chain)
            }
            Node::Minus { left, right } => {
                let (certain, possible) = (left.certain(), left.possible());
                self.append(*left, chain, false)?;
                self.append_minus(*right, &certain, &possible, chain)
            }
            Node::Bind { slot, value, inner } => {
                self.append(*inner, chain, late)?;
                let value = self.expression(value, &chain.bound, &chain.possible)?;
                let step = self.step(Kind::Bind { slot, value, late }, chain.rows);
                chain.may_bind(&core::iter::once(slot).collect());
                self.push(step, chain);
                Ok(())
            }
            Node::Project { inner, .. } => self.append(*inner, chain, late),
            Node::Unit => Ok(()),
            node => self.append_leaf(node, chain, late),
        }
    }

    fn append_leaf(&mut self, node: Node, chain: &mut Chain, late: bool) -> Result<(), QueryError> {
        let (certain, possible) = (node.certain(), node.possible());
        let rows = chain.rows * self.fanout(&node, &chain.bound)?;
        let outer = chain.outer();
        let kind = match node {
            Node::Triple(graph, places) => Kind::Scan(graph, places),
            Node::Path(graph, s, path, o) => Kind::Path(graph, s, path, o),
            Node::Values { slots, rows } => Kind::Values { slots, rows },
            Node::Union(items) => {
                let branches = items.into_iter().map(|item| self.plan_within(item, chain));
                Kind::Union(branches.collect::<Result<_, _>>()?)
            }
            Node::Graphs { hidden, visible, inner } => {
                let mut outer = chain.outer();
                outer.bound.insert(hidden);
                let inner = Box::new(self.plan(*inner, &outer, false)?);
                Kind::Graphs { hidden, visible, inner }
            }
            Node::Group { keys, aggregates, inner } => self.group(keys, aggregates, *inner, &outer, late)?,
            Node::Order { keys, inner } => self.order(keys, *inner, &outer, None, late)?,
            Node::Distinct { slots, inner } => self.distinct(slots, *inner, &outer)?,
            Node::Slice { offset, limit, inner } => self.slice(offset, limit, *inner, &outer, late)?,
            _ => Kind::Nothing,
        };
        chain.bound.extend(&certain);
        chain.may_bind(&possible);
        chain.rows = rows;
        let step = self.step(kind, rows);
        self.push(step, chain);
        Ok(())
    }

    /// A step for a part that runs inside the rows of `chain`.
    fn plan_within(&mut self, node: Node, chain: &Chain) -> Result<Step, QueryError> {
        self.plan(node, &chain.outer(), false)
    }

    /// Appends a step, then every pending condition that can run now.
    fn push(&mut self, step: Step, chain: &mut Chain) {
        chain.steps.push(step);
        self.release(chain, 0, false);
    }

    /// Moves conditions that are `ready`, or all of them, from pending number `from` on to the chain.
    fn release(&mut self, chain: &mut Chain, from: usize, all: bool) {
        let mut at = from;
        while at < chain.pending.len() {
            if all || chain.pending[at].1.is_within(&chain.bound) {
                let (condition, _) = chain.pending.remove(at);
                chain.rows *= 0.5;
                let step = self.step(Kind::Filter(condition), chain.rows);
                chain.steps.push(step);
            } else {
                at += 1;
            }
        }
    }

    fn append_filter(
        &mut self,
        conditions: Vec<Expr>,
        inner: Node,
        chain: &mut Chain,
        late: bool,
    ) -> Result<(), QueryError> {
        let from = chain.pending.len();
        let (bound, visible) = (chain.bound.union(&inner.certain()), chain.possible.union(&inner.possible()));
        for condition in conditions {
            let mut reads = Slots::default();
            condition.reads(&mut reads);
            let condition = self.expression(condition, &bound, &visible)?;
            chain.pending.push((condition, reads.both(&visible)));
        }
        self.release(chain, from, false);
        self.append(inner, chain, late)?;
        self.release(chain, from, true);
        Ok(())
    }

    fn append_optional(
        &mut self,
        right: Node,
        conditions: Vec<Expr>,
        chain: &mut Chain,
    ) -> Result<(), QueryError> {
        let possible = right.possible();
        let step = if sees_safely(&right, &chain.own) {
            let right = if conditions.is_empty() {
                right
            } else {
                Node::Filter { conditions, inner: Box::new(right) }
            };
            let right = self.plan_within(right, chain)?;
            self.step(Kind::Optional(Box::new(right)), chain.rows)
        } else {
            let (bound, visible) = (chain.bound.union(&right.certain()), chain.possible.union(&possible));
            let planned =
                conditions.into_iter().map(|condition| self.expression(condition, &bound, &visible));
            let conditions = planned.collect::<Result<_, _>>()?;
            let table = self.table(right, chain, Mode::Optional(conditions))?;
            self.step(Kind::Table(table), chain.rows)
        };
        chain.may_bind(&possible);
        self.push(step, chain);
        Ok(())
    }

    fn append_minus(
        &mut self,
        right: Node,
        certain: &Slots,
        possible: &Slots,
        chain: &mut Chain,
    ) -> Result<(), QueryError> {
        let shared = right.possible().both(possible);
        if shared.is_empty() {
            return Ok(());
        }
        let step = if sees_safely(&right, &chain.own) && right.certain().meets(certain) {
            let right = self.plan_within(right, chain)?;
            self.step(Kind::Without(Box::new(right)), chain.rows)
        } else {
            let table = self.table(right, chain, Mode::Minus(shared.iter().collect()))?;
            self.step(Kind::Table(table), chain.rows)
        };
        self.push(step, chain);
        Ok(())
    }

    /// Evaluates `node` by itself, to be joined with the rows of the chain.
    fn table(&mut self, node: Node, chain: &Chain, mode: Mode) -> Result<Table, QueryError> {
        let (slots, key) =
            (node.possible().iter().collect(), node.certain().both(&chain.bound).iter().collect());
        let mut outer = Vec::new();
        graphs_of(&node, &mut outer);
        let fixed = mentions(&node).both(&chain.fixed);
        let inner = Box::new(self.plan(node, &Outer::apart(&fixed, &chain.bound), false)?);
        Ok(Table { inner, slots, key, outer, fixed: fixed.iter().collect(), mode })
    }

    fn append_join(&mut self, items: Vec<Node>, chain: &mut Chain) -> Result<(), QueryError> {
        let (mut items, tails) = split_optionals(items);
        while !items.is_empty() {
            let item = items.swap_remove(self.choose(&items, chain)?);
            if !sees_safely(&item, &chain.own) {
                self.append_table(item, chain)?;
            } else if !self.append_intersection(&item, &mut items, chain)? {
                self.append(item, chain, false)?;
            }
        }
        for (right, conditions) in tails {
            self.append_optional(right, conditions, chain)?;
        }
        Ok(())
    }

    fn append_table(&mut self, item: Node, chain: &mut Chain) -> Result<(), QueryError> {
        let (certain, possible) = (item.certain(), item.possible());
        let rows = self.fanout(&item, &Slots::default())?;
        let shares = possible.meets(&chain.bound);
        let table = self.table(item, chain, Mode::Join)?;
        chain.rows = if shares { chain.rows.max(rows) } else { chain.rows * rows };
        chain.bound.extend(&certain);
        chain.may_bind(&possible);
        let step = self.step(Kind::Table(table), chain.rows);
        self.push(step, chain);
        Ok(())
    }

    /// The item to match next; of very many, the first that is connected.
    fn choose(&self, items: &[Node], chain: &Chain) -> Result<usize, QueryError> {
        if items.len() > MANY_ITEMS {
            return Ok(items.iter().position(|item| item.possible().meets(&chain.bound)).unwrap_or(0));
        }
        let mut best = (0, true, f64::MAX);
        for (at, item) in items.iter().enumerate() {
            let fanout = self.fanout(item, &chain.bound)?;
            let apart = !chain.steps.is_empty() && !item.possible().meets(&chain.bound) && fanout > 1.0;
            if (apart, fanout) < (best.1, best.2) || at == 0 {
                best = (at, apart, fanout);
            }
        }
        Ok(best.0)
    }

    /// If `item` and others each leave only the same slot free and are of like size: all of them at once.
    fn append_intersection(
        &mut self,
        item: &Node,
        items: &mut Vec<Node>,
        chain: &mut Chain,
    ) -> Result<bool, QueryError> {
        let Some((slot, graph, places)) = fast::one_free(item, &chain.bound) else { return Ok(false) };
        if chain.possible.has(slot) || items.len() > MANY_ITEMS {
            return Ok(false);
        }
        let size = self.fanout(item, &chain.bound)?;
        let mut patterns = vec![(graph, places)];
        let mut at = 0;
        while at < items.len() {
            let like = fast::one_free(&items[at], &chain.bound).filter(|(other, ..)| *other == slot);
            match like {
                Some((_, graph, places))
                    if self.fanout(&items[at], &chain.bound)? <= size * INTERSECT_RATIO =>
                {
                    patterns.push((graph, places));
                    items.swap_remove(at);
                }
                _ => at += 1,
            }
        }
        if patterns.len() == 1 {
            return Ok(false);
        }
        chain.bound.insert(slot);
        chain.may_bind(&core::iter::once(slot).collect());
        chain.rows *= size * 0.5;
        let step = self.step(Kind::Intersect(slot, patterns), chain.rows);
        self.push(step, chain);
        Ok(true)
    }
}

/// Takes the OPTIONALs out of a join whose optional part no other item mentions: they can run last.
fn split_optionals(items: Vec<Node>) -> (Vec<Node>, Vec<(Node, Vec<Expr>)>) {
    let (mut kept, mut tails) = (Vec::new(), Vec::new());
    if items.len() > MANY_ITEMS || !items.iter().any(|item| matches!(item, Node::Optional { .. })) {
        return (items, tails);
    }
    let mentioned: Vec<Slots> = items.iter().map(mentions).collect();
    for (at, item) in items.into_iter().enumerate() {
        let others = mentioned.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.fold(Slots::default(), |all, (_, slots)| all.union(slots));
        take_optional(item, &others, &mut kept, &mut tails);
    }
    (kept, tails)
}

fn take_optional(item: Node, others: &Slots, kept: &mut Vec<Node>, tails: &mut Vec<(Node, Vec<Expr>)>) {
    match item {
        Node::Optional { left, right, conditions } => {
            let (certain, mut inside) = (left.certain(), mentions(&right));
            conditions.iter().for_each(|condition| condition.reads(&mut inside));
            if inside.without(&certain).meets(others) {
                kept.push(Node::Optional { left, right, conditions });
            } else {
                take_optional(*left, &others.union(&inside), kept, tails);
                tails.push((*right, conditions));
            }
        }
        Node::Join(items) => kept.extend(items),
        item => kept.push(item),
    }
}

fn mentions(node: &Node) -> Slots {
    let mut slots = Slots::default();
    node.mentions(&mut slots);
    slots
}

/// The graph slots that a pattern uses and does not set.
fn graphs_of(node: &Node, into: &mut Vec<super::Slot>) {
    match node {
        Node::Triple(GraphRef::Slot(slot), _) | Node::Path(GraphRef::Slot(slot), ..) => {
            if !into.contains(slot) {
                into.push(*slot);
            }
        }
        Node::Graphs { hidden, inner, .. } => {
            graphs_of(inner, into);
            into.retain(|slot| slot != hidden);
        }
        Node::Join(items) | Node::Union(items) => items.iter().for_each(|item| graphs_of(item, into)),
        Node::Optional { left, right, conditions } => {
            graphs_of(left, into);
            graphs_of(right, into);
            conditions.iter().for_each(|condition| condition.patterns(&mut |node| graphs_of(node, into)));
        }
        Node::Minus { left, right } => {
            graphs_of(left, into);
            graphs_of(right, into);
        }
        Node::Filter { conditions, inner } => {
            graphs_of(inner, into);
            conditions.iter().for_each(|condition| condition.patterns(&mut |node| graphs_of(node, into)));
        }
        Node::Bind { value, inner, .. } => {
            graphs_of(inner, into);
            value.patterns(&mut |node| graphs_of(node, into));
        }
        Node::Group { inner, .. }
        | Node::Order { inner, .. }
        | Node::Distinct { inner, .. }
        | Node::Slice { inner, .. }
        | Node::Project { inner, .. } => graphs_of(inner, into),
        Node::Unit | Node::Nothing | Node::Triple(..) | Node::Path(..) | Node::Values { .. } => {}
    }
}

/// Whether a place is free when `bound` is bound.
pub(super) fn is_free(place: Place, bound: &Slots) -> bool {
    matches!(place, Place::Slot(slot) if !bound.has(slot))
}
