//! From text to a parsed query, and from the parser's complaint to one that people can read.
//!
//! The grammar is `spargebra`'s. Before it runs, the text is walked once: nesting is bounded, because a parser
//! by recursive descent needs stack for every level, and the names of variables are collected.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::NamedNode;
use spargebra::SparqlParser;

use super::{Form, QueryError};
use crate::model::Term;

/// Longest text of a query, in bytes.
pub const MAX_QUERY_BYTES: usize = 1024 * 1024;
/// Deepest nesting of brackets.
pub const MAX_NESTING: usize = 96;
/// Most operators outside brackets' own nesting: each may become a level of the parsed tree.
pub const MAX_OPERATORS: usize = 8_192;

/// A parsed query and the values of its parameters.
#[derive(Debug, Clone)]
pub struct Query {
    pub(super) parsed: spargebra::Query,
    pub(super) base: Option<String>,
    pub(super) values: BTreeMap<String, Term>,
    names: BTreeSet<String>,
}

impl Query {
    /// Parses `text`; relative IRIs are resolved against `base` unless the text has a `BASE` of its own.
    ///
    /// ```
    /// use ggen_marketplace_core::query::Query;
    ///
    /// assert!(Query::parse("SELECT * WHERE { ?s ?p ?o }", None).is_ok());
    /// let error = Query::parse("SELECT * WHERE {\n  ?s ?p }", None).unwrap_err();
    /// assert!(error.to_string().starts_with("line 2, column 9: "));
    /// ```
    ///
    /// # Errors
    /// [`QueryError::Syntax`] with the place; updates and federated queries are [`QueryError::Unsupported`].
    pub fn parse(text: &str, base: Option<&str>) -> Result<Self, QueryError> {
        let names = walk(text)?;
        let mut parser = SparqlParser::new();
        if let Some(base) = base {
            parser = parser
                .with_base_iri(base)
                .map_err(|_| at(text, 0, format!("the base `{base}` is not an absolute IRI")))?;
        }
        let parsed = parser.parse_query(text).map_err(|error| explain(text, &error.to_string()))?;
        let own = parsed.base_iri().map(|iri| iri.as_str().to_owned());
        Ok(Self { base: own.or_else(|| base.map(str::to_owned)), parsed, values: BTreeMap::new(), names })
    }

    /// Gives the variable `name` (without `?`) a value, everywhere in the query. A value is never text of the
    /// query: nothing in it is parsed.
    ///
    /// # Errors
    /// [`QueryError::UnknownParameter`] if the query has no such variable.
    pub fn bind(&mut self, name: &str, value: Term) -> Result<(), QueryError> {
        if !self.names.contains(name) {
            let known: Vec<String> = self.names.iter().map(|name| format!("?{name}")).collect();
            return Err(QueryError::UnknownParameter { name: name.to_owned(), known: known.join(" ") });
        }
        self.values.insert(name.to_owned(), value);
        Ok(())
    }

    /// What kind of answer the query gives.
    #[must_use]
    pub fn form(&self) -> Form {
        match self.parsed {
            spargebra::Query::Select { .. } => Form::Select,
            spargebra::Query::Ask { .. } => Form::Ask,
            spargebra::Query::Construct { .. } => Form::Construct,
            spargebra::Query::Describe { .. } => Form::Describe,
        }
    }

