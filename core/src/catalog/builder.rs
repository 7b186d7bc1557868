//! From records to the bytes of a segment.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cards::{CURRENT, DEBIAN_SCHEME, INSTALLABLE, LEVEL_SHIFT};
use super::format::write_segment;
use super::removals::write_removals;
use super::{CODES, CatalogError};
use crate::codec::{put_u32, put_u64, write_strings};
use crate::error::Coded;
use crate::graph::{Built, GraphBuilder, Id};
use crate::model::{DependencyKind, Record, ReleaseId, Version};
use crate::text::{Fields, IndexBuilder};

/// Most terms: two ids make one packed number of at most 57 bits.
const MAX_TERMS: usize = 1 << 28;
/// Largest section: offsets within it have 32 bits.
const MAX_SECTION_BYTES: u64 = u32::MAX as u64;

/// Why a segment could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The same name and version came twice.
    #[error("{id} is listed twice")]
    Duplicate {
        /// The release.
        id: ReleaseId,
    },
    /// More text than 32-bit offsets reach.
    #[error("the {what} would not fit into one segment: split the import")]
    TooLarge {
        /// What grew too large.
        what: &'static str,
    },
    /// A segment that is to be written anew is damaged.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The FST library refused the terms.
    #[error("the term index could not be written: {0}")]
    Index(#[from] fst::Error),
}

impl Coded for BuildError {
    fn code(&self) -> &'static str {
        debug_assert!(CODES.iter().any(|(code, _)| *code == "catalog/too-large"));
        match self {
            Self::Duplicate { .. } => "catalog/duplicate-release",
            Self::Catalog(error) => error.code(),
            Self::TooLarge { .. } | Self::Index(_) => "catalog/too-large",
        }
    }
}

/// Collects records, then writes one segment.
#[derive(Debug, Default)]
pub struct SegmentBuilder {
    records: BTreeMap<ReleaseId, Record>,
    /// Name and version's text.
    removals: BTreeSet<(String, String)>,
}

impl SegmentBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a record.
    ///
    /// # Errors
    /// [`BuildError::Duplicate`] if its name and version are there already; the builder keeps the first.
    pub fn push(&mut self, record: Record) -> Result<(), BuildError> {
        let id = record.id();
        if self.has(&id) {
            return Err(BuildError::Duplicate { id });
        }
        self.records.insert(id, record);
        Ok(())
    }

    /// Whether the name and the text of the version are here: they make the IRI, so they are one release in
    /// any scheme of versions.
    fn has(&self, id: &ReleaseId) -> bool {
        let text = id.version.to_string();
        let schemes = [Version::parse_semver(&text), Version::parse_debian(&text)];
        schemes
            .into_iter()
            .flatten()
            .any(|version| self.records.contains_key(&ReleaseId { name: id.name.clone(), version }))
    }

    /// Withdraws a release of the segments before this one; what this one adds is not touched.
    pub fn remove(&mut self, id: &ReleaseId) {
        self.remove_text(id.name.as_str(), &id.version.to_string());
    }

    pub(super) fn remove_text(&mut self, name: &str, version: &str) {
        self.removals.insert((name.to_owned(), version.to_owned()));
    }

    pub(super) fn removes(&self, id: &ReleaseId) -> bool {
        self.removals.contains(&(id.name.as_str().to_owned(), id.version.to_string()))
    }

    pub(super) fn retain_removals(&mut self, mut keep: impl FnMut(&str, &str) -> bool) {
        self.removals.retain(|(name, version)| keep(name, version));
    }

    /// Number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no record and no removal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.removals.is_empty()
    }

    /// The segment's bytes. `progress` is told the stage, how much of it is done, and its whole.
    ///
    /// # Errors
    /// [`BuildError`] if there is more than a segment can hold.
    pub fn build(self, progress: &mut dyn FnMut(&'static str, u64, u64)) -> Result<Vec<u8>, BuildError> {
        let records = in_order(self.records);
        let priors = priors(&records);
        let (mut cards, mut graph, mut index) =
            (CardsBuilder::default(), GraphBuilder::default(), IndexBuilder::default());
        let total = records.len() as u64;
        for (doc, (record, is_current)) in (0u32..).zip(&records) {
            progress("index", doc.into(), total);
            let release = graph.push(record);
            let prior = prior_of(&priors, record);
            cards.push(record, release, *is_current, prior);
            if *is_current {
                index_record(&mut index, doc, record, prior);
            }
        }
        progress("index", total, total);
        progress("write", 0, 1);
        let built = graph.finish().ok_or(BuildError::TooLarge { what: "terms and triples" })?;
        check_size(&built)?;
        let [rows, texts, labels] = cards.finish(&built.ids)?;
        let [terms, names, postings, prefixes] = index.finish()?;
        let removals = write_removals(self.removals.iter().map(|(name, version)| (&**name, &**version)));
        let (dictionary, triples, graphs) = (built.dictionary, built.triples, built.graphs);
        let sections =
            [rows, texts, labels, dictionary, triples, terms, names, postings, graphs, removals, prefixes];
        let segment = write_segment(sections);
        progress("write", 1, 1);
        Ok(segment)
    }
}

/// Refuses a graph whose sections are longer than a section may be, or that has too many terms.
pub(super) fn check_size(built: &Built) -> Result<(), BuildError> {
    let largest = built.dictionary.len().max(built.triples.len()).max(built.graphs.len()) as u64;
    if built.ids.len() > MAX_TERMS || largest > MAX_SECTION_BYTES {
        return Err(BuildError::TooLarge { what: "terms and triples" });
    }
    Ok(())
}

