//! Expressions and groups.

use oxrdf::Variable;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function, GraphPattern};

use super::{Lowering, literal};
use crate::query::QueryError;
use crate::query::algebra::{Aggregate, Arithmetic, Comparison, Expr, GraphRef, Node, Place};
use crate::query::cell::Cell;
use crate::query::slots::Slot;
use crate::query::{function, syntax};

impl Lowering<'_, '_> {
    /// The conditions that `expression` is the conjunction of.
    pub(super) fn conditions(
        &mut self,
        expression: &Expression,
        graph: GraphRef,
    ) -> Result<Vec<Expr>, QueryError> {
        Ok(match self.expression(expression, graph)? {
            Expr::And(conditions) => conditions,
            condition => vec![condition],
        })
    }

    pub(super) fn constant(&mut self, cell: Cell) -> Result<Expr, QueryError> {
        let value = self.scratch.value(cell)?;
        value.map(|value| Expr::Const(cell, value)).ok_or(QueryError::Damaged { what: "a constant" })
    }

    pub(super) fn expression(
        &mut self,
        expression: &Expression,
        graph: GraphRef,
    ) -> Result<Expr, QueryError> {
        let mut pair = |a: &Expression, b: &Expression| -> Result<Box<[Expr; 2]>, QueryError> {
            Ok(Box::new([self.expression(a, graph)?, self.expression(b, graph)?]))
        };
        Ok(match expression {
            Expression::Equal(a, b) => Expr::Equal(pair(a, b)?),
            Expression::SameTerm(a, b) => Expr::SameTerm(pair(a, b)?),
            Expression::Less(a, b) => Expr::Compare(Comparison::Less, pair(a, b)?),
            Expression::LessOrEqual(a, b) => Expr::Compare(Comparison::LessOrEqual, pair(a, b)?),
            Expression::Greater(a, b) => Expr::Compare(Comparison::Greater, pair(a, b)?),
            Expression::GreaterOrEqual(a, b) => Expr::Compare(Comparison::GreaterOrEqual, pair(a, b)?),
            Expression::Add(a, b) => Expr::Arithmetic(Arithmetic::Add, pair(a, b)?),
            Expression::Subtract(a, b) => Expr::Arithmetic(Arithmetic::Subtract, pair(a, b)?),
            Expression::Multiply(a, b) => Expr::Arithmetic(Arithmetic::Multiply, pair(a, b)?),
            Expression::Divide(a, b) => Expr::Arithmetic(Arithmetic::Divide, pair(a, b)?),
            Expression::Or(..) => Expr::Or(self.spine(expression, graph, |e| match e {
                Expression::Or(a, b) => Some((a, b)),
                _ => None,
            })?),
            Expression::And(..) => Expr::And(self.spine(expression, graph, |e| match e {
                Expression::And(a, b) => Some((a, b)),
                _ => None,
            })?),
            _ => self.other(expression, graph)?,
        })
    }

    /// The operands of a chain that leans to the left, walked in a loop: a long one needs no stack.
    fn spine(
        &mut self,
        expression: &Expression,
        graph: GraphRef,
        split: impl Fn(&Expression) -> Option<(&Expression, &Expression)>,
    ) -> Result<Vec<Expr>, QueryError> {
        let (mut operands, mut rest) = (Vec::new(), expression);
        while let Some((left, right)) = split(rest) {
            operands.push(right);
            rest = left;
        }
        operands.push(rest);
        operands.into_iter().rev().map(|operand| self.expression(operand, graph)).collect()
    }

