//! `ORDER BY`: an order of all terms (SPARQL 1.1, 15.1).
//!
//! Blank nodes, then IRIs, then literals: numbers by value, strings by code point and then by language, truth
//! values, `dateTime`s, dates, times, durations, other literals by text. Where `<` decides, this agrees.

use core::cmp::Ordering;

use super::compare::duration;
use super::{Value, number};

/// Seconds of an average month of the Gregorian calendar, in which 4,800 months are 146,097 days. It decides only
/// where XML Schema leaves the order of two durations open.
const SECONDS_OF_A_MONTH: i128 = 146_097 * 86_400 / 4_800;
const UNITS_OF_A_SECOND: i128 = 1_000_000_000_000_000_000;

/// The order of values. Terms with equal values are equal here: `1` and `1.0`, or moments that only differ in
/// their time zone, so that a second criterion decides.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    let (a, b) = (a.plain(), b.plain());
    class(a).cmp(&class(b)).then_with(|| order_in_class(a, b))
}

/// As [`order`], and ties go by the lexical form and then by the datatype: equal only for the same term.
pub(crate) fn total_order(a: &Value, b: &Value) -> Ordering {
    order(a, b).then_with(|| a.lexical().cmp(&b.lexical())).then_with(|| a.datatype().cmp(&b.datatype()))
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Blank,
    Iri,
    Number,
    String,
    Boolean,
    DateTime,
    Date,
    Time,
    Duration,
    Other,
}

fn class(value: &Value) -> Class {
    match value {
        Value::Blank(_) => Class::Blank,
        Value::Iri(_) => Class::Iri,
        Value::Integer(_) | Value::Decimal(_) | Value::Float(_) | Value::Double(_) => Class::Number,
        Value::String(_) | Value::Tagged { .. } => Class::String,
        Value::Boolean(_) => Class::Boolean,
        Value::DateTime(_) => Class::DateTime,
        Value::Date(_) => Class::Date,
        Value::Time(_) => Class::Time,
        Value::Duration(_) | Value::YearMonthDuration(_) | Value::DayTimeDuration(_) => Class::Duration,
        Value::Other { .. } | Value::Spelled(_) => Class::Other,
    }
}

fn order_in_class(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Blank(a), Value::Blank(b)) | (Value::Iri(a), Value::Iri(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => moment(a.to_be_bytes()).cmp(&moment(b.to_be_bytes())),
        (Value::Date(a), Value::Date(b)) => moment(a.to_be_bytes()).cmp(&moment(b.to_be_bytes())),
        (Value::Time(a), Value::Time(b)) => moment(a.to_be_bytes()).cmp(&moment(b.to_be_bytes())),
        (Value::Other { value: a, datatype: of_a }, Value::Other { value: b, datatype: of_b }) => {
            (a, of_a).cmp(&(b, of_b))
        }
        _ => number::order(a, b)
            .or_else(|| Some(a.text()?.cmp(&b.text()?)))
            .unwrap_or_else(|| length(a).cmp(&length(b))),
    }
}

/// Seconds on the time line in fixed point, a missing time zone being UTC: the first 16 of the bytes.
fn moment(bytes: [u8; 18]) -> i128 {
    bytes.first_chunk().map_or(0, |seconds| i128::from_be_bytes(*seconds))
}

/// Seconds in fixed point (the ends of what fits for what does not), then months, then seconds again.
fn length(value: &Value) -> (i128, i64, i128) {
    let Some(duration) = duration(value) else { return (0, 0, 0) };
    let bytes = duration.to_be_bytes();
    let months = bytes.first_chunk().map_or(0, |months| i64::from_be_bytes(*months));
    let seconds = bytes.last_chunk().map_or(0, |seconds| i128::from_be_bytes(*seconds));
    let of_months = (i128::from(months) * SECONDS_OF_A_MONTH).saturating_mul(UNITS_OF_A_SECOND);
    (of_months.saturating_add(seconds), months, seconds)
}
