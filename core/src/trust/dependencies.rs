//! Dependencies as triples, without blank nodes: each alternative is a numbered fragment of the release.
//!
//! ```text
//! <…/packages/demo/1.0.0> <…/dependency> <…/packages/demo/1.0.0#dependency-0.0> .
//! <…/packages/demo/1.0.0#dependency-0.0> <…/onPackage> <…/packages/lib> .
//! <…/packages/demo/1.0.0#dependency-0.0> <…/requirement> "^1.2" .
//! <…/packages/demo/1.0.0#dependency-0.1> <…/onPackage> <…/packages/other-lib> .
//! <…/packages/demo/1.0.0#dependency-0.1> <…/alternativeTo> <…/packages/demo/1.0.0#dependency-0.0> .
//! ```
//! The first number is the dependency in the author's order, the second its alternative.
//!
//! Reading is forgiving about numbers and links, because the release that is read is written again and
//! compared: what differs is refused there.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::ClaimError;
use crate::model::{Dependency, DependencyKind, PackageName, Requirement, Term, Triple, printable, vocab};

/// Predicates from a release to its dependencies, which may be said many times.
pub(super) const LINKS: [&str; 3] = [vocab::DEPENDENCY, vocab::RECOMMENDATION, vocab::DEVELOPMENT_DEPENDENCY];

/// The triples of `dependencies` of the release `iri`.
pub(super) fn to_triples(iri: &str, dependencies: &[Dependency]) -> Vec<Triple> {
    let mut triples = Vec::new();
    for (number, dependency) in dependencies.iter().enumerate() {
        let first = node_iri(iri, number, 0);
        triples.push(Triple::new(iri, link(dependency.kind), Term::iri(&first)));
        for (alternative, requirement) in dependency.alternatives.iter().enumerate() {
            let node = node_iri(iri, number, alternative);
            let on = Term::Iri(vocab::package_iri(&requirement.name));
            triples.push(Triple::new(&node, vocab::ON_PACKAGE, on));
            if let Some(range) = &requirement.range {
                triples.push(Triple::new(&node, vocab::REQUIREMENT, Term::string(range)));
            }
            if alternative > 0 {
                triples.push(Triple::new(&node, vocab::ALTERNATIVE_TO, Term::iri(&first)));
            }
        }
    }
    triples
}

/// The dependencies that `triples` say of the release `iri`.
pub(super) fn from_triples(iri: &str, triples: &[&Triple]) -> Result<Vec<Dependency>, ClaimError> {
    let mut nodes: BTreeMap<(usize, usize), Node<'_>> = BTreeMap::new();
    for triple in triples {
        let predicate = triple.predicate.as_str();
        let unknown = || ClaimError::UnknownPredicate { predicate: printable(&triple.subject) };
        let about = if LINKS.contains(&predicate) { triple.object.value() } else { &triple.subject };
        let node = nodes.entry(node_number(iri, about).ok_or_else(unknown)?).or_default();
        match predicate {
            vocab::ON_PACKAGE => node.package = Some(triple.object.value()),
            vocab::REQUIREMENT => node.range = Some(triple.object.value()),
            vocab::ALTERNATIVE_TO => {}
            link => node.kind = Some(kind_of(link).ok_or_else(unknown)?),
        }
    }
    collect(nodes)
}

#[derive(Default)]
struct Node<'a> {
    kind: Option<DependencyKind>,
    package: Option<&'a str>,
    range: Option<&'a str>,
}

fn collect(nodes: BTreeMap<(usize, usize), Node<'_>>) -> Result<Vec<Dependency>, ClaimError> {
    let mut dependencies: Vec<Dependency> = Vec::new();
    for node in nodes.into_values() {
        let iri = node.package.ok_or(ClaimError::Missing { predicate: vocab::ON_PACKAGE })?;
        let name = iri.strip_prefix(vocab::NS).and_then(|rest| rest.strip_prefix("packages/"));
        let name = PackageName::parse(name.unwrap_or(iri))?;
        let requirement = Requirement { name, range: node.range.map(String::from) };
        match (node.kind, dependencies.last_mut()) {
            (Some(kind), _) => {
                dependencies.push(Dependency { kind, alternatives: [requirement].into() });
            }
            (None, Some(last)) => last.alternatives.push(requirement),
            (None, None) => return Err(ClaimError::Missing { predicate: vocab::DEPENDENCY }),
        }
    }
    Ok(dependencies)
}

fn node_iri(iri: &str, number: usize, alternative: usize) -> String {
    alloc::format!("{iri}#dependency-{number}.{alternative}")
}

fn node_number(iri: &str, node: &str) -> Option<(usize, usize)> {
    let (number, alternative) = node.strip_prefix(iri)?.strip_prefix("#dependency-")?.split_once('.')?;
    Some((number.parse().ok()?, alternative.parse().ok()?))
}

fn link(kind: DependencyKind) -> &'static str {
    match kind {
        DependencyKind::Runtime => vocab::DEPENDENCY,
        DependencyKind::Recommended => vocab::RECOMMENDATION,
        DependencyKind::Development => vocab::DEVELOPMENT_DEPENDENCY,
    }
}

fn kind_of(predicate: &str) -> Option<DependencyKind> {
    [DependencyKind::Runtime, DependencyKind::Recommended, DependencyKind::Development]
        .into_iter()
        .find(|kind| link(*kind) == predicate)
}
