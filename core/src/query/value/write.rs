//! Values to terms: lexical form and datatype.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use core::fmt::{Display, Write};

use super::ieee::{write_double, write_float};
use super::{Value, xsd};
use crate::model::{RDF_LANG_STRING, Term};

impl Value {
    /// The term: that which the value was read from, or in canonical form if it was computed.
    pub(crate) fn into_term(self) -> Term {
        match self {
            Self::Iri(iri) => Term::Iri(iri),
            Self::Blank(label) => Term::Blank(label),
            Self::String(value) => Term::Literal { value, datatype: None },
            Self::Tagged { value, language } => Term::Tagged { value, language },
            Self::Other { value, datatype } => Term::Literal { value, datatype: Some(datatype) },
            other => Term::Literal {
                datatype: other.datatype().map(ToOwned::to_owned),
                value: other.into_lexical(),
            },
        }
    }

    /// The lexical form of a literal, the IRI itself or the blank node's label.
    pub(crate) fn lexical(&self) -> Cow<'_, str> {
        Cow::Owned(match self {
            Self::Iri(text)
            | Self::Blank(text)
            | Self::String(text)
            | Self::Tagged { value: text, .. }
            | Self::Other { value: text, .. } => return Cow::Borrowed(text),
            Self::Spelled(spelled) => return Cow::Borrowed(&spelled.lexical),
            Self::Boolean(true) => return Cow::Borrowed("true"),
            Self::Boolean(false) => return Cow::Borrowed("false"),
            Self::Integer(value) => write(value),
            Self::Decimal(value) => write(value),
            Self::Float(value) => write_float(*value),
            Self::Double(value) => write_double(*value),
            Self::DateTime(value) => write(value),
            Self::Date(value) => write(value),
            Self::Time(value) => write(value),
            Self::Duration(value) => write(value),
            Self::YearMonthDuration(value) => write(value),
            Self::DayTimeDuration(value) => write(value),
        })
    }

    /// As [`Value::lexical`], without a copy where the value holds the text.
    pub(crate) fn into_lexical(self) -> String {
        match self {
            Self::Iri(text)
            | Self::Blank(text)
            | Self::String(text)
            | Self::Tagged { value: text, .. }
            | Self::Other { value: text, .. } => text,
            Self::Spelled(spelled) => spelled.lexical,
            other => other.lexical().into_owned(),
        }
    }

    /// The IRI of a literal's datatype; `None` for other terms.
    pub(crate) fn datatype(&self) -> Option<&str> {
        Some(match self {
            Self::Iri(_) | Self::Blank(_) => return None,
            Self::Other { datatype, .. } => datatype,
            Self::Spelled(spelled) => spelled.datatype,
            Self::String(_) => xsd!("string"),
            Self::Tagged { .. } => RDF_LANG_STRING,
            Self::Boolean(_) => xsd!("boolean"),
            Self::Integer(_) => xsd!("integer"),
            Self::Decimal(_) => xsd!("decimal"),
            Self::Float(_) => xsd!("float"),
            Self::Double(_) => xsd!("double"),
            Self::DateTime(_) => xsd!("dateTime"),
            Self::Date(_) => xsd!("date"),
            Self::Time(_) => xsd!("time"),
            Self::Duration(_) => xsd!("duration"),
            Self::YearMonthDuration(_) => xsd!("yearMonthDuration"),
            Self::DayTimeDuration(_) => xsd!("dayTimeDuration"),
        })
    }
}

/// As `to_string`, which panics where a `Display` fails.
fn write(value: &impl Display) -> String {
    let mut text = String::new();
    let _ = write!(text, "{value}");
    text
}

#[cfg(test)]
mod tests {
    use super::super::parse_decimal;
    use super::*;
    use oxsdatatypes::{DayTimeDuration, YearMonthDuration};

    #[test]
    fn computed_values_are_written_in_canonical_form() {
        let decimal = |text| Value::Decimal(parse_decimal(text).unwrap());
        assert_eq!(decimal("+01.50").lexical(), "1.5");
        assert_eq!(decimal("-2.0").lexical(), "-2");
        assert_eq!(Value::Boolean(true).into_term(), Term::typed("true", xsd!("boolean")));
        assert_eq!(Value::Integer(-7).into_term(), Term::typed("-7", xsd!("integer")));
        assert_eq!(Value::DayTimeDuration(DayTimeDuration::default()).lexical(), "PT0S");
        assert_eq!(Value::YearMonthDuration(YearMonthDuration::new(-14)).lexical(), "-P1Y2M");
        let extreme = Value::YearMonthDuration(YearMonthDuration::new(i64::MIN));
        assert_eq!(extreme.lexical(), "-P768614336404564650Y8M");
        assert_eq!(
            Value::DateTime("2026-01-02T03:04:05.60+00:00".parse().unwrap()).lexical(),
            "2026-01-02T03:04:05.6Z"
        );
    }
}
