//! Functions on numbers (SPARQL 1.1, 17.4.4); the type of the argument is that of the result.

use oxsdatatypes::{Decimal, Double, Float};

use super::super::value::Value;
use super::{Args, exactly};

pub(super) fn abs(args: Args<'_>) -> Option<Value> {
    match exactly(args)?.map(|value| value.plain().clone()) {
        [Value::Integer(value)] => value.checked_abs().map(Value::Integer),
        [value] => map(value, Decimal::checked_abs, |x| x.abs().into(), |x| x.abs().into()),
    }
}

pub(super) fn ceil(args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    map(value.plain().clone(), Decimal::checked_ceil, |x| x.ceil().into(), |x| x.ceil().into())
}

pub(super) fn floor(args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    map(value.plain().clone(), Decimal::checked_floor, |x| x.floor().into(), |x| x.floor().into())
}

/// Halves go up.
pub(super) fn round(args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    map(value.plain().clone(), Decimal::checked_round, |x| x.round().into(), |x| x.round().into())
}

/// Leaves integers as they are.
fn map(
    value: Value,
    decimal: impl Fn(Decimal) -> Option<Decimal>,
    float: impl Fn(Float) -> f32,
    double: impl Fn(Double) -> f64,
) -> Option<Value> {
    match value {
        Value::Integer(value) => Some(Value::Integer(value)),
        Value::Decimal(value) => decimal(value).map(Value::Decimal),
        Value::Float(value) => Some(Value::Float(float(value.into()))),
        Value::Double(value) => Some(Value::Double(double(value.into()))),
        _ => None,
    }
}
