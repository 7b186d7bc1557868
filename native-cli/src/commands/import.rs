//! `import`: turn a foreign catalogue into records of this registry.
//!
//! The whole source is read before anything is written. Then each release becomes a numbered leaf of the log
//! (a statement `marketplace/import/v1`) and a record of one new segment, and the registry changes once.

use std::collections::BTreeMap;
use std::path::Path;

use ggen_marketplace_core::graph::record_digest;
use ggen_marketplace_core::model::{Level, Record, ReleaseId};
use ggen_marketplace_core::trust;
use serde::Serialize;

use crate::append::Appender;
use crate::args::{Import, Source};
use crate::atomic;
use crate::failure::Failure;
use crate::import::{Draft, Place, Sink, debian, jsonl};
use crate::output::{Output, one_line};
use crate::progress::Progress;
use crate::registry::{Opened, Registry};

/// Repairs shown on standard error; `--report` has them all.
const REPAIRS_SHOWN: usize = 10;

#[derive(Serialize)]
struct Imported {
    source: &'static str,
    imported: usize,
    repairs: usize,
    registry: String,
}

pub(super) fn run(command: &Import, output: Output) -> Result<(), Failure> {
    let registry = Registry::named(&command.registry)?;
    let mut drafts = Drafts::default();
    read(command, &mut drafts)?;
    if let Some(path) = &command.report {
        drafts.write_repairs(path)?;
    }
    drafts.tell_repairs();
    let done = Imported {
        source: source_name(command.from),
        imported: drafts.releases.len(),
        repairs: drafts.repairs.len(),
        registry: registry.root().display().to_string(),
    };
    append(drafts, registry, done.source)?;
    output.result(&done, || format!("Imported {} releases into {}", done.imported, done.registry))
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Jsonl => "jsonl",
        Source::Debian => "debian",
        Source::V1 => "v1",
    }
}

fn read(command: &Import, drafts: &mut Drafts) -> Result<(), Failure> {
    // The parser requires a source where there is no default.
    let source = command.source.as_deref().unwrap_or(Path::new(""));
    match command.from {
        Source::Jsonl => jsonl::read(source, drafts),
        Source::Debian => debian::read(command.lists.as_deref().unwrap_or(Path::new(debian::LISTS)), drafts),
        Source::V1 => Ok(()),
    }
}

/// What a source yielded.
#[derive(Default)]
struct Drafts {
    releases: Vec<(Place, Draft)>,
    places: BTreeMap<ReleaseId, usize>,
    repairs: Vec<String>,
    progress: Progress,
}

impl Sink for Drafts {
    fn draft(&mut self, place: Place, draft: Draft) -> Result<(), Failure> {
        let id = ReleaseId { name: draft.manifest.name.clone(), version: draft.manifest.version.clone() };
        if let Some(first) = self.places.get(&id).and_then(|first| self.releases.get(*first)) {
            return Err(Failure::Duplicate { place, id, first: Some(first.0.clone()) });
        }
        self.places.insert(id, self.releases.len());
        self.releases.push((place, draft));
        Ok(())
    }

    fn repair(&mut self, place: &Place, what: &str) {
        self.repairs.push(format!("{place}: {}", one_line(what)));
    }

    fn progress(&mut self, done: u64, total: u64) {
        self.progress.show("read", done, total);
    }
}

impl Drafts {
    fn write_repairs(&self, path: &Path) -> Result<(), Failure> {
        let text: String = self.repairs.iter().map(|line| format!("{line}\n")).collect();
        atomic::replace(path, text.as_bytes()).map_err(Failure::io("write", path))
    }

    fn tell_repairs(&self) {
        for line in self.repairs.iter().take(REPAIRS_SHOWN) {
            anstream::eprintln!("repaired {line}");
        }
        if let Some(more @ 1..) = self.repairs.len().checked_sub(REPAIRS_SHOWN) {
            anstream::eprintln!("repaired {more} more; `--report FILE` writes them all");
        }
    }
}

fn append(drafts: Drafts, registry: Registry, source: &str) -> Result<(), Failure> {
    let mut appender = Appender::lock(registry)?;
    let present = appender.catalog()?;
    let total = drafts.releases.len() as u64;
    for (done, (place, draft)) in (0..).zip(drafts.releases) {
        drafts.progress.show("number", done, total);
        let record = record(draft);
        check_absent(present.as_ref(), &place, &record)?;
        push(&mut appender, record, source)?;
    }
    appender.finish(&mut |stage, done, total| drafts.progress.show(stage, done, total))
}

fn record(draft: Draft) -> Record {
    let Draft { manifest, archive, downloads, stars } = draft;
    Record { manifest, archive, level: Level::Unsigned, leaf: 0, downloads, stars }
}

/// A published version never changes.
fn check_absent(present: Option<&Opened>, place: &Place, record: &Record) -> Result<(), Failure> {
    let (Some(opened), id) = (present, record.id()) else { return Ok(()) };
    let versions = opened.catalog.versions(id.name.as_str()).map_err(opened.damaged())?;
    let wanted = id.version.to_string();
    match versions.iter().any(|card| card.version == wanted) {
        true => Err(Failure::Duplicate { place: place.clone(), id, first: None }),
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
