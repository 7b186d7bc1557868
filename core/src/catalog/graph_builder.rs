//! A segment that holds graphs and no release: how a host's RDF files become part of a dataset.

use super::builder::{BuildError, check_size};
use super::format::write_segment;
use crate::codec::write_strings;
use crate::graph::GraphBuilder;
use crate::model::TermRef;
use crate::text::IndexBuilder;

/// Collects triples, then writes one segment. A triple may come more than once.
#[derive(Debug, Default)]
pub struct GraphSegmentBuilder {
    graph: GraphBuilder,
}

impl GraphSegmentBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a triple to the graph called `graph`, an IRI or a blank node; `None` is the default graph.
    ///
    /// Labels of blank nodes are taken as they are: equal ones are one node. A host that reads several files makes
    /// them distinct first.
    pub fn push(&mut self, s: TermRef<'_>, p: TermRef<'_>, o: TermRef<'_>, graph: Option<TermRef<'_>>) {
        self.graph.push_triple(s, p, o, graph);
    }

    /// The segment's bytes. Triples are sorted in place: 12 bytes each beside the terms.
    ///
    /// # Errors
    /// [`BuildError::TooLarge`] if there is more than a segment can hold.
    pub fn build(self) -> Result<Vec<u8>, BuildError> {
        let built = self.graph.finish().ok_or(BuildError::TooLarge { what: "terms and triples" })?;
        check_size(&built)?;
        let mut labels = Vec::new();
        write_strings(&mut labels, &[]);
        let [terms, names, postings, prefixes] = IndexBuilder::default().finish()?;
        let (dictionary, triples, graphs) = (built.dictionary, built.triples, built.graphs);
        let (rows, texts, removals) = (Vec::new(), Vec::new(), Vec::new());
        Ok(write_segment([
            rows, texts, labels, dictionary, triples, terms, names, postings, graphs, removals, prefixes,
        ]))
    }
}
