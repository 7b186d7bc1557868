//! From the triples of a release back to its record.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::describe::extra_key;
use super::{Graph, Id, Pattern};
use crate::codec::{Damage, Read};
use crate::model::{
    ArchiveRef, DEPENDENCY_LINKS, Dependency, Digest, Level, Manifest, Record, Requirement, Term, Version,
    dependency_iri, dependency_number, package_of_iri, vocab,
};

const NOT_A_RELEASE: Damage = Damage("the triples of a release are incomplete");

/// The record of the release with id `release`: the inverse of [`super::describe`].
pub(crate) fn project(graph: &Graph<'_>, release: Id) -> Read<Record> {
    let (iri, facts) = (graph.dictionary.term(release)?, Facts::of(graph, release)?);
    let record = Record {
        archive: archive(&facts)?,
        level: level(&facts)?,
        leaf: facts.integer(vocab::LEAF).unwrap_or(0),
        downloads: facts.count(vocab::DOWNLOADS),
        stars: facts.count(vocab::STARS),
        manifest: manifest(graph, iri.value(), &facts)?,
    };
    Ok(record)
}

/// Predicate and objects of one subject, in the order of the index.
struct Facts(BTreeMap<String, Vec<Term>>);

impl Facts {
    fn of(graph: &Graph<'_>, subject: Id) -> Read<Self> {
        let mut facts = BTreeMap::<String, Vec<Term>>::new();
        for triple in graph.triples.matches(Pattern { subject: Some(subject), ..Pattern::default() })? {
            let [_, predicate, object] = triple?;
            let predicate = graph.dictionary.term(predicate)?.value().to_string();
            facts.entry(predicate).or_default().push(graph.dictionary.term(object)?);
        }
        Ok(Self(facts))
    }

    fn all(&self, predicate: &str) -> &[Term] {
        self.0.get(predicate).map_or(&[], Vec::as_slice)
    }

    fn texts(&self, predicate: &str) -> Vec<String> {
        let mut texts: Vec<String> =
            self.all(predicate).iter().map(|term| term.value().to_string()).collect();
        texts.sort_unstable();
        texts
    }

    fn text(&self, predicate: &str) -> Option<String> {
        self.all(predicate).first().map(|term| term.value().to_string())
    }

    fn required(&self, predicate: &str) -> Read<String> {
        self.text(predicate).ok_or(NOT_A_RELEASE)
    }

    fn integer(&self, predicate: &str) -> Option<u64> {
        self.text(predicate)?.parse().ok()
    }

    fn count(&self, predicate: &str) -> u32 {
        self.integer(predicate).and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
    }

    fn extra(&self) -> BTreeMap<String, String> {
        self.0
            .iter()
            .filter_map(|(iri, values)| {
                Some((extra_key(iri.strip_prefix(vocab::EXTRA)?)?, values.first()?.value().to_string()))
            })
            .collect()
    }
}

fn manifest(graph: &Graph<'_>, release: &str, facts: &Facts) -> Read<Manifest> {
    let package = facts.required(vocab::OF_PACKAGE)?;
    Ok(Manifest {
        name: package_of_iri(&package).map_err(|_| NOT_A_RELEASE)?,
        version: version(facts)?,
        summary: facts.required(vocab::SUMMARY)?,
        description: facts.text(vocab::DESCRIPTION).unwrap_or_default(),
        authors: facts.texts(vocab::AUTHOR),
        license: facts.text(vocab::LICENSE),
        categories: facts.texts(vocab::CATEGORY),
        tags: facts.texts(vocab::TAG),
        keywords: facts.texts(vocab::KEYWORD),
        homepage: facts.text(vocab::HOMEPAGE),
        repository: facts.text(vocab::REPOSITORY),
        provides: facts.texts(vocab::PROVIDES),
        dependencies: dependencies(graph, release, facts)?,
        extra: facts.extra(),
    })
}

fn version(facts: &Facts) -> Read<Version> {
    let text = facts.required(vocab::VERSION)?;
    let parsed = match facts.required(vocab::VERSION_SCHEME)?.as_str() {
        "semver" => Version::parse_semver(&text),
        _ => Version::parse_debian(&text),
    };
    parsed.map_err(|_| NOT_A_RELEASE)
}

fn level(facts: &Facts) -> Read<Level> {
    let name = facts.required(vocab::LEVEL)?;
    Level::ALL.into_iter().find(|level| level.as_str() == name).ok_or(NOT_A_RELEASE)
}

fn archive(facts: &Facts) -> Read<Option<ArchiveRef>> {
    let Some(digest) = facts.text(vocab::DIGEST) else { return Ok(None) };
    Ok(Some(ArchiveRef {
        digest: Digest::parse(&digest).map_err(|_| NOT_A_RELEASE)?,
        bytes: facts.integer(vocab::BYTES).ok_or(NOT_A_RELEASE)?,
        location: facts.text(vocab::LOCATION),
    }))
}

fn dependencies(graph: &Graph<'_>, release: &str, facts: &Facts) -> Read<Vec<Dependency>> {
    let mut numbered = Vec::new();
    for (link, kind) in DEPENDENCY_LINKS {
        for node in facts.all(link) {
            let (number, _) = dependency_number(release, node.value()).ok_or(NOT_A_RELEASE)?;
            numbered.push((number, kind));
        }
    }
    numbered.sort_unstable();
    numbered
        .into_iter()
        .map(|(number, kind)| Ok(Dependency { kind, alternatives: alternatives(graph, release, number)? }))
        .collect()
}

/// The requirements of one dependency: nodes numbered from 0 as long as there are any.
fn alternatives(graph: &Graph<'_>, release: &str, number: usize) -> Read<Vec<Requirement>> {
    let mut alternatives = Vec::new();
    while let Some(node) = graph.iri(&dependency_iri(release, number, alternatives.len()))? {
        let facts = Facts::of(graph, node)?;
        let name = package_of_iri(&facts.required(vocab::ON_PACKAGE)?).map_err(|_| NOT_A_RELEASE)?;
        alternatives.push(Requirement { name, range: facts.text(vocab::REQUIREMENT) });
    }
    Ok(alternatives)
}
