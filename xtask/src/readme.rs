//! The examples of README.md, of the JavaScript package's own and of docs/sparql.md, run as a reader would.
//!
//! All run in one fresh folder, in the order of the text. Of a block marked `console` the lines that begin with
//! `$ ggen` are run, with the built `ggen` on the path (those that start cargo are what runs this); a block
//! marked `js` is one Node module. Two things of the text stand for others: `./my-package` is made here, and
//! the registry at `https://example.org/shop/` is the folder `shop` that the commands have filled.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::demo;
use crate::run::Run;

const ADDRESS: &str = "https://example.org/shop/";

/// Runs every example.
pub(crate) fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    demo::write_package(&folder.path().join("my-package"), "my-package")?;
    for path in ["README.md", "wasm/README.md", "docs/sparql.md"] {
        let text =
            fs::read_to_string(crate::root().join(path)).with_context(|| format!("cannot read {path}"))?;
        let count = examples(&text, folder.path())?;
        ensure!(count > 0, "{path} has no example to run");
        println!("{count} examples of {path} ran");
    }
    Ok(())
}

fn examples(text: &str, folder: &Path) -> Result<usize> {
    let mut count = 0;
    for (language, block) in blocks(text) {
        match language {
            "console" => count += commands(&block, folder)?,
            "js" => {
                node(&block, folder)?;
                count += 1;
            }
            _ => {}
        }
    }
    Ok(count)
}

/// Runs the lines that a reader would type; tells how many.
fn commands(block: &str, folder: &Path) -> Result<usize> {
    let lines =
        block.lines().filter_map(|line| line.strip_prefix("$ ")).filter(|line| line.starts_with("ggen "));
    let mut count = 0;
    for line in lines {
        shell(&with_a_source(line), folder)?;
        count += 1;
    }
    Ok(count)
}

/// Where Debian's package lists are not kept, the small catalogue stands for them.
fn with_a_source(line: &str) -> String {
    if demo::has_debian_lists() {
        return line.to_owned();
    }
    let small = crate::root().join(demo::SMALL_CATALOGUE);
    line.replace("--from debian", &format!("--from jsonl '{}'", small.display()))
}

fn shell(script: &str, folder: &Path) -> Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(crate::target_dir().join("release")).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders)?;
    let run = Run::new("sh").args(["-euc", script]).dir(folder);
    run.quiet_env("GGEN_HOME", folder.join("home")).quiet_env("PATH", path).run()
}

/// Node finds packages beside the module, so the module lies in the workspace while it runs.
fn node(module: &str, folder: &Path) -> Result<()> {
    let file =
        tempfile::Builder::new().prefix(".readme-").suffix(".mjs").tempfile_in(crate::root().join("wasm"))?;
    let shop = folder.join("shop");
    fs::write(file.path(), module.replace(ADDRESS, &shop.to_string_lossy()))?;
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
