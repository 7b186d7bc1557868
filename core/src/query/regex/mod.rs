//! Regular expressions of XPath (XPath Functions 3.1, 5.6.1; XML Schema Datatypes 1.1, appendix G), in time linear
//! in the text.
//!
//! ```text
//! pattern ─ parse ─▶ Fragment ─▶ Program ─┬─ literal: the text's own search
//!                                         ├─ dfa: is there a match?
//!                                         └─ pike: where, and where its groups?
//! ```
//! Not here: back-references, and replacing. Among the blocks, `\p{IsBlock}`, only those of `category` are known. Two
//! escapes are as elsewhere, not as in XPath: `\w` is letters, marks, digits and connectors like `_`, and `\s` is all
//! white space.

mod alphabet;
mod case;
mod category;
mod class;
mod dfa;
mod fragment;
mod literal;
mod parse;
mod pike;
mod program;
mod set;
mod sets;
#[cfg(test)]
mod tests;

use alloc::string::String;

use dfa::Dfa;
use literal::Literal;
use parse::Parser;
use program::Program;

pub(crate) use pike::Captures;

/// Most steps of one search, beside reading the text once.
pub(crate) const MAX_WORK: u64 = if cfg!(test) { 1 << 23 } else { 1 << 27 };

/// A search took more than [`MAX_WORK`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Flags (XPath Functions 3.1, 5.6.1.1).
#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    /// `s`
    dot_all: bool,
    /// `m`
    lines: bool,
    /// `i`
    any_case: bool,
    /// `x`
    ignore_space: bool,
    /// `q`
    literal: bool,
}

impl Flags {
    fn parse(flags: &str) -> Option<Self> {
        let mut found = Self::default();
        for flag in flags.chars() {
            match flag {
                's' => found.dot_all = true,
                'm' => found.lines = true,
                'i' => found.any_case = true,
                'x' => found.ignore_space = true,
                'q' => found.literal = true,
                _ => return None,
            }
        }
        found.ignore_space &= !found.literal;
        Some(found)
    }
}

/// A compiled pattern, and what it keeps from text to text.
#[derive(Debug)]
pub(crate) struct Regex {
    how: How,
    groups: usize,
    work: u64,
}

#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there are few, and they are kept where they are made")]
enum How {
    Literal(Literal),
    Program {
        program: Program,
        /// What every match contains.
        required: String,
        dfa: Option<Dfa>,
    },
}

impl Regex {
    /// `None` if the pattern or a flag is wrong, or the pattern too large.
    pub(crate) fn new(pattern: &str, flags: &str) -> Option<Self> {
        let flags = Flags::parse(flags)?;
        let mut parser = Parser::new(pattern, flags);
        let fragment = parser.pattern()?;
        let groups = usize::from(parser.groups);
        let how = match Literal::of(&fragment) {
            Some(literal) => How::Literal(literal),
            None => How::Program {
                program: Program::new(fragment.code, parser.groups, &parser.sets)?,
                required: fragment.required,
                dfa: None,
            },
        };
        Some(Self { how, groups, work: 0 })
    }

    /// How many groups the pattern has.
    pub(crate) fn groups(&self) -> usize {
        self.groups
    }

    /// Whether the empty text matches.
    pub(crate) fn matches_empty(&mut self) -> bool {
        self.is_match("") != Ok(false)
    }

    /// Whether a part of `text` matches.
    pub(crate) fn is_match(&mut self, text: &str) -> Result<bool, TooLong> {
        match &mut self.how {
            How::Literal(literal) => {
                self.work += text.len() as u64;
                Ok(literal.is_in(text))
            }
            How::Program { required, .. } if !text.contains(&**required) => {
                self.work += text.len() as u64;
                Ok(false)
            }
            How::Program { program, dfa, .. } => {
                dfa.get_or_insert_with(|| Dfa::new(program)).matches(program, text, 0, &mut self.work)
            }
        }
    }

    /// The leftmost match that begins at `from` or later.
    pub(crate) fn find_at(&mut self, text: &str, from: usize) -> Result<Option<Captures>, TooLong> {
        match &mut self.how {
            How::Literal(literal) => {
                let found = literal.find(text, from);
                let end = found.as_ref().map_or(text.len(), |found| found.end);
                self.work += end.saturating_sub(from) as u64;
                Ok(found.map(Captures::whole))
            }
            How::Program { program, dfa, .. } => {
                let dfa = dfa.get_or_insert_with(|| Dfa::new(program));
                if !dfa.matches(program, text, from, &mut self.work)? {
                    return Ok(None);
                }
                pike::find(program, text, from, &mut self.work)
            }
        }
    }

    /// Steps taken since [`Regex::take_work`].
    pub(crate) fn work(&self) -> u64 {
        self.work
    }

    /// Steps taken since the last call, for limits: a byte of text is one or more.
    pub(crate) fn take_work(&mut self) -> u64 {
        core::mem::take(&mut self.work)
    }
}
