//! From records to the dictionary and the triples of a segment.

use std::collections::{BTreeMap, HashMap};

use super::dictionary::{CLASSES, Class, class};
use super::named::write_named;
use super::write::write_triples;
use super::{Id, describe};
use crate::codec::{pack, write_front_coded, write_texts};
use crate::model::vocab::release_iri;
use crate::model::{Record, Term, TermRef};

/// Terms and triples in provisional ids.
#[derive(Debug, Default)]
pub(crate) struct GraphBuilder {
    dictionary: DictionaryBuilder,
    default: Vec<[Id; 3]>,
    named: HashMap<Id, Vec<[Id; 3]>>,
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
        self.dictionary.intern_ref(TermRef::Iri(&release_iri(&record.id())))
    }

    /// Adds a triple to the graph called `graph`, or to the default graph.
    pub(crate) fn push_triple(
        &mut self,
        s: TermRef<'_>,
        p: TermRef<'_>,
        o: TermRef<'_>,
        graph: Option<TermRef<'_>>,
    ) {
        let triple = [s, p, o].map(|term| self.dictionary.intern_ref(term));
        match graph {
            None => self.default.push(triple),
            Some(name) => {
                let name = self.dictionary.intern_ref(name);
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

/// Collects terms, then numbers them.
#[derive(Debug, Default)]
pub(super) struct DictionaryBuilder {
    terms: HashMap<Term, Id>,
}

impl DictionaryBuilder {
    /// A provisional number for `term`.
    pub(super) fn intern(&mut self, term: Term) -> Id {
        let next = self.terms.len() as Id;
        *self.terms.entry(term).or_insert(next)
    }

    /// The same for a borrowed term.
    pub(super) fn intern_ref(&mut self, term: TermRef<'_>) -> Id {
        self.intern(match term {
            TermRef::Iri(iri) => Term::iri(iri),
            TermRef::Literal { value, datatype } => {
                Term::Literal { value: value.into(), datatype: datatype.map(Into::into) }
            }
            TermRef::Blank(label) => Term::Blank(label.into()),
            TermRef::Tagged { value, language } => {
                Term::Tagged { value: value.into(), language: language.into() }
            }
        })
    }

    /// The section's bytes, and the final id of each provisional number.
    pub(super) fn finish(self) -> (Vec<u8>, Vec<Id>) {
        let mut terms: Vec<(Term, Id)> = self.terms.into_iter().collect();
        terms.sort_unstable_by(|(a, _), (b, _)| class(a).cmp(&class(b)).then_with(|| compare(a, b)));
        let mut ids = alloc::vec![0; terms.len()];
        for (id, (_, provisional)) in terms.iter().enumerate() {
            ids[*provisional as usize] = id as Id;
        }
        (write_dictionary(&terms), ids)
    }
}

fn compare(a: &Term, b: &Term) -> core::cmp::Ordering {
    match class(a) {
        Class::Integer => a.value().parse::<u64>().ok().cmp(&b.value().parse::<u64>().ok()),
        Class::Other => a.to_string().cmp(&b.to_string()),
        _ => a.value().cmp(b.value()),
    }
}

fn write_dictionary(terms: &[(Term, Id)]) -> Vec<u8> {
    let mut parts = CLASSES.map(|wanted| {
        let from = terms.partition_point(|(term, _)| class(term) < wanted);
        let to = terms.partition_point(|(term, _)| class(term) <= wanted);
        &terms[from..to]
    });
    let mut out = Vec::new();
    for (class, part) in CLASSES.into_iter().zip(parts.iter_mut()) {
        let values = || part.iter().map(|(term, _)| term.value());
        match class {
            Class::Iri | Class::String => write_front_coded(&mut out, &values().collect::<Vec<_>>()),
            Class::Integer => {
                let numbers: Vec<u64> = values().map(|value| value.parse().unwrap_or(0)).collect();
                pack(&mut out, &numbers);
            }
            Class::Text => write_texts(&mut out, &values().collect::<Vec<_>>()),
            _ => {
                let spelled: Vec<_> = part.iter().map(|(term, _)| term.to_string()).collect();
                write_front_coded(&mut out, &spelled);
            }
        }
    }
    out
}
