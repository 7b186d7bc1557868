//! Which class a term is of, and what it is found by there.

use super::calendar;
use crate::model::{TermRef, XSD_DATE_TIME, XSD_INTEGER, XSD_STRING};

/// `xsd:date`.
pub(super) const XSD_DATE: &str = "http://www.w3.org/2001/XMLSchema#date";

/// Longest string, in bytes, that is front-coded; longer ones are made of tokens.
pub(super) const SHORT_BYTES: usize = 64;
/// Integers from `-MAX_INTEGER` to `MAX_INTEGER` are stored by value: two lie less than 57 bits apart.
const MAX_INTEGER: u64 = (1 << 56) - 1;

/// A class of terms whose ids are one range; the classes in the order of ids.
///
/// In a class ids ascend by value: numbers by size, texts by bytes (which is by code points).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Blank nodes, by label.
    Blank,
    /// IRIs.
    Iri,
    /// Strings of at most [`SHORT_BYTES`].
    String,
    /// Longer strings.
    Text,
    /// Literals with a language: by value, then by language.
    Tagged,
    /// `xsd:integer` in canonical form, less than 2⁵⁶ from zero.
    Integer,
    /// `xsd:date` without timezone in canonical form, years 0001 to 9999: by day.
    Date,
    /// `xsd:dateTime` in UTC (`Z`) and whole seconds, years 0001 to 9999: by second.
    Moment,
    /// All other literals: by datatype, then by lexical form.
    Other,
}

#[cfg(feature = "sparql")]
impl Class {
    /// Whether ids of the class ascend as the values of its terms do, for SPARQL's ORDER BY (section 15.1).
    pub(crate) fn is_ordered(self) -> bool {
        matches!(self, Self::Blank | Self::Iri | Self::String | Self::Integer | Self::Date | Self::Moment)
    }
}

pub(super) const CLASSES: [Class; 9] = [
    Class::Blank,
    Class::Iri,
    Class::String,
    Class::Text,
    Class::Tagged,
    Class::Integer,
    Class::Date,
    Class::Moment,
    Class::Other,
];

/// What a term is stored as.
pub(super) enum Key<'a> {
    /// One text.
    Text(&'a str),
    /// Two texts with a NUL between them. No language and no datatype has a NUL, a lexical form may.
    Pair(&'a str, &'a str),
    /// A number.
    Number(i64),
}

/// The class of `term`, and its key there.
pub(super) fn key(term: TermRef<'_>) -> (Class, Key<'_>) {
    match term {
        TermRef::Blank(label) => (Class::Blank, Key::Text(label)),
        TermRef::Iri(iri) => (Class::Iri, Key::Text(iri)),
        TermRef::Tagged { value, language } => (Class::Tagged, Key::Pair(value, language)),
        TermRef::Literal { value, datatype: None | Some(XSD_STRING) } => {
            let class = if value.len() <= SHORT_BYTES { Class::String } else { Class::Text };
            (class, Key::Text(value))
        }
        TermRef::Literal { value, datatype: Some(datatype) } => match number(value, datatype) {
            Some((class, number)) => (class, Key::Number(number)),
            None => (Class::Other, Key::Pair(datatype, value)),
        },
    }
}

/// The number that stands for the literal, if its spelling is the one we write for that number.
fn number(value: &str, datatype: &str) -> Option<(Class, i64)> {
    match datatype {
        XSD_INTEGER => Some((Class::Integer, integer(value)?)),
        XSD_DATE => Some((Class::Date, calendar::day(value)?)),
        XSD_DATE_TIME => Some((Class::Moment, calendar::second(value)?)),
        _ => None,
    }
}

/// `007`, `+7` and `-0` are other terms than `7` and `0`.
fn integer(value: &str) -> Option<i64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let canonical = match digits.as_bytes() {
        [b'0'] => digits.len() == value.len(),
        [b'1'..=b'9', ..] => true,
        _ => false,
    };
    let number: i64 = if canonical { value.parse().ok()? } else { return None };
    (number.unsigned_abs() <= MAX_INTEGER).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_canonical_integers_are_numbers() {
        let cases = [("0", 0), ("7", 7), ("-7", -7), ("72057594037927935", MAX_INTEGER as i64)];
        for (text, value) in cases {
            assert_eq!(integer(text), Some(value), "{text}");
        }
        for text in
            ["", "-", "-0", "+1", "007", "1.0", " 1", "1a", "72057594037927936", "99999999999999999999"]
        {
            assert_eq!(integer(text), None, "{text}");
        }
    }
}
