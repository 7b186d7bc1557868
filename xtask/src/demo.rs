//! `cargo xtask demo`: the main job, end to end, on a real catalogue, in `target/demo`.
//!
//! Every line that begins with `✓` says something that was checked: a failure ends the demo.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::run::{Run, is_installed};
use crate::serve::{Mount, serve};
use crate::{npm, wasm};

/// Where `apt-get update` keeps Debian's package lists.
const APT_LISTS: &str = "/var/lib/apt/lists";
/// A few real packages, where there are no such lists.
pub(crate) const SMALL_CATALOGUE: &str = "tests/fixtures/packages.jsonl";
/// The package that is published.
const PACKAGE: &str = "hello-ggen";

/// Runs the demo; with a port, then serves the page and the registry.
pub(crate) fn run(port: Option<u16>) -> Result<()> {
    Run::cargo("build --release -p ggen-marketplace-cli").run()?;
    wasm::build(false)?;
    let demo = Demo::fresh()?;
    demo.import()?;
    demo.publish()?;
    demo.search()?;
    demo.verify()?;
    demo.tamper()?;
    demo.install()?;
    println!("\nThe registry is in {}.", demo.registry.display());
    match port {
        None => {
            println!("`cargo xtask demo --serve` also shows it as a page.");
            Ok(())
        }
        Some(port) => serve_page(&demo.registry, port),
    }
}

/// Builds the page and serves it with a registry at `/registry/`.
fn serve_page(registry: &Path, port: u16) -> Result<()> {
    npm::page()?;
    println!("Serving the page (end with Ctrl-C):");
    serve(&[Mount::new("/", crate::root().join("web-demo/dist")), Mount::new("/registry/", registry)], port)
}

struct Demo {
    ggen: PathBuf,
    folder: PathBuf,
    registry: PathBuf,
}

