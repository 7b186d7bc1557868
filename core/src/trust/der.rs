//! Just enough DER ([X.690]) to look into a key file: definite, minimal lengths below 64 KiB, one tag byte.
//!
//! [X.690]: https://www.itu.int/rec/T-REC-X.690

/// Tag of INTEGER.
#[cfg(any(test, feature = "std"))]
pub(super) const INTEGER: u8 = 0x02;
/// Tag of BIT STRING.
pub(super) const BIT_STRING: u8 = 0x03;
/// Tag of OCTET STRING.
#[cfg(feature = "std")]
pub(super) const OCTET_STRING: u8 = 0x04;
/// Tag of OBJECT IDENTIFIER.
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
/// Tag of SEQUENCE.
pub(super) const SEQUENCE: u8 = 0x30;

/// What is left of a DER encoding.
pub(super) struct Der<'a>(pub(super) &'a [u8]);

impl<'a> Der<'a> {
    /// The content of the next element, if it has this tag; otherwise nothing is consumed.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&found, rest) = self.0.split_first()?;
        let (length, rest) = if found == tag { take_length(rest)? } else { return None };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn take_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..=0x7f => Some((usize::from(first), rest)),
        0x81 => {
            let (&length, rest) = rest.split_first()?;
            (length >= 0x80).then_some((usize::from(length), rest))
        }
        0x82 => {
            let (length, rest) = rest.split_first_chunk::<2>()?;
            let length = u16::from_be_bytes(*length);
            (length >= 0x100).then_some((usize::from(length), rest))
        }
        _ => None,
    }
}

/// The content of `1.3.101.112`, Ed25519 (RFC 8410, section 3).
pub(super) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// The name of the algorithm with this object identifier, as people know it.
pub(super) fn algorithm_name(oid: &[u8]) -> &'static str {
    match oid {
        ED25519 => "Ed25519",
        [0x2b, 0x65, 0x6e] => "X25519",
        [0x2b, 0x65, 0x6f] => "X448",
        [0x2b, 0x65, 0x71] => "Ed448",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01] => "RSA",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a] => "RSA-PSS",
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01] => "elliptic-curve (ECDSA)",
        [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01] => "DSA",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_taken_by_its_tag() {
        let mut der = Der(&[0x02, 0x01, 0x05, 0x04, 0x00]);
        assert_eq!(der.take(0x04), None);
        assert_eq!(der.take(INTEGER), Some(&[5][..]));
        assert_eq!(der.take(0x04), Some(&[][..]));
        assert!(der.is_empty());
    }

    #[test]
    fn lengths_that_lie_or_are_not_minimal_are_refused() {
        for bytes in
            [&[2, 2, 5][..], &[2, 0x81, 1, 5], &[2, 0x82, 0, 1, 5], &[2, 0x80, 5], &[2, 0x84], &[2], &[]]
        {
            assert_eq!(Der(bytes).take(INTEGER), None, "{bytes:x?}");
        }
    }
}
