//! Expressions over a row. `None` is an error of the expression, as SPARQL has it; `Err` ends the query.
//!
//! Terms are decoded only where a function needs them: equality, order and counting work on cells first.

use core::cmp::Ordering;
use std::borrow::Cow;

use super::super::QueryError;
use super::super::algebra::{Arithmetic, Comparison, Expr};
use super::super::cell::{Cell, Kind};
use super::super::function;
use super::super::value::{self, Value, arithmetic};
use super::{Counted, Run};
use crate::graph::Class;

/// Bytes of text that a function may touch for one step.
const BYTES_A_STEP: u64 = 1_024;

impl<'p> Run<'p> {
    /// Whether a condition holds; an error does not.
    pub(super) fn test(&mut self, condition: &'p Expr, row: &[Cell]) -> Result<bool, QueryError> {
        self.pay()?;
        Ok(self.truth(condition, row)? == Some(true))
    }

    /// The effective boolean value (section 17.2.2).
    fn truth(&mut self, expression: &'p Expr, row: &[Cell]) -> Result<Option<bool>, QueryError> {
        match expression {
            Expr::Or(items) => self.any(items, row, true),
            Expr::And(items) => self.any(items, row, false),
            Expr::Not(item) => Ok(self.truth(item, row)?.map(|truth| !truth)),
            Expr::Equal(two) => self.equal(&two[0], &two[1], row),
            Expr::SameTerm(two) => self.same_term(&two[0], &two[1], row),
            Expr::Compare(comparison, two) => self.compare(*comparison, two, row),
            Expr::In(item, list) => self.is_in(item, list, row),
            Expr::Exists(_, number) => self.exists(*number, row).map(Some),
            Expr::Bound(slot) => Ok(Some(row[usize::from(*slot)].is_bound())),
            Expr::Call(function, items) => match self.contains(function, items, row)? {
                Some(found) => Ok(Some(found)),
                None => Ok(self.call(function, items, row)?.and_then(|value| value.effective_boolean())),
            },
            other => Ok(self.value(other, row)?.and_then(|value| value.effective_boolean())),
        }
    }

    /// OR (`wanted` is true) and AND (false): the first operand that decides, errors aside.
    fn any(&mut self, items: &'p [Expr], row: &[Cell], wanted: bool) -> Result<Option<bool>, QueryError> {
        let mut failed = false;
        for item in items {
            match self.truth(item, row)? {
                Some(truth) if truth == wanted => return Ok(Some(wanted)),
                Some(_) => {}
                None => failed = true,
            }
        }
        Ok((!failed).then_some(!wanted))
    }

    /// The cell of an expression; `None` also where a variable is unbound.
    pub(super) fn cell(
        &mut self,
        expression: &'p Expr,
        row: &[Cell],
        late: bool,
    ) -> Result<Option<Cell>, QueryError> {
        if let Some(cell) = plain(expression, row) {
            return Ok(cell.is_bound().then_some(cell));
        }
        let Some(value) = self.value(expression, row)? else { return Ok(None) };
        let value = value.into_owned();
        let cell = if late { self.scratch.late_cell_of(value) } else { self.scratch.cell_of(value) }?;
        self.check_memory()?;
        Ok(Some(cell))
    }

