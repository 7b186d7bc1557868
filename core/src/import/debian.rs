//! Debian's package lists: stanzas of `Packages` files, with the long texts of `Translation-en`.
//!
//! The format is [Debian Policy 5.1]: `Field: value`, continuation lines that begin with a space or tab, an
//! empty line after each stanza. The host decompresses and splits into lines, [`Stanzas`] puts lines
//! together, [`Lists`] makes one record for each name. What comes out equals what [`super::jsonl`] reads of
//! the same package. Fields that a catalogue has no use for (`Suggests`, `Breaks`, `MD5sum` …) are not kept.
//!
//! [Debian Policy 5.1]: https://www.debian.org/doc/debian-policy/ch-controlfields.html

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Cleaner, Counts, ImportError, Imported, MAX_LINE_BYTES, Place, Problem, json_text, unsigned};
use crate::model::{
    ArchiveRef, Dependency, DependencyKind, Digest, Manifest, PackageName, Requirement, Version, printable,
};

mod relations;

/// Most bytes of one stanza; Debian's longest has under 100,000.
pub const MAX_STANZA_BYTES: usize = MAX_LINE_BYTES;

/// One stanza: its fields by name, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stanza {
    line: u64,
    fields: BTreeMap<String, String>,
    replaced: bool,
}

impl Stanza {
    /// The value of a field, its lines joined with line feeds.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }

    /// The line it begins at, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }
}

/// Puts the lines of a list together to stanzas.
///
/// ```
/// # use ggen_marketplace_core::import::debian::Stanzas;
/// let mut stanzas = Stanzas::new();
/// assert_eq!(stanzas.push(b"Package: demo")?, None);
/// let stanza = stanzas.push(b"")?.expect("an empty line ends a stanza");
/// assert_eq!(stanza.get("Package"), Some("demo"));
/// # Ok::<(), ggen_marketplace_core::import::ImportError>(())
/// ```
#[derive(Debug, Default)]
pub struct Stanzas {
    lines: u64,
    bytes: usize,
    current: Stanza,
    last: String,
}

impl Stanzas {
    /// A reader at the beginning of a list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next line, without its line feed; gives the stanza that it ends, if it ends one.
    /// Bytes that are not UTF-8 are read as U+FFFD and reported with the record.
    ///
    /// # Errors
    /// [`Problem::TooLong`], [`Problem::BadLine`], [`Problem::Duplicate`]. The stanza is then lost; reading
    /// may go on after the next empty line.
    pub fn push(&mut self, line: &[u8]) -> Result<Option<Stanza>, ImportError> {
        self.lines += 1;
        self.bytes = self.bytes.saturating_add(line.len());
        if self.bytes > MAX_STANZA_BYTES {
            let problem = Problem::TooLong { found: self.bytes, max: MAX_STANZA_BYTES };
            return Err(self.give_up(problem));
        }
        if line.is_empty() {
            return Ok(self.end());
        }
        let text = String::from_utf8_lossy(line);
        self.current.replaced |= matches!(text, alloc::borrow::Cow::Owned(_));
        self.add(&text).map(|()| None).map_err(|problem| self.give_up(problem))
    }

    /// The last stanza, if the list does not end in an empty line.
    #[must_use]
    pub fn finish(mut self) -> Option<Stanza> {
        self.end()
    }

    fn add(&mut self, text: &str) -> Result<(), Problem> {
        let bad = || Problem::BadLine { found: printable(text) };
        if let Some(continued) = text.strip_prefix([' ', '\t']) {
            let value = self.current.fields.get_mut(&self.last).ok_or_else(bad)?;
            value.push('\n');
            value.push_str(continued);
            return Ok(());
        }
        let (field, value) = text.split_once(':').ok_or_else(bad)?;
        if self.current.fields.is_empty() {
            self.current.line = self.lines;
        }
        field.clone_into(&mut self.last);
        match self.current.fields.insert(field.to_owned(), value.trim().to_owned()) {
            None => Ok(()),
            Some(_) => Err(Problem::Duplicate { field: printable(field) }),
        }
    }

    fn end(&mut self) -> Option<Stanza> {
        self.bytes = 0;
        self.last.clear();
        let stanza = core::mem::take(&mut self.current);
        (!stanza.fields.is_empty()).then_some(stanza)
    }

    fn give_up(&mut self, problem: Problem) -> ImportError {
        self.end();
        problem.at(self.lines)
    }
}

/// All packages of several lists: one record for each name, the newest listed.
///
/// "Newest" is the one read last, as `apt`'s lists sort: give the lists in the order of their file names, so
/// that the security suite comes first and the main release last. Within a list a later stanza wins too.
#[derive(Debug, Default)]
pub struct Lists {
    texts: BTreeMap<String, String>,
    packages: BTreeMap<PackageName, Imported>,
}

impl Lists {
    /// No packages yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a stanza of a `Translation-en` list. Give all of them before the first package.
    pub fn translation(&mut self, stanza: &Stanza) {
        if let (Some(md5), Some(text)) = (stanza.get("Description-md5"), stanza.get("Description-en")) {
            self.texts.insert(md5.to_owned(), text.to_owned());
        }
    }

