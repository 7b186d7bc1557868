//! A signature: 64 bytes, and nothing more is known of it until a key has checked it.

/// An Ed25519 signature ([RFC 8032]) as it stands in a `.sig` file: exactly 64 bytes, unverified.
///
/// [RFC 8032]: https://www.rfc-editor.org/rfc/rfc8032
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; Self::BYTES]);

/// Why a signature is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// Not 64 bytes.
    #[error("a signature has exactly 64 bytes, this one has {found}")]
    Length {
        /// Bytes found.
        found: usize,
    },
    /// The equation does not hold, or R or S is not canonical, or R has small order.
    #[error("the signature is not this key's signature of these bytes")]
    Invalid,
}

impl crate::error::Coded for SignatureError {
    fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "signature/wrong-length",
            Self::Invalid => "signature/invalid",
        }
    }
}

impl Signature {
    /// Length in bytes.
    pub const BYTES: usize = 64;

    /// Takes the 64 bytes of a `.sig` file.
    ///
    /// # Errors
    /// [`SignatureError::Length`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignatureError> {
        bytes.try_into().map(Self).map_err(|_| SignatureError::Length { found: bytes.len() })
    }

    /// The signature that these 64 bytes are.
    #[must_use]
    pub fn from_array(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// The 64 bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        self.0
    }
}

impl core::fmt::Debug for Signature {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sixty_four_bytes_are_a_signature() {
        for found in [0, 63, 65] {
            assert_eq!(Signature::from_bytes(&[1; 66][..found]), Err(SignatureError::Length { found }));
        }
        assert_eq!(Signature::from_bytes(&[1; 64]).map(Signature::to_bytes), Ok([1; 64]));
    }
}
