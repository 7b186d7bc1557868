//! `version`: which build this is.

use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;

#[derive(Serialize)]
struct Version {
    name: &'static str,
    version: &'static str,
}

pub(super) fn run(output: Output) -> Result<(), Failure> {
    let version = Version { name: "ggen", version: env!("CARGO_PKG_VERSION") };
    output.word(&version, || format!("ggen {}", version.version))
}
