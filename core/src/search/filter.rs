//! Filters: which releases of a segment have the values asked for. The graph's index answers.

use super::Filters;
use crate::catalog::{Cards, CatalogError, Section, Segment};
use crate::codec::Read;
use crate::graph::{Graph, Id, Pattern};
use crate::model::Term;
use crate::model::vocab;

/// The release numbers that pass, ascending; `None` when there is no filter.
pub(super) fn passing<B: AsRef<[u8]>>(
    segment: &Segment<B>,
    filters: &Filters,
) -> Result<Option<Vec<u32>>, CatalogError> {
    let wanted = [
        (vocab::CATEGORY, &filters.category),
        (vocab::TAG, &filters.tag),
        (vocab::AUTHOR, &filters.author),
        (vocab::LICENSE, &filters.license),
        (vocab::KEYWORD, &filters.keyword),
    ];
    let mut passing: Option<Vec<Id>> = None;
    for (predicate, value) in
        wanted.into_iter().filter_map(|(predicate, value)| Some((predicate, value.as_ref()?)))
    {
        let with =
            subjects(&segment.graph()?, predicate, value).map_err(CatalogError::damaged(Section::Triples))?;
        passing = Some(match passing {
            None => with,
            Some(before) => before.into_iter().filter(|id| with.binary_search(id).is_ok()).collect(),
        });
    }
    passing
        .map(|terms| documents(&segment.cards()?, &terms).map_err(CatalogError::damaged(Section::Rows)))
        .transpose()
}

/// The releases whose terms are in `terms` (ascending).
fn documents(table: &Cards<'_>, terms: &[Id]) -> Read<Vec<u32>> {
    let mut docs = Vec::with_capacity(terms.len());
    for doc in 0..table.len() {
        if terms.binary_search(&table.row(doc)?.release).is_ok() {
            docs.push(doc);
        }
    }
    Ok(docs)
}

/// The subjects of `predicate` with the string `value`, ascending.
fn subjects(graph: &Graph<'_>, predicate: &str, value: &str) -> Read<Vec<Id>> {
    let (predicate, object) = (graph.iri(predicate)?, graph.dictionary.find(&Term::string(value))?);
    let (Some(predicate), Some(object)) = (predicate, object) else { return Ok(Vec::new()) };
    let pattern = Pattern { subject: None, predicate: Some(predicate), object: Some(object) };
    let rows = graph.triples.matches(pattern)?;
    rows.map(|row| row.map(|[subject, _, _]| subject)).collect()
}
