//! The two indexes: what `registry/index.json` and `registry/packages.toml` say of each package.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::layout::{INDEX, Layout, PACKAGES_TOML};
use super::{MAX_INDEX_BYTES, Reason, Unreadable};
use crate::import::toml::{object_of, parse};

/// Entries by package name; of one name, that of `index.json` first.
#[derive(Default)]
pub(super) struct Listed(BTreeMap<String, Vec<Entry>>);

/// What one index says of a package.
pub(super) struct Entry {
    pub(super) file: &'static str,
    pub(super) fields: Map<String, Value>,
}

impl Listed {
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn of(&self, name: &str) -> &[Entry] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Reads both indexes; what cannot be read goes to `unreadable`.
pub(super) fn read(layout: &Layout<'_>, unreadable: &mut Vec<Unreadable>) -> Listed {
    let mut listed = Listed::default();
    let sources =
        [(INDEX, layout.index.map(from_json)), (PACKAGES_TOML, layout.packages_toml.map(from_toml))];
    for (file, entries) in sources {
        let mut report = |reason| unreadable.push(Unreadable { path: file.to_owned(), reason });
        match entries {
            None => {}
            Some(Err(reason)) => report(reason),
            Some(Ok(entries)) => entries.into_iter().for_each(|entry| {
                if let Err(reason) = listed.add(file, entry) {
                    report(reason);
                }
            }),
        }
    }
    listed
}

impl Listed {
    fn add(&mut self, file: &'static str, entry: Value) -> Result<(), Reason> {
        let missing = Reason::Missing { field: "name" };
        let Value::Object(fields) = entry else { return Err(missing) };
        let name = fields.get("name").and_then(Value::as_str).ok_or(missing)?.to_owned();
        let entries = self.0.entry(name.clone()).or_default();
        if entries.iter().any(|entry| entry.file == file) {
            return Err(Reason::Duplicate { release: name, other: file.to_owned() });
        }
        entries.push(Entry { file, fields });
        Ok(())
    }
}

fn from_json(bytes: &[u8]) -> Result<Vec<Value>, Reason> {
    const EXPECTED: &str = "a JSON object with an array `packages`";
    let text = text(bytes, MAX_INDEX_BYTES)?;
    let message = |message: String| Reason::NotReadable { expected: EXPECTED, message };
    let index: Value = serde_json::from_str(text).map_err(|error| message(error.to_string()))?;
    entries(index, "packages").ok_or_else(|| message("no array of that name".to_owned()))
}

fn from_toml(bytes: &[u8]) -> Result<Vec<Value>, Reason> {
    const EXPECTED: &str = "TOML with tables `[[package]]`";
    let text = text(bytes, MAX_INDEX_BYTES)?;
    let message = |message: String| Reason::NotReadable { expected: EXPECTED, message };
    let index = parse(text).map_err(|problem| message(problem.message))?;
    let index = Value::Object(object_of(index.get_ref()));
    entries(index, "package").ok_or_else(|| message("no array of that name".to_owned()))
}

fn entries(mut index: Value, key: &str) -> Option<Vec<Value>> {
    match index.get_mut(key)?.take() {
        Value::Array(entries) => Some(entries),
        _ => None,
    }
}

/// The text of a file of at most `max` bytes.
pub(super) fn text(bytes: &[u8], max: usize) -> Result<&str, Reason> {
    if bytes.len() > max {
        return Err(Reason::TooLarge { found: bytes.len(), max });
    }
    core::str::from_utf8(bytes).map_err(|error| Reason::NotUtf8 { offset: error.valid_up_to() })
}
