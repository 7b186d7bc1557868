//! TOML as people wrote it: what is not TOML is mended, or set aside, and reported.
//!
//! Three steps, each only if the one before failed: the text as it is; with lists of `- item` lines (YAML)
//! made arrays; table by table, and a table that cannot be read line by line.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::import::json_text;
use crate::import::toml::{NotToml, object_of, parse, quote_key};

/// A TOML document, mended.
#[derive(Default)]
pub(super) struct Mended {
    pub(super) tables: Map<String, Value>,
    /// Field and what was done, one for each change.
    pub(super) changes: Vec<(String, String)>,
    /// Header and text of what could not be read.
    pub(super) unread: Vec<(String, String)>,
}

/// Reads `text`; if nothing at all can be read, says why.
pub(super) fn read(text: &str) -> Result<Mended, NotToml> {
    let problem = match parse(text) {
        Ok(document) => return Ok(Mended { tables: object_of(document.get_ref()), ..Mended::default() }),
        Err(problem) => problem,
    };
    let mut mended = Mended::default();
    let text = arrays_from_dashes(text, &mut mended.changes);
    match parse(&text) {
        Ok(document) => mended.tables = object_of(document.get_ref()),
        Err(_) => sections(&text).for_each(|(header, body)| mended.section(header, body)),
    }
    if mended.tables.is_empty() { Err(problem) } else { Ok(mended) }
}

/// Makes a run of `- item` lines directly below `[header]` the array `header` of that table, which is the
/// form that other packages give the same list.
fn arrays_from_dashes(text: &str, changes: &mut Vec<(String, String)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut header: Option<&str> = None;
    let mut items: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        if let (Some(_), Some(item)) = (header, line.trim_start().strip_prefix("- ")) {
            items.push(item.trim());
            continue;
        }
        if let (Some(name), false) = (header, items.is_empty()) {
            write_array(name, &items, &mut out, changes);
            items.clear();
            header = None;
        }
        let blank = line.trim().is_empty() || line.trim_start().starts_with('#');
        header = if blank { header } else { table_header(line) };
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn write_array(header: &str, items: &[&str], out: &mut String, changes: &mut Vec<(String, String)>) {
    let key = header.rsplit('.').next().unwrap_or(header).trim();
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    out.push_str(&format!("{key} = [{}]\n", items.join(", ")));
    let what = format!("{} lines of the form `- item` (YAML) read as the array `{key}`", items.len());
    changes.push((header.to_owned(), what));
}

/// `item` if it is a TOML value, else its text as a string.
fn quoted(item: &str) -> String {
    match parse(&format!("x = {item}")) {
        Ok(_) => item.to_owned(),
        Err(_) => json_text(&Value::from(item)),
    }
}

/// The name in a line `[name]`.
fn table_header(line: &str) -> Option<&str> {
    let line = line.split('#').next().unwrap_or("").trim();
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    (!name.is_empty() && !name.contains(['[', ']', ',', '"', '\''])).then_some(name)
}

/// Pieces of `text`, each from a header to the next, and the header line; what precedes the first has none.
fn sections(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let begins = |line: &str| {
        let inner = line.strip_prefix('[').and_then(|rest| rest.trim_end().strip_suffix(']'));
        table_header(line).or_else(|| inner.and_then(table_header)).is_some()
    };
    let mut rest = text;
    core::iter::from_fn(move || {
        let first = rest.split_inclusive('\n').next()?;
        let more = rest.get(first.len()..)?.split_inclusive('\n').take_while(|line| !begins(line));
        let (section, after) = rest.split_at(first.len() + more.map(str::len).sum::<usize>());
        rest = after;
        Some((if begins(first) { first.trim() } else { "" }, section))
    })
}

impl Mended {
    fn section(&mut self, header: &str, body: &str) {
        if let Ok(document) = parse(body) {
            return self.add(object_of(document.get_ref()));
        }
        let mut unread = Vec::new();
        for line in body.lines().skip(usize::from(!header.is_empty())) {
            match parse(&format!("{header}\n{line}")) {
                Ok(document) if !header.starts_with("[[") => self.add(object_of(document.get_ref())),
                _ => unread.push(line),
            }
        }
        if unread.is_empty() {
            return;
        }
        let name = header.trim_matches(['[', ']']).trim().to_owned();
        let what = format!("{} lines are not TOML; kept as text", unread.len());
        self.changes.push((name.clone(), what));
        self.unread.push((name, unread.join("\n")));
    }

    fn add(&mut self, tables: Map<String, Value>) {
        let mut twice = Vec::new();
        merge(&mut self.tables, tables, "", &mut twice);
        for (key, value) in twice {
            self.changes
                .push((key.clone(), "stands twice; the first is taken, the second kept as text".to_owned()));
            self.unread.push((key, json_text(&value)));
        }
    }
}

/// Adds `from` to `into`: tables unite, arrays of tables grow, of two other values the second goes to `twice`.
fn merge(
    into: &mut Map<String, Value>,
    from: Map<String, Value>,
    prefix: &str,
    twice: &mut Vec<(String, Value)>,
) {
    for (key, value) in from {
        let dotted = format!("{prefix}{}", quote_key(&key));
        match (into.get_mut(&key), value) {
            (None, value) => {
                into.insert(key, value);
            }
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new, &format!("{dotted}."), twice),
            (Some(Value::Array(old)), Value::Array(mut new)) if is_tables(old) && is_tables(&new) => {
                old.append(&mut new);
            }
            (Some(_), value) => twice.push((dotted, value)),
        }
    }
}

