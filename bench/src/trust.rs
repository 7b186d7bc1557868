//! Trust: our hash and signature check beside the crates they stand on, called bare; and a whole verdict
//! beside the least that any such verdict must compute.

use std::hint::black_box;

use ed25519_dalek::{Signature as BareSignature, VerifyingKey};
use ggen_marketplace_core::model::{Digest, Level, PackageName, ReleaseId, Version};
use ggen_marketplace_core::trust::{
    Evidence, Expected, PublicKey, Publishers, Release, SecretKey, Signature, Timestamp, verify,
};
use sha2::{Digest as _, Sha256};

use crate::Result;
use crate::measure::{Rounds, alternate};
use crate::report::{Better, OURS, Row, Table};

/// Bytes of one hash: a large archive.
const HASHED: usize = 16 << 20;
/// Signatures in one round, so that the clock's grain does not matter.
const SIGNATURES: usize = 200;

const ROUNDS: Rounds = Rounds { measured: 9, budget: std::time::Duration::from_secs(20) };

/// A signed release and all that a check of it needs.
struct Fixture {
    key: PublicKey,
    bare_key: VerifyingKey,
    pem: String,
    statement: Vec<u8>,
    signature: Signature,
    bare_signature: BareSignature,
    expected: Expected,
}

impl Fixture {
    fn new() -> Result<Self> {
        let secret = SecretKey::from_seed([7; 32]);
        let key = secret.public()?;
        let id =
            ReleaseId { name: PackageName::parse("@bench/demo")?, version: Version::parse_semver("1.2.3")? };
        let expected = Expected {
            name: id.name.clone(),
            version: id.version.clone(),
            publishers: Publishers::AnyListed,
            minimum_level: Level::Signed,
            record: None,
            log_proof: false,
        };
        let statement = release(id, &key)?.to_statement().to_bytes();
        let signature = secret.sign(&statement);
        Ok(Self {
            bare_key: VerifyingKey::from_bytes(&key.to_bytes())?,
            bare_signature: BareSignature::from_bytes(&signature.to_bytes()),
            pem: key.to_pem(),
            key,
            statement,
            signature,
            expected,
        })
    }

    fn verdict(&self) -> bool {
        let evidence = Evidence {
            statement: &self.statement,
            signature: Some(&self.signature.to_bytes()),
            publisher_key: Some(self.pem.as_bytes()),
            log: None,
            proof: None,
        };
        verify(&evidence, &self.expected).outcome.is_ok()
    }

    fn bare(&self) -> bool {
        self.bare_key.verify_strict(&self.statement, &self.bare_signature).is_ok()
    }
}

fn release(id: ReleaseId, key: &PublicKey) -> Result<Release> {
    Ok(Release {
        id,
        archive: Digest::of(b"archive"),
        archive_bytes: 12_345,
        tree: Digest::of(b"tree"),
        manifest: Digest::of(b"manifest"),
        dependencies: Vec::new(),
        license: Some("MIT".to_owned()),
        created: Timestamp::from_unix(1_800_000_000).ok_or("no such time")?,
        publisher: Some(key.key_id()),
        previous: None,
    })
}

/// Every comparison of this module.
///
/// # Errors
/// If a good signature is refused: then nothing was measured.
pub(crate) fn run() -> Result<Vec<Table>> {
    let fixture = Fixture::new()?;
    if !(fixture.verdict() && fixture.bare()) {
        return Err("a good signature is refused".into());
    }
    let bytes: Vec<u8> = (0..HASHED).map(|i| (i % 251) as u8).collect();
    let mebibytes = (HASHED >> 20) as f64;
    let mut rows = compare("SHA-256, each MiB", "sha2", mebibytes, |ours| {
        if ours {
            black_box(Digest::of(black_box(&bytes)));
        } else {
            black_box(Sha256::digest(black_box(&bytes)));
        }
    });
    rows.extend(compare("Ed25519, one signature", "ed25519-dalek strict", SIGNATURES as f64, |ours| {
        for _ in 0..SIGNATURES {
            black_box(if ours {
                fixture.key.verify(&fixture.statement, &fixture.signature).is_ok()
            } else {
                fixture.bare()
            });
        }
    }));
    rows.extend(compare("verdict on one release", "ed25519-dalek strict", SIGNATURES as f64, |ours| {
        for _ in 0..SIGNATURES {
            black_box(if ours { fixture.verdict() } else { fixture.bare() });
        }
    }));
    let columns = vec!["cpu µs", "wall µs"];
    let title = "Trust: ours beside the crates it stands on (ratio: cpu)".to_owned();
    Ok(vec![Table { title, columns, key: 0, better: Better::Lower, rows }])
}

fn compare(case: &str, peer: &str, parts: f64, mut work: impl FnMut(bool)) -> Vec<Row> {
    let costs = alternate(2, 1, ROUNDS, |who, _| work(who == 0));
    let row = |engine: &str, who: usize| {
        let cost = costs[who][0];
        Row::new(case, engine, &[cost.cpu_us() / parts, cost.wall_us() / parts])
    };
    vec![row(OURS, 0), row(peer, 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_accept_the_fixture_and_refuse_a_flipped_byte() {
        let mut fixture = Fixture::new().unwrap();
        assert!(fixture.verdict() && fixture.bare());
        *fixture.statement.last_mut().unwrap() ^= 1;
        assert!(!fixture.verdict() && !fixture.bare());
    }
}
