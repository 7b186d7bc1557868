//! SPARQL: our engine and Oxigraph over the same N-Triples, in one process.
//!
//! What is compared: loading, opening, pattern lookups, queries; and the same queries in Node. The answers must be
//! the same (see [`answers`]), or the run fails after its tables are printed.

mod answers;
mod data;
mod engines;
mod load;
mod lookups;
mod node;
mod queries;

use std::path::Path;

use crate::Result;
use crate::grid::print_grid;
use crate::report::{print_json, print_tables};
use data::Data;

/// The parts of the comparison, in the order in which they run.
const PARTS: [&str; 4] = ["load", "lookups", "queries", "node"];

const USAGE: &str =
    "usage: bench sparql [load] [lookups] [queries] [node] [--data FILE] [--queries DIR]… [--only TEXT]";

/// What the command line asks for.
#[derive(Debug, Default)]
struct Asked<'a> {
    parts: Vec<&'a str>,
    data: Option<&'a Path>,
    queries: Vec<&'a Path>,
    only: &'a str,
}

impl<'a> Asked<'a> {
    fn parse(arguments: &[&'a str]) -> Result<Self> {
        let mut asked = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().copied().ok_or(USAGE);
            match *argument {
                "--data" => asked.data = Some(Path::new(value()?)),
                "--queries" => asked.queries.push(Path::new(value()?)),
                "--only" => asked.only = value()?,
                part if PARTS.contains(&part) => asked.parts.push(part),
                _ => return Err(USAGE.into()),
            }
        }
        Ok(asked)
    }

    fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }
}

/// Every comparison that `arguments` ask for.
///
/// # Errors
/// If a file cannot be read, an engine fails, or the two give other answers.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let asked = Asked::parse(arguments)?;
    let data = Data::ready(asked.data)?;
    if asked.wants("load") {
        print_tables(&load::run(&data)?)?;
    }
    let mut cases = queries::read(&asked.queries, asked.only)?;
    if asked.wants("lookups") || asked.wants("queries") {
        let engines = engines::Both::open(&data)?;
        if asked.wants("lookups") {
            print_grid(&lookups::run(&data, &engines)?)?;
        }
        if asked.wants("queries") {
            cases = queries::run(cases, &engines)?;
        }
    }
    if asked.wants("node") {
        let (ready, queries) = node::run(&data, &cases)?;
        print_tables(&[ready])?;
        print_grid(&queries)?;
    }
    Ok(())
}

/// In a process of its own: `engine` loads the triples; ours writes its segment.
///
/// # Errors
/// If there is no such engine, or it fails.
pub(crate) fn alone(engine: &str, triples: &str, segment: &str) -> Result<()> {
    print_json(&load::alone(engine, Path::new(triples), Path::new(segment))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_parts_all_of_them_are_asked_for() {
        let asked = Asked::parse(&["--data", "a.nt", "--queries", "x", "--queries", "y"]).unwrap();
        assert!(PARTS.iter().all(|part| asked.wants(part)));
        assert_eq!((asked.data, asked.queries.len()), (Some(Path::new("a.nt")), 2));
        let asked = Asked::parse(&["load"]).unwrap();
        assert!(asked.wants("load") && !asked.wants("queries"));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert!(Asked::parse(&["--data"]).is_err());
        assert!(Asked::parse(&["everything"]).is_err());
    }
}
