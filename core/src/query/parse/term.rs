//! IRIs, literals and blank nodes.

use oxiri::Iri;

use super::lexer::Token;
use super::{Parser, Read};
use crate::model::Term;
use crate::query::function;
use crate::query::tree::Point;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
pub(super) const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

impl Parser<'_> {
    /// Whether an IRI is at hand, written out or by a prefix.
    pub(super) fn is_iri(&self) -> bool {
        matches!(self.token, Token::Iri(_) | Token::Name(..))
    }

    pub(super) fn iri(&mut self) -> Read<String> {
        let iri = match self.token {
            Token::Iri(text) => self.resolved(text)?,
            Token::Name(prefix, local) => self.named(prefix, local)?,
            _ => return Err(self.unexpected("an IRI")),
        };
        self.advance();
        Ok(iri)
    }

    /// The IRI in angle brackets that is at hand.
    pub(super) fn resolved(&self, text: &str) -> Read<String> {
        let text = self.unescaped(text, "")?;
        let iri = match &self.base {
            Some(base) => base.resolve(&text),
            None => Iri::parse(text),
        };
        iri.map(Iri::into_inner).map_err(|_| self.wrong("this is no IRI, or a relative one without BASE"))
    }

    fn named(&self, prefix: &str, local: &str) -> Read<String> {
        let Some(start) = self.prefixes.get(prefix).and_then(|number| self.namespaces.get(*number)) else {
            return Err(self.wrong("its prefix is not declared (add PREFIX … at the top)"));
        };
        let mut iri = String::with_capacity(start.len() + local.len());
        iri.push_str(start);
        local.split('\\').for_each(|part| iri.push_str(part));
        Iri::parse(iri).map(Iri::into_inner).map_err(|_| self.wrong("with its prefix this is no IRI"))
    }

    /// A literal, if one is at hand.
    pub(super) fn literal(&mut self) -> Read<Option<Term>> {
        let term = match self.token {
            Token::Text(text) => return self.text(text).map(Some),
            Token::Word(word) if ["true", "false"].iter().any(|known| word.eq_ignore_ascii_case(known)) => {
                Term::typed(&word.to_ascii_lowercase(), &format!("{XSD}boolean"))
            }
            Token::Sign("+" | "-") => return self.signed(),
            _ => match self.number(self.start) {
                Some(number) => number,
                None => return Ok(None),
            },
        };
        self.advance();
        Ok(Some(term))
    }

    /// A number after its sign.
    fn signed(&mut self) -> Read<Option<Term>> {
        let start = self.start;
        self.advance();
        let number = if self.start == self.last { self.number(start) } else { None };
        let number = number.ok_or_else(|| self.unexpected("a number"))?;
        self.advance();
        Ok(Some(number))
    }

    /// The number at hand, its text from `start`.
    pub(super) fn number(&self, start: usize) -> Option<Term> {
        let datatype = match self.token {
            Token::Integer(_) => "integer",
            Token::Decimal(_) => "decimal",
            Token::Double(_) => "double",
            _ => return None,
        };
        Some(Term::typed(&self.text[start..self.end], &format!("{XSD}{datatype}")))
    }

    fn text(&mut self, text: &str) -> Read<Term> {
        let value = self.unescaped(text, "tbnrf\"'\\")?;
        self.advance();
        if let Token::Tag(tag) = self.token {
            let language = function::language(tag).ok_or_else(|| self.wrong("this is no language tag"))?;
            self.advance();
            return Ok(Term::Tagged { value, language });
        }
        if self.sign("^^") { Ok(Term::typed(&value, &self.iri()?)) } else { Ok(Term::string(&value)) }
    }

    /// The text of a plain string, as SEPARATOR has it.
    pub(super) fn plain_text(&mut self) -> Read<String> {
        let Token::Text(text) = self.token else { return Err(self.unexpected("a text in quotes")) };
        let text = self.unescaped(text, "tbnrf\"'\\")?;
        self.advance();
        Ok(text)
    }

    /// A blank node, if one is at hand; `[ ]` with nothing in it is one.
    pub(super) fn blank(&mut self) -> Read<Option<Point>> {
        let Token::Blank(label) = self.token else { return Ok(None) };
        let scope = self.scope;
        if *self.labels.entry(label).or_insert(scope) != scope {
            return Err(self.wrong("the label stands in another pattern already"));
        }
        self.advance();
        // Those of a template are made anew for each solution, whatever the pattern calls its own.
        let end = if self.in_template { "." } else { "" };
        Ok(Some(Point::Blank(format!("{label}{end}"))))
    }

    pub(super) fn fresh_blank(&mut self) -> Point {
        Point::Blank(self.fresh())
    }

    /// `text` without its escapes: `\u`, `\U` and a character of `simple`.
    fn unescaped(&self, text: &str, simple: &str) -> Read<String> {
        let (mut out, mut rest) = (String::with_capacity(text.len()), text);
        while let Some((before, after)) = rest.split_once('\\') {
            out.push_str(before);
            let (c, length) = escape(after, simple).ok_or_else(|| self.wrong("an escape in it is wrong"))?;
            out.push(c);
            rest = &after[length..];
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// The character that an escape stands for, and the length of what is after the backslash.
fn escape(after: &str, simple: &str) -> Option<(char, usize)> {
    let c = after.chars().next()?;
    let digits = match c {
        'u' => 4,
        'U' => 8,
        _ => return simple.contains(c).then(|| (unescape(c), 1)),
    };
    let code = after.get(1..=digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, 1 + digits))
}

fn unescape(c: char) -> char {
    match c {
        't' => '\t',
        'b' => '\u{8}',
        'n' => '\n',
        'r' => '\r',
        'f' => '\u{c}',
        c => c,
    }
}
