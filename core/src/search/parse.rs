//! What a person typed, read: words, `"phrases"`, `-not`, `field:value`.
//!
//! ```text
//! query = { blank | [ "-" ] ( phrase | field ":" ( phrase | value ) | word ) }
//! ```
//! Whatever is typed has a meaning; where it could have had another, a [`Note`] says which was taken. Names such
//! as `libfoo::bar`, `c++` and `http://host` are words. Reading is one pass over the text; which packages a
//! condition lets pass is `filter`'s business.

use core::ops::Range;

use super::field::Field;
use super::{Filters, Note};
use crate::model::printable;
use crate::text::{part_slices, word_of};

/// Most conditions (filters, phrases, exclusions) of a query.
pub(super) const MAX_CONDITIONS: usize = 32;
/// Most notes of an answer.
const MAX_NOTES: usize = 8;
/// Most words of a phrase; what follows them is not compared.
const MAX_PHRASE_WORDS: usize = 32;
/// Longest name, in bytes, that is taken for that of a field.
const MAX_FIELD_BYTES: usize = 24;

/// A query, read.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The words to rank by. The last is also a prefix unless a space follows it.
    pub(super) text: String,
    /// Where they stand in what was typed.
    pub(super) plain: Vec<Range<usize>>,
    /// What every hit must meet.
    pub(super) conditions: Vec<Condition>,
    pub(super) notes: Vec<Note>,
}

/// Something that every hit must meet, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) what: What,
    pub(super) negated: bool,
    /// As it was typed, or would be.
    pub(super) spelled: String,
    /// Where it was typed, in characters from 1.
    pub(super) column: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A field that has the value.
    Value(Field, String),
    /// A word in any text, folded.
    Word(String),
    /// Words that stand next to each other, folded.
    Phrase(Vec<String>),
}

impl Asked {
    /// Reads what was typed, and adds the filters that came beside it.
    pub(super) fn read(typed: &str, filters: &Filters) -> Self {
        let mut reader = Reader { typed, at: 0, column: (0, 1), asked: Self::default() };
        while reader.token() {}
        let mut asked = reader.asked;
        asked.text = asked.text_of(typed);
        asked.conditions.extend(filters.listed().map(|(field, value)| Condition::value(field, value)));
        asked
    }

    /// What hits are ranked by; nothing for a query of conditions alone.
    pub(super) fn ranked_text(&self) -> Option<&str> {
        let has_words = part_slices(&self.text).next().is_some();
        let is_list = self.text.trim().is_empty() || !has_words && !self.conditions.is_empty();
        (!is_list).then_some(&*self.text)
    }

    /// Whether there is nothing to search for.
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.conditions.is_empty()
    }

    /// The plain words, separated by spaces; a text without any syntax is left as it is.
    fn text_of(&self, typed: &str) -> String {
        if self.conditions.is_empty() && self.notes.is_empty() {
            return typed.to_owned();
        }
        let words: Vec<&str> = self.plain.iter().filter_map(|range| typed.get(range.clone())).collect();
        let is_last = self.plain.last().is_some_and(|range| range.end == typed.len());
        words.join(" ") + if is_last { "" } else { " " }
    }
}

impl Condition {
    fn value(field: Field, value: &str) -> Self {
        let quote = if value.contains(char::is_whitespace) { "\"" } else { "" };
        let spelled = format!("{}:{quote}{}{quote}", field.name(), printable(value));
        Self { what: What::Value(field, value.to_owned()), negated: false, spelled, column: None }
    }
}

struct Reader<'a> {
    typed: &'a str,
    at: usize,
    /// A place in the text and its column.
    column: (usize, usize),
    asked: Asked,
}

