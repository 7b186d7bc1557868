//! The named graphs of a segment.
//!
//! ```text
//! packed name ids, ascending | packed ends | the triples of each graph, one after the other
//! ```
//! An end is counted from the first graph's first byte. No bytes at all stand for no named graph.

use alloc::vec::Vec;

use super::{Id, Triples};
use crate::codec::{Cursor, Damage, Packed, Read};

/// Name and triples of each named graph, ascending by name.
pub(crate) fn read_named(bytes: &[u8]) -> Read<Vec<(Id, Triples<'_>)>> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let mut cursor = Cursor::new(bytes);
    let (names, ends) = (Packed::read(&mut cursor)?, Packed::read(&mut cursor)?);
    let (mut graphs, mut start) = (Vec::new(), 0usize);
    for index in 0..names.len() {
        let (name, end) = (names.get_u32(index)?, ends.get_u32(index)? as usize);
        if graphs.last().is_some_and(|(before, _)| *before >= name) {
            return Err(Damage("named graphs are not in the order of their names"));
        }
        let length = end.checked_sub(start).ok_or(Damage("a graph ends before it begins"))?;
        graphs.push((name, Triples::read(cursor.take(length)?)?));
        start = end;
    }
    if cursor.rest().is_empty() { Ok(graphs) } else { Err(Damage("bytes follow the named graphs")) }
}

/// The section's bytes for the written triples of each graph, ascending by name.
#[cfg(feature = "marketplace-v2")]
pub(super) fn write_named(graphs: &[(Id, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    if graphs.is_empty() {
        return out;
    }
    let mut end = 0;
    let ends = graphs.iter().map(|(_, bytes)| {
        end += bytes.len() as u64;
        end
    });
    let ends: Vec<u64> = ends.collect();
    crate::codec::pack(&mut out, &graphs.iter().map(|(name, _)| u64::from(*name)).collect::<Vec<_>>());
    crate::codec::pack(&mut out, &ends);
    graphs.iter().for_each(|(_, bytes)| out.extend_from_slice(bytes));
    out
}
