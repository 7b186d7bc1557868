//! Search: ours and tantivy in this process, the engines in Node beside them.

mod evaluate;
mod node;
pub(crate) mod ours;
mod table;
mod tantivy;

use std::path::{Path, PathBuf};

use crate::Result;
use crate::corpus::Corpus;
use crate::measure::{Rounds, alternate};
use crate::process::{Footprint, again};
use crate::queries::{self, Query};
use crate::records::Source;
use crate::report::{Better, OURS, Row, Table};

pub(crate) use evaluate::evaluate;
use table::{Contestant, query_table};

/// Results asked for.
const TOP: usize = 10;

const ROUNDS: Rounds = Rounds { measured: 7, budget: std::time::Duration::from_secs(5) };

/// What every engine can do once it is open.
pub(crate) trait Engine {
    /// The names of the best `k` packages for `query`, best first.
    fn search(&mut self, query: &str, k: usize) -> Result<Vec<String>>;
}

/// The engines that run in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ours,
    TantivyTuned,
    TantivyDefault,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Ours, Self::TantivyTuned, Self::TantivyDefault];

    fn name(self) -> &'static str {
        match self {
            Self::Ours => OURS,
            Self::TantivyTuned => "tantivy-tuned",
            Self::TantivyDefault => "tantivy-default",
        }
    }

    fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| format!("no engine `{name}`").into())
    }

    /// Where the index is; the two ways to ask tantivy share one.
    fn index(self, corpus: &Corpus) -> PathBuf {
        match self {
            Self::Ours => ours::file(corpus),
            Self::TantivyTuned | Self::TantivyDefault => corpus.path("tantivy"),
        }
    }

    /// What building took, with the input in memory before the clock starts.
    fn build(self, corpus: &Corpus) -> Result<Footprint> {
        let index = self.index(corpus);
        if self == Self::Ours {
            let records = Source::find()?.read()?;
            return Footprint::of(|| ours::build(records, &index));
        }
        let documents = corpus.documents()?.collect::<Result<Vec<_>>>()?;
        let _ = std::fs::remove_dir_all(&index);
        std::fs::create_dir_all(&index)?;
        Footprint::of(|| tantivy::build(documents, &index))
    }

    fn open(self, corpus: &Corpus) -> Result<Box<dyn Engine>> {
        let index = self.index(corpus);
        Ok(match self {
            Self::Ours => Box::new(ours::open(&index)?),
            Self::TantivyTuned => Box::new(tantivy::Tantivy::tuned(&index)?),
            Self::TantivyDefault => Box::new(tantivy::Tantivy::default_parser(&index)?),
        })
    }
}

/// Every comparison of this module.
///
/// # Errors
/// If an engine fails.
pub(crate) fn run(corpus: &Corpus) -> Result<Vec<Table>> {
    let queries = queries::load()?;
    let mut tables = vec![build_table(corpus)?, open_table()?, native_table(corpus, &queries)?];
    tables.extend(evaluate::table(corpus)?);
    tables.extend(node::run(corpus, &queries)?);
    Ok(tables)
}

/// In a process of its own: builds or opens the engine `name` and prints what it took.
///
/// # Errors
/// If there is no such engine, or it fails.
pub(crate) fn alone(work: &str, name: &str, corpus: &Corpus) -> Result<Footprint> {
    let kind = Kind::named(name)?;
    match work {
        "build" => kind.build(corpus),
        "open" => Footprint::of(|| kind.open(corpus)),
        "query" => Footprint::of(|| {
            let mut engine = kind.open(corpus)?;
            queries::load()?.iter().try_for_each(|q| engine.search(&q.text, TOP).map(drop))
        }),
        _ => Err(format!("nothing called `{work}` is measured").into()),
    }
}

fn build_table(corpus: &Corpus) -> Result<Table> {
    let mut rows = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::TantivyDefault) {
        let took: Footprint = again(&["alone", "build", kind.name()])?;
        let whole = size(&kind.index(corpus))?;
        let index = if kind == Kind::Ours { ours::search_bytes(&kind.index(corpus))? } else { whole };
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        let figures = [megabytes(index), megabytes(whole), took.cpu_us / 1e6, took.peak / 1e6];
        rows.push(Row::new("build index", kind.name(), &figures));
    }
    let columns = vec!["search MB", "all MB", "build cpu s", "build peak MB"];
    Ok(Table { title: "Search: the index on disk".to_owned(), columns, key: 0, better: Better::Lower, rows })
}

/// Opened three times in fresh processes, the median by CPU time; then once more for the memory that all
/// queries bring in.
fn open_table() -> Result<Table> {
    let mut rows = Vec::new();
    for kind in Kind::ALL {
        let mut opened = Vec::new();
        for _ in 0..3 {
            opened.push(again::<Footprint>(&["alone", "open", kind.name()])?);
        }
        opened.sort_by(|a, b| a.cpu_us.total_cmp(&b.cpu_us));
        let used: Footprint = again(&["alone", "query", kind.name()])?;
        let Footprint { cpu_us, wall_us, .. } = opened[1];
        rows.push(Row::new("open", kind.name(), &[cpu_us, wall_us, used.peak / 1e6]));
    }
    let columns = vec!["cpu µs", "wall µs", "peak MB after all queries"];
    Ok(Table {
        title: "Search: opening the index, files warm".to_owned(),
        columns,
        key: 0,
        better: Better::Lower,
        rows,
    })
}

fn native_table(corpus: &Corpus, queries: &[Query]) -> Result<Table> {
    let mut engines = Kind::ALL.into_iter().map(|k| k.open(corpus)).collect::<Result<Vec<_>>>()?;
    let costs = alternate(engines.len(), queries.len(), ROUNDS, |engine, query| {
        // An engine that fails here would seem fast; it must stop the run.
        std::hint::black_box(engines[engine].search(&queries[query].text, TOP).expect("an answer"));
    });
    let named = Kind::ALL.into_iter().zip(costs);
    let contestants: Vec<_> =
        named.map(|(kind, costs)| Contestant { name: kind.name().to_owned(), costs }).collect();
    Ok(query_table("Search, natively", queries, &contestants))
}

/// Bytes of a file, or of all files in a folder.
fn size(path: &Path) -> Result<u64> {
    if path.is_file() {
        return Ok(path.metadata()?.len());
    }
    std::fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum()
}
