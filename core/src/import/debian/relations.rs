//! Relationship fields ([Debian Policy 7.1]): groups separated by commas, alternatives by bars.
//!
//! Architecture qualifiers (`:any`) and restrictions are dropped, and an alternative that does not begin
//! with a package name is left out, so that the lists of any release can be read.
//!
//! [Debian Policy 7.1]: https://www.debian.org/doc/debian-policy/ch-relationships.html

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::model::{PackageName, Requirement};

/// The relations that a version may be in, the longer spelling of two first.
const OPERATORS: [&str; 5] = ["<<", "<=", "=", ">=", ">>"];

/// The groups of `text`, each with at least one alternative.
pub(super) fn parse(text: &str) -> Vec<Vec<Requirement>> {
    let group = |group: &str| group.split('|').filter_map(alternative).collect::<Vec<_>>();
    text.split(',').map(group).filter(|alternatives| !alternatives.is_empty()).collect()
}

/// The names that a `Provides` field lists.
pub(super) fn provided(text: &str) -> Vec<String> {
    parse(text).iter().filter_map(|group| group.first()).map(|first| first.name.as_str().to_owned()).collect()
}

fn alternative(text: &str) -> Option<Requirement> {
    let text = text.trim_start();
    let (name, rest) = split_run(text, |c| matches!(c, 'a'..='z' | '0'..='9' | '+' | '.' | '-'));
    if !name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()) {
        return None;
    }
    let name = PackageName::parse(name).ok()?;
    Some(Requirement { name, range: range(unqualified(rest)) })
}

/// What follows `:any` and the like.
fn unqualified(rest: &str) -> &str {
    rest.strip_prefix(':')
        .map_or(rest, |qualifier| split_run(qualifier, |c| c.is_alphanumeric() || c == '_').1)
}

/// `op version` of `(op version)`.
fn range(rest: &str) -> Option<String> {
    let inside = rest.trim_start().strip_prefix('(')?.trim_start();
    let operator = OPERATORS.into_iter().find(|operator| inside.starts_with(operator))?;
    let version = inside.strip_prefix(operator)?.trim_start();
    let (version, rest) = split_run(version, |c| c != ')' && !c.is_whitespace());
    let closed = rest.trim_start().starts_with(')');
    (closed && !version.is_empty()).then(|| format!("{operator} {version}"))
}

fn split_run(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = |r: &Requirement| match &r.range {
            Some(range) => format!("{} ({range})", r.name),
            None => format!("{}", r.name),
        };
        let groups: Vec<String> =
            parse(text).iter().map(|g| g.iter().map(shown).collect::<Vec<_>>().join(" | ")).collect();
        assert_eq!(groups.join(", "), expected);
    }

    #[test]
    fn groups_and_alternatives() {
        check("a, b (>= 1:2.0~rc1) | c,\n d", "a, b (>= 1:2.0~rc1) | c, d");
        check("x(<<3), y ( = 4 )", "x (<< 3), y (= 4)");
    }

    #[test]
    fn qualifiers_and_restrictions_go() {
        check("python3:any (>= 3.8), gcc [amd64] <!nocheck>", "python3 (>= 3.8), gcc");
    }

    #[test]
    fn what_is_no_relation_is_left_out() {
        check("", "");
        check("Upper, _x, ,|, a | ${misc:Depends}", "a");
        check("a (>> ), b (~ 1), c (>= 1", "a, b, c");
        check("a..b, .x", "");
    }
}
