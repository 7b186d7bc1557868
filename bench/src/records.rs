//! The records of a corpus, read by the product's own importer from one of two sources.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ggen_marketplace_core::import::debian::{Lists, Stanza, Stanzas};
use ggen_marketplace_core::import::{Imported, jsonl};
use ggen_marketplace_core::model::Record;

use crate::Result;
use crate::corpus::file_stamp;

const APT_LISTS: &str = "/var/lib/apt/lists";
/// apt's own reader of its lists, however they are compressed.
const APT_HELPER: &str = "/usr/lib/apt/apt-helper";

/// Where the records come from.
#[derive(Debug)]
pub(crate) enum Source {
    /// A file of JSON Lines.
    Jsonl(PathBuf),
    /// The package lists of apt: texts first, then packages, in the order of their names.
    Debian { texts: Vec<PathBuf>, packages: Vec<PathBuf> },
}

impl Source {
    /// `$GGEN_BENCH_CORPUS` if it is set, else apt's lists.
    ///
    /// # Errors
    /// If apt has none.
    pub(crate) fn find() -> Result<Self> {
        if let Some(path) = std::env::var_os("GGEN_BENCH_CORPUS") {
            return Ok(Self::Jsonl(path.into()));
        }
        let packages = lists("_binary-amd64_Packages")?;
        if packages.is_empty() {
            return Err("no package lists: run `apt-get -o Acquire::Languages=en update`, or set \
                        GGEN_BENCH_CORPUS to a file of JSON Lines"
                .into());
        }
        Ok(Self::Debian { texts: lists("_i18n_Translation-en")?, packages })
    }

    /// The stamps of its files.
    ///
    /// # Errors
    /// If a file is not there.
    pub(crate) fn stamp(&self) -> Result<String> {
        match self {
            Self::Jsonl(path) => file_stamp(path),
            Self::Debian { texts, packages } => {
                texts.iter().chain(packages).map(|path| file_stamp(path)).collect()
            }
        }
    }

    /// All records, sorted by name.
    ///
    /// # Errors
    /// The first line that is no record.
    pub(crate) fn read(&self) -> Result<Vec<Record>> {
        let mut records = match self {
            Self::Jsonl(path) => read_jsonl(path)?,
            Self::Debian { texts, packages } => read_debian(texts, packages)?,
        };
        records.sort_by_cached_key(Record::id);
        Ok(records)
    }
}

fn read_jsonl(path: &Path) -> Result<Vec<Record>> {
    let lines = (1..).zip(BufReader::new(File::open(path)?).split(b'\n'));
    lines.map(|(number, line)| Ok(jsonl::record(number, &line?)?.record)).collect()
}

fn read_debian(texts: &[PathBuf], packages: &[PathBuf]) -> Result<Vec<Record>> {
    let mut lists = Lists::new();
    for path in texts {
        each_stanza(path, |stanza| {
            lists.translation(stanza);
            Ok(())
        })?;
    }
    for path in packages {
        each_stanza(path, |stanza| Ok(lists.package(stanza)?))?;
    }
    Ok(lists.into_packages().map(|Imported { record, .. }| record).collect())
}

fn each_stanza(list: &Path, mut take: impl FnMut(&Stanza) -> Result<()>) -> Result<()> {
    let mut helper = Command::new(APT_HELPER).arg("cat-file").arg(list).stdout(Stdio::piped()).spawn()?;
    let output = helper.stdout.take().ok_or("apt-helper gives no output")?;
    let mut stanzas = Stanzas::new();
    for line in BufReader::new(output).split(b'\n') {
        if let Some(stanza) = stanzas.push(&line?)? {
            take(&stanza)?;
        }
    }
    stanzas.finish().iter().try_for_each(&mut take)?;
    if helper.wait()?.success() {
        Ok(())
    } else {
        Err(format!("apt-helper cannot read {}", list.display()).into())
    }
}

/// The lists whose names contain `kind`, sorted: security before updates before the main release.
fn lists(kind: &str) -> Result<Vec<PathBuf>> {
    let Ok(folder) = fs::read_dir(APT_LISTS) else { return Ok(Vec::new()) };
    let mut found = folder.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    found.retain(|path| path.to_string_lossy().contains(kind));
    found.sort();
    Ok(found)
}
