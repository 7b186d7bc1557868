//! Dependencies as a statement says them (their spelling is `model`'s).
//!
//! Reading is forgiving about numbers and links, because the release that is read is written again and
//! compared: what differs is refused there.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::ClaimError;
use crate::model::{
    DEPENDENCY_LINKS, Dependency, DependencyKind, Requirement, Triple, dependency_number, package_of_iri,
    printable, vocab,
};

/// The dependencies that `triples` say of the release `iri`.
pub(super) fn from_triples(iri: &str, triples: &[&Triple]) -> Result<Vec<Dependency>, ClaimError> {
    let mut nodes: BTreeMap<(usize, usize), Node<'_>> = BTreeMap::new();
    for triple in triples {
        let predicate = triple.predicate.as_str();
        let unknown = || ClaimError::UnknownPredicate { predicate: printable(&triple.subject) };
        let kind = DEPENDENCY_LINKS.iter().find(|(link, _)| *link == predicate).map(|(_, kind)| *kind);
        let about = if kind.is_some() { triple.object.value() } else { &triple.subject };
        let node = nodes.entry(dependency_number(iri, about).ok_or_else(unknown)?).or_default();
        match predicate {
            vocab::ON_PACKAGE => node.package = Some(triple.object.value()),
            vocab::REQUIREMENT => node.range = Some(triple.object.value()),
            vocab::ALTERNATIVE_TO => {}
            _ => node.kind = Some(kind.ok_or_else(unknown)?),
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
        let requirement = Requirement { name: package_of_iri(iri)?, range: node.range.map(String::from) };
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
