//! `keygen`: draw a key pair and write its two halves; nothing is ever overwritten.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::args::Keygen;
use crate::failure::Failure;
use crate::output::{Output, fields};
use crate::{atomic, keys};

#[derive(Serialize)]
struct KeyPair {
    private_key: String,
    public_key: String,
    algorithm: &'static str,
    fingerprint: String,
}

pub(super) fn run(command: &Keygen, output: Output) -> Result<(), Failure> {
    let private = &command.output;
    let public = keys::public_path(private);
    let key = keys::draw()?;
    let half = key.public().map_err(|error| Failure::Key { path: private.clone(), error })?;
    for path in [private, &public] {
        if fs::symlink_metadata(path).is_ok() {
            return Err(Failure::KeyExists { path: path.clone() });
        }
    }
    atomic::create_private(private, key.to_pem().as_bytes()).map_err(Failure::io("create", private))?;
    write_public(&public, &half.to_pem(), private)?;
    let pair = KeyPair {
        private_key: private.display().to_string(),
        public_key: public.display().to_string(),
        algorithm: "Ed25519",
        fingerprint: half.key_id().to_string(),
    };
    output.result(&pair, || table(&pair))
}

/// A private key without its public half would look finished: it goes again.
fn write_public(public: &Path, pem: &str, private: &Path) -> Result<(), Failure> {
    atomic::create(public, pem.as_bytes()).map_err(|error| {
        let _ = fs::remove_file(private);
        Failure::io("create", public)(error)
    })
}

fn table(pair: &KeyPair) -> String {
    fields(&[
        ("private key", pair.private_key.clone()),
        ("public key", pair.public_key.clone()),
        ("fingerprint", pair.fingerprint.clone()),
    ])
}
