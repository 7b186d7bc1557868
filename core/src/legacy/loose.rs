//! Fields whose form nobody checked: taken in every form that occurs, with a note where it was not the plain
//! one.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::import::toml::{flatten, quote_key};
use crate::import::{Cleaner, describe};

/// The fields of one source, and where changes are noted.
pub(super) struct Loose<'c> {
    fields: Map<String, Value>,
    /// What stands before a field's name in notes and extra keys, with its separator.
    prefix: String,
    pub(super) cleaner: &'c mut Cleaner,
}

impl<'c> Loose<'c> {
    pub(super) fn new(fields: Map<String, Value>, prefix: &str, cleaner: &'c mut Cleaner) -> Self {
        Self { fields, prefix: prefix.to_owned(), cleaner }
    }

    pub(super) fn key(&self, name: &str) -> String {
        format!("{}{}", self.prefix, quote_key(name))
    }

    pub(super) fn note(&mut self, name: &str, what: impl AsRef<str>) {
        let key = self.key(name);
        self.cleaner.note(&key, what);
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.fields.remove(name).filter(|value| !value.is_null())
    }

    /// Puts back what is not understood, so that it becomes extra.
    pub(super) fn put_back(&mut self, name: &str, value: Value) {
        self.fields.insert(name.to_owned(), value);
    }

    /// A text; a number or flag is read as its text, `{url = …}` and `{name = …, email = …}` as what they
    /// say.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let value = self.take(name)?;
        match plain(&value) {
            Some(text) => {
                if !value.is_string() {
                    self.note(name, format!("{} read as `{text}`", describe(&value)));
                }
                Some(text)
            }
            None => {
                self.note(name, format!("expected a string, found {}; kept as extra", describe(&value)));
                self.put_back(name, value);
                None
            }
        }
    }

    /// A list of texts; of the table form `[package.tags] tags = […]` the list inside is taken.
    pub(super) fn list(&mut self, name: &str) -> Vec<String> {
        match self.take(name) {
            None => Vec::new(),
            Some(Value::Array(items)) => self.items(name, items),
            Some(Value::Object(table)) => self.table_form(name, table),
            Some(value) => {
                self.note(
                    name,
                    format!("expected a list, found {}; read as its only item", describe(&value)),
                );
                plain(&value).into_iter().collect()
            }
        }
    }

    fn table_form(&mut self, name: &str, mut table: Map<String, Value>) -> Vec<String> {
        let inside = table.remove(name);
        if !table.is_empty() {
            self.put_back(name, Value::Object(table));
        }
        match inside {
            Some(Value::Array(items)) => {
                self.note(name, format!("table form read as the list of its `{name}`"));
                self.items(name, items)
            }
            other => {
                self.note(
                    name,
                    format!("expected a list, found a table without a list `{name}`; kept as extra"),
                );
                if let Some(value) = other {
                    self.put_back(name, value);
                }
                Vec::new()
            }
        }
    }

    fn items(&mut self, name: &str, items: Vec<Value>) -> Vec<String> {
        let (good, bad): (Vec<Value>, Vec<Value>) = items.into_iter().partition(|item| plain(item).is_some());
        if !bad.is_empty() {
            self.note(name, format!("{} items that are no text kept as extra", bad.len()));
            self.put_back(name, Value::Array(bad));
        }
        good.iter().filter_map(plain).collect()
    }

    /// A count; 0 if it is none.
    pub(super) fn count(&mut self, name: &str) -> u32 {
        let Some(value) = self.take(name) else { return 0 };
        match value.as_u64().and_then(|number| u32::try_from(number).ok()) {
            Some(number) => number,
            None => {
                self.note(name, format!("expected a count, found {}; kept as extra", describe(&value)));
                self.put_back(name, value);
                0
            }
        }
    }

    /// Everything not taken becomes extra.
    pub(super) fn rest(self, extra: &mut BTreeMap<String, String>) {
        for (name, value) in &self.fields {
            flatten(&self.key(name), value, extra);
        }
    }
}

/// The text that `value` stands for.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Object(members) => named(members),
        Value::Null | Value::Array(_) => None,
    }
}

/// `Name <address>` of a person, the address of a repository; only where nothing else would be lost.
fn named(members: &Map<String, Value>) -> Option<String> {
    let text = |key: &str| members.get(key).and_then(Value::as_str);
    let only = |keys: &[&str]| members.keys().all(|key| keys.contains(&key.as_str()));
    match (text("name"), text("email"), text("url")) {
        (Some(name), Some(email), _) if only(&["name", "email"]) => Some(format!("{name} <{email}>")),
        (Some(name), None, _) if only(&["name"]) => Some(name.to_owned()),
        (None, None, Some(url)) if only(&["type", "url"]) => Some(url.to_owned()),
        _ => None,
    }
}
