//! `cargo xtask bench`: the peers live in a workspace of their own, so that nobody else builds them.

use anyhow::Result;

use crate::run::Run;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    Run::cargo("run --release --manifest-path bench/Cargo.toml --").args(arguments).run()
}
