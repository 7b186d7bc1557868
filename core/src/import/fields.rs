//! The fields of one JSON object, taken out one by one with their type checked; what is left is extra.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;

use super::Problem;
use crate::model::printable;

/// The members of a JSON object by name.
#[derive(Debug, Default)]
pub(crate) struct Fields(BTreeMap<String, Value>);

/// Starts the message of the error that a repeated name gives; the name follows.
const TWICE: &str = "twice:";

impl Fields {
    /// Reads one JSON object. Nesting is bounded by the parser (128 levels).
    ///
    /// # Errors
    /// [`Problem::NotUtf8`], [`Problem::NotJson`], [`Problem::Duplicate`].
    pub(crate) fn parse(line: &[u8]) -> Result<Self, Problem> {
        let text = core::str::from_utf8(line).map_err(|e| Problem::NotUtf8 { offset: e.valid_up_to() })?;
        serde_json::from_str(text).map_err(|error| not_json(&error))
    }

    fn take(&mut self, field: &str) -> Option<Value> {
        self.0.remove(field).filter(|value| !value.is_null())
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.get(field).is_some_and(|value| !value.is_null())
    }

    pub(crate) fn string(&mut self, field: &str) -> Result<Option<String>, Problem> {
        self.take(field).map(|value| string(field, value)).transpose()
    }

    pub(crate) fn strings(&mut self, field: &str) -> Result<Vec<String>, Problem> {
        let Some(value) = self.take(field) else { return Ok(Vec::new()) };
        let items = array(field, "an array of strings", value)?.into_iter().enumerate();
        let item = |(i, item)| match item {
            Value::String(text) => Ok(text),
            other => Err(wrong(&format!("{field}[{i}]"), "a string", &other)),
        };
        items.map(item).collect()
    }

    pub(crate) fn array(&mut self, field: &str, expected: &'static str) -> Result<Vec<Value>, Problem> {
        self.take(field).map_or(Ok(Vec::new()), |value| array(field, expected, value))
    }

    /// A whole number of at most `max`.
    pub(crate) fn number(&mut self, field: &str, max: u64) -> Result<Option<u64>, Problem> {
        let Some(value) = self.take(field) else { return Ok(None) };
        let expected = if max > u64::from(u32::MAX) { "a whole number" } else { "a whole number of 32 bits" };
        let number = value.as_u64().filter(|number| *number <= max);
        number.map(Some).ok_or_else(|| wrong(field, expected, &value))
    }

    /// Everything not taken: name to JSON text.
    pub(crate) fn rest(self) -> BTreeMap<String, String> {
        self.0.into_iter().map(|(name, value)| (name, json_text(&value))).collect()
    }
}

pub(crate) fn string(field: &str, value: Value) -> Result<String, Problem> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wrong(field, "a string", &other)),
    }
}

pub(crate) fn array(field: &str, expected: &'static str, value: Value) -> Result<Vec<Value>, Problem> {
    match value {
        Value::Array(items) => Ok(items),
        other => Err(wrong(field, expected, &other)),
    }
}

pub(crate) fn wrong(field: &str, expected: &'static str, found: &Value) -> Problem {
    Problem::WrongType { field: field.to_owned(), expected, found: describe(found) }
}

/// A value in a few words for a message.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => format!("the string `{}`", printable(text)),
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(members) => format!("an object of {}", members.len()),
    }
}

/// Compact JSON, members sorted by name, control characters escaped also where JSON does not ask for it.
pub(crate) fn json_text(value: &Value) -> String {
    let text = value.to_string();
    if !text.chars().any(char::is_control) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

fn not_json(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let problem = message.split(" at line ").next().unwrap_or(&message);
    match problem.strip_prefix(TWICE) {
        Some(field) => Problem::Duplicate { field: printable(field) },
        None => Problem::NotJson { column: error.column().max(1), problem: problem.to_owned() },
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Fields, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some((name, value)) = members.next_entry::<String, Value>()? {
            if fields.contains_key(&name) {
                return Err(A::Error::custom(format!("{TWICE}{name}")));
            }
            fields.insert(name, value);
        }
        Ok(Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn problem(line: &str) -> String {
        Fields::parse(line.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_object_is_named() {
        assert_eq!(
            problem("[]"),
            "not a JSON object: invalid type: sequence, expected a JSON object at column 1"
        );
        assert_eq!(problem("{\"a\":1"), "not a JSON object: EOF while parsing an object at column 6");
        assert_eq!(problem("{\"a\":1,\"a\":2}"), "field `a` stands twice in one record");
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert!(problem(&deep).contains("recursion limit exceeded"));
    }

    #[test]
    fn a_wrong_type_names_the_item() {
        let mut fields = Fields::parse(br#"{"tags":["a",5],"size":-1}"#).unwrap();
        assert_eq!(
            fields.strings("tags").unwrap_err().to_string(),
            "field `tags[1]`: expected a string, found 5"
        );
        assert_eq!(
            fields.number("size", u64::MAX).unwrap_err().to_string(),
            "field `size`: expected a whole number, found -1"
        );
    }

    #[test]
    fn json_text_holds_no_control_character() {
        let text = json_text(&Value::String("a\u{7f}\u{85}\n".to_owned()));
        assert_eq!(text, r#""a\u007f\u0085\n""#);
    }
}
