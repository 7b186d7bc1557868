//! A plain list of strings, read without copying: packed offsets, then the bytes.

use alloc::vec::Vec;

use super::{Cursor, Damage, Packed, Read, pack, put_u32};

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

    pub(crate) fn get(&self, index: u32) -> Read<&'a str> {
        let start = if index == 0 { 0 } else { self.ends.get(index - 1)? };
        let end = self.ends.get(index)?;
        let range = start as usize..end as usize;
        let bytes = self.bytes.get(range).ok_or(Damage("a string is out of range"))?;
        core::str::from_utf8(bytes).map_err(|_| Damage("text is not UTF-8"))
    }

    pub(crate) fn write(out: &mut Vec<u8>, strings: &[&str]) {
        let mut end = 0;
        let ends: Vec<u64> = strings
            .iter()
            .map(|s| {
                end += s.len() as u64;
                end
            })
            .collect();
        pack(out, &ends);
        put_u32(out, end as u32);
        strings.iter().for_each(|s| out.extend_from_slice(s.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_survive() {
        let mut out = Vec::new();
        Strings::write(&mut out, &["", "a", "é", ""]);
        let strings = Strings::read(&mut Cursor::new(&out)).unwrap();
        assert_eq!([0, 1, 2, 3].map(|i| strings.get(i).unwrap()), ["", "a", "é", ""]);
        assert!(strings.get(4).is_err());
    }
}
