//! `package.toml`, read strictly: what cannot be read, or contradicts itself, is refused with its place.
//!
//! ```toml
//! [package]
//! name = "demo"                     # or "@namespace/demo"
//! version = "1.0.0"                 # SemVer
//! description = "What it is"        # one line; or `summary` for the line and `description` for the text
//! authors = ["A <a@example.org>"]   # or `author`
//! license = "MIT"
//! categories = ["tools"]            # or `category`
//! tags = []                         # and keywords, homepage, repository, provides
//!
//! [dependencies]
//! tool = "^1.2"                     # or { version = "^1.2", optional = true }
//!
//! [dev-dependencies]
//! bench = "*"
//! ```
//!
//! Every other key is kept as extra, as JSON text under its dotted name.

mod error;
mod source;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use toml::de::{DeTable, DeValue};

pub use error::{CODES, ManifestError, ManifestProblem};
use source::{Entry, Source};

use crate::import::summary_and_description;
use crate::import::toml::{flatten, json_of, quote_key};
use crate::model::{Dependency, DependencyKind, Manifest, PackageName, Requirement, Version};

/// Longest `package.toml`, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// Reads a `package.toml` ([TOML 1.1]).
///
/// # Errors
/// [`ManifestError`]: line, column, what was expected and what was found.
///
/// [TOML 1.1]: https://toml.io/en/v1.1.0
pub fn parse(bytes: &[u8]) -> Result<Manifest, ManifestError> {
    let mut source = Source::new(bytes)?;
    let document = source.document()?;
    read(&mut source, document.get_ref()).map_err(|(offset, problem)| source.error(offset, problem))
}

/// A problem and the byte offset it is at.
type Found = (usize, ManifestProblem);

fn read(source: &mut Source<'_>, document: &DeTable<'_>) -> Result<Manifest, Found> {
    let missing = || (0, ManifestProblem::Missing { field: "package" });
    let package = source::entry(document, "package").ok_or_else(missing)?;
    let mut table = Reader { source, header: package.offset, table: package.table("package")? };
    let mut manifest = table.head()?;
    table.lists(&mut manifest)?;
    manifest.license = table.string("license")?;
    manifest.homepage = table.string("homepage")?;
    manifest.repository = table.string("repository")?;
    table.rest(&mut manifest);
    for (key, kind) in
        [("dependencies", DependencyKind::Runtime), ("dev-dependencies", DependencyKind::Development)]
    {
        if let Some(entry) = source::entry(document, key) {
            source.note("dependencies", entry.offset);
            manifest.dependencies.extend(dependencies(key, kind, entry.table(key)?)?);
        }
    }
    for (key, value) in document {
        if !matches!(key.get_ref().as_ref(), "package" | "dependencies" | "dev-dependencies") {
            flatten(&quote_key(key.get_ref()), &json_of(value.get_ref()), &mut manifest.extra);
        }
    }
    manifest.checked().map_err(|rule| source.broken_rule(rule))
}

/// Keys of `[package]` that have a field in [`Manifest`].
const KNOWN: [&str; 14] = [
    "name",
    "version",
    "summary",
    "description",
    "author",
    "authors",
    "license",
    "category",
    "categories",
    "tags",
    "keywords",
    "homepage",
    "repository",
    "provides",
];

/// Reads the keys of `[package]` and notes where each field stands.
struct Reader<'a, 's, 'i> {
    source: &'a mut Source<'s>,
    header: usize,
    table: &'a DeTable<'i>,
}

