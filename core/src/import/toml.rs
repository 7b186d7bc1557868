//! TOML parsed with bounds, and its values as JSON values, so that a field we have no name for is kept
//! whatever its notation was.

mod depth;

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::json_text;

/// Why a text is not TOML that we read, and the byte offset where.
pub(crate) struct NotToml {
    pub(crate) offset: usize,
    pub(crate) message: String,
}

/// Parses TOML 1.1 of bounded nesting.
pub(crate) fn parse(text: &str) -> Result<Spanned<DeTable<'_>>, NotToml> {
    if let Some(offset) = depth::too_deep(text) {
        return Err(NotToml { offset, message: format!("nested deeper than {} levels", depth::MAX_DEPTH) });
    }
    DeTable::parse(text).map_err(|error| NotToml {
        offset: error.span().map_or(0, |span| span.start),
        message: error.message().to_owned(),
    })
}

/// The JSON value of a TOML value. Date-times, and numbers that JSON does not have, become strings.
pub(crate) fn json_of(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Integer(number) => integer(number),
        DeValue::Float(number) => float(number.as_str()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(time) => Value::String(time.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json_of(item.get_ref())).collect(),
        DeValue::Table(table) => Value::Object(object_of(table)),
    }
}

/// The JSON object of a TOML table.
pub(crate) fn object_of(table: &DeTable<'_>) -> Map<String, Value> {
    table.iter().map(|(key, value)| (key.get_ref().clone().into_owned(), json_of(value.get_ref()))).collect()
}

/// Puts every value below `value` into `extra`: dotted key to JSON text. Tables are gone through, arrays and
/// empty tables are values.
pub(crate) fn flatten(key: &str, value: &Value, extra: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                flatten(&format!("{key}.{}", quote_key(name)), member, extra);
            }
        }
        value => {
            extra.insert(key.to_owned(), json_text(value));
        }
    }
}

/// A key as it stands in a dotted key: bare where TOML allows it, else quoted.
pub(crate) fn quote_key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(bare) {
        return name.to_owned();
    }
    json_text(&Value::String(name.to_owned()))
}

fn integer(number: &DeInteger<'_>) -> Value {
    let parsed = i64::from_str_radix(number.as_str(), number.radix());
    parsed.map_or_else(|_| Value::String(number.to_string()), Value::from)
}

fn float(text: &str) -> Value {
    let number: Result<Number, _> = serde_json::from_str(text.trim_start_matches('+'));
    number.map_or_else(|_| Value::String(text.to_owned()), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_toml_type_has_a_json_text() {
        let text = "a = 1_000\nb = 0x10\nc = +1.5\nd = nan\ne = 1979-05-27\nf = [true, {x = 'y'}]\n\
                    g = 99999999999999999999";
        let json = DeTable::parse(text).map(|table| Value::Object(object_of(table.get_ref())).to_string());
        let expected = r#"{"a":1000,"b":16,"c":1.5,"d":"nan","e":"1979-05-27","f":[true,{"x":"y"}],"#;
        assert_eq!(json.unwrap(), format!(r#"{expected}"g":"99999999999999999999"}}"#));
    }

    #[test]
    fn tables_become_dotted_keys() {
        let mut extra = BTreeMap::new();
        let value = serde_json::json!({"a": {"b.c": 1, "d": []}, "e": {}});
        flatten("x", &value, &mut extra);
        let lines: alloc::vec::Vec<String> =
            extra.iter().map(|(key, text)| format!("{key}={text}")).collect();
        assert_eq!(lines, [r#"x.a."b.c"=1"#, "x.a.d=[]", "x.e={}"]);
    }
}
