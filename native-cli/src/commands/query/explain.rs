//! `--explain`: what the plan expected and what came of it.

use std::io;
use std::time::Instant;

use ggen_marketplace_core::graph::Dataset;
use ggen_marketplace_core::query::PlanLine;
use serde::Serialize;

use super::{Asked, deadline, options};
use crate::answer::{self, Clock};
use crate::failure::Failure;
use crate::output::{Output, table};

#[derive(Serialize)]
struct Explained {
    plan: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    depth: usize,
    step: String,
    expected: u64,
    actual: u64,
}

/// Runs the query, throws the answer away and prints the plan.
pub(super) fn run(asked: &Asked<'_>, dataset: &Dataset<'_>, output: Output) -> Result<(), Failure> {
    let query = asked.question.parse()?;
    let plan = query.plan(dataset).map_err(Failure::Query)?;
    let cancel = deadline(Instant::now(), asked.command.timeout);
    let options = options(asked.command, &cancel)?;
    let mut given = plan.run(&options).map_err(Failure::Query)?;
    answer::write(&mut given, asked.style, &asked.prefixes, &mut Clock::default(), &mut io::sink())?;
    drop(given);
    let line =
        |PlanLine { depth, text, estimated, actual }| Line { depth, step: text, expected: estimated, actual };
    let explained = Explained { plan: plan.lines().into_iter().map(line).collect() };
    output.result(&explained, || {
        let rows = explained.plan.iter().map(|line| {
            let step = format!("{}{}", "· ".repeat(line.depth), line.step);
            vec![line.expected.to_string(), line.actual.to_string(), step]
        });
        table(&["EXPECTED", "ACTUAL", "STEP"], rows)
    })
}
