//! From text to words.
//!
//! Folding is NFKD without combining marks, in lower case, so that `Köln` and `koln` meet. A word is a run of
//! letters, digits and `+ #`; identifiers (`libgtk-3-dev`, `FooBar`) are split at `- _ . /`, at a change of case,
//! and, in names, where digits begin and after a leading `lib`. Names are found whole by the index of names.

use std::borrow::Cow;

use super::fold::{for_each_base, is_mark};

/// Longest word that is indexed, in bytes; longer ones are cut.
const MAX_WORD_BYTES: usize = 64;
/// Most words of a query that count.
pub(crate) const MAX_QUERY_WORDS: usize = 32;

/// Calls `found` with every word of `text`, folded; in names also with what people type for them.
pub(crate) fn for_each_word(text: &str, in_name: bool, mut found: impl FnMut(&str)) {
    for token in text.split(|c| !is_token_char(c)) {
        let token = token.trim_matches(is_joiner);
        if token.is_empty() {
            continue;
        }
        let parts = parts(token);
        parts.iter().for_each(|part| found(cut(part)));
        if in_name {
            parts.iter().for_each(|part| name_variants(part, &mut found));
        }
    }
}

/// The words of a query: its parts, each once, in order, at most [`MAX_QUERY_WORDS`].
pub(crate) fn query_words(text: &str) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for word in word_parts(text) {
        if distinct.len() == MAX_QUERY_WORDS {
            break;
        }
        if !distinct.contains(&word) {
            distinct.push(word);
        }
    }
    distinct
}

/// The parts of every token of `text`, folded, in order.
pub(crate) fn word_parts(text: &str) -> impl Iterator<Item = String> {
    part_slices(text).map(word_of)
}

/// The parts of every token of `text` as they stand there, in order; [`word_of`] folds one.
pub(crate) fn part_slices(text: &str) -> impl Iterator<Item = &str> {
    let tokens = text.split(|c| !is_token_char(c));
    let parts = tokens.flat_map(|token| token.split(is_joiner)).flat_map(split_case);
    parts.filter(|part| !part.is_empty())
}

/// The word that a part is found by.
pub(crate) fn word_of(part: &str) -> String {
    cut(&fold(part)).to_owned()
}

/// `text` in the form in which it is compared: NFKD, no combining marks, lower case.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return match text.bytes().any(|b| b.is_ascii_uppercase()) {
            true => Cow::Owned(text.to_ascii_lowercase()),
            false => Cow::Borrowed(text),
        };
    }
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|c| for_each_base(c, |base| folded.extend(base.to_lowercase())));
    Cow::Owned(folded)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/')
}

fn is_token_char(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || is_joiner(c) || matches!(c, '+' | '#')
}

/// The folded parts of one token; a single part where there is nothing to split.
fn parts(token: &str) -> Vec<String> {
    token
        .split(is_joiner)
        .flat_map(split_case)
        .filter(|part| !part.is_empty())
        .map(|part| fold(part).into_owned())
        .collect()
}

/// `FooBar` as `Foo`, `Bar`; `HTTPServer` stays whole: a lower-case letter before an upper-case one splits.
fn split_case(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut after_lower) = (0, false);
    for (at, c) in word.char_indices() {
        if after_lower && c.is_uppercase() {
            parts.push(&word[start..at]);
            start = at;
        }
        after_lower = c.is_lowercase();
    }
    parts.push(&word[start..]);
    parts
}

/// What people also type for a part of a name: `python3` as `python`, `libgtk` as `gtk`.
fn name_variants(part: &str, found: &mut impl FnMut(&str)) {
    const SHORTEST: usize = 2;
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.len() < part.len() && letters.len() >= SHORTEST {
        found(cut(letters));
    }
    if let Some(rest) = letters.strip_prefix("lib").filter(|rest| rest.len() >= SHORTEST) {
        found(cut(rest));
    }
}

fn cut(word: &str) -> &str {
    let mut end = word.len().min(MAX_WORD_BYTES);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    &word[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, in_name: bool, expected: &[&str]) {
        let mut words = Vec::new();
        for_each_word(text, in_name, |word| words.push(word.to_string()));
        assert_eq!(words, expected);
    }

    #[test]
    fn identifiers_are_split() {
        check("libgtk-3-dev", false, &["libgtk", "3", "dev"]);
        check("FooBar", false, &["foo", "bar"]);
        check("HTTPServer x", false, &["httpserver", "x"]);
        check("C++ and g++.", false, &["c++", "and", "g++"]);
    }

    #[test]
    fn names_also_answer_to_what_people_type() {
        check("libgtk2.0", true, &["libgtk2", "0", "libgtk", "gtk"]);
        check("python3-foo", true, &["python3", "foo", "python"]);
    }

    #[test]
    fn case_and_accents_fold() {
        check("Köln CAFÉ ﬁn", false, &["koln", "cafe", "fin"]);
    }

    #[test]
    fn queries_are_bounded() {
        assert_eq!(query_words("libgtk-3-dev  Foo"), ["libgtk", "3", "dev", "foo"]);
        assert_eq!(query_words(&"a ".repeat(99)), ["a"]);
        let many: Vec<String> = (0..99).map(|n| n.to_string()).collect();
        assert_eq!(query_words(&many.join(" ")).len(), MAX_QUERY_WORDS);
        assert_eq!(query_words(&"é".repeat(99))[0].len(), MAX_WORD_BYTES);
        assert!(query_words("!?").is_empty());
    }
}
