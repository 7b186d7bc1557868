//! The algebra of a query in slots and cells: what it asks, not yet how it is answered.
//!
//! Every variable of one scope is one slot; a variable that a subquery keeps to itself has a slot of its own,
//! so that nothing outside can meet it (SPARQL 1.1 Query, section 18.2.1).

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::cell::Cell;
use super::slots::{Slot, Slots};
use super::tree::{AggregateFunction, Function};
use super::value::Value;
use crate::graph::Id;

/// A place of a triple pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Const(Cell),
    Slot(Slot),
}

/// The graph that a pattern is matched against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GraphRef {
    /// The number of a view of the plan.
    View(usize),
    /// The named graph whose name is in this slot.
    Slot(Slot),
}

/// A pattern: solutions in, solutions out.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// The one solution without bindings.
    Unit,
    /// No solution.
    Nothing,
    Triple(GraphRef, [Place; 3]),
    Path(GraphRef, Place, Path, Place),
    /// For each named graph, the solutions of `inner` in it. `hidden` holds its name within, `visible` outside.
    Graphs {
        hidden: Slot,
        visible: Slot,
        inner: Box<Node>,
    },
    Values {
        slots: Vec<Slot>,
        rows: Vec<Vec<Cell>>,
    },
    Join(Vec<Node>),
    Optional {
        left: Box<Node>,
        right: Box<Node>,
        conditions: Vec<Expr>,
    },
    Union(Vec<Node>),
    Minus {
        left: Box<Node>,
        right: Box<Node>,
    },
    Filter {
        conditions: Vec<Expr>,
        inner: Box<Node>,
    },
    Bind {
        slot: Slot,
        value: Expr,
        inner: Box<Node>,
    },
    Group {
        keys: Vec<Slot>,
        aggregates: Vec<(Slot, Aggregate)>,
        inner: Box<Node>,
    },
    Order {
        keys: Vec<OrderKey>,
        inner: Box<Node>,
    },
    Distinct {
        slots: Vec<Slot>,
        inner: Box<Node>,
    },
    Slice {
        offset: u64,
        limit: Option<u64>,
        inner: Box<Node>,
    },
    /// What a subquery shows; the slots it hides are its own.
    Project {
        slots: Slots,
        inner: Box<Node>,
    },
}

/// A property path whose ends may be any number of steps apart (section 9.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Path {
    /// A predicate; `None` for one that the dataset lacks.
    Link(Option<Id>),
    /// Any predicate but these.
    Except(Vec<Id>),
    Inverse(Box<Path>),
    Sequence(Vec<Path>),
    Alternative(Vec<Path>),
    ZeroOrMore(Box<Path>),
    OneOrMore(Box<Path>),
    ZeroOrOne(Box<Path>),
}

/// One key of ORDER BY.
#[derive(Debug, Clone)]
pub(super) struct OrderKey {
    pub(super) value: Expr,
    pub(super) descending: bool,
}

/// An aggregate of a group.
#[derive(Debug, Clone)]
pub(super) enum Aggregate {
    /// COUNT(*), or of distinct solutions over these slots.
    Solutions {
        distinct: Option<Vec<Slot>>,
    },
    Of {
        function: AggregateFunction,
        value: Expr,
        distinct: bool,
    },
}

/// An expression.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    Const(Cell, Value),
    Slot(Slot),
    Or(Vec<Expr>),
    And(Vec<Expr>),
    Not(Box<Expr>),
    Equal(Box<[Expr; 2]>),
    SameTerm(Box<[Expr; 2]>),
    Compare(Comparison, Box<[Expr; 2]>),
    In(Box<Expr>, Vec<Expr>),
    Arithmetic(Arithmetic, Box<[Expr; 2]>),
    Plus(Box<Expr>),
    Minus(Box<Expr>),
    /// Whether the pattern has a solution; the number is that of the plan's list, set when it is planned.
    Exists(Box<Node>, usize),
    Bound(Slot),
    If(Box<[Expr; 3]>),
    Coalesce(Vec<Expr>),
    Call(Function, Vec<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Comparison {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Less => " < ",
            Self::LessOrEqual => " <= ",
            Self::Greater => " > ",
            Self::GreaterOrEqual => " >= ",
        }
    }
}

