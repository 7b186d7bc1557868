//! Verifier keys ([C2SP signed-note], "Verifier keys"): a public key, its name, and what it signs.
//!
//! ```text
//! example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
//! name            key id   Base64 of the use (one byte) and the Ed25519 key (32 bytes)
//!
//! key id = first 4 bytes of SHA-256(name || 0x0A || use || key)
//! ```
//! [C2SP signed-note]: https://c2sp.org/signed-note#verifier-keys

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::super::{PublicKey, Signature};
use super::note::is_key_name;
use super::{Cosignature, Note, NoteSignature, TlogError, base64, to_base64};
use crate::model::{Digest, printable};

/// What a key signs; the number is the signature type of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// Notes as they are: the key of a log.
    Log = 0x01,
    /// Checkpoints with a time: the key of a witness.
    Witness = 0x04,
}

/// A public key with its name and use.
#[derive(Debug, Clone, PartialEq, Eq)]
// Invariant: `name` is one that a key may have.
pub struct VerifierKey {
    name: String,
    key_use: KeyUse,
    key: PublicKey,
}

impl VerifierKey {
    /// Longest verifier key in bytes.
    pub const MAX_BYTES: usize = 1_024;

    /// Names a key.
    ///
    /// # Errors
    /// [`TlogError::VerifierKey`] if no key may have the name.
    pub fn new(name: &str, key_use: KeyUse, key: PublicKey) -> Result<Self, TlogError> {
        if !is_key_name(name) || name.len() > Self::MAX_BYTES {
            return Err(TlogError::VerifierKey { expected: "a name without spaces or a plus sign" });
        }
        Ok(Self { name: name.to_owned(), key_use, key })
    }

    /// Reads the text of a verifier key, in its one spelling.
    ///
    /// # Errors
    /// [`TlogError::VerifierKey`], or [`TlogError::Key`] for a key that no signature may be checked with.
    pub fn parse(text: &str) -> Result<Self, TlogError> {
        let refused = |expected| TlogError::VerifierKey { expected };
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(refused("name, key id and key with a plus sign between them"));
        };
        let bytes = base64(encoded).ok_or(refused("the key as Base64"))?;
        let (key_use, key) = match bytes.split_first() {
            Some((0x01, key)) => (KeyUse::Log, key),
            Some((0x04, key)) => (KeyUse::Witness, key),
            _ => return Err(refused("an Ed25519 key of type 0x01 (log) or 0x04 (witness)")),
        };
        let key = Self::new(name, key_use, PublicKey::from_bytes(key)?)?;
        let same = alloc::format!("{key}") == text;
        same.then_some(key).ok_or(refused("the key id that belongs to name and key"))
    }

    /// The name; of a log, its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    #[must_use]
    pub fn key_use(&self) -> KeyUse {
        self.key_use
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The hint by which a signature line names the key.
    #[must_use]
    pub fn key_id(&self) -> [u8; 4] {
        let parts = [self.name.as_bytes(), b"\n", &self.encoded()].concat();
        let [a, b, c, d, ..] = Digest::of(&parts).0;
        [a, b, c, d]
    }

    /// The signature line of a log under `text`, of the signature that its key made of `text`.
    #[must_use]
    pub fn line(&self, signature: &Signature) -> String {
        self.signature(signature.to_bytes().to_vec()).to_line()
    }

    /// A signature by this key.
    pub(super) fn signature(&self, signature: Vec<u8>) -> NoteSignature<'_> {
        NoteSignature { name: &self.name, key_id: self.key_id(), signature }
    }

    /// Whether a signature line says that it is of this key.
    pub(super) fn is_named_by(&self, line: &NoteSignature<'_>) -> bool {
        line.name == self.name && line.key_id == self.key_id()
    }

    /// Checks a signature of this key under a note; the time it was made, 0 for that of a log, which states none.
    ///
    /// # Errors
    /// [`TlogError::Signature`].
    pub(super) fn check(&self, note: &Note<'_>, line: &NoteSignature<'_>) -> Result<u64, TlogError> {
        let refused = || TlogError::Signature { name: printable(&self.name) };
        match self.key_use {
            KeyUse::Log => {
                let signature = Signature::from_bytes(&line.signature).map_err(|_| refused())?;
                self.key.verify(note.text.as_bytes(), &signature).map_err(|_| refused())?;
                Ok(0)
            }
            KeyUse::Witness => {
                let cosignature = Cosignature::from_bytes(&line.signature).ok_or_else(refused)?;
                let message = Cosignature::message(note.text, cosignature.timestamp);
                self.key.verify(&message, &cosignature.signature).map_err(|_| refused())?;
                Ok(cosignature.timestamp)
            }
        }
    }

    fn encoded(&self) -> Vec<u8> {
        [&[self.key_use as u8][..], &self.key.to_bytes()].concat()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.key_id());
        write!(f, "{}+{id:08x}+{}", self.name, to_base64(&self.encoded()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Coded as _;
    use alloc::string::ToString as _;

    /// The example of the specification.
    const EXAMPLE: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    #[test]
    fn the_example_of_the_specification_verifies() {
        let key = VerifierKey::parse(EXAMPLE).unwrap();
        assert_eq!(
            (key.name(), key.key_use(), key.to_string().as_str()),
            ("example.com/foo", KeyUse::Log, EXAMPLE)
        );
        let note = Note::parse(NOTE.as_bytes()).unwrap();
        assert!(key.is_named_by(&note.signatures[0]));
        assert_eq!(key.check(&note, &note.signatures[0]), Ok(0));
        let changed = NOTE.replace("example message", "exampel message");
        let note = Note::parse(changed.as_bytes()).unwrap();
        assert_eq!(key.check(&note, &note.signatures[0]).unwrap_err().code(), "log/signature-invalid");
    }

    #[test]
    fn other_spellings_are_refused() {
        for (from, to, code) in [
            ("530d903a", "530D903A", "log/malformed-key"),
            ("530d903a", "530d903b", "log/malformed-key"),
            ("+530d903a", "", "log/malformed-key"),
            ("example.com/foo", "example.com/fo", "log/malformed-key"),
            ("example.com/foo", "", "log/malformed-key"),
            ("AekyeR", "BukyeR", "log/malformed-key"),
            ("3U2k", "3U2", "log/malformed-key"),
            ("3U2k", "", "key/wrong-length"),
            (
                "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "key/weak",
            ),
        ] {
            let error = VerifierKey::parse(&EXAMPLE.replacen(from, to, 1)).unwrap_err();
            assert_eq!(error.code(), code, "{from} to {to}");
        }
    }
}
