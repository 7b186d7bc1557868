//! What a query reads: one space of term ids, a default graph and named graphs, whatever they are stored in.
//!
//! A term has one id and an id one term, so equal ids are equal terms. The ids of a class (see [`Class`]) are
//! one range for each of [`Dataset::dictionaries`]; within it numbers, moments and texts ascend.

use alloc::vec::Vec;

use super::dictionary::Class;
use super::triples::Scan as Rows;
use super::{Dictionary, Id, Pattern, Triples};
use crate::codec::Read;
use crate::model::Term;

/// A borrowed dataset.
#[derive(Debug, Clone)]
pub struct Dataset<'a> {
    dictionary: Dictionary<'a>,
    default: GraphView<'a>,
    named: Vec<(Id, GraphView<'a>)>,
}

/// One graph of a dataset, or several as one: what a triple pattern is matched against.
#[derive(Debug, Clone)]
pub(crate) struct GraphView<'a> {
    triples: Triples<'a>,
}

/// What the index knows of one predicate; counts are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PredicateStats {
    /// Triples with it.
    pub(crate) triples: u64,
    /// Distinct subjects.
    pub(crate) subjects: u64,
    /// Distinct objects.
    pub(crate) objects: u64,
    /// Smallest and largest object id: their classes bound those of all its objects.
    pub(crate) object_range: (Id, Id),
}

/// Triples that match a pattern, in this order:
///
/// | bound | order |
/// |---|---|
/// | `s??`, `sp?` | predicate, object |
/// | `s?o` | predicate |
/// | `?p?`, `?po` | object, subject |
/// | `??o` | predicate, subject |
/// | `???` | subject, predicate, object |
#[derive(Debug, Clone)]
pub(crate) struct Scan<'a> {
    rows: Rows<'a>,
}

impl<'a> Dataset<'a> {
    pub(crate) fn new(dictionary: Dictionary<'a>, default: Triples<'a>) -> Self {
        Self { dictionary, default: GraphView { triples: default }, named: Vec::new() }
    }

    /// Number of terms; every id is below it.
    pub(crate) fn terms(&self) -> Id {
        self.dictionary.len()
    }

    /// The term with `id`.
    pub(crate) fn term(&self, id: Id) -> Read<Term> {
        self.dictionary.term(id)
    }

    /// The id of `term`, if it is here.
    pub(crate) fn find(&self, term: &Term) -> Read<Option<Id>> {
        self.dictionary.find(term)
    }

    /// The class of the term with `id`, without reading the term.
    pub(crate) fn class(&self, id: Id) -> Read<Class> {
        self.dictionary.class(id)
    }

    /// Whether ids of one class are in one order for these two: both of one dictionary.
    pub(crate) fn sorted_together(&self, _a: Id, _b: Id) -> bool {
        true
    }

    /// The value of an `xsd:integer` in canonical form, without making its text; `None` for another term.
    pub(crate) fn integer(&self, id: Id) -> Read<Option<i64>> {
        self.dictionary.integer(id)
    }

    /// The id of an `xsd:integer` in canonical form, if it is here.
    pub(crate) fn find_integer(&self, value: i64) -> Read<Option<Id>> {
        self.dictionary.find_integer(value)
    }

    /// The graph that patterns outside `GRAPH` are matched against.
    pub(crate) fn default_graph(&self) -> &GraphView<'a> {
        &self.default
    }

    /// The named graphs, ascending by the id of their name.
    pub(crate) fn named_graphs(&self) -> &[(Id, GraphView<'a>)] {
        &self.named
    }
}

impl<'a> GraphView<'a> {
    /// The triples of all `graphs`, each once.
    pub(crate) fn union(graphs: &[&Self]) -> Self {
        match graphs {
            [one] => (*one).clone(),
            _ => unimplemented!("helper A2"),
        }
    }

    /// Every triple that matches, each once.
    pub(crate) fn scan(&self, pattern: Pattern) -> Read<Scan<'a>> {
        Ok(Scan { rows: self.triples.scan(pattern)? })
    }

    /// How many triples match: exact, in O(log n) for one source; an upper bound where sources overlap.
    pub(crate) fn estimate(&self, pattern: Pattern) -> Read<u64> {
        self.triples.count(pattern)
    }

    /// How many triples match. Exact.
    pub(crate) fn count(&self, pattern: Pattern) -> Read<u64> {
        self.triples.count(pattern)
    }

    /// Whether the triple is here.
    pub(crate) fn contains(&self, [s, p, o]: [Id; 3]) -> Read<bool> {
        Ok(self.count(Pattern { subject: Some(s), predicate: Some(p), object: Some(o) })? > 0)
    }

    /// What is known of `predicate`; `None` if no triple has it. For several sources an upper bound.
    pub(crate) fn stats(&self, predicate: Id) -> Read<Option<PredicateStats>> {
        self.triples.stats(predicate)
    }

    /// Distinct subjects and distinct objects of the graph, as upper bounds.
    pub(crate) fn nodes(&self) -> (u64, u64) {
        self.triples.nodes()
    }

    /// The predicates of the graph, ascending.
    pub(crate) fn predicates(&self) -> Read<Vec<Id>> {
        self.triples.predicates()
    }
}

impl Scan<'_> {
    /// The next triple.
    pub(crate) fn next(&mut self) -> Read<Option<[Id; 3]>> {
        self.rows.next()
    }

    /// Passes over every triple whose value in the first free place of the order is below `least`: for `sp?`
    /// its object, for `?po` its subject, for `?p?` its object. Cheap when near, O(log n) when far.
    pub(crate) fn seek(&mut self, least: Id) -> Read<()> {
        self.rows.seek(least)
    }

    /// The next value of the first free place of the order, with the number of triples that have it.
    pub(crate) fn next_run(&mut self) -> Read<Option<(Id, u64)>> {
        let Some(first) = self.next()? else { return Ok(None) };
        let place = if self.rows.is_by_subject() { 0 } else { 2 };
        let mut count = 1;
        loop {
            let mut ahead = self.clone();
            match ahead.next()? {
                Some(triple) if triple[place] == first[place] => {
                    *self = ahead;
                    count += 1;
                }
                _ => return Ok(Some((first[place], count))),
            }
        }
    }

    /// How many triples are left, if that is known without reading them.
    pub(crate) fn left(&self) -> Option<u64> {
        self.rows.left()
    }
}
