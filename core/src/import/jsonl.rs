//! JSON Lines: one package a line, as an object.
//!
//! Required: `name`, `version`, and `summary` or `description`. Known beside them: `section`, `category`,
//! `categories`; `maintainer`, `author`, `authors`; `license`, `tags`, `keywords`, `homepage`, `repository`,
//! `provides`; `depends` and `recommends` (an array of groups, a group an array of alternatives, an
//! alternative `{name, op, version}` or `{name, range}`); `size` or `bytes`, `sha256` or `digest`,
//! `filename`; `downloads`, `stars`. `null` is the same as absent. Every other field is kept as
//! extra; whole numbers there that need more than 64 bits lose digits.
//!
//! A record with an `architecture` is a Debian package and its version is ordered as Debian orders versions;
//! any other version is SemVer, or Debian's where it is not SemVer.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::fields::{Fields, array, wrong};
use super::{Cleaner, Counts, ImportError, Imported, MAX_LINE_BYTES, Place, Problem};
use super::{summary_and_description, unsigned};
use crate::model::{
    ArchiveRef, Dependency, DependencyKind, Digest, Manifest, PackageName, Requirement, Version,
};

/// Reads one line, without or with its line feed. `line` is its number, from 1, for messages.
///
/// # Errors
/// [`ImportError`]; a line longer than [`MAX_LINE_BYTES`] is refused before it is parsed.
pub fn record(line: u64, bytes: &[u8]) -> Result<Imported, ImportError> {
    read(line, bytes).map_err(|problem| problem.at(line))
}

fn read(line: u64, bytes: &[u8]) -> Result<Imported, Problem> {
    if bytes.len() > MAX_LINE_BYTES {
        return Err(Problem::TooLong { found: bytes.len(), max: MAX_LINE_BYTES });
    }
    let mut fields = Fields::parse(bytes)?;
    let mut manifest = head(&mut fields)?;
    lists(&mut fields, &mut manifest)?;
    manifest.license = fields.string("license")?;
    manifest.homepage = fields.string("homepage")?;
    manifest.repository = fields.string("repository")?;
    manifest.dependencies = dependencies(&mut fields)?;
    let archive = archive(&mut fields, &mut manifest.extra)?;
    let counts = Counts { downloads: count(&mut fields, "downloads")?, stars: count(&mut fields, "stars")? };
    manifest.extra.append(&mut fields.rest());
    unsigned(manifest, archive, counts, Cleaner::new(Place::Line(line)))
}

fn head(fields: &mut Fields) -> Result<Manifest, Problem> {
    let name = fields.string("name")?.ok_or(Problem::Missing { field: "name" })?;
    let name = PackageName::parse(&name).map_err(|source| Problem::value("name", source))?;
    let version = version(fields)?;
    let description = fields.string("description")?;
    let (summary, description) = match (fields.string("summary")?, description) {
        (Some(summary), description) => (summary, description.unwrap_or_default()),
        (None, Some(description)) => summary_and_description(&description),
        (None, None) => return Err(Problem::Missing { field: "summary" }),
    };
    let mut manifest = Manifest::new(name, version, summary);
    manifest.description = description;
    Ok(manifest)
}

fn version(fields: &mut Fields) -> Result<Version, Problem> {
    let text = fields.string("version")?.ok_or(Problem::Missing { field: "version" })?;
    let parse = if fields.has("architecture") { Version::parse_debian } else { Version::parse };
    parse(&text).map_err(|source| Problem::value("version", source))
}

fn lists(fields: &mut Fields, manifest: &mut Manifest) -> Result<(), Problem> {
    manifest.authors = several(fields, "authors", &["author", "maintainer"])?;
    manifest.categories = several(fields, "categories", &["category", "section"])?;
    manifest.tags = fields.strings("tags")?;
    manifest.keywords = fields.strings("keywords")?;
    manifest.provides = fields.strings("provides")?;
    Ok(())
}

/// The items of the list `many` and of the fields `ones` that each hold one.
fn several(fields: &mut Fields, many: &str, ones: &[&str]) -> Result<Vec<String>, Problem> {
    let mut items = fields.strings(many)?;
    for one in ones {
        items.extend(fields.string(one)?);
    }
    Ok(items)
}

fn count(fields: &mut Fields, field: &str) -> Result<u32, Problem> {
    let number = fields.number(field, u32::MAX.into())?.unwrap_or(0);
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

fn dependencies(fields: &mut Fields) -> Result<Vec<Dependency>, Problem> {
    let mut out = Vec::new();
    for (field, kind) in [("depends", DependencyKind::Runtime), ("recommends", DependencyKind::Recommended)] {
        let groups = fields.array(field, "an array of groups of alternatives")?;
        for (i, group) in groups.into_iter().enumerate() {
            let items = array(&format!("{field}[{i}]"), "an array of alternatives", group)?;
            let at = |j| format!("{field}[{i}][{j}]");
            let alternatives = items.into_iter().enumerate().map(|(j, item)| requirement(item, || at(j)));
            out.push(Dependency { kind, alternatives: alternatives.collect::<Result<_, _>>()? });
        }
    }
    Ok(out)
}

/// `{name}`, `{name, op, version}` or `{name, range}`; `at` names the place.
fn requirement(value: Value, at: impl Fn() -> String) -> Result<Requirement, Problem> {
    let Value::Object(mut members) = value else { return Err(no_requirement(&at(), &value)) };
    members.retain(|_, member| !member.is_null());
    let mut text = |key: &str| match members.get_mut(key) {
        Some(Value::String(text)) => Some(core::mem::take(text)),
        _ => None,
    };
    let (name, op, version, range) = (text("name"), text("op"), text("version"), text("range"));
    let found = [&name, &op, &version, &range].into_iter().flatten().count();
    let all_taken = found == members.len();
    let range = match (op, version, range) {
        (Some(op), Some(version), None) => Ok(Some(format!("{op} {version}"))),
        (None, None, range) => Ok(range),
        _ => Err(()),
    };
    let (Some(name), Ok(range), true) = (name, range, all_taken) else {
        return Err(no_requirement(&at(), &Value::Object(members)));
    };
    let name = PackageName::parse(&name).map_err(|source| Problem::value(&at(), source))?;
    Ok(Requirement { name, range })
}

fn no_requirement(at: &str, found: &Value) -> Problem {
    wrong(at, "an object of `name`, and `op` and `version` or `range`", found)
}

/// The archive, if the source tells digest, length and place. With less than that nothing could be fetched
/// or checked, and what there is stays extra.
fn archive(fields: &mut Fields, extra: &mut BTreeMap<String, String>) -> Result<Option<ArchiveRef>, Problem> {
    let (sha256, digest) = (fields.string("sha256")?, fields.string("digest")?);
    let (size, bytes) = (fields.number("size", u64::MAX)?, fields.number("bytes", u64::MAX)?);
    let (digest, bytes) = (sha256.or(digest), size.or(bytes));
    let location = fields.string("filename")?;
    match (digest, bytes, location) {
        (Some(digest), Some(bytes), Some(location)) => {
            let digest = Digest::parse(&digest).map_err(|source| Problem::value("sha256", source))?;
            Ok(Some(ArchiveRef { digest, bytes, location: Some(location) }))
        }
        (digest, bytes, location) => {
            let text = |text: Option<String>| text.map(Value::String);
            let parts =
                [("sha256", text(digest)), ("size", bytes.map(Value::from)), ("filename", text(location))];
            for (name, value) in parts {
                extra.extend(value.map(|value| (name.to_owned(), super::json_text(&value))));
            }
            Ok(None)
        }
    }
}