impl Reader<'_, '_, '_> {
    fn head(&mut self) -> Result<Manifest, Found> {
        let name = self.parsed("name", "package.name", PackageName::parse)?;
        let version = self.parsed("version", "package.version", Version::parse_semver)?;
        let (summary, description) = (self.string("summary")?, self.string("description")?);
        let (summary, description) = match (summary, description) {
            (Some(summary), description) => (summary, description.unwrap_or_default()),
            (None, Some(text)) => self.split(&text),
            (None, None) => return Err(self.missing("package.description")),
        };
        let mut manifest = Manifest::new(name, version, summary);
        manifest.description = description;
        Ok(manifest)
    }

    /// A description alone is the summary too; a broken rule of the summary is then at the description.
    fn split(&mut self, text: &str) -> (String, String) {
        if let Some(entry) = source::entry(self.table, "description") {
            self.source.note("summary", entry.offset);
        }
        summary_and_description(text)
    }

    fn missing(&self, field: &'static str) -> Found {
        (self.header, ManifestProblem::Missing { field })
    }

    fn entry(&mut self, key: &'static str) -> Option<Entry<'_, '_>> {
        let entry = source::entry(self.table, key)?;
        self.source.note(key, entry.offset);
        Some(entry)
    }

    fn string(&mut self, key: &'static str) -> Result<Option<String>, Found> {
        self.entry(key).map(|entry| entry.string(&format!("package.{key}"))).transpose()
    }

    fn parsed<T>(
        &mut self,
        key: &'static str,
        field: &'static str,
        parse: impl Fn(&str) -> Result<T, crate::model::Invalid>,
    ) -> Result<T, Found> {
        let missing = self.missing(field);
        let entry = self.entry(key).ok_or(missing)?;
        parse(&entry.string(field)?).map_err(|rule| entry.invalid(field, rule))
    }

    fn lists(&mut self, manifest: &mut Manifest) -> Result<(), Found> {
        manifest.authors = self.one_or_several("author", "authors")?;
        manifest.categories = self.one_or_several("category", "categories")?;
        manifest.tags = self.strings("tags")?;
        manifest.keywords = self.strings("keywords")?;
        manifest.provides = self.strings("provides")?;
        Ok(())
    }

    fn strings(&mut self, key: &'static str) -> Result<Vec<String>, Found> {
        self.entry(key).map_or(Ok(Vec::new()), |entry| entry.strings(&format!("package.{key}")))
    }

    /// A field that has two spellings, of which a manifest uses one.
    fn one_or_several(&mut self, one: &'static str, several: &'static str) -> Result<Vec<String>, Found> {
        if let (Some(entry), Some(_)) = (source::entry(self.table, one), source::entry(self.table, several)) {
            return Err((entry.offset, ManifestProblem::Both { one, other: several }));
        }
        let single = self.string(one)?;
        if let (Some(entry), true) = (source::entry(self.table, one), single.is_some()) {
            self.source.note(several, entry.offset);
        }
        single.map_or_else(|| self.strings(several), |item| Ok(Vec::from([item])))
    }

    fn rest(&self, manifest: &mut Manifest) {
        for (key, value) in self.table {
            if !KNOWN.contains(&key.get_ref().as_ref()) {
                let dotted = format!("package.{}", quote_key(key.get_ref()));
                flatten(&dotted, &json_of(value.get_ref()), &mut manifest.extra);
            }
        }
    }
}

fn dependencies(section: &str, kind: DependencyKind, table: &DeTable<'_>) -> Result<Vec<Dependency>, Found> {
    let mut out = Vec::new();
    for (key, value) in table {
        let field = format!("{section}.{}", quote_key(key.get_ref()));
        let (range, kind) = requirement(&Entry::of(value), &field, kind)?;
        let name = PackageName::parse(key.get_ref());
        let name = name.map_err(|rule| (key.span().start, error::invalid(&field, rule)))?;
        out.push(Dependency { kind, alternatives: Vec::from([Requirement { name, range }]) });
    }
    Ok(out)
}

/// Range and kind of `"^1"` or `{ version = "^1", optional = true }`.
fn requirement(
    entry: &Entry<'_, '_>,
    field: &str,
    kind: DependencyKind,
) -> Result<(Option<String>, DependencyKind), Found> {
    const EXPECTED: &str = "a range such as \"^1.2\", or a table of `version` and `optional`";
    let DeValue::Table(table) = entry.value else {
        let range = entry.string(field).map_err(|_| entry.wrong(field, EXPECTED))?;
        return Ok((self::range(entry, field, &range)?, kind));
    };
    if table.keys().any(|key| !matches!(key.get_ref().as_ref(), "version" | "optional")) {
        return Err(entry.wrong(field, EXPECTED));
    }
    let range = match source::entry(table, "version") {
        None => None,
        Some(version) => self::range(&version, field, &version.string(&format!("{field}.version"))?)?,
    };
    let optional = match source::entry(table, "optional") {
        None => false,
        Some(flag) => flag.boolean(&format!("{field}.optional"))?,
    };
    Ok((range, if optional && kind == DependencyKind::Runtime { DependencyKind::Recommended } else { kind }))
}

/// A checked range; `None` for `*`, which any version satisfies.
fn range(entry: &Entry<'_, '_>, field: &str, text: &str) -> Result<Option<String>, Found> {
    if text.trim() == "*" {
        return Ok(None);
    }
    match semver::VersionReq::parse(text) {
        Ok(_) => Ok(Some(text.to_owned())),
        Err(_) => Err(entry.wrong(field, "a range of versions such as `^1.2`, `~1.2.3`, `>=1, <3` or `*`")),
    }
}
