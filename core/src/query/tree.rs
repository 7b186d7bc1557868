//! The tree that a query is parsed into: variables are names, blank nodes labels, IRIs absolute.
//!
//! It follows section 18.2 of SPARQL 1.1 Query, translated while it is read. Slots and cells are `algebra`'s.

use super::algebra::{Arithmetic, Comparison};
use super::answer::Form;
use crate::model::Term;

/// A query.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) form: Form,
    /// FROM and FROM NAMED, if there is any.
    pub(super) dataset: Option<Graphs>,
    /// Ends in a projection, whatever the form.
    pub(super) pattern: Pattern,
    /// Of CONSTRUCT.
    pub(super) template: Vec<[Point; 3]>,
    /// What relative IRIs were resolved against last.
    pub(super) base: Option<String>,
}

/// The IRIs of the graphs that a query names.
#[derive(Debug, Default)]
pub(super) struct Graphs {
    pub(super) default: Vec<String>,
    pub(super) named: Vec<String>,
}

/// A place of a triple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Point {
    Variable(String),
    /// A label of the text, or one that no text can have.
    Blank(String),
    Term(Term),
}

/// A graph pattern.
#[derive(Debug)]
pub(super) enum Pattern {
    Triple([Point; 3]),
    Path(Point, Path, Point),
    /// Of none, it is the one solution without bindings.
    Join(Vec<Pattern>),
    Optional {
        left: Box<Pattern>,
        right: Box<Pattern>,
        condition: Option<Expression>,
    },
    Filter {
        condition: Expression,
        inner: Box<Pattern>,
    },
    Union(Vec<Pattern>),
    Minus(Box<Pattern>, Box<Pattern>),
    Graph(Point, Box<Pattern>),
    /// Read so that it can be refused by its name.
    Service(Box<Pattern>),
    Bind {
        inner: Box<Pattern>,
        variable: String,
        value: Expression,
    },
    Values {
        variables: Vec<String>,
        rows: Vec<Vec<Option<Term>>>,
    },
    Group {
        inner: Box<Pattern>,
        keys: Vec<String>,
        aggregates: Vec<(String, Aggregate)>,
    },
    Order {
        inner: Box<Pattern>,
        /// Each with whether it is descending.
        keys: Vec<(Expression, bool)>,
    },
    Project {
        inner: Box<Pattern>,
        variables: Vec<String>,
    },
    Distinct(Box<Pattern>),
    Slice {
        inner: Box<Pattern>,
        offset: u64,
        limit: Option<u64>,
    },
}

/// A property path (section 9).
#[derive(Debug, Clone)]
pub(super) enum Path {
    Link(String),
    Inverse(Box<Path>),
    Sequence(Box<[Path; 2]>),
    Alternative(Box<[Path; 2]>),
    ZeroOrMore(Box<Path>),
    OneOrMore(Box<Path>),
    ZeroOrOne(Box<Path>),
    /// Any predicate but these.
    Except(Vec<String>),
}

/// An expression.
#[derive(Debug)]
pub(super) enum Expression {
    Term(Term),
    Variable(String),
    Or(Vec<Expression>),
    And(Vec<Expression>),
    Not(Box<Expression>),
    Binary(Operator, Box<[Expression; 2]>),
    In(Box<Expression>, Vec<Expression>),
    Plus(Box<Expression>),
    Minus(Box<Expression>),
    Exists(Box<Pattern>),
    Bound(String),
    If(Box<[Expression; 3]>),
    Coalesce(Vec<Expression>),
    Call(Function, Vec<Expression>),
}

/// An operator with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    SameTerm,
    Compare(Comparison),
    Arithmetic(Arithmetic),
}

/// An aggregate of a group.
#[derive(Debug)]
pub(super) enum Aggregate {
    /// `COUNT(*)`.
    Solutions {
        distinct: bool,
    },
    Of {
        function: AggregateFunction,
        value: Expression,
        distinct: bool,
    },
}

/// The aggregates of section 11.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AggregateFunction {
    Count,
    Sum,
    Min,
    Max,
    Avg,
    Sample,
    GroupConcat { separator: Option<String> },
}

