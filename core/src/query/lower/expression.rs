//! Expressions and groups.

use super::Lowering;
use crate::query::QueryError;
use crate::query::algebra::{Aggregate, Expr, GraphRef, Node, Place};
use crate::query::cell::Cell;
use crate::query::function;
use crate::query::slots::Slot;
use crate::query::tree::{self, Expression, Function, Operator, Pattern};

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
        Ok(match expression {
            Expression::Term(term) => {
                let cell = self.scratch.cell(term.clone())?;
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
            Expression::Binary(operator, two) => self.binary(*operator, two, graph)?,
            Expression::Or(items) => Expr::Or(self.list(items, graph)?),
            Expression::And(items) => Expr::And(self.list(items, graph)?),
            Expression::Coalesce(items) => Expr::Coalesce(self.list(items, graph)?),
            Expression::Call(function, items) => self.call(function, items, graph)?,
            Expression::In(item, list) => {
                Expr::In(Box::new(self.expression(item, graph)?), self.list(list, graph)?)
            }
            Expression::Plus(item) => Expr::Plus(Box::new(self.expression(item, graph)?)),
            Expression::Minus(item) => Expr::Minus(Box::new(self.expression(item, graph)?)),
            Expression::Not(item) => Expr::Not(Box::new(self.expression(item, graph)?)),
            Expression::Exists(pattern) => Expr::Exists(Box::new(self.pattern(pattern, graph)?), usize::MAX),
            Expression::If(three) => {
                let [a, b, c] = &**three;
                Expr::If(Box::new([
                    self.expression(a, graph)?,
                    self.expression(b, graph)?,
                    self.expression(c, graph)?,
                ]))
            }
        })
    }

    fn binary(
        &mut self,
        operator: Operator,
        [a, b]: &[Expression; 2],
        graph: GraphRef,
    ) -> Result<Expr, QueryError> {
        let two = Box::new([self.expression(a, graph)?, self.expression(b, graph)?]);
        Ok(match operator {
            Operator::Equal => Expr::Equal(two),
            Operator::SameTerm => Expr::SameTerm(two),
            Operator::Compare(comparison) => Expr::Compare(comparison, two),
            Operator::Arithmetic(arithmetic) => Expr::Arithmetic(arithmetic, two),
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
        match function {
            Function::Custom(name) if !function::known(function) => {
                Err(QueryError::UnknownFunction { name: format!("<{name}>") })
            }
            function => Ok(Expr::Call(function.clone(), self.list(list, graph)?)),
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
        inner: &Pattern,
        variables: &[String],
        aggregates: &[(String, tree::Aggregate)],
        graph: GraphRef,
    ) -> Result<Node, QueryError> {
        let mut node = self.pattern(inner, graph)?;
        let mut keys = Vec::with_capacity(variables.len());
        for variable in variables {
            let slot = self.slot(variable)?;
            if let Place::Const(cell) = self.variable(variable)? {
                node = Node::Bind { slot, value: self.constant(cell)?, inner: Box::new(node) };
            }
            keys.push(slot);
        }
        let seen = self.named(&node);
        let mut lowered = Vec::with_capacity(aggregates.len());
        for (variable, aggregate) in aggregates {
            let aggregate = match aggregate {
                tree::Aggregate::Solutions { distinct } => {
                    Aggregate::Solutions { distinct: distinct.then(|| seen.clone()) }
                }
                tree::Aggregate::Of { function, value, distinct } => Aggregate::Of {
                    function: function.clone(),
                    value: self.expression(value, graph)?,
                    distinct: *distinct,
                },
            };
            lowered.push((self.slot(variable)?, aggregate));
        }
        Ok(Node::Group { keys, aggregates: lowered, inner: Box::new(node) })
    }
}
