//! The runner in Node: what it needs is installed and built when missing, what it prints is one JSON line for
//! each measure.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Deserialize;

use crate::Result;
use crate::measure::Cost;
use crate::process::must_run;

/// One line of the runner; fields that a measure does not have are zero or empty. Times are microseconds.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Line {
    /// What was measured: `build`, `open`, `query`, `fetch`, `load` or `find`.
    pub(crate) measure: String,
    /// Which engine.
    pub(crate) engine: String,
    /// Which query, by index.
    pub(crate) query: usize,
    /// Which pattern.
    pub(crate) shape: String,
    /// Processor time.
    pub(crate) cpu: f64,
    /// Elapsed time.
    pub(crate) wall: f64,
    /// Most bytes resident at any time.
    pub(crate) peak: f64,
    /// Bytes resident now.
    pub(crate) rss: f64,
    /// Bytes fetched.
    pub(crate) bytes: f64,
    /// Files fetched.
    pub(crate) requests: f64,
    /// Triples found by each lookup.
    pub(crate) matches: f64,
}

impl Line {
    /// Both times.
    pub(crate) fn cost(&self) -> Cost {
        let time = |us: f64| std::time::Duration::from_secs_f64(us / 1e6);
        Cost { cpu: time(self.cpu), wall: time(self.wall) }
    }
}

/// Runs `node SCRIPT ARGS…` in `bench/node`.
///
/// # Errors
/// If something is missing and cannot be had, or the script fails.
pub(crate) fn run(script: &str, args: &[&Path]) -> Result<Vec<Line>> {
    ready()?;
    let mut node = Command::new("node");
    let output = node.current_dir(folder()).arg(script).args(args).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("`node {script}` failed").into());
    }
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("node")
}

/// Our own package by the repository's task for it, so that no old build is measured; the peers by `npm ci`.
fn ready() -> Result<()> {
    static DONE: AtomicBool = AtomicBool::new(false);
    if DONE.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    must_run(Command::new("cargo").args(["xtask", "build-wasm"]).current_dir(root))?;
    if !folder().join("node_modules").is_dir() {
        must_run(Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(folder()))?;
    }
    Ok(())
}
