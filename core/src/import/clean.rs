//! Text that a catalogue may hold, made from text that it may not: control and invisible characters go,
//! and every change is reported.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Place, Repair};
use crate::model::{Manifest, escape_invisible, is_invisible};

/// Cleans fields and keeps the report.
pub(crate) struct Cleaner {
    at: Place,
    repairs: Vec<Repair>,
}

impl Cleaner {
    pub(crate) fn new(at: Place) -> Self {
        Self { at, repairs: Vec::new() }
    }

    /// Reports that `field` was changed. Names and values quoted from the source come out printable.
    pub(crate) fn note(&mut self, field: &str, what: impl AsRef<str>) {
        let visible = |text: &str| text.chars().flat_map(escape_invisible).collect();
        let (field, what) = (visible(field), visible(what.as_ref()));
        self.repairs.push(Repair { at: self.at.clone(), field, what });
    }

    pub(crate) fn into_repairs(self) -> Vec<Repair> {
        self.repairs
    }

    /// Cleans every text of `manifest`; empty list items and empty optional fields are left out.
    pub(crate) fn manifest(&mut self, manifest: &mut Manifest) {
        self.line("summary", &mut manifest.summary);
        self.text("description", &mut manifest.description);
        self.list("authors", &mut manifest.authors);
        self.list("categories", &mut manifest.categories);
        self.list("tags", &mut manifest.tags);
        self.list("keywords", &mut manifest.keywords);
        self.list("provides", &mut manifest.provides);
        self.optional("license", &mut manifest.license);
        self.optional("homepage", &mut manifest.homepage);
        self.optional("repository", &mut manifest.repository);
        self.ranges(manifest);
        self.extra_keys(manifest);
    }

    /// Cleans a text of one line: line breaks and tabs become spaces, other hidden characters go.
    pub(crate) fn line(&mut self, field: &str, text: &mut String) {
        let bad = |c: char| c.is_control() || is_invisible(c);
        self.replace(field, text, bad, |c| matches!(c, '\n' | '\t').then_some(' '));
    }

    /// Cleans a long text: control characters other than newline and tab go.
    fn text(&mut self, field: &str, text: &mut String) {
        self.replace(field, text, |c| c.is_control() && !matches!(c, '\n' | '\t'), |_| None);
    }

    fn replace(
        &mut self,
        field: &str,
        text: &mut String,
        bad: impl Fn(char) -> bool,
        instead: impl Fn(char) -> Option<char>,
    ) {
        let count = text.chars().filter(|c| bad(*c)).count();
        if count > 0 {
            *text = text.chars().filter_map(|c| if bad(c) { instead(c) } else { Some(c) }).collect();
            self.note(field, format!("{count} control or invisible characters removed"));
        }
    }

    fn list(&mut self, field: &str, items: &mut Vec<String>) {
        items.iter_mut().for_each(|item| self.line(field, item));
        let before = items.len();
        items.retain(|item| !item.trim().is_empty());
        if items.len() < before {
            self.note(field, format!("{} empty items left out", before - items.len()));
        }
    }

    fn optional(&mut self, field: &str, value: &mut Option<String>) {
        if let Some(text) = value {
            self.line(field, text);
        }
        if value.as_ref().is_some_and(|text| text.trim().is_empty()) {
            *value = None;
            self.note(field, "empty, left out");
        }
    }

    fn ranges(&mut self, manifest: &mut Manifest) {
        for requirement in manifest.dependencies.iter_mut().flat_map(|d| d.alternatives.iter_mut()) {
            self.optional("dependencies", &mut requirement.range);
        }
    }

    fn extra_keys(&mut self, manifest: &mut Manifest) {
        let bad =
            |key: &String| key.trim().is_empty() || key.chars().any(|c| c.is_control() || is_invisible(c));
        let hostile: Vec<String> = manifest.extra.keys().filter(|key| bad(key)).cloned().collect();
        for key in hostile {
            let escaped: String = key.chars().flat_map(escape_invisible).collect();
            let escaped = if escaped.trim().is_empty() { format!("\"{escaped}\"") } else { escaped };
            if let Some(value) = manifest.extra.remove(&key) {
                self.note(&escaped, "control or invisible characters in the field's name escaped");
                manifest.extra.insert(escaped, value);
            }
        }
    }
}

/// The summary and the long description that one text stands for: a text of one line is a summary, of a
/// longer one the first line is, and the description is the whole.
pub(crate) fn summary_and_description(text: &str) -> (String, String) {
    let text = text.trim();
    let first = text.lines().next().unwrap_or("");
    if first.len() == text.len() && text.len() <= Manifest::MAX_SUMMARY_BYTES {
        return (text.to_owned(), String::new());
    }
    (cut(first.trim_end(), Manifest::MAX_SUMMARY_BYTES), text.to_owned())
}

/// `text`, or its beginning with `…` where it has more than `max` bytes.
fn cut(text: &str, max: usize) -> String {
    const MARK: char = '…';
    if text.len() <= max {
        return text.to_owned();
    }
    let mut out = String::with_capacity(max);
    for c in text.chars() {
        if out.len() + c.len_utf8() + MARK.len_utf8() > max {
            break;
        }
        out.push(c);
    }
    out.push(MARK);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_go_and_are_counted() {
        let mut cleaner = Cleaner::new(Place::Line(7));
        let mut text = "a\u{7}b\u{202e}c\nd".to_owned();
        cleaner.line("summary", &mut text);
        assert_eq!(text, "abc d");
        let repairs = cleaner.into_repairs();
        let lines: Vec<String> = repairs.iter().map(|repair| format!("{repair}")).collect();
        assert_eq!(lines, ["line 7: summary: 3 control or invisible characters removed"]);
    }

    #[test]
    fn clean_text_is_left_alone() {
        let mut cleaner = Cleaner::new(Place::Line(1));
        let mut text = "two\nlines\tand é".to_owned();
        cleaner.text("description", &mut text);
        assert_eq!(text, "two\nlines\tand é");
        assert!(cleaner.into_repairs().is_empty());
    }

    #[test]
    fn a_long_text_has_its_first_line_as_summary() {
        assert_eq!(summary_and_description(" one \n"), ("one".to_owned(), String::new()));
        assert_eq!(summary_and_description("one\ntwo"), ("one".to_owned(), "one\ntwo".to_owned()));
        let long = "é".repeat(Manifest::MAX_SUMMARY_BYTES);
        let (summary, description) = summary_and_description(&long);
        assert!(summary.len() <= Manifest::MAX_SUMMARY_BYTES && summary.ends_with("é…"));
        assert_eq!(description, long);
    }
}
