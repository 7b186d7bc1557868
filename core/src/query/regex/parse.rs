//! Patterns to programs (XPath Functions 3.1, 5.6.1; XML Schema Datatypes 1.1, appendix G).
//!
//! Back-references are refused: they cannot be matched in time linear in the text.

use alloc::vec::Vec;
use core::str::Chars;

use super::Flags;
use super::class;
use super::fragment::{Assertion, Fragment, MAX_PROGRAM, Step};
use super::set::Set;
use super::sets::Sets;

/// How deep groups and classes may lie in one another.
pub(super) const MAX_DEPTH: u16 = 100;
/// Most capturing groups.
pub(super) const MAX_GROUPS: u16 = 256;

/// A pattern being read.
pub(super) struct Parser<'a> {
    rest: Chars<'a>,
    flags: Flags,
    /// Within a class the flag `x` leaves white space alone.
    pub(super) in_class: bool,
    pub(super) depth: u16,
    /// Groups opened so far.
    pub(super) groups: u16,
    pub(super) sets: Sets,
}

impl<'a> Parser<'a> {
    pub(super) fn new(pattern: &'a str, flags: Flags) -> Self {
        Self { rest: pattern.chars(), flags, in_class: false, depth: 0, groups: 0, sets: Sets::default() }
    }

    /// The whole pattern.
    pub(super) fn pattern(&mut self) -> Option<Fragment> {
        if self.flags.literal {
            return self.literal();
        }
        let all = self.alternatives()?;
        self.peek().is_none().then_some(all)
    }

    fn literal(&mut self) -> Option<Fragment> {
        let mut all = Fragment::empty();
        while let Some(c) = self.bump() {
            all = all.then(self.character(c)?)?;
        }
        Some(all)
    }

    fn alternatives(&mut self) -> Option<Fragment> {
        let mut branches = Vec::from([self.branch()?]);
        while self.skip('|') {
            branches.push(self.branch()?);
        }
        let last = branches.pop()?;
        branches.into_iter().try_rfold(last, |after, branch| branch.or(after))
    }

    fn branch(&mut self) -> Option<Fragment> {
        let mut all = Fragment::empty();
        while self.peek().is_some_and(|c| !matches!(c, '|' | ')')) {
            let atom = self.atom()?;
            all = all.then(self.quantified(atom)?)?;
        }
        Some(all)
    }

    fn atom(&mut self) -> Option<Fragment> {
        match self.bump()? {
            '(' => self.group(),
            '[' => {
                let set = class::class(self)?;
                self.take(set)
            }
            '\\' => match class::escape(self)? {
                class::Escape::Character(c) => self.character(c),
                class::Escape::Class(set) => self.take(set),
            },
            '.' if self.flags.dot_all => self.take(Set::default().complement()),
            '.' => self.take(Set::of(&[(0x0a, 0x0a), (0x0d, 0x0d)]).complement()),
            '^' => Some(self.assertion(Assertion::Start, Assertion::LineStart)),
            '$' => Some(self.assertion(Assertion::End, Assertion::LineEnd)),
            '?' | '*' | '+' | '{' | '}' | ']' => None,
            c => self.character(c),
        }
    }

    fn assertion(&self, of_text: Assertion, of_line: Assertion) -> Fragment {
        Fragment::still(Step::Assert(if self.flags.lines { of_line } else { of_text }))
    }

    /// What follows an opening parenthesis, to the closing one.
    fn group(&mut self) -> Option<Fragment> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let slot = if self.skip('?') {
            self.bump().filter(|c| *c == ':')?;
            None
        } else {
            self.groups += 1;
            (self.groups <= MAX_GROUPS).then_some(())?;
            Some(2 * self.groups)
        };
        let inner = self.alternatives()?;
        self.bump().filter(|c| *c == ')')?;
        self.depth -= 1;
        match slot {
            None => Some(inner),
            Some(slot) => {
                Fragment::still(Step::Save(slot)).then(inner)?.then(Fragment::still(Step::Save(slot + 1)))
            }
        }
    }

    fn quantified(&mut self, atom: Fragment) -> Option<Fragment> {
        let (low, high) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => (0, Some(0)),
            _ => return Some(atom),
        };
        let (low, high) = if self.bump() == Some('{') { self.quantity()? } else { (low, high) };
        let greedy = !self.skip('?');
        if matches!(self.peek(), Some('?' | '*' | '+' | '{')) {
            return None;
        }
        atom.repeat(low, high, greedy)
    }

    /// What follows an opening brace, to the closing one.
    fn quantity(&mut self) -> Option<(usize, Option<usize>)> {
        let low = self.number()?;
        let high = match self.bump()? {
            '}' => return Some((low, Some(low))),
            ',' if self.skip('}') => return Some((low, None)),
            ',' => self.number()?,
            _ => return None,
        };
        self.bump().filter(|c| *c == '}')?;
        (low <= high).then_some((low, Some(high)))
    }

    fn number(&mut self) -> Option<usize> {
        let digit = |c: char| c.to_digit(10).map(|digit| digit as usize);
        let mut number = digit(self.bump()?)?;
        while let Some(next) = self.peek().and_then(digit) {
            self.bump();
            number = (10 * number + next).min(MAX_PROGRAM);
        }
        Some(number)
    }

    fn character(&mut self, c: char) -> Option<Fragment> {
        let mut set = Set::one(c);
        if self.flags.any_case {
            self.sets.close(&mut set);
        }
        self.take(set)
    }

    fn take(&mut self, set: Set) -> Option<Fragment> {
        let only = set.single();
        Some(Fragment::take(self.sets.number(set)?, only))
    }

    /// A range of a class, with its variants if case does not matter.
    pub(super) fn range(&mut self, low: char, high: char) -> Option<Set> {
        let mut set = (low <= high).then(|| Set::of(&[(low.into(), high.into())]))?;
        if self.flags.any_case {
            self.sets.close(&mut set);
        }
        Some(set)
    }

    /// The next character.
    fn peek(&self) -> Option<char> {
        self.look(0)
    }

    /// The character `ahead` behind the next.
    pub(super) fn look(&self, ahead: usize) -> Option<char> {
        self.rest.clone().filter(|c| self.counts(*c)).nth(ahead)
    }

    /// Takes the next character.
    pub(super) fn bump(&mut self) -> Option<char> {
        loop {
            let c = self.rest.next()?;
            if self.counts(c) {
                return Some(c);
            }
        }
    }

    /// Takes the next character if it is `wanted`.
    pub(super) fn skip(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.bump();
        }
        found
    }

    fn counts(&self, c: char) -> bool {
        self.in_class || !self.flags.ignore_space || !matches!(c, ' ' | '\t' | '\n' | '\r')
    }
}
