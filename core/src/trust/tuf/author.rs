//! The other side: metadata files written and signed. Which versions and keys they should have is decided by
//! whoever asks for them; where private keys are kept, by the host.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::Finding;
use super::fields::Fields;
use super::hashes::hex;
use super::json::{self, Json};
use crate::model::Digest;
use crate::trust::{KeyError, PublicKey, SecretKey, Timestamp};

/// The version of the specification that our files follow.
const SPECIFICATION: &str = "1.0.34";

/// A metadata file that nobody has signed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft(pub(super) BTreeMap<String, Json>);

/// The keys of a role in a new root, and how many of them must sign.
#[derive(Debug, Clone)]
pub struct RoleKeys {
    /// The keys.
    pub keys: Vec<PublicKey>,
    /// At least one, and no more than there are keys.
    pub threshold: u32,
}

/// A file as a timestamp or a snapshot lists it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The role whose file it is.
    pub role: &'a str,
    /// Its version.
    pub version: u64,
    /// Its bytes: length and SHA-256 are listed.
    pub file: &'a [u8],
}

impl Draft {
    /// A root with consistent names of files.
    #[must_use]
    pub fn root(version: u64, expires: Timestamp, roles: &BTreeMap<&str, RoleKeys>) -> Self {
        let mut keys = BTreeMap::new();
        let mut listed = BTreeMap::new();
        for (role, held) in roles {
            let ids = held.keys.iter().map(|key| {
                let (id, value) = described(key);
                keys.insert(id.clone(), value);
                Json::Text(id)
            });
            let ids = Json::List(ids.collect());
            let threshold = Json::Int(held.threshold.into());
            listed.insert((*role).to_owned(), object([("keyids", ids), ("threshold", threshold)]));
        }
        let fields = [
            ("consistent_snapshot", Json::Bool(true)),
            ("keys", Json::Object(keys)),
            ("roles", Json::Object(listed)),
        ];
        Self::new("root", version, expires, fields)
    }

    /// A timestamp or a snapshot: `kind` says which.
    #[must_use]
    pub fn listing(kind: &str, version: u64, expires: Timestamp, entries: &[Entry<'_>]) -> Self {
        let listed = entries.iter().map(|entry| {
            let described = [("version", number(entry.version))].into_iter().chain(content(entry.file));
            (alloc::format!("{}.json", entry.role), object(described))
        });
        Self::new(kind, version, expires, [("meta", Json::Object(listed.collect()))])
    }

    /// A targets file that delegates to nobody, over paths and their bytes.
    #[must_use]
    pub fn targets(version: u64, expires: Timestamp, targets: &BTreeMap<String, Vec<u8>>) -> Self {
        let listed = targets.iter().map(|(path, bytes)| (path.clone(), object(content(bytes))));
        Self::new("targets", version, expires, [("targets", Json::Object(listed.collect()))])
    }

    /// The file with a signature of each key.
    ///
    /// # Errors
    /// [`KeyError`] of a key that nobody would accept.
    pub fn sign(&self, keys: &[&SecretKey]) -> Result<Vec<u8>, KeyError> {
        let signed = Json::Object(self.0.clone());
        let message = signed.canonical();
        let signature = |key: &&SecretKey| signature(key, &message);
        let signatures = keys.iter().map(signature).collect::<Result<Vec<_>, _>>()?;
        Ok(object([("signatures", Json::List(signatures)), ("signed", signed)]).text())
    }

    fn new<'n>(
        kind: &str,
        version: u64,
        expires: Timestamp,
        fields: impl IntoIterator<Item = (&'n str, Json)>,
    ) -> Self {
        let common = [
            ("_type", Json::from(kind)),
            ("spec_version", SPECIFICATION.into()),
            ("version", number(version)),
            ("expires", Json::Text(expires.to_string())),
        ];
        let fields = common.into_iter().chain(fields);
        Self(fields.map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// A metadata file with the signature of one more key, which replaces the one it had.
///
/// # Errors
/// [`Finding`] if it is no metadata file, or the key is refused.
pub fn add_signature(file: &[u8], key: &SecretKey) -> Result<Vec<u8>, Finding> {
    let parsed = json::parse(file)?;
    let fields = Fields::of(&parsed, "the file")?;
    let signed = Json::Object(fields.object("signed")?.0.clone());
    let refused = |error| Finding::Key { key_id: String::new(), error };
    let (id, _) = described(&key.public().map_err(refused)?);
    let of_another = |signature: &&Json| match Fields::of(signature, "signatures") {
        Ok(fields) => fields.text("keyid").is_ok_and(|other| other != id),
        Err(_) => true,
    };
    let mut signatures: Vec<Json> = fields.list("signatures")?.iter().filter(of_another).cloned().collect();
    signatures.push(signature(key, &signed.canonical()).map_err(refused)?);
    Ok(object([("signatures", Json::List(signatures)), ("signed", signed)]).text())
}

/// The id of a key, as root files name it: not the fingerprint of the key's own file.
#[must_use]
pub fn key_id(key: &PublicKey) -> String {
    described(key).0
}

fn described(key: &PublicKey) -> (String, Json) {
    let public = object([("public", Json::Text(hex(&key.to_bytes())))]);
    let value = object([("keytype", "ed25519".into()), ("keyval", public), ("scheme", "ed25519".into())]);
    (Digest::of(&value.canonical()).hex(), value)
}

fn signature(key: &SecretKey, message: &[u8]) -> Result<Json, KeyError> {
    let (id, _) = described(&key.public()?);
    let signature = hex(&key.sign(message).to_bytes());
    Ok(object([("keyid", Json::Text(id)), ("sig", Json::Text(signature))]))
}

fn content(file: &[u8]) -> Vec<(&'static str, Json)> {
    let hashes = object([("sha256", Json::Text(Digest::of(file).hex()))]);
    let length = u64::try_from(file.len()).unwrap_or(u64::MAX);
    vec![("length", number(length)), ("hashes", hashes)]
}

fn number(value: u64) -> Json {
    Json::Int(i64::try_from(value).unwrap_or(i64::MAX))
}

fn object<'n>(fields: impl IntoIterator<Item = (&'n str, Json)>) -> Json {
    Json::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
