//! Dependencies as triples, without blank nodes: each alternative is a numbered fragment of the release.
//!
//! ```text
//! <…/packages/demo/1.0.0> <…/dependency> <…/packages/demo/1.0.0#dependency-0.0> .
//! <…/packages/demo/1.0.0#dependency-0.0> <…/onPackage> <…/packages/lib> .
//! <…/packages/demo/1.0.0#dependency-0.0> <…/requirement> "^1.2" .
//! <…/packages/demo/1.0.0#dependency-0.1> <…/onPackage> <…/packages/other-lib> .
//! <…/packages/demo/1.0.0#dependency-0.1> <…/alternativeTo> <…/packages/demo/1.0.0#dependency-0.0> .
//! ```
//! The first number is the dependency in the author's order, the second its alternative. Statements and the
//! catalogue both use this spelling.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Dependency, DependencyKind, Invalid, PackageName, Term, Triple, vocab};

/// Predicates from a release to its dependencies, with the kind that each says.
pub const DEPENDENCY_LINKS: [(&str, DependencyKind); 3] = [
    (vocab::DEPENDENCY, DependencyKind::Runtime),
    (vocab::RECOMMENDATION, DependencyKind::Recommended),
    (vocab::DEVELOPMENT_DEPENDENCY, DependencyKind::Development),
];

/// The triples of `dependencies` of the release `iri`.
#[must_use]
pub fn dependency_triples(iri: &str, dependencies: &[Dependency]) -> Vec<Triple> {
    let mut triples = Vec::new();
    for (number, dependency) in dependencies.iter().enumerate() {
        let first = dependency_iri(iri, number, 0);
        triples.push(Triple::new(iri, link(dependency.kind), Term::iri(&first)));
        for (alternative, requirement) in dependency.alternatives.iter().enumerate() {
            let node = dependency_iri(iri, number, alternative);
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

/// The node of an alternative of a dependency of the release `iri`.
#[must_use]
pub fn dependency_iri(iri: &str, number: usize, alternative: usize) -> String {
    alloc::format!("{iri}#dependency-{number}.{alternative}")
}

/// Which dependency and which of its alternatives `node` is, if it is one of the release `iri`.
#[must_use]
pub fn dependency_number(iri: &str, node: &str) -> Option<(usize, usize)> {
    let (number, alternative) = node.strip_prefix(iri)?.strip_prefix("#dependency-")?.split_once('.')?;
    Some((number.parse().ok()?, alternative.parse().ok()?))
}

/// The name in the IRI of a package.
///
/// # Errors
/// [`Invalid::Name`] if it is no package's IRI.
pub fn package_of_iri(iri: &str) -> Result<PackageName, Invalid> {
    let name = iri.strip_prefix(vocab::NS).and_then(|rest| rest.strip_prefix("packages/"));
    PackageName::parse(name.unwrap_or(iri))
}

fn link(kind: DependencyKind) -> &'static str {
    DEPENDENCY_LINKS.iter().find(|(_, said)| *said == kind).map_or(vocab::DEPENDENCY, |(link, _)| link)
}
