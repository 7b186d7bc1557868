//! A test in a process of its own, which may overflow its stack without taking the others along, and whose memory
//! is its own.

use std::process::Command;

/// Which case a child process runs.
const CASE: &str = "GGEN_LIMITS_CASE";

/// Runs the ignored test called `test` as a process, for `case`; its output if it failed.
pub(crate) fn run(test: &str, case: &str) -> Result<(), String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output =
        command.args(["--exact", test, "--ignored", "--nocapture"]).env(CASE, case).output().unwrap();
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{case}: {}\n{}", output.status, text.lines().take(6).collect::<Vec<_>>().join("\n")))
}

/// The case that this process is to run.
pub(crate) fn case() -> Option<String> {
    std::env::var(CASE).ok()
}
