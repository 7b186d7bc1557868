//! The shared vectors of `verify`, natively: the report is, byte for byte, what Node and Chromium must give.

#![allow(clippy::unwrap_used, reason = "a vector that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use ggen_marketplace_core::install::{Limits, admit};
use ggen_marketplace_core::model::{Digest, Level, PackageName, Version};
use ggen_marketplace_core::trust::{
    Claim, Evidence, Expected, LogEvidence, ProofEvidence, Publishers, Report, SeenEvidence, verify,
};
use serde_json::Value;

/// The evidence of a vector with its bytes decoded.
struct Brought {
    statement: Vec<u8>,
    signature: Option<Vec<u8>>,
    publisher_key: Option<Vec<u8>>,
    archive: Option<Vec<u8>>,
    bundle: Vec<u8>,
    leaf: u64,
    proof: Option<Proof>,
}

/// The log's own word.
struct Proof {
    policy: Vec<u8>,
    file: Vec<u8>,
    seen: Option<(Vec<u8>, Vec<Digest>)>,
}

impl Proof {
    fn read(proof: &Value) -> Option<Self> {
        let seen = bytes(&proof["seen"]["checkpoint"]).map(|checkpoint| {
            let hashes = bytes(&proof["seen"]["consistency"]).unwrap();
            (checkpoint, hashes.as_chunks::<32>().0.iter().copied().map(Digest).collect())
        });
        Some(Self { policy: bytes(&proof["policy"])?, file: bytes(&proof["proof"]).unwrap(), seen })
    }

    fn evidence(&self) -> ProofEvidence<'_> {
        let seen = self.seen.as_ref();
        let seen = seen.map(|(checkpoint, consistency)| SeenEvidence { checkpoint, consistency });
        ProofEvidence { policy: &self.policy, proof: &self.file, seen }
    }
}

impl Brought {
    fn read(evidence: &Value) -> Self {
        Self {
            statement: bytes(&evidence["statement"]).unwrap(),
            signature: bytes(&evidence["signature"]),
            publisher_key: bytes(&evidence["publicKey"]),
            archive: bytes(&evidence["archive"]),
            bundle: bytes(&evidence["log"]["bundle"]).unwrap(),
            leaf: evidence["log"]["leaf"].as_u64().unwrap(),
            proof: Proof::read(&evidence["proof"]),
        }
    }

    fn judge(&self, expected: &Expected) -> Report {
        let verdict = verify(
            &Evidence {
                statement: &self.statement,
                signature: self.signature.as_deref(),
                publisher_key: self.publisher_key.as_deref(),
                log: Some(LogEvidence { leaf: self.leaf, bundle: &self.bundle }),
                proof: self.proof.as_ref().map(Proof::evidence),
            },
            expected,
        );
        match &self.archive {
            Some(archive) => admit(verdict, archive, &Limits::default()).report,
            None => verdict.report,
        }
    }
}

fn bytes(base64: &Value) -> Option<Vec<u8>> {
    base64.as_str().map(|text| Base64::decode_vec(text).unwrap())
}

fn expected(vector: &Value, statement: &[u8]) -> Expected {
    let (evidence, policy) = (&vector["evidence"], &vector["policy"]);
    let level = |value: &Value| {
        let named = |level: &Level| Some(level.as_str()) == value.as_str();
        Level::ALL.into_iter().find(named).unwrap_or(Level::Unsigned)
    };
    let keys = policy["trustedKeys"].as_array().map(|keys| {
        keys.iter().map(|key| Digest::parse(key.as_str().unwrap()).unwrap()).collect::<BTreeSet<_>>()
    });
    Expected {
        name: PackageName::parse(evidence["name"].as_str().unwrap()).unwrap(),
        version: version(evidence["version"].as_str().unwrap(), statement),
        publishers: keys.map_or(Publishers::AnyListed, Publishers::Only),
        minimum_level: level(&policy["minimumLevel"]).max(level(&evidence["level"])),
        record: evidence["record"].as_str().map(|digest| Digest::parse(digest).unwrap()),
        log_proof: policy["logProof"].as_bool().unwrap_or(false),
    }
}

/// A text such as `1.2.3-1` is a version of two schemes: the statement says of which.
fn version(text: &str, statement: &[u8]) -> Version {
    let stated = Claim::parse(statement).ok().map(|claim| claim.id().version.clone());
    stated.filter(|stated| stated.to_string() == text).unwrap_or_else(|| Version::parse(text).unwrap())
}

fn vectors() -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/verify");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.clone(), serde_json::from_slice(&fs::read(path).unwrap()).unwrap())).collect()
}

#[test]
fn every_vector_gets_its_report() {
    let vectors = vectors();
    assert!(vectors.len() >= 20);
    for (path, vector) in vectors {
        let brought = Brought::read(&vector["evidence"]);
        let report = brought.judge(&expected(&vector, &brought.statement));
        assert_eq!(
            serde_json::to_value(&report).unwrap()["steps"],
            vector["report"]["steps"],
            "{}",
            path.display()
        );
        assert_eq!(report.failure().is_none(), vector["report"]["verified"], "{}", path.display());
    }
}
