//! Triple lookups over all segments, terms in and terms out.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Catalog, CatalogError, Section};
use crate::codec::Read;
use crate::graph::{Dataset, Id, Pattern};
use crate::model::{Term, Triple};

/// Triples that are read before their terms are made.
const BATCH: usize = 128;

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
    /// Every triple of the default graph that matches, each once, at most `limit`. A subject that is a blank node
    /// stands as `_:` and its label.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn triples(&self, pattern: TermPattern<'_>, limit: usize) -> Result<Vec<Triple>, CatalogError> {
        triples(&self.dataset()?, pattern, limit).map_err(CatalogError::damaged(Section::Triples))
    }

    /// How many triples of the default graph match.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn count_triples(&self, pattern: TermPattern<'_>) -> Result<u64, CatalogError> {
        let dataset = self.dataset()?;
        let count = || match resolve(&dataset, pattern)? {
            Some(pattern) => dataset.default_graph().count(pattern),
            None => Ok(0),
        };
        count().map_err(CatalogError::damaged(Section::Triples))
    }
}

impl Dataset<'_> {
    /// The pattern in this dataset's ids; `None` if one of its terms is not there, so that nothing matches.
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn pattern(&self, pattern: TermPattern<'_>) -> Result<Option<Pattern>, CatalogError> {
        resolve(self, pattern).map_err(CatalogError::damaged(Section::Dictionary))
    }

    /// Calls `visit` with every triple of the default graph that matches, as ids, each once.
    ///
    /// ```
    /// use ggen_marketplace_core::catalog::{Catalog, GraphSegmentBuilder, TermPattern};
    /// use ggen_marketplace_core::model::TermRef;
    ///
    /// let mut builder = GraphSegmentBuilder::new();
    /// for object in ["http://b.example", "http://c.example"] {
    ///     let [s, p] = ["http://a.example", "http://p.example"].map(TermRef::Iri);
    ///     builder.push(s, p, TermRef::Iri(object), None);
    /// }
    /// let catalog = Catalog::open(vec![builder.build()?])?;
    /// let dataset = catalog.dataset()?;
    /// let of_a = TermPattern { subject: Some("http://a.example"), ..TermPattern::default() };
    /// let mut found = Vec::new();
    /// if let Some(pattern) = dataset.pattern(of_a)? {
    ///     dataset.each(pattern, |triple| found.push(triple))?;
    /// }
    /// assert_eq!(found.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CatalogError`] if a segment is damaged.
    pub fn each(&self, pattern: Pattern, visit: impl FnMut([Id; 3])) -> Result<(), CatalogError> {
        each(self, pattern, visit).map_err(CatalogError::damaged(Section::Triples))
    }
}

fn each(dataset: &Dataset<'_>, pattern: Pattern, mut visit: impl FnMut([Id; 3])) -> Read<()> {
    let (mut scan, mut rows) = (dataset.default_graph().scan(pattern)?, [[0; 3]; BATCH]);
    loop {
        let read = scan.fill(&mut rows)?;
        rows.iter().take(read).for_each(|row| visit(*row));
        if read < BATCH {
            return Ok(());
        }
    }
}

/// The pattern in the dataset's ids; `None` if one of its terms is not there, so that nothing matches.
fn resolve(dataset: &Dataset<'_>, pattern: TermPattern<'_>) -> Read<Option<Pattern>> {
    let iri = |iri: &str| dataset.find(&Term::iri(iri));
    let subject = pattern.subject.map(iri).transpose()?;
    let predicate = pattern.predicate.map(iri).transpose()?;
    let object = pattern.object.map(|term| dataset.find(term)).transpose()?;
    if [subject, predicate, object].contains(&Some(None)) {
        return Ok(None);
    }
    Ok(Some(Pattern { subject: subject.flatten(), predicate: predicate.flatten(), object: object.flatten() }))
}

fn triples(dataset: &Dataset<'_>, pattern: TermPattern<'_>, limit: usize) -> Read<Vec<Triple>> {
    let Some(pattern) = resolve(dataset, pattern)? else { return Ok(Vec::new()) };
    let mut scan = dataset.default_graph().scan(pattern)?;
    let (mut found, mut last, mut rows) = (Vec::new(), Last::default(), [[0; 3]; BATCH]);
    loop {
        let wanted = BATCH.min(limit - found.len());
        let filled = scan.fill(&mut rows[..wanted])?;
        for row in &rows[..filled] {
            found.push(last.triple(dataset, *row)?);
        }
        if filled < BATCH {
            return Ok(found);
        }
    }
}

/// The subject and the predicate of the triple before: neighbours share most of theirs.
#[derive(Default)]
struct Last {
    subject: Option<(Id, String)>,
    predicate: Option<(Id, String)>,
}

impl Last {
    fn triple(&mut self, dataset: &Dataset<'_>, [s, p, o]: [Id; 3]) -> Read<Triple> {
        let subject = again(&mut self.subject, dataset, s)?;
        let predicate = again(&mut self.predicate, dataset, p)?;
        Ok(Triple { subject, predicate, object: dataset.term(o)? })
    }
}

/// The text of the term with `id`, decoded only if it is another than the last.
fn again(last: &mut Option<(Id, String)>, dataset: &Dataset<'_>, id: Id) -> Read<String> {
    if let Some((_, known)) = last.as_ref().filter(|(known, _)| *known == id) {
        return Ok(known.clone());
    }
    let found = text(dataset.term(id)?);
    *last = Some((id, found.clone()));
    Ok(found)
}

fn text(term: Term) -> String {
    match term {
        Term::Iri(iri) => iri,
        other => alloc::format!("{other}"),
    }
}
