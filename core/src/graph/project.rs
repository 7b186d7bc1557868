//! From the triples of a release back to its record.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Graph, Id, Pattern};
use crate::codec::{Damage, Read};
use crate::model::{
    ArchiveRef, DEPENDENCY_LINKS, Dependency, Digest, Level, Manifest, Record, Requirement, Term, Version,
    dependency_iri, dependency_number, package_of_iri, vocab,
};

/// Most bytes of text in the triples of one release; our own records have far less. Compression and shared
/// prefixes let a small segment name far more than it holds.
const MAX_RECORD_BYTES: usize = 64 * 1024 * 1024;
/// What a triple counts for beside its text.
const TRIPLE_BYTES: usize = 64;

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
        let mut left = MAX_RECORD_BYTES;
        for triple in graph.triples.matches(Pattern { subject: Some(subject), ..Pattern::default() })? {
            let [_, predicate, object] = triple?;
            let predicate = graph.dictionary.term(predicate)?.value().to_string();
            let object = graph.dictionary.term(object)?;
            left = left
                .checked_sub(object.value().len() + TRIPLE_BYTES)
                .ok_or(Damage("a release has too many triples"))?;
            facts.entry(predicate).or_default().push(object);
        }
        Ok(Self(facts))
    }

    fn all(&self, predicate: &str) -> &[Term] {
        self.0.get(predicate).map_or(&[], Vec::as_slice)
    }

    fn texts(&self, predicate: &str) -> Vec<String> {
        let mut texts: Vec<String> =
            self.all(predicate).iter().map(|term| term.value().to_string()).collect();
        crate::sort::sort_unstable(&mut texts);
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
        // Not collected: that would bring in a sort of its own.
        let mut extra = BTreeMap::new();
        for (iri, values) in &self.0 {
            let key = iri.strip_prefix(vocab::EXTRA).and_then(vocab::extra_key);
            if let Some((key, value)) = key.zip(values.first()) {
                extra.insert(key, value.value().to_string());
            }
        }
        extra
    }
}

fn manifest(graph: &Graph<'_>, release: &str, facts: &Facts) -> Read<Manifest> {
    let package = facts.required(vocab::OF_PACKAGE)?;
    Ok(Manifest {
        name: package_of_iri(&package).map_err(|_| NOT_A_RELEASE)?,
        version: version(facts)?,
        summary: facts.required(vocab::SUMMARY)?,
        description: facts.text(vocab::DESCRIPTION).unwrap_or_default(),
        authors: authors(facts),
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

/// The first author first, the others sorted.
fn authors(facts: &Facts) -> Vec<String> {
    let mut authors = facts.texts(vocab::AUTHOR);
    if let Some(first) = facts.text(vocab::CREATOR).and_then(|first| authors.iter().position(|a| *a == first))
    {
        authors[..=first].rotate_right(1);
    }
    authors
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
            if node.value() != dependency_iri(release, number, 0) {
                return Err(NOT_A_RELEASE);
            }
            numbered.push((number, kind));
        }
    }
    crate::sort::sort_unstable(&mut numbered);
    if numbered.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a == b)) {
        return Err(NOT_A_RELEASE);
    }
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

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::terms::DictionaryBuilder;
    use super::super::write::write_sorted;
    use super::super::{Dictionary, Triples, describe};
    use super::*;
    use crate::model::{PackageName, TermRef, Triple};

    fn record() -> Record {
        let requirement = Requirement { name: PackageName::parse("lib").unwrap(), range: None };
        let kind = crate::model::DependencyKind::Runtime;
        let version = Version::parse("1.0.0").unwrap();
        let mut manifest = Manifest::new(PackageName::parse("demo").unwrap(), version, "Demo".into());
        manifest.dependencies = alloc::vec![Dependency { kind, alternatives: alloc::vec![requirement] }];
        Record { manifest, archive: None, level: Level::Unsigned, leaf: 0, downloads: 0, stars: 0 }
    }

    /// Writes `triples`, each as often as it stands there, and reads the release again.
    fn read(triples: &[Triple]) -> Read<Record> {
        let mut builder = DictionaryBuilder::default();
        let mut rows: Vec<[Id; 3]> = Vec::new();
        for Triple { subject, predicate, object } in triples {
            let [subject, predicate] = [subject, predicate].map(|iri| builder.intern(TermRef::Iri(iri)));
            rows.push([subject, predicate, builder.intern(object.as_ref())]);
        }
        let release = builder.intern(TermRef::Iri("https://ggen.io/marketplace/packages/demo/1.0.0"));
        let (dictionary, ids) = builder.finish();
        rows.iter_mut().flatten().for_each(|id| *id = ids[*id as usize]);
        rows.sort_unstable();
        let triples = write_sorted(rows, ids.len()).unwrap();
        let graph = Graph { dictionary: Dictionary::read(&dictionary)?, triples: Triples::read(&triples)? };
        project(&graph, ids[release as usize])
    }

    #[test]
    fn what_was_described_is_projected() {
        assert_eq!(read(&describe(&record())), Ok(record()));
    }

    #[test]
    fn a_release_that_names_one_text_without_end_is_refused() {
        let mut triples = describe(&record());
        let subject = triples[4].subject.clone();
        let text = Triple::new(&subject, vocab::TAG, Term::string(&"x".repeat(900_000)));
        triples.extend(alloc::vec![text; MAX_RECORD_BYTES / 900_000 + 1]);
        assert_eq!(read(&triples), Err(Damage("a release has too many triples")));
    }

    #[test]
    fn dependencies_numbered_twice_are_refused() {
        let triples = describe(&record());
        let link = triples.iter().find(|triple| triple.predicate == vocab::DEPENDENCY).unwrap();
        let also = |node: &str| {
            let object = Term::Iri(link.object.value().replace("0.0", node));
            let mut triples = triples.clone();
            triples.push(Triple { object, ..link.clone() });
            read(&triples)
        };
        assert_eq!(also("0.0"), Err(NOT_A_RELEASE));
        assert_eq!(also("00.0"), Err(NOT_A_RELEASE));
        assert_eq!(also("0.1"), Err(NOT_A_RELEASE));
        let other = Triple { predicate: vocab::RECOMMENDATION.into(), ..link.clone() };
        assert_eq!(read(&[triples.clone(), [other].into()].concat()), Err(NOT_A_RELEASE));
    }
}
