//! A reader of finite-state transducers that trusts nothing.
//!
//! The `fst` crate writes ours (format 3); its reader takes well-formed bytes for granted and panics on
//! others. This one checks every offset, insists that a node only leads to nodes written before it, so that
//! there is no cycle, and bounds how much one search may visit.
//!
//! ```text
//! version u64 | type u64 | nodes | number of keys u64 | address of the root u64 | CRC-32C u32
//! ```
//! A node is read backwards from its address: a state byte, then what the state says. Addresses in a node are
//! distances back from its first byte; 0 is the node that accepts and leads nowhere.

use core::ops::ControlFlow;

use crate::codec::{Damage, Read};

const FORMAT_VERSION: u64 = 3;
const HEADER_BYTES: usize = 16;
const FOOTER_BYTES: usize = 20;
/// The node that accepts and leads nowhere.
const EMPTY: usize = 0;
/// From so many transitions on, a node has an index of 256 bytes.
const INDEXED: usize = 32;
/// Longest key.
const MAX_KEY_BYTES: usize = 255;
/// Visits that one search may make for each byte of the transducer.
const VISITS_PER_BYTE: usize = 64;
/// Inputs that a state byte can hold, from number 1 on.
const COMMON_INPUTS: &[u8; 63] = b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";

const MALFORMED: Damage = Damage("a finite-state transducer is malformed");

/// What a search over keys looks for.
pub(crate) trait Automaton {
    /// What is known after some bytes of a key.
    type State: Copy;
    /// Before the first byte.
    fn start(&self) -> Self::State;
    /// After one more byte; `None` if no key that goes on so can match.
    fn step(&self, state: &Self::State, byte: u8) -> Option<Self::State>;
    /// Whether a key that ends here matches.
    fn accepts(&self, state: &Self::State) -> bool;
}

/// A borrowed transducer from byte strings to numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fst<'a> {
    bytes: &'a [u8],
    root: usize,
}

/// A node, decoded as far as its transitions need.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// First byte of the node; distances count back from here.
    first: usize,
    transitions: usize,
    layout: Layout,
    is_final: bool,
    final_output: u64,
}

#[derive(Debug, Clone, Copy)]
enum Layout {
    /// Leads, with output 0, to the node written just before.
    Next { input: u8 },
    /// One transition.
    One { input: u8, output: u64, target: usize },
    /// Any number: where inputs, distances and outputs end, and how wide the latter two are.
    Many { inputs: usize, distances: usize, outputs: usize, distance_bytes: usize, output_bytes: usize },
}

