//! Private keys: PKCS#8 files in and out, and signing. The only file that sees one.
//!
//! Written as PKCS#8 version 1 (48 bytes of DER): OpenSSL before 3.5 refuses version 2. Both are read, and
//! the public half of a version 2 file must be the one of its private half. Where the key is stored, and
//! with which permissions, is the host's concern; so is the randomness of the seed.

use alloc::string::String;

use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use super::der::{Der, ED25519, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, algorithm_name};
use super::{KeyError, PublicKey, Signature, pem};
use crate::model::printable;

/// An Ed25519 private key. It is wiped from memory when dropped and has no `Debug` and no `Clone`.
pub struct SecretKey(SigningKey);

const LABEL: &str = "PRIVATE KEY";

/// What stands before the 32 bytes of the seed in PKCS#8 version 1 (RFC 8410, section 7):
/// SEQUENCE { INTEGER 0, SEQUENCE { OID 1.3.101.112 }, OCTET STRING { OCTET STRING { … } } }.
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Tag of `attributes [0]` (RFC 5958, section 2), which are read past.
const ATTRIBUTES: u8 = 0xa0;
/// Tag of `publicKey [1] IMPLICIT BIT STRING` (RFC 5958, section 2).
const PUBLIC_KEY: u8 = 0x81;

impl SecretKey {
    /// The key of 32 bytes that the host drew at random. The host wipes its own copy of them.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&Zeroizing::new(seed)))
    }

    /// Reads an unencrypted PKCS#8 PEM file, version 1 or 2.
    ///
    /// # Errors
    /// [`KeyError`], naming what the file is when it is a file of another kind.
    pub fn from_pem(file: &[u8]) -> Result<Self, KeyError> {
        let (label, der) = pem::decode(file)?;
        match label {
            LABEL => from_der(&der),
            "ENCRYPTED PRIVATE KEY" => Err(KeyError::Encrypted),
            "PUBLIC KEY" => Err(KeyError::PublicKeyGiven),
            "RSA PRIVATE KEY" => Err(KeyError::Algorithm { found: "RSA" }),
            "EC PRIVATE KEY" => Err(KeyError::Algorithm { found: "elliptic-curve (ECDSA)" }),
            label => Err(KeyError::OtherFile { label: printable(label) }),
        }
    }

    /// The PKCS#8 version 1 PEM file.
    #[must_use]
    pub fn to_pem(&self) -> Zeroizing<String> {
        let der = Zeroizing::new([&PKCS8_PREFIX[..], self.0.as_bytes()].concat());
        let mut file = pem::encode(LABEL, &der);
        // The buffer moves into the string: no copy stays behind.
        Zeroizing::new(String::from_utf8(core::mem::take(&mut *file)).unwrap_or_default())
    }

    /// The public half.
    ///
    /// # Errors
    /// [`KeyError`] if the seed is one whose public key is refused; none is known.
    pub fn public(&self) -> Result<PublicKey, KeyError> {
        PublicKey::from_bytes(self.0.verifying_key().as_bytes())
    }

    /// Signs `message` (RFC 8032, section 5.1.6: deterministic, no prehash, no context).
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        // 64 bytes by type, so the length always fits.
        Signature::from_array(self.0.sign(message).to_bytes())
    }
}

fn from_der(der: &[u8]) -> Result<SecretKey, KeyError> {
    let malformed = || KeyError::Malformed { expected: "a PKCS#8 private key" };
    let mut outer = Der(der);
    let mut info = Der(outer.take(SEQUENCE).filter(|_| outer.is_empty()).ok_or_else(malformed)?);
    let version = info.take(INTEGER).ok_or_else(malformed)?;
    let mut algorithm = Der(info.take(SEQUENCE).ok_or_else(malformed)?);
    let oid = algorithm.take(OBJECT_IDENTIFIER).ok_or_else(malformed)?;
    if oid != ED25519 {
        return Err(KeyError::Algorithm { found: algorithm_name(oid) });
    }
    let mut wrapped = Der(info.take(OCTET_STRING).ok_or_else(malformed)?);
    let key = read_seed(wrapped.take(OCTET_STRING).ok_or_else(malformed)?)?;
    info.take(ATTRIBUTES);
    check_public_half(version, info.take(PUBLIC_KEY), &key)?;
    let exact = info.is_empty() && wrapped.is_empty() && algorithm.is_empty();
    if exact { Ok(key) } else { Err(malformed()) }
}

