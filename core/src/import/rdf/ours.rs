//! Releases in our own vocabulary: the inverse of `graph::describe`, for triples that anybody may have written.

use std::collections::BTreeMap;

use super::{Statements, cleaner};
use crate::import::{Cleaner, Counts, Imported, Problem, unsigned};
use crate::model::{
    ArchiveRef, DEPENDENCY_LINKS, Dependency, DependencyKind, Digest, Level, Manifest, PackageName,
    Requirement, Term, Version, dependency_number, package_of_iri, vocab,
};

/// The nodes that say which preferred node they can stand for, by that node.
pub(super) type Alternatives<'s> = BTreeMap<&'s Term, Vec<&'s Term>>;

/// What is read of a release, or said of it a second time.
const KNOWN: [&str; 27] = [
    vocab::TYPE,
    vocab::OF_PACKAGE,
    vocab::VERSION,
    vocab::VERSION_SCHEME,
    vocab::SUMMARY,
    vocab::DESCRIPTION,
    vocab::AUTHOR,
    vocab::CREATOR,
    vocab::CATEGORY,
    vocab::TAG,
    vocab::KEYWORD,
    vocab::PROVIDES,
    vocab::HOMEPAGE,
    vocab::REPOSITORY,
    vocab::LICENSE,
    vocab::LEVEL,
    vocab::LEAF,
    vocab::DOWNLOADS,
    vocab::STARS,
    vocab::DIGEST,
    vocab::BYTES,
    vocab::LOCATION,
    vocab::DEPENDS_ON,
    vocab::DEPENDENCY,
    vocab::RECOMMENDATION,
    vocab::DEVELOPMENT_DEPENDENCY,
    vocab::NAME,
];

pub(super) fn alternatives(all: &Statements) -> Alternatives<'_> {
    let mut found = Alternatives::new();
    for (node, facts) in &all.subjects {
        let first = facts.iter().find(|(said, _)| **said == *vocab::ALTERNATIVE_TO);
        if let Some((_, first)) = first {
            found.entry(first).or_default().push(node);
        }
    }
    found
}

/// The release `subject`.
pub(super) fn release(
    all: &Statements,
    subject: &Term,
    alternatives: &Alternatives<'_>,
) -> Result<Imported, Problem> {
    let mut cleaner = cleaner(subject);
    let mut manifest = head(all, subject)?;
    lists(all, subject, &mut manifest);
    manifest.dependencies = dependencies(all, subject, alternatives)?;
    let archive = archive(all, subject, &mut manifest, &mut cleaner)?;
    let counts = Counts {
        downloads: count(all, subject, vocab::DOWNLOADS, "downloads")?,
        stars: count(all, subject, vocab::STARS, "stars")?,
    };
    note_losses(all, subject, &mut cleaner);
    unsigned(manifest, archive, counts, cleaner)
}

fn head(all: &Statements, subject: &Term) -> Result<Manifest, Problem> {
    let package = all.first(subject, vocab::OF_PACKAGE).ok_or(Problem::Missing { field: "package" })?;
    let name = name(all, package)?;
    let version = all.text(subject, vocab::VERSION).ok_or(Problem::Missing { field: "version" })?;
    let is_debian = all.text(subject, vocab::VERSION_SCHEME).is_some_and(|scheme| scheme == "debian");
    let parse = if is_debian { Version::parse_debian } else { Version::parse };
    let version = parse(&version).map_err(|source| Problem::value("version", source))?;
    let summary = all.text(subject, vocab::SUMMARY).ok_or(Problem::Missing { field: "summary" })?;
    let mut manifest = Manifest::new(name, version, summary);
    manifest.description = all.text(subject, vocab::DESCRIPTION).unwrap_or_default();
    manifest.license = all.text(subject, vocab::LICENSE);
    manifest.homepage = all.text(subject, vocab::HOMEPAGE);
    manifest.repository = all.text(subject, vocab::REPOSITORY);
    Ok(manifest)
}

/// What the package says, else what its IRI says.
fn name(all: &Statements, package: &Term) -> Result<PackageName, Problem> {
    let name = match all.text(package, vocab::NAME) {
        Some(name) => PackageName::parse(&name),
        None => package_of_iri(package.value()),
    };
    name.map_err(|source| Problem::value("name", source))
}

fn lists(all: &Statements, subject: &Term, manifest: &mut Manifest) {
    manifest.authors = all.texts(subject, vocab::AUTHOR);
    if let Some(first) = all.text(subject, vocab::CREATOR) {
        manifest.authors.insert(0, first);
    }
    manifest.categories = all.texts(subject, vocab::CATEGORY);
    manifest.tags = all.texts(subject, vocab::TAG);
    manifest.keywords = all.texts(subject, vocab::KEYWORD);
    manifest.provides = all.texts(subject, vocab::PROVIDES);
    for (predicate, object) in all.facts(subject) {
        if let Some(key) = predicate.strip_prefix(vocab::EXTRA).and_then(vocab::extra_key) {
            manifest.extra.insert(key, object.value().to_owned());
        }
    }
}

