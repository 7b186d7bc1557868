//! From outside bytes to a verified release: the checks, their order, and the only place that makes one.
//!
//! | step | holds when |
//! |---|---|
//! | `limits` | every file is short enough to be what it should be |
//! | `checkpoint`, `consistency` | the log has signed a tree, and it has only grown: see `logged` |
//! | `statement` | the bytes are the one spelling of a release or an import |
//! | `publisher-key` | the key given is acceptable, and the one that the statement names |
//! | `key-trusted` | the key is one of those the caller trusts |
//! | `signature` | it is the strict Ed25519 signature of exactly the statement's bytes |
//! | `log-entry`, `inclusion` | the log holds exactly these bytes at the leaf that the catalogue names |
//! | `record` | the catalogue lists exactly the record that the import states |
//! | `request` | name and version are what was asked for |
//! | `level` | the origin is proven as far as the policy demands |
//!
//! The first check that fails is the verdict. Nothing read from a statement is handed out before the last
//! check has passed.

use alloc::collections::BTreeSet;
use alloc::string::String;

use super::logged::{self, LogEvidence, ProofEvidence};
use super::refusal::check_length;
use super::report::{Finding, Report};
use super::{ClaimError, Import, PublicKey, Refusal, Release, Signature, entries, layout, pem};
use crate::model::{Digest, Level, PackageName, ReleaseId, Statement, Version};

/// Names of the steps, in order.
pub const STEPS: [&str; 12] = [
    "limits",
    "checkpoint",
    "consistency",
    "statement",
    "publisher-key",
    "key-trusted",
    "signature",
    "log-entry",
    "inclusion",
    "record",
    "request",
    "level",
];

/// The bytes a host brings, all of them untrusted.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// `release.nq`, or the log entry of an import.
    pub statement: &'a [u8],
    /// `release.sig`, if there is one.
    pub signature: Option<&'a [u8]>,
    /// The PEM file of the publisher's key, if there is one.
    pub publisher_key: Option<&'a [u8]>,
    /// Where the log holds the statement, if the caller looked.
    pub log: Option<LogEvidence<'a>>,
    /// That the tree which the log has signed holds it, if the log has a checkpoint.
    pub proof: Option<ProofEvidence<'a>>,
}

/// What the caller asks for and demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The package asked for.
    pub name: PackageName,
    /// The version asked for.
    pub version: Version,
    /// Whose signatures count.
    pub publishers: Publishers,
    /// The least level of proof.
    pub minimum_level: Level,
    /// Digest of the record that the catalogue lists, if the caller looked: SHA-256 of its canonical triples.
    pub record: Option<Digest>,
    /// Whether there must be a proof that a log which the policy names holds the statement.
    pub log_proof: bool,
}

/// Whose signatures count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publishers {
    /// Any key that the registry lists: proves who signed, not that you know them.
    AnyListed,
    /// Only keys with one of these identifiers.
    Only(BTreeSet<Digest>),
}

/// A verdict: every step, and either the proof or the reason of the refusal.
#[derive(Debug, Clone)]
#[must_use]
pub struct Verdict<T, E = Refusal> {
    /// Every step with its outcome.
    pub report: Report,
    /// The verified value, or the finding of the step that failed.
    pub outcome: Result<T, E>,
}

/// A claim whose origin is proven as far as its level says. Only [`verify`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    claim: Claim,
    statement: Digest,
}

/// What a statement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Of a release, by its publisher.
    Release(Release),
    /// Of an import, by the registry.
    Import(Import),
}

impl Verified {
    /// What the statement says.
    #[must_use]
    pub fn claim(&self) -> &Claim {
        &self.claim
    }

    /// SHA-256 of the statement's bytes.
    #[must_use]
    pub fn statement(&self) -> Digest {
        self.statement
    }
}

