//! A test in a process of its own, which may overflow its stack without taking the others along, and whose memory
//! is its own.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Which case a child process runs.
const CASE: &str = "GGEN_LIMITS_CASE";

/// A case that takes longer has failed.
const MAX_TIME: Duration = Duration::from_secs(20);

/// Runs the ignored test called `test` as a process, for `case`; what it said if it failed.
pub(crate) fn run(test: &str, case: &str) -> Result<(), String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).env(CASE, case);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > MAX_TIME {
            child.kill().unwrap();
            child.wait().unwrap();
            return Err(format!("{case}: took longer than {MAX_TIME:?}"));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).lines().take(4).collect::<Vec<_>>().join("\n");
    if output.status.success() { Ok(()) } else { Err(format!("{case}: {}\n{said}", output.status)) }
}

/// The case that this process is to run.
pub(crate) fn case() -> Option<String> {
    std::env::var(CASE).ok()
}