impl Arithmetic {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Add => " + ",
            Self::Subtract => " - ",
            Self::Multiply => " * ",
            Self::Divide => " / ",
        }
    }
}

impl Node {
    /// The slots that every solution binds.
    pub(super) fn certain(&self) -> Slots {
        match self {
            Self::Unit | Self::Nothing => Slots::default(),
            Self::Triple(_, places) => slots_of(places),
            Self::Path(_, s, _, o) => slots_of(&[*s, *o]),
            Self::Graphs { visible, inner, .. } => with(inner.certain(), *visible),
            Self::Values { slots, rows } => {
                let always = |at: usize| rows.iter().all(|row| row[at].is_bound());
                slots.iter().enumerate().filter(|(at, _)| always(*at)).map(|(_, slot)| *slot).collect()
            }
            Self::Join(items) => all_of(items, Self::certain),
            Self::Union(items) => {
                items.iter().map(Self::certain).reduce(|a, b| a.both(&b)).unwrap_or_default()
            }
            Self::Optional { left, .. } | Self::Minus { left, .. } => left.certain(),
            Self::Bind { inner, .. } => inner.certain(),
            Self::Group { keys, inner, aggregates } => {
                let inner = inner.certain();
                let counts = aggregates.iter().filter(|(_, aggregate)| aggregate.is_count());
                let keys = keys.iter().copied().filter(|key| inner.has(*key));
                keys.chain(counts.map(|(slot, _)| *slot)).collect()
            }
            Self::Distinct { slots, inner } => {
                slots.iter().copied().collect::<Slots>().both(&inner.certain())
            }
            Self::Project { slots, inner } => slots.both(&inner.certain()),
            Self::Filter { inner, .. } | Self::Order { inner, .. } | Self::Slice { inner, .. } => {
                inner.certain()
            }
        }
    }

    /// The slots that some solution may bind.
    pub(super) fn possible(&self) -> Slots {
        match self {
            Self::Unit | Self::Nothing => Slots::default(),
            Self::Triple(_, places) => slots_of(places),
            Self::Path(_, s, _, o) => slots_of(&[*s, *o]),
            Self::Graphs { visible, inner, .. } => with(inner.possible(), *visible),
            Self::Values { slots, .. } => slots.iter().copied().collect(),
            Self::Join(items) | Self::Union(items) => all_of(items, Self::possible),
            Self::Optional { left, right, .. } => left.possible().union(&right.possible()),
            Self::Minus { left, .. } => left.possible(),
            Self::Bind { slot, inner, .. } => with(inner.possible(), *slot),
            Self::Group { keys, aggregates, .. } => {
                keys.iter().copied().chain(aggregates.iter().map(|(slot, _)| *slot)).collect()
            }
            Self::Distinct { slots, inner } => {
                slots.iter().copied().collect::<Slots>().both(&inner.possible())
            }
            Self::Project { slots, inner } => slots.both(&inner.possible()),
            Self::Filter { inner, .. } | Self::Order { inner, .. } | Self::Slice { inner, .. } => {
                inner.possible()
            }
        }
    }
}

impl Aggregate {
    fn is_count(&self) -> bool {
        matches!(self, Self::Solutions { .. } | Self::Of { function: AggregateFunction::Count, .. })
    }
}

