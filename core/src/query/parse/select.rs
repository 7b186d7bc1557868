//! The forms of a query, and what comes around a pattern: what is shown, groups, order, slices (section 18.2.4).

use std::collections::BTreeMap;

use oxiri::Iri;

use super::lexer::Token;
use super::{Aggregates, NO_GROUP, Parser, Read};
use crate::model::Term;
use crate::query::QueryError;
use crate::query::answer::Form;
use crate::query::tree::{Aggregate, Expression, Graphs, Pattern, Point, Tree};

/// What a query shows.
enum Shown {
    /// `SELECT *`: there may be no group.
    Star,
    /// Whatever is in scope, in the order of the text.
    All,
    /// Each with its place in the text and, but for a plain variable, its value.
    Items(Vec<(usize, String, Option<Expression>)>),
}

/// What is written after WHERE.
struct Modifiers {
    /// The keys of GROUP BY; for some a value.
    keys: Option<Vec<(String, Option<Expression>)>>,
    having: Vec<Expression>,
    order: Vec<(Expression, bool)>,
    offset: u64,
    limit: Option<u64>,
    values: Option<Pattern>,
    aggregates: Vec<(String, Aggregate)>,
}

impl<'t> Parser<'t> {
    pub(super) fn query(&mut self) -> Read<Tree> {
        self.prologue()?;
        let Token::Word(word) = self.token else { return Err(self.unexpected(FORMS)) };
        let read = match word.to_ascii_uppercase().as_str() {
            "SELECT" => Self::select,
            "ASK" => Self::ask,
            "CONSTRUCT" => Self::construct,
            "DESCRIBE" => Self::describe,
            word if UPDATES.contains(&word) => {
                return Err(QueryError::Unsupported {
                    what: "SPARQL Update",
                    instead: "a catalogue changes by publishing, other data where it is kept",
                });
            }
            _ => return Err(self.unexpected(FORMS)),
        };
        read(self)
    }

    fn prologue(&mut self) -> Read<()> {
        loop {
            if self.word("BASE") {
                let Token::Iri(_) = self.token else {
                    return Err(self.unexpected("an IRI in angle brackets"));
                };
                let iri = self.iri()?;
                self.base = Iri::parse(iri).ok();
            } else if self.word("PREFIX") {
                let Token::Name(prefix, "") = self.token else {
                    return Err(self.unexpected("a prefix with `:`"));
                };
                self.advance();
                let Token::Iri(iri) = self.token else {
                    return Err(self.unexpected("an IRI in angle brackets"));
                };
                let iri = self.resolved(iri)?;
                self.advance();
                self.prefixes.insert(prefix, self.namespaces.len());
                self.namespaces.push(iri);
            } else {
                return Ok(());
            }
        }
    }

    fn tree(&self, form: Form, dataset: Option<Graphs>, pattern: Pattern) -> Tree {
        let base = self.base.as_ref().map(|base| base.as_str().to_owned());
        Tree { form, dataset, pattern, template: Vec::new(), base }
    }

    fn select(&mut self) -> Read<Tree> {
        let mut dataset = None;
        let pattern = self.selection(|parser| {
            dataset = parser.dataset()?;
            parser.pattern()
        })?;
        Ok(self.tree(Form::Select, dataset, pattern))
    }

    pub(super) fn subselect(&mut self) -> Read<Pattern> {
        self.selection(Self::pattern)
    }

    fn selection(&mut self, read: impl FnOnce(&mut Self) -> Read<Pattern>) -> Read<Pattern> {
        self.advance();
        self.aggregates = Aggregates::Of(Vec::new());
        let distinct = self.word("DISTINCT");
        if !distinct {
            self.word("REDUCED");
        }
        let shown = self.shown()?;
        let pattern = read(self)?;
        let pattern = self.modified(pattern, shown, distinct)?;
        self.aggregates = Aggregates::Refused(NO_GROUP);
        Ok(pattern)
    }

    fn shown(&mut self) -> Read<Shown> {
        if self.sign("*") {
            return Ok(Shown::Star);
        }
        let mut items = Vec::new();
        loop {
            match self.token {
                Token::Variable(_) => items.push((self.start, self.variable()?, None)),
                Token::Sign("(") => items.push(self.bracketed(|parser| {
                    let value = parser.expression()?;
                    parser.expect_word("AS")?;
                    Ok((parser.start, parser.variable()?, Some(value)))
                })?),
                _ if items.is_empty() => return Err(self.unexpected("`*`, a variable or `(`")),
                _ => return Ok(Shown::Items(items)),
            }
        }
    }

    fn ask(&mut self) -> Read<Tree> {
        self.advance();
        self.aggregates = Aggregates::Of(Vec::new());
        let dataset = self.dataset()?;
        let pattern = self.pattern()?;
        let pattern = self.modified(pattern, Shown::All, false)?;
        Ok(self.tree(Form::Ask, dataset, pattern))
    }

