//! Our graph: the triples of the catalogue's segment, memory-mapped.

use ggen_marketplace_core::catalog::{Catalog, TermPattern};
use ggen_marketplace_core::model::Triple;
use memmap2::Mmap;

use super::{Shape, Store};
use crate::Result;
use crate::corpus::Corpus;
use crate::search::ours;

pub(super) struct Ours(Catalog<Mmap>);

impl Ours {
    pub(super) fn open(corpus: &Corpus) -> Result<Self> {
        Ok(Self(ours::open(&ours::segment(corpus)?)?))
    }
}

impl Store for Ours {
    fn len(&self) -> Result<usize> {
        Ok(usize::try_from(self.0.count_triples(TermPattern::default())?)?)
    }

    fn find(&self, pattern: &Triple, shape: Shape) -> Result<usize> {
        Ok(self.0.triples(of(pattern, shape), usize::MAX)?.len())
    }

    fn count(&self, pattern: &Triple, shape: Shape) -> Result<usize> {
        Ok(usize::try_from(self.0.count_triples(of(pattern, shape))?)?)
    }
}

fn of(triple: &Triple, shape: Shape) -> TermPattern<'_> {
    TermPattern {
        subject: shape.subject.then_some(triple.subject.as_str()),
        predicate: shape.predicate.then_some(triple.predicate.as_str()),
        object: shape.object.then_some(&triple.object),
    }
}

/// Bytes of the graph on disk, without the text index and the cards.
pub(super) fn graph_bytes(corpus: &Corpus) -> Result<u64> {
    let sections = ours::section_bytes(&ours::segment(corpus)?)?;
    Ok(sections
        .iter()
        .filter(|(number, _)| ours::GRAPH_SECTIONS.contains(number))
        .map(|(_, bytes)| bytes)
        .sum())
}
