//! A complaint that people can read: a sentence, the line, a caret under the place.

use super::QueryError;

/// A syntax error at a byte offset.
pub(super) fn at(text: &str, offset: usize, message: String) -> QueryError {
    let before = text.get(..offset).unwrap_or("");
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
    located(text, line, column, message)
}

/// Most characters of a line that an error shows on each side of its place.
const EXCERPT_CHARS: usize = 60;

fn located(text: &str, line: u32, column: u32, message: String) -> QueryError {
    let whole = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or("");
    let skipped = (column as usize).saturating_sub(1 + EXCERPT_CHARS);
    let shown: String = whole.chars().skip(skipped).take(2 * EXCERPT_CHARS).collect();
    let shown = shown.replace('\t', " ");
    let caret = " ".repeat((column as usize).saturating_sub(1 + skipped));
    QueryError::Syntax { line, column, message, excerpt: format!("  {shown}\n  {caret}^") }
}