impl<'a> Fst<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Read<Self> {
        let end =
            bytes.len().checked_sub(FOOTER_BYTES).filter(|end| *end >= HEADER_BYTES).ok_or(MALFORMED)?;
        let root = number(bytes, end + 8, 8)?;
        let root = usize::try_from(root).ok().filter(|root| *root < end).ok_or(MALFORMED)?;
        if number(bytes, 0, 8)? != FORMAT_VERSION {
            return Err(MALFORMED);
        }
        Ok(Self { bytes: &bytes[..end], root })
    }

    /// The number of `key`, if it is here.
    pub(crate) fn get(&self, key: &[u8]) -> Read<Option<u64>> {
        let (mut address, mut total) = (self.root, 0u64);
        for byte in key {
            let node = self.node(address)?;
            let Some((_, output, target)) = self.find(&node, *byte)? else { return Ok(None) };
            total = total.wrapping_add(output);
            address = target;
        }
        let node = self.node(address)?;
        Ok(node.is_final.then(|| total.wrapping_add(node.final_output)))
    }

    /// Calls `found` with every key that `automaton` accepts, ascending, until it breaks.
    pub(crate) fn search<A: Automaton>(
        &self,
        automaton: &A,
        mut found: impl FnMut(&[u8], u64, &A::State) -> ControlFlow<()>,
    ) -> Read<()> {
        let mut visits = self.bytes.len().saturating_mul(VISITS_PER_BYTE);
        let mut key = Vec::new();
        let mut stack = vec![(self.node(self.root)?, 0, automaton.start(), 0u64)];
        while let Some((node, next, state, total)) = stack.last_mut() {
            if *next == 0 && node.is_final && automaton.accepts(state) {
                let value = total.wrapping_add(node.final_output);
                if found(&key, value, state).is_break() {
                    return Ok(());
                }
            }
            if *next == node.transitions {
                stack.pop();
                key.pop();
                continue;
            }
            visits = visits.checked_sub(1).ok_or(Damage("a search visits too much"))?;
            let (byte, output, target) = self.transition(node, *next)?;
            *next += 1;
            if let Some(state) = automaton.step(state, byte) {
                let total = total.wrapping_add(output);
                if key.len() >= MAX_KEY_BYTES {
                    return Err(Damage("a key is too long"));
                }
                key.push(byte);
                stack.push((self.node(target)?, 0, state, total));
            }
        }
        Ok(())
    }

    fn node(&self, address: usize) -> Read<Node> {
        if address == EMPTY {
            let layout = Layout::Next { input: 0 };
            return Ok(Node { first: EMPTY, transitions: 0, layout, is_final: true, final_output: 0 });
        }
        let mut back = Backwards { bytes: self.bytes, at: address.checked_add(1).ok_or(MALFORMED)? };
        let state = back.byte()?;
        match state >> 6 {
            0b11 => next_node(&mut back, state),
            0b10 => one_node(&mut back, state),
            _ => many_node(&mut back, state),
        }
    }

    fn find(&self, node: &Node, byte: u8) -> Read<Option<(u8, u64, usize)>> {
        for index in 0..node.transitions {
            if self.input(node, index)? == byte {
                return self.transition(node, index).map(Some);
            }
        }
        Ok(None)
    }

    fn input(&self, node: &Node, index: usize) -> Read<u8> {
        match node.layout {
            Layout::Next { input } | Layout::One { input, .. } => Ok(input),
            Layout::Many { inputs, .. } => {
                let at = inputs.checked_sub(index + 1).ok_or(MALFORMED)?;
                self.bytes.get(at).copied().ok_or(MALFORMED)
            }
        }
    }

    /// Input, output and target of transition `index`.
    fn transition(&self, node: &Node, index: usize) -> Read<(u8, u64, usize)> {
        let (input, output, target) = match node.layout {
            Layout::Next { input } => (input, 0, node.first.checked_sub(1).ok_or(MALFORMED)?),
            Layout::One { input, output, target } => (input, output, target),
            Layout::Many { distances, outputs, distance_bytes, output_bytes, .. } => {
                let field = |end: usize, width: usize| {
                    let at = end.checked_sub((index + 1) * width).ok_or(MALFORMED)?;
                    number(self.bytes, at, width)
                };
                let target = target(node.first, field(distances, distance_bytes)?)?;
                (self.input(node, index)?, field(outputs, output_bytes)?, target)
            }
        };
        if target != EMPTY && target >= node.first { Err(MALFORMED) } else { Ok((input, output, target)) }
    }
}

fn next_node(back: &mut Backwards<'_>, state: u8) -> Read<Node> {
    let input = back.input(state)?;
    Ok(Node {
        first: back.at,
        transitions: 1,
        layout: Layout::Next { input },
        is_final: false,
        final_output: 0,
    })
}

fn one_node(back: &mut Backwards<'_>, state: u8) -> Read<Node> {
    let input = back.input(state)?;
    let (distance_bytes, output_bytes) = back.widths()?;
    let distance = back.number(distance_bytes)?;
    let output = back.number(output_bytes)?;
    let layout = Layout::One { input, output, target: target(back.at, distance)? };
    Ok(Node { first: back.at, transitions: 1, layout, is_final: false, final_output: 0 })
}

fn many_node(back: &mut Backwards<'_>, state: u8) -> Read<Node> {
    let transitions = match state & 0b11_1111 {
        0 => match back.byte()? {
            1 => 256,
            few => usize::from(few),
        },
        few => usize::from(few),
    };
    let (distance_bytes, output_bytes) = back.widths()?;
    if transitions > INDEXED {
        back.skip(256)?;
    }
    let inputs = back.skip(transitions)?;
    let distances = back.skip(transitions * distance_bytes)?;
    let outputs = back.skip(transitions * output_bytes)?;
    let is_final = state & 0b100_0000 != 0;
    let final_output = if is_final { back.number(output_bytes)? } else { 0 };
    let layout = Layout::Many { inputs, distances, outputs, distance_bytes, output_bytes };
    Ok(Node { first: back.at, transitions, layout, is_final, final_output })
}

/// The node `distance` bytes before `first`.
fn target(first: usize, distance: u64) -> Read<usize> {
    if distance == 0 {
        return Ok(EMPTY);
    }
    usize::try_from(distance).ok().and_then(|distance| first.checked_sub(distance)).ok_or(MALFORMED)
}

