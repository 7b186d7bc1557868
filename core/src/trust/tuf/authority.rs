//! Who may speak for a role: keys and a threshold, taken from the file that delegates to it.
//!
//! A threshold is over *different key bytes*: one key under two ids, or with a field more, is one key. A key
//! of an algorithm that we do not know is left out, as the specification asks; so its signatures count for
//! nothing. Every id is checked: it is the SHA-256 of the canonical form of the key, unknown fields included.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;

use super::Finding;
use super::fields::{Fields, unhex};
use super::json::Json;
use super::metadata::Metadata;
use crate::model::{Digest, printable};
use crate::trust::{PublicKey, Signature};

/// Every key of a file that we can check signatures of, by its id.
pub(super) type Keys = BTreeMap<String, PublicKey>;

/// Reads the object `keys` of a file that delegates.
pub(super) fn keys(fields: Fields<'_>) -> Result<Keys, Finding> {
    let mut keys = Keys::new();
    for (id, key) in fields.object("keys")?.each() {
        if Digest::of(&key.canonical()).hex() != *id {
            return Err(Finding::KeyId { key_id: printable(id) });
        }
        if let Some(key) = ed25519(id, key)? {
            keys.insert(id.clone(), key);
        }
    }
    Ok(keys)
}

/// `None` for a key of another algorithm.
fn ed25519(id: &str, key: &Json) -> Result<Option<PublicKey>, Finding> {
    let fields = Fields::of(key, "keys")?;
    let (keytype, scheme) = (fields.text("keytype")?, fields.text("scheme")?);
    let public = fields.object("keyval")?;
    if (keytype, scheme) != ("ed25519", "ed25519") {
        return Ok(None);
    }
    let wrong = Finding::Malformed { field: "public", expected: "64 hexadecimal digits" };
    let bytes = unhex::<{ PublicKey::BYTES }>(public.text("public")?).ok_or(wrong)?;
    let refused = |error| Finding::Key { key_id: printable(id), error };
    PublicKey::from_bytes(&bytes).map(Some).map_err(refused)
}

/// The keys of one role, and how many of them must sign.
#[derive(Debug, Clone)]
pub(super) struct Authority {
    keys: Keys,
    threshold: usize,
}

impl Authority {
    /// Reads `keyids` and `threshold` of a role.
    pub(super) fn read(role: Fields<'_>, known: &Keys) -> Result<Self, Finding> {
        let mut ids = BTreeSet::new();
        for id in role.texts("keyids")? {
            if !ids.insert(id) {
                return Err(Finding::DuplicateKeyId { key_id: printable(id) });
            }
        }
        let threshold = role.integer("threshold")?;
        let at_least_one = usize::try_from(threshold).ok().filter(|threshold| *threshold > 0);
        let threshold = at_least_one.ok_or(Finding::BadThreshold { found: threshold })?;
        let key = |id: &str| known.get(id).map(|key| (id.to_owned(), key.clone()));
        Ok(Self { keys: ids.into_iter().filter_map(key).collect(), threshold })
    }

    /// Checks that enough different keys of the role have signed `file`. A signature that fails is as none.
    pub(super) fn check(&self, file: &Metadata) -> Result<(), Finding> {
        let signers: BTreeSet<[u8; PublicKey::BYTES]> = file
            .signatures()
            .filter_map(|(id, signature)| self.signer(id, signature, file.signed()))
            .collect();
        match signers.len() {
            found if found >= self.threshold => Ok(()),
            0 => Err(Finding::Unsigned { threshold: self.threshold }),
            found => Err(Finding::BelowThreshold { found, threshold: self.threshold }),
        }
    }

    /// The bytes of the key `id`, if it is of this role and has signed `message`.
    fn signer(&self, id: &str, signature: &str, message: &[u8]) -> Option<[u8; PublicKey::BYTES]> {
        let key = self.keys.get(id)?;
        let signature = Signature::from_bytes(&unhex::<{ Signature::BYTES }>(signature)?).ok()?;
        key.verify(message, &signature).is_ok().then(|| key.to_bytes())
    }
}
