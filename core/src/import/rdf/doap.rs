//! Projects in [DOAP](http://usefulinc.com/ns/doap): each `doap:release` with a revision is a release of ours.

use std::collections::BTreeMap;

use super::{Statements, cleaner};
use crate::import::{Cleaner, Counts, Imported, Problem, summary_and_description, unsigned};
use crate::model::{Manifest, PackageName, Term, Version, vocab};

pub(super) const PROJECT: &str = "http://usefulinc.com/ns/doap#Project";
const DOAP: &str = "http://usefulinc.com/ns/doap#";
const FOAF: &str = "http://xmlns.com/foaf/0.1/";
/// Where SPDX has its licences.
const SPDX: &str = "spdx.org/licenses/";
/// The version of a project that tells none.
const NO_VERSION: &str = "0.0.0";
/// Properties that become fields; the others are kept as extra.
const FIELDS: [&str; 10] = [
    "name",
    "shortdesc",
    "description",
    "homepage",
    "repository",
    "license",
    "maintainer",
    "developer",
    "category",
    "programming-language",
];

/// The releases of a project, or one finding of what it lacks.
pub(super) fn project(all: &Statements, subject: &Term) -> Vec<Result<Imported, Problem>> {
    let property = doap("release");
    let releases: Vec<Option<&Term>> = all.all(subject, &property).map(Some).collect();
    let releases = if releases.is_empty() { vec![None] } else { releases };
    releases.into_iter().map(|release| self::release(all, subject, release)).collect()
}

fn release(all: &Statements, subject: &Term, release: Option<&Term>) -> Result<Imported, Problem> {
    let mut cleaner = cleaner(subject);
    let name = name(all, subject, &mut cleaner)?;
    let version = version(all, release, &mut cleaner)?;
    let short = in_words(all, subject, "shortdesc", &mut cleaner);
    let long = in_words(all, subject, "description", &mut cleaner);
    let (summary, description) = match (short, long) {
        (Some(short), long) => (short, long.unwrap_or_default()),
        (None, Some(long)) => summary_and_description(&long),
        (None, None) => return Err(Problem::Missing { field: "shortdesc" }),
    };
    let mut manifest = Manifest::new(name, version, summary);
    manifest.description = description;
    manifest.homepage = all.text(subject, &doap("homepage")).or_else(|| all.text(subject, vocab::HOMEPAGE));
    manifest.repository = repository(all, subject);
    manifest.license = license(all, subject, &mut cleaner);
    for role in ["maintainer", "developer"] {
        manifest.authors.extend(all.all(subject, &doap(role)).map(|person| self::person(all, person)));
    }
    manifest.categories = all.all(subject, &doap("category")).map(|term| last_part(term.value())).collect();
    manifest.tags = all.texts(subject, &doap("programming-language"));
    manifest.extra = extra(all, subject, release);
    unsigned(manifest, None, Counts::default(), cleaner)
}

/// The name, with `-` for what a name cannot have.
fn name(all: &Statements, subject: &Term, cleaner: &mut Cleaner) -> Result<PackageName, Problem> {
    let text = all.text(subject, &doap("name")).ok_or(Problem::Missing { field: "name" })?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let mended: String = text.trim().chars().map(|c| if fits(c) { c } else { '-' }).collect();
    if mended != text {
        cleaner.note("name", format!("`{text}` is no package name: `{mended}` instead"));
    }
    PackageName::parse(&mended).map_err(|source| Problem::value("name", source))
}

fn version(all: &Statements, release: Option<&Term>, cleaner: &mut Cleaner) -> Result<Version, Problem> {
    let told = release.and_then(|release| all.text(release, &doap("revision")));
    let text = told.unwrap_or_else(|| {
        cleaner.note("version", format!("none told: {NO_VERSION} instead"));
        NO_VERSION.to_owned()
    });
    Version::parse(&text).map_err(|source| Problem::value("revision", source))
}

/// The text without a language, else the English one, else the first.
fn in_words(all: &Statements, subject: &Term, property: &str, cleaner: &mut Cleaner) -> Option<String> {
    let iri = doap(property);
    let texts: Vec<&Term> = all.all(subject, &iri).collect();
    let is_english =
        |term: &&&Term| matches!(term, Term::Tagged { language, .. } if language.starts_with("en"));
    let plain = texts.iter().find(|term| !matches!(term, Term::Tagged { .. }));
    let chosen = plain.or_else(|| texts.iter().find(is_english)).or(texts.first())?;
    if texts.len() > 1 {
        cleaner.note(property, format!("{} texts in other languages left out", texts.len() - 1));
    }
    Some(chosen.value().trim().to_owned())
}

/// A repository is a node with a location or a page, or just an address.
fn repository(all: &Statements, subject: &Term) -> Option<String> {
    let node = all.first(subject, &doap("repository"))?;
    let told = ["location", "browse"].iter().find_map(|property| all.text(node, &doap(property)));
    told.or_else(|| (!matches!(node, Term::Blank(_))).then(|| node.value().to_owned()))
}

/// The SPDX name of a licence, or its address.
fn license(all: &Statements, subject: &Term, cleaner: &mut Cleaner) -> Option<String> {
    let iri = doap("license");
    let mut licenses = all.all(subject, &iri).map(|term| match term.value().split_once(SPDX) {
        Some((_, name)) => name.trim_end_matches(".html").trim_end_matches('/').to_owned(),
        None => term.value().to_owned(),
    });
    let first = licenses.next()?;
    let rest: Vec<String> = licenses.collect();
    if rest.is_empty() {
        return Some(first);
    }
    cleaner.note("license", format!("{} licences joined by OR", rest.len() + 1));
    Some(std::iter::once(first).chain(rest).collect::<Vec<_>>().join(" OR "))
}

/// `Name <address>` of a person, or what there is of it.
fn person(all: &Statements, person: &Term) -> String {
    let name = all.text(person, &format!("{FOAF}name"));
    let address = all.text(person, &format!("{FOAF}mbox"));
    let address = address.map(|address| address.trim_start_matches("mailto:").to_owned());
    match (name, address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => person.value().to_owned(),
    }
}

fn last_part(text: &str) -> String {
    text.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or(text).to_owned()
}

/// What a record has no field for, as JSON: of the project, and of the release with `release.` before the name.
fn extra(all: &Statements, subject: &Term, release: Option<&Term>) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut keep = |node: &Term, before: &str, but: &[&str]| {
        for (predicate, object) in all.facts(node) {
            let name = predicate.strip_prefix(DOAP).unwrap_or(predicate);
            if !but.contains(&name) && **predicate != *vocab::TYPE && **predicate != *vocab::HOMEPAGE {
                found.entry(format!("{before}{name}")).or_default().push(object.value().to_owned());
            }
        }
    };
    keep(subject, "", &[&FIELDS[..], &["release"]].concat());
    if let Some(release) = release {
        keep(release, "release.", &["revision"]);
    }
    let json = |values: Vec<String>| match values.as_slice() {
        [one] => super::super::json_text(&serde_json::Value::from(one.as_str())),
        _ => super::super::json_text(&serde_json::Value::from(values)),
    };
    found.into_iter().map(|(key, values)| (key, json(values))).collect()
}

fn doap(name: &str) -> String {
    format!("{DOAP}{name}")
}
