//! From text to a parsed query, and from the parser's complaint to one that people can read.
//!
//! The grammar is `spargebra`'s; what it lets pass or refuses against the recommendation is mended here.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{NamedNode, Variable};
use spargebra::SparqlParser;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};

use super::message::{at, explain};
use super::{Form, QueryError};
use super::{aliases, tokens};
use crate::model::Term;

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
    /// let error = Query::parse("SELECT * WHERE {\n  ?s foaf:name ?o }", None).unwrap_err();
    /// assert!(error.to_string().starts_with("line 2, column 6: unexpected `foaf:name`: its prefix"));
    /// ```
    ///
    /// # Errors
    /// [`QueryError::Syntax`] with the place; updates and federated queries are [`QueryError::Unsupported`].
    pub fn parse(text: &str, base: Option<&str>) -> Result<Self, QueryError> {
        let tokens::Seen { names, text: lowered } = tokens::walk(text)?;
        let mut parser = SparqlParser::new();
        if let Some(base) = base {
            parser = parser
                .with_base_iri(base)
                .map_err(|_| at(text, 0, format!("the base `{base}` is not an absolute IRI")))?;
        }
        let parsed = parse(parser, &lowered).map_err(|error| explain(text, &error))?;
        if has_nested_aggregate(pattern_of(&parsed)) {
            return Err(at(text, 0, "an aggregate stands inside another: use a subquery".to_owned()));
        }
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

/// Parses, if need be with the names of its SELECT written out.
fn parse(parser: SparqlParser, text: &str) -> Result<spargebra::Query, String> {
    let error = match parser.clone().parse_query(text) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error.to_string(),
    };
    let again = aliases::written_out(text).and_then(|text| parser.parse_query(&text).ok());
    again.ok_or(error)
}

/// The pattern of a query of any form.
pub(super) fn pattern_of(query: &spargebra::Query) -> &GraphPattern {
    match query {
        spargebra::Query::Select { pattern, .. }
        | spargebra::Query::Ask { pattern, .. }
        | spargebra::Query::Construct { pattern, .. }
        | spargebra::Query::Describe { pattern, .. } => pattern,
    }
}

/// Whether an aggregate's expression names another aggregate of its group (section 18.2.4.1 has none).
fn has_nested_aggregate(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Group { inner, aggregates, .. } => {
            let made = |variable: &Variable| aggregates.iter().any(|(name, _)| name == variable);
            let nests = |aggregate: &AggregateExpression| match aggregate {
                AggregateExpression::FunctionCall { expr: Expression::Variable(variable), .. } => {
                    made(variable)
                }
                _ => false,
            };
            aggregates.iter().any(|(_, aggregate)| nests(aggregate)) || has_nested_aggregate(inner)
        }
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Minus { left, right }
        | GraphPattern::Union { left, right } => has_nested_aggregate(left) || has_nested_aggregate(right),
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => has_nested_aggregate(inner),
        _ => false,
    }
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
    fn spaces_and_comments_hide_no_costly_nesting() {
        for negated in ["!(", "! (", "!\n(", "! # why\n ("] {
            let deep = format!("SELECT * {{ FILTER({}?o{}) }}", negated.repeat(40), ")".repeat(40));
            assert!(error(&deep).contains("nested more than 12 deep"), "{negated}");
        }
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
