//! From records to the dictionary and the triples of a segment.

use std::collections::{BTreeSet, HashMap};

use super::dictionary::{CLASSES, Class, class};
use super::{Id, describe};
use crate::codec::{pack, width_of, write_front_coded, write_texts};
use crate::model::vocab::release_iri;
use crate::model::{Record, Term};

/// Triples in provisional ids.
#[derive(Default)]
pub(crate) struct GraphBuilder {
    dictionary: DictionaryBuilder,
    triples: Vec<[Id; 3]>,
}

impl GraphBuilder {
    /// Adds the triples of `record`; returns the provisional id of its release.
    pub(crate) fn push(&mut self, record: &Record) -> Id {
        for triple in describe(record) {
            let subject = self.dictionary.intern(Term::Iri(triple.subject));
            let predicate = self.dictionary.intern(Term::Iri(triple.predicate));
            let object = self.dictionary.intern(triple.object);
            self.triples.push([subject, predicate, object]);
        }
        self.dictionary.intern(Term::Iri(release_iri(&record.id())))
    }

    /// Both sections, and the final id of each provisional one.
    pub(crate) fn finish(mut self) -> (Vec<u8>, Vec<u8>, Vec<Id>) {
        let (section, ids) = self.dictionary.finish();
        for id in self.triples.iter_mut().flatten() {
            *id = ids[*id as usize];
        }
        self.triples.sort_unstable();
        self.triples.dedup();
        let subjects = self.triples.last().map_or(0, |[subject, _, _]| subject + 1);
        let triples = write_triples(&self.triples, subjects, ids.len() as Id);
        (section, triples, ids)
    }
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

/// The section's bytes for `triples` (sorted, without duplicates); `subjects` is one more than the largest
/// subject id, `terms` than the largest id.
pub(super) fn write_triples(triples: &[[Id; 3]], subjects: Id, terms: Id) -> Vec<u8> {
    let predicates: BTreeSet<Id> = triples.iter().map(|[_, p, _]| *p).collect();
    let predicates: Vec<Id> = predicates.into_iter().collect();
    let place = |p: Id| predicates.partition_point(|listed| *listed < p) as u64;
    let (object_bits, subject_bits) = (width_of(terms.into()), width_of(subjects.into()));
    let mut out = Vec::new();
    out.extend_from_slice(&[object_bits, subject_bits, 0, 0]);
    pack(&mut out, &predicates.iter().map(|p| u64::from(*p)).collect::<Vec<_>>());
    let rows = triples.iter().map(|[s, p, o]| (*s, place(*p) << object_bits | u64::from(*o)));
    write_rows(&mut out, rows, subjects);
    let mut flipped: Vec<(u32, u64)> = triples
        .iter()
        .map(|[s, p, o]| (place(*p) as u32, u64::from(*o) << subject_bits | u64::from(*s)))
        .collect();
    flipped.sort_unstable();
    write_rows(&mut out, flipped.into_iter(), predicates.len() as u32);
    out
}

fn write_rows(out: &mut Vec<u8>, rows: impl Iterator<Item = (u32, u64)>, keys: u32) {
    let mut starts = alloc::vec![0u64; keys as usize + 1];
    let mut pairs = Vec::new();
    for (key, pair) in rows {
        starts[key as usize + 1] += 1;
        pairs.push(pair);
    }
    for key in 1..starts.len() {
        starts[key] += starts[key - 1];
    }
    pack(out, &starts);
    pack(out, &pairs);
}