fn is_tables(items: &[Value]) -> bool {
    items.iter().all(Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, json: &str, changes: &[&str]) {
        let mended = read(text).map_err(|e| e.message).unwrap();
        assert_eq!(Value::Object(mended.tables).to_string(), json);
        let shown: Vec<String> =
            mended.changes.iter().map(|(field, what)| format!("{field}: {what}")).collect();
        assert_eq!(shown, changes);
    }

    #[test]
    fn good_toml_is_left_alone() {
        check("[a]\nb = {\n x = 1,\n}\n", r#"{"a":{"b":{"x":1}}}"#, &[]);
    }

    #[test]
    fn dashes_below_a_header_are_an_array() {
        check(
            "[a]\nx = 1\n[p.list]\n# comment\n- \"one\"\n- two, three\n\n[b]\ny = 2\n",
            r#"{"a":{"x":1},"b":{"y":2},"p":{"list":{"list":["one","two, three"]}}}"#,
            &["p.list: 2 lines of the form `- item` (YAML) read as the array `list`"],
        );
    }

    #[test]
    fn a_broken_table_does_not_spoil_the_others() {
        check(
            "[a]\nx = 1\nbroken here\ny = 'z'\n[[c]]\nn = 1\n[[c]]\nn = 2\n[b]\nk = 'v'\n",
            r#"{"a":{"x":1,"y":"z"},"b":{"k":"v"},"c":[{"n":1},{"n":2}]}"#,
            &["a: 1 lines are not TOML; kept as text"],
        );
    }

    #[test]
    fn a_second_value_of_one_key_is_not_lost() {
        check(
            "[a]\nx = 1\nx = 2\n",
            r#"{"a":{"x":1}}"#,
            &["a.x: stands twice; the first is taken, the second kept as text"],
        );
        let mended = read("[a]\nx = 1\nx = 2\n").map_err(|e| e.message).unwrap();
        assert_eq!(mended.unread[0], ("a.x".to_owned(), "2".to_owned()));
    }

    #[test]
    fn what_has_no_line_of_toml_is_refused() {
        assert!(read("\0\0 nothing").is_err());
        assert!(read("<html>").is_err());
    }
}
