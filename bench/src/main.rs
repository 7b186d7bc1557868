//! `bench`: ours and its peers on the same data, in the same run. See `docs/performance.md`.

mod corpus;
mod graph;
mod measure;
mod process;
mod queries;
mod records;
mod report;
mod search;

use std::io::Write as _;
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
    let corpus = Corpus::ready()?;
    match args {
        ["alone", "store", name] => print_json(&graph::alone(name, &corpus)?),
        ["alone", work, engine] => print_json(&search::alone(work, engine, &corpus)?),
        ["evaluate", engine] => search::evaluate(engine, &corpus),
        ["search"] => print_tables(&search::run(&corpus)?, &corpus),
        ["graph"] => print_tables(&graph::run(&corpus)?, &corpus),
        _ => Err(USAGE.into()),
    }
}

fn print_json(value: &impl serde::Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(value)?);
    Ok(())
}

/// Tables to standard output, the same rows as JSON lines to `target/data/results.jsonl`.
fn print_tables(tables: &[report::Table], corpus: &Corpus) -> Result<()> {
    let path = corpus.path("results.jsonl");
    let mut lines = std::fs::File::create(&path)?;
    for table in tables {
        print!("{}", table.text());
        lines.write_all(table.json_lines().as_bytes())?;
    }
    println!("\nThe same rows as JSON lines: {}", path.display());
    Ok(())
}
