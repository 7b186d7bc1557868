//! `install`: verify everything, then put it in place, or change nothing.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use ggen_marketplace_core::install::{Admitted, Limits, Tree, danger};
use ggen_marketplace_core::model::{Dependency, DependencyKind, Level, PackageName, Record, Requirement};
use ggen_marketplace_core::publish::manifest;
use serde::Serialize;

use crate::args::Install;
use crate::evidence;
use crate::failure::Failure;
use crate::keys;
use crate::output::{Output, fields, one_line};
use crate::package_dir::MANIFEST;
use crate::registry::Registry;
use crate::store::{Home, Locked, Lockfile};
use crate::subject::Subject;
use crate::transparency::LogTrust;
use crate::unpack::{Target, holds, place_of};

/// The predecessor's `package`, `version`, `path` and `dependencies`, and what was proven.
#[derive(Serialize)]
struct Installed {
    package: String,
    version: Option<String>,
    path: String,
    dependencies: Vec<String>,
    dry_run: bool,
    level: Level,
    key: Option<String>,
    digest: String,
    files: usize,
}

/// What is to be installed, everything about it checked.
struct Ready {
    name: PackageName,
    version: Option<String>,
    level: Level,
    admitted: Admitted,
    /// Packages it needs; nothing installs them yet.
    needs: Vec<String>,
}

pub(super) fn run(command: &Install, output: Output) -> Result<(), Failure> {
    let target = match &command.target {
        Some(target) => target.clone(),
        None => Home::find()?.packages(),
    };
    let ready = match local_archive(command.package.text()) {
        Some(path) => from_file(&path, command)?,
        None => from_registry(command)?,
    };
    check_free(&target, &ready, command.force)?;
    if !command.dry_run {
        place(&target, &ready, command.force)?;
    }
    if !command.quiet && !ready.needs.is_empty() {
        let needs = one_line(&ready.needs.join(", "));
        anstream::eprintln!("note: {} needs {needs}; dependencies are not installed", ready.name);
    }
    let installed = summary(&ready, &target, command.dry_run);
    output.result(&installed, || show(&installed))
}

/// A path is told from a name by how it begins or ends: names have no `/` but after a namespace.
fn local_archive(typed: &str) -> Option<PathBuf> {
    let is_path = typed.starts_with(['.', '/']) || typed.ends_with(".tar.gz") || typed.ends_with(".tgz");
    is_path.then(|| PathBuf::from(typed))
}

fn from_registry(command: &Install) -> Result<Ready, Failure> {
    let subject = Subject::parse(command.package.text())?;
    let keys = keys::read_publics(&command.public_key)?;
    let opened = Registry::named(&command.registry)?.open()?;
    let log = LogTrust::of(opened.registry(), command.log_policy.file())?;
    let policy = evidence::policy(command.verify_signature, &keys, &log);
    let record = subject.record(&opened)?;
    let id = record.id();
    if !record.is_installable() {
        let location = record.archive.and_then(|archive| archive.location);
        return Err(Failure::NotKept { id, location });
    }
    let judged = evidence::admit(&opened, &record, &policy, &log)?;
    let refused = |error| Failure::Refused { subject: id.to_string(), error };
    let admitted = judged.outcome.map_err(refused)?;
    let version = Some(id.version.to_string());
    Ok(Ready { name: id.name, version, level: record.level, admitted, needs: needs(&record) })
}

/// Names of the packages without which this one does not work, alternatives after one another.
fn needs(record: &Record) -> Vec<String> {
    let runtime = |dependency: &&Dependency| dependency.kind == DependencyKind::Runtime;
    let name = |requirement: &Requirement| requirement.name.to_string();
    let names = |needed: &Dependency| needed.alternatives.iter().map(name).collect::<Vec<_>>().join(" | ");
    record.manifest.dependencies.iter().filter(runtime).map(names).collect()
}

/// A file of unknown origin: nobody vouches for it, but it unpacks under the same rules of safety.
fn from_file(path: &Path, command: &Install) -> Result<Ready, Failure> {
    let refused = |error| Failure::Refused { subject: path.display().to_string(), error };
    if command.verify_signature || !command.public_key.is_empty() {
        return Err(Failure::NotSigned { path: path.into() });
    }
    let limits = Limits::default();
    let bytes = read_archive(path, &limits)?;
    let admitted = danger::admit_unverified(&bytes, &limits).outcome.map_err(refused)?;
    let (name, version) = identity(path, admitted.tree())?;
    Ok(Ready { name, version, level: Level::Unsigned, admitted, needs: Vec::new() })
}

