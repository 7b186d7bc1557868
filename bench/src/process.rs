//! Work done in a process of its own: the only way to tell what memory an engine needs.

use std::process::{Command, Stdio};

use nix::sys::resource::{UsageWho, getrusage};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::measure::{Cost, cost, median};

/// What opening or building something took, memory included.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Footprint {
    /// Processor time in microseconds.
    pub(crate) cpu_us: f64,
    /// Elapsed time in microseconds.
    pub(crate) wall_us: f64,
    /// Resident bytes that were not there before.
    pub(crate) grown: f64,
    /// Most bytes resident at any time, the program itself included.
    pub(crate) peak: f64,
}

impl Footprint {
    /// Does `work` and says what it took; what it returns stays alive until memory has been read.
    ///
    /// # Errors
    /// Those of `work`.
    pub(crate) fn of<T>(work: impl FnOnce() -> Result<T>) -> Result<Self> {
        let before = resident("VmRSS");
        let (cost, value) = cost(work);
        let value = value?;
        let grown = resident("VmRSS") - before;
        drop(value);
        Ok(Self { cpu_us: cost.cpu_us(), wall_us: cost.wall_us(), grown, peak: resident("VmHWM") })
    }
}

/// Runs this program again with `args` and parses the JSON that it prints.
///
/// # Errors
/// If it fails, or prints something else.
pub(crate) fn again<T: DeserializeOwned>(args: &[&str]) -> Result<T> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(args).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("`bench {}` failed", args.join(" ")).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Runs `command`, its output on standard error: standard output is for results.
///
/// # Errors
/// If it cannot be started or fails.
pub(crate) fn must_run(command: &mut Command) -> Result<()> {
    eprintln!("running {command:?}");
    let status = command.stdout(std::io::stderr()).status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} failed").into()) }
}

/// What whole processes took: the median of several runs, memory at its worst.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Spawned {
    /// Processor time in microseconds, user and system.
    pub(crate) cpu_us: f64,
    /// Elapsed time in microseconds, from spawn to exit.
    pub(crate) wall_us: f64,
    /// Most bytes resident at any time.
    pub(crate) peak: f64,
}

/// Runs `command` once to warm the file cache and `times` more, its output thrown away; with `times` 0 the
/// one run counts.
///
/// Peak memory is that of the largest child so far, so one process measures one command.
///
/// # Errors
/// If the command cannot be started or fails.
pub(crate) fn spawn(command: &[String], times: usize) -> Result<Spawned> {
    let mut costs = Vec::new();
    for _ in 0..=times {
        costs.push(spawn_once(command)?);
    }
    let counted = || costs.iter().skip(times.min(1));
    let middle = Cost { cpu: median(counted().map(|c| c.cpu)), wall: median(counted().map(|c| c.wall)) };
    let peak = getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss() as f64 * 1024.0;
    Ok(Spawned { cpu_us: middle.cpu_us(), wall_us: middle.wall_us(), peak })
}

fn spawn_once(command: &[String]) -> Result<Cost> {
    let (program, args) = command.split_first().ok_or("no command to run")?;
    let before = children_cpu()?;
    let mut child = Command::new(program);
    let (own, status) = cost(|| child.args(args).stdout(Stdio::null()).stderr(Stdio::null()).status());
    if !status?.success() {
        return Err(format!("`{}` failed", command.join(" ")).into());
    }
    Ok(Cost { cpu: children_cpu()?.saturating_sub(before), wall: own.wall })
}

fn children_cpu() -> Result<std::time::Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let time = usage.user_time() + usage.system_time();
    Ok(std::time::Duration::from_micros(
        u64::try_from(time.tv_sec())? * 1_000_000 + u64::try_from(time.tv_usec())?,
    ))
}

/// A line of `/proc/self/status`, in bytes; 0 where there is none.
fn resident(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kib = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kib.unwrap_or(0.0) * 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_held_is_seen() {
        let footprint = Footprint::of(|| Ok(vec![1_u8; 64 << 20])).unwrap();
        assert!(footprint.grown >= 60e6 && footprint.peak >= footprint.grown, "{footprint:?}");
    }

    #[test]
    fn a_command_that_fails_is_no_measurement() {
        assert!(spawn(&["false".to_owned()], 1).is_err());
        assert!(spawn(&[], 1).is_err());
        assert!(spawn(&["true".to_owned()], 1).unwrap().peak > 0.0);
    }
}
