//! A release and the log's own word on it: what a proof adds to the verdict, and how it fails.

use alloc::vec::Vec;

use super::prepared;
use crate::model::Digest;
use crate::trust::log::leaf_hash;
use crate::trust::report::Report;
use crate::trust::tlog::{Checkpoint, KeyUse, ProofFile, TreeHead, VerifierKey};
use crate::trust::{
    Evidence, Expected, LogEvidence, ProofEvidence, Publishers, SecretKey, SeenEvidence, verify,
};

/// A log of two entries, of which the second is the statement.
struct Logged {
    statement: Vec<u8>,
    bundle: Vec<u8>,
    policy: Vec<u8>,
    proof: Vec<u8>,
    seen: Option<(Vec<u8>, Vec<Digest>)>,
    required: bool,
}

const FIRST: &[u8] = b"another entry";

fn log_key() -> VerifierKey {
    VerifierKey::new("demo.example/log", KeyUse::Log, SecretKey::from_seed([1; 32]).public().unwrap())
        .unwrap()
}

fn signed(size: u64, root: Digest) -> Vec<u8> {
    let text = Checkpoint::new("demo.example/log", TreeHead { size, root }).unwrap().to_text();
    let signature = SecretKey::from_seed([1; 32]).sign(text.as_bytes());
    alloc::format!("{text}\n{}", log_key().line(&signature)).into_bytes()
}

fn root(statement: &[u8]) -> Digest {
    crate::trust::log::node_hash(&leaf_hash(FIRST), &leaf_hash(statement))
}

impl Logged {
    fn new() -> Self {
        let statement = prepared(None).statement().to_vec();
        let bundle = [FIRST, &statement]
            .into_iter()
            .flat_map(|entry| [&u16::try_from(entry.len()).unwrap().to_be_bytes()[..], entry].concat());
        let (checkpoint, hashes) = (signed(2, root(&statement)), [leaf_hash(FIRST)].into());
        Self {
            bundle: bundle.collect(),
            policy: alloc::format!("log {}\nquorum none\n", log_key()).into_bytes(),
            proof: ProofFile { extra: None, index: 1, hashes, checkpoint }.to_bytes(),
            seen: Some((signed(1, leaf_hash(FIRST)), [leaf_hash(&statement)].into())),
            required: true,
            statement,
        }
    }

    fn proof(self, change: impl FnOnce(&mut ProofFile)) -> Self {
        let mut file = ProofFile::parse(&self.proof).unwrap();
        change(&mut file);
        Self { proof: file.to_bytes(), ..self }
    }

    fn judge(&self, given: bool) -> Report {
        let release = prepared(None).release().clone();
        let seen =
            self.seen.as_ref().map(|(checkpoint, consistency)| SeenEvidence { checkpoint, consistency });
        let evidence = Evidence {
            statement: &self.statement,
            signature: None,
            publisher_key: None,
            log: Some(LogEvidence { leaf: 1, bundle: &self.bundle }),
            proof: given.then_some(ProofEvidence { policy: &self.policy, proof: &self.proof, seen }),
        };
        let expected = Expected {
            name: release.id.name,
            version: release.id.version,
            publishers: Publishers::AnyListed,
            minimum_level: crate::model::Level::Logged,
            record: None,
            log_proof: self.required,
        };
        verify(&evidence, &expected).report
    }

    #[track_caller]
    fn refused(&self, step: &str, code: &str) {
        let report = self.judge(true);
        let failure = report.failure().unwrap();
        assert_eq!((failure.id, failure.code), (step, Some(code)), "{}", failure.detail);
    }
}

#[test]
fn a_release_that_the_log_signed_for_verifies() {
    let report = Logged::new().judge(true);
    assert_eq!(report.failure(), None);
    let detail = |id| report.step(id).unwrap().detail.as_str();
    assert_eq!(detail("checkpoint"), "`demo.example/log` signed for 2 entries; 0 of 0 known witnesses did");
    assert_eq!(detail("consistency"), "the log begins with the 1 entries that were seen before");
    assert_eq!(detail("inclusion"), "1 hashes lead from entry 1 to the root over 2 entries");
}

#[test]
fn a_proof_that_is_demanded_must_be_there() {
    let logged = Logged::new();
    assert_eq!(logged.judge(false).failure().unwrap().code, Some("verify/log-proof-missing"));
    assert_eq!(Logged { required: false, ..logged }.judge(false).failure(), None);
}

#[test]
fn each_lie_of_the_log_fails_in_its_step() {
    let new = Logged::new;
    let statement = new().statement;
    let other = Digest::of(b"other");
    new().proof(|file| file.extra = Some(b"x".to_vec())).refused("checkpoint", "log/extra-data");
    Logged { policy: b"quorum none\n".to_vec(), ..new() }.refused("checkpoint", "log/not-signed");
    Logged { policy: b"".to_vec(), ..new() }.refused("checkpoint", "log/malformed-policy");
    Logged { proof: b"".to_vec(), ..new() }.refused("checkpoint", "log/malformed-proof");
    new().proof(|file| file.index = 0).refused("inclusion", "log/other-index");
    new().proof(|file| file.hashes[0] = other).refused("inclusion", "log/inclusion-invalid");
    new().proof(|file| file.hashes.push(other)).refused("inclusion", "log/proof-length");
    let short = |logged: Logged| logged.proof(|file| file.checkpoint = signed(1, leaf_hash(FIRST)));
    short(Logged { seen: None, ..new() }).refused("inclusion", "log/index-beyond-tree");
    let two = Some((signed(2, root(&statement)), Vec::new()));
    short(Logged { seen: two, ..new() }).refused("consistency", "log/shrunk");
    Logged { seen: Some((signed(2, other), Vec::new())), ..new() }.refused("consistency", "log/forked");
    Logged { seen: Some((signed(1, other), [other].into())), ..new() }
        .refused("consistency", "log/inconsistent");
    Logged { seen: Some((signed(1, other), Vec::new())), ..new() }.refused("consistency", "log/proof-length");
    Logged { seen: Some((b"x".to_vec(), Vec::new())), ..new() }.refused("consistency", "log/malformed-note");
    let long = alloc::vec![b'#'; 64 * 1024 + 1];
    Logged { policy: long, ..new() }.refused("limits", "verify/too-long");
}