impl Claim {
    /// Reads the bytes of a statement of either type. What comes back is not verified.
    ///
    /// # Errors
    /// [`ClaimError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ClaimError> {
        let statement = Statement::parse(bytes)?;
        match statement.kind() {
            Import::KIND => Import::from_statement(&statement).map(Self::Import),
            _ => Release::from_statement(&statement).map(Self::Release),
        }
    }

    /// Name and version.
    #[must_use]
    pub fn id(&self) -> &ReleaseId {
        match self {
            Self::Release(release) => &release.id,
            Self::Import(import) => &import.id,
        }
    }

    /// How far the origin is proven once the statement is verified.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::Release(release) => release.level(),
            Self::Import(_) => Level::Unsigned,
        }
    }

    /// SHA-256 and length of the archive, if the statement binds one.
    #[must_use]
    pub fn archive(&self) -> Option<(Digest, u64)> {
        match self {
            Self::Release(release) => Some((release.archive, release.archive_bytes)),
            Self::Import(import) => import.archive.as_ref().map(|a| (a.digest, a.bytes)),
        }
    }

    /// Hash of the unpacked tree, if the statement binds it.
    #[must_use]
    pub fn tree(&self) -> Option<Digest> {
        match self {
            Self::Release(release) => Some(release.tree),
            Self::Import(_) => None,
        }
    }

    /// Identifier of the key that must have signed the statement.
    #[must_use]
    pub fn publisher(&self) -> Option<Digest> {
        match self {
            Self::Release(release) => release.publisher,
            Self::Import(_) => None,
        }
    }
}

/// Checks the evidence against what was asked for.
pub fn verify(evidence: &Evidence<'_>, expected: &Expected) -> Verdict<Verified> {
    let mut report = Report::default();
    let outcome = check(&mut report, evidence, expected);
    report.skip_rest(&STEPS);
    Verdict { report, outcome }
}

fn check(report: &mut Report, evidence: &Evidence<'_>, expected: &Expected) -> Result<Verified, Refusal> {
    report.enter("limits", limits(evidence))?;
    let proven = report.enter("checkpoint", logged::checkpoint(evidence, expected.log_proof))?;
    report.enter("consistency", logged::consistency(proven.as_ref()))?;
    let claim = report.enter("statement", statement(evidence.statement, expected))?;
    let key = report.enter("publisher-key", publisher_key(&claim, evidence.publisher_key))?;
    report.enter("key-trusted", key_trusted(key.as_ref(), &expected.publishers))?;
    report.enter("signature", signature(&claim, key.as_ref(), evidence))?;
    report.enter("log-entry", logged::log_entry(evidence))?;
    report.enter("inclusion", logged::inclusion(proven.as_ref(), evidence))?;
    report.enter("record", record(&claim, expected.record))?;
    report.enter("request", request(&claim, expected))?;
    report.enter("level", level(&claim, expected.minimum_level))?;
    Ok(Verified { claim, statement: Digest::of(evidence.statement) })
}

fn limits(evidence: &Evidence<'_>) -> Result<Finding<()>, Refusal> {
    let mut detail = check_length("statement", evidence.statement, Statement::MAX_BYTES)?;
    let others = [
        ("key file", evidence.publisher_key, pem::MAX_BYTES),
        ("bundle of log entries", evidence.log.map(|log| log.bundle), entries::MAX_BUNDLE_BYTES),
    ];
    for (what, file, max) in others {
        if let Some(file) = file {
            detail = alloc::format!("{detail}, {}", check_length(what, file, max)?);
        }
    }
    if let Some(proof) = &evidence.proof {
        detail = alloc::format!("{detail}, {}", logged::limits(proof)?);
    }
    Ok(Finding::passed((), detail))
}

fn statement(bytes: &[u8], expected: &Expected) -> Result<Finding<Claim>, Refusal> {
    let claim = Claim::parse(bytes)?;
    let detail = alloc::format!("{} of `{}`, {}", type_words(&claim), claim.id(), Digest::of(bytes));
    let id = ReleaseId { name: expected.name.clone(), version: expected.version.clone() };
    Ok(match claim {
        Claim::Release(_) => {
            Finding::passed(claim, detail).repeat(alloc::format!("sha256sum {}", layout::statement(&id)))
        }
        Claim::Import(_) => Finding::passed(claim, detail),
    })
}

fn type_words(claim: &Claim) -> &'static str {
    match claim {
        Claim::Release(_) => "a release statement",
        Claim::Import(_) => "an import statement",
    }
}

