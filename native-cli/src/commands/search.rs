//! `search`: words in, ranked packages out.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use ggen_marketplace_core::search::{Filters, Hits, Query, SearchError, Sort};
use serde::Serialize;

use super::found;
use crate::args::Search;
use crate::failure::Failure;
use crate::output::{Output, json_line, one_line};
use crate::registry::{Opened, Registry};
use crate::report::{Asked, Report};
use crate::subject::Subject;

/// What `--timing` says of one query, on standard error.
#[derive(Serialize)]
struct Timing {
    total_us: u64,
}

pub(super) fn run(command: &Search, output: Output) -> Result<(), Failure> {
    let start = Instant::now();
    let opened = Registry::named(&command.registry)?.open()?;
    if command.verbose {
        note(&format!("opened {} in {} µs", opened.registry().root().display(), micros(start)));
    }
    match (&command.batch, &command.related) {
        (Some(file), _) => batch(file, command, &opened),
        (None, Some(name)) => related(name, command, &opened, output),
        _ if command.suggest => suggest(command, &opened, output),
        _ => one(command, &opened, output),
    }
}

fn text(command: &Search) -> String {
    command.named_query.clone().unwrap_or_else(|| command.words.join(" "))
}

fn suggest(command: &Search, opened: &Opened, output: Output) -> Result<(), Failure> {
    let suggestions = opened.catalog.suggest(&text(command), command.limit).map_err(opened.unanswered())?;
    output.result(&suggestions, || found::suggestions(&suggestions))
}

fn related(name: &str, command: &Search, opened: &Opened, output: Output) -> Result<(), Failure> {
    let subject = Subject::parse(name)?;
    match opened.catalog.related(subject.name.as_str(), command.limit) {
        Ok(packages) => output.result(&packages, || found::related(&packages)),
        Err(SearchError::UnknownPackage { .. }) => Err(subject.unknown(opened)?),
        Err(error) => Err(opened.unanswered()(error)),
    }
}

fn one(command: &Search, opened: &Opened, output: Output) -> Result<(), Failure> {
    let hits = answer(opened, &query(command, text(command))?, command)?;
    if command.verbose {
        note(&format!("{} matches in {} µs", hits.total_matches, hits.query_time_us));
    }
    output.result(&hits, || found::hits(&hits))
}

/// One query a line in, one answer a line out: a query without words is answered with its error.
fn batch(file: &Path, command: &Search, opened: &Opened) -> Result<(), Failure> {
    let lines = BufReader::new(File::open(file).map_err(Failure::io("open", file))?).lines();
    let mut out = io::stdout().lock();
    for (number, line) in (1..).zip(lines) {
        let text = line.map_err(|error| unreadable(file, number, error))?;
        match answer(opened, &query(command, text)?, command) {
            Ok(hits) => json_line(&mut out, &hits)?,
            Err(refused @ Failure::Search(SearchError::EmptyQuery | SearchError::Unclear { .. })) => {
                json_line(&mut out, &Unanswered::new(Report::of(&refused, &Asked::search(command))))?;
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

fn unreadable(file: &Path, line: usize, error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::InvalidData => Failure::QueryNotText { path: file.into(), line },
        _ => Failure::io("read", file)(error),
    }
}

/// An answer without hits, and why.
#[derive(Serialize)]
struct Unanswered {
    #[serde(flatten)]
    hits: Hits,
    error: Report,
}

impl Unanswered {
    fn new(error: Report) -> Self {
        Self { hits: Hits::none(), error }
    }
}

fn answer(opened: &Opened, query: &Query, command: &Search) -> Result<Hits, Failure> {
    let start = Instant::now();
    let answered = opened.catalog.search(query);
    let total_us = micros(start);
    if command.timing {
        json_line(&mut io::stderr().lock(), &Timing { total_us })?;
    }
    let hits = answered.map_err(opened.unanswered())?;
    Ok(Hits { query_time_us: total_us, ..hits })
}

fn query(command: &Search, text: String) -> Result<Query, Failure> {
    let filters = Filters {
        category: command.category.clone(),
        tag: command.tag.clone(),
        author: command.author.clone(),
        license: command.license.clone(),
        keyword: command.keyword.clone(),
    };
    Ok(Query {
        text,
        limit: command.limit,
        offset: command.offset,
        filters,
        sort: Sort::named(&command.sort).map_err(Failure::Search)?,
        all: command.all,
        strict: command.strict,
        facets: command.facets,
        explain: command.explain,
        highlight: command.highlight,
    })
}

fn note(text: &str) {
    anstream::eprintln!("{}", one_line(text));
}

fn micros(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}
