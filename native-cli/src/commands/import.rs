//! `import`: turn a foreign catalogue into records of this registry.
//!
//! The whole source is read before anything is written. Then each release becomes a numbered leaf of the log
//! (a statement `marketplace/import/v1`) and a record of one new segment, and the registry changes once.

use std::collections::BTreeMap;
use std::path::Path;

use ggen_marketplace_core::graph::record_digest;
use ggen_marketplace_core::import::Imported;
use ggen_marketplace_core::model::{PackageName, Record, ReleaseId};
use ggen_marketplace_core::trust;
use serde::Serialize;

use crate::append::Appender;
use crate::args::{Import, Source};
use crate::atomic;
use crate::failure::Failure;
use crate::import::{Origin, Sink, debian, jsonl, rdf, v1};
use crate::output::{Output, one_line};
use crate::overwrite::is_same_file;
use crate::progress::Progress;
use crate::registry::{Opened, Registry};

/// Lines of the report shown on standard error; `--report` has them all.
const LINES_SHOWN: usize = 20;

#[derive(Serialize)]
struct Summary {
    source: &'static str,
    imported: usize,
    repairs: usize,
    left_out: usize,
    registry: String,
}

pub(super) fn run(command: &Import, output: Output) -> Result<(), Failure> {
    let registry = Registry::named(&command.registry)?;
    let mut drafts = Drafts::default();
    check_report(command)?;
    read(command, &mut drafts)?;
    let report = command.report.as_ref().map(|path| (path, drafts.report_text()));
    drafts.tell_report();
    let done = Summary {
        source: source_name(command.from),
        imported: drafts.releases.len(),
        repairs: drafts.repairs.len(),
        left_out: drafts.left_out.len(),
        registry: registry.root().display().to_string(),
    };
    append(drafts, registry, command.log_key.key(), done.source)?;
    if let Some((path, text)) = report {
        atomic::replace(path, text.as_bytes()).map_err(Failure::io("write", path))?;
    }
    output.result(&done, || format!("Imported {} releases into {}", done.imported, done.registry))
}

/// A source that is written over is lost.
fn check_report(command: &Import) -> Result<(), Failure> {
    let Some(report) = &command.report else { return Ok(()) };
    match command.sources().chain(command.lists.as_deref()).any(|source| is_same_file(report, source)) {
        true => Err(Failure::Usage("`--report` would overwrite the source")),
        false => Ok(()),
    }
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Jsonl => "jsonl",
        Source::Debian => "debian",
        Source::V1 => "v1",
        Source::Rdf => "rdf",
    }
}

fn read(command: &Import, drafts: &mut Drafts) -> Result<(), Failure> {
    let sources: Vec<&Path> = command.sources().collect();
    match (command.from, sources.as_slice(), &command.lists) {
        (Source::Debian, [], None) => debian::read(Path::new(debian::LISTS), drafts),
        (Source::Debian, [], Some(lists)) => debian::read(lists, drafts),
        (Source::Jsonl, [file], None) => jsonl::read(file, drafts),
        (Source::V1, [folder], None) => v1::read(folder, drafts),
        (Source::Rdf, [_, ..], None) => rdf::read(&sources, drafts),
        (Source::Debian, ..) => Err(Failure::Usage("`--from debian` takes a folder with `--lists` only")),
        (_, [], _) => Err(Failure::Usage(
            "name the source: a JSON Lines file, RDF files, or the folder of a V1 registry",
        )),
        (_, [_, _, ..], None) => Err(Failure::Usage("only `--from rdf` takes several sources")),
        _ => Err(Failure::Usage("`--lists` belongs to `--from debian`")),
    }
}

/// What a source yielded.
#[derive(Default)]
struct Drafts {
    releases: Vec<(Origin, Record)>,
    first: BTreeMap<ReleaseId, usize>,
    /// The first spelling of each name, by what a person could take it for.
    spellings: BTreeMap<String, PackageName>,
    repairs: Vec<String>,
    left_out: Vec<String>,
    progress: Progress,
}

impl Sink for Drafts {
    fn release(&mut self, origin: Origin, imported: Imported) -> Result<(), Failure> {
        let Imported { record, repairs } = imported;
        let id = record.id();
        if let Some((first, _)) = self.first.get(&id).and_then(|first| self.releases.get(*first)) {
            return Err(Failure::Duplicate { origin, id, first: Some(Box::new(first.clone())) });
        }
        let path = origin.path.display();
        self.repairs.extend(repairs.iter().map(|repair| one_line(&format!("{path}: {id}: {repair}"))));
        self.note_confusable(&origin, &id.name);
        self.first.insert(id, self.releases.len());
        self.releases.push((origin, record));
        Ok(())
    }

    fn left_out(&mut self, origin: &Origin, why: &str) {
        self.left_out.push(one_line(&format!("{origin}: left out: {why}")));
    }

    fn progress(&mut self, done: u64, total: u64) {
        self.progress.show("read", done, total);
    }
}

impl Drafts {
    /// A foreign catalogue may hold names that could not be published here; they are kept, and said.
    fn note_confusable(&mut self, origin: &Origin, name: &PackageName) {
        let first = self.spellings.entry(name.folded()).or_insert_with(|| name.clone());
        if first != name {
            let line = format!("{origin}: {name}: differs only in case or punctuation from {first}; kept");
            self.repairs.push(one_line(&line));
        }
    }

    /// One line for everything that is not as the source says: what is left out first.
    fn report(&self) -> impl Iterator<Item = &str> {
        self.left_out.iter().chain(&self.repairs).map(String::as_str)
    }

    fn report_text(&self) -> String {
        self.report().map(|line| format!("{line}\n")).collect()
    }

    fn tell_report(&self) {
        self.report().take(LINES_SHOWN).for_each(|line| anstream::eprintln!("{line}"));
        if let Some(more @ 1..) = self.report().count().checked_sub(LINES_SHOWN) {
            anstream::eprintln!("… and {more} lines more; `--report FILE` writes them all");
        }
    }
}

fn append(drafts: Drafts, registry: Registry, log_key: Option<&Path>, source: &str) -> Result<(), Failure> {
    let mut appender = Appender::lock(registry, log_key)?;
    let present = appender.catalog()?;
    let Drafts { releases, progress, .. } = drafts;
    let total = releases.len() as u64;
    for (done, (origin, record)) in (0..).zip(releases) {
        progress.show("number", done, total);
        check_absent(present.as_ref(), origin, &record)?;
        push(&mut appender, record, source)?;
    }
    appender.finish(&mut |stage, done, total| progress.show(stage, done, total))
}

/// A published version never changes.
fn check_absent(present: Option<&Opened>, origin: Origin, record: &Record) -> Result<(), Failure> {
    let (Some(opened), id) = (present, record.id()) else { return Ok(()) };
    match opened.has(&id)? {
        true => Err(Failure::Duplicate { origin, id, first: None }),
        false => Ok(()),
    }
}

fn push(appender: &mut Appender, mut record: Record, source: &str) -> Result<(), Failure> {
    let import = trust::Import {
        id: record.id(),
        source: source.to_owned(),
        record: record_digest(&record),
        archive: record.archive.clone(),
    };
    record.leaf = appender.push_statement(&import.to_statement().to_bytes())?;
    appender.push_record(record)
}
