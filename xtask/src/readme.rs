//! The commands of README.md, run as a reader would.
//!
//! A fenced block marked `sh` is one shell script, run in a fresh folder with the built `ggen` on the path; a
//! block marked `js` is one Node module, run in the workspace. The blocks that start xtask itself are left
//! out: this is xtask. All blocks share the folder, in the order of the text.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::run::Run;

/// Runs every block.
pub(crate) fn run() -> Result<()> {
    let text = fs::read_to_string(crate::root().join("README.md")).context("cannot read README.md")?;
    let folder = tempfile::tempdir()?;
    let mut count = 0;
    for (language, block) in blocks(&text) {
        match language {
            "sh" if !block.contains("cargo ") => shell(&block, folder.path())?,
            "js" => node(&block, folder.path())?,
            _ => continue,
        }
        count += 1;
    }
    ensure!(count > 0, "README.md has no block to run");
    println!("{count} blocks of README.md ran");
    Ok(())
}

fn shell(script: &str, folder: &std::path::Path) -> Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(crate::target_dir().join("release")).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders)?;
    let run = Run::new("sh").args(["-euc", script]).dir(folder);
    run.env("GGEN_HOME", folder.join("home")).quiet_env("PATH", path).run()
}

/// Node finds packages beside the module, so the module lies in the workspace while it runs.
fn node(module: &str, folder: &std::path::Path) -> Result<()> {
    let file =
        tempfile::Builder::new().prefix(".readme-").suffix(".mjs").tempfile_in(crate::root().join("wasm"))?;
    fs::write(file.path(), module)?;
    Run::new("node").args([file.path()]).dir(folder).run()
}

/// The fenced blocks with their language, in order.
fn blocks(text: &str) -> Vec<(&str, String)> {
    let (mut blocks, mut open) = (Vec::new(), None::<(&str, String)>);
    for line in text.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language.trim(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, block))) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_with_their_language() {
        let text = "a\n```sh\nggen\n\nx\n```\nb\n```js\n1\n```\n```\nnot marked\n```\n";
        let expected = [("sh", "ggen\n\nx\n"), ("js", "1\n"), ("", "not marked\n")];
        assert_eq!(blocks(text), expected.map(|(language, block)| (language, block.to_owned())));
    }
}
