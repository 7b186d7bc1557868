//! Verification: evidence in, the report of steps out.

use std::collections::BTreeSet;

use ggen_marketplace_core::install::{Limits, admit};
use ggen_marketplace_core::model::{Digest, Level, PackageName, Version};
use ggen_marketplace_core::trust::{
    self, Claim, Evidence, Expected, LogEvidence, ProofEvidence, Publishers, SeenEvidence,
};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::error;
use crate::value::{Bytes, argument, parsed, to_js};

/// What a caller brings: `Evidence` of the package's types.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Brought {
    name: String,
    version: String,
    level: Option<String>,
    record: Option<String>,
    statement: Bytes,
    signature: Option<Bytes>,
    public_key: Option<Bytes>,
    log: Option<Log>,
    proof: Option<Proof>,
    archive: Option<Bytes>,
}

#[derive(Deserialize)]
struct Log {
    leaf: u64,
    bundle: Bytes,
}

/// That the log's signed tree holds the statement; a consistency proof is its hashes, 32 bytes each.
#[derive(Deserialize)]
struct Proof {
    policy: Bytes,
    proof: Bytes,
    seen: Option<Seen>,
}

#[derive(Deserialize)]
struct Seen {
    checkpoint: Bytes,
    consistency: Bytes,
}

/// What a caller demands: `Policy` of the package's types.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Demanded {
    minimum_level: Option<String>,
    trusted_keys: Option<Vec<String>>,
    log_proof: bool,
}

/// Checks everything brought for one release and reports every step; with an archive, also its content.
///
/// # Errors
/// An `Error` with a code of `model/…` or `js/invalid-argument` when an argument has not the form that it
/// must have. Evidence that does not hold is no error: the report says so.
#[wasm_bindgen]
pub fn verify(evidence: JsValue, policy: JsValue) -> Result<JsValue, JsValue> {
    let brought: Brought = argument("evidence", evidence)?;
    let expected = expected(&brought, argument("policy", policy)?)?;
    let log = brought.log.as_ref().map(|log| LogEvidence { leaf: log.leaf, bundle: &log.bundle.0 });
    let seen = brought.proof.as_ref().and_then(|proof| proof.seen.as_ref());
    let consistency = seen.map(|seen| hashes(&seen.consistency.0)).transpose()?.unwrap_or_default();
    let seen = seen.map(|s| SeenEvidence { checkpoint: &s.checkpoint.0, consistency: &consistency });
    let proof = brought.proof.as_ref();
    let evidence = Evidence {
        statement: &brought.statement.0,
        signature: brought.signature.as_ref().map(|bytes| bytes.0.as_slice()),
        publisher_key: brought.public_key.as_ref().map(|bytes| bytes.0.as_slice()),
        log,
        proof: proof.map(|p| ProofEvidence { policy: &p.policy.0, proof: &p.proof.0, seen }),
    };
    let verdict = trust::verify(&evidence, &expected);
    match &brought.archive {
        Some(archive) => to_js(&admit(verdict, &archive.0, &Limits::default()).report),
        None => to_js(&verdict.report),
    }
}

/// Checks a raw detached Ed25519 signature of any file by the key in a PEM file, and reports every step.
///
/// # Errors
/// None: what does not hold is a failed step.
#[wasm_bindgen(js_name = verifyFile)]
pub fn verify_file(bytes: &[u8], signature: &[u8], public_key: &[u8]) -> Result<JsValue, JsValue> {
    to_js(&trust::verify_file(bytes, signature, public_key).report)
}

fn expected(brought: &Brought, demanded: Demanded) -> Result<Expected, JsValue> {
    let listed = level(brought.level.as_deref())?;
    let publishers = match demanded.trusted_keys {
        None => Publishers::AnyListed,
        Some(keys) => Publishers::Only(key_ids(&keys)?),
    };
    Ok(Expected {
        name: parsed(&brought.name, PackageName::parse)?,
        version: version(brought)?,
        publishers,
        // What the catalogue lists as signed must be signed, whatever the policy would admit.
        minimum_level: level(demanded.minimum_level.as_deref())?.max(listed),
        record: brought.record.as_deref().map(|digest| parsed(digest, Digest::parse)).transpose()?,
        log_proof: demanded.log_proof,
    })
}

/// The version asked for. A text such as `1.2.3-1` is a version of two schemes: the statement says of which.
fn version(brought: &Brought) -> Result<Version, JsValue> {
    let stated = Claim::parse(&brought.statement.0).ok().map(|claim| claim.id().version.clone());
    match stated.filter(|stated| stated.to_string() == brought.version) {
        Some(stated) => Ok(stated),
        None => parsed(&brought.version, Version::parse),
    }
}

fn hashes(bytes: &[u8]) -> Result<Vec<Digest>, JsValue> {
    match bytes.as_chunks::<32>() {
        (hashes, []) => Ok(hashes.iter().copied().map(Digest).collect()),
        _ => {
            Err(error::thrown(error::INVALID_ARGUMENT, "consistency, expected hashes of 32 bytes each", &[]))
        }
    }
}

fn key_ids(keys: &[String]) -> Result<BTreeSet<Digest>, JsValue> {
    // Not collected: that would bring in a sort of its own.
    let mut ids = BTreeSet::new();
    for key in keys {
        ids.insert(parsed(key, Digest::parse)?);
    }
    Ok(ids)
}

fn level(name: Option<&str>) -> Result<Level, JsValue> {
    let Some(name) = name else { return Ok(Level::Unsigned) };
    let found = Level::ALL.into_iter().find(|level| level.as_str() == name);
    let names = Level::ALL.map(Level::as_str).join(", ");
    found.ok_or_else(|| {
        error::thrown(error::INVALID_ARGUMENT, &format!("level `{name}`, expected one of {names}"), &[])
    })
}
