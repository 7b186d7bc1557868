//! A release from its files to the admitted tree, and every way to spoil it on the way.

use alloc::vec;
use alloc::vec::Vec;

use super::{key, prepared};
use crate::error::Coded as _;
use crate::install::{AdmitError, Admitted, Limits, Plan, Policy, danger, plan};
use crate::model::{Digest, Level, PackageName, Version};
use crate::publish::seal;
use crate::trust::report::Outcome;
use crate::trust::{
    Evidence, Expected, Import, LogEvidence, Publishers, SecretKey, Verdict, entries, tlog::TreeWriter,
    verify,
};

/// Everything an installer brings, as a host would have stored and fetched it.
#[derive(Clone)]
struct Fetched {
    plan: Plan,
    statement: Vec<u8>,
    signature: Option<Vec<u8>>,
    key: Option<Vec<u8>>,
    bundle: Vec<u8>,
    archive: Vec<u8>,
}

impl Fetched {
    fn new(key: Option<&SecretKey>, policy: &Policy) -> Self {
        let prepared = prepared(key);
        let signature = key.map(|key| key.sign(prepared.statement()));
        let sealed = seal(prepared, signature.as_ref(), 0).unwrap();
        let mut log = entries::LogWriter::new(TreeWriter::default(), vec![]).unwrap();
        assert_eq!(log.push(&sealed.statement), Ok(0));
        let files = [sealed.writes, log.finish().1].concat();
        let bring = |path: &str| files.iter().find(|(name, _)| name == path).map(|(_, bytes)| bytes.clone());
        let plan = plan(&sealed.record, 1, policy).unwrap();
        let statement = bring(&plan.statement.as_ref().unwrap().path).unwrap();
        Self {
            signature: plan.signature.as_ref().and_then(|fetch| bring(&fetch.path)),
            key: plan.publisher_key(&statement).and_then(|fetch| bring(&fetch.path)),
            bundle: bring(&plan.log.path).unwrap(),
            archive: bring(&plan.archive.path).unwrap(),
            statement,
            plan,
        }
    }

    fn admit(&self) -> Verdict<Admitted, AdmitError> {
        let evidence = Evidence {
            statement: &self.statement,
            signature: self.signature.as_deref(),
            publisher_key: self.key.as_deref(),
            log: Some(LogEvidence { leaf: self.plan.leaf, bundle: &self.bundle }),
            proof: None,
        };
        self.plan.admit(&evidence, &self.archive)
    }

    #[track_caller]
    fn refused(&self, step: &str, code: &str) {
        let verdict = self.admit();
        let failed = verdict.report.failure().expect("nothing failed");
        assert_eq!((failed.id, failed.code), (step, Some(code)), "{}", failed.detail);
        assert_eq!(verdict.outcome.unwrap_err().code(), code);
    }
}

fn signed() -> Fetched {
    Fetched::new(Some(&key()), &Policy::default())
}

#[test]
fn a_signed_release_is_admitted_step_by_step() {
    let verdict = signed().admit();
    let steps: Vec<_> = verdict.report.steps.iter().map(|step| (step.id, step.outcome)).collect();
    let skipped = ["checkpoint", "consistency", "key-trusted", "inclusion", "record"];
    let expected = [
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
        "archive-length",
        "archive-digest",
        "archive-profile",
        "tree-hash",
    ]
    .map(|id| (id, if skipped.contains(&id) { Outcome::Skipped } else { Outcome::Passed }));
    assert_eq!(steps, expected);
    let admitted = verdict.outcome.unwrap();
    let files: Vec<_> = admitted.tree().files().iter().map(|(p, f)| (p.as_str(), f.executable)).collect();
    assert_eq!(files, [("README.md", false), ("bin/run", true), ("package.toml", false)]);
    assert_eq!(admitted.verified().map(|v| v.claim().level()), Some(Level::Signed));
}

#[test]
fn the_report_names_the_commands_that_repeat_it() {
    let report = signed().admit().report;
    let key_id = key().public().unwrap().key_id().hex();
    let command = |step: &str| report.step(step).unwrap().repeat.clone().unwrap();
    assert_eq!(command("statement"), "sha256sum pkg/_/demo/1.0.0/release.nq");
    assert_eq!(
        command("signature"),
        alloc::format!(
            "openssl pkeyutl -verify -rawin -pubin -inkey trust/keys/{key_id}.pem \
             -in pkg/_/demo/1.0.0/release.nq -sigfile pkg/_/demo/1.0.0/release.sig"
        )
    );
    assert!(command("archive-digest").starts_with("sha256sum blob/sha256/"));
}

