//! Which targets a role may list: patterns over paths, or prefixes of the SHA-256 of paths.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::Finding;
use super::fields::Fields;
use crate::model::Digest;

/// The part of all targets that a role may list.
#[derive(Debug, Clone)]
pub(super) enum Paths {
    /// Paths that match one of these patterns.
    Patterns(Vec<String>),
    /// Paths whose SHA-256 begins with one of these hexadecimal digits.
    HashPrefixes(Vec<String>),
}

impl Paths {
    /// Reads `paths` or `path_hash_prefixes` of a delegation; with neither, it is about no target.
    pub(super) fn read(fields: Fields<'_>) -> Result<Self, Finding> {
        let texts = |field| -> Result<Vec<String>, Finding> {
            Ok(fields.texts(field)?.into_iter().map(ToOwned::to_owned).collect())
        };
        match (fields.has("paths"), fields.has("path_hash_prefixes")) {
            (true, true) => {
                Err(Finding::Malformed { field: "paths", expected: "without `path_hash_prefixes`" })
            }
            (false, true) => texts("path_hash_prefixes").map(Self::HashPrefixes),
            (true, false) => texts("paths").map(Self::Patterns),
            (false, false) => Ok(Self::Patterns(Vec::new())),
        }
    }

    /// Whether `target` is among them.
    pub(super) fn contain(&self, target: &str) -> bool {
        match self {
            Self::Patterns(patterns) => patterns.iter().any(|pattern| matches(pattern, target)),
            Self::HashPrefixes(prefixes) => {
                let digest = Digest::of(target.as_bytes()).hex();
                prefixes.iter().any(|prefix| digest.starts_with(prefix.as_str()))
            }
        }
    }
}

/// Whether the whole of `path` matches `pattern`: `*` is any run of characters, `?` is one, and neither is
/// ever a `/`. Everything else stands for itself.
fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    pattern.split('/').all(|pattern| parts.next().is_some_and(|part| part_matches(pattern, part)))
        && parts.next().is_none()
}

/// Only the last `*` is ever taken back, so this takes at most the product of both lengths.
fn part_matches(pattern: &str, part: &str) -> bool {
    let (mut pattern, mut part) = (pattern.chars(), part.chars());
    let mut retry: Option<(core::str::Chars<'_>, core::str::Chars<'_>)> = None;
    loop {
        let (ahead, rest) = (pattern.clone().next(), part.clone().next());
        match (ahead, rest) {
            (Some('*'), _) => {
                pattern.next();
                retry = Some((pattern.clone(), part.clone()));
            }
            (Some(wanted), Some(c)) if wanted == '?' || wanted == c => {
                pattern.next();
                part.next();
            }
            (None, None) => return true,
            // The last star takes one character more.
            _ => {
                let Some((after, from)) = &mut retry else { return false };
                if from.next().is_none() {
                    return false;
                }
                (pattern, part) = (after.clone(), from.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, expected: bool) {
        assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
    }

    #[test]
    fn wildcards_do_not_cross_slashes() {
        check("targets/*.tgz", "targets/foo.tgz", true);
        check("targets/*.tgz", "targets/foo.txt", false);
        check("*.tgz", "targets/foo.tgz", false);
        check("foo-version-?.tgz", "foo-version-2.tgz", true);
        check("foo-version-?.tgz", "foo-version-alpha.tgz", false);
        check("?", "/", false);
        check("*", "", true);
        check("*/*", "a", false);
        check("a", "a/b", false);
    }

    #[test]
    fn a_star_takes_as_much_as_is_needed() {
        check("*ab*ab", "abxabab", true);
        check("a*b*c", "abcbcc", true);
        check("a*b*c", "acb", false);
        check("**", "é", true);
        check("?", "é", true);
        check("a*", "b", false);
        let (pattern, path) = ("*a".repeat(500) + "b", "a".repeat(1000));
        check(&pattern, &path, false);
    }

    #[test]
    fn everything_else_stands_for_itself() {
        check("[ab]", "a", false);
        check("[ab]", "[ab]", true);
        check("A", "a", false);
    }

    #[test]
    fn prefixes_are_of_the_digest_of_the_path() {
        // SHA-256 of `abc` is ba7816bf….
        let paths = |prefix: &str| Paths::HashPrefixes(alloc::vec!["00".into(), prefix.into()]);
        assert!(paths("ba7").contain("abc"));
        assert!(!paths("ba8").contain("abc"));
    }
}
