//! `cargo xtask test`: every check, in the order in which a failure is found soonest.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::run::Run;
use crate::{codegen, npm, readme, tools, wasm};

/// Feature sets of core that must each stand alone, as arguments of cargo.
const FEATURES: [&str; 6] = [
    "--all-features",
    "--no-default-features",
    "--no-default-features --features std",
    "--no-default-features --features marketplace-v1",
    "--no-default-features --features marketplace-v2",
    "--no-default-features --features marketplace-parallel",
];

type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 17] = [
    ("format", || Run::cargo("fmt --all --check").run()),
    ("codegen", || codegen::run(true)),
    ("clippy-core", clippy_core),
    ("clippy-workspace", clippy_workspace),
    ("bare-target", bare_target),
    ("core-features", core_features),
    ("workspace", || Run::cargo("test --quiet --workspace").run()),
    ("conformance", || engine_test("conformance")),
    ("differential", || engine_test("differential")),
    ("docs", || Run::cargo("doc --quiet --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings").run()),
    ("build-cli", || Run::cargo("build --release -p ggen-marketplace-cli").run()),
    ("build-wasm", || wasm::build(false)),
    ("node", node),
    ("browser", browser),
    ("parity", || node_tests("tests/js/parity.test.mjs")),
    ("packaging", || node_tests("tests/js/packaging.test.mjs")),
    ("readme", readme::run),
];

/// Runs the steps whose name contains `only`, or all; the first failure ends it.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let wanted = |name: &str| only.is_none_or(|text| name.contains(text));
    let mut times = Vec::new();
    for (name, step) in STEPS.into_iter().filter(|(name, _)| wanted(name)) {
        println!("\n== {name}");
        let start = Instant::now();
        step().with_context(|| format!("step `{name}` failed after {}", seconds(start.elapsed())))?;
        times.push((name, start.elapsed()));
    }
    if times.is_empty() {
        bail!("no step is called so; there are: {}", STEPS.map(|(name, _)| name).join(", "));
    }
    print_times(&times);
    Ok(())
}

fn clippy_core() -> Result<()> {
    for features in FEATURES {
        let clippy = Run::cargo("clippy --quiet -p ggen-marketplace-core --all-targets").words(features);
        clippy.words("-- -D warnings").run()?;
    }
    Ok(())
}

fn clippy_workspace() -> Result<()> {
    Run::cargo("clippy --quiet --workspace --all-targets -- -D warnings").run()?;
    tools::rust_target(tools::WASM)?;
    let wasm = Run::cargo("clippy --quiet -p ggen-marketplace-wasm --target").args([tools::WASM]);
    wasm.words("-- -D warnings").run()
}

/// Core without features needs no operating system.
fn bare_target() -> Result<()> {
    tools::rust_target(tools::BARE)?;
    Run::cargo("build --quiet -p ggen-marketplace-core --no-default-features --target")
        .args([tools::BARE])
        .run()
}

fn core_features() -> Result<()> {
    for features in FEATURES {
        Run::cargo("test --quiet -p ggen-marketplace-core").words(features).run()?;
    }
    Ok(())
}

/// Tests of the query engine that print what they counted; the first says so where its data is absent.
fn engine_test(name: &str) -> Result<()> {
    Run::cargo("test --quiet -p ggen-marketplace-tests --test").args([name]).run()
}

fn node() -> Result<()> {
    node_tests("tests/formats/segment.test.mjs")?;
    for test in ["js/api", "js/log", "js/query", "js/vectors", "js/types", "formats/segment"] {
        node_tests(&format!("tests/{test}.test.mjs"))?;
    }
    Ok(())
}

fn browser() -> Result<()> {
    npm::page()?;
    for test in ["vectors", "page"] {
        node_tests(&format!("tests/browser/{test}.test.mjs"))?;
    }
    Ok(())
}

/// Runs a file of Node's test runner; it finds what was built through the environment.
fn node_tests(file: &str) -> Result<()> {
    let run = Run::new("node").args(["--test", "--test-reporter=spec", file]);
    run.env("GGEN", crate::target_dir().join("release/ggen"))
        .env("GGEN_XTASK", std::env::current_exe()?)
        .env("CHROMIUM", tools::chromium()?)
        .run()
}

fn print_times(times: &[(&str, Duration)]) {
    println!("\nall passed");
    for (name, time) in times {
        println!("{name:<18} {:>9}", seconds(*time));
    }
    println!("{:<18} {:>9}", "total", seconds(times.iter().map(|(_, time)| *time).sum()));
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