/// The functions of section 17.4 that get the values of all their arguments, and those named by an IRI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Function {
    Str,
    Lang,
    LangMatches,
    Datatype,
    Iri,
    BNode,
    Rand,
    Abs,
    Ceil,
    Floor,
    Round,
    Concat,
    SubStr,
    StrLen,
    Replace,
    UCase,
    LCase,
    EncodeForUri,
    Contains,
    StrStarts,
    StrEnds,
    StrBefore,
    StrAfter,
    Year,
    Month,
    Day,
    Hours,
    Minutes,
    Seconds,
    Timezone,
    Tz,
    Now,
    Uuid,
    StrUuid,
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    StrLang,
    StrDt,
    IsIri,
    IsBlank,
    IsLiteral,
    IsNumeric,
    Regex,
    Custom(String),
}

impl Pattern {
    /// The one solution without bindings.
    pub(super) const UNIT: Self = Self::Join(Vec::new());

    /// This pattern joined with another.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Join(none), other) | (other, Self::Join(none)) if none.is_empty() => other,
            (Self::Join(mut items), Self::Join(others)) => {
                items.extend(others);
                Self::Join(items)
            }
            (Self::Join(mut items), other) => {
                items.push(other);
                Self::Join(items)
            }
            (first, other) => Self::Join(vec![first, other]),
        }
    }

    /// Visits the variables in scope (section 18.2.1), some of them more than once.
    pub(super) fn in_scope<'t>(&'t self, visit: &mut dyn FnMut(&'t str)) {
        match self {
            Self::Triple(points) => points.iter().for_each(|point| point.visit(visit)),
            Self::Path(subject, _, object) => [subject, object].iter().for_each(|point| point.visit(visit)),
            Self::Join(items) | Self::Union(items) => items.iter().for_each(|item| item.in_scope(visit)),
            Self::Optional { left, right, .. } => [left, right].iter().for_each(|side| side.in_scope(visit)),
            Self::Graph(name, inner) => {
                name.visit(visit);
                inner.in_scope(visit);
            }
            Self::Bind { inner, variable, .. } => {
                visit(variable);
                inner.in_scope(visit);
            }
            Self::Group { keys, aggregates, .. } => {
                keys.iter().for_each(|key| visit(key));
                aggregates.iter().for_each(|(name, _)| visit(name));
            }
            Self::Values { variables, .. } | Self::Project { variables, .. } => {
                variables.iter().for_each(|variable| visit(variable));
            }
            Self::Minus(inner, _)
            | Self::Service(inner)
            | Self::Distinct(inner)
            | Self::Filter { inner, .. }
            | Self::Order { inner, .. }
            | Self::Slice { inner, .. } => inner.in_scope(visit),
        }
    }

    /// The variables that a (sub)query shows.
    pub(super) fn shown(&self) -> &[String] {
        match self {
            Self::Project { variables, .. } => variables,
            Self::Distinct(inner) | Self::Slice { inner, .. } | Self::Order { inner, .. } => inner.shown(),
            _ => &[],
        }
    }
}

impl Point {
    fn visit<'t>(&'t self, visit: &mut dyn FnMut(&'t str)) {
        if let Self::Variable(name) = self {
            visit(name);
        }
    }
}

impl Expression {
    /// Whether each variable that must have a value is one of those that `known` tells.
    pub(super) fn needs_only(&self, known: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Variable(name) => known(name),
            Self::Term(_) | Self::Bound(_) | Self::Coalesce(_) | Self::Exists(_) => true,
            Self::Plus(item) | Self::Minus(item) | Self::Not(item) => item.needs_only(known),
            Self::Or(items) | Self::And(items) | Self::Call(_, items) => {
                items.iter().all(|item| item.needs_only(known))
            }
            Self::Binary(_, two) => two.iter().all(|item| item.needs_only(known)),
            Self::In(item, list) => item.needs_only(known) && list.iter().all(|item| item.needs_only(known)),
            Self::If(three) => three.iter().all(|item| item.needs_only(known)),
        }
    }
}
