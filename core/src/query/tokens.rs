//! A walk over a query's text before it is parsed: bounds, the names of variables, and where the grammar's
//! longest-token rule reads something else than the parser does.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::QueryError;
use super::message::at;

/// Longest text of a query, in bytes.
pub const MAX_QUERY_BYTES: usize = 1024 * 1024;
/// Deepest nesting of brackets: a parser by recursive descent needs stack for every level.
pub const MAX_NESTING: usize = 96;
/// Deepest nesting of `!(` and of `[`: the parser's time doubles with each level.
const MAX_COSTLY_NESTING: usize = 12;
/// Most operators and groups: each may become a level of the parsed tree.
pub const MAX_OPERATORS: usize = 1_000;

/// Checks the bounds on a text and collects its variables.
pub(super) fn check(text: &str) -> Result<BTreeSet<String>, QueryError> {
    if text.len() > MAX_QUERY_BYTES {
        let message = format!("a query has at most {MAX_QUERY_BYTES} bytes, this has {}", text.len());
        return Err(at(text, 0, message));
    }
    let (mut names, mut open, mut operators, mut before) = (BTreeSet::new(), Vec::new(), 0, "");
    for (place, token) in tokens(text) {
        match token.as_bytes() {
            [b'?' | b'$', name @ ..] if !name.is_empty() => _ = names.insert(token[1..].to_owned()),
            // A negated bracket is kept apart from others.
            [b'('] if before == "!" => open.push(b'!'),
            [bracket @ (b'(' | b'{' | b'[')] => open.push(*bracket),
            [b')' | b'}' | b']'] => _ = open.pop(),
            // In an expression this was meant as two comparisons, but it is one IRI.
            [b'<', b'?' | b'$', .., b'>'] if matches!(open.last(), Some(b'(' | b'!')) => {
                return Err(at(text, place, format!("`{token}` is one IRI here: put a space after `<`")));
            }
            _ => {}
        }
        operators += usize::from(is_operator(token) && token != before);
        before = token;
        let costly = open.iter().filter(|bracket| matches!(bracket, b'!' | b'[')).count();
        if costly > MAX_COSTLY_NESTING {
            let message = format!("`!(` and `[` are nested more than {MAX_COSTLY_NESTING} deep");
            return Err(at(text, place, message));
        }
        if open.len() > MAX_NESTING {
            return Err(at(text, place, format!("brackets are nested more than {MAX_NESTING} deep")));
        }
        if operators > MAX_OPERATORS {
            return Err(at(text, place, format!("a query has at most {MAX_OPERATORS} operators and groups")));
        }
    }
    Ok(names)
}

/// Whether the text is an update: the first word after its prologue is one of SPARQL 1.1 Update's.
pub(super) fn is_update(text: &str) -> bool {
    const WORDS: [&str; 11] =
        ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH", "USING"];
    let is_word = |token: &str| token.starts_with(|c: char| c.is_alphabetic()) && !token.contains(':');
    let mut words = tokens(text).map(|(_, token)| token).filter(|token| is_word(token));
    let first = words.find(|word| !["PREFIX", "BASE"].iter().any(|known| word.eq_ignore_ascii_case(known)));
    first.is_some_and(|first| WORDS.iter().any(|word| first.eq_ignore_ascii_case(word)))
}

/// What may become a level of the parsed tree of its own.
fn is_operator(token: &str) -> bool {
    const WORDS: [&str; 6] = ["OPTIONAL", "MINUS", "BIND", "UNION", "FILTER", "GRAPH"];
    matches!(token, "!" | "^" | "|" | "&" | "/" | "+" | "-" | "*" | "{")
        || WORDS.iter().any(|word| token.eq_ignore_ascii_case(word))
}

/// `TRUE` and `False` as the parser wants them: keywords are without case (section 19.8, note 1).
pub(super) fn lower_booleans(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    for (at, token) in tokens(text) {
        let is_boolean = token.eq_ignore_ascii_case("true") || token.eq_ignore_ascii_case("false");
        if is_boolean && token.bytes().any(|byte| byte.is_ascii_uppercase()) {
            out.to_mut().replace_range(at..at + token.len(), &token.to_ascii_lowercase());
        }
    }
    out
}

/// Each token with its place, comments too: variables, IRIs, strings, names and numbers, else single characters.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let (at, c) = (text.len() - rest.len(), rest.chars().next()?);
        let length = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => string_len(rest, c),
            '<' => iri_len(rest).unwrap_or(1),
            '?' | '$' => 1 + len_while(&rest[1..], |c| c.is_alphanumeric() || c == '_'),
            c if c.is_alphanumeric() || matches!(c, '_' | ':') => len_while(rest, is_in_name),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at_checked(length)?;
        rest = after;
        Some((at, token))
    })
}

fn len_while(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c| !fits(c)).unwrap_or(text.len())
}

/// What may stand within a name, with a prefix or without.
fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '-' | '%')
}

/// Length of the string literal that `rest` begins with, with its quotes.
fn string_len(rest: &str, quote: char) -> usize {
    let long = [quote; 3].iter().collect::<String>();
    let (open, close) = if rest.starts_with(&long) { (3, long.as_str()) } else { (1, &long[..1]) };
    let mut at = open;
    while let Some(c) = rest[at..].chars().next() {
        if rest[at..].starts_with(close) {
            return at + close.len();
        }
        at += c.len_utf8();
        if c == '\\' {
            at += rest[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    rest.len()
}

/// Length of the IRI that `rest` begins with, with its brackets; `None` if `<` is an operator here.
fn iri_len(rest: &str) -> Option<usize> {
    let end = rest.find('>')?;
    let inside = &rest[1..end];
    let fits = |c: char| c > ' ' && !matches!(c, '<' | '"' | '{' | '}' | '|' | '^' | '`');
    inside.chars().all(fits).then_some(end + 1)
}
