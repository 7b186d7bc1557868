//! A release as the catalogue lists it, whole: the record that its segment was built from.

use ggen_marketplace_core::catalog::{Card, Info, InfoDependency, TermPattern};
use ggen_marketplace_core::model::{
    ArchiveRef, Dependency, DependencyKind, Digest, Invalid, Manifest, PackageName, Record, ReleaseId,
    Requirement, Version, vocab,
};

use crate::failure::Failure;
use crate::registry::Opened;

/// The record of a card.
///
/// # Errors
/// [`Failure::Catalog`] if a segment is damaged; [`Failure::Subject`] if it lists what no record can say.
pub(crate) fn record(opened: &Opened, card: &Card<'_>) -> Result<Record, Failure> {
    let unsound = |error| Failure::Subject { typed: format!("{}@{}", card.name, card.version), error };
    let id = release_id(opened, card)?;
    let info = opened.catalog.info(card.name, Some(&id.version)).map_err(opened.damaged())?;
    // A card without a record would be damage, which `info` has told.
    info.map_or_else(|| Err(unsound(absent())), |info| from_info(info, id).map_err(unsound))
}

/// Name and version in the scheme that the catalogue says: `1.0-1` is a version in both.
fn release_id(opened: &Opened, card: &Card<'_>) -> Result<ReleaseId, Failure> {
    let unsound = |error| Failure::Subject { typed: format!("{}@{}", card.name, card.version), error };
    let name = PackageName::parse(card.name).map_err(unsound)?;
    let version = Version::parse(card.version).map_err(unsound)?;
    let id = ReleaseId { name, version };
    let subject = vocab::release_iri(&id);
    let pattern =
        TermPattern { subject: Some(&subject), predicate: Some(vocab::VERSION_SCHEME), object: None };
    let scheme = opened.catalog.triples(pattern, 1).map_err(opened.damaged())?;
    if scheme.first().is_some_and(|triple| triple.object.value() == "debian") {
        let version = Version::parse_debian(card.version).map_err(unsound)?;
        return Ok(ReleaseId { version, ..id });
    }
    Ok(id)
}

fn absent() -> Invalid {
    Invalid::Text { field: "release", expected: "must be listed" }
}

fn from_info(info: Info, id: ReleaseId) -> Result<Record, Invalid> {
    let mut manifest = Manifest::new(id.name, id.version, info.summary);
    manifest.dependencies = info.dependencies.iter().map(dependency).collect::<Result<_, _>>()?;
    manifest.description = info.description;
    (manifest.authors, manifest.license) = (info.authors, info.license);
    (manifest.categories, manifest.tags, manifest.keywords) = (info.categories, info.tags, info.keywords);
    (manifest.homepage, manifest.repository) = (info.homepage, info.repository);
    (manifest.provides, manifest.extra) = (info.provides, info.extra);
    let digest = info.digest.as_deref().map(Digest::parse).transpose()?;
    let location = info.location;
    let archive = digest.zip(info.bytes).map(|(digest, bytes)| ArchiveRef { digest, bytes, location });
    let Info { level, leaf, downloads, stars, .. } = info;
    Ok(Record { manifest, archive, level, leaf, downloads, stars })
}

fn dependency(listed: &InfoDependency) -> Result<Dependency, Invalid> {
    let kind = match listed.kind {
        "recommended" => DependencyKind::Recommended,
        "development" => DependencyKind::Development,
        _ => DependencyKind::Runtime,
    };
    let alternatives = listed.alternatives.iter().map(|text| requirement(text)).collect::<Result<_, _>>()?;
    Ok(Dependency { kind, alternatives })
}

/// `name` or `name range`: names hold no blank.
fn requirement(text: &str) -> Result<Requirement, Invalid> {
    let (name, range) = text.split_once(' ').map_or((text, None), |(name, range)| (name, Some(range)));
    Ok(Requirement { name: PackageName::parse(name)?, range: range.map(str::to_owned) })
}
