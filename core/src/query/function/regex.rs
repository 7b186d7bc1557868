//! `REGEX`, and compiled patterns for it and `REPLACE`.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::regex::Regex;
use super::super::value::Value;
use super::{Args, Scope, simple};

/// How many patterns are kept compiled.
const MAX_KEPT: usize = 16;

/// `REGEX(text, pattern, flags?)`.
pub(super) fn regex(args: Args<'_>, scope: &mut Scope) -> Option<Value> {
    let (text, _) = args.first()?.text()?;
    let pattern = simple(args.get(1)?)?;
    let flags = args.get(2).map_or(Some(""), |flags| simple(flags))?;
    let regex = scope.regexes.get(pattern, flags)?;
    let matches = regex.is_match(text);
    scope.work += regex.take_work();
    Some(Value::Boolean(matches.ok()?))
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
    pub(super) fn get(&mut self, pattern: &str, flags: &str) -> Option<&mut Regex> {
        let known = self.kept.iter().position(|kept| kept.pattern == pattern && kept.flags == flags);
        let compiled = match known {
            Some(0) => return self.kept.first_mut()?.regex.as_mut(),
            Some(at) => self.kept.remove(at),
            None => Compiled {
                pattern: pattern.to_owned(),
                flags: flags.to_owned(),
                regex: Regex::new(pattern, flags),
            },
        };
        self.kept.truncate(MAX_KEPT - 1);
        self.kept.insert(0, compiled);
        self.kept.first_mut()?.regex.as_mut()
    }
}