    fn construct(&mut self) -> Read<Tree> {
        self.advance();
        self.aggregates = Aggregates::Of(Vec::new());
        let is_short = !self.is_sign("{");
        let mut template = if is_short { Vec::new() } else { self.template()? };
        // Labels of the template may stand in the pattern, where they are others.
        self.labels.clear();
        let dataset = self.dataset()?;
        let pattern = if is_short {
            self.expect_word("WHERE")?;
            template = self.template()?;
            Pattern::Join(template.iter().cloned().map(Pattern::Triple).collect())
        } else {
            self.pattern()?
        };
        let pattern = self.modified(pattern, Shown::All, false)?;
        Ok(Tree { template, ..self.tree(Form::Construct, dataset, pattern) })
    }

    fn describe(&mut self) -> Read<Tree> {
        self.advance();
        self.aggregates = Aggregates::Of(Vec::new());
        let shown = if self.sign("*") { Shown::All } else { self.described()? };
        let dataset = self.dataset()?;
        let has_pattern = self.is_word("WHERE") || self.is_sign("{");
        let pattern = if has_pattern { self.pattern()? } else { Pattern::UNIT };
        let pattern = self.modified(pattern, shown, false)?;
        Ok(self.tree(Form::Describe, dataset, pattern))
    }

    fn described(&mut self) -> Read<Shown> {
        let mut items = Vec::new();
        while items.is_empty() || self.is_iri() || matches!(self.token, Token::Variable(_)) {
            let place = self.start;
            items.push(match self.variable_or_iri()? {
                Point::Variable(name) => (place, name, None),
                Point::Blank(iri) | Point::Term(Term::Iri(iri)) => {
                    (place, self.fresh(), Some(Expression::Term(Term::Iri(iri))))
                }
                Point::Term(term) => (place, self.fresh(), Some(Expression::Term(term))),
            });
        }
        Ok(Shown::Items(items))
    }

    fn dataset(&mut self) -> Read<Option<Graphs>> {
        let mut graphs = None;
        while self.word("FROM") {
            let graphs: &mut Graphs = graphs.get_or_insert_default();
            let list = if self.word("NAMED") { &mut graphs.named } else { &mut graphs.default };
            list.push(self.iri()?);
        }
        Ok(graphs)
    }

    fn pattern(&mut self) -> Read<Pattern> {
        self.word("WHERE");
        self.group()
    }

    fn modifiers(&mut self) -> Read<Modifiers> {
        let keys = if self.word("GROUP") { Some(self.keys()?) } else { None };
        let mut having = Vec::new();
        if self.word("HAVING") {
            having.push(self.constraint()?);
            while self.is_sign("(") || self.is_iri() || self.is_call() {
                having.push(self.constraint()?);
            }
        }
        let order = if self.word("ORDER") { self.order()? } else { Vec::new() };
        let (offset, limit) = self.slice()?;
        let collected = core::mem::replace(&mut self.aggregates, Aggregates::Refused(NO_GROUP));
        let values = if self.word("VALUES") { Some(self.values()?) } else { None };
        let Aggregates::Of(aggregates) = collected else { return Err(self.wrong(NO_GROUP)) };
        let aggregates =
            aggregates.into_iter().map(|(_, variable, aggregate)| (variable, aggregate)).collect();
        Ok(Modifiers { keys, having, order, offset, limit, values, aggregates })
    }

    /// Whether a function may be at hand, and not the word that comes next.
    fn is_call(&self) -> bool {
        let next = ["ORDER", "LIMIT", "OFFSET", "VALUES"];
        matches!(self.token, Token::Word(_)) && !next.iter().any(|word| self.is_word(word))
    }

    fn keys(&mut self) -> Read<Vec<(String, Option<Expression>)>> {
        self.expect_word("BY")?;
        let mut keys = Vec::new();
        loop {
            keys.push(match self.token {
                Token::Variable(_) => (self.variable()?, None),
                Token::Sign("(") => self.bracketed(Self::bracketed_key)?,
                Token::Iri(_) | Token::Name(..) => (self.fresh(), Some(self.constraint()?)),
                _ if self.is_call() && !self.is_word("HAVING") => (self.fresh(), Some(self.constraint()?)),
                _ if keys.is_empty() => return Err(self.unexpected("a variable or an expression")),
                _ => return Ok(keys),
            });
        }
    }

    fn bracketed_key(&mut self) -> Read<(String, Option<Expression>)> {
        let value = self.expression()?;
        if self.word("AS") {
            return Ok((self.variable()?, Some(value)));
        }
        Ok(match value {
            Expression::Variable(name) => (name, None),
            value => (self.fresh(), Some(value)),
        })
    }

    fn order(&mut self) -> Read<Vec<(Expression, bool)>> {
        self.expect_word("BY")?;
        let mut keys = Vec::new();
        loop {
            let descending = self.is_word("DESC");
            keys.push(if descending || self.is_word("ASC") {
                self.advance();
                (self.bracketed(Self::expression)?, descending)
            } else if let Token::Variable(_) = self.token {
                (Expression::Variable(self.variable()?), false)
            } else if keys.is_empty() || self.is_sign("(") || self.is_iri() || self.is_call() {
                (self.constraint()?, false)
            } else {
                return Ok(keys);
            });
        }
    }

