//! A parsed query: what is checked before the parser runs, and values for its variables.

use std::collections::BTreeMap;
use std::sync::Arc;

use oxiri::Iri;

use super::message::at;
use super::parse;
use super::tree::Tree;
use super::{Form, QueryError};
use crate::model::Term;

/// A parsed query and the values of its parameters.
#[derive(Debug, Clone)]
pub struct Query {
    pub(super) tree: Arc<Tree>,
    pub(super) base: Option<String>,
    pub(super) values: BTreeMap<String, Term>,
    /// Sorted.
    names: Vec<String>,
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
        let given = base.map(|base| Iri::parse(base.to_owned())).transpose();
        let given = given.map_err(|_| {
            at(text, 0, format!("the base `{}` is not an absolute IRI", base.unwrap_or_default()))
        })?;
        let (tree, names) = parse::parse(text, given)?;
        Ok(Self { base: tree.base.clone(), tree: Arc::new(tree), values: BTreeMap::new(), names })
    }

    /// Gives the variable `name` (without `?`) a value, everywhere in the query. A value is never text of the
    /// query: nothing in it is parsed.
    ///
    /// # Errors
    /// [`QueryError::UnknownParameter`] if the query has no such variable.
    pub fn bind(&mut self, name: &str, value: Term) -> Result<(), QueryError> {
        if self.names.binary_search_by(|known| known.as_str().cmp(name)).is_err() {
            let known: Vec<String> = self.names.iter().map(|name| format!("?{name}")).collect();
            return Err(QueryError::UnknownParameter { name: name.to_owned(), known: known.join(" ") });
        }
        self.values.insert(name.to_owned(), value);
        Ok(())
    }

    /// What kind of answer the query gives.
    #[must_use]
    pub fn form(&self) -> Form {
        self.tree.form
    }

    /// The names of all variables in the text, without `?`, sorted.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
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
