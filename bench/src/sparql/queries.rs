//! Queries: text in and terms out by both, and ours also prepared once and run often.

use std::fs;
use std::path::Path;
use std::time::Duration;

use ggen_marketplace_core::graph::Dataset;
use ggen_marketplace_core::query::{Plan, Query};

use super::answers::{Given, Shape, difference};
use super::engines::{self, Both};
use crate::Result;
use crate::grid::{Grid, Line, print_grid};
use crate::measure::{Rounds, alternate, cost};

/// The engines, in the order of their figures; the second is the whole of ours.
pub(super) const CONTESTANTS: usize = 3;

/// One query's figures.
pub(super) struct Measured {
    pub(super) rows: f64,
    /// CPU time of each contestant.
    pub(super) us: [f64; CONTESTANTS],
}

const ROUNDS: Rounds = Rounds { measured: 21, budget: Duration::from_secs(12) };

/// A round repeats a query until it has taken this long, in microseconds: the clock itself takes a part of one, and
/// an engine finds the caches full of what the one before it left there.
const SAMPLE_US: f64 = 3_000.0;
/// Most repetitions in a round.
const MAX_REPEATS: f64 = 1_000.0;

/// A query to measure.
#[derive(Debug)]
pub(super) struct Case {
    /// The name of its file.
    pub(super) name: String,
    pub(super) text: String,
}

/// The queries of the folders `given`, or else our own, whose names contain `only`.
///
/// # Errors
/// If a folder cannot be read, or there are none.
pub(super) fn read(given: &[&Path], only: &str) -> Result<Vec<Case>> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let folders = if given.is_empty() { vec![own.as_path()] } else { given.to_vec() };
    let mut cases = Vec::new();
    for folder in folders {
        let listed = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let mut files = listed.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "rq"));
        files.sort();
        for file in files {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            cases.push(Case { name, text: fs::read_to_string(&file)? });
        }
    }
    cases.retain(|case| case.name.contains(only));
    if cases.is_empty() { Err("no queries".into()) } else { Ok(cases) }
}

/// Compares the answers to all `cases`, then measures and prints those that agree; gives them back.
///
/// # Errors
/// If an engine fails, or answers differ: after everything else is printed.
pub(super) fn run(cases: Vec<Case>, engines: &Both) -> Result<Vec<Case>> {
    let dataset = engines.ours.dataset()?;
    let (mut measured, mut failures) = (Vec::new(), Vec::new());
    for case in cases {
        match agreed(&case, &dataset, engines) {
            Ok(()) => measured.push(case),
            Err(error) => failures.push(format!("{}: {error}", case.name)),
        }
    }
    if !measured.is_empty() {
        print_grid(&measure(&measured, &dataset, engines)?)?;
    }
    if failures.is_empty() { Ok(measured) } else { Err(failures.join("\n").into()) }
}

fn agreed(case: &Case, dataset: &Dataset<'_>, engines: &Both) -> Result<()> {
    let shape = Shape::of(&case.text)?;
    let ours = engines::our_answer(dataset, &case.text)?;
    let theirs = engines::peer_answer(&engines.peer, &case.text)?;
    let all = |text: &String| engines::peer_answer(&engines.peer, text);
    let all: Option<Given> = shape.unsliced.as_ref().map(all).transpose()?;
    match difference(&shape, &ours, &theirs, all.as_ref()) {
        None => Ok(()),
        Some(difference) => Err(format!("the answers differ: {difference}").into()),
    }
}

fn measure(cases: &[Case], dataset: &Dataset<'_>, engines: &Both) -> Result<Grid> {
    let plan = |case: &Case| Ok(Query::parse(&case.text, None)?.plan(dataset)?);
    let plans = cases.iter().map(plan).collect::<Result<Vec<Plan<'_>>>>()?;
    let run = |contestant: usize, case: usize| {
        let rows = match contestant {
            0 => engines::peer(&engines.peer, &cases[case].text),
            1 => engines::ours(dataset, &cases[case].text),
            _ => engines::ours_prepared(&plans[case]),
        };
        // One that fails here would seem fast; it must stop the run.
        rows.expect("an answer")
    };
    let repeats = repeats(cases.len(), &run);
    let costs = alternate(CONTESTANTS, cases.len(), ROUNDS, |contestant, case| {
        for _ in 0..repeats[contestant][case] {
            run(contestant, case);
        }
    });
    let us = |contestant: usize, case: usize| {
        costs[contestant][case].cpu_us() / f64::from(repeats[contestant][case])
    };
    let figures = |case| {
        let us = [0, 1, 2].map(|contestant| us(contestant, case));
        Measured { rows: run(1, case) as f64, us }
    };
    let all: Vec<Measured> = (0..cases.len()).map(figures).collect();
    Ok(grid("SPARQL: queries, CPU µs; the same answers", cases, &all))
}

/// How often each contestant does each case in a round, by its second run.
fn repeats(cases: usize, run: &impl Fn(usize, usize) -> usize) -> Vec<Vec<u32>> {
    let of = |contestant, case| {
        run(contestant, case);
        let (once, _) = cost(|| run(contestant, case));
        (SAMPLE_US / once.wall_us().max(0.1)).ceil().clamp(1.0, MAX_REPEATS) as u32
    };
    (0..CONTESTANTS).map(|contestant| (0..cases).map(|case| of(contestant, case)).collect()).collect()
}

/// The figures, their geometric mean and the worst of them.
pub(super) fn grid(title: &str, cases: &[Case], all: &[Measured]) -> Grid {
    let line = |(case, Measured { rows, us }): (&Case, &Measured)| {
        let values = [*rows, us[0], us[1], us[2], us[0] / us[1], us[0] / us[2]];
        Line { case: case.name.clone(), values: values.map(Some).to_vec() }
    };
    let mut lines: Vec<Line> = cases.iter().zip(all).map(line).collect();
    let ratios = [1, 2].map(|by| all.iter().map(|of| of.us[0] / of.us[by]).collect::<Vec<f64>>());
    let summary = |case: &str, of: fn(&[f64]) -> f64| {
        let values = [None, None, None, None, Some(of(&ratios[0])), Some(of(&ratios[1]))];
        Line { case: case.to_owned(), values: values.to_vec() }
    };
    lines.push(summary("geometric mean", geometric_mean));
    lines.push(summary("slowest", |ratios| ratios.iter().copied().fold(f64::INFINITY, f64::min)));
    Grid {
        title: title.to_owned(),
        columns: ["rows", "oxigraph", "ggen", "ggen prepared", "ratio", "ratio, prepared"].to_vec(),
        lines,
    }
}

fn geometric_mean(ratios: &[f64]) -> f64 {
    (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_geometric() {
        assert!((geometric_mean(&[1.0, 100.0]) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn our_own_queries_are_queries() {
        let doap = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/doap");
        for cases in [read(&[], "").unwrap(), read(&[&doap], "").unwrap()] {
            assert_eq!(cases.len(), 19);
            cases.iter().for_each(|case| drop(Query::parse(&case.text, None).unwrap()));
        }
    }
}