fn publisher_key(claim: &Claim, file: Option<&[u8]>) -> Result<Finding<Option<PublicKey>>, Refusal> {
    let Some(key_id) = claim.publisher() else {
        return Ok(Finding::skipped(None, "the statement names no key: it is not signed"));
    };
    let key = PublicKey::from_pem(file.ok_or(Refusal::KeyMissing { key_id })?)?;
    let found = key.key_id();
    if found != key_id {
        return Err(Refusal::KeyMismatch { expected: key_id, found });
    }
    let path = layout::key(&key_id);
    let detail = alloc::format!("the key given is {found}, as the statement says");
    let command = alloc::format!("openssl pkey -pubin -in {path} -outform DER | sha256sum");
    Ok(Finding::passed(Some(key), detail).repeat(command))
}

fn key_trusted(key: Option<&PublicKey>, publishers: &Publishers) -> Result<Finding<()>, Refusal> {
    let Some(key_id) = key.map(PublicKey::key_id) else {
        return Ok(Finding::skipped((), "there is no key to trust: the statement is not signed"));
    };
    match publishers {
        Publishers::AnyListed => {
            let detail = "no trusted keys were named: the signature shows which key signed, not whose it is";
            Ok(Finding::skipped((), detail))
        }
        Publishers::Only(trusted) if trusted.contains(&key_id) => {
            Ok(Finding::passed((), alloc::format!("one of the {} keys you trust", trusted.len())))
        }
        Publishers::Only(_) => Err(Refusal::KeyNotTrusted { key_id }),
    }
}

fn signature(
    claim: &Claim,
    key: Option<&PublicKey>,
    evidence: &Evidence<'_>,
) -> Result<Finding<()>, Refusal> {
    let Some(key) = key else {
        return match evidence.signature {
            None => Ok(Finding::skipped((), "the statement is not signed")),
            Some(_) => Err(Refusal::SignatureUnexpected),
        };
    };
    let key_id = key.key_id();
    let signature = evidence.signature.ok_or(Refusal::SignatureMissing { key_id })?;
    key.verify(evidence.statement, &Signature::from_bytes(signature)?)?;
    let detail = "64 bytes, the key's signature of the whole statement";
    Ok(Finding::passed((), detail).repeat(signature_command(claim.id(), &key_id)))
}

fn signature_command(id: &ReleaseId, key_id: &Digest) -> String {
    let (key, file, signature) = (layout::key(key_id), layout::statement(id), layout::signature(id));
    alloc::format!("openssl pkeyutl -verify -rawin -pubin -inkey {key} -in {file} -sigfile {signature}")
}

/// What the catalogue shows of an import is what the registry has logged. Of a release the statement binds the
/// archive, in which the manifest is.
fn record(claim: &Claim, listed: Option<Digest>) -> Result<Finding<()>, Refusal> {
    let (Claim::Import(import), Some(found)) = (claim, listed) else {
        return Ok(Finding::skipped((), "only an import states the record that the catalogue lists"));
    };
    let expected = import.record;
    if found != expected {
        return Err(Refusal::RecordDiffers { expected, found });
    }
    Ok(Finding::passed((), alloc::format!("the catalogue lists the record {found}, as the statement says")))
}

fn request(claim: &Claim, expected: &Expected) -> Result<Finding<()>, Refusal> {
    let ReleaseId { name, version } = claim.id().clone();
    if name != expected.name {
        return Err(Refusal::WrongPackage { expected: expected.name.clone(), found: name });
    }
    if version != expected.version {
        return Err(Refusal::WrongVersion { expected: expected.version.clone(), found: version });
    }
    Ok(Finding::passed((), alloc::format!("`{}` is what was asked for", claim.id())))
}

fn level(claim: &Claim, required: Level) -> Result<Finding<()>, Refusal> {
    let found = claim.level();
    if found < required {
        return Err(Refusal::LevelTooLow { required, found });
    }
    let detail = alloc::format!("`{}`, at least `{}` is required", found.as_str(), required.as_str());
    Ok(Finding::passed((), detail))
}
