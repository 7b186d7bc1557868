//! `sign`: 64 bytes over the statement of a release.

use std::path::{Path, PathBuf};

use ggen_marketplace_core::install::{AdmitError, Limits};
use ggen_marketplace_core::publish::{Options, prepare};
use ggen_marketplace_core::trust::{PublicKey, Refusal, Release, layout};
use serde::Serialize;

use super::publish::now;
use crate::args::Sign;
use crate::atomic;
use crate::evidence;
use crate::failure::Failure;
use crate::keys;
use crate::output::{Output, fields};
use crate::package_dir::{MANIFEST, PackageDir};
use crate::registry::Registry;
use crate::subject::Subject;

#[derive(Serialize)]
struct Signed {
    package: String,
    version: String,
    statement: String,
    signature: String,
    fingerprint: String,
}

/// What is signed, and where the bytes are kept.
struct Statement {
    bytes: Vec<u8>,
    path: PathBuf,
}

pub(super) fn run(command: &Sign, output: Output) -> Result<(), Failure> {
    let key = keys::read_secret(&command.key)?;
    let public = key.public().map_err(Failure::BadKey)?;
    let statement = find(command, &public)?;
    let invalid = |error| Failure::Statement { path: statement.path.clone(), error };
    let release = Release::parse(&statement.bytes).map_err(invalid)?;
    check_key(&release, &public)?;
    let signature = key.sign(&statement.bytes).to_bytes();
    atomic::replace(&command.output, &signature).map_err(Failure::io("write", &command.output))?;
    let signed = Signed {
        package: release.id.name.to_string(),
        version: release.id.version.to_string(),
        statement: statement.path.display().to_string(),
        signature: command.output.display().to_string(),
        fingerprint: public.key_id().to_string(),
    };
    output.result(&signed, || show(&signed))
}

/// The statement of a published package, a directory or a file.
fn find(command: &Sign, public: &PublicKey) -> Result<Statement, Failure> {
    let typed = command.package.text();
    match of_published(typed, command) {
        // What is no package of the registry may be a path.
        Err(unknown) => of_path(Path::new(typed), command, public)?.ok_or(unknown),
        found => found,
    }
}

fn of_published(typed: &str, command: &Sign) -> Result<Statement, Failure> {
    let subject = Subject::parse(typed)?;
    let registry = Registry::named(&command.registry)?;
    let opened = registry.open()?;
    let id = subject.record(&opened)?.id();
    let bytes = evidence::statement(&registry, &id)?;
    Ok(Statement { bytes, path: registry.at(&layout::statement(&id)) })
}

fn of_path(path: &Path, command: &Sign, public: &PublicKey) -> Result<Option<Statement>, Failure> {
    if path.is_dir() {
        return of_directory(path, command, public).map(Some);
    }
    if path.file_name().is_some_and(|name| name == MANIFEST) {
        return of_directory(atomic::parent(path), command, public).map(Some);
    }
    let file = || Ok(Statement { bytes: keys::read(path)?, path: path.into() });
    path.is_file().then(file).transpose()
}

/// A directory has no statement until one is made; it is written beside the signature.
fn of_directory(folder: &Path, command: &Sign, public: &PublicKey) -> Result<Statement, Failure> {
    let PackageDir { manifest, manifest_file, files } = PackageDir::read(folder)?;
    let publisher = Some(public.clone());
    let options = Options { created: now()?, previous: None, publisher, limits: Limits::default() };
    let prepared = prepare(manifest, manifest_file, files, options).map_err(Failure::Publish)?;
    let path = command.output.with_extension("nq");
    atomic::replace(&path, prepared.statement()).map_err(Failure::io("write", &path))?;
    Ok(Statement { bytes: prepared.statement().to_vec(), path })
}

/// A statement names the key that signs it, if any does.
fn check_key(release: &Release, public: &PublicKey) -> Result<(), Failure> {
    let found = public.key_id();
    match release.publisher {
        Some(expected) if expected != found => {
            let error = AdmitError::Refused(Refusal::KeyMismatch { expected, found });
            Err(Failure::Refused { subject: release.id.to_string(), error })
        }
        _ => Ok(()),
    }
}

fn show(signed: &Signed) -> String {
    fields(&[
        ("package", format!("{} {}", signed.package, signed.version)),
        ("statement", signed.statement.clone()),
        ("signature", signed.signature.clone()),
        ("key", signed.fingerprint.clone()),
    ])
}
