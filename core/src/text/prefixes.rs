//! What stands under a prefix: of the keys that begin so, the few that matter most.
//!
//! Those are the heaviest and the shortest, in equal parts ([`best`]). Under few keys they are found by a walk
//! through the transducer; for each prefix of more than [`WALKED`] keys they are listed here beforehand, so that
//! one letter costs no more than ten.
//!
//! ```text
//! strings: the prefixes | packed ends of their lists | packed lists of value << 8 | length of the key
//! ```

use core::ops::ControlFlow;

use super::{Fst, Prefix};
use crate::codec::{Cursor, Packed, Read, Strings, pack, write_strings};

/// Most keys that a walk visits; prefixes of more are listed.
const WALKED: usize = 256;
const LENGTH_BITS: u32 = 8;

/// A key under a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// What the transducer maps it to.
    pub(crate) value: u64,
    /// In bytes.
    pub(crate) length: u8,
    /// The more, the likelier it is meant.
    pub(crate) weight: u32,
}

impl Key {
    pub(crate) fn new(text: &[u8], value: u64, weight: u32) -> Self {
        Self { value, length: u8::try_from(text.len()).unwrap_or(u8::MAX), weight }
    }
}

/// The `most` best of `keys`: half of them the heaviest, the others the shortest; ties go by order in `keys`.
pub(crate) fn best(mut keys: Vec<Key>, most: usize) -> Vec<Key> {
    if keys.len() > most {
        crate::sort::sort_by(&mut keys, |a, b| (b.weight, a.length).cmp(&(a.weight, b.length)));
        let rest = &mut keys[most / 2..];
        crate::sort::sort_by(rest, |a, b| (a.length, b.weight).cmp(&(b.length, a.weight)));
        keys.truncate(most);
    }
    keys
}

/// The lists of one transducer, borrowed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prefixes<'a> {
    prefixes: Strings<'a>,
    ends: Packed<'a>,
    keys: Packed<'a>,
}

impl<'a> Prefixes<'a> {
    pub(crate) fn read(cursor: &mut Cursor<'a>) -> Read<Self> {
        Ok(Self {
            prefixes: Strings::read(cursor)?,
            ends: Packed::read(cursor)?,
            keys: Packed::read(cursor)?,
        })
    }

    /// The best `most` keys under `prefix`, with their values and lengths. `weigh` says how heavy a value is.
    pub(crate) fn best(
        &self,
        prefix: &[u8],
        most: usize,
        fst: &Fst<'_>,
        mut weigh: impl FnMut(u64) -> Read<u32>,
    ) -> Read<Vec<Key>> {
        if let Some(listed) = self.listed(prefix)? {
            return Ok(listed);
        }
        let mut keys = Vec::new();
        fst.search(&Prefix(prefix), |text, value, _| {
            keys.push(Key::new(text, value, 0));
            if keys.len() < WALKED { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        for key in &mut keys {
            key.weight = weigh(key.value)?;
        }
        Ok(best(keys, most))
    }

    fn listed(&self, prefix: &[u8]) -> Read<Option<Vec<Key>>> {
        let (mut low, mut high) = (0, self.prefixes.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.prefixes.bytes(middle)? < prefix { low = middle + 1 } else { high = middle }
        }
        if low == self.prefixes.len() || self.prefixes.bytes(low)? != prefix {
            return Ok(None);
        }
        let start = if low == 0 { 0 } else { self.ends.get_u32(low - 1)? };
        let keys = self.keys.iter(start..self.ends.get_u32(low)?)?;
        let key = |key: u64| Key { value: key >> LENGTH_BITS, length: key as u8, weight: 0 };
        Ok(Some(keys.map(key).collect()))
    }
}

/// A key with its text.
type Named<'k> = (&'k str, Key);

/// Appends the lists for `keys` (ascending), of at most `most` keys each.
pub(crate) fn write(out: &mut Vec<u8>, keys: &[Named<'_>], most: usize) {
    let mut lists = Vec::new();
    collect(keys, 0, &mut |prefix, under| {
        lists.push((prefix, best(under.iter().map(|(_, key)| *key).collect(), most)));
    });
    let (mut ends, mut packed) = (Vec::new(), Vec::new());
    for (_, list) in &lists {
        packed.extend(list.iter().map(|key| key.value << LENGTH_BITS | u64::from(key.length)));
        ends.push(packed.len() as u64);
    }
    write_strings(out, &lists.iter().map(|(prefix, _)| *prefix).collect::<Vec<_>>());
    pack(out, &ends);
    pack(out, &packed);
}

/// Calls `found` with each prefix longer than `depth` bytes that more than [`WALKED`] of `keys` begin with, and
/// with these keys, in the order of the prefixes. The keys share their first `depth` bytes.
fn collect<'k>(keys: &[Named<'k>], depth: usize, found: &mut dyn FnMut(&'k str, &[Named<'k>])) {
    let next = |(text, _): &Named<'k>| text.get(depth..).and_then(|rest| rest.chars().next());
    for under in keys.chunk_by(|a, b| next(a) == next(b)) {
        if let Some(c) = next(&under[0]).filter(|_| under.len() > WALKED) {
            let end = depth + c.len_utf8();
            found(&under[0].0[..end], under);
            collect(under, end, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn check(names: BTreeMap<String, u64>) {
        let weigh = |value: u64| (value * 7919 % 101) as u32;
        let keys: Vec<(&str, Key)> = names
            .iter()
            .map(|(name, value)| (name.as_str(), Key::new(name.as_bytes(), *value, weigh(*value))))
            .collect();
        let mut fst = fst::MapBuilder::memory();
        keys.iter().for_each(|(name, key)| fst.insert(name, key.value).unwrap());
        let (fst, mut lists) = (fst.into_inner().unwrap(), Vec::new());
        write(&mut lists, &keys, 10);
        let (fst, lists) = (Fst::read(&fst).unwrap(), Prefixes::read(&mut Cursor::new(&lists)).unwrap());
        for prefix in ["", "a", "ab", "abc", "é", "x", "zz"] {
            let found = lists.best(prefix.as_bytes(), 10, &fst, |value| Ok(weigh(value))).unwrap();
            let under = keys.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(_, key)| *key);
            let expected = best(under.collect(), 10);
            if !prefix.is_empty() {
                let shown = |keys: &[Key]| keys.iter().map(|key| (key.value, key.length)).collect::<Vec<_>>();
                assert_eq!(shown(&found), shown(&expected), "{prefix}");
            }
        }
    }

    #[test]
    fn listed_or_walked_the_best_are_the_same() {
        let name = |n: u64| match n % 3 {
            0 => format!("ab{}", n * 31 % 4999),
            1 => format!("é{n}"),
            _ => format!("x{}", n % 50),
        };
        check((0..2000).map(|n| (name(n), n)).collect());
        check((0..9).map(|n| (name(n), n)).collect());
    }

    #[test]
    fn half_are_heavy_and_half_are_short() {
        let keys = [("long-and-heavy", 9), ("short", 1), ("middling", 2), ("longest-of-all", 3)];
        let keys =
            keys.iter().zip(0..).map(|((text, weight), value)| Key::new(text.as_bytes(), value, *weight));
        let best: Vec<u64> = best(keys.collect(), 2).iter().map(|key| key.value).collect();
        assert_eq!(best, [0, 1]);
    }
}
