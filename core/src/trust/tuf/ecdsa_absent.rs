//! Without the feature `tuf-ecdsa` there is no ECDSA key.

use alloc::vec::Vec;

/// No key.
#[derive(Debug, Clone)]
pub(super) enum EcdsaKey {}

impl EcdsaKey {
    pub(super) fn from_pem(_: &str) -> Option<Self> {
        None
    }

    pub(super) fn has_signed(&self, _: &[u8], _: &str) -> bool {
        match *self {}
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        match *self {}
    }
}
