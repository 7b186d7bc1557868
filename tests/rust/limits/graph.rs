//! A graph on which queries explode, and how they are run.

use std::fmt::Write;
use std::time::{Duration, Instant};

use ggen_marketplace_core::catalog::{Catalog, GraphSegmentBuilder};
use ggen_marketplace_core::model::Term;
use ggen_marketplace_core::query::{Answer, Cancel, Limits, Options, Query, QueryError};

/// Nodes; each has an edge `p` to [`EDGES`] others, a text `t` and a number `n`.
const NODES: usize = 200;
const EDGES: usize = 10;
const TEXT_BYTES: usize = 200;

/// What is allowed where only one limit is under test.
pub(crate) const UNBOUNDED: Limits = Limits { fuel: u64::MAX, rows: u64::MAX, bytes: 1 << 32 };

pub(crate) fn catalog() -> Catalog<Vec<u8>> {
    let mut builder = GraphSegmentBuilder::new();
    let iri = |name: &str| Term::iri(&format!("http://e/{name}"));
    let mut push = |s: &Term, p: &str, o: &Term| builder.push(s.as_ref(), iri(p).as_ref(), o.as_ref(), None);
    for node in 0..NODES {
        let subject = iri(&format!("s{node}"));
        for edge in 1..=EDGES {
            push(&subject, "p", &iri(&format!("s{}", (node * 7 + edge * edge * 13) % NODES)));
        }
        let mut text = format!("{node} ");
        while text.len() < TEXT_BYTES {
            write!(text, "aab{node}").unwrap();
        }
        push(&subject, "t", &Term::string(&text));
        push(&subject, "n", &Term::integer(node as u64));
    }
    Catalog::open(vec![builder.build().unwrap()]).unwrap()
}

/// What came of a query: rows that it gave before its end, and the end.
pub(crate) struct Ran {
    pub(crate) rows: u64,
    pub(crate) end: Result<(), QueryError>,
    pub(crate) took: Duration,
}

/// Runs `body` after the prefix that makes `:p` mean the graph's.
pub(crate) fn run(catalog: &Catalog<Vec<u8>>, body: &str, limits: Limits, cancel: Option<Cancel<'_>>) -> Ran {
    let start = Instant::now();
    let mut rows = 0;
    let end = read(catalog, &format!("PREFIX : <http://e/> {body}"), limits, cancel, &mut rows);
    Ran { rows, end, took: start.elapsed() }
}

fn read(
    catalog: &Catalog<Vec<u8>>,
    text: &str,
    limits: Limits,
    cancel: Option<Cancel<'_>>,
    rows: &mut u64,
) -> Result<(), QueryError> {
    let dataset = catalog.dataset().unwrap();
    let query = Query::parse(text, None)?;
    let plan = query.plan(&dataset)?;
    match plan.run(&Options { limits, cancel, ..Options::default() })? {
        Answer::Boolean(value) => *rows += u64::from(value),
        Answer::Solutions(mut solutions) => {
            while solutions.next()?.is_some() {
                *rows += 1;
            }
        }
        Answer::Graph(mut triples) => {
            while triples.next()?.is_some() {
                *rows += 1;
            }
        }
    }
    Ok(())
}

/// The next query works, whatever came before it.
#[track_caller]
pub(crate) fn assert_works(catalog: &Catalog<Vec<u8>>) {
    let ran = run(catalog, "SELECT * { ?s :n 7 ; :t ?t }", Limits::default(), None);
    assert_eq!((ran.rows, ran.end), (1, Ok(())));
}
