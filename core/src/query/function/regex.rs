//! `REGEX`, and compiled patterns for it and `REPLACE`.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use regex_lite::{Regex, RegexBuilder};

use super::super::value::Value;
use super::translate::{Reading, translate};
use super::{Args, Scope, simple};

/// How many patterns are kept compiled.
const MAX_KEPT: usize = 16;
/// Largest compiled pattern, in bytes; matching takes time in the product of this and the text.
const MAX_COMPILED: usize = 1 << 20;

/// `REGEX(text, pattern, flags?)`.
pub(super) fn regex(args: Args<'_>, scope: &mut Scope) -> Option<Value> {
    let (text, _) = args.first()?.text()?;
    let pattern = simple(args.get(1)?)?;
    let flags = args.get(2).map_or(Some(""), |flags| simple(flags))?;
    let regex = scope.regexes.get(pattern, flags)?;
    Some(Value::Boolean(regex.is_match(text)))
}

/// The patterns used last, the very last first.
#[derive(Debug, Default)]
pub(super) struct Regexes {
    kept: Vec<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    pattern: String,
    flags: String,
    /// `None` if the pattern or a flag is wrong.
    regex: Option<Regex>,
}

impl Regexes {
    /// The compiled pattern; `None` if it or a flag is wrong, or it is too large.
    pub(super) fn get(&mut self, pattern: &str, flags: &str) -> Option<&Regex> {
        let known = self.kept.iter().position(|kept| kept.pattern == pattern && kept.flags == flags);
        let compiled = match known {
            Some(0) => return self.kept.first()?.regex.as_ref(),
            Some(at) => self.kept.remove(at),
            None => Compiled {
                pattern: pattern.to_owned(),
                flags: flags.to_owned(),
                regex: compile(pattern, flags),
            },
        };
        self.kept.truncate(MAX_KEPT - 1);
        self.kept.insert(0, compiled);
        self.kept.first()?.regex.as_ref()
    }
}

fn compile(pattern: &str, flags: &str) -> Option<Regex> {
    let has = |flag: char| flags.contains(flag);
    if !flags.chars().all(|flag| matches!(flag, 's' | 'm' | 'i' | 'x' | 'q')) {
        return None;
    }
    let literal = has('q');
    let reading = Reading { ignore_case: has('i'), ignore_space: has('x'), literal };
    let pattern = translate(pattern, reading)?;
    RegexBuilder::new(&pattern)
        .dot_matches_new_line(has('s'))
        .multi_line(has('m'))
        .case_insensitive(has('i'))
        .size_limit(MAX_COMPILED)
        .build()
        .ok()
}
