//! `verify-key FILE`: what a key file is, its fingerprint, and what is wrong with it.

use std::path::Path;

use ggen_marketplace_core::trust::{KeyError, PublicKey, SecretKey};
use serde::Serialize;

use crate::args::VerifyKey;
use crate::failure::Failure;
use crate::keys;
use crate::output::{Output, fields};

#[derive(Serialize)]
struct KeyFile {
    file: String,
    kind: &'static str,
    algorithm: &'static str,
    fingerprint: String,
    valid: bool,
    problems: Vec<String>,
}

pub(super) fn run(command: &VerifyKey, output: Output) -> Result<(), Failure> {
    let path = command.file();
    let file = look(&path)?;
    let shown = output.result(&file, || table(&file));
    // A finding counts more than a reader who has gone.
    if file.valid { shown } else { Err(Failure::KeyProblems { path, problems: file.problems }) }
}

fn look(path: &Path) -> Result<KeyFile, Failure> {
    let bytes = keys::read(path)?;
    let failed = |error| Failure::Key { path: path.into(), error };
    let (kind, key, problems) = match PublicKey::from_pem(&bytes) {
        Ok(key) => ("public key (SPKI)", key, Vec::new()),
        Err(KeyError::PrivateKeyGiven) => {
            let key = SecretKey::from_pem(&bytes).and_then(|key| key.public()).map_err(failed)?;
            ("private key (PKCS#8)", key, keys::too_open(path).into_iter().collect())
        }
        Err(error) => return Err(failed(error)),
    };
    Ok(KeyFile {
        file: path.display().to_string(),
        kind,
        algorithm: "Ed25519",
        fingerprint: key.key_id().to_string(),
        valid: problems.is_empty(),
        problems,
    })
}

fn table(file: &KeyFile) -> String {
    fields(&[
        ("file", file.file.clone()),
        ("kind", file.kind.to_owned()),
        ("algorithm", file.algorithm.to_owned()),
        ("fingerprint", file.fingerprint.clone()),
        ("problems", file.problems.join("; ")),
    ])
}
