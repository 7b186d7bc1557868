//! Terms to values: which texts are numbers, truth values and moments.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use core::str::FromStr;

use oxsdatatypes::Decimal;

use super::datatype::INTEGER_TYPES;
use super::{Spelled, Value, XSD, xsd};
use crate::model::Term;

/// Digits after the point that a decimal keeps; further ones are cut off.
const DECIMAL_DIGITS: usize = 18;

impl Value {
    /// The value of `term`.
    pub(crate) fn from_term(term: &Term) -> Self {
        match term {
            Term::Literal { value, datatype: Some(datatype) } => typed(value, datatype),
            other => Self::from(other.clone()),
        }
    }
}

impl From<Term> for Value {
    /// As [`Value::from_term`], without a copy of the text.
    fn from(term: Term) -> Self {
        match term {
            Term::Iri(iri) => Self::Iri(iri),
            Term::Blank(label) => Self::Blank(label),
            Term::Tagged { value, language } => Self::Tagged { value, language },
            Term::Literal { value, datatype: None } => Self::String(value),
            Term::Literal { value, datatype: Some(datatype) } => typed(&value, &datatype),
        }
    }
}

/// The value of a literal.
pub(crate) fn typed(lexical: &str, datatype: &str) -> Value {
    match parse(lexical, datatype) {
        None => Value::Other { value: lexical.to_owned(), datatype: datatype.to_owned() },
        Some((value, iri)) if is_canonical(&value, lexical, iri) => value,
        Some((value, iri)) => {
            Value::Spelled(Box::new(Spelled { value, lexical: lexical.to_owned(), datatype: iri }))
        }
    }
}

/// Whether we would write `value` as `lexical`; a quick answer, that says no where it would take formatting.
fn is_canonical(value: &Value, lexical: &str, datatype: &str) -> bool {
    match value {
        Value::String(_) => true,
        Value::Boolean(_) => lexical.len() > 1,
        Value::Integer(_) => datatype == xsd!("integer") && is_canonical_integer(lexical),
        _ => false,
    }
}

fn is_canonical_integer(lexical: &str) -> bool {
    let digits = lexical.strip_prefix('-').unwrap_or(lexical);
    match digits.as_bytes() {
        [b'0'] => digits.len() == lexical.len(),
        [b'1'..=b'9', ..] => true,
        _ => false,
    }
}

/// The value of a literal and its datatype's IRI; `None` if the datatype is unknown or the text does not fit.
fn parse(lexical: &str, datatype: &str) -> Option<(Value, &'static str)> {
    let name = datatype.strip_prefix(XSD)?;
    Some(match name {
        "string" => (Value::String(lexical.to_owned()), xsd!("string")),
        "boolean" => (Value::Boolean(parse_boolean(lexical)?), xsd!("boolean")),
        "decimal" => (Value::Decimal(parse_decimal(lexical)?), xsd!("decimal")),
        "double" => (Value::Double(parse_double(lexical)?), xsd!("double")),
        "float" => (Value::Float(parse_float(lexical)?), xsd!("float")),
        "dateTime" => (Value::DateTime(lexical.parse().ok()?), xsd!("dateTime")),
        "date" => (Value::Date(lexical.parse().ok()?), xsd!("date")),
        "time" => (Value::Time(lexical.parse().ok()?), xsd!("time")),
        "duration" => (Value::Duration(lexical.parse().ok()?), xsd!("duration")),
        "yearMonthDuration" => (Value::YearMonthDuration(lexical.parse().ok()?), xsd!("yearMonthDuration")),
        "dayTimeDuration" => (Value::DayTimeDuration(lexical.parse().ok()?), xsd!("dayTimeDuration")),
        _ => parse_integer(lexical, datatype)?,
    })
}

fn parse_integer(lexical: &str, datatype: &str) -> Option<(Value, &'static str)> {
    let (iri, least, most) = *INTEGER_TYPES.iter().find(|(iri, ..)| *iri == datatype)?;
    let value = i64::from_str(lexical).ok()?;
    (least..=most).contains(&value).then_some((Value::Integer(value), iri))
}

