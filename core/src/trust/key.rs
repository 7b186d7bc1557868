//! Public keys: which ones are accepted, and how they are written.
//!
//! An accepted key is the canonical encoding of a point of Edwards25519 in the prime-order subgroup. Keys
//! from any key generator are; keys made to be ambiguous (small order, a torsion component, a second
//! encoding) are not, so every Ed25519 implementation agrees on what an accepted key has signed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use ed25519_dalek::VerifyingKey;

use super::der::{BIT_STRING, Der, ED25519, OBJECT_IDENTIFIER, SEQUENCE, algorithm_name};
use super::{KeyError, Signature, SignatureError, pem};
use crate::model::{Digest, printable};

/// An Ed25519 public key that passed the checks of enrolment.
#[derive(Clone, PartialEq, Eq)]
// Invariant: only `from_bytes` makes one.
pub struct PublicKey(VerifyingKey);

const LABEL: &str = "PUBLIC KEY";

/// What stands before the 32 bytes in the DER of an Ed25519 public key (RFC 8410, section 4):
/// SEQUENCE { SEQUENCE { OID 1.3.101.112 } BIT STRING (no unused bits) { … } }.
const SPKI_PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

impl PublicKey {
    /// Length of the raw key in bytes.
    pub const BYTES: usize = 32;
    /// Longest key file that is looked into, in bytes.
    pub const MAX_FILE_BYTES: usize = pem::MAX_BYTES;

    /// Enrols a raw key.
    ///
    /// # Errors
    /// [`KeyError`] `Length`, `NotOnCurve`, `NotCanonical`, `Weak` or `Torsion`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeyError::Length { found: bytes.len() })?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotOnCurve)?;
        let point = key.to_edwards();
        if point.compress().as_bytes() != bytes {
            return Err(KeyError::NotCanonical);
        }
        if key.is_weak() {
            return Err(KeyError::Weak);
        }
        if !point.is_torsion_free() {
            return Err(KeyError::Torsion);
        }
        Ok(Self(key))
    }

    /// Reads the PEM file of a public key (SPKI, RFC 8410), and only its one spelling (see the last line
    /// feed in RFC 7468: it may be missing).
    ///
    /// # Errors
    /// [`KeyError`], naming what the file is when it is a file of another kind.
    pub fn from_pem(file: &[u8]) -> Result<Self, KeyError> {
        let (label, der) = pem::decode(file)?;
        match label {
            LABEL => Self::from_der(&der),
            label if label.ends_with("PRIVATE KEY") => Err(KeyError::PrivateKeyGiven),
            label => Err(KeyError::OtherFile { label: printable(label) }),
        }
    }

    /// Reads the 44 bytes of the SPKI DER form.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        match der.strip_prefix(&SPKI_PREFIX) {
            Some(key) => Self::from_bytes(key),
            None => Err(why_not_ed25519(der)),
        }
    }

    /// The SPKI PEM file.
    #[must_use]
    pub fn to_pem(&self) -> String {
        String::from_utf8_lossy(&pem::encode(LABEL, &self.to_der())).into_owned()
    }

    /// The SPKI DER form, 44 bytes.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        [&SPKI_PREFIX[..], self.0.as_bytes()].concat()
    }

    /// The raw key.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        self.0.to_bytes()
    }

    /// The fingerprint: SHA-256 of the SPKI DER form (`openssl pkey -pubin -outform DER | sha256sum`).
    #[must_use]
    pub fn key_id(&self) -> Digest {
        Digest::of(&self.to_der())
    }

    /// Checks a signature under the strict rule: the cofactorless equation of RFC 8032, section 5.1.7, with
    /// R and S canonical and R not of small order.
    ///
    /// # Errors
    /// [`SignatureError::Invalid`].
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.to_bytes());
        self.0.verify_strict(message, &signature).map_err(|_| SignatureError::Invalid)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key_id().to_string())
    }
}

