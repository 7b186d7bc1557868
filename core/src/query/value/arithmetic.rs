//! `+ - * /` (SPARQL 1.1, 17.3) and, beyond the specification, sums and differences of moments and durations
//! as XPath has them. `None` is an error: a type that has no such operator, an overflow, a division by zero.

use oxsdatatypes::{DayTimeDuration, Decimal, Duration};

use super::Value;
use super::compare::duration;
use super::number::{Pair, promote};

/// `a + b`.
pub(crate) fn add(a: &Value, b: &Value) -> Option<Value> {
    match promote(a, b) {
        Some(Pair::Integers(a, b)) => a.checked_add(b).map(Value::Integer),
        Some(Pair::Decimals(a, b)) => a.checked_add(b).map(Value::Decimal),
        Some(Pair::Floats(a, b)) => Some(Value::Float(a + b)),
        Some(Pair::Doubles(a, b)) => Some(Value::Double(a + b)),
        None => add_durations(a.plain(), b.plain()).or_else(|| shift(a.plain(), b.plain())),
    }
}

/// `a - b`.
pub(crate) fn subtract(a: &Value, b: &Value) -> Option<Value> {
    match promote(a, b) {
        Some(Pair::Integers(a, b)) => a.checked_sub(b).map(Value::Integer),
        Some(Pair::Decimals(a, b)) => a.checked_sub(b).map(Value::Decimal),
        Some(Pair::Floats(a, b)) => Some(Value::Float(a - b)),
        Some(Pair::Doubles(a, b)) => Some(Value::Double(a - b)),
        None => distance(a.plain(), b.plain()).map(Value::DayTimeDuration).or_else(|| add(a, &negate(b)?)),
    }
}

/// `a * b`.
pub(crate) fn multiply(a: &Value, b: &Value) -> Option<Value> {
    match promote(a, b)? {
        Pair::Integers(a, b) => a.checked_mul(b).map(Value::Integer),
        Pair::Decimals(a, b) => a.checked_mul(b).map(Value::Decimal),
        Pair::Floats(a, b) => Some(Value::Float(a * b)),
        Pair::Doubles(a, b) => Some(Value::Double(a * b)),
    }
}

/// `a / b`; integers give a decimal.
pub(crate) fn divide(a: &Value, b: &Value) -> Option<Value> {
    match promote(a, b)? {
        Pair::Integers(a, b) => Decimal::from(a).checked_div(b).map(Value::Decimal),
        Pair::Decimals(a, b) => a.checked_div(b).map(Value::Decimal),
        Pair::Floats(a, b) => Some(Value::Float(a / b)),
        Pair::Doubles(a, b) => Some(Value::Double(a / b)),
    }
}

/// `-a`.
pub(crate) fn negate(a: &Value) -> Option<Value> {
    Some(match a.plain() {
        Value::Integer(a) => Value::Integer(a.checked_neg()?),
        Value::Decimal(a) => Value::Decimal(a.checked_neg()?),
        Value::Float(a) => Value::Float(-a),
        Value::Double(a) => Value::Double(-a),
        Value::Duration(a) => Value::Duration(a.checked_neg()?),
        Value::YearMonthDuration(a) => Value::YearMonthDuration(a.checked_neg()?),
        Value::DayTimeDuration(a) => Value::DayTimeDuration(a.checked_neg()?),
        _ => return None,
    })
}

/// `+a`: the number itself.
pub(crate) fn plus(a: &Value) -> Option<Value> {
    let plain = a.plain();
    (plain.is_numeric() || duration(plain).is_some()).then(|| plain.clone())
}

fn add_durations(a: &Value, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::YearMonthDuration(a), Value::YearMonthDuration(b)) => {
            a.checked_add(*b).map(Value::YearMonthDuration)
        }
        (Value::DayTimeDuration(a), Value::DayTimeDuration(b)) => {
            a.checked_add(*b).map(Value::DayTimeDuration)
        }
        _ => duration(a)?.checked_add(duration(b)?).map(Value::Duration),
    }
}

/// A moment and a duration, in either order, as another moment.
fn shift(a: &Value, b: &Value) -> Option<Value> {
    match (duration(a), duration(b)) {
        (None, Some(by)) => later(a, by),
        (Some(by), None) => later(b, by),
        _ => None,
    }
}