/// Reads a node from its last byte to its first.
struct Backwards<'a> {
    bytes: &'a [u8],
    /// One beyond the next byte.
    at: usize,
}

impl Backwards<'_> {
    fn byte(&mut self) -> Read<u8> {
        self.skip(1)?;
        self.bytes.get(self.at).copied().ok_or(MALFORMED)
    }

    /// Goes back over `bytes`; returns where they end.
    fn skip(&mut self, bytes: usize) -> Read<usize> {
        let end = self.at;
        self.at = self.at.checked_sub(bytes).filter(|at| *at >= HEADER_BYTES).ok_or(MALFORMED)?;
        Ok(end)
    }

    fn number(&mut self, width: usize) -> Read<u64> {
        self.skip(width)?;
        number(self.bytes, self.at, width)
    }

    fn input(&mut self, state: u8) -> Read<u8> {
        match usize::from(state & 0b11_1111).checked_sub(1) {
            None => self.byte(),
            Some(common) => COMMON_INPUTS.get(common).copied().ok_or(MALFORMED),
        }
    }

    /// Bytes of a distance and of an output.
    fn widths(&mut self) -> Read<(usize, usize)> {
        let packed = self.byte()?;
        let (distance, output) = (usize::from(packed >> 4), usize::from(packed & 15));
        if distance > 8 || output > 8 { Err(MALFORMED) } else { Ok((distance, output)) }
    }
}

/// The `width` bytes at `at` as a number.
fn number(bytes: &[u8], at: usize, width: usize) -> Read<u64> {
    let tail = bytes.get(at..).filter(|tail| tail.len() >= width).ok_or(MALFORMED)?;
    // The usual case: eight bytes are there, and a mask is quicker than a loop.
    if let (Some(word), 0..8) = (tail.first_chunk(), width) {
        return Ok(u64::from_le_bytes(*word) & ((1 << (8 * width)) - 1));
    }
    Ok(tail[..width].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::super::{Prefix, Typo};
    use super::*;
    use proptest::prelude::*;

    fn build(keys: &std::collections::BTreeMap<String, u64>) -> Vec<u8> {
        let mut builder = fst::MapBuilder::memory();
        keys.iter().for_each(|(key, value)| builder.insert(key, *value).unwrap());
        builder.into_inner().unwrap()
    }

    fn search<A: Automaton>(fst: &Fst<'_>, automaton: &A) -> Vec<(String, u64)> {
        let mut found = Vec::new();
        let push = |key: &[u8], value, _: &A::State| {
            found.push((String::from_utf8(key.to_vec()).unwrap(), value));
            ControlFlow::Continue(())
        };
        fst.search(automaton, push).unwrap();
        found
    }

    proptest! {
        #[test]
        fn every_key_is_read_as_it_was_written(
            keys in prop::collection::btree_map("[a-e\u{e9}|~]{0,7}|[\\x00-\\x7f]{1,2}", any::<u64>(), 0..300), other in "[a-e]{0,7}",
        ) {
            let bytes = build(&keys);
            let fst = Fst::read(&bytes).unwrap();
            for (key, value) in &keys {
                prop_assert_eq!(fst.get(key.as_bytes()).unwrap(), Some(*value));
            }
            prop_assert_eq!(fst.get(other.as_bytes()).unwrap(), keys.get(&other).copied());
            let all: Vec<(String, u64)> = keys.iter().map(|(key, value)| (key.clone(), *value)).collect();
            prop_assert_eq!(search(&fst, &Prefix(b"")), all.clone());
            let prefixed = all.iter().filter(|(key, _)| key.starts_with(&other)).cloned().collect::<Vec<_>>();
            prop_assert_eq!(search(&fst, &Prefix(other.as_bytes())), prefixed);
        }

        #[test]
        fn hostile_bytes_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
            let keys = (0..200u64).map(|n| (format!("key-{}", n * 7919 % 1000), n)).collect();
            let mut bytes = build(&keys);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(fst) = Fst::read(&bytes) {
                let _ = fst.get(b"key-919");
                let _ = fst.search(&Typo::new("key-9199", 2).unwrap(), |_, _, _| ControlFlow::Continue(()));
            }
        }
    }

    #[test]
    fn an_empty_transducer_has_no_keys() {
        let bytes = build(&std::collections::BTreeMap::new());
        assert_eq!(search(&Fst::read(&bytes).unwrap(), &Prefix(b"")), []);
        assert!(Fst::read(&bytes[1..]).is_err());
    }
}
