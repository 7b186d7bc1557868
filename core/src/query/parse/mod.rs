//! From text to a tree: a parser by recursive descent, one token ahead, for SPARQL 1.1's queries (section 19.8).
//!
//! How deep brackets nest is bounded (see `bounds`): each level costs stack here.

mod bounds;
mod call;
mod expression;
mod group;
mod lexer;
mod path;
mod select;
mod term;
mod triples;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use oxiri::Iri;

use super::QueryError;
use super::message;
use super::tree::{Aggregate, Tree};
use bounds::Passed;
use lexer::Token;

pub use bounds::{MAX_NESTING, MAX_OPERATORS, MAX_QUERY_BYTES};

type Read<T> = Result<T, QueryError>;

/// The tree of `text`, and the names of its variables; relative IRIs are resolved against `base`.
///
/// # Errors
/// [`QueryError::Syntax`] with the place; [`QueryError::Unsupported`] for an update.
pub(super) fn parse(text: &str, base: Option<Iri<String>>) -> Read<(Tree, Vec<String>)> {
    if text.len() > MAX_QUERY_BYTES {
        let message = format!("a query has at most {MAX_QUERY_BYTES} bytes, this has {}", text.len());
        return Err(message::at(text, 0, message));
    }
    let mut parser = Parser::new(text, base);
    let tree = parser.query();
    if let Some((place, message)) = parser.bound.take() {
        return Err(parser.refused(place, message));
    }
    if tree.is_ok() && parser.token != Token::End {
        return Err(parser.unexpected("the end"));
    }
    Ok((tree?, parser.passed.variables.into_keys().map(str::to_owned).collect()))
}

struct Parser<'t> {
    text: &'t str,
    /// The token at hand, where it begins and where it ends.
    token: Token<'t>,
    start: usize,
    end: usize,
    /// Where the token before it ends.
    last: usize,
    passed: Passed<'t>,
    /// A bound that the text has gone over, and where: it is taken to end there.
    bound: Option<(usize, String)>,
    base: Option<Iri<String>>,
    /// For each prefix the number of its namespace.
    prefixes: BTreeMap<&'t str, usize>,
    namespaces: Vec<String>,
    /// For each label of a blank node the number of the pattern that it stands in: it may not stand in two.
    labels: BTreeMap<&'t str, usize>,
    scope: usize,
    /// Variables and blank nodes made so far.
    made: usize,
    aggregates: Aggregates,
    /// Within the template of a CONSTRUCT.
    in_template: bool,
}

/// What becomes of an aggregate that is read.
enum Aggregates {
    /// It may not stand here; why, as a sentence.
    Refused(&'static str),
    /// It is one of its SELECT's: its text, the variable that stands for it, what it is.
    Of(Vec<(String, String, Aggregate)>),
}

const NO_GROUP: &str = "an aggregate stands where there is no group: use HAVING, or a subquery";

impl<'t> Parser<'t> {
    fn new(text: &'t str, base: Option<Iri<String>>) -> Self {
        let (token, start, end) = lexer::token(text, 0);
        let (prefixes, labels) = (BTreeMap::new(), BTreeMap::new());
        let aggregates = Aggregates::Refused(NO_GROUP);
        let (last, scope, made, in_template) = (0, 0, 0, false);
        let (passed, bound) = (Passed::default(), None);
        Self {
            text,
            token,
            start,
            end,
            last,
            passed,
            bound,
            base,
            prefixes,
            namespaces: Vec::new(),
            labels,
            scope,
            made,
            aggregates,
            in_template,
        }
    }

    /// Passes the token at hand.
    fn advance(&mut self) {
        if let Err(message) = self.passed.take(self.token) {
            self.bound.get_or_insert((self.start, message));
            self.end = self.text.len();
        }
        self.last = self.end;
        (self.token, self.start, self.end) = lexer::token(self.text, self.end);
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.token, Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.token == Token::Sign(sign)
    }

    /// Passes the word if it is at hand.
    fn word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    /// Passes the sign if it is at hand.
    fn sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        if found {
            self.advance();
        }
        found
    }

    fn expect_word(&mut self, word: &str) -> Read<()> {
        if self.word(word) { Ok(()) } else { Err(self.unexpected(word)) }
    }

    fn expect(&mut self, sign: &str) -> Read<()> {
        if self.sign(sign) { Ok(()) } else { Err(self.unexpected(sign)) }
    }

    /// The variable at hand.
    fn variable(&mut self) -> Read<String> {
        let Token::Variable(name) = self.token else { return Err(self.unexpected("a variable")) };
        self.advance();
        Ok(name.to_owned())
    }

    /// `(`, what `read` reads, `)`.
    fn bracketed<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.expect("(")?;
        let found = read(self)?;
        self.expect(")")?;
        Ok(found)
    }

    /// A name that no text can have.
    fn fresh(&mut self) -> String {
        self.made += 1;
        format!(".{}", self.made)
    }

    /// The token at hand cannot stand here.
    fn unexpected(&self, expected: &str) -> QueryError {
        self.wrong(&format!("expected {expected}"))
    }

    /// The token at hand is wrong: `why`.
    fn wrong(&self, why: &str) -> QueryError {
        let why = if matches!(self.token, Token::Sign("'" | "\"")) { "the quote is not closed" } else { why };
        let found = self.text[self.start..].split_whitespace().next();
        let found = found.map_or("the end".to_owned(), |token| format!("`{token}`"));
        self.refused(self.start, format!("unexpected {found}: {why}"))
    }

    /// What stands at `place` is refused.
    fn refused(&self, place: usize, message: String) -> QueryError {
        message::at(self.text, place, message)
    }
}
