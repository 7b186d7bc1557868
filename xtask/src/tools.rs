//! What the tasks need besides cargo, installed when it is missing.

use anyhow::{Result, bail};

use crate::run::{Run, is_installed};

/// Target of the JavaScript package.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// A target without an operating system: proves that core needs none.
pub(crate) const BARE: &str = "thumbv7em-none-eabihf";

const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// Sees to it that `target` is installed.
pub(crate) fn rust_target(target: &str) -> Result<()> {
    if !is_installed("rustup") {
        eprintln!("rustup is not here: taking for granted that cargo can build for {target}");
        return Ok(());
    }
    let installed = Run::new("rustup").words("target list --installed").output()?;
    if installed.lines().any(|line| line == target) {
        return Ok(());
    }
    eprintln!("the Rust target {target} is missing: installing it");
    Run::new("rustup").args(["target", "add", target]).run()
}

/// Sees to it that the npm packages of `package-lock.json` are installed.
pub(crate) fn npm_packages() -> Result<()> {
    let (root, stamp) = (crate::root(), "node_modules/.package-lock.json");
    let modified = |path: &str| root.join(path).metadata().and_then(|data| data.modified()).ok();
    let current = modified(stamp).is_some_and(|then| Some(then) >= modified("package-lock.json"));
    if current {
        return Ok(());
    }
    if !is_installed("npm") {
        bail!("npm is not here: install Node 20 or later");
    }
    eprintln!("the npm packages are missing or old: installing them");
    Run::new("npm").words("ci --no-audit --no-fund --loglevel=error").run()
}

/// The path of a Chromium, installed from the system's packages where that can be done.
pub(crate) fn chromium() -> Result<String> {
    if let Ok(chosen) = std::env::var("CHROMIUM") {
        return Ok(chosen);
    }
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    if !is_installed("apt-get") {
        bail!("no Chromium is here: install one, or name it in the variable CHROMIUM");
    }
    eprintln!("Chromium is missing: installing it (this needs the rights to do so)");
    Run::new("apt-get").words("update -qq").run()?;
    Run::new("apt-get").words("install -y -qq --no-install-recommends chromium").run()?;
    find_chromium().ok_or_else(|| anyhow::anyhow!("apt-get installed Chromium, but it is not on the path"))
}

fn find_chromium() -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let files = CHROMIUM.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    files.into_iter().find(|file| file.is_file()).map(|file| file.display().to_string())
}