impl Expr {
    /// The slots whose value the expression reads.
    pub(super) fn reads(&self, into: &mut Slots) {
        match self {
            Self::Const(..) => {}
            Self::Slot(slot) | Self::Bound(slot) => into.insert(*slot),
            Self::Or(items) | Self::And(items) | Self::Coalesce(items) | Self::Call(_, items) => {
                items.iter().for_each(|item| item.reads(into));
            }
            Self::Not(item) | Self::Plus(item) | Self::Minus(item) => item.reads(into),
            Self::Equal(two) | Self::SameTerm(two) | Self::Compare(_, two) | Self::Arithmetic(_, two) => {
                two.iter().for_each(|item| item.reads(into));
            }
            Self::In(item, list) => {
                item.reads(into);
                list.iter().for_each(|item| item.reads(into));
            }
            Self::If(three) => three.iter().for_each(|item| item.reads(into)),
            Self::Exists(pattern, _) => pattern.mentions(into),
        }
    }

    /// Visits the patterns of EXISTS, which may be changed, with their numbers.
    pub(super) fn each_exists(&mut self, visit: &mut impl FnMut(&mut Node, &mut usize)) {
        match self {
            Self::Exists(pattern, number) => visit(pattern, number),
            other => other.operands().for_each(|operand| operand.each_exists(visit)),
        }
    }

    /// Visits the patterns of EXISTS.
    pub(super) fn patterns(&self, visit: &mut impl FnMut(&Node)) {
        // A copy is cheap beside planning, and one walk serves both.
        self.clone().each_exists(&mut |node, _| visit(node));
    }

    fn operands(&mut self) -> Box<dyn Iterator<Item = &mut Self> + '_> {
        match self {
            Self::Const(..) | Self::Slot(_) | Self::Bound(_) | Self::Exists(..) => {
                Box::new(core::iter::empty())
            }
            Self::Or(items) | Self::And(items) | Self::Coalesce(items) | Self::Call(_, items) => {
                Box::new(items.iter_mut())
            }
            Self::Not(item) | Self::Plus(item) | Self::Minus(item) => Box::new(core::iter::once(&mut **item)),
            Self::Equal(two) | Self::SameTerm(two) | Self::Compare(_, two) | Self::Arithmetic(_, two) => {
                Box::new(two.iter_mut())
            }
            Self::In(item, list) => Box::new(core::iter::once(&mut **item).chain(list)),
            Self::If(three) => Box::new(three.iter_mut()),
        }
    }
}

impl Node {
    /// The slots that the pattern or an expression within it names.
    pub(super) fn mentions(&self, into: &mut Slots) {
        into.extend(&self.possible());
        match self {
            Self::Unit | Self::Nothing | Self::Triple(..) | Self::Path(..) | Self::Values { .. } => {}
            Self::Join(items) | Self::Union(items) => items.iter().for_each(|item| item.mentions(into)),
            Self::Optional { left, right, conditions } => {
                left.mentions(into);
                right.mentions(into);
                conditions.iter().for_each(|condition| condition.reads(into));
            }
            Self::Minus { left, right } => {
                left.mentions(into);
                right.mentions(into);
            }
            Self::Filter { conditions, inner } => {
                inner.mentions(into);
                conditions.iter().for_each(|condition| condition.reads(into));
            }
            Self::Bind { value, inner, .. } => {
                inner.mentions(into);
                value.reads(into);
            }
            Self::Group { inner, .. }
            | Self::Order { inner, .. }
            | Self::Distinct { inner, .. }
            | Self::Slice { inner, .. }
            | Self::Project { inner, .. }
            | Self::Graphs { inner, .. } => inner.mentions(into),
        }
    }
}

fn slots_of(places: &[Place]) -> Slots {
    let slot = |place: &Place| match place {
        Place::Slot(slot) => Some(*slot),
        Place::Const(_) => None,
    };
    places.iter().filter_map(slot).collect()
}

fn with(mut slots: Slots, slot: Slot) -> Slots {
    slots.insert(slot);
    slots
}

fn all_of(items: &[Node], of: fn(&Node) -> Slots) -> Slots {
    items.iter().map(of).fold(Slots::default(), |all, slots| all.union(&slots))
}
