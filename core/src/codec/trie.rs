//! The longest token that a text begins with.

use alloc::vec::Vec;

use super::tokens::MAX_TOKEN_BYTES;

/// A node that ends no token.
const NONE: u32 = u32::MAX;

/// A trie whose edges are in one open hash table; nodes 0 to 255 are the tokens of one byte.
pub(super) struct Trie {
    /// Node and byte (plus one, as 0 is an empty place), and the child.
    edges: Vec<(u32, u32)>,
    /// The token that ends at each node, or [`NONE`].
    ends: Vec<u32>,
}

impl Trie {
    pub(super) fn new() -> Self {
        Self { edges: alloc::vec![(0, 0); 1024], ends: (0..256).collect() }
    }

    pub(super) fn insert(&mut self, token: &[u8], number: u16) {
        let mut node = u32::from(token[0]);
        for byte in &token[1..] {
            node = self.child(node, *byte).unwrap_or_else(|| self.add(node, *byte));
        }
        self.ends[node as usize] = number.into();
    }

    /// The longest token that `text` (not empty) begins with, and its length.
    pub(super) fn longest(&self, text: &[u8]) -> (u16, usize) {
        let mut node = u32::from(text[0]);
        let mut longest = (node as u16, 1);
        for (index, byte) in text.iter().enumerate().take(MAX_TOKEN_BYTES).skip(1) {
            let Some(child) = self.child(node, *byte) else { break };
            node = child;
            if let Ok(token) = u16::try_from(self.ends[node as usize]) {
                longest = (token, index + 1);
            }
        }
        longest
    }

    fn child(&self, node: u32, byte: u8) -> Option<u32> {
        let key = key(node, byte);
        let (found, child) = self.edges[place(&self.edges, key)];
        (found == key).then_some(child)
    }

    fn add(&mut self, node: u32, byte: u8) -> u32 {
        if self.ends.len() * 4 > self.edges.len() * 3 {
            self.grow();
        }
        let child = self.ends.len() as u32;
        self.ends.push(NONE);
        let key = key(node, byte);
        let at = place(&self.edges, key);
        self.edges[at] = (key, child);
        child
    }

    fn grow(&mut self) {
        let mut larger = alloc::vec![(0, 0); self.edges.len() * 2];
        for edge in self.edges.iter().filter(|(key, _)| *key != 0) {
            let at = place(&larger, edge.0);
            larger[at] = *edge;
        }
        self.edges = larger;
    }
}

fn key(node: u32, byte: u8) -> u32 {
    (node << 8 | u32::from(byte)) + 1
}

/// Where `key` is, or would be: there is always an empty place.
fn place(edges: &[(u32, u32)], key: u32) -> usize {
    let mask = edges.len() - 1;
    let mut at = (u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
    while edges[at].0 != key && edges[at].0 != 0 {
        at = (at + 1) & mask;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_token_is_found() {
        let mut trie = Trie::new();
        for (number, token) in (256..).zip(["ab", "abcd", "b", "bcd"]) {
            if token.len() > 1 {
                trie.insert(token.as_bytes(), number);
            }
        }
        assert_eq!(trie.longest(b"abcx"), (256, 2));
        assert_eq!(trie.longest(b"abcde"), (257, 4));
        assert_eq!(trie.longest(b"bc"), (u16::from(b'b'), 1));
        assert_eq!(trie.longest(b"z"), (u16::from(b'z'), 1));
    }

    #[test]
    fn it_grows() {
        let mut trie = Trie::new();
        for number in 0..5000u16 {
            trie.insert(&number.to_be_bytes(), number);
        }
        assert!((0..5000).all(|number: u16| trie.longest(&number.to_be_bytes()) == (number, 2)));
    }
}
