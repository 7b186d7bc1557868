//! Fields of JSON objects, each read as the kind of value it must be. Unknown fields are left alone: they are
//! signed with the rest, and mean nothing here.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::Finding;
use super::json::Json;
use crate::trust::Timestamp;

/// The fields of one object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a BTreeMap<String, Json>);

impl<'a> Fields<'a> {
    /// The fields of `value`, which stands in `field`.
    pub(super) fn of(value: &'a Json, field: &'static str) -> Result<Self, Finding> {
        match value {
            Json::Object(fields) => Ok(Self(fields)),
            _ => Err(Finding::Malformed { field, expected: "an object" }),
        }
    }

    /// Every field with its name.
    pub(super) fn each(self) -> impl Iterator<Item = (&'a String, &'a Json)> {
        self.0.iter()
    }

    pub(super) fn has(self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    pub(super) fn object(self, field: &'static str) -> Result<Self, Finding> {
        Self::of(self.0.get(field).unwrap_or(&Json::Null), field)
    }

    pub(super) fn text(self, field: &'static str) -> Result<&'a str, Finding> {
        match self.0.get(field) {
            Some(Json::Text(text)) => Ok(text),
            _ => Err(Finding::Malformed { field, expected: "a string" }),
        }
    }

    pub(super) fn integer(self, field: &'static str) -> Result<i64, Finding> {
        match self.0.get(field) {
            Some(Json::Int(value)) => Ok(*value),
            _ => Err(Finding::Malformed { field, expected: "an integer" }),
        }
    }

    /// A length in bytes.
    pub(super) fn length(self, field: &'static str) -> Result<u64, Finding> {
        let negative = Finding::Malformed { field, expected: "a number of bytes" };
        u64::try_from(self.integer(field)?).map_err(|_| negative)
    }

    pub(super) fn flag(self, field: &'static str) -> Result<bool, Finding> {
        match self.0.get(field) {
            Some(Json::Bool(value)) => Ok(*value),
            _ => Err(Finding::Malformed { field, expected: "true or false" }),
        }
    }

    pub(super) fn moment(self, field: &'static str) -> Result<Timestamp, Finding> {
        let wrong = Finding::Malformed { field, expected: "a moment like 2026-11-21T09:30:00Z" };
        Timestamp::parse(self.text(field)?).ok_or(wrong)
    }

    pub(super) fn list(self, field: &'static str) -> Result<&'a [Json], Finding> {
        match self.0.get(field) {
            Some(Json::List(items)) => Ok(items),
            _ => Err(Finding::Malformed { field, expected: "a list" }),
        }
    }

    pub(super) fn texts(self, field: &'static str) -> Result<Vec<&'a str>, Finding> {
        let text = |item: &'a Json| match item {
            Json::Text(text) => Ok(text.as_str()),
            _ => Err(Finding::Malformed { field, expected: "a list of strings" }),
        };
        self.list(field)?.iter().map(text).collect()
    }
}

/// The `N` bytes of hexadecimal digits, of either case; `None` if `text` is anything else.
pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    unhex_upto(text, N)?.try_into().ok()
}

/// The same for a number of bytes that is not known before.
pub(super) fn unhex_upto(text: &str, max: usize) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    if pairs.len() > max || !rest.is_empty() { None } else { pairs.iter().map(byte).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_digits_are_read_in_either_case_and_nothing_else_is() {
        assert_eq!(unhex("00fFa1"), Some([0, 255, 0xa1]));
        assert_eq!(unhex::<2>("00f"), None);
        assert_eq!(unhex::<1>("+f"), None);
        assert_eq!(unhex::<1>("é"), None);
    }
}