fn later(moment: &Value, by: Duration) -> Option<Value> {
    match moment {
        Value::DateTime(moment) => moment.checked_add_duration(by).map(Value::DateTime),
        Value::Date(moment) => moment.checked_add_duration(by).map(Value::Date),
        Value::Time(moment) => moment.checked_add_duration(by).map(Value::Time),
        _ => None,
    }
}

/// From `b` to `a`.
fn distance(a: &Value, b: &Value) -> Option<DayTimeDuration> {
    match (a, b) {
        (Value::DateTime(a), Value::DateTime(b)) => a.checked_sub(*b),
        (Value::Date(a), Value::Date(b)) => a.checked_sub(*b),
        (Value::Time(a), Value::Time(b)) => a.checked_sub(*b),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::typed;
    use super::super::{XSD, xsd};
    use super::*;
    use crate::model::Term;

    fn value(lexical: &str, name: &str) -> Value {
        typed(lexical, &alloc::format!("{XSD}{name}"))
    }

    #[track_caller]
    fn check(found: Option<Value>, lexical: &str, name: &str) {
        let expected = Term::typed(lexical, &alloc::format!("{XSD}{name}"));
        assert_eq!(found.map(Value::into_term), Some(expected));
    }

    #[test]
    fn numbers_are_promoted() {
        let (one, two) = (value("01", "integer"), value("2", "byte"));
        check(add(&one, &two), "3", "integer");
        check(divide(&one, &two), "0.5", "decimal");
        check(divide(&value("6", "integer"), &two), "3", "decimal");
        check(multiply(&one, &value("1.50", "decimal")), "1.5", "decimal");
        check(subtract(&value("1.5", "decimal"), &value("0.25", "float")), "1.25", "float");
        check(add(&value("1.5", "float"), &value("1", "double")), "2.5", "double");
        check(divide(&value("1", "double"), &value("0", "integer")), "INF", "double");
        check(negate(&value("1", "positiveInteger")), "-1", "integer");
        check(plus(&value("+1", "integer")), "1", "integer");
    }

    #[test]
    fn errors_have_no_value() {
        let one = Value::Integer(1);
        assert!(divide(&one, &Value::Integer(0)).is_none());
        assert!(divide(&one, &value("0.0", "decimal")).is_none());
        assert!(add(&Value::Integer(i64::MAX), &one).is_none());
        assert!(subtract(&Value::Integer(i64::MIN), &one).is_none());
        assert!(negate(&Value::Integer(i64::MIN)).is_none());
        assert!(multiply(&Value::Integer(i64::MAX), &Value::Integer(2)).is_none());
        for other in [value("1", "string"), value("one", "integer"), Value::Iri("a:b".into())] {
            assert!(add(&one, &other).is_none());
            assert!(subtract(&other, &one).is_none());
            assert!(plus(&other).is_none() && negate(&other).is_none());
        }
    }

    #[test]
    fn moments_are_shifted_and_subtracted() {
        let moment = value("2026-01-31T12:00:00Z", "dateTime");
        check(add(&moment, &value("P1M", "yearMonthDuration")), "2026-02-28T12:00:00Z", "dateTime");
        check(add(&value("PT12H", "dayTimeDuration"), &moment), "2026-02-01T00:00:00Z", "dateTime");
        check(subtract(&moment, &value("P1Y1D", "duration")), "2025-01-30T12:00:00Z", "dateTime");
        check(subtract(&moment, &value("2026-01-30T11:00:00Z", "dateTime")), "P1DT1H", "dayTimeDuration");
        check(add(&value("2026-01-31", "date"), &value("P1D", "dayTimeDuration")), "2026-02-01", "date");
        check(
            subtract(&value("2026-01-31", "date"), &value("2026-01-01", "date")),
            "P30D",
            "dayTimeDuration",
        );
        check(add(&value("23:00:00", "time"), &value("PT2H", "dayTimeDuration")), "01:00:00", "time");
        check(add(&value("P1Y", "yearMonthDuration"), &value("P1D", "dayTimeDuration")), "P1Y1D", "duration");
        check(
            subtract(&value("P1Y", "yearMonthDuration"), &value("P1M", "yearMonthDuration")),
            "P11M",
            "yearMonthDuration",
        );
        assert!(add(&value("P1Y", "yearMonthDuration"), &value("-P1D", "dayTimeDuration")).is_none());
        assert!(add(&moment, &moment).is_none());
        assert!(multiply(&value("P1D", "duration"), &Value::Integer(2)).is_none());
        assert!(typed("1", xsd!("integer")).is_numeric());
    }
}