fn dependencies(
    all: &Statements,
    subject: &Term,
    alternatives: &Alternatives<'_>,
) -> Result<Vec<Dependency>, Problem> {
    let mut nodes: Vec<(&Term, DependencyKind)> = Vec::new();
    for (link, kind) in DEPENDENCY_LINKS {
        nodes.extend(all.all(subject, link).map(|node| (node, kind)));
    }
    let number = |node: &Term| dependency_number(subject.value(), node.value()).unwrap_or((usize::MAX, 0));
    nodes.sort_by_key(|(node, _)| number(node));
    nodes.dedup();
    let mut found = Vec::new();
    for (node, kind) in nodes {
        let mut others = alternatives.get(node).cloned().unwrap_or_default();
        others.sort_by_key(|node| number(node));
        let all_nodes = std::iter::once(node).chain(others);
        let alternatives = all_nodes.map(|node| requirement(all, node)).collect::<Result<_, _>>()?;
        found.push(Dependency { kind, alternatives });
    }
    add_plain(all, subject, &mut found)?;
    Ok(found)
}

fn requirement(all: &Statements, node: &Term) -> Result<Requirement, Problem> {
    let on = all.first(node, vocab::ON_PACKAGE).ok_or(Problem::Missing { field: "onPackage" })?;
    Ok(Requirement { name: name(all, on)?, range: all.text(node, vocab::REQUIREMENT) })
}

/// Packages that are only said to be needed, without a node that says in which versions.
fn add_plain(all: &Statements, subject: &Term, found: &mut Vec<Dependency>) -> Result<(), Problem> {
    for package in all.all(subject, vocab::DEPENDS_ON) {
        let name = name(all, package)?;
        let is_there = found.iter().flat_map(|dependency| &dependency.alternatives).any(|r| r.name == name);
        if !is_there {
            let alternatives = vec![Requirement { name, range: None }];
            found.push(Dependency { kind: DependencyKind::Runtime, alternatives });
        }
    }
    Ok(())
}

/// An archive that a foreign source keeps; one that another registry keeps cannot be fetched by its digest here.
fn archive(
    all: &Statements,
    subject: &Term,
    manifest: &mut Manifest,
    cleaner: &mut Cleaner,
) -> Result<Option<ArchiveRef>, Problem> {
    let Some(digest) = all.text(subject, vocab::DIGEST) else { return Ok(None) };
    let parsed = Digest::parse(&digest).map_err(|source| Problem::value("digest", source))?;
    let bytes = number(all, subject, vocab::BYTES, "bytes")?.ok_or(Problem::Missing { field: "bytes" })?;
    if let Some(location) = all.text(subject, vocab::LOCATION) {
        return Ok(Some(ArchiveRef { digest: parsed, bytes, location: Some(location) }));
    }
    manifest.extra.insert("digest".to_owned(), format!("\"{parsed}\""));
    manifest.extra.insert("bytes".to_owned(), bytes.to_string());
    cleaner.note("digest", "the archive is in another registry: digest and length kept as extra fields");
    Ok(None)
}

fn number(all: &Statements, subject: &Term, predicate: &str, field: &str) -> Result<Option<u64>, Problem> {
    let Some(text) = all.text(subject, predicate) else { return Ok(None) };
    let number = text.parse().ok();
    number.map(Some).ok_or_else(|| Problem::WrongType {
        field: field.to_owned(),
        expected: "a whole number",
        found: crate::model::printable(&text),
    })
}

fn count(all: &Statements, subject: &Term, predicate: &str, field: &str) -> Result<u32, Problem> {
    Ok(u32::try_from(number(all, subject, predicate, field)?.unwrap_or(0)).unwrap_or(u32::MAX))
}

/// What a record cannot hold, or a registry does not take over.
fn note_losses(all: &Statements, subject: &Term, cleaner: &mut Cleaner) {
    let level = all.text(subject, vocab::LEVEL).filter(|level| level != Level::Unsigned.as_str());
    if let Some(level) = level {
        cleaner.note("level", format!("{level} there, unsigned here: no proof comes with a description"));
    }
    let is_extra = |predicate: &str| predicate.starts_with(vocab::EXTRA);
    let facts = all.facts(subject).iter();
    for (predicate, _) in facts.filter(|(said, _)| !KNOWN.contains(&&**said) && !is_extra(said)) {
        cleaner.note(predicate, "not of the vocabulary, left out");
    }
}
