//! The W3C's tests of SPARQL and RDF against our engine, and against another to show that they are read rightly.
//!
//! The tests are no part of this project. They are looked for in `GGEN_CONFORMANCE`, or in the folder
//! `../shared/conformance` beside the checkout; where they are absent, this says so and stops.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod exclusions;
mod files;
mod judge;
mod manifest;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use ggen_marketplace_tests::sparql::{Engine, Ours, Peer};

use exclusions::Exclusion;
use table::Table;

fn main() -> ExitCode {
    let root = root();
    if !root.is_dir() {
        println!(
            "LEFT OUT: the W3C's tests are not in {} (set GGEN_CONFORMANCE to their folder)",
            root.display()
        );
        return ExitCode::SUCCESS;
    }
    let tests = manifest::tests(&root);
    let engines: [(&dyn Engine, &[Exclusion]); 2] =
        [(&Ours, exclusions::OURS), (&Peer::OPTIMIZED, exclusions::PEER)];
    let good = engines.map(|(engine, exclusions)| {
        let mut table = Table::new(engine.name(), exclusions);
        for test in &tests {
            table.add(&test.name, judge::judge(engine, &root, test));
        }
        table.print()
    });
    if good.into_iter().all(|good| good) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn root() -> PathBuf {
    std::env::var_os("GGEN_CONFORMANCE")
        .map_or_else(|| ggen_marketplace_tests::workspace().join("../shared/conformance"), PathBuf::from)
}
