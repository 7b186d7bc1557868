//! Triple patterns: terms in and terms out by both, and ids in and ids out by ours, as a query engine reads.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use ggen_marketplace_core::catalog::TermPattern;
use ggen_marketplace_core::graph::Pattern;
use ggen_marketplace_core::model::Triple;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, TermRef};

use super::data::Data;
use super::engines::Both;
use crate::Result;
use crate::graph::{Shape, oxigraph_term};
use crate::grid::{Grid, Line};
use crate::measure::{Cost, Rounds, alternate};

/// Triples that lookups are made from, taken evenly from the file.
const SAMPLE: usize = 200;

const ROUNDS: Rounds = Rounds { measured: 5, budget: Duration::from_secs(10) };

const SHAPES: [Shape; 6] = [
    Shape::new("s p o", [true, true, true]),
    Shape::new("s p ?", [true, true, false]),
    Shape::new("s ? ?", [true, false, false]),
    Shape::new("s ? o", [true, false, true]),
    Shape::new("? p o", [false, true, true]),
    Shape::new("? ? o", [false, false, true]),
];

/// Lookups a second of every shape.
///
/// # Errors
/// If an engine fails, or they find other numbers of triples.
pub(super) fn run(data: &Data, engines: &Both) -> Result<Grid> {
    let sample = sample(&data.triples)?;
    let dataset = engines.ours.dataset()?;
    let mut ids = Vec::new();
    for shape in SHAPES {
        let pattern = |triple| Ok(dataset.pattern(ours(triple, shape))?.ok_or("a term is missing")?);
        ids.push(sample.iter().map(pattern).collect::<Result<Vec<Pattern>>>()?);
    }
    let terms_out = |shape, triple| Ok(engines.ours.triples(ours(triple, shape), usize::MAX)?.len());
    let ids_out = |pattern: &Pattern| -> Result<usize> {
        let mut found = 0;
        dataset.each(*pattern, |row| found += usize::from(std::hint::black_box(row) != [u32::MAX; 3]))?;
        Ok(found)
    };
    let mut found = [[0; SHAPES.len()]; 3];
    let costs = alternate(3, SHAPES.len(), ROUNDS, |engine, case| {
        // One that fails here would seem fast; it must stop the run.
        let sum = |all: Result<usize>| all.expect("an answer");
        found[engine][case] = match engine {
            0 => sum(sample.iter().map(|triple| peer(engines, triple, SHAPES[case])).sum()),
            1 => sum(sample.iter().map(|triple| terms_out(SHAPES[case], triple)).sum()),
            _ => sum(ids[case].iter().map(ids_out).sum()),
        };
    });
    if found.iter().any(|of_engine| *of_engine != found[0]) {
        return Err(format!("the engines disagree on how many triples match: {found:?}").into());
    }
    let case = |case: usize| line(case, found[0][case], [costs[0][case], costs[1][case], costs[2][case]]);
    Ok(Grid {
        title: format!(
            "SPARQL: lookups a second, {SAMPLE} of each pattern, by CPU time; terms in and out, then ids in and out"
        ),
        columns: ["matches each", "oxigraph", "ggen", "ratio", "ggen, ids", "ratio, ids"].to_vec(),
        lines: (0..SHAPES.len()).map(case).collect(),
    })
}

fn line(case: usize, found: usize, costs: [Cost; 3]) -> Line {
    let rate = costs.map(|cost| SAMPLE as f64 * 1e6 / cost.cpu_us());
    let each = found as f64 / SAMPLE as f64;
    let values = [each, rate[0], rate[1], rate[1] / rate[0], rate[2], rate[2] / rate[0]];
    Line { case: SHAPES[case].name.to_owned(), values: values.map(Some).to_vec() }
}

fn ours(triple: &Triple, shape: Shape) -> TermPattern<'_> {
    TermPattern {
        subject: shape.subject.then_some(triple.subject.as_str()),
        predicate: shape.predicate.then_some(triple.predicate.as_str()),
        object: shape.object.then_some(&triple.object),
    }
}

fn peer(engines: &Both, triple: &Triple, shape: Shape) -> Result<usize> {
    let object = shape.object.then(|| oxigraph_term(&triple.object));
    let subject = NamedNodeRef::new_unchecked(&triple.subject);
    let mut found = 0;
    for quad in engines.peer.quads_for_pattern(
        shape.subject.then_some(NamedOrBlankNodeRef::NamedNode(subject)),
        shape.predicate.then_some(NamedNodeRef::new_unchecked(&triple.predicate)),
        object.as_ref().map(TermRef::from),
        None,
    ) {
        drop(std::hint::black_box(quad?));
        found += 1;
    }
    Ok(found)
}

/// [`SAMPLE`] triples without blank nodes, evenly spread over those of the file.
fn sample(triples: &Path) -> Result<Vec<Triple>> {
    let parsed = || -> Result<_> {
        let lines = BufReader::new(File::open(triples)?).lines();
        Ok(lines.filter_map(|line| line.ok().as_deref().and_then(Triple::parse)))
    };
    let step = (parsed()?.count() / SAMPLE).max(1);
    let sample: Vec<Triple> = parsed()?.step_by(step).take(SAMPLE).collect();
    if sample.len() < SAMPLE {
        return Err(format!("fewer than {SAMPLE} triples without blank nodes").into());
    }
    Ok(sample)
}