/// What is wrong with a SubjectPublicKeyInfo that does not begin as one of Ed25519 does.
fn why_not_ed25519(der: &[u8]) -> KeyError {
    let malformed = KeyError::Malformed { expected: "a SubjectPublicKeyInfo of 44 bytes" };
    let mut outer = Der(der);
    let mut info = Der(outer.take(SEQUENCE).unwrap_or_default());
    let oid = info.take(SEQUENCE).and_then(|algorithm| Der(algorithm).take(OBJECT_IDENTIFIER));
    match (oid, info.take(BIT_STRING)) {
        (Some(oid), _) if oid != ED25519 => KeyError::Algorithm { found: algorithm_name(oid) },
        (Some(_), Some([0, key @ ..])) if outer.is_empty() && key.len() != PublicKey::BYTES => {
            KeyError::Length { found: key.len() }
        }
        _ => malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Coded as _;

    /// RFC 8410, section 10.1.
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
        -----END PUBLIC KEY-----\n";

    #[test]
    fn the_key_of_rfc_8410_survives() {
        let key = PublicKey::from_pem(PEM.as_bytes()).unwrap();
        assert_eq!(key.to_pem(), PEM);
        assert_eq!(key.to_bytes()[..4], [0x19, 0xbf, 0x44, 0x09]);
        assert_eq!(PublicKey::from_bytes(&key.to_bytes()), Ok(key));
    }

    #[track_caller]
    fn refused(bytes: &[u8], code: &str) {
        assert_eq!(PublicKey::from_bytes(bytes).unwrap_err().code(), code, "{bytes:02x?}");
    }

    fn point(first: u8, last: u8, fill: u8) -> [u8; 32] {
        let mut bytes = [fill; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes
    }

    /// The canonical encodings of the eight points of small order.
    #[test]
    fn keys_of_small_order_are_refused() {
        const ORDER_8: [[u8; 32]; 2] = [
            *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
            *b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
        ];
        refused(&point(1, 0, 0), "key/weak");
        refused(&point(0xec, 0x7f, 0xff), "key/weak");
        refused(&point(0, 0, 0), "key/weak");
        refused(&point(0, 0x80, 0), "key/weak");
        for mut key in ORDER_8 {
            refused(&key, "key/weak");
            key[31] |= 0x80;
            refused(&key, "key/weak");
        }
    }

    #[test]
    fn second_encodings_are_refused() {
        refused(&point(0xee, 0x7f, 0xff), "key/not-canonical"); // y = p + 1
        refused(&point(0xed, 0x7f, 0xff), "key/not-canonical"); // y = p
        refused(&point(1, 0x80, 0), "key/not-canonical"); // x = 0 with a sign
    }

    /// A key of the CCTV set: an honest point plus one of small order.
    #[test]
    fn a_key_with_torsion_is_refused() {
        use ed25519_dalek::VerifyingKey;
        let honest = PublicKey::from_pem(PEM.as_bytes()).unwrap();
        let order_two = VerifyingKey::from_bytes(&point(0xec, 0x7f, 0xff)).unwrap();
        let mixed = honest.0.to_edwards() + order_two.to_edwards();
        refused(mixed.compress().as_bytes(), "key/torsion");
    }

    #[test]
    fn bytes_that_are_no_point_or_too_few_are_refused() {
        refused(&point(2, 0, 0), "key/not-on-curve");
        refused(&[9; 31], "key/wrong-length");
        refused(&[9; 33], "key/wrong-length");
    }

    #[track_caller]
    fn file_refused(label: &str, der: &[u8], code: &str) {
        let error = PublicKey::from_pem(&pem::encode(label, der)).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }

    fn spki(oid: &[u8], key: &[u8]) -> Vec<u8> {
        let part = |tag: u8, body: &[u8]| [&[tag, u8::try_from(body.len()).unwrap()], body].concat();
        let algorithm = part(0x30, &part(6, oid));
        part(0x30, &[algorithm, part(3, &[&[0], key].concat())].concat())
    }

    #[test]
    fn files_of_another_kind_are_named() {
        file_refused("PRIVATE KEY", &[0; 48], "key/private-key-given");
        file_refused("ENCRYPTED PRIVATE KEY", &[0; 48], "key/private-key-given");
        file_refused("CERTIFICATE", &[0; 48], "key/other-file");
        for oid in [&[0x2b, 0x65, 0x6e][..], &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], &[0x2a]] {
            file_refused(LABEL, &spki(oid, &[9; 32]), "key/wrong-algorithm");
        }
        file_refused(LABEL, &spki(ED25519, &[9; 31]), "key/wrong-length");
        file_refused(LABEL, &[0x30, 0x02, 0x05, 0x00], "key/malformed");
        file_refused(LABEL, &[], "key/not-pem");
    }

    #[test]
    fn no_flipped_byte_of_a_key_file_goes_unseen() {
        let key = PublicKey::from_pem(PEM.as_bytes()).unwrap();
        for at in 0..PEM.len() {
            for bit in 0..8 {
                let mut file = PEM.as_bytes().to_vec();
                file[at] ^= 1 << bit;
                assert_ne!(PublicKey::from_pem(&file), Ok(key.clone()), "byte {at}");
            }
        }
    }

    /// RFC 8032, section 7.1: public key, message, signature.
    #[test]
    fn the_signatures_of_rfc_8032_verify() {
        for (key, message, signature) in [
            (
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            ),
            (
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
            ),
        ] {
            let key = PublicKey::from_bytes(&hex(key)).unwrap();
            let signature = Signature::from_bytes(&hex(signature)).unwrap();
            assert_eq!(key.verify(&hex(message), &signature), Ok(()));
            assert_eq!(key.verify(b"another message", &signature), Err(SignatureError::Invalid));
        }
    }

    /// R is the neutral element and S = h·a, so the equation of RFC 8032 holds; the strict rule refuses the
    /// R of small order, on which implementations disagree.
    #[test]
    fn a_signature_with_r_of_small_order_is_refused() {
        let key = hex("ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c");
        let signature = hex("0100000000000000000000000000000000000000000000000000000000000000\
             d4c5323131ff9683cfb3d30197c786c9043f1052d6c2d5293f19d6f36b911104");
        let key = PublicKey::from_bytes(&key).unwrap();
        let signature = Signature::from_bytes(&signature).unwrap();
        assert_eq!(key.verify(b"message", &signature), Err(SignatureError::Invalid));
    }

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
    }

    /// S + L, where L is the order of the group: the classic second signature (RFC 8032, section 8.4).
    #[test]
    fn a_signature_with_s_out_of_range_is_refused() {
        const ORDER: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
        let mut bytes = ed25519_dalek::Signer::sign(&secret, b"message").to_bytes();
        let key = PublicKey::from_bytes(secret.verifying_key().as_bytes()).unwrap();
        assert_eq!(key.verify(b"message", &Signature::from_bytes(&bytes).unwrap()), Ok(()));
        let mut carry = 0u16;
        for (byte, order) in bytes[32..].iter_mut().zip(ORDER) {
            carry += u16::from(*byte) + u16::from(order);
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        let signature = Signature::from_bytes(&bytes).unwrap();
        assert_eq!(key.verify(b"message", &signature), Err(SignatureError::Invalid));
    }
}
