//! `publish`: a package directory becomes a release of the registry, for ever.

use std::time::{SystemTime, UNIX_EPOCH};

use ggen_marketplace_core::catalog::Card;
use ggen_marketplace_core::install::Limits;
use ggen_marketplace_core::model::{Digest, Level, PackageName, ReleaseId, Version};
use ggen_marketplace_core::publish::{Options, Prepared, Sealed, prepare, seal};
use ggen_marketplace_core::trust::{SecretKey, Timestamp};
use serde::Serialize;

use crate::append::Appender;
use crate::args::Publish;
use crate::evidence;
use crate::failure::Failure;
use crate::keys;
use crate::output::{Output, fields};
use crate::package_dir::PackageDir;
use crate::registry::{Opened, Registry};

/// The predecessor's `package` and `version`, and what was done.
#[derive(Serialize)]
struct Published {
    package: String,
    version: String,
    dry_run: bool,
    level: Level,
    key: Option<String>,
    leaf: u64,
    digest: String,
    bytes: u64,
    files: usize,
    excluded: Vec<String>,
}

pub(super) fn run(command: &Publish, output: Output) -> Result<(), Failure> {
    let registry = Registry::named(&command.registry)?;
    let key = command.key.as_deref().map(keys::read_secret).transpose()?;
    let mut package = PackageDir::read(&command.path.path())?;
    package.manifest.tags.extend(command.tags.iter().cloned());
    let published = if command.dry_run {
        let opened = registry.list()?.map(|list| registry.open_list(list)).transpose()?;
        let leaf = opened.as_ref().map_or(0, |opened| opened.list().leaves);
        let (_, published) = release(package, opened.as_ref(), leaf, key.as_ref())?;
        Published { dry_run: true, ..published }
    } else {
        let mut appender = Appender::lock(registry, command.log_key.key())?;
        let opened = appender.catalog()?;
        let (sealed, published) = release(package, opened.as_ref(), appender.leaves(), key.as_ref())?;
        write(&mut appender, sealed)?;
        appender.finish(&mut |_, _, _| {})?;
        published
    };
    output.result(&published, || show(&published))
}

/// Prepares, signs and seals the release; nothing is written.
fn release(
    package: PackageDir,
    opened: Option<&Opened>,
    leaf: u64,
    key: Option<&SecretKey>,
) -> Result<(Sealed, Published), Failure> {
    let PackageDir { manifest, manifest_file, files } = package;
    let id = ReleaseId { name: manifest.name.clone(), version: manifest.version.clone() };
    let previous = opened.map_or(Ok(None), |opened| predecessor(opened, &id))?;
    let publisher = key.map(SecretKey::public).transpose().map_err(Failure::BadKey)?;
    let options = Options { created: now()?, previous, publisher, limits: Limits::default() };
    let prepared = prepare(manifest, manifest_file, files, options).map_err(Failure::Publish)?;
    let signature = key.map(|key| key.sign(prepared.statement()));
    let published = summary(&prepared, leaf);
    let sealed = seal(prepared, signature.as_ref(), leaf).map_err(Failure::Publish)?;
    Ok((sealed, published))
}

/// The statement of the release of the same package that was logged last. Refuses what may not be published.
fn predecessor(opened: &Opened, id: &ReleaseId) -> Result<Option<Digest>, Failure> {
    if opened.has(id)? {
        return Err(Failure::Exists { id: id.clone() });
    }
    let versions = opened.catalog.versions(id.name.as_str()).map_err(opened.damaged())?;
    if versions.is_empty() {
        check_not_confusable(opened, &id.name)?;
    }
    let published = versions.iter().filter(|card| card.level > Level::Unsigned);
    let Some(last) = published.max_by_key(|card| card.leaf) else { return Ok(None) };
    // Only imports have versions of another scheme.
    let version = Version::parse_semver(last.version)
        .map_err(|error| Failure::Subject { typed: last.version.to_owned(), error })?;
    let last = ReleaseId { name: id.name.clone(), version };
    Ok(Some(Digest::of(&evidence::statement(opened.registry(), &last)?)))
}

/// Two names that a person could take for one another cannot both be published.
fn check_not_confusable(opened: &Opened, name: &PackageName) -> Result<(), Failure> {
    let folded = name.folded();
    let rival = |card: &&Card<'_>| PackageName::parse(card.name).is_ok_and(|other| other.folded() == folded);
    let cards = opened.catalog.cards().map_err(opened.damaged())?;
    match cards.iter().find(rival) {
        Some(card) => Err(Failure::Confusable { name: name.clone(), taken: card.name.to_owned() }),
        None => Ok(()),
    }
}

fn write(appender: &mut Appender, sealed: Sealed) -> Result<(), Failure> {
    for (path, bytes) in &sealed.writes {
        appender.write(path, bytes)?;
    }
    appender.push_statement(&sealed.statement)?;
    appender.push_record(sealed.record)
}

/// The time now, which core is told and never asks for.
pub(super) fn now() -> Result<Timestamp, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| Failure::Clock)?;
    Timestamp::from_unix(since.as_secs()).ok_or(Failure::Clock)
}

fn summary(prepared: &Prepared, leaf: u64) -> Published {
    let release = prepared.release();
    Published {
        package: release.id.name.to_string(),
        version: release.id.version.to_string(),
        dry_run: false,
        level: release.level(),
        key: release.publisher.map(|key| key.to_string()),
        leaf,
        digest: release.archive.to_string(),
        bytes: release.archive_bytes,
        files: prepared.tree().files().len(),
        excluded: prepared.excluded().iter().map(|file| format!("{}: {}", file.path, file.reason)).collect(),
    }
}

fn show(published: &Published) -> String {
    let done = if published.dry_run { "would be published" } else { "published" };
    let release = format!("{} {} {done}", published.package, published.version);
    let shown = fields(&[
        ("archive", published.digest.clone()),
        ("size", format!("{} bytes, {} files", published.bytes, published.files)),
        ("level", published.level.as_str().to_owned()),
        ("key", published.key.clone().unwrap_or_default()),
        ("leaf", published.leaf.to_string()),
        ("left out", published.excluded.join(", ")),
    ]);
    format!("{release}\n{shown}")
}
