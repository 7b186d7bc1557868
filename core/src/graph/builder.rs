//! From records to the dictionary and the triples of a segment.

use std::collections::BTreeMap;

use super::named::write_named;
use super::terms::DictionaryBuilder;
use super::write::write_triples;
use super::{Id, describe};
use crate::model::vocab::release_iri;
use crate::model::{Record, TermRef};

/// Terms and triples in provisional ids.
#[derive(Debug, Default)]
pub(crate) struct GraphBuilder {
    dictionary: DictionaryBuilder,
    default: Vec<[Id; 3]>,
    named: BTreeMap<Id, Vec<[Id; 3]>>,
}

/// The sections of a built graph, and the final id of each provisional one.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) dictionary: Vec<u8>,
    pub(crate) triples: Vec<u8>,
    pub(crate) graphs: Vec<u8>,
    pub(crate) ids: Vec<Id>,
}

impl GraphBuilder {
    /// Adds the triples of `record`; returns the provisional id of its release.
    pub(crate) fn push(&mut self, record: &Record) -> Id {
        for triple in describe(record) {
            let subject = TermRef::Iri(&triple.subject);
            self.push_triple(subject, TermRef::Iri(&triple.predicate), triple.object.as_ref(), None);
        }
        self.dictionary.intern(TermRef::Iri(&release_iri(&record.id())))
    }

    /// Adds a triple to the graph called `graph`, or to the default graph.
    pub(crate) fn push_triple(
        &mut self,
        s: TermRef<'_>,
        p: TermRef<'_>,
        o: TermRef<'_>,
        graph: Option<TermRef<'_>>,
    ) {
        let triple = [s, p, o].map(|term| self.dictionary.intern(term));
        match graph {
            None => self.default.push(triple),
            Some(name) => {
                let name = self.dictionary.intern(name);
                self.named.entry(name).or_default().push(triple);
            }
        }
    }

    /// The sections; `None` if there are more terms or triples than fit one.
    pub(crate) fn finish(self) -> Option<Built> {
        let fits_len = |triples: &Vec<[Id; 3]>| u32::try_from(triples.len()).is_ok();
        if !fits_len(&self.default) || !self.named.values().all(fits_len) {
            return None;
        }
        let (dictionary, ids) = self.dictionary.finish();
        let triples = settle(self.default, &ids)?;
        let mut named = BTreeMap::new();
        for (name, rows) in self.named {
            named.insert(ids[name as usize], settle(rows, &ids)?);
        }
        let graphs = write_named(&named.into_iter().collect::<Vec<_>>());
        Some(Built { dictionary, triples, graphs, ids })
    }
}

/// The written triples in final ids.
fn settle(mut triples: Vec<[Id; 3]>, ids: &[Id]) -> Option<Vec<u8>> {
    triples.iter_mut().flatten().for_each(|id| *id = ids[*id as usize]);
    write_triples(triples, ids.len())
}
