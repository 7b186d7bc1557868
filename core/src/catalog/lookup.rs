//! Triple lookups over all segments: the ground that queries stand on.

use alloc::vec::Vec;

use super::{Catalog, CatalogError, Section};
use crate::codec::Read;
use crate::graph::{Graph, Pattern};
use crate::model::{Term, Triple};

/// A triple pattern of terms: `None` matches anything.
#[derive(Debug, Clone, Copy, Default)]
pub struct TermPattern<'a> {
    /// Subject IRI.
    pub subject: Option<&'a str>,
    /// Predicate IRI.
    pub predicate: Option<&'a str>,
    /// Object.
    pub object: Option<&'a Term>,
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Every triple that matches, each once, at most `limit`.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn triples(&self, pattern: TermPattern<'_>, limit: usize) -> Result<Vec<Triple>, CatalogError> {
        let mut found = Vec::new();
        for segment in &self.segments {
            let graph = segment.graph()?;
            let here = triples(&graph, pattern, limit).map_err(CatalogError::damaged(Section::Triples))?;
            found.extend(here);
        }
        if self.segments.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        found.truncate(limit);
        Ok(found)
    }

    /// How many triples match, counted in each segment's index; a triple in two segments counts twice.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn count_triples(&self, pattern: TermPattern<'_>) -> Result<u64, CatalogError> {
        let mut total = 0;
        for segment in &self.segments {
            let graph = segment.graph()?;
            total += count(&graph, pattern).map_err(CatalogError::damaged(Section::Triples))?;
        }
        Ok(total)
    }
}

/// The pattern in the graph's ids; `None` if one of its terms is not in the graph, so that nothing matches.
fn resolve(graph: &Graph<'_>, pattern: TermPattern<'_>) -> Read<Option<Pattern>> {
    let subject = pattern.subject.map(|iri| graph.iri(iri)).transpose()?;
    let predicate = pattern.predicate.map(|iri| graph.iri(iri)).transpose()?;
    let object = pattern.object.map(|term| graph.dictionary.find(term)).transpose()?;
    if [subject, predicate, object].contains(&Some(None)) {
        return Ok(None);
    }
    Ok(Some(Pattern { subject: subject.flatten(), predicate: predicate.flatten(), object: object.flatten() }))
}

fn triples(graph: &Graph<'_>, pattern: TermPattern<'_>, limit: usize) -> Read<Vec<Triple>> {
    let Some(pattern) = resolve(graph, pattern)? else { return Ok(Vec::new()) };
    let rows = graph.triples.matches(pattern)?.take(limit);
    rows.map(|row| {
        let [subject, predicate, object] = row?;
        let term = |id| graph.dictionary.term(id);
        Ok(Triple::new(term(subject)?.value(), term(predicate)?.value(), term(object)?))
    })
    .collect()
}

fn count(graph: &Graph<'_>, pattern: TermPattern<'_>) -> Read<u64> {
    resolve(graph, pattern)?.map_or(Ok(0), |pattern| graph.triples.count(pattern))
}