    /// The names of all variables in the text, without `?`, sorted.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

/// Checks the bounds on a text and collects its variables.
fn walk(text: &str) -> Result<BTreeSet<String>, QueryError> {
    if text.len() > MAX_QUERY_BYTES {
        return Err(at(
            text,
            0,
            format!("a query has at most {MAX_QUERY_BYTES} bytes, this has {}", text.len()),
        ));
    }
    let (mut names, mut depth, mut operators) = (BTreeSet::new(), 0usize, 0usize);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let here = text.len() - rest.len();
        let step = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => string_len(rest, c),
            '<' => iri_len(rest).unwrap_or(1),
            '?' | '$' => {
                let name: String =
                    rest[1..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let step = 1 + name.len();
                if !name.is_empty() {
                    names.insert(name);
                }
                step
            }
            _ => c.len_utf8(),
        };
        match c {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth = depth.saturating_sub(1),
            '!' | '^' | '|' | '&' | '/' | '+' | '-' | '*' => operators += 1,
            _ => {}
        }
        operators += usize::from(c == '{');
        if depth > MAX_NESTING {
            return Err(at(text, here, format!("brackets are nested more than {MAX_NESTING} deep")));
        }
        if operators > MAX_OPERATORS {
            return Err(at(text, here, format!("a query has at most {MAX_OPERATORS} operators and groups")));
        }
        rest = rest.get(step..).unwrap_or("");
    }
    Ok(names)
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

/// Turns `error at 2:21: expected one of …` into a sentence, with the line and a caret.
fn explain(text: &str, error: &str) -> QueryError {
    let place = error.strip_prefix("error at ").and_then(|rest| rest.split_once(": "));
    let Some((place, expected)) = place else { return at(text, 0, error.to_owned()) };
    let (line, column) = place.split_once(':').unwrap_or(("1", "1"));
    let (mut line, mut column) = (line.parse().unwrap_or(1), column.parse().unwrap_or(1));
    if expected.contains("Prefix not found") {
        (line, column) = name_before(text, line, column);
    }
    let mut error = located(text, line, column, String::new());
    if let QueryError::Syntax { message, excerpt, .. } = &mut error {
        *message = in_words(expected.trim_start_matches("expected "), found(text, line, column), excerpt);
    }
    error
}

/// The place of the prefixed name that ends before this one: the parser looks at a name when it is past it.
fn name_before(text: &str, line: u32, column: u32) -> (u32, u32) {
    let above: usize = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let inside = text[above..].char_indices().nth(column.saturating_sub(1) as usize);
    let end = inside.map_or(text.len(), |(at, _)| above + at);
    let before = text[..end].trim_end();
    let apart = |c: char| c.is_ascii_whitespace() || "(){}[],;|/^!*+?<".contains(c);
    let start = before.rfind(apart).map_or(0, |at| at + 1);
    let lines = before[..start].matches('\n').count() as u32;
    let own = before[..start].rsplit('\n').next().unwrap_or("");
    (lines + 1, own.chars().count() as u32 + 1)
}

/// What stands at the place, up to the next space.
fn found(text: &str, line: u32, column: u32) -> Option<&str> {
    let line = text.lines().nth(line.saturating_sub(1) as usize)?;
    let (at, _) = line.char_indices().nth(column.saturating_sub(1) as usize)?;
    line[at..].split_whitespace().next()
}

/// The parser lists character classes; people want words and signs only.
fn in_words(expected: &str, found: Option<&str>, _excerpt: &str) -> String {
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
fn at(text: &str, offset: usize, message: String) -> QueryError {
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

/// The IRI as text.
pub(super) fn iri(node: &NamedNode) -> Term {
    Term::Iri(node.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn error(text: &str) -> String {
        Query::parse(text, None).unwrap_err().to_string()
    }

    #[test]
    fn errors_name_line_and_column_and_show_the_place() {
        assert_eq!(
            error("SELECT *\nWHERE { ?x foaf:name ?y }"),
            "line 2, column 12: unexpected `foaf:name`: its prefix is not declared (add PREFIX … at the top)\n  \
             WHERE { ?x foaf:name ?y }\n             ^"
        );
        assert!(error("SELECT * WHERE { ?s ?p ").contains("unexpected the end"));
    }

    #[test]
    fn deep_nesting_is_refused_and_texts_do_not_count() {
        let deep = format!("SELECT * {{ FILTER({}1{}) }}", "(".repeat(5000), ")".repeat(5000));
        assert!(error(&deep).contains("nested more than"));
        let text = format!("SELECT * {{ ?s ?p \"{}\" }} # {}", "(".repeat(5000), "{".repeat(5000));
        assert!(Query::parse(&text, None).is_ok());
    }

    #[test]
    fn variables_are_collected_and_only_they_take_values() {
        let mut query =
            Query::parse("SELECT * { ?a <http://x/?no> '?no' . FILTER(?a < 3 && $b > 2) }", None).unwrap();
        assert_eq!(query.variables().collect::<Vec<_>>(), ["a", "b"]);
        assert!(query.bind("a", Term::string("x")).is_ok());
        assert!(matches!(query.bind("no", Term::string("x")), Err(QueryError::UnknownParameter { .. })));
    }
}
