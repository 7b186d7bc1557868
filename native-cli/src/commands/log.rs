//! `log`: sign for a log, prove entries, check the whole of it.

mod audit;
mod leftovers;

use std::fs;
use std::path::Path;

use ggen_marketplace_core::model::Digest;
use ggen_marketplace_core::trust::log::leaf_hash;
use ggen_marketplace_core::trust::tlog::{Policy, ProofFile, TlogError, check_inclusion};
use serde::Serialize;

use crate::append::Appender;
use crate::args::{Log, LogInit, LogProve, LogVerify};
use crate::atomic;
use crate::checkpoint::{self, Signer};
use crate::failure::Failure;
use crate::keys;
use crate::output::{Output, fields};
use crate::registry::Registry;
use crate::subject::Subject;
use crate::transparency::{LogProof, LogTrust};

pub(super) fn run(command: &Log, output: Output) -> Result<(), Failure> {
    match command {
        Log::Init(command) => init(command, output),
        Log::Prove(command) => prove(command, output),
        Log::Verify(command) => match (&command.proof, &command.statement) {
            (Some(proof), Some(statement)) => check_proof(proof, statement, command, output),
            _ => audit::run(command, output),
        },
    }
}

#[derive(Serialize)]
struct Signed {
    origin: String,
    key: String,
    entries: u64,
}

fn init(command: &LogInit, output: Output) -> Result<(), Failure> {
    let registry = Registry::named(&command.registry)?;
    let signer = Signer::found(&registry, &command.origin, &command.log_key)?;
    let key = signer.key().to_string();
    let appender = Appender::lock_for(registry, Some(signer))?;
    let signed = Signed { origin: command.origin.clone(), key, entries: appender.leaves() };
    appender.finish(&mut |_, _, _| {})?;
    output.result(&signed, || {
        let shown = fields(&[("key", signed.key.clone()), ("entries", signed.entries.to_string())]);
        format!("{} signed its checkpoint\n{shown}", signed.origin)
    })
}

#[derive(Serialize)]
struct Proven {
    subject: String,
    index: u64,
    bytes: usize,
    path: String,
}

fn prove(command: &LogProve, output: Output) -> Result<(), Failure> {
    let opened = Registry::named(&command.registry)?.open()?;
    let trust = LogTrust::of(opened.registry(), command.log_policy.file())?;
    let record = Subject::parse(command.package.text())?.record(&opened)?;
    let missing = || Failure::Missing { path: checkpoint::path(opened.registry()) };
    let proof = LogProof::compute(opened.registry(), record.leaf, &trust)?.ok_or_else(missing)?;
    atomic::replace(&command.output, proof.file()).map_err(Failure::io("write", &command.output))?;
    let proven = Proven {
        subject: record.id().to_string(),
        index: record.leaf,
        bytes: proof.file().len(),
        path: command.output.display().to_string(),
    };
    output.result(&proven, || format!("Wrote the proof of entry {} to {}", proven.index, proven.path))
}

#[derive(Serialize)]
struct Checked {
    verified: bool,
    origin: String,
    index: u64,
    entries: u64,
    witnesses: usize,
    statement: String,
}

fn check_proof(proof: &Path, statement: &Path, command: &LogVerify, output: Output) -> Result<(), Failure> {
    let refused = |error| Failure::Tlog { path: proof.to_owned(), error };
    let policy = keys::read(command.log_policy.file().unwrap_or(Path::new("")))?;
    let (file, statement) = (read(proof)?, read(statement)?);
    let checked = check(&policy, &file, &statement).map_err(refused)?;
    output.result(&checked, || {
        let Checked { origin, index, entries, .. } = &checked;
        format!("Entry {index} of the {entries} entries that `{origin}` signed for is this statement")
    })
}

fn check(policy: &[u8], file: &[u8], statement: &[u8]) -> Result<Checked, TlogError> {
    let file = ProofFile::parse(file)?;
    if file.extra.is_some() {
        return Err(TlogError::ExtraData);
    }
    let accepted = Policy::parse(policy)?.accept(&file.checkpoint)?;
    let head = accepted.checkpoint().head();
    check_inclusion(leaf_hash(statement), file.index, head, &file.hashes)?;
    Ok(Checked {
        verified: true,
        origin: accepted.checkpoint().origin().to_owned(),
        index: file.index,
        entries: head.size,
        witnesses: accepted.cosigned().len(),
        statement: Digest::of(statement).to_string(),
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = fs::File::open(path).map_err(Failure::io("open", path))?;
    let mut bytes = Vec::new();
    let bounded = std::io::Read::take(file, ProofFile::MAX_BYTES as u64 + 1);
    std::io::Read::read_to_end(&mut { bounded }, &mut bytes).map_err(Failure::io("read", path))?;
    Ok(bytes)
}
