//! Bounds on a text, kept while its tokens pass.

use std::collections::BTreeMap;

use super::lexer::Token;

/// Longest text of a query, in bytes.
pub const MAX_QUERY_BYTES: usize = 1024 * 1024;
/// Deepest nesting of brackets: a parser by recursive descent needs stack for every level.
pub const MAX_NESTING: usize = 96;
/// Most operators and groups: each may become a level of the parsed tree.
pub const MAX_OPERATORS: usize = 1_000;

/// What has passed.
#[derive(Default)]
pub(super) struct Passed<'t> {
    /// The names of variables, each with how many others came before it.
    pub(super) variables: BTreeMap<&'t str, usize>,
    open: usize,
    operators: usize,
}

impl<'t> Passed<'t> {
    /// Counts a token; the error is a sentence.
    pub(super) fn take(&mut self, token: Token<'t>) -> Result<(), String> {
        match token {
            Token::Variable(name) => {
                let before = self.variables.len();
                self.variables.entry(name).or_insert(before);
            }
            Token::Sign("(" | "[") => self.open += 1,
            Token::Sign(")" | "]" | "}") => self.open = self.open.saturating_sub(1),
            Token::Sign("{") => {
                self.open += 1;
                self.operators += 1;
            }
            Token::Sign("!" | "^" | "|" | "||" | "&&" | "/" | "+" | "-" | "*") => self.operators += 1,
            Token::Word(word) if is_operator(word) => self.operators += 1,
            _ => {}
        }
        if self.open > MAX_NESTING {
            return Err(format!("brackets are nested more than {MAX_NESTING} deep"));
        }
        if self.operators > MAX_OPERATORS {
            return Err(format!("a query has at most {MAX_OPERATORS} operators and groups"));
        }
        Ok(())
    }
}

fn is_operator(word: &str) -> bool {
    const WORDS: [&str; 6] = ["OPTIONAL", "MINUS", "BIND", "UNION", "FILTER", "GRAPH"];
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}