    /// Takes a stanza of a `Packages` list.
    ///
    /// # Errors
    /// [`ImportError`] if the stanza is no package; the packages read before stay.
    pub fn package(&mut self, stanza: &Stanza) -> Result<(), ImportError> {
        let text = stanza.get("Description-md5").and_then(|md5| self.texts.get(md5)).map(String::as_str);
        let imported = read(stanza, text).map_err(|problem| problem.at(stanza.line))?;
        self.packages.insert(imported.record.manifest.name.clone(), imported);
        Ok(())
    }

    /// Number of packages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.packages.len()
    }

    /// Whether there is no package.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }

    /// The packages, sorted by name.
    pub fn into_packages(self) -> impl Iterator<Item = Imported> {
        self.packages.into_values()
    }
}

/// The record of one stanza; `text` is its translation, where there is one.
fn read(stanza: &Stanza, text: Option<&str>) -> Result<Imported, Problem> {
    let mut cleaner = Cleaner::new(Place::Line(stanza.line));
    if stanza.replaced {
        cleaner.note("stanza", "bytes that are not UTF-8 read as U+FFFD");
    }
    let mut manifest = head(stanza, text.or(stanza.get("Description")).unwrap_or(""))?;
    let owned = |field| stanza.get(field).map(str::to_owned);
    manifest.authors.extend(owned("Maintainer"));
    manifest.categories.extend(owned("Section"));
    manifest.homepage = owned("Homepage");
    manifest.tags = tags(stanza.get("Tag").unwrap_or(""));
    manifest.provides = relations::provided(stanza.get("Provides").unwrap_or(""));
    for (field, kind) in [("Depends", DependencyKind::Runtime), ("Recommends", DependencyKind::Recommended)] {
        let groups = relations::parse(stanza.get(field).unwrap_or(""));
        manifest.dependencies.extend(groups.into_iter().map(|group| dependency(kind, group)));
    }
    let archive = archive(stanza, &mut manifest.extra)?;
    extra(stanza, &mut manifest.extra)?;
    unsigned(manifest, archive, Counts::default(), cleaner)
}

fn head(stanza: &Stanza, text: &str) -> Result<Manifest, Problem> {
    let name = stanza.get("Package").ok_or(Problem::Missing { field: "Package" })?;
    let name = PackageName::parse(name).map_err(|source| Problem::value("Package", source))?;
    let version = stanza.get("Version").ok_or(Problem::Missing { field: "Version" })?;
    let version = Version::parse_debian(version).map_err(|source| Problem::value("Version", source))?;
    let (summary, body) = text.split_once('\n').unwrap_or((text, ""));
    let mut manifest = Manifest::new(name, version, summary.to_owned());
    let lines: Vec<&str> = body.split('\n').map(|line| if line == "." { "" } else { line }).collect();
    manifest.description = lines.join("\n").trim().to_owned();
    Ok(manifest)
}

fn tags(text: &str) -> Vec<String> {
    text.replace('\n', " ")
        .split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}

fn dependency(kind: DependencyKind, alternatives: Vec<Requirement>) -> Dependency {
    Dependency { kind, alternatives }
}

/// The archive, where digest, length and place are all told; what there is of them is extra otherwise.
fn archive(stanza: &Stanza, extra: &mut BTreeMap<String, String>) -> Result<Option<ArchiveRef>, Problem> {
    let (digest, bytes) = (stanza.get("SHA256"), number(stanza, "Size")?);
    let location = stanza.get("Filename");
    if let (Some(digest), Some(bytes), Some(location)) = (digest, bytes, location) {
        let digest = Digest::parse(digest).map_err(|source| Problem::value("SHA256", source))?;
        return Ok(Some(ArchiveRef { digest, bytes, location: Some(location.to_owned()) }));
    }
    extra.extend(digest.map(|digest| ("sha256".to_owned(), json_text(&Value::from(digest)))));
    extra.extend(bytes.map(|bytes| ("size".to_owned(), json_text(&Value::from(bytes)))));
    extra.extend(location.map(|place| ("filename".to_owned(), json_text(&Value::from(place)))));
    Ok(None)
}

fn extra(stanza: &Stanza, extra: &mut BTreeMap<String, String>) -> Result<(), Problem> {
    for (field, name) in [("Priority", "priority"), ("Architecture", "architecture")] {
        extra.extend(stanza.get(field).map(|text| (name.to_owned(), json_text(&Value::from(text)))));
    }
    let size = number(stanza, "Installed-Size")?;
    extra.extend(size.map(|size| ("installed_size".to_owned(), json_text(&Value::from(size)))));
    Ok(())
}

fn number(stanza: &Stanza, field: &str) -> Result<Option<u64>, Problem> {
    let Some(text) = stanza.get(field) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| Problem::WrongType {
        field: field.to_owned(),
        expected: "a whole number",
        found: super::describe(&Value::from(text)),
    })
}
