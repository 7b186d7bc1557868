//! SHA-256 digests: 32 bytes, written as lower-case hexadecimal.

use alloc::string::{String, ToString};
use core::fmt;

use sha2::Digest as _;

use super::{Invalid, printable};

/// A SHA-256 digest (FIPS 180-4). Its text is `sha256:` and 64 lower-case hexadecimal digits.
///
/// ```
/// # use ggen_marketplace_core::model::Digest;
/// let digest = Digest::of(b"abc");
/// assert!(digest.hex().starts_with("ba7816bf"));
/// assert_eq!(Digest::parse(&digest.to_string()).unwrap(), digest);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Parses 64 hexadecimal digits, with or without `sha256:` before them.
    ///
    /// # Errors
    /// [`Invalid::Digest`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let hex = text.strip_prefix("sha256:").unwrap_or(text);
        decode_hex(hex).map(Self).ok_or_else(|| Invalid::Digest { digest: printable(text) })
    }

    /// 64 lower-case hexadecimal digits, without a prefix.
    #[must_use]
    pub fn hex(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.0.iter().flat_map(|b| [b >> 4, b & 15]).map(|n| DIGITS[usize::from(n)] as char).collect()
    }
}

fn decode_hex(hex: &str) -> Option<[u8; 32]> {
    let digits = hex.as_bytes();
    let mut out = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(out)
}

fn nibble(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).and_then(|n| u8::try_from(n).ok())
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sixty_four_digits_are_a_digest() {
        assert!(Digest::parse("").is_err());
        assert!(Digest::parse(&"0".repeat(63)).is_err());
        assert!(Digest::parse(&"g".repeat(64)).is_err());
        assert_eq!(Digest::parse(&"A0".repeat(32)).unwrap().hex(), "a0".repeat(32));
    }
}