impl Reader<'_> {
    /// Reads one token; whether there was one.
    fn token(&mut self) -> bool {
        let rest = &self.typed[self.at..];
        self.at = self.typed.len() - rest.trim_start().len();
        let start = self.at;
        let Some(first) = self.peek() else { return false };
        let negated =
            first == '-' && self.typed[start + 1..].starts_with(|c: char| !c.is_whitespace() && c != '-');
        self.at += usize::from(negated);
        let read = self.phrase(start, negated) || self.field(start, negated);
        if !read {
            self.word(start, negated);
        }
        true
    }

    fn peek(&self) -> Option<char> {
        self.typed[self.at..].chars().next()
    }

    /// `"words"`: what is in the quotes; nothing where there is no opening quote or, with a note, no closing one.
    fn quoted(&mut self, start: usize) -> Option<Range<usize>> {
        let open = self.peek().filter(|c| is_quote(*c))?.len_utf8();
        let inside = self.at + open;
        match self.typed[inside..].char_indices().find(|(_, c)| is_quote(*c)) {
            Some((length, close)) => {
                self.at = inside + length + close.len_utf8();
                Some(inside..inside + length)
            }
            None => {
                self.note(Note::UNCLOSED_QUOTE, start, || {
                    ("a quote is not closed: what follows it is searched as words".to_owned(), Vec::new())
                });
                self.at = inside;
                None
            }
        }
    }

    fn phrase(&mut self, start: usize, negated: bool) -> bool {
        let Some(inside) = self.quoted(start) else { return false };
        let words = words(&self.typed[inside.clone()]);
        if !words.is_empty() && self.condition(What::Phrase(words), start, negated) && negated {
            return true;
        }
        self.asked.plain.push(inside);
        true
    }

    /// `name:value`; `a::b` and `a://b` are words.
    fn field(&mut self, start: usize, negated: bool) -> bool {
        let rest = &self.typed[self.at..];
        let name =
            rest.bytes().take(MAX_FIELD_BYTES + 1).take_while(|b| b.is_ascii_alphabetic() || *b == b'_');
        let length = name.count();
        let (name, after) = rest.split_at(length);
        let Some(value) = after.strip_prefix(':').filter(|value| !value.starts_with([':', '/'])) else {
            return false;
        };
        let is_empty = value.chars().next().is_none_or(char::is_whitespace);
        match Field::named(name) {
            _ if name.is_empty() => false,
            None if is_empty => false,
            None => self.no_field(start, name),
            Some(field) if is_empty => {
                self.note(Note::MISSING_VALUE, start, || {
                    let message = format!("`{name}:` has no value after it: searched as a word");
                    (message, vec![format!("{}:…", field.name())])
                });
                false
            }
            Some(field) => self.value(field, start, negated, self.at + length + 1),
        }
    }

    fn value(&mut self, field: Field, start: usize, negated: bool, at: usize) -> bool {
        let name_at = core::mem::replace(&mut self.at, at);
        let value = match self.quoted(start) {
            Some(inside) => inside,
            None if self.at > at => {
                self.at = name_at;
                return false;
            }
            None => at..self.end_of_word(),
        };
        self.at = self.at.max(value.end);
        if !self.condition(What::Value(field, self.typed[value.clone()].trim().to_owned()), start, negated) {
            self.asked.plain.push(value);
        }
        true
    }

    fn no_field(&mut self, start: usize, name: &str) -> bool {
        self.note(Note::UNKNOWN_FIELD, start, || {
            (format!("there is no field `{name}`: searched as words"), Field::near(name))
        });
        false
    }

    fn word(&mut self, start: usize, negated: bool) {
        let range = self.at..self.end_of_word();
        self.at = range.end;
        let typed = &self.typed[range.clone()];
        let what = if negated { excluded(typed) } else { None };
        if !what.is_some_and(|what| self.condition(what, start, true)) {
            self.asked.plain.push(range);
        }
    }

    fn end_of_word(&self) -> usize {
        let rest = &self.typed[self.at..];
        self.at + rest.find(char::is_whitespace).unwrap_or(rest.len())
    }

    /// Adds a condition that was typed from `start` to here; whether there is room for it.
    fn condition(&mut self, what: What, start: usize, negated: bool) -> bool {
        if self.asked.conditions.len() >= MAX_CONDITIONS {
            if self.asked.notes.iter().all(|note| note.code != Note::TOO_MANY) {
                self.note(Note::TOO_MANY, start, || {
                    let message =
                        format!("only the first {MAX_CONDITIONS} conditions count: the others are words");
                    (message, Vec::new())
                });
            }
            return false;
        }
        let (spelled, column) = (printable(&self.typed[start..self.at]), Some(self.column_of(start)));
        self.asked.conditions.push(Condition { what, negated, spelled, column });
        true
    }

    /// Adds a note, made only if there is room for it: its message and what is near.
    fn note(&mut self, code: &'static str, at: usize, tell: impl FnOnce() -> (String, Vec<String>)) {
        if self.asked.notes.len() < MAX_NOTES {
            let ((message, near), column) = (tell(), Some(self.column_of(at)));
            self.asked.notes.push(Note { code, column, message, near });
        }
    }

    /// Columns are asked for in ascending order, so that all of them together cost one pass.
    fn column_of(&mut self, at: usize) -> usize {
        let (known, column) = self.column;
        let passed = self.typed.get(known..at).map_or(0, |text| text.chars().count());
        self.column = (at.max(known), column + passed);
        self.column.1
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

fn words(text: &str) -> Vec<String> {
    part_slices(text).take(MAX_PHRASE_WORDS).map(word_of).collect()
}

/// What `-typed` excludes: a word, or the parts of an identifier and several words as a phrase.
fn excluded(typed: &str) -> Option<What> {
    let mut words = words(typed);
    if words.len() < 2 { words.pop().map(What::Word) } else { Some(What::Phrase(words)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(typed: &str) -> Asked {
        Asked::read(typed, &Filters::default())
    }

    fn shown(typed: &str) -> (String, Vec<String>) {
        let asked = read(typed);
        let conditions = asked.conditions.iter().map(|Condition { what, negated, .. }| {
            let not = if *negated { "not " } else { "" };
            match what {
                What::Value(field, value) => format!("{not}{} = {value}", field.name()),
                What::Word(word) => format!("{not}{word}"),
                What::Phrase(words) => format!("{not}[{}]", words.join(" ")),
            }
        });
        (asked.text.clone(), conditions.collect())
    }

    #[track_caller]
    fn check(typed: &str, text: &str, conditions: &[&str]) {
        assert_eq!(shown(typed), (text.to_owned(), conditions.iter().map(|c| (*c).to_owned()).collect()));
    }

    #[test]
    fn words_stay_as_they_are() {
        for typed in [
            "json parser",
            "json ",
            "libfoo::bar",
            "tag::x",
            "c++ g++",
            "http://host/a?b:c",
            "a - b",
            "--all",
            "12:30",
            "5\" disk",
            "!?",
        ] {
            check(typed, typed, &[]);
            assert_eq!(read(typed).notes, []);
        }
    }

    #[test]
    fn conditions_are_taken_out() {
        check("json tag:web", "json ", &["tag = web"]);
        check("tag:web jso", "jso", &["tag = web"]);
        check("tag:role::program", " ", &["tag = role::program"]);
        check("author:\"Ann Lee\" x", "x", &["author = Ann Lee"]);
        check("Section:web -license:MIT", " ", &["category = web", "not license = MIT"]);
        check("\"Web Server\" fast", "Web Server fast", &["[web server]"]);
        check("“Web Server”", "Web Server ", &["[web server]"]);
        check(
            "editor -gui -\"vi clone\" -libgtk-3-dev -a,b",
            "editor ",
            &["not gui", "not [vi clone]", "not [libgtk 3 dev]", "not [a b]"],
        );
    }

    #[track_caller]
    fn noted(typed: &str, text: &str, code: &str, column: usize, near: &[&str]) {
        let asked = read(typed);
        assert_eq!(asked.text, text);
        let found: Vec<_> = asked.notes.iter().map(|note| (note.code, note.column)).collect();
        assert_eq!(found, [(code, Some(column))]);
        assert_eq!(asked.notes[0].near, near);
    }

    #[test]
    fn doubts_are_words_with_a_note() {
        noted("é tga:web", "é tga:web", Note::UNKNOWN_FIELD, 3, &["tag:"]);
        noted("x tag: web", "x tag: web", Note::MISSING_VALUE, 3, &["tag:…"]);
        noted("web \"server", "web server", Note::UNCLOSED_QUOTE, 5, &[]);
        noted("author:\"Ann Lee", "author:\"Ann Lee", Note::UNCLOSED_QUOTE, 1, &[]);
    }

    #[test]
    fn more_conditions_than_count_are_words() {
        let asked = read(&"tag:a ".repeat(MAX_CONDITIONS + 2));
        assert_eq!((asked.conditions.len(), asked.text.as_str()), (MAX_CONDITIONS, "a a "));
        assert_eq!(asked.notes.iter().map(|note| note.code).collect::<Vec<_>>(), [Note::TOO_MANY]);
    }

    #[test]
    fn hostile_texts_are_read_in_one_pass() {
        for piece in ["\"", "-\"", "tag:\"", "a:b ", "-", ":", "tag:", "\u{0}", "\" a "] {
            let asked = read(&piece.repeat(200_000 / piece.len()));
            assert!(asked.conditions.len() <= MAX_CONDITIONS && asked.notes.len() <= MAX_NOTES, "{piece:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_has_a_meaning(typed in "([a-c:\"“” \\-é\u{0}]|tag:|name:|::){0,40}") {
            let asked = read(&typed);
            for range in &asked.plain {
                prop_assert!(typed.get(range.clone()).is_some());
            }
            prop_assert!(asked.plain.is_sorted_by_key(|range| range.start));
            let columns: Vec<_> = asked.conditions.iter().map(|condition| condition.column).collect();
            prop_assert!(columns.is_sorted() && columns.iter().all(|column| *column <= Some(typed.chars().count())));
        }
    }
}
