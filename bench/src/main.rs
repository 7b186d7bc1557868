//! `bench`: ours and its peers on the same data, in the same run. See `docs/performance.md`.

mod cli;
mod corpus;
mod graph;
mod grid;
mod measure;
mod node;
mod process;
mod queries;
mod records;
mod report;
mod search;
mod sparql;
mod trust;

use std::process::ExitCode;

use corpus::Corpus;
use report::{print_json, print_tables};

/// Anything that goes wrong ends the run: a benchmark that skips what fails measures something else.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "usage: bench [search|graph|sparql|trust|cli|all] | bench evaluate ENGINE";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    if let ["alone", "spawn", times, command @ ..] = args {
        let command: Vec<String> = command.iter().map(|arg| (*arg).to_owned()).collect();
        return print_json(&process::spawn(&command, times.parse()?)?);
    }
    if args == ["trust"] {
        return print_tables(&trust::run()?);
    }
    if let ["alone", "load", engine, triples, segment] = args {
        return sparql::alone(engine, triples, segment);
    }
    if let ["sparql", arguments @ ..] = args {
        return sparql::run(arguments);
    }
    let corpus = Corpus::ready()?;
    match args {
        ["alone", "store", name] => print_json(&graph::alone(name, &corpus)?),
        ["alone", work, engine] => print_json(&search::alone(work, engine, &corpus)?),
        ["evaluate", engine] => search::evaluate(engine, &corpus),
        ["search"] => print_tables(&search::run(&corpus)?),
        ["graph"] => print_tables(&graph::run(&corpus)?),
        ["cli"] => print_tables(&cli::run(&corpus)?),
        [] | ["all"] => all(&corpus),
        _ => Err(USAGE.into()),
    }
}

fn all(corpus: &Corpus) -> Result<()> {
    print_tables(&search::run(corpus)?)?;
    print_tables(&graph::run(corpus)?)?;
    sparql::run(&[])?;
    print_tables(&trust::run()?)?;
    print_tables(&cli::run(corpus)?)
}
