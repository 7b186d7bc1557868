//! What the sources say of a package, before it is a record.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::loose::Loose;
use super::{Reason, dependencies};
use crate::import::toml::{flatten, quote_key};
use crate::import::{Cleaner, Counts, Imported, Problem, json_text, summary_and_description, unsigned};
use crate::model::{Dependency, Invalid, Manifest, PackageName, Version, printable};

/// What one source, or several, say of a package.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) description: Option<String>,
    pub(super) license: Option<String>,
    pub(super) homepage: Option<String>,
    pub(super) repository: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) keywords: Vec<String>,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) extra: BTreeMap<String, String>,
    pub(super) counts: Counts,
}

impl Draft {
    /// Takes what `fields` say; what has no field of ours becomes extra.
    pub(super) fn read(mut fields: Loose<'_>) -> Self {
        let mut draft = Self {
            id: fields.text("id"),
            name: fields.text("name"),
            version: fields.text("version"),
            description: fields.text("description"),
            license: fields.text("license"),
            homepage: fields.text("homepage"),
            repository: fields.text("repository"),
            tags: fields.list("tags"),
            keywords: fields.list("keywords"),
            authors: fields.list("authors"),
            counts: Counts { downloads: fields.count("downloads"), stars: fields.count("stars") },
            ..Self::default()
        };
        draft.authors.extend(fields.text("author"));
        draft.read_categories(&mut fields);
        draft.read_dependencies(&mut fields);
        fields.rest(&mut draft.extra);
        draft
    }

    /// Categories are compared without case, as the predecessor's commands did: their case is dropped, and
    /// what was written kept as extra.
    fn read_categories(&mut self, fields: &mut Loose<'_>) {
        let one = Vec::from_iter(fields.text("category"));
        for (key, mut items) in [("category", one), ("categories", fields.list("categories"))] {
            items.retain(|item| item != "uncategorized");
            let lower: Vec<String> = items.iter().map(|item| item.to_lowercase()).collect();
            if lower != items {
                let (from, to) = (printable(&items.join(", ")), printable(&lower.join(", ")));
                fields.note(key, format!("`{from}` read as `{to}`"));
                self.extra.insert(fields.key(key), json_text(&as_written(items)));
            }
            self.categories.extend(lower);
        }
    }

    fn read_dependencies(&mut self, fields: &mut Loose<'_>) {
        let Some(value) = fields.take("dependencies") else { return };
        let (found, rest) = dependencies::declared(value);
        self.dependencies = found;
        if let Some(rest) = rest {
            fields.note("dependencies", "entries that name no package kept as extra");
            fields.put_back("dependencies", rest);
        }
    }

    /// Takes the packages out of top-level `[dependencies]`; the rest becomes extra.
    pub(super) fn top_level_dependencies(
        &mut self,
        table: Option<Value>,
        known: &BTreeSet<&str>,
        cleaner: &mut Cleaner,
    ) {
        const KEY: &str = "dependencies";
        let Some(value) = table else { return };
        let Value::Object(table) = value else {
            cleaner.note(KEY, "not a table; kept as extra");
            return flatten(KEY, &value, &mut self.extra);
        };
        let (found, rest) = dependencies::top_level(table, known);
        if !found.is_empty() {
            let names = found.iter().flat_map(|d| &d.alternatives).map(|r| r.name.as_str());
            let names = Vec::from_iter(names).join(", ");
            cleaner.note(KEY, format!("packages of this registry, read as dependencies: {names}"));
        }
        if rest.values().any(|value| value.as_array().is_none_or(|items| !items.is_empty())) {
            let names = Vec::from_iter(rest.keys().map(String::as_str)).join(", ");
            cleaner.note(KEY, format!("no packages of this registry, kept as extra: {names}"));
        }
        self.dependencies.extend(found);
        if !rest.is_empty() {
            flatten(KEY, &Value::Object(rest), &mut self.extra);
        }
    }

