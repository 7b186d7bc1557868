//! Random queries over random and real graphs: our engine must answer as another one does.
//!
//! `GGEN_DIFFERENTIAL` is the number of queries, `GGEN_SEED` the first seed; a failure names the seed to repeat it
//! with. What is never asked, since its answer is open, is written where queries and data are made.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod check;
mod data;
mod expression;
mod grammar;
mod random;
mod syntax;

use std::process::ExitCode;
use std::time::Instant;

use check::{Stores, Verdict};
use data::World;
use ggen_marketplace_tests::sparql::{Engine, Ours, Peer};
use random::Random;

const QUERIES: u64 = 3_000;
/// Queries asked over one graph.
const PER_WORLD: u64 = 20;
/// Of so many graphs one is of the catalogue.
const REAL_EACH: u64 = 8;
/// Failures after which nothing new is learned.
const MAX_FAILURES: usize = 10;

#[derive(Default)]
struct Counts {
    same: u64,
    full: u64,
    not_asked: u64,
    undecided: u64,
    failures: Vec<String>,
}

fn main() -> ExitCode {
    let start = Instant::now();
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let first = number("GGEN_SEED").unwrap_or(1);
    let queries = number("GGEN_DIFFERENTIAL").unwrap_or(QUERIES);
    let mut counts = Counts::default();
    for seed in first..first + queries.div_ceil(PER_WORLD) {
        ask(seed, &mut counts);
        if counts.failures.len() >= MAX_FAILURES {
            break;
        }
    }
    counts.print(start);
    // Most answers must hold something, or nothing was compared.
    let enough = counts.full * 3 > counts.same && counts.not_asked < counts.same;
    if counts.failures.is_empty() && enough { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Every query of one seed.
fn ask(seed: u64, counts: &mut Counts) {
    let mut random = Random::new(seed);
    let world =
        if seed % REAL_EACH == 0 { World::catalogue(&mut random) } else { World::random(&mut random) };
    let stores = Stores {
        ours: Ours.load(&world.quads).unwrap(),
        peer: Peer::OPTIMIZED.load(&world.quads).unwrap(),
        plain_peer: Peer::PLAIN.load(&world.quads).unwrap(),
    };
    for _ in 0..PER_WORLD {
        let query = grammar::query(&world, &mut random);
        match stores.check(&query) {
            Verdict::Same { full } => {
                counts.same += 1;
                counts.full += u64::from(full);
            }
            Verdict::NotAsked => counts.not_asked += 1,
            Verdict::PeerDisagreesWithItself => counts.undecided += 1,
            Verdict::Different { .. } => {
                counts.failures.push(report(seed, &world, &stores, &stores.shrink(&query)))
            }
        }
    }
}

fn report(seed: u64, world: &World, stores: &Stores, query: &syntax::Query) -> String {
    let Verdict::Different { expected, got } = stores.check(query) else { return format!("seed {seed}") };
    let data: String = world.quads.iter().map(|quad| format!("  {quad} .\n")).collect();
    format!(
        "GGEN_SEED={seed} GGEN_DIFFERENTIAL={PER_WORLD}\n{}\nexpected\n{expected}got\n{got}over\n{data}",
        query.text(syntax::Asked::Ours)
    )
}

impl Counts {
    fn print(&self, start: Instant) {
        for failure in &self.failures {
            println!("DIFFERENT {failure}");
        }
        println!(
            "differential: {} queries the same ({} with an answer that is not empty), {} different, {} not asked, \
             {} on which the peer disagrees with itself; {:.1} s",
            self.same,
            self.full,
            self.failures.len(),
            self.not_asked,
            self.undecided,
            start.elapsed().as_secs_f64()
        );
    }
}
