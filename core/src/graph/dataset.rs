//! What a query reads: one space of term ids, a default graph and named graphs, whatever they are stored in.
//!
//! A term has one id and an id one term, so equal ids are equal terms. The ids of a class (see [`Class`]) are
//! one range for each of [`Dataset::dictionaries`]; within it numbers, moments and texts ascend.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::class::Class;
use super::merged::{Cheapest, Merged, Part, scan_parts};
use super::scan::Scan as RowScan;
use super::{Dictionary, Id, Pattern, PredicateStats, Triples};
#[cfg(feature = "sparql")]
use crate::codec::Finder;
use crate::codec::Read;
use crate::model::Term;

/// A borrowed dataset.
#[derive(Debug, Clone)]
pub struct Dataset<'a> {
    dictionary: Dictionary<'a>,
    /// Terms that the dictionary lacks; their ids follow its own.
    extension: Option<Dictionary<'a>>,
    default: GraphView<'a>,
    named: Vec<(Id, GraphView<'a>)>,
}

/// One graph of a dataset, or several as one: what a triple pattern is matched against.
#[derive(Debug, Clone)]
pub(crate) struct GraphView<'a> {
    source: Source<'a>,
}

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "one index is the common case and must not cost an allocation")]
enum Source<'a> {
    One(Triples<'a>),
    Many {
        parts: Arc<[Part<'a>]>,
        /// Whether a triple may be in more than one part.
        overlap: bool,
    },
}

/// Triples that match a pattern, in this order:
///
/// | bound | order |
/// |---|---|
/// | `s??`, `sp?` | predicate, object |
/// | `s?o` | predicate |
/// | `?p?`, `?po` | object, subject |
/// | `??o` | predicate, subject |
/// | `???` | subject, predicate, object |
#[derive(Debug, Clone)]
pub(crate) struct Scan<'a> {
    source: ScanSource<'a>,
}

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "a scan of one index must not cost an allocation")]
enum ScanSource<'a> {
    One(RowScan<'a>),
    Merged(Merged<'a>),
}

impl<'a> Dataset<'a> {
    pub(super) fn new(
        dictionary: Dictionary<'a>,
        extension: Option<Dictionary<'a>>,
        default: GraphView<'a>,
        named: Vec<(Id, GraphView<'a>)>,
    ) -> Self {
        Self { dictionary, extension, default, named }
    }

    /// Number of terms; every id is below it.
    pub(crate) fn terms(&self) -> Id {
        self.dictionary.len() + self.extension.map_or(0, |extension| extension.len())
    }

    /// The dictionaries, each with the id of its first term.
    pub(crate) fn dictionaries(&self) -> impl Iterator<Item = (Id, &Dictionary<'a>)> {
        let extension = self.extension.iter().map(|extension| (self.dictionary.len(), extension));
        core::iter::once((0, &self.dictionary)).chain(extension)
    }

    /// The dictionary that has `id`, and the id it has there.
    fn place(&self, id: Id) -> (&Dictionary<'a>, Id) {
        match &self.extension {
            Some(extension) if id >= self.dictionary.len() => (extension, id - self.dictionary.len()),
            _ => (&self.dictionary, id),
        }
    }

    /// What `find` finds in the first dictionary that has it.
    fn first(&self, find: impl Fn(&Dictionary<'a>) -> Read<Option<Id>>) -> Read<Option<Id>> {
        for (start, dictionary) in self.dictionaries() {
            if let Some(id) = find(dictionary)? {
                return Ok(Some(start + id));
            }
        }
        Ok(None)
    }

    /// The term with `id`.
    pub(crate) fn term(&self, id: Id) -> Read<Term> {
        let (dictionary, id) = self.place(id);
        dictionary.term(id)
    }

    /// Appends the lexical form, the IRI or the label of the term with `id`.
    pub(crate) fn lexical(&self, id: Id, out: &mut alloc::string::String) -> Read<()> {
        let (dictionary, id) = self.place(id);
        dictionary.lexical(id, out)
    }

    /// `part` made ready for [`finds`](Self::finds); with `lower` it is looked for in the lower case of texts.
    #[cfg(feature = "sparql")]
    pub(crate) fn finder(&self, part: &str, lower: bool) -> Option<Finder> {
        self.dictionary.finder(part, lower)
    }

    /// Whether the term with `id` contains what `finder` looks for, without unpacking it; `None` if that needs
    /// its lexical form.
    #[cfg(feature = "sparql")]
    pub(crate) fn finds(&self, id: Id, finder: &mut Finder) -> Read<Option<bool>> {
        if id < self.dictionary.len() { self.dictionary.finds(id, finder) } else { Ok(None) }
    }

    /// The id of `term`, if it is here.
    pub(crate) fn find(&self, term: &Term) -> Read<Option<Id>> {
        self.first(|dictionary| dictionary.find(term))
    }

    /// The class of the term with `id`, without reading the term.
    pub(crate) fn class(&self, id: Id) -> Read<Class> {
        let (dictionary, id) = self.place(id);
        dictionary.class(id)
    }

    /// Whether ids of one class are in one order for these two: both of one dictionary.
    pub(crate) fn sorted_together(&self, a: Id, b: Id) -> bool {
        let base = self.dictionary.len();
        (a < base) == (b < base)
    }

    /// The value of an `xsd:integer` in canonical form, without making its text; `None` for another term.
    pub(crate) fn integer(&self, id: Id) -> Read<Option<i64>> {
        let (dictionary, id) = self.place(id);
        dictionary.integer(id)
    }

    /// The id of an `xsd:integer` in canonical form, if it is here.
    pub(crate) fn find_integer(&self, value: i64) -> Read<Option<Id>> {
        self.first(|dictionary| dictionary.find_integer(value))
    }

    /// The graph that patterns outside `GRAPH` are matched against.
    pub(crate) fn default_graph(&self) -> &GraphView<'a> {
        &self.default
    }

    /// The named graphs, ascending by the id of their name.
    pub(crate) fn named_graphs(&self) -> &[(Id, GraphView<'a>)] {
        &self.named
    }
}

impl<'a> GraphView<'a> {
    pub(super) fn one(triples: Triples<'a>) -> Self {
        Self { source: Source::One(triples) }
    }

    /// `parts` as one graph; no triple may be in two of them.
    pub(super) fn disjoint(parts: Vec<Part<'a>>) -> Self {
        match parts.as_slice() {
            [Part { triples, without: None }] => Self::one(*triples),
            _ => Self { source: Source::Many { parts: parts.into(), overlap: false } },
        }
    }

    /// The triples of all `graphs`, each once.
    pub(crate) fn union(graphs: &[&Self]) -> Self {
        match graphs {
            [one] => (*one).clone(),
            _ => {
                let parts: Vec<Part<'a>> = graphs.iter().flat_map(|graph| graph.parts()).collect();
                Self { source: Source::Many { overlap: parts.len() > 1, parts: parts.into() } }
            }
        }
    }

    fn parts(&self) -> Vec<Part<'a>> {
        match &self.source {
            Source::One(triples) => alloc::vec![Part { triples: *triples, without: None }],
            Source::Many { parts, .. } => parts.to_vec(),
        }
    }

    /// Every triple that matches, each once.
    pub(crate) fn scan(&self, pattern: Pattern) -> Read<Scan<'_>> {
        let source = match &self.source {
            Source::One(triples) => ScanSource::One(triples.scan(pattern)?),
            Source::Many { parts, .. } => match scan_parts(parts, pattern)? {
                Cheapest::Scan(scan) => ScanSource::One(scan),
                Cheapest::Merged(merged) => ScanSource::Merged(merged),
            },
        };
        Ok(Scan { source })
    }

    /// The same as [`scan`](Self::scan), in the place of an earlier one: cheaper where a scan is begun for every row.
    #[inline]
    pub(crate) fn scan_again<'s>(&'s self, pattern: Pattern, scan: &mut Option<Scan<'s>>) -> Read<()> {
        if let (Source::One(triples), Some(Scan { source: ScanSource::One(scan) })) =
            (&self.source, &mut *scan)
            && scan.is_of(triples)
        {
            return scan.restart(pattern);
        }
        *scan = Some(self.scan(pattern)?);
        Ok(())
    }

    /// How many triples match: exact, in O(log n) for one source; an upper bound where sources overlap.
    pub(crate) fn estimate(&self, pattern: Pattern) -> Read<u64> {
        match &self.source {
            Source::One(triples) => triples.count(pattern),
            Source::Many { parts, .. } => parts.iter().map(|part| part.count(pattern)).sum(),
        }
    }

    /// How many triples match. Exact; reads the matches where sources overlap.
    pub(crate) fn count(&self, pattern: Pattern) -> Read<u64> {
        if !matches!(self.source, Source::Many { overlap: true, .. }) {
            return self.estimate(pattern);
        }
        let (mut scan, mut total) = (self.scan(pattern)?, 0);
        if let Some(left) = scan.left() {
            return Ok(left);
        }
        while scan.next()?.is_some() {
            total += 1;
        }
        Ok(total)
    }

    /// Whether the triple is here.
    pub(crate) fn contains(&self, [s, p, o]: [Id; 3]) -> Read<bool> {
        Ok(self.estimate(Pattern { subject: Some(s), predicate: Some(p), object: Some(o) })? > 0)
    }

    /// What is known of `predicate`; `None` if no triple has it. For several sources an upper bound.
    pub(crate) fn stats(&self, predicate: Id) -> Read<Option<PredicateStats>> {
        let Source::Many { parts, .. } = &self.source else {
            return self.one_source().map_or(Ok(None), |triples| triples.stats(predicate));
        };
        let mut all: Option<PredicateStats> = None;
        for part in parts.iter() {
            if let Some(here) = part.triples.stats(predicate)? {
                all = Some(all.map_or(here, |before| before.and(here)));
            }
        }
        Ok(all)
    }

    /// Whether the graph is one index: then its scans go [backwards](Scan::next_back), too.
    pub(crate) fn is_one(&self) -> bool {
        self.one_source().is_some()
    }

    fn one_source(&self) -> Option<&Triples<'a>> {
        match &self.source {
            Source::One(triples) => Some(triples),
            Source::Many { .. } => None,
        }
    }

    /// Distinct subjects and distinct objects of the graph: exact for one source, else upper bounds.
    pub(crate) fn nodes(&self) -> (u64, u64) {
        match &self.source {
            Source::One(triples) => triples.nodes(),
            Source::Many { parts, .. } => parts.iter().fold((0, 0), |(subjects, objects), part| {
                let here = part.triples.nodes();
                (subjects + here.0, objects + here.1)
            }),
        }
    }

    /// The predicates of the graph, ascending; where triples were withdrawn perhaps one without triples.
    pub(crate) fn predicates(&self) -> Read<Vec<Id>> {
        let mut all = Vec::new();
        for part in self.parts() {
            all.extend(part.triples.predicates()?);
        }
        crate::sort::sort_unstable(&mut all);
        all.dedup();
        Ok(all)
    }
}

