//! A compiled pattern: steps, the alphabet that they read, and what is known of them without running.

use alloc::vec::Vec;

use super::alphabet::Alphabet;
use super::fragment::{Assertion, Side, Step};
use super::sets::Sets;

/// Place of a step.
pub(super) type Place = u16;

#[derive(Debug)]
pub(super) struct Program {
    code: Vec<Step>,
    pub(super) alphabet: Alphabet,
    /// Positions noted, two for each group and two for the whole.
    pub(super) slots: usize,
    /// Whether a match begins at the start of the text only.
    pub(super) anchored: bool,
    asserts: bool,
    lines: bool,
    /// Bytes that a match may begin with, the first ones of their characters; `None` if a match may be empty.
    first: Option<[bool; 256]>,
}

impl Program {
    /// `code` without the last step, `Match`. `None` if its sets are too many.
    pub(super) fn new(mut code: Vec<Step>, groups: u16, sets: &Sets) -> Option<Self> {
        code.push(Step::Match);
        let is_line = |step: &Step| matches!(step, Step::Assert(Assertion::LineStart | Assertion::LineEnd));
        let mut program = Self {
            alphabet: sets.alphabet()?,
            slots: 2 * (usize::from(groups) + 1),
            anchored: false,
            asserts: code.iter().any(|step| matches!(step, Step::Assert(_))),
            lines: code.iter().any(is_line),
            first: None,
            code,
        };
        program.anchored = program.is_anchored();
        program.first = program.first_bytes(sets);
        Some(program)
    }

    pub(super) fn len(&self) -> usize {
        self.code.len()
    }

    pub(super) fn step(&self, place: Place) -> Option<Step> {
        self.code.get(usize::from(place)).copied()
    }

    /// `side` as far as it makes a difference.
    pub(super) fn side(&self, side: Side) -> Side {
        match side {
            Side::Nothing if self.asserts => side,
            Side::Newline if self.lines => side,
            _ => Side::Other,
        }
    }

    /// Where, from `at` on, the next match may begin at the earliest; `bytes` is a text.
    pub(super) fn candidate(&self, bytes: &[u8], at: usize) -> usize {
        let (Some(first), Some(rest)) = (&self.first, bytes.get(at..)) else { return at };
        let skipped = rest.iter().position(|byte| first.get(usize::from(*byte)) == Some(&true));
        at + skipped.unwrap_or(rest.len())
    }

    fn is_anchored(&self) -> bool {
        let befores = [Side::Newline, Side::Other];
        let afters = [Side::Nothing, Side::Newline, Side::Other];
        let starts = |before, after| {
            let mut found = false;
            let mut reach = Reach::new(self.len());
            reach.from(self, 0, |assertion| assertion.holds(before, after), |_, _| found = true);
            found
        };
        !befores.iter().any(|before| afters.iter().any(|after| starts(*before, *after)))
    }

    fn first_bytes(&self, sets: &Sets) -> Option<[bool; 256]> {
        let mut first = [false; 256];
        let mut nullable = false;
        let mut reach = Reach::new(self.len());
        reach.from(
            self,
            0,
            |_| true,
            |_, step| match step {
                Step::Take(set) => mark(sets.ranges(set), &mut first),
                _ => nullable = true,
            },
        );
        // What follows a newline may match where it would not match elsewhere.
        first[usize::from(b'\n')] |= self.lines;
        (!nullable).then_some(first)
    }
}

/// Marks the first bytes of the characters in `ranges`.
fn mark(ranges: &[(u32, u32)], first: &mut [bool; 256]) {
    for &(low, high) in ranges {
        for byte in first_byte(low)..=first_byte(high) {
            first[usize::from(byte)] = true;
        }
    }
}

/// The first byte of a code point in UTF-8 (RFC 3629, section 3).
fn first_byte(c: u32) -> u8 {
    match c {
        0..0x80 => c as u8,
        0x80..0x800 => 0xc0 | (c >> 6) as u8,
        0x800..0x1_0000 => 0xe0 | (c >> 12) as u8,
        _ => 0xf0 | (c >> 18 & 7) as u8,
    }
}

/// Which steps are reached without taking a character.
#[derive(Debug)]
pub(super) struct Reach {
    seen: Vec<u32>,
    round: u32,
    open: Vec<Place>,
    /// Steps looked at.
    pub(super) work: u64,
}

impl Reach {
    pub(super) fn new(len: usize) -> Self {
        Self { seen: alloc::vec![0; len], round: 1, open: Vec::new(), work: 0 }
    }

    /// Forgets what was seen.
    pub(super) fn renew(&mut self) {
        if self.round == u32::MAX {
            self.seen.fill(0);
            self.round = 0;
        }
        self.round += 1;
    }

    /// Whether `place` was not seen before.
    pub(super) fn enter(&mut self, place: Place) -> bool {
        self.work += 1;
        let round = self.round;
        self.seen.get_mut(usize::from(place)).is_some_and(|seen| core::mem::replace(seen, round) != round)
    }

    /// Calls `meet` with every `Take` and `Match` reached from `place` that was not seen before.
    pub(super) fn from(
        &mut self,
        program: &Program,
        place: Place,
        holds: impl Fn(Assertion) -> bool,
        mut meet: impl FnMut(Place, Step),
    ) {
        self.open.push(place);
        while let Some(place) = self.open.pop() {
            if !self.enter(place) {
                continue;
            }
            let to = |distance| place.wrapping_add_signed(distance);
            match program.step(place) {
                Some(Step::Split(one, other)) => self.open.extend([to(one), to(other)]),
                Some(Step::Jump(distance)) => self.open.push(to(distance)),
                Some(Step::Assert(assertion)) if !holds(assertion) => {}
                Some(Step::Save(_) | Step::Assert(_)) => self.open.push(to(1)),
                Some(step) => meet(place, step),
                None => {}
            }
        }
    }
}
