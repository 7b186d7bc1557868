//! The conformance suite for TUF clients, run against the command line: twice, with the keys that the suite
//! chooses and with Ed25519 keys.
//!
//! The suite is a checkout of `theupdateframework/tuf-conformance`, named in `TUF_CONFORMANCE` or found beside
//! ours; it is run where it is. What it imports comes from the Python Package Index into an environment of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::run::{Run, is_installed};

/// The release of the suite that the figures in `docs/trust.md` are of.
const RELEASE: &str = "2.4.0";
/// What that release imports, as its own description pins it.
const PACKAGES: &str = "tuf==7.0.0 securesystemslib[crypto]==1.4.0 pytest==9.1.1 pytest-json-report==1.5.0";

/// Runs the suite; where it is not there, says so: no package index has it, so that CI may have to go without.
pub(crate) fn conformance() -> Result<()> {
    let suite = suite();
    if !suite.join("tuf_conformance").is_dir() {
        absent(&suite);
        return Ok(());
    }
    let python = python()?;
    faketime()?;
    pytest(&python, &suite, &[])?;
    pytest(&python, &suite, &["-p", "ed25519_keys"])
}

fn suite() -> PathBuf {
    let beside = || crate::root().join("../shared/conformance/tuf-conformance");
    std::env::var_os("TUF_CONFORMANCE").map_or_else(beside, PathBuf::from)
}

fn absent(suite: &Path) {
    println!(
        "skipped: the suite is not in {}: name a checkout of tuf-conformance {RELEASE} in TUF_CONFORMANCE",
        suite.display()
    );
}

/// A Python that has what the suite imports.
fn python() -> Result<PathBuf> {
    let environment = crate::target_dir().join(format!("tuf-conformance-{RELEASE}"));
    let (python, ready) = (environment.join("bin/python"), environment.join("ready"));
    if ready.is_file() {
        return Ok(python);
    }
    Run::new("python3")
        .words("-m venv --clear")
        .args([&environment])
        .run()
        .context("Python cannot make an environment: `apt-get install -y python3-venv`")?;
    Run::new(&python).words("-m pip install --quiet --disable-pip-version-check").words(PACKAGES).run()?;
    std::fs::write(&ready, PACKAGES)?;
    Ok(python)
}

/// Some tests take place later than now.
fn faketime() -> Result<()> {
    if is_installed("faketime") {
        return Ok(());
    }
    if !is_installed("apt-get") {
        bail!("faketime is not here: install it");
    }
    eprintln!("faketime is missing: installing it (this needs the rights to do so)");
    Run::new("apt-get").words("update -qq").run()?;
    Run::new("apt-get").words("install -y -qq --no-install-recommends faketime").run()
}

fn pytest(python: &Path, suite: &Path, plugin: &[&str]) -> Result<()> {
    let ours = crate::root().join("tests/tuf");
    let path = std::env::join_paths([suite, ours.as_path()])?;
    Run::new(python)
        .words("-m pytest --quiet -p no:cacheprovider")
        .args(plugin)
        .args([suite.join("tuf_conformance")])
        .args(["--entrypoint".into(), ours.join("client")])
        .env("GGEN", crate::target_dir().join("release/ggen"))
        .quiet_env("PYTHONPATH", path)
        .quiet_env("PYTHONDONTWRITEBYTECODE", "1")
        .dir(suite)
        .run()
}
