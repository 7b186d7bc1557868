//! `query`: SPARQL in, an answer out.
//!
//! The query is parsed, and its format checked, before anything is loaded. `question` finds the text and the
//! values, `explain` shows plans.

mod explain;
mod question;

use std::io::{self, Write};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ggen_marketplace_core::graph::Dataset;
use ggen_marketplace_core::query::results::Prefixes;
use ggen_marketplace_core::query::{Limits, Options, Stop};
use serde::Serialize;

use crate::answer::{self, Clock, Style};
use crate::args::Query;
use crate::dataset;
use crate::failure::Failure;
use crate::output::{Output, json_line};
use crate::rdf::DataFile;
use crate::registry::Registry;
use question::Question;

/// What `--timing` says of one run, on standard error.
#[derive(Serialize)]
struct Timing {
    parse_us: u64,
    plan_us: u64,
    execute_us: u64,
    serialize_us: u64,
    total_us: u64,
}

/// What one run needs beside the dataset.
struct Asked<'a> {
    command: &'a Query,
    question: &'a Question,
    style: Style,
    prefixes: Prefixes,
}

pub(super) fn run(command: &Query, output: Output) -> Result<(), Failure> {
    if command.named.as_deref() == Some("list") {
        return question::list(output);
    }
    let question = Question::of(command)?;
    let form = question.parse()?.form();
    let style = Style::of(form, output)?;
    let catalog = open(command, &question)?;
    let dataset = catalog.dataset().map_err(|error| Failure::Segment { path: None, error })?;
    let prefixes = Prefixes::of_query(&question.text());
    let asked = Asked { command, question: &question, style, prefixes };
    if command.explain {
        return explain::run(&asked, &dataset, output);
    }
    for number in 1..=command.repeat {
        let (timing, rows) = once(&asked, &dataset, number == 1)?;
        if command.timing {
            json_line(&mut io::stderr().lock(), &timing)?;
        }
        if rows == 0 && style == Style::Table {
            anstream::eprintln!("No solution.");
        }
    }
    Ok(())
}

fn open(
    command: &Query,
    question: &Question,
) -> Result<ggen_marketplace_core::catalog::Catalog<dataset::Bytes>, Failure> {
    let segments = match command.registry() {
        Some(registry) => Registry::named(&registry)?.segments()?,
        None => Vec::new(),
    };
    let unnamed = command.data.iter().chain(&question.files);
    let files = unnamed.map(|path| DataFile { path: path.clone(), graph: None });
    let files: Vec<_> = files.chain(command.graphs.graphs.iter().cloned()).collect();
    dataset::open(segments, &files, command.graphs.base.as_deref())
}

/// Asks once; what it took, and the number of rows.
fn once(asked: &Asked<'_>, dataset: &Dataset<'_>, is_printed: bool) -> Result<(Timing, u64), Failure> {
    let mut clock = Clock { is_on: asked.command.timing, ..Clock::default() };
    // Whoever measures does not want to measure the reader of standard output too.
    let mut held = Vec::new();
    let mut direct = (is_printed && !clock.is_on).then(|| output(asked.style));
    let out: &mut dyn Write = match &mut direct {
        Some(direct) => direct,
        None => &mut held,
    };
    let start = Instant::now();
    let query = asked.question.parse()?;
    let parsed = Instant::now();
    let plan = query.plan(dataset).map_err(Failure::Query)?;
    let planned = Instant::now();
    let cancel = deadline(planned, asked.command.timeout);
    let options = options(asked.command, &cancel)?;
    let mut given = plan.run(&options).map_err(Failure::Query)?;
    clock.execute = planned.elapsed();
    let rows = answer::write(&mut given, asked.style, &asked.prefixes, &mut clock, out)?;
    let total = start.elapsed();
    if is_printed && clock.is_on {
        let mut direct = output(asked.style);
        direct.write_all(&held).and_then(|()| direct.flush()).map_err(Failure::Output)?;
    }
    let timing = Timing {
        parse_us: micros(parsed - start),
        plan_us: micros(planned - parsed),
        execute_us: micros(clock.execute),
        serialize_us: micros(clock.serialize),
        total_us: micros(total),
    };
    Ok((timing, rows))
}

/// Tables may have colours, which go where nobody sees them; data is never changed.
fn output(style: Style) -> Box<dyn Write> {
    match style {
        Style::Table => Box::new(anstream::stdout()),
        Style::Written(_) => Box::new(io::stdout().lock()),
    }
}

fn options<'a>(command: &Query, cancel: &'a dyn Fn() -> Option<Stop>) -> Result<Options<'a>, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| Failure::Clock)?;
    let mut seed = [0; 8];
    getrandom::fill(&mut seed).map_err(|error| Failure::NoRandomness(io::Error::other(error)))?;
    // Time is the bound that people understand; steps have none here.
    let limits = Limits { fuel: u64::MAX, rows: command.max_rows, bytes: command.max_memory };
    let now_ms = i64::try_from(now.as_millis()).map_err(|_| Failure::Clock)?;
    Ok(Options { limits, now_ms, seed: u64::from_le_bytes(seed), cancel: Some(cancel) })
}

/// Stops a run `timeout` after `start`; never if that is zero.
fn deadline(start: Instant, timeout: Duration) -> impl Fn() -> Option<Stop> {
    let limit_ms = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
    move || (!timeout.is_zero() && start.elapsed() >= timeout).then_some(Stop::TimeUp { limit_ms })
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
