//! Search in Node: our WebAssembly core beside MiniSearch, FlexSearch and Pagefind, one peer at a time in a
//! process of its own that also holds ours.

use std::fs;
use std::path::{Path, PathBuf};

use super::table::{Contestant, query_table};
use super::{ours, size};
use crate::Result;
use crate::corpus::Corpus;
use crate::measure::percentile;
use crate::node::{self, Line};
use crate::queries::Query;
use crate::records::Source;
use crate::report::{Better, OURS, Row, Table};

/// Pagefind takes minutes to index the whole corpus: it and ours get every sixteenth package.
const PAGEFIND_STEP: usize = 16;

/// Every comparison in Node.
///
/// # Errors
/// If an engine fails.
pub(super) fn run(corpus: &Corpus, queries: &[Query]) -> Result<Vec<Table>> {
    let mut tables = Vec::new();
    for (peer, step) in [("minisearch", 1), ("flexsearch", 1), ("pagefind", PAGEFIND_STEP)] {
        eprintln!("search in Node: {peer}");
        tables.extend(compare(peer, step, corpus, queries)?);
    }
    Ok(tables)
}

fn compare(peer: &str, step: usize, corpus: &Corpus, queries: &[Query]) -> Result<Vec<Table>> {
    let of = if step == 1 { "all packages".to_owned() } else { format!("every {step}th package") };
    let segment = our_segment(step, corpus)?;
    let index = corpus.path(peer);
    let built = build(peer, step, &index, corpus)?;
    let questions = corpus.path("queries.json");
    fs::write(&questions, serde_json::to_vec(queries)?)?;
    let args = [Path::new("query"), Path::new(peer), &index, &questions, &segment];
    let lines = node::run("search.mjs", &args)?;
    let mut tables = vec![index_table(peer, &of, &built, [&segment, &index])?];
    tables.push(open_table(peer, &lines));
    let costs = [OURS, peer].map(|engine| Contestant {
        name: engine.to_owned(),
        costs: of_kind(&lines, "query", engine).map(Line::cost).collect(),
    });
    tables.push(query_table(&format!("Search in Node, {peer}, {of}"), queries, &costs));
    tables.extend(fetch_table(peer, &of, &lines, queries, &segment)?);
    Ok(tables)
}

fn index_table(peer: &str, of: &str, built: &Line, [segment, index]: [&Path; 2]) -> Result<Table> {
    // Pagefind builds in a program of its own, of which Node sees only the time.
    let own = |figure: f64| (peer != "pagefind").then_some(figure);
    let mut ours = Row::new("index", OURS, &[ours::search_bytes(segment)? as f64 / 1e6]);
    ours.values.extend([None; 3]);
    let mut theirs = Row::new("index", peer, &[size(index)? as f64 / 1e6]);
    theirs.values.extend([own(built.cpu / 1e6), Some(built.wall / 1e6), own(built.peak / 1e6)]);
    Ok(Table {
        title: format!("Search in Node, {peer}: the index of {of}, uncompressed"),
        columns: vec!["MB", "build cpu s", "build wall s", "build peak MB"],
        key: 0,
        better: Better::Lower,
        rows: vec![ours, theirs],
    })
}

fn build(peer: &str, step: usize, index: &Path, corpus: &Corpus) -> Result<Line> {
    let _ = fs::remove_dir_all(index);
    let (documents, step) = (corpus.documents_file(), step.to_string());
    let args = [Path::new("build"), Path::new(peer), &documents, index, Path::new(&step)];
    let line = node::run("search.mjs", &args)?.pop();
    line.ok_or_else(|| format!("{peer} says nothing of its build").into())
}

/// Ours of the same packages.
fn our_segment(step: usize, corpus: &Corpus) -> Result<PathBuf> {
    if step == 1 {
        return ours::segment(corpus);
    }
    let path = corpus.path("ours-thinned.segment");
    ours::build(Source::find()?.read()?.into_iter().step_by(step).collect(), &path)?;
    Ok(path)
}

fn of_kind<'a>(lines: &'a [Line], measure: &'a str, engine: &'a str) -> impl Iterator<Item = &'a Line> {
    lines.iter().filter(move |line| line.measure == measure && line.engine == engine)
}

fn open_table(peer: &str, lines: &[Line]) -> Table {
    let row = |engine: &str| {
        let line = of_kind(lines, "open", engine).next();
        Row::new("open", engine, &line.map_or([f64::NAN; 2], |line| [line.cpu / 1e3, line.wall / 1e3]))
    };
    Table {
        title: format!("Search in Node, {peer}: opening, bytes in memory, module loaded (ratio: cpu)"),
        columns: vec!["cpu ms", "wall ms"],
        key: 0,
        better: Better::Lower,
        rows: vec![row(OURS), row(peer)],
    }
}

/// What a query makes a page fetch, for an engine that fetches as it goes. Ours has no such reader yet: its
/// page fetches the whole segment, once.
fn fetch_table(
    peer: &str,
    of: &str,
    lines: &[Line],
    queries: &[Query],
    segment: &Path,
) -> Result<Option<Table>> {
    let typical = of_kind(lines, "fetch", peer).filter(|line| queries[line.query].is_typical());
    let (bytes, requests): (Vec<f64>, Vec<f64>) =
        typical.map(|line| (line.bytes / 1e3, line.requests)).unzip();
    if bytes.is_empty() {
        return Ok(None);
    }
    let whole = size(segment)? as f64 / 1e3;
    let at = |values: &[f64]| [50, 95].map(|p| percentile(values, p));
    Ok(Some(Table {
        title: format!("Search in a page, {peer}, {of}: fetched for one typical query, the first of a page"),
        columns: vec!["kB p50", "kB p95", "requests p50", "requests p95"],
        key: 0,
        better: Better::Lower,
        rows: vec![
            Row::new("one query", OURS, &[whole, whole, 1.0, 1.0]),
            Row::new("one query", peer, &[at(&bytes), at(&requests)].concat()),
        ],
    }))
}
