//! Whether two answers are the same.
//!
//! Solutions are compared as bags. What ORDER BY says by variables that are shown must ascend alike in both. LIMIT and
//! OFFSET may choose among solutions that are equal to them: then both must be as long, and each of ours must be
//! one of the solutions that there are without them.

use ggen_marketplace_core::model::Term;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    Boolean(bool),
    Rows {
        variables: Vec<String>,
        rows: Vec<Solution>,
    },
    /// Triples.
    Graph(Vec<Solution>),
}

pub(super) type Solution = Vec<Option<Term>>;

/// What of a query says how answers are compared.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// The leading keys of ORDER BY, as far as they are variables.
    keys: Vec<String>,
    /// The query without LIMIT and OFFSET, if it has one of them.
    pub(super) unsliced: Option<String>,
}

impl Shape {
    /// Of the query `text`; of one without solutions, nothing.
    pub(super) fn of(text: &str) -> Result<Self, spargebra::SparqlSyntaxError> {
        let mut query = spargebra::SparqlParser::new().parse_query(text)?;
        let spargebra::Query::Select { pattern, .. } = &mut query else { return Ok(Self::default()) };
        let keys = keys(pattern);
        let sliced = unslice(pattern);
        Ok(Self { keys, unsliced: sliced.then(|| query.to_string()) })
    }
}

fn unslice(pattern: &mut GraphPattern) -> bool {
    let GraphPattern::Slice { inner, .. } = pattern else { return false };
    *pattern = std::mem::replace(inner, GraphPattern::Values { variables: Vec::new(), bindings: Vec::new() });
    true
}

fn keys(pattern: &GraphPattern) -> Vec<String> {
    match pattern {
        GraphPattern::Slice { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner } => keys(inner),
        GraphPattern::OrderBy { expression, .. } => expression.iter().map_while(variable).collect(),
        _ => Vec::new(),
    }
}

fn variable(key: &OrderExpression) -> Option<String> {
    let (OrderExpression::Asc(key) | OrderExpression::Desc(key)) = key;
    match key {
        Expression::Variable(variable) => Some(variable.as_str().to_owned()),
        _ => None,
    }
}

/// Nothing if `ours` is as good an answer as `theirs`; else why not. `all` is the answer without LIMIT and
/// OFFSET, where the query has one.
pub(super) fn difference(shape: &Shape, ours: &Given, theirs: &Given, all: Option<&Given>) -> Option<String> {
    match (ours, theirs) {
        (Given::Boolean(ours), Given::Boolean(theirs)) => {
            (ours != theirs).then(|| format!("ours says {ours}"))
        }
        (Given::Graph(ours), Given::Graph(theirs)) => different_sets(ours, theirs),
        (Given::Rows { variables, rows: ours }, Given::Rows { variables: their_variables, rows: theirs }) => {
            if variables != their_variables {
                return Some(format!("variables {variables:?}, not {their_variables:?}"));
            }
            let order = different_order(&places(variables, &shape.keys), ours, theirs);
            order.or_else(|| different_rows(ours, theirs, all))
        }
        _ => Some("another form of answer".to_owned()),
    }
}

/// Where the leading keys that are shown stand.
fn places(variables: &[String], keys: &[String]) -> Vec<usize> {
    keys.iter().map_while(|key| variables.iter().position(|variable| variable == key)).collect()
}

fn different_order(places: &[usize], ours: &[Solution], theirs: &[Solution]) -> Option<String> {
    let key = |row: &Solution| places.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
    let at = ours.iter().zip(theirs).position(|(ours, theirs)| key(ours) != key(theirs))?;
    Some(format!("row {at} has the key {:?}, not {:?}", key(&ours[at]), key(&theirs[at])))
}

