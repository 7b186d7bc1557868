//! Automata over the bytes of FST keys: prefix, and Damerau–Levenshtein within a distance.
//!
//! The typo automaton is the bit-parallel one of Wu and Manber ("Fast text searching allowing errors", CACM
//! 35(10), 1992, section 3), with a mask more per distance for swapped neighbours. A state is a few words and
//! a step a few shifts, so nothing is built before the search. Distances are counted in bytes; folding leaves
//! little that is not ASCII.

use super::fst::Automaton;

/// Longest word that is searched with typos, in bytes: bit `n` of a mask says "`n` bytes matched".
const MAX_BYTES: usize = 63;
/// Largest distance.
const MAX_DISTANCE: usize = 2;

/// Keys that begin with a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prefix<'a>(pub(crate) &'a [u8]);

impl Automaton for Prefix<'_> {
    /// Bytes matched.
    type State = usize;

    fn start(&self) -> usize {
        0
    }

    fn step(&self, matched: &usize, byte: u8) -> Option<usize> {
        match self.0.get(*matched) {
            None => Some(*matched),
            Some(expected) => (*expected == byte).then_some(matched + 1),
        }
    }

    fn accepts(&self, matched: &usize) -> bool {
        *matched == self.0.len()
    }
}

/// Keys within a Damerau–Levenshtein distance of a word.
#[derive(Debug, Clone)]
pub(crate) struct Typo {
    /// What a key must begin with.
    first: Option<u8>,
    /// For each byte value the positions of the word that hold it.
    positions: Vec<u64>,
    len: usize,
    distance: usize,
}

/// Matched lengths as bit sets, for each number of edits; and lengths waiting for the second half of a swap.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TypoState {
    matched: [u64; MAX_DISTANCE + 1],
    swapping: [u64; MAX_DISTANCE],
}

impl Typo {
    /// An automaton for `word`, or `None` if it is too long for one.
    pub(crate) fn new(word: &str, distance: usize) -> Option<Self> {
        if word.len() > MAX_BYTES {
            return None;
        }
        let mut positions = vec![0; 256];
        for (at, byte) in word.bytes().enumerate() {
            positions[usize::from(byte)] |= 1 << at;
        }
        Some(Self { first: None, positions, len: word.len(), distance: distance.min(MAX_DISTANCE) })
    }

    /// The same for keys that begin as the word does, which are quickly told from all others.
    pub(crate) fn with_first_of(self, word: &str) -> Self {
        Self { first: word.bytes().next(), ..self }
    }

    /// The number of edits between the word and a key that ended in `state`.
    pub(crate) fn edits(&self, state: &TypoState) -> Option<usize> {
        (0..=self.distance).find(|edits| state.matched[*edits] >> self.len & 1 == 1)
    }

    /// The number of edits between the word and `key`, if they are not too many.
    pub(crate) fn distance(&self, key: &str) -> Option<usize> {
        let state = key.bytes().try_fold(self.start(), |state, byte| self.step(&state, byte))?;
        self.edits(&state)
    }

    fn within(&self, mask: u64) -> u64 {
        mask & (u64::MAX >> (MAX_BYTES - self.len))
    }
}

impl Automaton for Typo {
    type State = TypoState;

    fn start(&self) -> TypoState {
        let mut state = TypoState::default();
        for edits in 0..=self.distance {
            state.matched[edits] = self.within((1 << (edits + 1)) - 1);
        }
        state
    }

    fn accepts(&self, state: &TypoState) -> bool {
        self.edits(state).is_some()
    }

    fn step(&self, state: &TypoState, byte: u8) -> Option<TypoState> {
        // Only before the first byte have exactly no bytes been matched without an edit.
        if state.matched[0] == 1 && self.first.is_some_and(|first| first != byte) {
            return None;
        }
        let here = self.positions[usize::from(byte)];
        let mut next = TypoState::default();
        next.matched[0] = (state.matched[0] & here) << 1;
        for edits in 1..=self.distance {
            let fewer = state.matched[edits - 1];
            next.matched[edits] = self.within(
                (state.matched[edits] & here) << 1
                    | fewer
                    | fewer << 1
                    | next.matched[edits - 1] << 1
                    | (state.swapping[edits - 1] & here) << 2,
            );
            next.swapping[edits - 1] = fewer & (here >> 1);
        }
        let alive = next.matched.iter().chain(&next.swapping).any(|mask| *mask != 0);
        alive.then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edits(word: &str, key: &str, distance: usize) -> Option<usize> {
        Typo::new(word, distance).unwrap().distance(key)
    }

    /// Optimal string alignment, by the textbook table.
    fn table(a: &[u8], b: &[u8]) -> usize {
        let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                d[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let cost = usize::from(a[i - 1] != b[j - 1]);
                    let mut best = (d[i - 1][j] + 1).min(d[i][j - 1] + 1).min(d[i - 1][j - 1] + cost);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(d[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        d[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_table(word in "[ab]{1,8}", key in "[abc]{0,9}", distance in 0usize..=2) {
            let expected = table(word.as_bytes(), key.as_bytes());
            prop_assert_eq!(edits(&word, &key, distance), (expected <= distance).then_some(expected));
        }
    }

    #[test]
    fn a_swap_is_one_edit() {
        assert_eq!(edits("firefox", "fierfox", 1), Some(1));
        assert_eq!(edits("firefox", "firefox", 1), Some(0));
        assert_eq!(edits("firefox", "xirefix", 1), None);
    }

    #[test]
    fn the_first_byte_may_have_to_be_right() {
        let typo = Typo::new("firefox", 2).unwrap().with_first_of("firefox");
        let end = |key: &str| key.bytes().try_fold(typo.start(), |state, byte| typo.step(&state, byte));
        assert_eq!(end("fierfo").and_then(|state| typo.edits(&state)), Some(2));
        assert!(end("irefox").is_none() && end("hirefox").is_none());
    }

    #[test]
    fn the_longest_word_has_an_automaton() {
        let word = "x".repeat(MAX_BYTES);
        assert_eq!(edits(&word, &word, 2), Some(0));
        assert_eq!(edits(&word, &word[1..], 2), Some(1));
        assert!(Typo::new(&"x".repeat(MAX_BYTES + 1), 1).is_none());
    }
}