impl Demo {
    /// An empty `target/demo`.
    fn fresh() -> Result<Self> {
        let target = crate::target_dir();
        let folder = target.join("demo");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self { ggen: target.join("release/ggen"), registry: folder.join("registry"), folder })
    }

    /// `ggen marketplace` with its state in the demo's folder.
    fn ggen(&self, words: &str) -> Run {
        Run::new(&self.ggen).env("GGEN_HOME", self.folder.join("home")).words("marketplace").words(words)
    }

    /// A verb in the demo's registry; `words` may end with an option whose value is added.
    fn in_registry(&self, verb: &str, words: &str) -> Run {
        self.ggen(verb).args([Path::new("--registry"), &self.registry]).words(words)
    }

    fn import(&self) -> Result<()> {
        let start = Instant::now();
        let source = if has_debian_lists() {
            self.in_registry("import", "--from debian --format json")
        } else {
            println!("no Debian package lists here: taking {SMALL_CATALOGUE}");
            self.in_registry("import", "--from jsonl --format json").args([SMALL_CATALOGUE])
        };
        let done = json(&source.output()?)?;
        let imported = done["imported"].as_u64().unwrap_or_default();
        ensure!(imported > 0, "nothing was imported");
        say(&format!("imported {imported} real packages in {:.1} s", start.elapsed().as_secs_f64()));
        Ok(())
    }

    fn publish(&self) -> Result<()> {
        let package = self.folder.join(PACKAGE);
        write_package(&package, PACKAGE)?;
        let key = self.folder.join("private.pem");
        self.ggen("keygen --output").args([&key]).output()?;
        let publish = self.in_registry("publish", "--sign --format json --key").args([&key, &package]);
        let done = json(&publish.output()?)?;
        ensure!(done["level"] == "signed", "the package was not signed: {done}");
        say(&format!(
            "published {PACKAGE} as log entry {}, signed by {}",
            done["leaf"],
            done["key"].as_str().unwrap_or_default()
        ));
        Ok(())
    }

    fn search(&self) -> Result<()> {
        for (query, why) in [("greeting template", ""), ("gretting templat", ", typing errors and all")] {
            let hits = json(&self.in_registry("search", "--format json").args([query]).output()?)?;
            let first = &hits["packages"][0]["name"];
            ensure!(first == PACKAGE, "`{query}` finds {first} first, not {PACKAGE}");
            let (matches, micros) = (&hits["total_matches"], &hits["query_time_us"]);
            say(&format!("`{query}` finds it first of {matches} in {micros} µs{why}"));
        }
        Ok(())
    }

    fn verify(&self) -> Result<()> {
        let verdict = json(&self.in_registry("verify", "--format json").args([PACKAGE]).output()?)?;
        ensure!(verdict["verified"] == true, "the command line refuses it: {verdict}");
        say("the command line verifies it");
        ensure!(self.in_node()? == Some(0), "Node refuses it");
        say("Node verifies it: the same core, compiled to WebAssembly");
        if !is_installed("openssl") {
            return Ok(());
        }
        let signature =
            verdict["steps"].as_array().and_then(|steps| steps.iter().find(|step| step["id"] == "signature"));
        let repeat =
            signature.and_then(|step| step["repeat"].as_str()).context("the report has no command")?;
        Run::new("sh").dir(&self.registry).args(["-c", repeat]).output()?;
        say("openssl verifies the signature, with the command that the report gives");
        Ok(())
    }

    /// One flipped byte of the stored statement is refused everywhere; then the byte is put back.
    fn tamper(&self) -> Result<()> {
        let statement = self.registry.join(format!("pkg/_/{PACKAGE}/1.0.0/release.nq"));
        let mut bytes = fs::read(&statement)?;
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&statement, &bytes)?;
        let refused = [
            ("the command line", self.in_registry("verify", "").args([PACKAGE]).code()?),
            ("install", self.in_registry("install", "--dry-run").args([PACKAGE]).code()?),
            ("Node", self.in_node()?),
        ];
        bytes[middle] ^= 1;
        fs::write(&statement, &bytes)?;
        for (host, code) in refused {
            ensure!(code == Some(3), "{host} does not refuse a flipped byte: exit code {code:?}");
        }
        say("with one byte flipped, all of them refuse it");
        Ok(())
    }

    fn install(&self) -> Result<()> {
        let target = self.folder.join("installed");
        let install = self.in_registry("install", "--verify-signature --format json --target");
        let done = json(&install.args([&target]).args([&format!("{PACKAGE}@1.0.0")]).output()?)?;
        let template = target.join(PACKAGE).join("templates/hello.tmpl");
        ensure!(fs::read(&template)? == TEMPLATE.as_bytes(), "the installed file is another one");
        say(&format!("installed {} files into {}", done["files"], target.display()));
        Ok(())
    }

    fn in_node(&self) -> Result<Option<i32>> {
        let script = Path::new("wasm/examples/verify.mjs");
        Run::new("node").args([script, &self.registry]).args([PACKAGE]).code()
    }
}

/// Writes the smallest package there is.
pub(crate) fn write_package(folder: &Path, name: &str) -> Result<()> {
    fs::create_dir_all(folder.join("templates"))?;
    fs::write(folder.join("package.toml"), MANIFEST.replace("NAME", name))?;
    fs::write(folder.join("README.md"), format!("# {name}\n\nA greeting in one template.\n"))?;
    fs::write(folder.join("templates/hello.tmpl"), TEMPLATE)?;
    Ok(())
}

const TEMPLATE: &str = "Hello, {{ name }}!\n";

const MANIFEST: &str = "\
[package]
name = \"NAME\"
version = \"1.0.0\"
description = \"A greeting template: the smallest package there is\"
license = \"MIT\"
authors = [\"ggen demo\"]
tags = [\"template\", \"greeting\"]
";

/// Whether Debian's package lists are here.
pub(crate) fn has_debian_lists() -> bool {
    let lists = fs::read_dir(APT_LISTS).into_iter().flatten().flatten();
    lists.into_iter().any(|file| file.file_name().to_string_lossy().contains("_binary-amd64_Packages"))
}

fn json(text: &str) -> Result<Value> {
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(error) => bail!("not JSON ({error}): {text}"),
    }
}

fn say(sentence: &str) {
    println!("✓ {sentence}");
}
