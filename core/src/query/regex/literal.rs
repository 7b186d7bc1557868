//! Patterns that are a text, perhaps at the start or the end: no automaton is needed.

use alloc::string::String;
use core::ops::Range;

use super::fragment::{Assertion, Fragment, Step};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    text: String,
    at_start: bool,
    at_end: bool,
}

impl Literal {
    /// The pattern as a literal, if it is one and has no groups.
    pub(super) fn of(fragment: &Fragment) -> Option<Self> {
        let mut steps = &fragment.code[..];
        let at_start = steps.first() == Some(&Step::Assert(Assertion::Start));
        steps = steps.get(usize::from(at_start)..)?;
        let at_end = steps.last() == Some(&Step::Assert(Assertion::End));
        steps = steps.get(..steps.len() - usize::from(at_end))?;
        let plain = fragment.exact && steps.iter().all(|step| matches!(step, Step::Take(_)));
        plain.then(|| Self { text: fragment.tail.clone(), at_start, at_end })
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        match (self.at_start, self.at_end) {
            (true, true) => text == self.text,
            (true, false) => text.starts_with(&self.text),
            (false, true) => text.ends_with(&self.text),
            (false, false) => text.contains(&self.text),
        }
    }

    /// Where it is first, from `from` on.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let start = match (self.at_start, self.at_end) {
            (false, false) => from + text.get(from..)?.find(&self.text)?,
            (at_start, _) if !self.is_in(text) || (at_start && from > 0) => return None,
            (true, _) => 0,
            (false, true) => text.len() - self.text.len(),
        };
        (start >= from).then(|| start..start + self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Regex;

    #[test]
    fn literals_are_found_where_they_may_be() {
        for (pattern, from, expected) in [
            ("ab", 0, Some(0..2)),
            ("ab", 1, Some(4..6)),
            ("ab", 5, None),
            ("^ab", 0, Some(0..2)),
            ("^ab", 1, None),
            ("ab$", 0, Some(4..6)),
            ("ab$", 5, None),
            ("^abc", 0, None),
            ("^ab..ab$", 0, Some(0..6)),
            (r"^ab\-\-ab$", 0, Some(0..6)),
        ] {
            let found = Regex::new(pattern, "").unwrap().find_at("ab--ab", from).unwrap();
            assert_eq!(found.and_then(|found| found.get(0)), expected, "{pattern} {from}");
        }
    }
}