    /// The value of an expression.
    pub(super) fn value(
        &mut self,
        expression: &'p Expr,
        row: &[Cell],
    ) -> Result<Option<Cow<'p, Value>>, QueryError> {
        let owned = |value: Option<Value>| Ok(value.map(Cow::Owned));
        match expression {
            Expr::Const(_, value) => Ok(Some(Cow::Borrowed(value))),
            Expr::Slot(slot) => owned(self.scratch.value(row[usize::from(*slot)])?),
            Expr::Arithmetic(operation, two) => {
                let (a, b) = (self.value(&two[0], row)?, self.value(&two[1], row)?);
                owned(a.zip(b).and_then(|(a, b)| calculate(*operation, &a, &b)))
            }
            Expr::Plus(item) => owned(self.value(item, row)?.and_then(|value| arithmetic::plus(&value))),
            Expr::Minus(item) => owned(self.value(item, row)?.and_then(|value| arithmetic::negate(&value))),
            Expr::If(three) => match self.truth(&three[0], row)? {
                Some(true) => self.value(&three[1], row),
                Some(false) => self.value(&three[2], row),
                None => Ok(None),
            },
            Expr::Coalesce(items) => {
                for item in items {
                    if let Some(value) = self.value(item, row)? {
                        return Ok(Some(value));
                    }
                }
                Ok(None)
            }
            Expr::Call(function, items) => self.call(function, items, row),
            condition => owned(self.truth(condition, row)?.map(Value::Boolean)),
        }
    }

    fn call(
        &mut self,
        function: &'p crate::query::tree::Function,
        items: &'p [Expr],
        row: &[Cell],
    ) -> Result<Option<Cow<'p, Value>>, QueryError> {
        let (mut args, mut bytes) = (Vec::with_capacity(items.len()), 0);
        for item in items {
            let Some(value) = self.value(item, row)? else { return Ok(None) };
            bytes += value.bytes() as u64;
            if bytes > self.byte_limit() {
                return Err(QueryError::Memory { limit: self.byte_limit() });
            }
            args.push(value);
        }
        let value = function::call(function, args, &mut self.scope);
        let work = self.scope.take_work();
        self.pay_for(1 + work / BYTES_A_STEP)?;
        if self.scope.take_overran()
            || value.as_ref().is_some_and(|value| value.bytes() as u64 > self.byte_limit())
        {
            return Err(QueryError::Memory { limit: self.byte_limit() });
        }
        Ok(value.map(Cow::Owned))
    }

    fn equal(&mut self, a: &'p Expr, b: &'p Expr, row: &[Cell]) -> Result<Option<bool>, QueryError> {
        if let (Some(a), Some(b)) = (plain(a, row), plain(b, row)) {
            if !a.is_bound() || !b.is_bound() {
                return Ok(None);
            }
            if let Some(equal) = self.equal_cells(a, b)? {
                return Ok(Some(equal));
            }
        }
        let (a, b) = (self.value(a, row)?, self.value(b, row)?);
        Ok(a.zip(b).and_then(|(a, b)| value::equals(&a, &b)))
    }

    /// Whether two terms have the same value, where their classes tell.
    fn equal_cells(&self, a: Cell, b: Cell) -> Result<Option<bool>, QueryError> {
        let (Kind::Term(left), Kind::Term(right)) = (a.kind(), b.kind()) else { return Ok(None) };
        let (left, right) = (self.scratch.dataset.class(left)?, self.scratch.dataset.class(right)?);
        let is_node = |class| matches!(class, Class::Iri | Class::Blank);
        let is_text = |class| matches!(class, Class::String | Class::Text);
        if is_node(left) || is_node(right) || (is_text(left) && is_text(right)) {
            return Ok(Some(a == b));
        }
        // One integer is one id.
        Ok((left == Class::Integer && right == Class::Integer).then_some(a == b))
    }

    fn same_term(&mut self, a: &'p Expr, b: &'p Expr, row: &[Cell]) -> Result<Option<bool>, QueryError> {
        let (a, b) = (self.cell(a, row, false)?, self.cell(b, row, false)?);
        // A count at the end of a query is not looked up (see `late`): do it now.
        let (a, b) = (a.map(|a| self.canonical(a)).transpose()?, b.map(|b| self.canonical(b)).transpose()?);
        Ok(a.zip(b).map(|(a, b)| a == b))
    }

    fn canonical(&self, cell: Cell) -> Result<Cell, QueryError> {
        match cell.kind() {
            Kind::Integer(value) => Ok(self.scratch.dataset.find_integer(value)?.map_or(cell, Cell::term)),
            _ => Ok(cell),
        }
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        two: &'p [Expr; 2],
        row: &[Cell],
    ) -> Result<Option<bool>, QueryError> {
        let integers = match (plain(&two[0], row), plain(&two[1], row)) {
            (Some(a), Some(b)) => self.scratch.integer(a)?.zip(self.scratch.integer(b)?),
            _ => None,
        };
        let order = match integers {
            Some((a, b)) => Some(a.cmp(&b)),
            None => {
                let (a, b) = (self.value(&two[0], row)?, self.value(&two[1], row)?);
                let Some((a, b)) = a.zip(b) else { return Ok(None) };
                match value::compare(&a, &b) {
                    Some(order) => Some(order),
                    None if is_nan(&a) || is_nan(&b) => return Ok(Some(false)),
                    None => None,
                }
            }
        };
        Ok(order.map(|order| match comparison {
            Comparison::Less => order == Ordering::Less,
            Comparison::LessOrEqual => order != Ordering::Greater,
            Comparison::Greater => order == Ordering::Greater,
            Comparison::GreaterOrEqual => order != Ordering::Less,
        }))
    }

    fn is_in(&mut self, item: &'p Expr, list: &'p [Expr], row: &[Cell]) -> Result<Option<bool>, QueryError> {
        let mut failed = false;
        for other in list {
            match self.equal(item, other, row)? {
                Some(true) => return Ok(Some(true)),
                Some(false) => {}
                None => failed = true,
            }
        }
        Ok((!failed).then_some(false))
    }

    /// Whether the pattern has a solution with the row's bindings. The pattern works on a copy of the row.
    fn exists(&mut self, number: usize, row: &[Cell]) -> Result<bool, QueryError> {
        let plan = self.plan;
        let Some(step) = plan.exists.get(number) else { return Ok(false) };
        let mut pattern = self.exists[number].take().unwrap_or_else(|| Counted::new(plan, step));
        let [mut copy, asked] = [self.lend(row), self.lend(row)];
        self.asked.push(asked);
        pattern.open(self, &mut copy)?;
        let found = pattern.next(self, &mut copy)?;
        self.spare.push(copy);
        self.spare.extend(self.asked.pop());
        self.exists[number] = Some(pattern);
        Ok(found)
    }
}

impl Run<'_> {
    /// A copy of the row in a buffer that was used before.
    fn lend(&mut self, row: &[Cell]) -> Vec<Cell> {
        let mut copy = self.spare.pop().unwrap_or_default();
        copy.clear();
        copy.extend_from_slice(row);
        copy
    }
}

/// The cell of a variable or a constant.
fn plain(expression: &Expr, row: &[Cell]) -> Option<Cell> {
    match expression {
        Expr::Const(cell, _) => Some(*cell),
        Expr::Slot(slot) => Some(row[usize::from(*slot)]),
        _ => None,
    }
}

fn calculate(operation: Arithmetic, a: &Value, b: &Value) -> Option<Value> {
    match operation {
        Arithmetic::Add => arithmetic::add(a, b),
        Arithmetic::Subtract => arithmetic::subtract(a, b),
        Arithmetic::Multiply => arithmetic::multiply(a, b),
        Arithmetic::Divide => arithmetic::divide(a, b),
    }
}

/// NaN is a number that is neither less than, equal to nor greater than another.
fn is_nan(value: &Value) -> bool {
    match value.plain() {
        Value::Float(value) => value.is_nan(),
        Value::Double(value) => value.is_nan(),
        _ => false,
    }
}
