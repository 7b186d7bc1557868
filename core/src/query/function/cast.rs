//! Casts: functions named by the IRI of a datatype (SPARQL 1.1, 17.5, and XPath's for dates and durations).

use oxsdatatypes::{DayTimeDuration, Decimal, Double, Duration, Float, Integer, YearMonthDuration};

use super::super::value::{
    Value, double, duration, float, parse_boolean, parse_decimal, parse_double, parse_float, xsd,
};

/// A cast. It sees the value as it was spelled.
type Cast = fn(&Value) -> Option<Value>;

/// The cast that `iri` names.
pub(super) fn cast(iri: &str) -> Option<Cast> {
    Some(match iri {
        xsd!("string") => |value| to_string(value.plain()),
        xsd!("boolean") => |value| to_boolean(value.plain()),
        xsd!("integer") => |value| to_integer(value.plain()),
        xsd!("decimal") => |value| to_decimal(value.plain()),
        xsd!("float") => |value| to_float(value.plain()),
        xsd!("double") => |value| to_double(value.plain()),
        xsd!("dateTime") => |value| to_date_time(value.plain()),
        xsd!("date") => |value| to_date(value.plain()),
        xsd!("time") => |value| to_time(value.plain()),
        xsd!("duration") => |value| to_duration(value.plain()),
        xsd!("yearMonthDuration") => |value| to_year_month_duration(value.plain()),
        xsd!("dayTimeDuration") => |value| to_day_time_duration(value.plain()),
        _ => return None,
    })
}

/// Texts are cast without the white space around them (XPath Functions 3.1, 19.2).
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Unlike `STR`, this writes `01` as `1`.
fn to_string(value: &Value) -> Option<Value> {
    (!matches!(value, Value::Blank(_))).then(|| Value::String(value.lexical().into_owned()))
}

fn to_boolean(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => parse_boolean(trim(text)),
        value if value.is_numeric() || matches!(value, Value::Boolean(_)) => value.effective_boolean(),
        _ => None,
    }
    .map(Value::Boolean)
}

/// Cuts off what is after the point.
fn to_integer(value: &Value) -> Option<Value> {
    let integer = match value {
        Value::Integer(value) => Some(Integer::from(*value)),
        Value::Decimal(value) => (*value).try_into().ok(),
        Value::Float(value) => Float::from(*value).try_into().ok(),
        Value::Double(value) => Double::from(*value).try_into().ok(),
        Value::Boolean(value) => Some((*value).into()),
        Value::String(text) => trim(text).parse().ok(),
        _ => None,
    };
    integer.map(|value| Value::Integer(value.into()))
}

fn to_decimal(value: &Value) -> Option<Value> {
    match value {
        Value::Integer(value) => Some(Decimal::from(*value)),
        Value::Decimal(value) => Some(*value),
        Value::Float(value) => Float::from(*value).try_into().ok(),
        Value::Double(value) => Double::from(*value).try_into().ok(),
        Value::Boolean(value) => Some((*value).into()),
        Value::String(text) => parse_decimal(trim(text)),
        _ => None,
    }
    .map(Value::Decimal)
}

fn to_float(value: &Value) -> Option<Value> {
    match value {
        Value::Boolean(value) => Some(f32::from(u8::from(*value))),
        Value::String(text) => parse_float(trim(text)),
        value => float(value),
    }
    .map(Value::Float)
}

fn to_double(value: &Value) -> Option<Value> {
    match value {
        Value::Boolean(value) => Some(f64::from(u8::from(*value))),
        Value::String(text) => parse_double(trim(text)),
        value => double(value),
    }
    .map(Value::Double)
}

fn to_date_time(value: &Value) -> Option<Value> {
    match value {
        Value::DateTime(value) => Some(*value),
        Value::Date(value) => (*value).try_into().ok(),
        Value::String(text) => trim(text).parse().ok(),
        _ => None,
    }
    .map(Value::DateTime)
}

fn to_date(value: &Value) -> Option<Value> {
    match value {
        Value::Date(value) => Some(*value),
        Value::DateTime(value) => (*value).try_into().ok(),
        Value::String(text) => trim(text).parse().ok(),
        _ => None,
    }
    .map(Value::Date)
}

fn to_time(value: &Value) -> Option<Value> {
    match value {
        Value::Time(value) => Some(*value),
        Value::DateTime(value) => Some((*value).into()),
        Value::String(text) => trim(text).parse().ok(),
        _ => None,
    }
    .map(Value::Time)
}

fn to_duration(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => trim(text).parse().ok(),
        value => duration(value),
    }
    .map(Value::Duration)
}

/// Leaves out days and seconds.
fn to_year_month_duration(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => trim(text).parse().ok(),
        value => duration(value).and_then(months),
    }
    .map(Value::YearMonthDuration)
}

/// Leaves out years and months.
fn to_day_time_duration(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => trim(text).parse().ok(),
        value => duration(value).and_then(seconds),
    }
    .map(Value::DayTimeDuration)
}

fn months(duration: Duration) -> Option<YearMonthDuration> {
    duration.to_be_bytes().first_chunk().map(|bytes| YearMonthDuration::from_be_bytes(*bytes))
}

fn seconds(duration: Duration) -> Option<DayTimeDuration> {
    duration.to_be_bytes().last_chunk().map(|bytes| DayTimeDuration::from_be_bytes(*bytes))
}
