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

/// What the walk finds.
pub(super) struct Seen<'t> {
    /// The names of all variables, without `?`.
    pub(super) names: BTreeSet<String>,
    /// The text with `TRUE` and `False` as the parser wants them: keywords are without case (section 19.8, note 1).
    pub(super) text: Cow<'t, str>,
}

/// Checks the bounds on a text and collects its variables.
pub(super) fn walk(text: &str) -> Result<Seen<'_>, QueryError> {
    if text.len() > MAX_QUERY_BYTES {
        let message = format!("a query has at most {MAX_QUERY_BYTES} bytes, this has {}", text.len());
        return Err(at(text, 0, message));
    }
    let (mut seen, mut nesting) =
        (Seen { names: BTreeSet::new(), text: Cow::Borrowed(text) }, Nesting::default());
    let mut in_prologue = true;
    for (place, token) in tokens(text) {
        match token.as_bytes() {
            [b' ' | b'\n' | b'\t' | b'\r' | b'#', ..] => {
                nesting.before = "";
                continue;
            }
            [b'?' | b'$', _, ..] if !seen.names.contains(&token[1..]) => {
                _ = seen.names.insert(token[1..].to_owned())
            }
            [first, ..] if first.is_ascii_alphabetic() && !token.contains(':') => {
                if core::mem::take(&mut in_prologue) {
                    refuse_update(token)?;
                    in_prologue = is_one_of(token, &["PREFIX", "BASE"]);
                }
                lower_boolean(place, token, &mut seen.text);
            }
            _ => {}
        }
        nesting.take(token).map_err(|message| at(text, place, message))?;
    }
    Ok(seen)
}

/// Brackets and operators so far.
#[derive(Default)]
struct Nesting<'t> {
    /// The brackets that are open; one after `!` is kept apart from others.
    open: Vec<u8>,
    costly: usize,
    operators: usize,
    /// The token right before, if there is no space between.
    before: &'t str,
    /// Whether the token before, spaces and comments aside, is `!`.
    negated: bool,
}

impl<'t> Nesting<'t> {
    fn take(&mut self, token: &'t str) -> Result<(), String> {
        match token.as_bytes() {
            [b'('] if self.negated => self.open.push(b'!'),
            [bracket @ (b'(' | b'{' | b'[')] => self.open.push(*bracket),
            [b')' | b'}' | b']'] => {
                let closed = self.open.pop();
                self.costly -= usize::from(closed.is_some_and(is_costly));
            }
            // In an expression this was meant as two comparisons, but it is one IRI.
            [b'<', b'?' | b'$', .., b'>'] if matches!(self.open.last(), Some(b'(' | b'!')) => {
                return Err(format!("`{token}` is one IRI here: put a space after `<`"));
            }
            _ => {}
        }
        if matches!(token, "(" | "{" | "[") {
            self.costly += usize::from(self.open.last().copied().is_some_and(is_costly));
        }
        self.operators += usize::from(is_operator(token) && token != self.before);
        (self.before, self.negated) = (token, token == "!");
        self.check()
    }

    fn check(&self) -> Result<(), String> {
        if self.costly > MAX_COSTLY_NESTING {
            return Err(format!("`!(` and `[` are nested more than {MAX_COSTLY_NESTING} deep"));
        }
        if self.open.len() > MAX_NESTING {
            return Err(format!("brackets are nested more than {MAX_NESTING} deep"));
        }
        if self.operators > MAX_OPERATORS {
            return Err(format!("a query has at most {MAX_OPERATORS} operators and groups"));
        }
        Ok(())
    }
}

fn is_costly(bracket: u8) -> bool {
    matches!(bracket, b'!' | b'[')
}

/// Refuses an update: the first word after its prologue is one of SPARQL 1.1 Update's.
fn refuse_update(word: &str) -> Result<(), QueryError> {
    const WORDS: [&str; 11] =
        ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH", "USING"];
    if !is_one_of(word, &WORDS) {
        return Ok(());
    }
    Err(QueryError::Unsupported {
        what: "SPARQL Update",
        instead: "a catalogue changes by publishing, other data where it is kept",
    })
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn lower_boolean(place: usize, token: &str, text: &mut Cow<'_, str>) {
    if is_one_of(token, &["true", "false"]) && token.bytes().any(|byte| byte.is_ascii_uppercase()) {
        text.to_mut().replace_range(place..place + token.len(), &token.to_ascii_lowercase());
    }
}

/// What may become a level of the parsed tree of its own.
fn is_operator(token: &str) -> bool {
    match token.as_bytes() {
        [b'!' | b'^' | b'|' | b'&' | b'/' | b'+' | b'-' | b'*' | b'{'] => true,
        [first, _, ..] if first.is_ascii_alphabetic() => {
            is_one_of(token, &["OPTIONAL", "MINUS", "BIND", "UNION", "FILTER", "GRAPH"])
        }
        _ => false,
    }
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
            ' ' | '\n' | '{' | '}' | '(' | ')' | '.' | ';' => 1,
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
