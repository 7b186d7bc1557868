//! RDF: our graph and Oxigraph's in-memory store over the same triples.
//!
//! Both answer with terms, and both must find the same number of triples, or the run stops. Counting is
//! measured apart: ours counts in the index without making terms.

mod node;
mod ours;
mod oxigraph;

use std::fs::File;
use std::io::{BufRead as _, BufReader};

use ggen_marketplace_core::model::Triple;
pub(crate) use oxigraph::term as oxigraph_term;

use crate::Result;
use crate::corpus::Corpus;
use crate::measure::{Rounds, alternate};
use crate::process::{Footprint, again};
use crate::report::{Better, OURS, Row, Table};

/// Triples that lookups are made from, taken evenly from the file.
const SAMPLE: usize = 200;

const ROUNDS: Rounds = Rounds { measured: 5, budget: std::time::Duration::from_secs(20) };

/// A store of triples.
trait Store {
    /// How many triples there are.
    fn len(&self) -> Result<usize>;
    /// How many triples match, found by making the terms of each.
    fn find(&self, pattern: &Triple, shape: Shape) -> Result<usize>;
    /// How many triples match, by the store's best way to count.
    fn count(&self, pattern: &Triple, shape: Shape) -> Result<usize>;
}

/// Which terms of a triple are given; the others match anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) subject: bool,
    pub(crate) predicate: bool,
    pub(crate) object: bool,
}

impl Shape {
    pub(crate) const fn new(name: &'static str, [subject, predicate, object]: [bool; 3]) -> Self {
        Self { name, subject, predicate, object }
    }

    const ALL: [Self; 5] = [
        Self::new("s p o", [true, true, true]),
        Self::new("s p ?", [true, true, false]),
        Self::new("s ? ?", [true, false, false]),
        Self::new("? p o", [false, true, true]),
        Self::new("? ? o", [false, false, true]),
    ];
}

const STORES: [&str; 2] = [OURS, "oxigraph"];

fn open(name: &str, corpus: &Corpus) -> Result<Box<dyn Store>> {
    match name {
        OURS => Ok(Box::new(ours::Ours::open(corpus)?)),
        "oxigraph" => Ok(Box::new(oxigraph::Oxigraph::load(&corpus.triples_file())?)),
        _ => Err(format!("no store `{name}`").into()),
    }
}

/// Every comparison of this module.
///
/// # Errors
/// If a store fails, or the two disagree.
pub(crate) fn run(corpus: &Corpus) -> Result<Vec<Table>> {
    let sample = sample(corpus)?;
    Ok(vec![load_table(corpus)?, lookup_table(corpus, &sample)?, node::table(corpus, &sample)?])
}

/// In a process of its own: opens the store `name`, asks it once, and says what that took.
///
/// # Errors
/// If there is no such store, or it fails.
pub(crate) fn alone(name: &str, corpus: &Corpus) -> Result<Footprint> {
    let pattern = sample(corpus)?.swap_remove(0);
    Footprint::of(|| {
        let store = open(name, corpus)?;
        store.find(&pattern, Shape::ALL[1])?;
        Ok(store)
    })
}

fn load_table(corpus: &Corpus) -> Result<Table> {
    let triples = open(OURS, corpus)?.len()? as f64;
    let mut rows = Vec::new();
    for name in STORES {
        let took: Footprint = again(&["alone", "store", name])?;
        rows.push(Row::new("ready to answer", name, &[took.cpu_us, took.wall_us, took.grown / triples]));
        if name == OURS {
            rows.push(ours_on_disk(corpus, triples)?);
        }
    }
    let columns = vec!["cpu µs", "wall µs", "bytes per triple"];
    let title = format!("RDF: {triples} triples, from what is on disk to the first answer (ratio: cpu)");
    Ok(Table { title, columns, key: 0, better: Better::Lower, rows })
}

/// A memory map holds what was touched; the whole is what is on disk.
fn ours_on_disk(corpus: &Corpus, triples: f64) -> Result<Row> {
    let bytes = ours::graph_bytes(corpus)? as f64;
    let values = vec![None, None, Some(bytes / triples)];
    Ok(Row { case: "whole graph on disk".to_owned(), engine: OURS.to_owned(), values })
}

fn lookup_table(corpus: &Corpus, sample: &[Triple]) -> Result<Table> {
    let stores = STORES.iter().map(|name| open(name, corpus)).collect::<Result<Vec<_>>>()?;
    let sizes = stores.iter().map(|store| store.len()).collect::<Result<Vec<_>>>()?;
    if sizes[0] != sizes[1] {
        return Err(format!("the stores do not hold the same triples: {sizes:?}").into());
    }
    let mut rows = Vec::new();
    for count in [false, true] {
        let measured = lookups(&stores, sample, count)?;
        for (shape, lookups) in Shape::ALL.iter().zip(measured) {
            let case = format!("{} {}", if count { "count" } else { "find" }, shape.name);
            let row = |(name, figures): (&&str, [f64; 3])| Row::new(case.clone(), *name, &figures);
            rows.extend(STORES.iter().zip(lookups).map(row));
        }
    }
    let title = format!("RDF: {} lookups of each pattern, terms out; and counts (ratio: cpu)", sample.len());
    Ok(Table { title, columns: LOOKUP_COLUMNS.to_vec(), key: 0, better: Better::Lower, rows })
}

const LOOKUP_COLUMNS: [&str; 3] = ["cpu µs per lookup", "wall µs per lookup", "matches each"];

/// The figures of [`LOOKUP_COLUMNS`]: `[shape][store]`.
fn lookups(stores: &[Box<dyn Store>], sample: &[Triple], count: bool) -> Result<Vec<Vec<[f64; 3]>>> {
    let mut found = vec![[0; Shape::ALL.len()]; stores.len()];
    let costs = alternate(stores.len(), Shape::ALL.len(), ROUNDS, |store, case| {
        let (asked, shape) = (&stores[store], Shape::ALL[case]);
        let ask = |pattern| if count { asked.count(pattern, shape) } else { asked.find(pattern, shape) };
        // A store that fails here would seem fast; it must stop the run.
        found[store][case] = sample.iter().map(|pattern| ask(pattern).expect("an answer")).sum();
    });
    if found.iter().any(|of_store| *of_store != found[0]) {
        return Err(format!("the stores disagree on how many triples match: {found:?}").into());
    }
    let each = |figure: f64| figure / sample.len() as f64;
    let figures = |store: usize, case: usize| {
        let cost = costs[store][case];
        [each(cost.cpu_us()), each(cost.wall_us()), each(found[store][case] as f64)]
    };
    Ok((0..Shape::ALL.len())
        .map(|case| (0..stores.len()).map(|store| figures(store, case)).collect())
        .collect())
}

fn lines(corpus: &Corpus) -> Result<impl Iterator<Item = std::io::Result<String>>> {
    Ok(BufReader::new(File::open(corpus.triples_file())?).lines())
}

/// [`SAMPLE`] triples, evenly spread over the file.
fn sample(corpus: &Corpus) -> Result<Vec<Triple>> {
    let step = lines(corpus)?.count().div_ceil(SAMPLE).max(1);
    let parse = |line: std::io::Result<String>| -> Result<Triple> {
        Triple::parse(&line?).ok_or_else(|| "a line of triples.nt is not canonical".into())
    };
    lines(corpus)?.step_by(step).map(parse).collect()
}