    fn other(&mut self, expression: &Expression, graph: GraphRef) -> Result<Expr, QueryError> {
        Ok(match expression {
            Expression::NamedNode(node) => {
                let cell = self.scratch.cell(syntax::iri(node))?;
                self.constant(cell)?
            }
            Expression::Literal(value) => {
                let cell = self.scratch.cell(literal(value))?;
                self.constant(cell)?
            }
            Expression::Variable(variable) => match self.variable(variable)? {
                Place::Const(cell) => self.constant(cell)?,
                Place::Slot(slot) => Expr::Slot(slot),
            },
            Expression::Bound(variable) => match self.variable(variable)? {
                Place::Const(cell) => Expr::SameTerm(Box::new([self.constant(cell)?, self.constant(cell)?])),
                Place::Slot(slot) => Expr::Bound(slot),
            },
            Expression::In(item, list) => {
                Expr::In(Box::new(self.expression(item, graph)?), self.list(list, graph)?)
            }
            Expression::UnaryPlus(item) => Expr::Plus(Box::new(self.expression(item, graph)?)),
            Expression::UnaryMinus(item) => Expr::Minus(Box::new(self.expression(item, graph)?)),
            Expression::Not(item) => Expr::Not(Box::new(self.expression(item, graph)?)),
            Expression::Exists(pattern) => Expr::Exists(Box::new(self.pattern(pattern, graph)?), usize::MAX),
            Expression::If(a, b, c) => Expr::If(Box::new([
                self.expression(a, graph)?,
                self.expression(b, graph)?,
                self.expression(c, graph)?,
            ])),
            Expression::Coalesce(list) => Expr::Coalesce(self.list(list, graph)?),
            Expression::FunctionCall(function, list) => self.call(function, list, graph)?,
            _ => {
                return Err(QueryError::Unsupported {
                    what: "this expression",
                    instead: "write it in SPARQL 1.1",
                });
            }
        })
    }

    fn list(&mut self, list: &[Expression], graph: GraphRef) -> Result<Vec<Expr>, QueryError> {
        list.iter().map(|item| self.expression(item, graph)).collect()
    }

    fn call(
        &mut self,
        function: &Function,
        list: &[Expression],
        graph: GraphRef,
    ) -> Result<Expr, QueryError> {
        if function::known(function) {
            Ok(Expr::Call(function.clone(), self.list(list, graph)?))
        } else {
            Err(QueryError::UnknownFunction { name: function.to_string() })
        }
    }

    /// The variables of `node`, without blank nodes: what COUNT(DISTINCT *) compares.
    fn named(&self, node: &Node) -> Vec<Slot> {
        let is_variable = |slot: &Slot| {
            self.names[usize::from(*slot)].starts_with('?')
                && !self.names[usize::from(*slot)].starts_with("?_:")
        };
        node.possible().iter().filter(is_variable).collect()
    }

    /// A group with its aggregates; keys with a given value are bound within.
    pub(super) fn group(
        &mut self,
        inner: &GraphPattern,
        variables: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
        graph: GraphRef,
    ) -> Result<Node, QueryError> {
        let mut node = self.pattern(inner, graph)?;
        let mut keys = Vec::with_capacity(variables.len());
        for variable in variables {
            let slot = self.slot(variable.as_str())?;
            if let Place::Const(cell) = self.variable(variable)? {
                node = Node::Bind { slot, value: self.constant(cell)?, inner: Box::new(node) };
            }
            keys.push(slot);
        }
        let seen = self.named(&node);
        let mut lowered = Vec::with_capacity(aggregates.len());
        for (variable, aggregate) in aggregates {
            let aggregate = match aggregate {
                AggregateExpression::CountSolutions { distinct } => {
                    Aggregate::Solutions { distinct: distinct.then(|| seen.clone()) }
                }
                AggregateExpression::FunctionCall { name: AggregateFunction::Custom(name), .. } => {
                    return Err(QueryError::UnknownFunction { name: name.to_string() });
                }
                AggregateExpression::FunctionCall { name, expr, distinct } => Aggregate::Of {
                    function: name.clone(),
                    value: self.expression(expr, graph)?,
                    distinct: *distinct,
                },
            };
            lowered.push((self.slot(variable.as_str())?, aggregate));
        }
        Ok(Node::Group { keys, aggregates: lowered, inner: Box::new(node) })
    }
}
