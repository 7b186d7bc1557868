//! Property paths (section 9.1).

use super::lexer::Token;
use super::term::RDF;
use super::{Parser, Read};
use crate::query::tree::Path;

impl Parser<'_> {
    /// Whether a path can begin here.
    pub(super) fn is_path(&self) -> bool {
        self.is_iri() || matches!(self.token, Token::Word("a") | Token::Sign("^" | "!" | "("))
    }

    pub(super) fn path(&mut self) -> Read<Path> {
        let mut path = self.sequence()?;
        while self.sign("|") {
            path = Path::Alternative(Box::new([path, self.sequence()?]));
        }
        Ok(path)
    }

    fn sequence(&mut self) -> Read<Path> {
        let mut path = self.step()?;
        while self.sign("/") {
            path = Path::Sequence(Box::new([path, self.step()?]));
        }
        Ok(path)
    }

    fn step(&mut self) -> Read<Path> {
        if self.sign("^") { Ok(Path::Inverse(Box::new(self.repeated()?))) } else { self.repeated() }
    }

    fn repeated(&mut self) -> Read<Path> {
        let path = self.primary_path()?;
        let repeat = match self.token {
            Token::Sign("*") => Path::ZeroOrMore,
            Token::Sign("+") => Path::OneOrMore,
            Token::Sign("?") => Path::ZeroOrOne,
            _ => return Ok(path),
        };
        self.advance();
        Ok(repeat(Box::new(path)))
    }

    fn primary_path(&mut self) -> Read<Path> {
        if self.is_sign("(") {
            self.bracketed(Self::path)
        } else if self.sign("!") {
            self.negated()
        } else {
            self.link().map(Path::Link)
        }
    }

    /// An IRI, or `a`.
    pub(super) fn link(&mut self) -> Read<String> {
        if self.token == Token::Word("a") {
            self.advance();
            return Ok(format!("{RDF}type"));
        }
        self.iri()
    }

    fn negated(&mut self) -> Read<Path> {
        let (mut direct, mut inverse) = (Vec::new(), Vec::new());
        let mut one = |parser: &mut Self| -> Read<()> {
            if parser.sign("^") {
                inverse.push(parser.link()?)
            } else {
                direct.push(parser.link()?)
            }
            Ok(())
        };
        if self.sign("(") {
            one(self)?;
            while self.sign("|") {
                one(self)?;
            }
            self.expect(")")?;
        } else {
            one(self)?;
        }
        let backwards = |inverse| Path::Inverse(Box::new(Path::Except(inverse)));
        Ok(match (direct.is_empty(), inverse.is_empty()) {
            (_, true) => Path::Except(direct),
            (true, false) => backwards(inverse),
            (false, false) => Path::Alternative(Box::new([Path::Except(direct), backwards(inverse)])),
        })
    }
}
