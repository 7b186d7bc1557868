//! A term as expressions see it: its value, and its spelling where that is not the one we would write.
//!
//! Reading terms is in `read`, writing them in `write`, the operators in `compare`, `order` and `arithmetic`.

pub(crate) mod arithmetic;
mod compare;
mod datatype;
mod ieee;
mod number;
mod order;
mod read;
mod write;

use alloc::boxed::Box;
use alloc::string::String;

use oxsdatatypes::{Date, DateTime, DayTimeDuration, Decimal, Duration, Time, YearMonthDuration};

pub(crate) use compare::{compare, duration, equals};
pub(crate) use datatype::{XSD, xsd};
pub(crate) use number::{double, float};
pub(crate) use order::{order, total_order};
pub(crate) use read::{parse_boolean, parse_decimal, parse_double, parse_float, typed};

/// The value of a term.
///
/// Invariant: `Value::from_term(&term).into_term() == term`. So `"01"^^xsd:integer` and `"1"^^xsd:byte` are
/// [`Value::Spelled`]; whoever looks for a number, a truth value or a moment looks at [`Value::plain`].
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// An IRI.
    Iri(String),
    /// A blank node, by its label.
    Blank(String),
    /// An `xsd:string`.
    String(String),
    /// A string with a language, which is in lower case.
    Tagged { value: String, language: String },
    /// An `xsd:boolean`.
    Boolean(bool),
    /// An `xsd:integer`.
    Integer(i64),
    /// An `xsd:decimal`: 18 digits after the point.
    Decimal(Decimal),
    /// An `xsd:float`.
    Float(f32),
    /// An `xsd:double`.
    Double(f64),
    /// An `xsd:dateTime`.
    DateTime(DateTime),
    /// An `xsd:date`.
    Date(Date),
    /// An `xsd:time`.
    Time(Time),
    /// An `xsd:duration`.
    Duration(Duration),
    /// An `xsd:yearMonthDuration`.
    YearMonthDuration(YearMonthDuration),
    /// An `xsd:dayTimeDuration`.
    DayTimeDuration(DayTimeDuration),
    /// One of the typed values above with the spelling and the datatype of the term that it was read from.
    Spelled(Box<Spelled>),
    /// A literal of a datatype that is unknown here, or whose text does not fit its datatype.
    Other { value: String, datatype: String },
}

/// A value and how it was written.
#[derive(Debug, Clone)]
pub(crate) struct Spelled {
    /// Never [`Value::Spelled`].
    pub(crate) value: Value,
    /// The lexical form.
    pub(crate) lexical: String,
    /// The IRI of the datatype.
    pub(crate) datatype: &'static str,
}

impl Value {
    /// An `xsd:integer`.
    pub(crate) fn integer(value: i64) -> Self {
        Self::Integer(value)
    }

    /// An `xsd:string`.
    pub(crate) fn string(value: impl Into<String>) -> Self {
        Self::String(value.into())
    }

    /// The value without its spelling: never [`Value::Spelled`].
    pub(crate) fn plain(&self) -> &Self {
        match self {
            Self::Spelled(spelled) => &spelled.value,
            other => other,
        }
    }

    /// The text and the language of a string, with a language or without; `None` for anything else.
    pub(crate) fn text(&self) -> Option<(&str, Option<&str>)> {
        match self {
            Self::String(value) => Some((value, None)),
            Self::Tagged { value, language } => Some((value, Some(language))),
            _ => None,
        }
    }

    /// A string, with a language or without.
    pub(crate) fn from_text(value: String, language: Option<&str>) -> Self {
        match language {
            None => Self::String(value),
            Some(language) => Self::Tagged { value, language: language.into() },
        }
    }

    /// What the value means as a condition (SPARQL 1.1, 17.2.2); `None` is a type error.
    pub(crate) fn effective_boolean(&self) -> Option<bool> {
        match self.plain() {
            Self::Boolean(value) => Some(*value),
            Self::String(value) | Self::Tagged { value, .. } => Some(!value.is_empty()),
            Self::Integer(value) => Some(*value != 0),
            Self::Decimal(value) => Some(*value != Decimal::default()),
            Self::Float(value) => Some(*value != 0.0 && !value.is_nan()),
            Self::Double(value) => Some(*value != 0.0 && !value.is_nan()),
            // An ill-typed number or truth value is false.
            Self::Other { datatype, .. } => datatype::is_numeric_or_boolean(datatype).then_some(false),
            _ => None,
        }
    }

    pub(crate) fn is_numeric(&self) -> bool {
        matches!(self.plain(), Self::Integer(_) | Self::Decimal(_) | Self::Float(_) | Self::Double(_))
    }

    /// Bytes held outside the value itself.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Iri(text) | Self::Blank(text) | Self::String(text) => text.capacity(),
            Self::Tagged { value, language } => value.capacity() + language.capacity(),
            Self::Other { value, datatype } => value.capacity() + datatype.capacity(),
            Self::Spelled(spelled) => size_of::<Spelled>() + spelled.lexical.capacity(),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Term;

    #[track_caller]
    fn boolean(lexical: &str, name: &str, expected: Option<bool>) {
        let value = Value::from_term(&Term::typed(lexical, &alloc::format!("{XSD}{name}")));
        assert_eq!(value.effective_boolean(), expected, "{lexical} {name}");
    }

    #[test]
    fn conditions_follow_the_specification() {
        boolean("true", "boolean", Some(true));
        boolean("1", "boolean", Some(true));
        boolean("false", "boolean", Some(false));
        boolean("0", "boolean", Some(false));
        boolean("maybe", "boolean", Some(false));
        boolean("", "string", Some(false));
        boolean("false", "string", Some(true));
        boolean("00", "integer", Some(false));
        boolean("7", "byte", Some(true));
        boolean("seven", "byte", Some(false));
        boolean("0.0", "decimal", Some(false));
        boolean("NaN", "double", Some(false));
        boolean("-0.0E5", "float", Some(false));
        boolean("1e-3", "double", Some(true));
        boolean("2026-01-01T00:00:00Z", "dateTime", None);
        boolean("anything", "unheardOf", None);
        assert_eq!(Value::Iri("x:y".into()).effective_boolean(), None);
        assert_eq!(Value::Blank("b".into()).effective_boolean(), None);
        let tagged = |value: &str| Value::from_text(value.into(), Some("en"));
        assert_eq!(tagged("").effective_boolean(), Some(false));
        assert_eq!(tagged("a").effective_boolean(), Some(true));
    }
}