    /// OFFSET and LIMIT, in either order.
    fn slice(&mut self) -> Read<(u64, Option<u64>)> {
        let (mut offset, mut limit) = (None, None);
        loop {
            if limit.is_none() && self.word("LIMIT") {
                limit = Some(self.count()?);
            } else if offset.is_none() && self.word("OFFSET") {
                offset = Some(self.count()?);
            } else {
                return Ok((offset.unwrap_or(0), limit));
            }
        }
    }

    fn count(&mut self) -> Read<u64> {
        let Token::Integer(digits) = self.token else { return Err(self.unexpected("a whole number")) };
        let count = digits.parse().map_err(|_| self.wrong("the number is too large"))?;
        self.advance();
        Ok(count)
    }

    /// `pattern` with what is written after it.
    fn modified(&mut self, pattern: Pattern, shown: Shown, distinct: bool) -> Read<Pattern> {
        let place = self.start;
        let Modifiers { keys, having, order, offset, limit, values, aggregates } = self.modifiers()?;
        let is_group = keys.is_some() || !aggregates.is_empty();
        let mut pattern = if is_group { grouped(pattern, keys, aggregates) } else { pattern };
        for condition in having {
            pattern = Pattern::Filter { condition, inner: Box::new(pattern) };
        }
        if let Some(values) = values {
            pattern = pattern.and(values);
        }
        let (mut pattern, variables) = match shown {
            Shown::Star if is_group => {
                let message = "`SELECT *` cannot stand beside a group: name what it shows";
                return Err(self.refused(place, message.to_owned()));
            }
            Shown::Star | Shown::All => {
                let mut variables = all(&pattern);
                let place = |name: &String| self.passed.variables.get(name.as_str());
                crate::sort::sort_by(&mut variables, |a, b| place(a).cmp(&place(b)));
                (pattern, variables)
            }
            Shown::Items(items) => self.extended(pattern, items, is_group)?,
        };
        if !order.is_empty() {
            pattern = Pattern::Order { inner: Box::new(pattern), keys: order };
        }
        pattern = Pattern::Project { inner: Box::new(pattern), variables };
        if distinct {
            pattern = Pattern::Distinct(Box::new(pattern));
        }
        let is_slice = offset > 0 || limit.is_some();
        Ok(if is_slice { Pattern::Slice { inner: Box::new(pattern), offset, limit } } else { pattern })
    }

    /// `pattern` with the values that a SELECT gives names to, and the names that it shows.
    fn extended(
        &self,
        mut pattern: Pattern,
        items: Vec<(usize, String, Option<Expression>)>,
        is_group: bool,
    ) -> Read<(Pattern, Vec<String>)> {
        let mut visible = all_of(&pattern);
        let mut variables: Vec<String> = Vec::new();
        let mut names = BTreeMap::new();
        for (place, variable, value) in items {
            let known = |name: &str| !is_group || visible.contains_key(name);
            let is_fine = value.as_ref().map_or(known(&variable), |value| value.needs_only(&known));
            if !is_fine {
                let message =
                    "a variable that is neither a key of the group nor in an aggregate has no value here";
                return Err(self.refused(place, message.to_owned()));
            }
            if value.is_some() && visible.contains_key(&variable)
                || names.insert(variable.clone(), 0).is_some()
            {
                return Err(
                    self.refused(place, format!("`?{variable}` has a value already: use another name"))
                );
            }
            if let Some(value) = value {
                visible.insert(variable.clone(), 0);
                pattern = Pattern::Bind { inner: Box::new(pattern), variable: variable.clone(), value };
            }
            variables.push(variable);
        }
        Ok((pattern, variables))
    }
}

/// The words that SPARQL 1.1 Update begins with.
const UPDATES: [&str; 10] =
    ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"];
const FORMS: &str = "SELECT, ASK, CONSTRUCT or DESCRIBE";

fn grouped(
    mut pattern: Pattern,
    keys: Option<Vec<(String, Option<Expression>)>>,
    aggregates: Vec<(String, Aggregate)>,
) -> Pattern {
    let mut names = Vec::new();
    for (variable, value) in keys.into_iter().flatten() {
        if let Some(value) = value {
            pattern = Pattern::Bind { inner: Box::new(pattern), variable: variable.clone(), value };
        }
        names.push(variable);
    }
    Pattern::Group { inner: Box::new(pattern), keys: names, aggregates }
}

/// The variables in scope, each once, by name; not those that the parser made.
fn all(pattern: &Pattern) -> Vec<String> {
    all_of(pattern).into_keys().filter(|name| !name.starts_with('.')).collect()
}

/// The variables in scope; the numbers say nothing.
fn all_of(pattern: &Pattern) -> BTreeMap<String, u32> {
    let mut names = BTreeMap::new();
    pattern.in_scope(&mut |name| {
        if !names.contains_key(name) {
            names.insert(name.to_owned(), 0);
        }
    });
    names
}