impl PredicateStats {
    /// The sums, as bounds for both together.
    fn and(self, other: Self) -> Self {
        let (a, b) = (self.object_range, other.object_range);
        Self {
            triples: self.triples + other.triples,
            subjects: self.subjects + other.subjects,
            objects: self.objects + other.objects,
            object_range: (a.0.min(b.0), a.1.max(b.1)),
        }
    }
}

impl Scan<'_> {
    /// The next triple.
    #[inline]
    pub(crate) fn next(&mut self) -> Read<Option<[Id; 3]>> {
        match &mut self.source {
            ScanSource::One(scan) => scan.next(),
            ScanSource::Merged(merged) => merged.next(),
        }
    }

    /// The last triple, as [`next`](Self::next) gives the first; none where several indexes are read as one.
    pub(crate) fn next_back(&mut self) -> Read<Option<[Id; 3]>> {
        match &mut self.source {
            ScanSource::One(scan) => scan.next_back(),
            ScanSource::Merged(_) => Ok(None),
        }
    }

    /// The next triples, as many as `out` has room for; how many there were. Fewer only at the end.
    pub(crate) fn fill(&mut self, out: &mut [[Id; 3]]) -> Read<usize> {
        match &mut self.source {
            ScanSource::One(scan) => scan.fill(out),
            ScanSource::Merged(merged) => merged.fill(out),
        }
    }

    /// Passes over every triple whose value in the first free place of the order is below `least`: for `sp?`
    /// its object, for `?po` its subject, for `?p?` its object. Cheap when near, O(log n) when far.
    pub(crate) fn seek(&mut self, least: Id) -> Read<()> {
        match &mut self.source {
            ScanSource::One(scan) => scan.seek(least),
            ScanSource::Merged(merged) => merged.seek(least),
        }
    }

    /// The next value in the first free place of the order and how many of the triples left have it, all of
    /// them passed over: for `?p?` each object, for `???` each subject. Leaps where many have it.
    pub(crate) fn next_run(&mut self) -> Read<Option<(Id, u32)>> {
        match &mut self.source {
            ScanSource::One(scan) => scan.next_run(),
            ScanSource::Merged(merged) => merged.next_run(),
        }
    }

    /// How many triples are left, if that is known without reading them.
    pub(crate) fn left(&self) -> Option<u64> {
        match &self.source {
            ScanSource::One(scan) => scan.left(),
            ScanSource::Merged(merged) => merged.left(),
        }
    }
}
