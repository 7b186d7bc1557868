//! A plain list of strings, read without copying: packed offsets, then the bytes.

use super::{Cursor, Damage, Packed, Read};

/// Borrowed strings by number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strings<'a> {
    ends: Packed<'a>,
    bytes: &'a [u8],
}

impl<'a> Strings<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        let ends = Packed::read(cursor)?;
        let len = cursor.u32()? as usize;
        Ok(Self { ends, bytes: cursor.take(len)? })
    }

    pub(crate) fn len(&self) -> u32 {
        self.ends.len()
    }

    pub(crate) fn get(&self, index: u32) -> Read<&'a str> {
        core::str::from_utf8(self.bytes(index)?).map_err(|_| Damage("text is not UTF-8"))
    }

    pub(crate) fn bytes(&self, index: u32) -> Read<&'a [u8]> {
        let start = if index == 0 { 0 } else { self.ends.get_u32(index - 1)? };
        let end = self.ends.get_u32(index)?;
        let range = start as usize..end as usize;
        self.bytes.get(range).ok_or(Damage("a string is out of range"))
    }
}

#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod tests {
    use super::super::write_strings;
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn strings_survive() {
        let mut out = Vec::new();
        write_strings(&mut out, &["", "a", "é", ""]);
        let strings = Strings::read(&mut Cursor::new(&out)).unwrap();
        assert_eq!([0, 1, 2, 3].map(|i| strings.get(i).unwrap()), ["", "a", "é", ""]);
        assert!(strings.get(4).is_err());
    }
}
