//! The files of a release, brought together for core to judge.
//!
//! At most one byte more than a file may have is read, so that core sees what is too long and refuses it in
//! the same step as every other host.

use std::collections::BTreeSet;

use ggen_marketplace_core::graph::record_digest;
use ggen_marketplace_core::install::{AdmitError, Admitted, Fetch, Limits, Plan, Policy, plan};
use ggen_marketplace_core::model::{Level, Record, ReleaseId};
use ggen_marketplace_core::trust::report::Report;
use ggen_marketplace_core::trust::{
    Claim, Evidence, Expected, LogError, LogEvidence, PublicKey, Publishers, entries, layout, verify,
};

use crate::failure::Failure;
use crate::registry::{Opened, Registry};
use crate::transparency::{LogProof, LogTrust};

/// Most bytes of a key file that are read.
const MAX_KEY_BYTES: u64 = 64 * 1024;

/// What the user demands: a signature, and perhaps by one of these keys.
pub(crate) fn policy(signed: bool, keys: &[PublicKey], log: &LogTrust) -> Policy {
    let publishers = match keys {
        [] => Publishers::AnyListed,
        keys => Publishers::Only(keys.iter().map(PublicKey::key_id).collect::<BTreeSet<_>>()),
    };
    // Naming a key is asking for its signature.
    let minimum_level = if signed || !keys.is_empty() { Level::Signed } else { Level::Unsigned };
    Policy { minimum_level, publishers, limits: Limits::default(), log_proof: log.demands_proof() }
}

/// A verdict, with the report that explains it.
pub(crate) struct Judged<T> {
    /// Every step.
    pub(crate) report: Report,
    /// What the statement says, or why it is refused.
    pub(crate) outcome: Result<T, AdmitError>,
}

/// Plans, fetches and judges a release whose archive the registry keeps.
///
/// # Errors
/// [`Failure::Plan`] before anything is read; [`Failure::Io`].
pub(crate) fn admit(
    opened: &Opened,
    record: &Record,
    policy: &Policy,
    log: &LogTrust,
) -> Result<Judged<Admitted>, Failure> {
    let planned = plan(record, opened.list().leaves, policy).map_err(Failure::Plan)?;
    let files = Files::fetch(opened.registry(), &planned, log)?;
    let archive = fetch(opened.registry(), &planned.archive)?;
    let verdict = planned.admit(&files.evidence(planned.leaf), &archive);
    files.remember(&verdict.report)?;
    Ok(Judged { report: verdict.report, outcome: verdict.outcome })
}

/// Judges the statement of a release whose archive is kept elsewhere.
///
/// # Errors
/// [`Failure::Io`] or [`Failure::Log`].
pub(crate) fn judge_statement(
    opened: &Opened,
    record: &Record,
    policy: &Policy,
    log: &LogTrust,
) -> Result<Judged<Claim>, Failure> {
    let (leaf, size) = (record.leaf, opened.list().leaves);
    let path = entries::path(leaf, size).ok_or_else(|| missing_leaf(opened, leaf))?;
    let bundle = fetch(opened.registry(), &Fetch { path, max_bytes: entries::MAX_BUNDLE_BYTES as u64 })?;
    let statement = entry(opened.registry(), &bundle, leaf)?;
    let proof = LogProof::compute(opened.registry(), leaf, log)?;
    let files = Files { statement, bundle, signature: None, key: None, proof };
    let expected = Expected {
        name: record.manifest.name.clone(),
        version: record.manifest.version.clone(),
        publishers: policy.publishers.clone(),
        minimum_level: policy.minimum_level.max(record.level),
        record: Some(record_digest(record)),
        log_proof: policy.log_proof,
    };
    let verdict = verify(&files.evidence(leaf), &expected);
    files.remember(&verdict.report)?;
    let outcome = verdict.outcome.map(|verified| verified.claim().clone()).map_err(AdmitError::from);
    Ok(Judged { report: verdict.report, outcome })
}

/// The statement that a release was logged with.
///
/// # Errors
/// [`Failure::Io`].
pub(crate) fn statement(registry: &Registry, id: &ReleaseId) -> Result<Vec<u8>, Failure> {
    fetch(registry, &Fetch { path: layout::statement(id), max_bytes: entries::MAX_ENTRY_BYTES as u64 })
}

/// The bytes of one release.
struct Files {
    statement: Vec<u8>,
    signature: Option<Vec<u8>>,
    key: Option<Vec<u8>>,
    bundle: Vec<u8>,
    proof: Option<LogProof>,
}

impl Files {
    fn fetch(registry: &Registry, plan: &Plan, log: &LogTrust) -> Result<Self, Failure> {
        let bundle = fetch(registry, &plan.log)?;
        let statement = match &plan.statement {
            Some(file) => fetch(registry, file)?,
            None => entry(registry, &bundle, plan.leaf)?,
        };
        let signature = plan.signature.as_ref().map_or(Ok(None), |file| fetch_if_there(registry, file))?;
        let key = match plan.publisher_key(&statement) {
            Some(file) => fetch_if_there(registry, &Fetch { max_bytes: MAX_KEY_BYTES, ..file })?,
            None => None,
        };
        let proof = LogProof::compute(registry, plan.leaf, log)?;
        Ok(Self { statement, signature, key, bundle, proof })
    }

    fn remember(&self, report: &Report) -> Result<(), Failure> {
        self.proof.as_ref().map_or(Ok(()), |proof| proof.remember(report))
    }

    fn evidence(&self, leaf: u64) -> Evidence<'_> {
        Evidence {
            statement: &self.statement,
            signature: self.signature.as_deref(),
            publisher_key: self.key.as_deref(),
            log: Some(LogEvidence { leaf, bundle: &self.bundle }),
            proof: self.proof.as_ref().map(LogProof::evidence),
        }
    }
}

fn fetch(registry: &Registry, file: &Fetch) -> Result<Vec<u8>, Failure> {
    let found = fetch_if_there(registry, file)?;
    let missing = || Failure::Missing { path: registry.at(&file.path) };
    found.ok_or_else(missing)
}

fn fetch_if_there(registry: &Registry, file: &Fetch) -> Result<Option<Vec<u8>>, Failure> {
    registry.read_up_to(&file.path, file.max_bytes.saturating_add(1))
}

fn entry(registry: &Registry, bundle: &[u8], leaf: u64) -> Result<Vec<u8>, Failure> {
    let damaged = |error| Failure::Log { path: registry.at("log"), error };
    entries::entry(bundle, leaf).map(<[u8]>::to_vec).map_err(damaged)
}

fn missing_leaf(opened: &Opened, leaf: u64) -> Failure {
    let found = usize::try_from(opened.list().leaves).unwrap_or(usize::MAX);
    Failure::Log { path: opened.registry().at("log"), error: LogError::Missing { leaf, found } }
}
