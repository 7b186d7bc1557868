//! Results on standard output: one JSON value for programs, tables and sentences for people.
//!
//! Names, summaries and readmes are hostile text: whatever goes to a terminal is escaped here first.
//! Notes and errors do not pass through this module; they belong on standard error.

use std::io::{self, IsTerminal, Write};

use comfy_table::{ContentArrangement, Table, presets};
use ggen_marketplace_core::model::escape_invisible;
use serde::Serialize;

use crate::args::Form;
use crate::failure::Failure;

/// Widest table where the terminal does not tell its width.
const DEFAULT_WIDTH: u16 = 100;
/// Spaces before and after each cell.
const COLUMN_PADDING: (u16, u16) = (0, 2);

/// Where results go, and in which form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    asked: Option<Form>,
}

impl Output {
    /// The form asked for; JSON where none was and standard output is no terminal.
    pub(crate) fn new(asked: Option<Form>) -> Self {
        Self { asked }
    }

    /// The form asked for, if any.
    pub(crate) fn asked(&self) -> Option<Form> {
        self.asked
    }

    /// Prints `value` as one line of JSON, or what `text` says of it.
    ///
    /// # Errors
    /// [`Failure::Output`] if standard output cannot be written.
    pub(crate) fn result(
        &self,
        value: &impl Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        let form = self.asked.unwrap_or(if io::stdout().is_terminal() { Form::Text } else { Form::Json });
        self.emit(form, value, text)
    }

    /// As [`Output::result`], but text unless JSON is asked for: for what scripts take word by word.
    ///
    /// # Errors
    /// [`Failure::Output`].
    pub(crate) fn word(&self, value: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
        self.emit(self.asked.unwrap_or(Form::Text), value, text)
    }

    fn emit(&self, form: Form, value: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
        match form {
            Form::Json => json_line(&mut io::stdout().lock(), value),
            // The other forms are of answers to queries, which do not come here.
            _ => write_text(&text()),
        }
    }
}

/// Writes `value` as one line of JSON.
///
/// # Errors
/// [`Failure::Output`].
pub(crate) fn json_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    let mut line = serde_json::to_vec(value).map_err(|error| Failure::Output(error.into()))?;
    line.push(b'\n');
    out.write_all(&line).and_then(|()| out.flush()).map_err(Failure::Output)
}

/// Writes text for people; what is hostile in it has been escaped.
///
/// # Errors
/// [`Failure::Output`].
pub(crate) fn write_text(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    write!(out, "{text}{newline}").and_then(|()| out.flush()).map_err(Failure::Output)
}

/// A table without frames, as wide as the terminal; cells are escaped.
pub(crate) fn table(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width()).set_header(headings.iter().copied());
    for row in rows {
        table.add_row(row.iter().map(|cell| one_line(cell)));
    }
    for column in table.column_iter_mut() {
        column.set_padding(COLUMN_PADDING);
    }
    bold_first_line(&table.trim_fmt())
}

fn bold_first_line(text: &str) -> String {
    let bold = anstyle::Style::new().bold();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    format!("{bold}{first}{bold:#}\n{rest}")
}

/// `field: value` lines, aligned; empty values are left out.
pub(crate) fn fields(pairs: &[(&str, String)]) -> String {
    let shown = || pairs.iter().filter(|(_, value)| !value.is_empty());
    let widest = shown().map(|(name, _)| name.len()).max().unwrap_or(0);
    shown().map(|(name, value)| format!("{name:<widest$}  {}\n", one_line(value))).collect()
}

/// Hostile text on one line: control, bidi and invisible characters escaped.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().flat_map(escape_invisible).collect()
}

/// Hostile text of several lines, each escaped.
pub(crate) fn lines(text: &str) -> String {
    text.lines().map(|line| one_line(line) + "\n").collect()
}

fn width() -> u16 {
    terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| width.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_cells_cannot_move_the_cursor() {
        let text = table(&["NAME"], [vec!["a\u{1b}[2Jb\nc".to_owned()]]);
        assert!(text.contains("a\\u{1b}[2Jb\\u{a}c"), "{text}");
    }

    #[test]
    fn fields_align_and_leave_out_the_empty() {
        let text = fields(&[("name", "demo".into()), ("licence", "MIT".into()), ("home", String::new())]);
        assert_eq!(text, "name     demo\nlicence  MIT\n");
    }
}
