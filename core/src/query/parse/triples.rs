//! Triple patterns: lists of predicates and objects, collections, blank nodes with properties.

use super::lexer::Token;
use super::term::RDF;
use super::{Parser, Read};
use crate::model::Term;
use crate::query::tree::{Path, Pattern, Point};

/// What stands between subject and object.
enum Verb {
    Point(Point),
    Path(Path),
}

impl Parser<'_> {
    /// Whether a triple can begin here.
    pub(super) fn is_triple(&self) -> bool {
        match self.token {
            Token::Sign(sign) => matches!(sign, "(" | "[" | "+" | "-"),
            Token::Word(word) => ["true", "false"].iter().any(|known| word.eq_ignore_ascii_case(known)),
            Token::Tag(_) | Token::End => false,
            _ => true,
        }
    }

    /// Triples until none begins.
    pub(super) fn template(&mut self) -> Read<Vec<[Point; 3]>> {
        let mut patterns = Vec::new();
        self.expect("{")?;
        self.in_template = true;
        while self.is_triple() {
            self.triples(&mut patterns)?;
            if !self.sign(".") {
                break;
            }
        }
        self.in_template = false;
        self.expect("}")?;
        let triple = |pattern| if let Pattern::Triple(triple) = pattern { Some(triple) } else { None };
        Ok(patterns.into_iter().filter_map(triple).collect())
    }

    /// The triples of one subject.
    pub(super) fn triples(&mut self, out: &mut Vec<Pattern>) -> Read<()> {
        let before = out.len();
        let subject = self.node(out)?;
        // `[ … ]` and `( … )` say something by themselves; `[]` and `()` do not.
        if out.len() > before && !self.is_verb() {
            return Ok(());
        }
        self.properties(&subject, out)
    }

    fn is_verb(&self) -> bool {
        matches!(self.token, Token::Variable(_)) || self.is_path()
    }

    fn properties(&mut self, subject: &Point, out: &mut Vec<Pattern>) -> Read<()> {
        loop {
            let verb = self.verb()?;
            self.objects(subject, verb, out)?;
            if !self.is_sign(";") {
                return Ok(());
            }
            while self.sign(";") {}
            if !self.is_verb() {
                return Ok(());
            }
        }
    }

    fn verb(&mut self) -> Read<Verb> {
        if let Token::Variable(_) = self.token {
            return self.variable().map(Point::Variable).map(Verb::Point);
        }
        if !self.is_path() {
            return Err(self.unexpected("a predicate"));
        }
        Ok(match if self.in_template { Path::Link(self.link()?) } else { self.path()? } {
            Path::Link(iri) => Verb::Point(Point::Term(Term::Iri(iri))),
            path => Verb::Path(path),
        })
    }

    fn objects(&mut self, subject: &Point, verb: Verb, out: &mut Vec<Pattern>) -> Read<()> {
        let Verb::Path(path) = verb else {
            let Verb::Point(predicate) = verb else { return Ok(()) };
            loop {
                let object = self.node(out)?;
                out.push(Pattern::Triple([subject.clone(), predicate.clone(), object]));
                if !self.sign(",") {
                    return Ok(());
                }
            }
        };
        loop {
            let object = self.node(out)?;
            self.along(subject.clone(), &path, object, out);
            if !self.sign(",") {
                return Ok(());
            }
        }
    }

    /// A path between two points: what is no path but links becomes triples.
    fn along(&mut self, subject: Point, path: &Path, object: Point, out: &mut Vec<Pattern>) {
        match path {
            Path::Link(iri) => {
                out.push(Pattern::Triple([subject, Point::Term(Term::Iri(iri.clone())), object]));
            }
            Path::Inverse(path) => self.along(object, path, subject, out),
            Path::Sequence(two) => {
                let middle = self.fresh_blank();
                self.along(subject, &two[0], middle.clone(), out);
                self.along(middle, &two[1], object, out);
            }
            path => out.push(Pattern::Path(subject, path.clone(), object)),
        }
    }

    /// A point; what is written within it goes to `out`.
    fn node(&mut self, out: &mut Vec<Pattern>) -> Read<Point> {
        match self.token {
            Token::Sign("(") => self.collection(out),
            Token::Sign("[") => self.blank_with_properties(out),
            _ => self.point(),
        }
    }

    fn point(&mut self) -> Read<Point> {
        if let Token::Variable(_) = self.token {
            return self.variable().map(Point::Variable);
        }
        if self.is_iri() {
            return self.iri().map(Term::Iri).map(Point::Term);
        }
        if let Some(blank) = self.blank()? {
            return Ok(blank);
        }
        let literal = self.literal()?;
        literal.map(Point::Term).ok_or_else(|| self.unexpected("a variable, IRI, literal or blank node"))
    }

    fn blank_with_properties(&mut self, out: &mut Vec<Pattern>) -> Read<Point> {
        self.expect("[")?;
        let blank = self.fresh_blank();
        if !self.is_sign("]") {
            self.properties(&blank, out)?;
        }
        self.expect("]")?;
        Ok(blank)
    }

    fn collection(&mut self, out: &mut Vec<Pattern>) -> Read<Point> {
        let iri = |name: &str| Point::Term(Term::Iri(format!("{RDF}{name}")));
        self.expect("(")?;
        let mut items = Vec::new();
        while !self.is_sign(")") {
            items.push(self.node(out)?);
        }
        self.expect(")")?;
        let mut list = iri("nil");
        for item in items.into_iter().rev() {
            let cell = self.fresh_blank();
            out.push(Pattern::Triple([cell.clone(), iri("first"), item]));
            out.push(Pattern::Triple([cell.clone(), iri("rest"), list]));
            list = cell;
        }
        Ok(list)
    }
}
