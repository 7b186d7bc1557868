//! The catalogue as RDF: a dictionary of terms, triples sorted two ways, and the way from a record to its
//! triples and back.
//!
//! What it does not hold: a query language (that is `query`'s), or anything about files.

#[cfg(feature = "marketplace-v2")]
mod builder;
mod calendar;
mod class;
#[cfg(feature = "sparql")]
mod dataset;
mod describe;
mod dictionary;
#[cfg(test)]
#[cfg(feature = "marketplace-v2")]
mod dictionary_tests;
#[cfg(feature = "sparql")]
mod lexical;
#[cfg(feature = "sparql")]
mod merged;
#[cfg_attr(not(feature = "sparql"), allow(dead_code, reason = "only queries use all of it"))]
mod named;
#[cfg(feature = "sparql")]
mod overlay;
mod project;
#[cfg_attr(not(feature = "sparql"), allow(dead_code, reason = "only queries use all of it"))]
mod rows;
#[cfg_attr(not(feature = "sparql"), allow(dead_code, reason = "only queries use all of it"))]
mod scan;
#[cfg(feature = "marketplace-v2")]
mod sort;
#[cfg(feature = "marketplace-v2")]
mod terms;
#[cfg(test)]
#[cfg(feature = "sparql")]
mod tests;
#[cfg_attr(not(feature = "sparql"), allow(dead_code, reason = "only queries use all of it"))]
mod triples;
#[cfg(feature = "marketplace-v2")]
mod write;

#[cfg(feature = "marketplace-v2")]
pub(crate) use builder::{Built, GraphBuilder};
#[cfg(feature = "sparql")]
pub(crate) use class::Class;
#[cfg(feature = "sparql")]
pub use dataset::Dataset;
#[cfg(feature = "sparql")]
pub(crate) use dataset::{GraphView, Scan};
pub use describe::{canonical_lines, describe, record_digest};
pub(crate) use dictionary::Dictionary;
#[cfg(feature = "sparql")]
pub(crate) use named::read_named;
#[cfg(feature = "sparql")]
pub(crate) use overlay::{Dead, Overlay, Stored};
pub(crate) use project::project;
#[cfg(feature = "sparql")]
pub(crate) use triples::PredicateStats;
pub(crate) use triples::Triples;
pub use triples::{Id, Pattern};

use crate::codec::Read;
use crate::model::Term;

/// Dictionary and triples of one segment, borrowed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Graph<'a> {
    pub(crate) dictionary: Dictionary<'a>,
    pub(crate) triples: Triples<'a>,
}

impl Graph<'_> {
    /// The id of an IRI, if the graph has it.
    pub(crate) fn iri(&self, iri: &str) -> Read<Option<Id>> {
        self.dictionary.find(&Term::iri(iri))
    }
}
