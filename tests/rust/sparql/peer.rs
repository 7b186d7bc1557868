//! The engine that ours is compared with: `spareval` over a plain set of quads.

use std::rc::Rc;

use oxrdf::{Dataset, Quad};
use spareval::{QueryEvaluator, QueryResults};
use spargebra::{Query, SparqlParser};

use super::{Engine, Outcome, Store};

/// `spareval`.
#[derive(Clone, Copy)]
pub struct Peer {
    optimizes: bool,
}

impl Peer {
    /// As its users get it.
    pub const OPTIMIZED: Self = Self { optimizes: true };
    /// A query is run as it is written.
    pub const PLAIN: Self = Self { optimizes: false };
}

struct Loaded {
    engine: Peer,
    dataset: Rc<Dataset>,
}

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
        Ok(Box::new(Loaded { engine: *self, dataset: Rc::new(quads.iter().cloned().collect()) }))
    }
}

impl Store for Loaded {
    fn run(&self, text: &str, base: &str) -> Result<Outcome, String> {
        let query = parse(text, base)?;
        let evaluator = QueryEvaluator::new();
        let evaluator = if self.engine.optimizes { evaluator } else { evaluator.without_optimizations() };
        let results = evaluator.prepare(&query).execute(&*self.dataset).map_err(|error| error.to_string())?;
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
