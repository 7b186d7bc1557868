//! Everything a catalogue knows of a release, as `info` shows it on every host.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::Card;
use crate::model::{Dependency, DependencyKind, Level, Record};

/// One release, all fields. The JSON of `info` has these names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Info {
    /// Package name.
    pub name: String,
    /// Version of this release.
    pub version: String,
    /// Every version, newest first.
    pub versions: Vec<String>,
    /// One line.
    pub summary: String,
    /// Long text, may be empty.
    pub description: String,
    /// Authors.
    pub authors: Vec<String>,
    /// Licence.
    pub license: Option<String>,
    /// Categories.
    pub categories: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Search words.
    pub keywords: Vec<String>,
    /// Home page.
    pub homepage: Option<String>,
    /// Source repository.
    pub repository: Option<String>,
    /// Other names it answers to.
    pub provides: Vec<String>,
    /// Dependencies.
    pub dependencies: Vec<InfoDependency>,
    /// Downloads, 0 where unknown.
    pub downloads: u32,
    /// Stars, 0 where unknown.
    pub stars: u32,
    /// SHA-256 of the archive, `sha256:…`.
    pub digest: Option<String>,
    /// Length of the archive in bytes.
    pub bytes: Option<u64>,
    /// Where a foreign source keeps the archive.
    pub location: Option<String>,
    /// How far its origin is proven.
    pub level: Level,
    /// Number of its log leaf.
    pub leaf: u64,
    /// Whether this registry keeps its archive.
    pub installable: bool,
    /// Fields of the source that we keep without knowing them: key to JSON text.
    pub extra: BTreeMap<String, String>,
}

/// One dependency of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InfoDependency {
    /// `runtime`, `recommended` or `development`.
    pub kind: &'static str,
    /// Alternatives as `name` or `name range`, the preferred first.
    pub alternatives: Vec<String>,
}

/// Every release of a package. The JSON of `versions` has these names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Releases {
    /// Package name.
    pub package: String,
    /// Newest first.
    pub versions: Vec<ReleaseSummary>,
    /// Number of releases.
    pub total: usize,
}

/// One release of [`Releases`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleaseSummary {
    /// Version text.
    pub version: String,
    /// How far its origin is proven.
    pub level: Level,
    /// Number of its log leaf.
    pub leaf: u64,
    /// Whether this registry keeps its archive.
    pub installable: bool,
}

impl Releases {
    /// The releases that `cards` are of, in their order; `None` if there is no card.
    #[must_use]
    pub fn new(cards: &[Card<'_>]) -> Option<Self> {
        let summary = |card: &Card<'_>| ReleaseSummary {
            version: card.version.into(),
            level: card.level,
            leaf: card.leaf,
            installable: card.installable,
        };
        let package = cards.first()?.name.into();
        Some(Self { package, versions: cards.iter().map(summary).collect(), total: cards.len() })
    }
}

impl Info {
    pub(crate) fn new(record: Record, versions: Vec<String>) -> Self {
        let installable = record.is_installable();
        let Record { manifest, archive, level, leaf, downloads, stars } = record;
        Self {
            name: manifest.name.to_string(),
            version: manifest.version.to_string(),
            versions,
            summary: manifest.summary,
            description: manifest.description,
            authors: manifest.authors,
            license: manifest.license,
            categories: manifest.categories,
            tags: manifest.tags,
            keywords: manifest.keywords,
            homepage: manifest.homepage,
            repository: manifest.repository,
            provides: manifest.provides,
            dependencies: manifest.dependencies.iter().map(InfoDependency::new).collect(),
            downloads,
            stars,
            digest: archive.as_ref().map(|archive| archive.digest.to_string()),
            bytes: archive.as_ref().map(|archive| archive.bytes),
            location: archive.and_then(|archive| archive.location),
            level,
            leaf,
            installable,
            extra: manifest.extra,
        }
    }
}

impl InfoDependency {
    fn new(dependency: &Dependency) -> Self {
        let kind = match dependency.kind {
            DependencyKind::Runtime => "runtime",
            DependencyKind::Recommended => "recommended",
            DependencyKind::Development => "development",
        };
        let alternatives = dependency.alternatives.iter().map(|requirement| match &requirement.range {
            Some(range) => alloc::format!("{} {range}", requirement.name),
            None => requirement.name.to_string(),
        });
        Self { kind, alternatives: alternatives.collect() }
    }
}
