//! Reading a slice from front to back.

use super::{Damage, Read};

/// A position in borrowed bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn take(&mut self, bytes: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(bytes).ok_or(Damage("bytes end too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    pub(crate) fn u8(&mut self) -> Read<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub(crate) fn u32(&mut self) -> Read<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Read<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// LEB128, at most five bytes.
    #[cfg_attr(not(feature = "marketplace-v2"), allow(dead_code, reason = "only the text index uses it"))]
    pub(crate) fn varint(&mut self) -> Read<u32> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.u8()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Damage("a number is too long"))
    }

    pub(crate) fn str(&mut self, bytes: usize) -> Read<&'a str> {
        core::str::from_utf8(self.take(bytes)?).map_err(|_| Damage("text is not UTF-8"))
    }
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::put_varint;
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn varints_survive() {
        for value in [0, 1, 127, 128, 300, 1 << 21, u32::MAX] {
            let mut out = Vec::new();
            put_varint(&mut out, value);
            assert_eq!(Cursor::new(&out).varint(), Ok(value));
        }
    }

    #[test]
    fn a_number_without_end_is_damage() {
        assert!(Cursor::new(&[0x80; 9]).varint().is_err());
        assert!(Cursor::new(&[0x80]).varint().is_err());
    }
}
