//! `sign`: 64 bytes over the statement of a release.

use std::fs;
use std::path::{Path, PathBuf};

use ggen_marketplace_core::install::{AdmitError, Limits};
use ggen_marketplace_core::publish::{Options, prepare};
use ggen_marketplace_core::trust::{PublicKey, Refusal, Release, layout};
use serde::Serialize;

use crate::args::Sign;
use crate::atomic;
use crate::clock;
use crate::evidence;
use crate::failure::Failure;
use crate::keys;
use crate::output::{Output, fields};
use crate::overwrite::{self, is_file_of, is_same_file};
use crate::package_dir::{MANIFEST, PackageDir};
use crate::registry::Registry;
use crate::subject::Subject;

/// Ending of the names of statement files.
const STATEMENT: &str = "nq";
/// Length of a signature.
const SIGNATURE_BYTES: usize = 64;

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
    /// Whether it was made just now, and is still to be written there.
    new: bool,
}

pub(super) fn run(command: &Sign, output: Output) -> Result<(), Failure> {
    check_output(command)?;
    let key = keys::read_secret(&command.key)?;
    let public = key.public().map_err(Failure::BadKey)?;
    let statement = find(command, &public)?;
    let invalid = |error| Failure::Statement { path: statement.path.clone(), error };
    let release = Release::parse(&statement.bytes).map_err(invalid)?;
    check_key(&release, &public)?;
    write(&statement, &command.output, &key.sign(&statement.bytes).to_bytes())?;
    let signed = Signed {
        package: release.id.name.to_string(),
        version: release.id.version.to_string(),
        statement: statement.path.display().to_string(),
        signature: command.output.display().to_string(),
        fingerprint: public.key_id().to_string(),
    };
    output.result(&signed, || show(&signed))
}

/// A key or a statement that is written over is lost.
fn check_output(command: &Sign) -> Result<(), Failure> {
    let output = &command.output;
    if output.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(STATEMENT)) {
        return Err(Failure::Usage("`--output` is for the signature: `.nq` is the ending of statements"));
    }
    if is_same_file(output, &command.key) {
        return Err(Failure::Usage("`--output` would overwrite the key"));
    }
    Ok(())
}

/// Writes the statement if it is new, and the signature; nothing unless both may be written.
fn write(statement: &Statement, output: &Path, signature: &[u8; SIGNATURE_BYTES]) -> Result<(), Failure> {
    if is_same_file(output, &statement.path) {
        return Err(Failure::Usage("`--output` would overwrite the statement"));
    }
    let is_signature = |path: &Path| is_file_of(path, SIGNATURE_BYTES as u64);
    overwrite::check(output, "a signature of 64 bytes", is_signature)?;
    if statement.new {
        write_statement(statement)?;
    }
    atomic::replace(output, signature).map_err(Failure::io("write", output))
}

/// Over an older statement, but over nothing else.
fn write_statement(statement: &Statement) -> Result<(), Failure> {
    let path = &statement.path;
    let is_statement = |path: &Path| Ok(Release::parse(&fs::read(path)?).is_ok());
    overwrite::check(path, "a release statement", is_statement)?;
    let write = if path.exists() { atomic::replace } else { atomic::create };
    write(path, &statement.bytes).map_err(Failure::io("write", path))
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
    Ok(Statement { bytes, path: registry.at(&layout::statement(&id)), new: false })
}

fn of_path(path: &Path, command: &Sign, public: &PublicKey) -> Result<Option<Statement>, Failure> {
    if path.is_dir() {
        return of_directory(path, command, public).map(Some);
    }
    if path.file_name().is_some_and(|name| name == MANIFEST) {
        return of_directory(atomic::parent(path), command, public).map(Some);
    }
    let file = || Ok(Statement { bytes: keys::read(path)?, path: path.into(), new: false });
    path.is_file().then(file).transpose()
}

/// A directory has no statement until one is made; it goes beside the signature.
fn of_directory(folder: &Path, command: &Sign, public: &PublicKey) -> Result<Statement, Failure> {
    let PackageDir { manifest, manifest_file, files } = PackageDir::read(folder)?;
    let publisher = Some(public.clone());
    let options = Options { created: clock::now()?, previous: None, publisher, limits: Limits::default() };
    let prepared = prepare(manifest, manifest_file, files, options).map_err(Failure::Publish)?;
    let path = command.output.with_extension(STATEMENT);
    Ok(Statement { bytes: prepared.statement().to_vec(), path, new: true })
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