#[test]
fn an_unsigned_release_is_admitted_unless_policy_forbids_it() {
    let logged = Fetched::new(None, &Policy::default());
    assert_eq!(logged.admit().outcome.unwrap().verified().map(|v| v.claim().level()), Some(Level::Logged));
    let strict = Policy { minimum_level: Level::Signed, ..Policy::default() };
    let record = seal(prepared(None), None, 0).unwrap().record;
    assert_eq!(plan(&record, 1, &strict).unwrap_err().code(), "verify/level-too-low");
}

#[test]
fn trusted_keys_are_a_closed_list() {
    let with = |key_id: Digest| {
        let publishers = Publishers::Only([key_id].into());
        Fetched::new(Some(&key()), &Policy { publishers, ..Policy::default() })
    };
    assert!(with(key().public().unwrap().key_id()).admit().outcome.is_ok());
    with(Digest::of(b"another key")).refused("key-trusted", "verify/key-not-trusted");
}

fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).map(|at| {
        let mut flipped = bytes.to_vec();
        flipped[at] ^= 1;
        flipped
    })
}

#[test]
fn every_flipped_byte_of_a_signature_fails_the_signature() {
    let fetched = signed();
    for signature in flips(fetched.signature.as_ref().unwrap()) {
        let spoilt = Fetched { signature: Some(signature), ..fetched.clone() };
        spoilt.refused("signature", "signature/invalid");
    }
}

#[test]
fn every_flipped_byte_of_an_archive_fails_its_digest() {
    let fetched = signed();
    for archive in flips(&fetched.archive) {
        Fetched { archive, ..fetched.clone() }.refused("archive-digest", "verify/digest-mismatch");
    }
}

#[test]
fn every_flipped_byte_of_a_key_fails_the_key() {
    let fetched = signed();
    for key in flips(fetched.key.as_ref().unwrap()) {
        let verdict = Fetched { key: Some(key), ..fetched.clone() }.admit();
        assert_eq!(verdict.report.failure().map(|step| step.id), Some("publisher-key"));
    }
}

#[test]
fn every_flipped_byte_of_a_statement_fails_the_statement_the_key_or_the_signature() {
    let fetched = signed();
    for statement in flips(&fetched.statement) {
        let verdict = Fetched { statement, ..fetched.clone() }.admit();
        let step = verdict.report.failure().unwrap();
        assert!(matches!(step.id, "statement" | "publisher-key" | "signature"), "{step:?}");
    }
}

#[test]
fn every_flipped_byte_of_an_unsigned_statement_is_seen_by_the_log() {
    let fetched = Fetched::new(None, &Policy::default());
    for statement in flips(&fetched.statement) {
        let verdict = Fetched { statement, ..fetched.clone() }.admit();
        let step = verdict.report.failure().unwrap();
        assert!(matches!(step.id, "statement" | "log-entry"), "{step:?}");
    }
}

#[test]
fn signatures_of_another_length_are_refused() {
    let fetched = signed();
    let signature = fetched.signature.clone().unwrap();
    for wrong in [signature[..63].to_vec(), [&signature[..], b"\n"].concat(), vec![]] {
        let spoilt = Fetched { signature: Some(wrong), ..fetched.clone() };
        spoilt.refused("signature", "signature/wrong-length");
    }
}

#[test]
fn a_stripped_signature_or_key_is_refused() {
    Fetched { signature: None, ..signed() }.refused("signature", "verify/signature-missing");
    Fetched { key: None, ..signed() }.refused("publisher-key", "verify/key-missing");
    let unsigned = Fetched::new(None, &Policy::default());
    let replaced = Fetched { plan: signed().plan, signature: None, key: None, ..unsigned.clone() };
    replaced.refused("level", "verify/level-too-low");
    let extra = Fetched { signature: Some(vec![0; 64]), ..unsigned };
    extra.refused("signature", "verify/signature-unexpected");
}

#[test]
fn a_signature_by_another_key_is_refused() {
    let other = Fetched::new(Some(&SecretKey::from_seed([6; 32])), &Policy::default());
    Fetched { key: other.key.clone(), ..signed() }.refused("publisher-key", "verify/key-mismatch");
    Fetched { signature: other.signature, ..signed() }.refused("signature", "signature/invalid");
}

#[test]
fn a_release_that_the_log_does_not_hold_there_is_refused() {
    let other = Fetched::new(None, &Policy::default());
    Fetched { bundle: other.bundle, ..signed() }.refused("log-entry", "verify/not-logged");
    Fetched { bundle: vec![0], ..signed() }.refused("log-entry", "log/malformed-bundle");
    let mut later = signed();
    later.plan.leaf = 1;
    later.refused("log-entry", "log/entry-missing");
}