fn different_rows(ours: &[Solution], theirs: &[Solution], all: Option<&Given>) -> Option<String> {
    if ours.len() != theirs.len() {
        return Some(format!("{} rows, not {}", ours.len(), theirs.len()));
    }
    let allowed = match all {
        Some(Given::Rows { rows, .. }) => rows,
        _ => theirs,
    };
    first_outside(ours, allowed).map(|row| format!("a row that should not be: {row:?}"))
}

/// A graph has each triple once, however often an engine gives it.
fn different_sets(ours: &[Solution], theirs: &[Solution]) -> Option<String> {
    let set = |rows: &[Solution]| {
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        rows.dedup();
        rows
    };
    let (ours, theirs) = (set(ours), set(theirs));
    let extra = first_outside(&ours, &theirs).map(|row| format!("a triple too many: {row:?}"));
    extra.or_else(|| first_outside(&theirs, &ours).map(|row| format!("a triple is missing: {row:?}")))
}

/// The first of `rows`, sorted, that `bag` does not hold, or not as often.
fn first_outside(rows: &[Solution], bag: &[Solution]) -> Option<Solution> {
    let (mut rows, mut bag) = (rows.to_vec(), bag.to_vec());
    rows.sort_unstable();
    bag.sort_unstable();
    let mut bag = bag.iter();
    rows.iter().find(|row| bag.find(|other| other >= row) != Some(row)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(numbers: &[u64]) -> Given {
        let rows = numbers.iter().map(|number| vec![Some(Term::integer(*number))]).collect();
        Given::Rows { variables: vec!["x".to_owned()], rows }
    }

    #[track_caller]
    fn check(text: &str, ours: &[u64], theirs: &[u64], all: &[u64], same: bool) {
        let shape = Shape::of(text).unwrap();
        let all = shape.unsliced.as_ref().map(|_| rows(all));
        let difference = difference(&shape, &rows(ours), &rows(theirs), all.as_ref());
        assert_eq!(difference.is_none(), same, "{difference:?}");
    }

    #[test]
    fn solutions_are_a_bag() {
        let text = "SELECT ?x { ?s ?p ?x }";
        check(text, &[1, 2, 2], &[2, 1, 2], &[], true);
        check(text, &[1, 1, 2], &[2, 1, 2], &[], false);
        check(text, &[1, 2], &[2, 1, 2], &[], false);
    }

    #[test]
    fn ordered_solutions_are_a_list() {
        let text = "SELECT ?x { ?s ?p ?x } ORDER BY DESC(?x)";
        check(text, &[2, 1], &[2, 1], &[], true);
        check(text, &[1, 2], &[2, 1], &[], false);
    }

    #[test]
    fn a_limit_may_choose() {
        let text = "SELECT ?x { ?s ?p ?x } LIMIT 2";
        check(text, &[1, 2], &[3, 2], &[1, 2, 3], true);
        check(text, &[1, 1], &[3, 2], &[1, 2, 3], false);
        check(text, &[1, 4], &[3, 2], &[1, 2, 3], false);
        check(text, &[1], &[3, 2], &[1, 2, 3], false);
    }

    #[test]
    fn what_is_chosen_from_an_order_must_have_its_keys() {
        let text = "SELECT ?x { ?s ?p ?x } ORDER BY ?x LIMIT 2";
        check(text, &[1, 2], &[1, 2], &[1, 2, 3], true);
        check(text, &[1, 3], &[1, 2], &[1, 2, 3], false);
    }

    #[test]
    fn a_graph_is_a_set() {
        let triple = |number| vec![Some(Term::integer(number))];
        let graph = |numbers: &[u64]| Given::Graph(numbers.iter().copied().map(triple).collect());
        let differ = |ours: &[u64], theirs: &[u64]| {
            difference(&Shape::default(), &graph(ours), &graph(theirs), None).is_some()
        };
        assert!(!differ(&[1, 2], &[2, 1, 2]));
        assert!(differ(&[1, 2, 3], &[1, 2]) && differ(&[1], &[1, 2]));
    }
}
