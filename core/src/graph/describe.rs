//! From a record to its triples.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::model::vocab::{self, package_iri, release_iri};
use crate::model::{
    Dependency, DependencyKind, Digest, Manifest, Record, Term, Triple, dependency_triples, is_iri_char,
};

/// The triples of one record: every field of the model, in the one namespace and the standard vocabularies.
///
/// Subjects are the release (`…/packages/<name>/<version>`), its dependency nodes (see
/// [`crate::model::dependency_triples`]) and the package (`…/packages/<name>`).
#[must_use]
pub fn describe(record: &Record) -> Vec<Triple> {
    let manifest = &record.manifest;
    let package = package_iri(&manifest.name);
    let release = release_iri(&record.id());
    let mut out = alloc::vec![
        Triple::new(&package, vocab::TYPE, Term::iri(vocab::PACKAGE)),
        Triple::new(&package, vocab::NAME, Term::string(manifest.name.as_str())),
        Triple::new(&package, vocab::HAS_RELEASE, Term::iri(&release)),
        Triple::new(&release, vocab::TYPE, Term::iri(vocab::RELEASE)),
        Triple::new(&release, vocab::OF_PACKAGE, Term::iri(&package)),
    ];
    let mut say = |predicate: &str, object: Term| out.push(Triple::new(&release, predicate, object));
    describe_manifest(manifest, &mut say);
    describe_facts(record, &mut say);
    describe_dependencies(&release, &manifest.dependencies, &mut out);
    out
}

/// The triples of `record` as sorted canonical N-Quads lines.
#[must_use]
pub fn canonical_lines(record: &Record) -> Vec<String> {
    let mut lines: Vec<String> = describe(record).iter().map(ToString::to_string).collect();
    crate::sort::sort_unstable(&mut lines);
    lines.dedup();
    lines
}

/// SHA-256 over [`canonical_lines`] less the leaf number, each ended by LF: what an import statement binds.
#[must_use]
pub fn record_digest(record: &Record) -> Digest {
    let mut unnumbered = record.clone();
    unnumbered.leaf = 0;
    let mut text = canonical_lines(&unnumbered).join("\n");
    text.push('\n');
    Digest::of(text.as_bytes())
}

fn describe_manifest(manifest: &Manifest, say: &mut impl FnMut(&str, Term)) {
    say(vocab::VERSION, Term::string(&manifest.version.to_string()));
    say(vocab::VERSION_SCHEME, Term::string(manifest.version.scheme()));
    say(vocab::SUMMARY, Term::string(&manifest.summary));
    if !manifest.description.is_empty() {
        say(vocab::DESCRIPTION, Term::string(&manifest.description));
    }
    let lists = [
        (vocab::AUTHOR, &manifest.authors),
        (vocab::CATEGORY, &manifest.categories),
        (vocab::TAG, &manifest.tags),
        (vocab::KEYWORD, &manifest.keywords),
        (vocab::PROVIDES, &manifest.provides),
    ];
    for (predicate, list) in lists {
        list.iter().for_each(|item| say(predicate, Term::string(item)));
    }
    if let [first, _, ..] = manifest.authors.as_slice() {
        say(vocab::CREATOR, Term::string(first));
    }
    let links = [(vocab::HOMEPAGE, &manifest.homepage), (vocab::REPOSITORY, &manifest.repository)];
    for (predicate, link) in links {
        link.iter().for_each(|link| say(predicate, link_term(link)));
    }
    manifest.license.iter().for_each(|license| say(vocab::LICENSE, Term::string(license)));
    for (key, value) in &manifest.extra {
        say(&vocab::extra_iri(key), Term::string(value));
    }
}

fn describe_facts(record: &Record, say: &mut impl FnMut(&str, Term)) {
    say(vocab::LEVEL, Term::string(record.level.as_str()));
    say(vocab::LEAF, Term::integer(record.leaf));
    let counts = [(vocab::DOWNLOADS, record.downloads), (vocab::STARS, record.stars)];
    for (predicate, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        say(predicate, Term::integer(count.into()));
    }
    if let Some(archive) = &record.archive {
        say(vocab::DIGEST, Term::string(&archive.digest.to_string()));
        say(vocab::BYTES, Term::integer(archive.bytes));
        archive.location.iter().for_each(|location| say(vocab::LOCATION, Term::string(location)));
    }
}

fn describe_dependencies(release: &str, dependencies: &[Dependency], out: &mut Vec<Triple>) {
    out.extend(dependency_triples(release, dependencies));
    let runtime = dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Runtime);
    for requirement in runtime.flat_map(|dependency| &dependency.alternatives) {
        out.push(Triple::new(release, vocab::DEPENDS_ON, Term::Iri(package_iri(&requirement.name))));
    }
}

/// An IRI where the text is one, a string where it is not: nothing is repaired in silence.
fn link_term(link: &str) -> Term {
    let scheme = link.split_once("://").map(|(scheme, _)| scheme);
    let known = scheme.is_some_and(|s| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric()));
    if known && link.chars().all(is_iri_char) { Term::iri(link) } else { Term::string(link) }
}
