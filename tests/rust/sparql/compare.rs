//! Whether an answer is the one that is asked for.

use super::{Cell, Outcome, Tuple, same_bag, same_list};
use oxrdf::vocab::xsd;
use oxrdf::{Literal, Term, Triple};
use oxsdatatypes::{Decimal, Double, Float, Integer};

/// How two answers are compared.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Rows in the same order.
    pub ordered: bool,
    /// Duplicates may be left out (REDUCED).
    pub lax: bool,
    /// Numbers of one datatype are equal if their values are.
    pub by_value: bool,
}

/// Whether `got` is `expected` by `measure`.
#[must_use]
pub fn same(expected: &Outcome, got: &Outcome, measure: Measure) -> bool {
    match (expected, got) {
        (Outcome::Boolean(expected), Outcome::Boolean(got)) => expected == got,
        (Outcome::Graph(expected), Outcome::Graph(got)) => same_graph(expected, got, measure),
        (Outcome::Solutions { variables, rows }, Outcome::Solutions { variables: found, rows: got }) => {
            same_set(variables, found)
                && same_rows(
                    &tuples(variables, variables, rows, measure),
                    &tuples(variables, found, got, measure),
                    measure,
                )
        }
        _ => false,
    }
}

fn same_rows(expected: &[Tuple], got: &[Tuple], measure: Measure) -> bool {
    if measure.lax {
        let fits = got.len() <= expected.len() || expected.len() == distinct(expected).len();
        return fits && same_bag(&distinct(expected), &distinct(got));
    }
    if measure.ordered { same_list(expected, got) } else { same_bag(expected, got) }
}

fn distinct(tuples: &[Tuple]) -> Vec<Tuple> {
    let mut seen = std::collections::HashSet::new();
    tuples.iter().filter(|tuple| seen.insert(*tuple)).cloned().collect()
}

/// A graph is a set: one triple twice is one triple.
fn same_graph(expected: &[Triple], got: &[Triple], measure: Measure) -> bool {
    let tuple = |triple: &Triple| -> Tuple {
        let terms = [triple.subject.clone().into(), triple.predicate.clone().into(), triple.object.clone()];
        terms.iter().map(|term| cell(Some(term), measure.by_value)).collect()
    };
    let tuples = |triples: &[Triple]| distinct(&triples.iter().map(tuple).collect::<Vec<_>>());
    same_bag(&tuples(expected), &tuples(got))
}

fn same_set(left: &[String], right: &[String]) -> bool {
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    sorted(left) == sorted(right)
}

/// `rows` with their places in the order of `names`.
fn tuples(names: &[String], places: &[String], rows: &[Vec<Option<Term>>], measure: Measure) -> Vec<Tuple> {
    let order: Vec<_> =
        names.iter().filter_map(|name| places.iter().position(|place| place == name)).collect();
    let tuple =
        |row: &Vec<Option<Term>>| order.iter().map(|at| cell(row[*at].as_ref(), measure.by_value)).collect();
    rows.iter().map(tuple).collect()
}

fn cell(term: Option<&Term>, by_value: bool) -> Cell {
    match term {
        None => Cell::Fixed(String::new()),
        Some(Term::BlankNode(node)) => Cell::Blank(node.as_str().to_owned()),
        Some(Term::Literal(literal)) => Cell::Fixed(spelling(literal, by_value)),
        Some(term) => Cell::Fixed(term.to_string()),
    }
}

/// Language tags compare without case.
fn spelling(literal: &Literal, by_value: bool) -> String {
    if let Some(language) = literal.language() {
        return format!("{:?}@{}", literal.value(), language.to_lowercase());
    }
    let value = if by_value { value(literal) } else { None };
    format!("{:?}^^{}", value.as_deref().unwrap_or(literal.value()), literal.datatype())
}

/// One spelling for each value of the four numeric types.
fn value(literal: &Literal) -> Option<String> {
    let text = literal.value();
    match literal.datatype() {
        xsd::INTEGER => text.parse::<Integer>().ok().map(|value| value.to_string()),
        xsd::DECIMAL => text.parse::<Decimal>().ok().map(|value| value.to_string()),
        xsd::DOUBLE => text.parse::<Double>().ok().map(|value| value.to_string()),
        xsd::FLOAT => text.parse::<Float>().ok().map(|value| value.to_string()),
        _ => None,
    }
}