    /// Tables that no field is read from become extra.
    pub(super) fn keep_tables(&mut self, tables: &Map<String, Value>) {
        for (key, value) in tables {
            flatten(&quote_key(key), value, &mut self.extra);
        }
    }

    /// Text that is not TOML becomes extra, under the table it stood in.
    pub(super) fn keep_unread(&mut self, unread: Vec<(String, String)>) {
        let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (header, text) in unread {
            texts.entry(format!("unread.{header}")).or_default().push(text);
        }
        let texts = texts.into_iter().map(|(key, texts)| (key, json_text(&as_written(texts))));
        self.extra.extend(texts);
    }

    /// The name: the manifest's if it is one, else its id, else the directory's. What it is not stays extra.
    pub(super) fn name(&mut self, directory: &str, cleaner: &mut Cleaner) -> Result<PackageName, Reason> {
        let name = self.name.take();
        let id = self.id.take();
        let parsed = name.as_deref().and_then(|name| PackageName::parse(name).ok());
        let chosen = parsed.or_else(|| id.as_deref().and_then(|id| PackageName::parse(id).ok()));
        let chosen = chosen.map_or_else(|| PackageName::parse(directory).map_err(Reason::Invalid), Ok)?;
        for (key, value) in [("package.name", name), ("package.id", id)] {
            if let Some(value) = value.filter(|value| value != chosen.as_str()) {
                cleaner.note(
                    key,
                    format!("`{}` kept as extra; the package is called `{chosen}`", printable(&value)),
                );
                self.extra.insert(key.to_owned(), json_text(&Value::from(value)));
            }
        }
        if chosen.as_str() != directory {
            cleaner.note("package.name", format!("`{chosen}` is in the directory `{directory}`"));
        }
        Ok(chosen)
    }

    /// The record; version and description must be known by now.
    pub(super) fn finish(self, name: PackageName, mut cleaner: Cleaner) -> Result<Imported, Reason> {
        let version = version(&self.version.ok_or(Reason::Missing { field: "version" })?, &mut cleaner)?;
        let description = self.description.filter(|text| !text.trim().is_empty());
        let description = description.ok_or(Reason::Missing { field: "description" })?;
        let (summary, description) = summary_and_description(&description);
        let mut manifest = Manifest::new(name, version, summary);
        manifest.description = description;
        manifest.authors = self.authors;
        manifest.license = self.license;
        manifest.categories = self.categories;
        manifest.tags = self.tags;
        manifest.keywords = self.keywords;
        manifest.homepage = self.homepage;
        manifest.repository = self.repository;
        manifest.dependencies = self.dependencies;
        manifest.extra = self.extra;
        unsigned(manifest, None, self.counts, cleaner).map_err(reason)
    }
}

/// One text as a string, several as a list.
fn as_written(mut items: Vec<String>) -> Value {
    match items.as_mut_slice() {
        [one] => Value::String(core::mem::take(one)),
        _ => Value::from(items),
    }
}

/// A SemVer version; parts that are missing are 0, a leading `v` goes.
fn version(text: &str, cleaner: &mut Cleaner) -> Result<Version, Reason> {
    if let Ok(version) = Version::parse_semver(text) {
        return Ok(version);
    }
    let bare = text.trim().trim_start_matches('v');
    let parts = bare.split('.').count();
    let mended = format!("{bare}{}", ".0".repeat(3_usize.saturating_sub(parts)));
    let version = Version::parse_semver(&mended).map_err(|_| invalid_version(text))?;
    cleaner.note("version", format!("`{text}` read as `{version}`"));
    Ok(version)
}

fn invalid_version(text: &str) -> Reason {
    Reason::Invalid(Invalid::Version { version: printable(text) })
}

/// The rule that a record broke; the other problems of importers are those of files, which have none here.
fn reason(problem: Problem) -> Reason {
    match problem {
        Problem::Bound(rule) | Problem::Value { source: rule, .. } => Reason::Invalid(rule),
        other => Reason::NotReadable { expected: "a package", message: other.to_string() },
    }
}