/// At most one byte beyond the bound, so that core sees that there are too many.
fn read_archive(path: &Path, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let file = fs::File::open(path).map_err(Failure::io("open", path))?;
    let mut bytes = Vec::new();
    let read = file.take(limits.max_archive_bytes.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(Failure::io("read", path))?;
    Ok(bytes)
}

/// Name and version from the manifest in the archive, or else the name from the archive's own.
fn identity(path: &Path, tree: &Tree) -> Result<(PackageName, Option<String>), Failure> {
    let manifest = tree.files().get(MANIFEST).map(|file| manifest::parse(&file.bytes));
    if let Some(Ok(manifest)) = manifest {
        return Ok((manifest.name, Some(manifest.version.to_string())));
    }
    if let Some(Err(error)) = manifest {
        let why = one_line(&error.to_string());
        anstream::eprintln!("note: named after the archive, as its {MANIFEST} cannot be read: {why}");
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = name.strip_suffix(".tar.gz").or(name.strip_suffix(".tgz")).unwrap_or(&name);
    let name = PackageName::parse(stem);
    Ok((name.map_err(|error| Failure::ArchiveName { path: path.into(), error })?, None))
}

/// A package cannot take the place of the lockfile, also where case is not told apart.
fn is_reserved(name: &PackageName) -> bool {
    name.as_str().eq_ignore_ascii_case(Lockfile::NAME)
}

/// Nothing may be in the way, but what this very install left before it could write its lockfile.
fn check_free(target: &Path, ready: &Ready, force: bool) -> Result<(), Failure> {
    if is_reserved(&ready.name) {
        return Err(Failure::Reserved { name: ready.name.clone() });
    }
    let (name, place) = (ready.name.as_str(), place_of(target, &ready.name));
    let locked = Lockfile::read(target)?.get(name).is_some();
    let unfinished = || !locked && holds(&place, ready.admitted.tree());
    if fs::symlink_metadata(&place).is_err() || unfinished() {
        return Ok(());
    }
    match (locked, force) {
        (true, true) => Ok(()),
        (true, false) => Err(Failure::Installed { name: name.to_owned() }),
        // Whose it is, is not known: not even force deletes it.
        (false, _) => Err(Failure::NotOurs { place }),
    }
}

fn place(folder: &Path, ready: &Ready, force: bool) -> Result<(), Failure> {
    let target = Target::lock(folder)?;
    // Again under the lock: another process may have been faster.
    check_free(folder, ready, force)?;
    let mut lockfile = Lockfile::read(folder)?;
    target.place(&ready.name, &ready.admitted)?;
    lockfile.insert(Locked {
        name: ready.name.to_string(),
        version: ready.version.clone(),
        sha256: ready.admitted.archive().hex(),
        key: ready.key().map(|key| key.hex()),
    });
    lockfile.write(folder)
}

impl Ready {
    fn key(&self) -> Option<ggen_marketplace_core::model::Digest> {
        self.admitted.verified().and_then(|verified| verified.claim().publisher())
    }
}

fn summary(ready: &Ready, target: &Path, dry_run: bool) -> Installed {
    Installed {
        package: ready.name.to_string(),
        version: ready.version.clone(),
        path: place_of(target, &ready.name).display().to_string(),
        dependencies: Vec::new(),
        dry_run,
        level: ready.level,
        key: ready.key().map(|key| key.to_string()),
        digest: ready.admitted.archive().to_string(),
        files: ready.admitted.tree().files().len(),
    }
}

fn show(installed: &Installed) -> String {
    let done = if installed.dry_run { "would be installed" } else { "installed" };
    let version = installed.version.as_deref().unwrap_or("(no version)");
    let shown = fields(&[
        ("path", installed.path.clone()),
        ("archive", installed.digest.clone()),
        ("files", installed.files.to_string()),
        ("level", installed.level.as_str().to_owned()),
        ("key", installed.key.clone().unwrap_or_default()),
    ]);
    format!("{} {version} {done}\n{shown}", installed.package)
}
