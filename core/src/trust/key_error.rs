//! What can be wrong with a key file.

use alloc::string::String;

/// Why a file is not a key that we use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// No PEM file, or one in another spelling.
    #[error("this is not a PEM key file: expected {expected}")]
    NotPem {
        /// The first rule it breaks.
        expected: &'static str,
    },
    /// The body of the PEM file is not Base64.
    #[error("the body of the PEM file is not canonical Base64")]
    Base64,
    /// A private key where a public key belongs.
    #[error("this file holds a private key: keep it secret, and give the public key here")]
    PrivateKeyGiven,
    /// A public key where a private key belongs.
    #[error("this file holds a public key: signing needs the private key")]
    PublicKeyGiven,
    /// A private key under a passphrase.
    #[error("this private key is protected by a passphrase, which is not supported yet")]
    Encrypted,
    /// A PEM file of another kind.
    #[error("this PEM file holds a `{label}`: expected a `PUBLIC KEY` or a `PRIVATE KEY`")]
    OtherFile {
        /// The label found, safe to print.
        label: String,
    },
    /// A key of another algorithm.
    #[error("this is a key of algorithm {found}: expected Ed25519")]
    Algorithm {
        /// Name of the algorithm found.
        found: &'static str,
    },
    /// Not 32 bytes.
    #[error("an Ed25519 key has 32 bytes, this one has {found}")]
    Length {
        /// Bytes found.
        found: usize,
    },
    /// Not the structure that the label says.
    #[error("the content of the key file is not {expected}")]
    Malformed {
        /// The structure expected.
        expected: &'static str,
    },
    /// No point of the curve.
    #[error("these 32 bytes are not a point of the curve")]
    NotOnCurve,
    /// A second encoding of a point.
    #[error("this is not the canonical encoding of the curve point")]
    NotCanonical,
    /// A point of small order.
    #[error("this key has small order: anyone could sign for it")]
    Weak,
    /// A point with a small-order component.
    #[error("this key has a small-order component, which no honest key has")]
    Torsion,
    /// Public and private half do not belong together.
    #[error("the public half in this file does not belong to the private half")]
    PublicHalfDiffers,
}

impl crate::error::Coded for KeyError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotPem { .. } => "key/not-pem",
            Self::Base64 => "key/bad-base64",
            Self::PrivateKeyGiven => "key/private-key-given",
            Self::PublicKeyGiven => "key/public-key-given",
            Self::Encrypted => "key/encrypted",
            Self::OtherFile { .. } => "key/other-file",
            Self::Algorithm { .. } => "key/wrong-algorithm",
            Self::Length { .. } => "key/wrong-length",
            Self::Malformed { .. } => "key/malformed",
            Self::NotOnCurve => "key/not-on-curve",
            Self::NotCanonical => "key/not-canonical",
            Self::Weak => "key/weak",
            Self::Torsion => "key/torsion",
            Self::PublicHalfDiffers => "key/public-half-differs",
        }
    }
}
