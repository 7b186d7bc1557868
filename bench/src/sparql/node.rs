//! The same queries in Node: our WebAssembly beside the npm package of Oxigraph, in one process.

use std::fs;

use super::data::Data;
use super::load::{self, PEER};
use super::queries::{CONTESTANTS, Case, Measured, grid};
use crate::Result;
use crate::grid::Grid;
use crate::node;
use crate::report::{Better, OURS, Row, Table};

/// What becoming ready took, and the queries.
///
/// # Errors
/// If the runner fails: also if answers differ.
pub(super) fn run(data: &Data, cases: &[Case]) -> Result<(Table, Grid)> {
    load::segment(data)?;
    let file = data.segment.with_file_name("queries.json");
    let texts: Vec<&str> = cases.iter().map(|case| case.text.as_str()).collect();
    fs::write(&file, serde_json::to_string(&texts)?)?;
    let lines = node::run("sparql.mjs", &[&data.triples, &data.segment, &file])?;
    let ready = |measure: &str, engine: &str| {
        let line = lines.iter().find(|line| line.measure == measure).ok_or("a measure is missing")?;
        Ok::<_, &str>(Row::new("ready to answer", engine, &[line.cpu / 1e3, line.wall / 1e3, line.rss / 1e6]))
    };
    let table = Table {
        title: "SPARQL in Node: ours opened, the npm package loaded (ratio: cpu)".to_owned(),
        columns: vec!["cpu ms", "wall ms", "MB grown"],
        key: 0,
        better: Better::Lower,
        rows: vec![ready("open", OURS)?, ready("load", PEER)?],
    };
    Ok((
        table,
        grid("SPARQL in Node: queries, CPU µs; the same answers", cases, &measured(&lines, cases.len())?),
    ))
}

fn measured(lines: &[node::Line], cases: usize) -> Result<Vec<Measured>> {
    let find = |case: usize, engine: &str| {
        let is = |line: &&node::Line| line.measure == "query" && line.query == case && line.engine == engine;
        lines.iter().find(is).ok_or_else(|| format!("query {case} is missing for {engine}"))
    };
    let mut all = Vec::new();
    for case in 0..cases {
        let mut us = [0.0; CONTESTANTS];
        for (us, engine) in us.iter_mut().zip([PEER, OURS, "ggen prepared"]) {
            *us = find(case, engine)?.cpu;
        }
        all.push(Measured { rows: find(case, OURS)?.matches, us });
    }
    Ok(all)
}
