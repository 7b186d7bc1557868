//! The text of a manifest, where its fields stand, and typed access to TOML values that keeps the place.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ManifestError, ManifestProblem, invalid};
use super::{Found, MAX_BYTES};
use crate::import::describe;
use crate::import::toml::{NotToml, json_of, parse};
use crate::model::Invalid;

/// A manifest's text, and the byte offset of every field read from it.
pub(super) struct Source<'s> {
    text: &'s str,
    places: BTreeMap<&'static str, usize>,
}

impl<'s> Source<'s> {
    /// Checks length and encoding.
    pub(super) fn new(bytes: &'s [u8]) -> Result<Self, ManifestError> {
        if bytes.len() > MAX_BYTES {
            let problem = ManifestProblem::TooLarge { found: bytes.len(), max: MAX_BYTES };
            return Err(error("", 0, problem));
        }
        match core::str::from_utf8(bytes) {
            Ok(text) => Ok(Self { text, places: BTreeMap::new() }),
            Err(bad) => {
                let offset = bad.valid_up_to();
                let readable = String::from_utf8_lossy(bytes);
                Err(error(&readable, offset, ManifestProblem::NotUtf8 { offset }))
            }
        }
    }

    pub(super) fn document(&self) -> Result<Spanned<DeTable<'s>>, ManifestError> {
        parse(self.text)
            .map_err(|NotToml { offset, message }| self.error(offset, ManifestProblem::Syntax { message }))
    }

    /// Remembers that `field` stands at `offset`.
    pub(super) fn note(&mut self, field: &'static str, offset: usize) {
        self.places.insert(field, offset);
    }

    pub(super) fn error(&self, offset: usize, problem: ManifestProblem) -> ManifestError {
        error(self.text, offset, problem)
    }

    /// A rule that the whole manifest broke, at the field that broke it.
    pub(super) fn broken_rule(&self, rule: Invalid) -> Found {
        let field = match &rule {
            Invalid::TooLong { field, .. } | Invalid::TooMany { field, .. } | Invalid::Text { field, .. } => {
                field
            }
            Invalid::Name { .. } => "name",
            Invalid::Version { .. } => "version",
            Invalid::Digest { .. } => "digest",
        };
        let offset = self.places.get(field).copied().unwrap_or(0);
        (offset, invalid(field, rule))
    }
}

fn error(text: &str, offset: usize, problem: ManifestProblem) -> ManifestError {
    let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (before, after) = text.split_at(offset);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let rest = after.lines().next().unwrap_or("");
    ManifestError {
        line: before.matches('\n').count() + 1,
        column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
        problem,
        source_line: before.get(line_start..).unwrap_or("").to_owned() + rest,
    }
}

/// A value and where it stands.
pub(super) struct Entry<'a, 'i> {
    pub(super) value: &'a DeValue<'i>,
    pub(super) offset: usize,
}

/// The entry of `key` in `table`.
pub(super) fn entry<'a, 'i>(table: &'a DeTable<'i>, key: &str) -> Option<Entry<'a, 'i>> {
    table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| Entry::of(value))
}

impl<'a, 'i> Entry<'a, 'i> {
    pub(super) fn of(value: &'a Spanned<DeValue<'i>>) -> Self {
        Self { value: value.get_ref(), offset: value.span().start }
    }

    pub(super) fn wrong(&self, field: &str, expected: &'static str) -> Found {
        let found = describe(&json_of(self.value));
        (self.offset, ManifestProblem::WrongType { field: field.to_owned(), expected, found })
    }

    pub(super) fn invalid(&self, field: &str, rule: Invalid) -> Found {
        (self.offset, invalid(field, rule))
    }

    pub(super) fn table(&self, field: &str) -> Result<&'a DeTable<'i>, Found> {
        match self.value {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.wrong(field, "a table")),
        }
    }

    pub(super) fn string(&self, field: &str) -> Result<String, Found> {
        match self.value {
            DeValue::String(text) => Ok(text.clone().into_owned()),
            _ => Err(self.wrong(field, "a string")),
        }
    }

    pub(super) fn boolean(&self, field: &str) -> Result<bool, Found> {
        match self.value {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(self.wrong(field, "true or false")),
        }
    }

    pub(super) fn strings(&self, field: &str) -> Result<Vec<String>, Found> {
        let DeValue::Array(items) = self.value else {
            return Err(self.wrong(field, "an array of strings"));
        };
        let item =
            |(i, item): (usize, &Spanned<DeValue<'i>>)| Entry::of(item).string(&format!("{field}[{i}]"));
        items.iter().enumerate().map(item).collect()
    }
}