/// By name, and of each name newest first, with the preferred one marked current.
fn in_order(records: BTreeMap<ReleaseId, Record>) -> Vec<(Record, bool)> {
    let mut out: Vec<(Record, bool)> = Vec::with_capacity(records.len());
    let mut group: Vec<Record> = Vec::new();
    for record in records.into_values() {
        if group.last().is_some_and(|last| last.manifest.name != record.manifest.name) {
            flush(&mut group, &mut out);
        }
        group.push(record);
    }
    flush(&mut group, &mut out);
    out
}

fn flush(group: &mut Vec<Record>, out: &mut Vec<(Record, bool)>) {
    let is_final = |record: &Record| !record.manifest.version.is_prerelease();
    group.reverse();
    let current = group.iter().position(is_final).unwrap_or(0);
    out.extend(group.drain(..).enumerate().map(|(place, record)| (record, place == current)));
}

/// For each package name, how many current releases need it or something it provides.
fn priors(records: &[(Record, bool)]) -> HashMap<String, u32> {
    let mut dependents = HashMap::new();
    for (record, _) in records.iter().filter(|(_, is_current)| *is_current) {
        let needed = record.manifest.dependencies.iter().filter(|d| d.kind == DependencyKind::Runtime);
        for requirement in needed.filter_map(|dependency| dependency.alternatives.first()) {
            *dependents.entry(requirement.name.as_str().to_owned()).or_insert(0) += 1;
        }
    }
    dependents
}

/// 16 · log₂(1 + dependents + downloads / 1,000), at most 255; the logarithm is linear between powers of two.
fn prior_of(dependents: &HashMap<String, u32>, record: &Record) -> u8 {
    let name = record.manifest.name.as_str();
    let count = dependents.get(name).copied().unwrap_or(0) + record.downloads / 1_000;
    u8::try_from(log2_16ths(count.saturating_add(1))).unwrap_or(u8::MAX)
}

fn log2_16ths(n: u32) -> u32 {
    let exponent = n.ilog2();
    let mantissa = (u64::from(n) << 16 >> exponent) & 0xffff;
    exponent * 16 + (mantissa >> 12) as u32
}

fn index_record(index: &mut IndexBuilder, doc: u32, record: &Record, prior: u8) {
    let m = &record.manifest;
    let lists = [&m.tags, &m.keywords, &m.categories, &m.authors, &m.provides];
    let extra = lists.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    let fields = Fields { name: m.name.as_str(), extra, summary: &m.summary, description: &m.description };
    index.push(doc, &fields, prior);
}

/// The three card sections, their release terms still provisional.
#[derive(Default)]
struct CardsBuilder {
    rows: Vec<PendingRow>,
    texts: Vec<u8>,
    labels: Labels,
}

struct PendingRow {
    end: usize,
    release: Id,
    author: u32,
    category: u32,
    leaf: u64,
    downloads: u32,
    stars: u32,
    last: [u8; 4],
}

impl CardsBuilder {
    fn push(&mut self, record: &Record, release: Id, is_current: bool, prior: u8) {
        let m = &record.manifest;
        let version = m.version.to_string();
        for text in [m.name.as_str(), &version, &m.summary] {
            self.texts.extend_from_slice(text.as_bytes());
        }
        let flags = if is_current { CURRENT } else { 0 }
            | if record.is_installable() { INSTALLABLE } else { 0 }
            | if matches!(m.version, Version::Debian(_)) { DEBIAN_SCHEME } else { 0 }
            | (record.level as u8) << LEVEL_SHIFT;
        self.rows.push(PendingRow {
            end: self.texts.len(),
            release,
            author: self.labels.number(m.authors.first()),
            category: self.labels.number(m.categories.first()),
            leaf: record.leaf,
            downloads: record.downloads,
            stars: record.stars,
            last: [prior, flags, m.name.as_str().len() as u8, version.len() as u8],
        });
    }

    fn finish(self, ids: &[Id]) -> Result<[Vec<u8>; 3], BuildError> {
        let mut rows = Vec::with_capacity(self.rows.len() * super::cards::ROW_BYTES);
        for row in &self.rows {
            let end = u32::try_from(row.end).map_err(|_| BuildError::TooLarge { what: "cards" })?;
            for number in [end, ids[row.release as usize], row.author, row.category] {
                put_u32(&mut rows, number);
            }
            put_u64(&mut rows, row.leaf);
            put_u32(&mut rows, row.downloads);
            put_u32(&mut rows, row.stars);
            rows.extend_from_slice(&row.last);
            put_u32(&mut rows, 0);
        }
        let mut labels = Vec::new();
        write_strings(&mut labels, &self.labels.texts.iter().map(String::as_str).collect::<Vec<_>>());
        Ok([rows, self.texts, labels])
    }
}

/// Strings that many releases share, each once; number 0 is "none".
#[derive(Default)]
struct Labels {
    texts: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Labels {
    fn number(&mut self, text: Option<&String>) -> u32 {
        let Some(text) = text else { return 0 };
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.texts.push(text.clone());
        let number = self.texts.len() as u32;
        self.numbers.insert(text.clone(), number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::log2_16ths;

    #[test]
    fn logarithms_are_exact_at_powers_and_grow_between() {
        assert_eq!([1, 2, 4, 1024].map(log2_16ths), [0, 16, 32, 160]);
        assert!((1..5000).all(|n| log2_16ths(n) <= log2_16ths(n + 1)));
    }
}
