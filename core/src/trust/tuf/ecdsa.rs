//! ECDSA over P-256 with SHA-256, as repositories of others sign; nothing of ours does.
//!
//! Keys are SPKI PEM files, signatures DER. A signature has a twin (r, −s) that verifies too; that is no harm
//! here, because keys are counted and not signatures.

use alloc::vec::Vec;

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::ecdsa::{Signature, VerifyingKey};

use super::fields::unhex_upto;
use crate::model::Digest;
use crate::trust::pem;

/// A point of P-256 other than the neutral element.
#[derive(Debug, Clone)]
pub(super) struct EcdsaKey(VerifyingKey);

/// What stands before the 65 bytes of an uncompressed point in the DER of a P-256 key (RFC 5480, section 2).
const SPKI_PREFIX: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// Longest signature: two integers of 33 bytes, and what DER puts around them.
const MAX_SIGNATURE_BYTES: usize = 72;

impl EcdsaKey {
    /// Reads a PEM file; `None` if it is no key of this curve.
    pub(super) fn from_pem(file: &str) -> Option<Self> {
        let (_, der) = pem::decode(file.as_bytes()).ok().filter(|(label, _)| *label == "PUBLIC KEY")?;
        VerifyingKey::from_sec1_bytes(der.strip_prefix(&SPKI_PREFIX)?).ok().map(Self)
    }

    pub(super) fn has_signed(&self, message: &[u8], signature: &str) -> bool {
        let signature =
            unhex_upto(signature, MAX_SIGNATURE_BYTES).and_then(|der| Signature::from_der(&der).ok());
        signature.is_some_and(|signature| self.0.verify_prehash(&Digest::of(message).0, &signature).is_ok())
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.to_sec1_point(true).as_bytes().to_vec()
    }
}
