//! The command line as a whole process, from spawn to exit: ours beside `apt-cache`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::corpus::Corpus;
use crate::process::{Spawned, again, must_run};
use crate::records::Source;
use crate::report::{Better, OURS, Row, Table};

/// Runs of each command; one more comes first.
const RUNS: &str = "15";

/// One word, several, a typo.
const QUERIES: &[&str] = &["editor", "pdf viewer", "fierfox"];

const APT_CACHE: &str = "/usr/bin/apt-cache";

/// Every comparison of this module.
///
/// # Errors
/// If `ggen` cannot be built, or a command fails.
pub(crate) fn run(corpus: &Corpus) -> Result<Vec<Table>> {
    let ggen = ggen()?;
    let registry = corpus.path("registry");
    let import = import(&ggen, &registry)?;
    Ok(vec![import, search_table(&ggen, &registry, &corpus.path("apt"))?])
}

/// `$GGEN`, else the release binary of this repository, built if it is missing or old.
fn ggen() -> Result<String> {
    if let Ok(path) = std::env::var("GGEN") {
        return Ok(path);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    must_run(Command::new("cargo").args(["build", "--release"]).current_dir(&root))?;
    Ok(root.join("target/release/ggen").canonicalize()?.to_string_lossy().into_owned())
}

/// Imports the corpus once into an empty registry.
fn import(ggen: &str, registry: &Path) -> Result<Table> {
    let _ = std::fs::remove_dir_all(registry);
    let source = match Source::find()? {
        Source::Jsonl(path) => vec!["jsonl".to_owned(), path.to_string_lossy().into_owned()],
        Source::Debian { .. } => vec!["debian".to_owned()],
    };
    let mut command = marketplace(ggen, "import", registry);
    command.push("--from".to_owned());
    command.extend(source);
    let took = spawned(&command, "0")?;
    let rows =
        vec![Row::new("import the corpus", OURS, &[took.cpu_us / 1e6, took.wall_us / 1e6, took.peak / 1e6])];
    let columns = vec!["cpu s", "wall s", "peak MB"];
    let title = "Command line: import, once, cold program".to_owned();
    Ok(Table { title, columns, key: 0, better: Better::Lower, rows })
}

fn search_table(ggen: &str, registry: &Path, apt_cache: &Path) -> Result<Table> {
    std::fs::create_dir_all(apt_cache)?;
    let mut rows = Vec::new();
    for query in QUERIES {
        let mut ours = marketplace(ggen, "search", registry);
        ours.extend([(*query).to_owned(), "--format".to_owned(), "json".to_owned()]);
        let mut case = vec![(OURS, ours)];
        if PathBuf::from(APT_CACHE).is_file() {
            case.push(("apt-cache", apt_search(query, apt_cache)));
        }
        for (engine, command) in case {
            let took = spawned(&command, RUNS)?;
            let figures = [took.cpu_us / 1e3, took.wall_us / 1e3, took.peak / 1e6];
            rows.push(Row::new(format!("search {query}"), engine, &figures));
        }
    }
    let columns = vec!["cpu ms", "wall ms", "peak MB"];
    let title = "Command line: search as a whole process, files warm (ratio: wall)".to_owned();
    Ok(Table { title, columns, key: 1, better: Better::Lower, rows })
}

/// With a cache of its own in the folder `cache`, which the run to warm up fills: images for containers switch
/// apt's off, and then every call begins by building one.
fn apt_search(query: &str, cache: &Path) -> Vec<String> {
    let options = [
        format!("-oDir::Cache={}", cache.display()),
        "-oDir::Cache::pkgcache=pkgcache.bin".to_owned(),
        "-oDir::Cache::srcpkgcache=srcpkgcache.bin".to_owned(),
    ];
    let words = query.split(' ').map(str::to_owned);
    [APT_CACHE.to_owned()].into_iter().chain(options).chain(["search".to_owned()]).chain(words).collect()
}

fn marketplace(ggen: &str, verb: &str, registry: &Path) -> Vec<String> {
    let registry = registry.to_string_lossy();
    [ggen, "marketplace", verb, "--registry", &registry].map(str::to_owned).to_vec()
}

/// In a process of its own, since peak memory is known only of the largest child.
fn spawned(command: &[String], runs: &str) -> Result<Spawned> {
    let args: Vec<&str> =
        ["alone", "spawn", runs].into_iter().chain(command.iter().map(String::as_str)).collect();
    again(&args)
}
