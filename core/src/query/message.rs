//! From the parser's complaint to one that people can read: a sentence, the line, a caret under the place.

use super::QueryError;

/// Turns `error at 2:21: expected one of …` into a sentence, with the line and a caret.
pub(super) fn explain(text: &str, error: &str) -> QueryError {
    let place = error.strip_prefix("error at ").and_then(|rest| rest.split_once(": "));
    let Some((place, expected)) = place else { return at(text, 0, error.to_owned()) };
    let (line, column) = place.split_once(':').unwrap_or(("1", "1"));
    let (line, mut column) = (line.parse().unwrap_or(1), column.parse().unwrap_or(1));
    if expected.contains(UNDECLARED) {
        column = start_of_name(text, line, column);
    }
    let mut error = located(text, line, column, String::new());
    if let QueryError::Syntax { message, .. } = &mut error {
        *message = in_words(expected.trim_start_matches("expected "), found(text, line, column));
    }
    error
}

/// What the parser says of a prefix, with the place after the name.
const UNDECLARED: &str = "Prefix not found";

/// The column where the name begins that ends before `column`.
fn start_of_name(text: &str, line: u32, column: u32) -> u32 {
    let line = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or("");
    let before: Vec<char> = line.chars().take(column.saturating_sub(1) as usize).collect();
    let end = before.iter().rposition(|c| !c.is_whitespace()).map_or(0, |last| last + 1);
    let start = before[..end].iter().rposition(|c| c.is_whitespace() || "({[,;/|^".contains(*c));
    start.map_or(1, |space| space as u32 + 2)
}

/// What stands at the place, up to the next space.
fn found(text: &str, line: u32, column: u32) -> Option<&str> {
    let line = text.lines().nth(line.saturating_sub(1) as usize)?;
    let (at, _) = line.char_indices().nth(column.saturating_sub(1) as usize)?;
    line[at..].split_whitespace().next()
}

/// The parser lists character classes; people want words and signs only.
fn in_words(expected: &str, found: Option<&str>) -> String {
    let found = found.map_or("the end".to_owned(), |token| format!("`{token}`"));
    let items = expected.trim_start_matches("one of ").split(", ");
    let mut words: Vec<&str> = items.filter(|item| is_word(item)).collect();
    if let Some(sentence) = words.iter().find(|word| word.contains(' ')) {
        return match *sentence {
            "Prefix not found" => {
                format!("unexpected {found}: its prefix is not declared (add PREFIX … at the top)")
            }
            sentence => format!("unexpected {found}: {sentence}"),
        };
    }
    words.truncate(8);
    if words.is_empty() {
        format!("unexpected {found}")
    } else {
        format!("unexpected {found}: expected {}", words.join(", "))
    }
}

fn is_word(item: &str) -> bool {
    !item.contains('[') && !item.contains("..=") && !item.contains('\\') && !item.trim().is_empty()
}

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
