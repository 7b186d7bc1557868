//! Programs of the matcher, built from fragments: jumps are relative, so that fragments are appended and copied as
//! they are.

use alloc::string::String;
use alloc::vec::Vec;

/// Longest program; a counted repeat has its operand that many times in it.
pub(super) const MAX_PROGRAM: usize = 8_192;

/// One step of the matcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Takes a character of the set of this number.
    Take(u16),
    /// Goes on at both, distances from here; the first is preferred.
    Split(i16, i16),
    Jump(i16),
    /// Notes the position.
    Save(u16),
    Assert(Assertion),
    Match,
}

/// What must hold between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assertion {
    Start,
    End,
    LineStart,
    LineEnd,
}

/// What is on one side of a place between characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The text's start or end.
    Nothing,
    Newline,
    Other,
}

impl Assertion {
    /// Whether it holds between `before` and `after` (XPath Functions 3.1, 5.6.1: a newline that ends the text
    /// begins no line, and there is no line's end behind it).
    pub(super) fn holds(self, before: Side, after: Side) -> bool {
        match self {
            Self::Start => before == Side::Nothing,
            Self::End => after == Side::Nothing,
            Self::LineStart => before == Side::Nothing || (before == Side::Newline && after != Side::Nothing),
            Self::LineEnd => after == Side::Newline || (after == Side::Nothing && before != Side::Newline),
        }
    }
}

/// A part of a pattern: its program, and which literal text it cannot match without.
#[derive(Debug, Clone, Default)]
pub(super) struct Fragment {
    pub(super) code: Vec<Step>,
    /// Whether it may match the empty text.
    pub(super) nullable: bool,
    /// Whether every match is `tail`.
    pub(super) exact: bool,
    /// The text that every match ends with.
    pub(super) tail: String,
    /// A text that is in every match.
    pub(super) required: String,
}

impl Fragment {
    /// Matches the empty text.
    pub(super) fn empty() -> Self {
        Self { nullable: true, exact: true, ..Self::default() }
    }

    /// A step that takes no character.
    pub(super) fn still(step: Step) -> Self {
        Self { code: Vec::from([step]), ..Self::empty() }
    }

    /// A step that takes one character, `only` this one if it is known.
    pub(super) fn take(set: u16, only: Option<char>) -> Self {
        let tail: String = only.into_iter().collect();
        let required = tail.clone();
        Self { code: Vec::from([Step::Take(set)]), nullable: false, exact: only.is_some(), tail, required }
    }

    /// This, then `next`; `None` if that is too long.
    pub(super) fn then(mut self, next: Self) -> Option<Self> {
        self.code.extend(next.code);
        self.nullable &= next.nullable;
        self.exact &= next.exact;
        if next.exact {
            self.tail.push_str(&next.tail);
        } else {
            self.tail = next.tail;
        }
        for longer in [&next.required, &self.tail] {
            if longer.len() > self.required.len() {
                self.required.clone_from(longer);
            }
        }
        (self.code.len() < MAX_PROGRAM).then_some(self)
    }

    /// This or, second choice, `other`.
    pub(super) fn or(self, other: Self) -> Option<Self> {
        let nullable = self.nullable | other.nullable;
        let to_other = distance(self.code.len() + 2)?;
        let to_end = distance(other.code.len() + 1)?;
        let either = Self::still(Step::Split(1, to_other)).then(self)?;
        let either = either.then(Self::still(Step::Jump(to_end)))?.then(other)?;
        Some(Self { code: either.code, nullable, ..Self::default() })
    }

    /// From `low` to `high` of this, `None` for any number; `greedy` prefers more.
    pub(super) fn repeat(self, low: usize, high: Option<usize>, greedy: bool) -> Option<Self> {
        if self.code.is_empty() || high == Some(0) {
            return Some(Self::empty());
        }
        let copies = high.unwrap_or(low).max(1);
        if copies.checked_mul(self.code.len())? >= MAX_PROGRAM {
            return None;
        }
        let mut all = Self::empty();
        for _ in 1..low {
            all = all.then(self.clone())?;
        }
        match high {
            None if low > 0 => all.then(self.some(greedy)?),
            None => self.some(greedy)?.maybe(1, greedy),
            Some(high) => {
                if low > 0 {
                    all = all.then(self.clone())?;
                }
                if high == low { Some(all) } else { all.then(self.maybe(high - low, greedy)?) }
            }
        }
    }

    /// One or more.
    fn some(self, greedy: bool) -> Option<Self> {
        let back = -distance(self.code.len())?;
        let inexact = Self { exact: false, ..self };
        let again = split(back, 1, greedy);
        let Self { tail, required, .. } = inexact.clone();
        let looped = inexact.then(Self::still(again))?;
        Some(Self { tail, required, ..looped })
    }

    /// Up to `most`.
    fn maybe(self, most: usize, greedy: bool) -> Option<Self> {
        let one = self.code.len() + 1;
        if most * one >= MAX_PROGRAM {
            return None;
        }
        let mut code = Vec::with_capacity(most * one);
        for left in (1..=most).rev() {
            code.push(split(1, distance(left * one)?, greedy));
            code.extend_from_slice(&self.code);
        }
        Some(Self { code, nullable: true, ..Self::default() })
    }
}

fn split(more: i16, less: i16, greedy: bool) -> Step {
    if greedy { Step::Split(more, less) } else { Step::Split(less, more) }
}

fn distance(steps: usize) -> Option<i16> {
    i16::try_from(steps).ok()
}
