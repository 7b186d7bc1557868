//! Facets: the commonest values of a few fields among all matches, with how many have each.
//!
//! Of many matches the values are counted by reading the triples of each field once, in order of the value, and
//! asking of each release whether it is a match; of few by reading the triples of each match.

use std::collections::BTreeMap;

use serde::Serialize;

use super::SearchError;
use super::candidate::Found;
use super::field::Field;
use super::releases::{Bits, for_each_pair};
use crate::catalog::{Catalog, CatalogError, Section, Segment};
use crate::codec::Read;
use crate::graph::{Graph, Id, Pattern};

/// Matches are few if they are less than one in so many releases: so many triples has a release, about, for each
/// that is of a facet.
const FEW: usize = 8;

/// The values of one field among all matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// Name of the field, as queries write it.
    pub field: &'static str,
    /// How many values there are.
    pub distinct: usize,
    /// The commonest, by number of matches and then by value.
    pub values: Vec<FacetValue>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// The value.
    pub value: String,
    /// Matches that have it.
    pub matches: u32,
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// The `most` commonest values of each field among `found`.
    pub(super) fn facets(&self, found: &[Found], most: usize) -> Result<Vec<Facet>, SearchError> {
        let mut totals: [BTreeMap<String, u32>; Field::FACETS.len()] = Default::default();
        let mut distinct = [0; Field::FACETS.len()];
        // A value of several segments may be common only in sum; in one segment only the commonest are read.
        let read = if self.segments.len() == 1 { most } else { usize::MAX };
        for (number, segment) in self.segments.iter().enumerate() {
            let docs = found.iter().filter(|found| found.segment as usize == number).map(|found| found.doc);
            let counts = count(segment, docs)?;
            let graph = segment.graph()?;
            for (field, counts) in counts.into_iter().enumerate() {
                distinct[field] += counts.len();
                add(&graph, commonest(counts, read), &mut totals[field])
                    .map_err(CatalogError::damaged(Section::Dictionary))?;
            }
        }
        if self.segments.len() > 1 {
            distinct = core::array::from_fn(|field| totals[field].len());
        }
        let facets = Field::FACETS.into_iter().zip(distinct).zip(totals);
        Ok(facets.map(|((field, distinct), totals)| facet(field, distinct, totals, most)).collect())
    }
}

/// Of each field its values, ascending, and how many of `docs` have each.
fn count<B: AsRef<[u8]>>(
    segment: &Segment<B>,
    docs: impl Iterator<Item = u32>,
) -> Result<[Vec<(Id, u32)>; Field::FACETS.len()], CatalogError> {
    let (table, graph) = (segment.cards()?, segment.graph()?);
    let terms: Vec<Id> = docs.map(|doc| table.term(doc)).collect();
    if terms.len() < table.len() as usize / FEW {
        return count_few(&graph, &terms).map_err(CatalogError::damaged(Section::Triples));
    }
    let mut wanted = Bits::new(graph.dictionary.len());
    terms.into_iter().for_each(|term| wanted.add(term));
    let mut counts: [Vec<(Id, u32)>; Field::FACETS.len()] = Default::default();
    for (counts, field) in counts.iter_mut().zip(Field::FACETS) {
        count_field(&graph, field, &wanted, counts).map_err(CatalogError::damaged(Section::Triples))?;
    }
    Ok(counts)
}

/// The same, by reading what each release has.
fn count_few(graph: &Graph<'_>, terms: &[Id]) -> Read<[Vec<(Id, u32)>; Field::FACETS.len()]> {
    let mut predicates = [None; Field::FACETS.len()];
    for (predicate, field) in predicates.iter_mut().zip(Field::FACETS) {
        *predicate = field.predicate().map(|iri| graph.iri(iri)).transpose()?.flatten();
    }
    let mut values: [Vec<Id>; Field::FACETS.len()] = Default::default();
    for term in terms {
        let mut scan = graph.triples.scan(Pattern { subject: Some(*term), ..Pattern::default() })?;
        while let Some([_, predicate, value]) = scan.next()? {
            if let Some(field) = predicates.iter().position(|wanted| *wanted == Some(predicate)) {
                values[field].push(value);
            }
        }
    }
    let mut counts: [Vec<(Id, u32)>; Field::FACETS.len()] = Default::default();
    for (counts, mut values) in counts.iter_mut().zip(values) {
        crate::sort::sort_unstable(&mut values);
        values.into_iter().for_each(|value| add_one(counts, value));
    }
    Ok(counts)
}

/// Counts `value`, which is not below the one before.
fn add_one(counts: &mut Vec<(Id, u32)>, value: Id) {
    match counts.last_mut() {
        Some((last, count)) if *last == value => *count += 1,
        _ => counts.push((value, 1)),
    }
}

fn count_field(graph: &Graph<'_>, field: Field, wanted: &Bits, counts: &mut Vec<(Id, u32)>) -> Read<()> {
    let Some(predicate) = field.predicate().map(|iri| graph.iri(iri)).transpose()?.flatten() else {
        return Ok(());
    };
    let pattern = Pattern { predicate: Some(predicate), ..Pattern::default() };
    for_each_pair(graph, pattern, |release, value| {
        if wanted.has(release) {
            add_one(counts, value);
        }
    })
}

/// The `most` commonest, and whatever is as common as the last of them.
fn commonest(mut counts: Vec<(Id, u32)>, most: usize) -> Vec<(Id, u32)> {
    if let Some(place) = most.checked_sub(1).filter(|_| counts.len() > most) {
        let mut sizes: Vec<u32> = counts.iter().map(|(_, count)| *count).collect();
        crate::sort::select_by(&mut sizes, place, |a, b| b.cmp(a));
        let least = sizes[place];
        counts.retain(|(_, count)| *count >= least);
    }
    counts
}

fn add(graph: &Graph<'_>, counts: Vec<(Id, u32)>, totals: &mut BTreeMap<String, u32>) -> Read<()> {
    for (value, count) in counts {
        *totals.entry(graph.dictionary.term(value)?.value().to_owned()).or_default() += count;
    }
    Ok(())
}

fn facet(field: Field, distinct: usize, totals: BTreeMap<String, u32>, most: usize) -> Facet {
    let mut values: Vec<FacetValue> =
        totals.into_iter().map(|(value, matches)| FacetValue { value, matches }).collect();
    crate::sort::sort_by(&mut values, |a, b| b.matches.cmp(&a.matches));
    values.truncate(most);
    Facet { field: field.name(), distinct, values }
}
