//! The engine that ours is compared with: `spareval` over a plain set of quads.

use std::rc::Rc;

use oxrdf::{Dataset, Quad};
use spareval::{QueryEvaluator, QueryResults};
use spargebra::{Query, SparqlParser};

use super::{Engine, Outcome, Store};

/// `spareval`.
pub struct Peer;

struct Loaded(Rc<Dataset>);

fn parse(text: &str, base: &str) -> Result<Query, String> {
    let parser = SparqlParser::new().with_base_iri(base).map_err(|error| error.to_string())?;
    parser.parse_query(text).map_err(|error| error.to_string())
}

impl Engine for Peer {
    fn name(&self) -> &'static str {
        "spareval"
    }

    fn parse(&self, text: &str, base: &str) -> Result<(), String> {
        parse(text, base).map(drop)
    }

    fn load(&self, quads: &[Quad]) -> Result<Box<dyn Store>, String> {
        Ok(Box::new(Loaded(Rc::new(quads.iter().cloned().collect()))))
    }
}

impl Store for Loaded {
    fn run(&self, text: &str, base: &str) -> Result<Outcome, String> {
        let query = parse(text, base)?;
        let evaluator = QueryEvaluator::new();
        let results = evaluator.prepare(&query).execute(&*self.0).map_err(|error| error.to_string())?;
        collect(results).map_err(|error| error.to_string())
    }
}

fn collect(results: QueryResults<'_>) -> Result<Outcome, spareval::QueryEvaluationError> {
    Ok(match results {
        QueryResults::Boolean(value) => Outcome::Boolean(value),
        QueryResults::Graph(triples) => Outcome::Graph(triples.collect::<Result<_, _>>()?),
        QueryResults::Solutions(solutions) => {
            let variables: Vec<_> = solutions.variables().to_vec();
            let rows = solutions
                .map(|row| row.map(|row| variables.iter().map(|name| row.get(name).cloned()).collect()));
            let rows = rows.collect::<Result<_, _>>()?;
            Outcome::Solutions {
                variables: variables.iter().map(|name| name.as_str().to_owned()).collect(),
                rows,
            }
        }
    })
}
