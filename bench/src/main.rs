//! `bench`: ours and its peers on the same data, in the same run. See `docs/performance.md`.

mod cli;
mod corpus;
mod graph;
mod measure;
mod node;
mod process;
mod queries;
mod records;
mod report;
mod search;
mod trust;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use corpus::Corpus;

/// Anything that goes wrong ends the run: a benchmark that skips what fails measures something else.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "usage: bench [search|graph|trust|cli|all] | bench evaluate ENGINE";

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
    print_tables(&trust::run()?)?;
    print_tables(&cli::run(corpus)?)
}

fn print_json(value: &impl serde::Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(value)?);
    Ok(())
}

/// Tables for people to standard error; the same rows as JSON lines to standard output, unless a person would
/// see both.
fn print_tables(tables: &[report::Table]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for table in tables {
        eprint!("{}", table.text());
        if !out.is_terminal() {
            write!(out, "{}", table.json_lines())?;
        }
    }
    Ok(())
}