fn read_seed(seed: &[u8]) -> Result<SecretKey, KeyError> {
    let seed = seed.try_into().map_err(|_| KeyError::Length { found: seed.len() })?;
    Ok(SecretKey::from_seed(seed))
}

fn check_public_half(version: &[u8], half: Option<&[u8]>, key: &SecretKey) -> Result<(), KeyError> {
    match (version, half) {
        ([0 | 1], None) => Ok(()),
        ([1], Some([0, half @ ..])) if half == key.0.verifying_key().as_bytes() => Ok(()),
        ([1], Some([0, _, ..])) => Err(KeyError::PublicHalfDiffers),
        _ => Err(KeyError::Malformed { expected: "a PKCS#8 private key of version 1 or 2" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Coded as _;

    /// RFC 8410, section 10.3: version 1.
    const V1: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        -----END PRIVATE KEY-----\n";
    /// RFC 8410, section 10.3: the same key, version 2, with an attribute and the public half.
    const V2: &str = "-----BEGIN PRIVATE KEY-----\n\
        MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
        oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n\
        Z9w7lshQhqowtrbLDFw4rXAxZuE=\n\
        -----END PRIVATE KEY-----\n";

    #[test]
    fn both_versions_of_rfc_8410_give_the_same_key_and_version_1_is_written() {
        for file in [V1, V2] {
            let key = SecretKey::from_pem(file.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(key.to_pem().as_str(), V1);
            assert_eq!(key.public().unwrap().to_bytes()[..4], [0x19, 0xbf, 0x44, 0x09]);
        }
    }

    #[test]
    fn a_signature_verifies_under_the_public_half_only() {
        let key = SecretKey::from_seed([1; 32]);
        let other = SecretKey::from_seed([2; 32]);
        let signature = key.sign(b"message");
        assert!(key.public().unwrap().verify(b"message", &signature).is_ok());
        assert!(other.public().unwrap().verify(b"message", &signature).is_err());
    }

    #[track_caller]
    fn refused(file: &[u8], code: &str) {
        let error = SecretKey::from_pem(file).err().expect("the file was accepted");
        assert_eq!(error.code(), code, "{error}");
    }

    #[test]
    fn a_public_half_of_another_key_is_refused() {
        refused(V2.replacen("Z9w7", "Z9w8", 1).as_bytes(), "key/public-half-differs");
    }

    #[test]
    fn files_of_another_kind_are_named() {
        refused(&pem::encode("ENCRYPTED PRIVATE KEY", &[0; 9]), "key/encrypted");
        refused(&pem::encode("PUBLIC KEY", &[0; 9]), "key/public-key-given");
        refused(&pem::encode("RSA PRIVATE KEY", &[0; 9]), "key/wrong-algorithm");
        refused(&pem::encode("OPENSSH PRIVATE KEY", &[0; 9]), "key/other-file");
        refused(&pem::encode("PRIVATE KEY", &[0; 9]), "key/malformed");
        refused(b"", "key/not-pem");
    }

    #[test]
    fn a_key_of_another_algorithm_or_length_is_named() {
        let with = |range: core::ops::Range<usize>, bytes: &[u8]| {
            let mut der = [&PKCS8_PREFIX[..], &[7; 32]].concat();
            der.splice(range, bytes.iter().copied());
            pem::encode("PRIVATE KEY", &der)
        };
        refused(&with(11..12, &[0x6e]), "key/wrong-algorithm");
        refused(&with(4..5, &[2]), "key/malformed");
        refused(&with(48..48, &[0]), "key/malformed");
        let short = [&PKCS8_PREFIX[..], &[7; 31]].concat();
        let mut short = short;
        (short[1], short[13], short[15]) = (0x2d, 0x21, 0x1f);
        refused(&pem::encode("PRIVATE KEY", &short), "key/wrong-length");
    }
}
