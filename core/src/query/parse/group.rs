//! Group graph patterns (section 18.2.2).

use super::lexer::Token;
use super::{Aggregates, NO_GROUP, Parser, Read};
use crate::model::Term;
use crate::query::tree::{Expression, Pattern, Point};

/// A group, and the conditions that stand in it directly.
struct Group {
    pattern: Pattern,
    filters: Vec<Expression>,
}

impl Group {
    fn new() -> Self {
        Self { pattern: Pattern::UNIT, filters: Vec::new() }
    }

    /// The conditions as one.
    fn split(self) -> (Pattern, Option<Expression>) {
        let mut filters = self.filters;
        let condition = if filters.len() > 1 { Some(Expression::And(filters)) } else { filters.pop() };
        (self.pattern, condition)
    }

    fn whole(self) -> Pattern {
        match self.split() {
            (pattern, None) => pattern,
            (pattern, Some(condition)) => Pattern::Filter { condition, inner: Box::new(pattern) },
        }
    }

    /// Joins `pattern` to what came before.
    fn join(&mut self, pattern: Pattern) {
        self.pattern = self.taken().and(pattern);
    }

    fn taken(&mut self) -> Pattern {
        core::mem::replace(&mut self.pattern, Pattern::UNIT)
    }
}

impl Parser<'_> {
    pub(super) fn group(&mut self) -> Read<Pattern> {
        self.braces().map(Group::whole)
    }

    fn braces(&mut self) -> Read<Group> {
        let outer = core::mem::replace(&mut self.aggregates, Aggregates::Refused(NO_GROUP));
        self.expect("{")?;
        self.scope += 1;
        let mut group = Group::new();
        if self.is_word("SELECT") {
            group.pattern = self.subselect()?;
        } else {
            self.elements(&mut group)?;
        }
        self.scope += 1;
        self.expect("}")?;
        self.aggregates = outer;
        Ok(group)
    }

    fn elements(&mut self, group: &mut Group) -> Read<()> {
        // After a triple only a dot lets another begin.
        let mut apart = true;
        loop {
            if apart && self.is_triple() {
                let mut triples = Vec::new();
                self.triples(&mut triples)?;
                group.join(Pattern::Join(triples));
                apart = self.sign(".");
            } else if self.element(group)? {
                self.sign(".");
                apart = true;
            } else {
                return Ok(());
            }
        }
    }

    /// What is no triple; whether there was one.
    fn element(&mut self, group: &mut Group) -> Read<bool> {
        let Token::Word(word) = self.token else {
            if self.is_sign("{") {
                let union = self.union()?;
                group.join(union);
                return Ok(true);
            }
            return if self.is_sign("}") { Ok(false) } else { Err(self.unexpected("`.` or `}`")) };
        };
        let word = word.to_ascii_uppercase();
        let known = ["OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES"];
        if !known.contains(&word.as_str()) {
            return Err(
                self.unexpected("a triple, a group, OPTIONAL, FILTER, BIND, VALUES, MINUS, GRAPH or `}`")
            );
        }
        self.advance();
        self.worded(&word, group)?;
        Ok(true)
    }

    fn worded(&mut self, word: &str, group: &mut Group) -> Read<()> {
        match word {
            "OPTIONAL" => {
                let (right, condition) = self.braces()?.split();
                let left = Box::new(group.taken());
                group.pattern = Pattern::Optional { left, right: Box::new(right), condition };
            }
            "MINUS" => {
                let right = Box::new(self.group()?);
                group.pattern = Pattern::Minus(Box::new(group.taken()), right);
            }
            "GRAPH" => {
                let name = self.variable_or_iri()?;
                let inner = Box::new(self.group()?);
                group.join(Pattern::Graph(name, inner));
            }
            "SERVICE" => {
                self.word("SILENT");
                self.variable_or_iri()?;
                let inner = Box::new(self.group()?);
                group.join(Pattern::Service(inner));
            }
            "FILTER" => group.filters.push(self.constraint()?),
            "BIND" => self.bind(group)?,
            _ => group.join(self.values()?),
        }
        Ok(())
    }

    fn union(&mut self) -> Read<Pattern> {
        let mut branches = vec![self.group()?];
        while self.word("UNION") {
            branches.push(self.group()?);
        }
        let single = if branches.len() == 1 { branches.pop() } else { None };
        Ok(single.unwrap_or(Pattern::Union(branches)))
    }

    fn bind(&mut self, group: &mut Group) -> Read<()> {
        let (value, variable) = self.bracketed(|parser| {
            let value = parser.expression()?;
            parser.expect_word("AS")?;
            let place = parser.start;
            let variable = parser.variable()?;
            let mut is_bound = false;
            group.pattern.in_scope(&mut |name| is_bound |= name == variable);
            if is_bound {
                let message = format!("`?{variable}` has a value already: BIND needs another name");
                return Err(parser.refused(place, message));
            }
            Ok((value, variable))
        })?;
        group.pattern = Pattern::Bind { inner: Box::new(group.taken()), variable, value };
        Ok(())
    }

    pub(super) fn variable_or_iri(&mut self) -> Read<Point> {
        if let Token::Variable(_) = self.token {
            return self.variable().map(Point::Variable);
        }
        if !self.is_iri() {
            return Err(self.unexpected("a variable or an IRI"));
        }
        self.iri().map(Term::Iri).map(Point::Term)
    }

    /// The block after VALUES.
    pub(super) fn values(&mut self) -> Read<Pattern> {
        let place = self.start;
        let is_single = !self.is_sign("(");
        let mut variables = Vec::new();
        if is_single {
            variables.push(self.variable()?);
        } else {
            self.bracketed(|parser| {
                while !parser.is_sign(")") {
                    variables.push(parser.variable()?);
                }
                Ok(())
            })?;
        }
        if (1..variables.len()).any(|at| variables[..at].contains(&variables[at])) {
            return Err(self.refused(place, "a variable stands twice in VALUES".to_owned()));
        }
        self.expect("{")?;
        let mut rows = Vec::new();
        while !self.is_sign("}") {
            rows.push(if is_single { vec![self.value()?] } else { self.value_row(variables.len())? });
        }
        self.expect("}")?;
        Ok(Pattern::Values { variables, rows })
    }

    fn value_row(&mut self, length: usize) -> Read<Vec<Option<Term>>> {
        let place = self.start;
        let row = self.bracketed(|parser| {
            let mut row = Vec::with_capacity(length);
            while !parser.is_sign(")") {
                row.push(parser.value()?);
            }
            Ok(row)
        })?;
        if row.len() != length {
            let message = "the row has not one value for each variable: UNDEF stands for none";
            return Err(self.refused(place, message.to_owned()));
        }
        Ok(row)
    }

    fn value(&mut self) -> Read<Option<Term>> {
        if self.word("UNDEF") {
            return Ok(None);
        }
        if self.is_iri() {
            return self.iri().map(Term::Iri).map(Some);
        }
        let literal = self.literal()?;
        literal.map(Some).ok_or_else(|| self.unexpected("an IRI, a literal or UNDEF"))
    }
}
