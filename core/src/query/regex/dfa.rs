//! Whether there is a match: a deterministic automaton over classes, built as texts need it.
//!
//! A state is the set of steps that take up the text behind the last character, and what that character was. Which
//! steps they reach without taking one depends on the next character as well, so that is part of the transition.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::fragment::{Side, Step};
use super::program::{Place, Program, Reach};
use super::{MAX_WORK, TooLong};

/// Most transitions kept; then all states are forgotten.
const MAX_TABLE: usize = 1 << 18;
/// Most states kept: a new one is compared with all.
const MAX_STATES: usize = 1 << 10;
/// Most places in all states together.
const MAX_PLACES: usize = 1 << 18;

// Transitions: where the next state's row begins, or one of these.
const UNKNOWN: u32 = 0;
const MATCH: u32 = 1;
const DEAD: u32 = 2;
/// The row of the state in which nothing has begun to match; the first that is made.
const HOME: u32 = 3;

#[derive(Debug)]
pub(super) struct Dfa {
    /// From [`HOME`] on a row a state: a transition for each class and one for the end of the text.
    table: Vec<u32>,
    states: Vec<State>,
    places: usize,
    reach: Reach,
}

#[derive(Debug, PartialEq, Eq)]
struct State {
    hash: u64,
    before: Side,
    places: Box<[Place]>,
}

impl Dfa {
    pub(super) fn new(program: &Program) -> Self {
        let mut dfa =
            Self { table: Vec::new(), states: Vec::new(), places: 0, reach: Reach::new(program.len()) };
        dfa.clear(program);
        dfa
    }

    /// Whether there is a match in `text` that begins at `from` or later. Adds to `work` what it took.
    pub(super) fn matches(
        &mut self,
        program: &Program,
        text: &str,
        from: usize,
        work: &mut u64,
    ) -> Result<bool, TooLong> {
        let bytes = text.as_bytes();
        let before = text.get(..from).and_then(|head| head.chars().next_back());
        let before = program.alphabet.side(before.map(|c| program.alphabet.class(c)));
        let mut row = self.row(program, program.side(before), Box::from([0]));
        let mut at = from;
        self.reach.work = 0;
        loop {
            if row == HOME {
                at = program.candidate(bytes, at);
            }
            let Some(&byte) = bytes.get(at) else { break };
            let (class, width) = match program.alphabet.class_of_byte(byte) {
                Some(class) => (class, 1),
                None => wide(program, text, at),
            };
            row = match self.table.get(row as usize + usize::from(class)).copied() {
                Some(UNKNOWN) | None => self.build(program, row, Some(class)),
                Some(known) => known,
            };
            at += width;
            if row < HOME || self.reach.work > MAX_WORK {
                break;
            }
        }
        *work += self.reach.work + (at - from) as u64;
        if self.reach.work > MAX_WORK {
            return Err(TooLong);
        }
        Ok(match row {
            MATCH => true,
            DEAD => false,
            row => self.end(program, row),
        })
    }

    fn end(&mut self, program: &Program, row: u32) -> bool {
        let known = self.table.get(row as usize + program.alphabet.len).copied();
        known.filter(|next| *next != UNKNOWN).unwrap_or_else(|| self.build(program, row, None)) == MATCH
    }

    /// The transition from the state at `row` on `class`, or on the end of the text.
    fn build(&mut self, program: &Program, row: u32, class: Option<u16>) -> u32 {
        let stride = program.alphabet.len + 1;
        let after = program.alphabet.side(class);
        let mut next = Bits::new(program.len());
        let mut matched = false;
        let state = (row - HOME) as usize / stride;
        let Some(State { before, places, .. }) = self.states.get(state) else { return DEAD };
        self.reach.renew();
        for place in places {
            self.reach.from(
                program,
                *place,
                |assertion| assertion.holds(*before, after),
                |place, step| match step {
                    Step::Take(set) => {
                        if class.is_some_and(|class| program.alphabet.holds(set, class)) {
                            next.set(place + 1);
                        }
                    }
                    _ => matched = true,
                },
            );
        }
        if !program.anchored && class.is_some() {
            next.set(0);
        }
        let places = next.places();
        let rows = self.states.len();
        let to = match (matched, places.is_empty()) {
            (true, _) => MATCH,
            (_, true) => DEAD,
            _ => self.row(program, program.side(after), places),
        };
        let at = row as usize + class.map_or(program.alphabet.len, usize::from);
        if let Some(entry) = self.table.get_mut(at).filter(|_| self.states.len() >= rows) {
            *entry = to;
        }
        to
    }

    /// The row of a state, which is made if there is none. If there is no room, all others go.
    fn row(&mut self, program: &Program, before: Side, places: Box<[Place]>) -> u32 {
        let state = State { hash: hash(&places), before, places };
        let stride = program.alphabet.len + 1;
        let known = self.states.iter().position(|known| *known == state);
        let is_full =
            self.table.len() > MAX_TABLE || self.places > MAX_PLACES || self.states.len() >= MAX_STATES;
        if known.is_none() && is_full {
            self.clear(program);
        }
        let number = known.unwrap_or(self.states.len());
        if known.is_none() {
            self.reach.work += (self.states.len() / 8 + stride / 8) as u64;
            self.places += state.places.len();
            self.states.push(state);
            self.table.resize(self.table.len() + stride, UNKNOWN);
        }
        HOME + (number * stride) as u32
    }

    /// Leaves the state at [`HOME`] only.
    fn clear(&mut self, program: &Program) {
        self.states.clear();
        self.places = 0;
        self.table.clear();
        self.table.resize(HOME as usize, UNKNOWN);
        self.row(program, Side::Other, Box::from([0]));
    }
}

/// The class and the width of a character that is not ASCII.
fn wide(program: &Program, text: &str, at: usize) -> (u16, usize) {
    let c = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
    (program.alphabet.class(c), c.len_utf8())
}

/// FNV-1a over places.
fn hash(places: &[Place]) -> u64 {
    places.iter().fold(0xcbf2_9ce4_8422_2325, |hash, place| {
        (hash ^ u64::from(*place)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A set of places.
struct Bits(Vec<u64>);

impl Bits {
    fn new(len: usize) -> Self {
        Self(alloc::vec![0; len.div_ceil(64)])
    }

    fn set(&mut self, place: Place) {
        if let Some(word) = self.0.get_mut(usize::from(place / 64)) {
            *word |= 1 << (place % 64);
        }
    }

    /// What is set, ascending.
    fn places(&self) -> Box<[Place]> {
        let mut places = Vec::new();
        for (&word, base) in self.0.iter().zip((0..).step_by(64)) {
            let mut left = word;
            while left != 0 {
                places.push(base + left.trailing_zeros() as Place);
                left &= left - 1;
            }
        }
        places.into()
    }
}
