//! Keys as metadata lists them, and what they have signed.
//!
//! Ed25519 is what this project signs with: such a key is checked as [`PublicKey`] checks it, and its id must
//! be the SHA-256 of its canonical form, unknown fields included. ECDSA over P-256 is read where the feature
//! `tuf-ecdsa` is on, for repositories of others; their ids are taken as they are, because deployed
//! repositories add fields to keys without changing ids. Keys of any other algorithm are tolerated, and
//! count for nothing.

use alloc::vec::Vec;

use super::Finding;
use super::ecdsa::EcdsaKey;
use super::fields::{Fields, unhex};
use super::json::Json;
use crate::model::{Digest, printable};
use crate::trust::{PublicKey, Signature};

/// A key that signatures can be checked with.
#[derive(Debug, Clone)]
pub(super) enum Key {
    Ed25519(PublicKey),
    Ecdsa(EcdsaKey),
}

impl Key {
    /// Reads the key listed under `id`; `None` if its algorithm is not one of ours.
    pub(super) fn read(id: &str, value: &Json) -> Result<Option<Self>, Finding> {
        let fields = Fields::of(value, "keys")?;
        let (keytype, scheme) = (fields.text("keytype")?, fields.text("scheme")?);
        let public = fields.object("keyval")?;
        match (keytype, scheme) {
            ("ed25519", "ed25519") => {
                check_id(id, value)?;
                ed25519(id, public.text("public")?).map(Some)
            }
            // The second name is an older one.
            ("ecdsa" | "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => {
                Ok(EcdsaKey::from_pem(public.text("public")?).map(Self::Ecdsa))
            }
            _ => Ok(None),
        }
    }

    /// Whether `signature`, in hexadecimal digits, is this key's of `message`.
    pub(super) fn has_signed(&self, message: &[u8], signature: &str) -> bool {
        match self {
            Self::Ed25519(key) => unhex::<{ Signature::BYTES }>(signature)
                .and_then(|bytes| Signature::from_bytes(&bytes).ok())
                .is_some_and(|signature| key.verify(message, &signature).is_ok()),
            Self::Ecdsa(key) => key.has_signed(message, signature),
        }
    }

    /// The key itself, by which thresholds count.
    pub(super) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.to_bytes().to_vec(),
            Self::Ecdsa(key) => key.bytes(),
        }
    }
}

fn check_id(id: &str, value: &Json) -> Result<(), Finding> {
    let own = Digest::of(&value.canonical()).hex();
    if own == id { Ok(()) } else { Err(Finding::KeyId { key_id: printable(id) }) }
}

fn ed25519(id: &str, public: &str) -> Result<Key, Finding> {
    let wrong = Finding::Malformed { field: "public", expected: "64 hexadecimal digits" };
    let bytes = unhex::<{ PublicKey::BYTES }>(public).ok_or(wrong)?;
    let refused = |error| Finding::Key { key_id: printable(id), error };
    PublicKey::from_bytes(&bytes).map(Key::Ed25519).map_err(refused)
}