#[test]
fn another_release_than_the_one_asked_for_is_refused() {
    let asked = |name: &str, version: &str| {
        let mut record = seal(prepared(None), None, 0).unwrap().record;
        record.manifest.name = PackageName::parse(name).unwrap();
        record.manifest.version = Version::parse(version).unwrap();
        let fetched = Fetched::new(None, &Policy::default());
        Fetched { plan: plan(&record, 1, &Policy::default()).unwrap(), ..fetched }
    };
    asked("other", "1.0.0").refused("request", "verify/wrong-package");
    asked("demo", "1.0.1").refused("request", "verify/wrong-version");
}

#[test]
fn an_archive_of_another_length_is_refused() {
    let fetched = signed();
    let shorter = fetched.archive[1..].to_vec();
    Fetched { archive: shorter, ..fetched.clone() }.refused("archive-length", "verify/length-mismatch");
    Fetched { archive: vec![], ..fetched }.refused("archive-length", "verify/length-mismatch");
}

#[test]
fn evidence_longer_than_it_can_be_is_refused_unread() {
    Fetched { statement: vec![b'x'; 70_000], ..signed() }.refused("limits", "verify/too-long");
    Fetched { key: Some(vec![b'x'; 9_000]), ..signed() }.refused("limits", "verify/too-long");
    Fetched { bundle: vec![0; entries::MAX_BUNDLE_BYTES + 1], ..signed() }
        .refused("limits", "verify/too-long");
}

/// An archive that the statement binds is held to the profile all the same: a publisher can be hostile.
#[test]
fn a_signed_archive_outside_the_profile_is_refused() {
    let fetched = signed();
    let archive = b"no archive".to_vec();
    let mut release = prepared(Some(&key())).release().clone();
    (release.archive, release.archive_bytes) = (Digest::of(&archive), archive.len() as u64);
    let statement = release.to_statement().to_bytes();
    let signature = Some(key().sign(&statement).to_bytes().to_vec());
    let mut log = entries::LogWriter::new(TreeWriter::default(), vec![]).unwrap();
    log.push(&statement).unwrap();
    let bundle = log.finish().1.remove(0).1;
    let mut spoilt = Fetched { archive, statement, signature, bundle, ..fetched.clone() };
    spoilt.refused("archive-profile", "archive/bad-gzip");

    let mut release = prepared(None).release().clone();
    release.tree = Digest::of(b"another tree");
    let statement = release.to_statement().to_bytes();
    let mut log = entries::LogWriter::new(TreeWriter::default(), vec![]).unwrap();
    log.push(&statement).unwrap();
    let bundle = log.finish().1.remove(0).1;
    spoilt = Fetched { statement, bundle, ..Fetched::new(None, &Policy::default()) };
    spoilt.refused("tree-hash", "verify/tree-mismatch");
}

#[test]
fn an_import_is_admitted_from_its_log_entry() {
    let prepared = prepared(None);
    let mut record = seal(prepared.clone(), None, 0).unwrap().record;
    record.level = Level::Unsigned;
    let import = Import {
        id: record.id(),
        source: "v1".into(),
        record: Digest::of(b"record"),
        archive: record.archive.clone(),
    };
    let mut log = entries::LogWriter::new(TreeWriter::default(), vec![]).unwrap();
    log.push(&import.to_statement().to_bytes()).unwrap();
    let bundle = log.finish().1.remove(0).1;
    let plan = plan(&record, 1, &Policy::default()).unwrap();
    assert_eq!(plan.statement, None);
    let evidence = Evidence {
        statement: entries::entry(&bundle, 0).unwrap(),
        signature: None,
        publisher_key: None,
        log: Some(LogEvidence { leaf: 0, bundle: &bundle }),
        proof: None,
    };
    let verdict = plan.admit(&evidence, prepared.archive());
    assert_eq!(verdict.outcome.unwrap().verified().map(|v| v.claim().level()), Some(Level::Unsigned));
    assert_eq!(verdict.report.step("tree-hash").map(|step| step.outcome), Some(Outcome::Skipped));
    let listed = |bytes| Expected { record: Some(Digest::of(bytes)), ..plan.expected().clone() };
    assert!(verify(&evidence, &listed(b"record")).outcome.is_ok());
    let refused = verify(&evidence, &listed(b"another"));
    assert_eq!(refused.report.failure().map(|step| step.id), Some("record"));
    assert_eq!(refused.outcome.unwrap_err().code(), "verify/record-differs");
}

#[test]
fn a_local_archive_is_admitted_by_profile_alone_and_says_so() {
    let verdict = danger::admit_unverified(prepared(None).archive(), &Limits::default());
    assert_eq!(verdict.outcome.unwrap().verified(), None);
    let refused = danger::admit_unverified(b"no archive", &Limits::default());
    assert_eq!(refused.outcome.unwrap_err().code(), "archive/bad-gzip");
}
