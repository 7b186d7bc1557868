//! Our engine, over a segment that is built and opened again.

use ggen_marketplace_core::catalog::{Catalog, GraphSegmentBuilder};
use ggen_marketplace_core::model;
use ggen_marketplace_core::query::{
    Answer, GraphAnswer, Limits, Options, Query, QueryError, Solutions, Stop,
};
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use std::time::{Duration, Instant};

use super::{Engine, Outcome, Store};

/// The engine of the core.
pub struct Ours;

/// No test's query takes longer; one that does is reported, not waited for.
const MAX_TIME: Duration = Duration::from_secs(10);

struct Loaded(Catalog<Vec<u8>>);

impl Engine for Ours {
    fn name(&self) -> &'static str {
        "ours"
    }

    fn parse(&self, text: &str, base: &str) -> Result<(), String> {
        Query::parse(text, Some(base)).map(drop).map_err(|error| error.to_string())
    }

    fn load(&self, quads: &[Quad]) -> Result<Box<dyn Store>, String> {
        Ok(Box::new(Loaded(Catalog::open(vec![segment(quads)?]).map_err(|error| error.to_string())?)))
    }
}

/// `quads` as the bytes of a segment.
///
/// # Errors
/// The builder's message.
pub fn segment(quads: &[Quad]) -> Result<Vec<u8>, String> {
    let mut builder = GraphSegmentBuilder::new();
    for quad in quads {
        let [s, p, o] = [node(&quad.subject), named(&quad.predicate), term(&quad.object)];
        let graph = match &quad.graph_name {
            GraphName::DefaultGraph => None,
            GraphName::NamedNode(name) => Some(named(name)),
            GraphName::BlankNode(name) => Some(model::Term::Blank(name.as_str().to_owned())),
        };
        builder.push(s.as_ref(), p.as_ref(), o.as_ref(), graph.as_ref().map(model::Term::as_ref));
    }
    builder.build().map_err(|error| error.to_string())
}

fn named(node: &NamedNode) -> model::Term {
    model::Term::iri(node.as_str())
}

fn node(node: &NamedOrBlankNode) -> model::Term {
    match node {
        NamedOrBlankNode::NamedNode(node) => named(node),
        NamedOrBlankNode::BlankNode(node) => model::Term::Blank(node.as_str().to_owned()),
    }
}

fn term(term: &Term) -> model::Term {
    match term {
        Term::NamedNode(node) => named(node),
        Term::BlankNode(node) => model::Term::Blank(node.as_str().to_owned()),
        Term::Literal(literal) => match literal.language() {
            Some(language) => {
                model::Term::Tagged { value: literal.value().to_owned(), language: language.to_lowercase() }
            }
            None => model::Term::typed(literal.value(), literal.datatype().as_str()),
        },
    }
}

fn back(term: &model::Term) -> Term {
    match term {
        model::Term::Iri(iri) => NamedNode::new_unchecked(iri).into(),
        model::Term::Blank(label) => BlankNode::new_unchecked(label).into(),
        model::Term::Tagged { value, language } => {
            Literal::new_language_tagged_literal_unchecked(value, language).into()
        }
        model::Term::Literal { value, datatype: None } => Literal::new_simple_literal(value).into(),
        model::Term::Literal { value, datatype: Some(datatype) } => {
            Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)).into()
        }
    }
}

impl Store for Loaded {
    fn run(&self, text: &str, base: &str) -> Result<Outcome, String> {
        let dataset = self.0.dataset().map_err(|error| error.to_string())?;
        let query = Query::parse(text, Some(base)).map_err(|error| error.to_string())?;
        let plan = query.plan(&dataset).map_err(|error| error.to_string())?;
        let start = Instant::now();
        let late =
            || (start.elapsed() > MAX_TIME).then_some(Stop::TimeUp { limit_ms: MAX_TIME.as_millis() as u64 });
        let limits = Limits { fuel: 100_000_000, ..Limits::default() };
        let options = Options { limits, cancel: Some(&late), ..Options::default() };
        let answer = plan.run(&options).map_err(|error| error.to_string())?;
        collect(answer).map_err(|error| error.to_string())
    }
}

fn collect(answer: Answer<'_>) -> Result<Outcome, QueryError> {
    match answer {
        Answer::Boolean(value) => Ok(Outcome::Boolean(value)),
        Answer::Graph(triples) => collect_graph(triples),
        Answer::Solutions(solutions) => collect_solutions(solutions),
    }
}

fn collect_solutions(mut solutions: Solutions<'_>) -> Result<Outcome, QueryError> {
    let variables = solutions.variables().to_vec();
    let mut rows = Vec::new();
    while let Some(row) = solutions.next()? {
        rows.push(row.iter().map(|term| term.map(back)).collect());
    }
    Ok(Outcome::Solutions { variables, rows })
}

fn collect_graph(mut triples: GraphAnswer<'_>) -> Result<Outcome, QueryError> {
    let mut all = Vec::new();
    while let Some([s, p, o]) = triples.next()? {
        all.push(triple(s, p, o));
    }
    Ok(Outcome::Graph(all))
}

/// An answer that is no RDF stops the test.
fn triple(s: &model::Term, p: &model::Term, o: &model::Term) -> Triple {
    match (back(s), back(p)) {
        (Term::NamedNode(s), Term::NamedNode(p)) => Triple::new(s, p, back(o)),
        (Term::BlankNode(s), Term::NamedNode(p)) => Triple::new(s, p, back(o)),
        (s, p) => panic!("{s} {p} … is no triple"),
    }
}
