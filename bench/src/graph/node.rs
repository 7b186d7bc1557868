//! The npm package of Oxigraph: WebAssembly in Node, beside our graph natively, since ours has no lookups in
//! JavaScript yet.

use std::fmt::Write as _;
use std::fs;

use ggen_marketplace_core::model::Triple;

use super::{LOOKUP_COLUMNS, Shape, lookups, open};
use crate::Result;
use crate::corpus::Corpus;
use crate::node;
use crate::report::{Better, OURS, Row, Table};

const PEER: &str = "oxigraph-npm";

/// It makes an object of every triple it finds, so it gets few lookups.
const STEP: usize = 10;

/// Loading, and the lookups of every tenth triple of `sample`, by both.
pub(super) fn table(corpus: &Corpus, sample: &[Triple]) -> Result<Table> {
    let few: Vec<Triple> = sample.iter().step_by(STEP).cloned().collect();
    let file = corpus.path("sample.nt");
    fs::write(&file, lines(&few))?;
    let theirs = node::run("graph.mjs", &[&corpus.triples_file(), &file])?;
    let ours = lookups(&[open(OURS, corpus)?], &few, false)?;
    let mut rows = Vec::new();
    for (shape, figures) in Shape::ALL.iter().zip(ours) {
        let line = theirs.iter().find(|line| line.measure == "find" && line.shape == shape.name);
        let line = line.ok_or("the runner in Node left out a pattern")?;
        if line.matches != figures[0][2] {
            return Err(
                format!("{PEER} finds {} of `{}`, ours {}", line.matches, shape.name, figures[0][2]).into()
            );
        }
        let case = format!("find {}", shape.name);
        rows.push(Row::new(case.clone(), OURS, &figures[0]));
        rows.push(Row::new(case, PEER, &[line.cpu, line.wall, line.matches]));
    }
    for line in theirs.iter().filter(|line| line.measure == "load") {
        rows.push(Row::new(
            format!("load, then {:.0} MB resident", line.rss / 1e6),
            PEER,
            &[line.cpu, line.wall, 0.0],
        ));
    }
    let title = format!("RDF in Node, ours natively: {} lookups of each pattern (ratio: cpu)", few.len());
    Ok(Table { title, columns: LOOKUP_COLUMNS.to_vec(), key: 0, better: Better::Lower, rows })
}

fn lines(triples: &[Triple]) -> String {
    triples.iter().fold(String::new(), |mut out, triple| {
        let _ = writeln!(out, "{triple}");
        out
    })
}
