//! From N-Triples to an engine that answers: time and memory, each engine in a process of its own; and what
//! opening our segment costs afterwards.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use ggen_marketplace_core::catalog::{Catalog, GraphSegmentBuilder};
use ggen_marketplace_core::model::TermRef;
use memmap2::Mmap;
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedOrBlankNodeRef, TermRef as OxTermRef};
use oxigraph::store::Store;
use oxttl::NTriplesParser;

use super::data::Data;
use crate::Result;
use crate::measure::{Cost, cost, median};
use crate::process::{Footprint, again};
use crate::report::{Better, OURS, Row, Table};
use crate::search::ours;

pub(super) const PEER: &str = "oxigraph";

/// How often our segment is opened.
const OPENINGS: usize = 101;

/// Loading by both, and opening by ours.
///
/// # Errors
/// If an engine fails.
pub(super) fn run(data: &Data) -> Result<Vec<Table>> {
    let [triples, segment] = [&data.triples, &data.segment].map(|path| path.to_string_lossy().into_owned());
    let mut taken: Vec<(&str, Footprint)> = Vec::new();
    for engine in [OURS, PEER] {
        taken.push((engine, again(&["alone", "load", engine, &triples, &segment])?));
    }
    let count = ours::open(&data.segment)?.count_triples(Default::default())? as f64;
    let bytes = fs::metadata(&data.segment)?.len() as f64;
    let held = |engine: &str, took: &Footprint| if engine == OURS { bytes } else { took.grown };
    let row = |(engine, took): &(&str, Footprint)| {
        let held = held(engine, took);
        let figures = [took.cpu_us / 1e6, took.wall_us / 1e6, took.peak / 1e6, held / 1e6, held / count];
        Row::new("load", *engine, &figures)
    };
    let load = Table {
        title: format!(
            "SPARQL: {count} triples loaded (ratio: cpu); ours holds its file, {PEER} what has grown"
        ),
        columns: vec!["cpu s", "wall s", "peak MB", "held MB", "bytes per triple"],
        key: 0,
        better: Better::Lower,
        rows: taken.iter().map(row).collect(),
    };
    Ok(vec![load, sections(data, count)?, opening(data)?])
}

/// In a process of its own: loads by `engine`.
///
/// # Errors
/// If there is no such engine, or it fails.
pub(super) fn alone(engine: &str, triples: &Path, segment: &Path) -> Result<Footprint> {
    match engine {
        OURS => Footprint::of(|| build(triples, segment)),
        PEER => Footprint::of(|| bulk_load(triples)),
        _ => Err(format!("no engine `{engine}`").into()),
    }
}

/// Builds our segment if it is not there.
///
/// # Errors
/// Those of [`build`].
pub(super) fn segment(data: &Data) -> Result<()> {
    if data.segment.is_file() { Ok(()) } else { build(&data.triples, &data.segment) }
}

/// Writes the N-Triples of the file `triples` as the segment `segment`, parsed as strictly as the peer does.
///
/// # Errors
/// If a file cannot be read or written, or is no N-Triples.
fn build(triples: &Path, segment: &Path) -> Result<()> {
    let mut builder = GraphSegmentBuilder::new();
    for triple in NTriplesParser::new().for_reader(BufReader::new(File::open(triples)?)) {
        let triple = triple?;
        let subject = match triple.subject.as_ref() {
            NamedOrBlankNodeRef::NamedNode(node) => TermRef::Iri(node.as_str()),
            NamedOrBlankNodeRef::BlankNode(node) => TermRef::Blank(node.as_str()),
        };
        let object = term(triple.object.as_ref());
        builder.push(subject, TermRef::Iri(triple.predicate.as_str()), object, None);
    }
    Ok(fs::write(segment, builder.build()?)?)
}

fn term(term: OxTermRef<'_>) -> TermRef<'_> {
    match term {
        OxTermRef::NamedNode(node) => TermRef::Iri(node.as_str()),
        OxTermRef::BlankNode(node) => TermRef::Blank(node.as_str()),
        OxTermRef::Literal(literal) => match (literal.language(), literal.datatype()) {
            (Some(language), _) => TermRef::Tagged { value: literal.value(), language },
            (None, kind) if kind == oxigraph::model::vocab::xsd::STRING => {
                TermRef::Literal { value: literal.value(), datatype: None }
            }
            (None, kind) => TermRef::Literal { value: literal.value(), datatype: Some(kind.as_str()) },
        },
    }
}

/// The peer's store in memory, by its bulk loader.
///
/// # Errors
/// If the file cannot be read or is no N-Triples.
pub(super) fn bulk_load(triples: &Path) -> Result<Store> {
    let store = Store::new()?;
    let mut loader = store.bulk_loader();
    loader.load_from_reader(RdfFormat::NTriples, File::open(triples)?)?;
    loader.commit()?;
    Ok(store)
}

/// Where the bytes of our segment are.
fn sections(data: &Data, count: f64) -> Result<Table> {
    let names = [(4, "dictionary"), (5, "triples")];
    let sections = ours::section_bytes(&data.segment)?;
    let row = |(number, name): &(u32, &str)| {
        let bytes = sections.iter().find(|(found, _)| found == number).map_or(0, |(_, bytes)| *bytes) as f64;
        Row::new(*name, OURS, &[bytes / 1e6, bytes / count])
    };
    let columns = vec!["MB", "bytes per triple"];
    let title = "SPARQL: sections of our segment".to_owned();
    Ok(Table { title, columns, key: 0, better: Better::Lower, rows: names.iter().map(row).collect() })
}

/// What it costs to have our segment ready: the file in the page cache, nothing of it mapped.
fn opening(data: &Data) -> Result<Table> {
    let mut rows = Vec::new();
    let whole = |catalog: &Catalog<Mmap>| Ok(catalog.dataset().map(drop)?);
    rows.push(opened("map, check the header", data, |_| Ok(()))?);
    rows.push(opened("… and every checksum of the graph", data, whole)?);
    let columns = vec!["cpu µs", "wall µs"];
    let title = format!("SPARQL: opening our segment, memory-mapped; medians of {OPENINGS}");
    Ok(Table { title, columns, key: 0, better: Better::Lower, rows })
}

fn opened(case: &str, data: &Data, then: impl Fn(&Catalog<Mmap>) -> Result<()>) -> Result<Row> {
    let mut costs = Vec::new();
    for _ in 0..OPENINGS {
        let (cost, catalog) = cost(|| -> Result<_> {
            let catalog = ours::open(&data.segment)?;
            then(&catalog)?;
            Ok(catalog)
        });
        drop(catalog?);
        costs.push(cost);
    }
    let middle = |of: fn(&Cost) -> std::time::Duration| median(costs.iter().map(of)).as_secs_f64() * 1e6;
    Ok(Row::new(case, OURS, &[middle(|cost| cost.cpu), middle(|cost| cost.wall)]))
}
