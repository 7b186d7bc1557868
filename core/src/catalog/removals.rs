//! The releases that a segment withdraws from the segments before it.
//!
//! ```text
//! count u32 | strings: for each release its name, then the text of its version
//! ```
//! In the order of names, then of versions' texts, each once. No bytes at all stand for no removal.

use crate::codec::{Cursor, Damage, Read, Strings};

/// The borrowed removals of one segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Removals<'a> {
    count: u32,
    strings: Option<Strings<'a>>,
}

impl<'a> Removals<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Read<Self> {
        if bytes.is_empty() {
            return Ok(Self { count: 0, strings: None });
        }
        let mut cursor = Cursor::new(bytes);
        let (count, strings) = (cursor.u32()?, Strings::read(&mut cursor)?);
        if !cursor.rest().is_empty() {
            return Err(Damage("bytes follow the removals"));
        }
        Ok(Self { count, strings: Some(strings) })
    }

    /// Calls `found` with the name and the text of the version of each release.
    pub(crate) fn for_each(&self, mut found: impl FnMut(&'a str, &'a str) -> Read<()>) -> Read<()> {
        let Some(strings) = self.strings else { return Ok(()) };
        for index in 0..self.count {
            let at = index.checked_mul(2).ok_or(Damage("a position is out of range"))?;
            found(strings.get(at)?, strings.get(at + 1)?)?;
        }
        Ok(())
    }
}

/// The section's bytes for names and versions' texts in order.
#[cfg(feature = "marketplace-v2")]
pub(super) fn write_removals<'a>(
    removals: impl ExactSizeIterator<Item = (&'a str, &'a str)>,
) -> alloc::vec::Vec<u8> {
    let mut out = alloc::vec::Vec::new();
    if removals.len() > 0 {
        crate::codec::put_u32(&mut out, removals.len() as u32);
        let strings: alloc::vec::Vec<&str> = removals.flat_map(|(name, version)| [name, version]).collect();
        crate::codec::write_strings(&mut out, &strings);
    }
    out
}