/// The four lexical forms of `xsd:boolean`.
pub(crate) fn parse_boolean(lexical: &str) -> Option<bool> {
    match lexical {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

pub(crate) fn parse_decimal(lexical: &str) -> Option<Decimal> {
    lexical.parse().ok().or_else(|| cut_decimal(lexical)?.parse().ok())
}

/// A decimal without the digits that are more than we keep; `None` if there are none or it is no decimal.
fn cut_decimal(lexical: &str) -> Option<&str> {
    let kept = lexical.find('.')? + 1 + DECIMAL_DIGITS;
    let rest = lexical.get(kept..)?;
    (!rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit())).then(|| lexical.get(..kept))?
}

pub(crate) fn parse_double(lexical: &str) -> Option<f64> {
    parse_ieee(lexical, f64::INFINITY, f64::NEG_INFINITY, f64::NAN)
}

pub(crate) fn parse_float(lexical: &str) -> Option<f32> {
    parse_ieee(lexical, f32::INFINITY, f32::NEG_INFINITY, f32::NAN)
}

/// Rust's numbers, except that it spells infinity in other ways than XML Schema does.
fn parse_ieee<T: FromStr>(lexical: &str, infinity: T, negative_infinity: T, nan: T) -> Option<T> {
    let is_number = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E');
    match lexical {
        "INF" | "+INF" => Some(infinity),
        "-INF" => Some(negative_infinity),
        "NaN" => Some(nan),
        _ if lexical.bytes().all(is_number) => lexical.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every term is written again as it was read.
    #[track_caller]
    fn survives(lexical: &str, name: &str) -> Value {
        let term = Term::typed(lexical, &alloc::format!("{XSD}{name}"));
        let value = Value::from_term(&term);
        assert_eq!(value.clone().into_term(), term);
        assert_eq!(Value::from(term.clone()).into_term(), term);
        value
    }

    #[test]
    fn spellings_survive() {
        assert!(matches!(survives("-42", "integer"), Value::Integer(-42)));
        for (lexical, name) in [("01", "integer"), ("+1", "integer"), ("1", "byte"), ("1", "unsignedLong")] {
            assert!(matches!(survives(lexical, name).plain(), Value::Integer(1)), "{lexical} {name}");
        }
        assert!(matches!(survives("-0", "integer").plain(), Value::Integer(0)));
        assert!(matches!(survives("true", "boolean"), Value::Boolean(true)));
        assert!(matches!(survives("1", "boolean").plain(), Value::Boolean(true)));
        assert!(matches!(survives("1.", "decimal").plain(), Value::Decimal(_)));
        assert!(matches!(survives("1e0", "double").plain(), Value::Double(1.0)));
        assert!(matches!(survives("+INF", "float").plain(), Value::Float(f32::INFINITY)));
        assert!(matches!(survives("2026-02-28T24:00:00Z", "dateTime").plain(), Value::DateTime(_)));
        assert!(matches!(survives("2026-02-28+14:00", "date").plain(), Value::Date(_)));
        assert!(matches!(survives("23:59:59.5", "time").plain(), Value::Time(_)));
        assert!(matches!(survives("-P1Y2M3DT4H5M6.7S", "duration").plain(), Value::Duration(_)));
        for term in [Term::iri("a:b"), Term::Blank("b".into()), Term::string("é")] {
            assert_eq!(Value::from_term(&term).into_term(), term);
        }
    }

    #[test]
    fn what_does_not_fit_is_kept_as_it_is() {
        for (lexical, name) in [
            ("128", "byte"),
            ("-1", "nonNegativeInteger"),
            ("0", "positiveInteger"),
            ("4294967296", "unsignedInt"),
            ("9223372036854775808", "integer"),
            ("1.0", "integer"),
            (" 1", "integer"),
            ("", "integer"),
            ("1e0", "decimal"),
            (".", "decimal"),
            ("inf", "double"),
            ("infinity", "double"),
            ("nan", "double"),
            ("TRUE", "boolean"),
            ("2026-02-30", "date"),
            ("99999999999999999999-01-01", "date"),
            ("P", "duration"),
            ("P1D", "yearMonthDuration"),
            ("2026", "gYear"),
        ] {
            assert!(matches!(survives(lexical, name), Value::Other { .. }), "{lexical} {name}");
        }
    }

    #[test]
    fn long_decimals_are_cut() {
        let cut = parse_decimal("0.1234567890123456789").map(|value| value.to_string());
        assert_eq!(cut.as_deref(), Some("0.123456789012345678"));
        assert_eq!(parse_decimal("0.1234567890123456789x"), None);
        assert_eq!(parse_decimal("0.123456789012345678é9"), None);
    }
}
