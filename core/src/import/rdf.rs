//! Packages described in RDF: in our own vocabulary, or as projects of [DOAP](https://github.com/ewilderj/doap).
//!
//! The caller pushes triples in any order; releases come out in the order of their subjects. What the catalogue
//! prints of itself goes back in field for field, save what a registry decides anew: level, leaf, and whether it
//! keeps the archive.

mod doap;
mod ours;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Cleaner, Imported, Place, Problem};
use crate::model::{Term, TermRef, printable, vocab};

/// Triples by subject.
#[derive(Debug, Default)]
pub struct Statements {
    subjects: BTreeMap<Term, Vec<(Arc<str>, Term)>>,
    predicates: BTreeSet<Arc<str>>,
}

/// A subject that is a package, but cannot become one here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The subject, as N-Triples has it, printable.
    pub node: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl Statements {
    /// Adds a triple; one that is there already changes nothing.
    pub fn push(&mut self, [subject, predicate, object]: [TermRef<'_>; 3]) {
        let TermRef::Iri(predicate) = predicate else { return };
        let predicate = match self.predicates.get(predicate) {
            Some(known) => Arc::clone(known),
            None => {
                let new: Arc<str> = predicate.into();
                self.predicates.insert(Arc::clone(&new));
                new
            }
        };
        self.subjects.entry(owned(subject)).or_default().push((predicate, owned(object)));
    }

    /// Every release described, and every package that could not be read.
    pub fn releases(&self) -> Vec<Result<Imported, LeftOut>> {
        let alternatives = ours::alternatives(self);
        let mut found = Vec::new();
        for subject in self.subjects.keys() {
            if self.is_a(subject, vocab::RELEASE) {
                found.push(
                    ours::release(self, subject, &alternatives).map_err(|problem| left_out(subject, problem)),
                );
            } else if self.is_a(subject, doap::PROJECT) {
                let releases = doap::project(self, subject).into_iter();
                found.extend(releases.map(|release| release.map_err(|problem| left_out(subject, problem))));
            }
        }
        found
    }

    fn is_a(&self, subject: &Term, class: &str) -> bool {
        self.all(subject, vocab::TYPE).any(|object| matches!(object, Term::Iri(iri) if iri == class))
    }

    fn facts(&self, subject: &Term) -> &[(Arc<str>, Term)] {
        self.subjects.get(subject).map_or(&[], Vec::as_slice)
    }

    fn all<'s>(&'s self, subject: &Term, predicate: &'s str) -> impl Iterator<Item = &'s Term> {
        self.facts(subject).iter().filter(move |(said, _)| **said == *predicate).map(|(_, object)| object)
    }

    fn first(&self, subject: &Term, predicate: &str) -> Option<&Term> {
        self.facts(subject).iter().find(|(said, _)| **said == *predicate).map(|(_, object)| object)
    }

    fn text(&self, subject: &Term, predicate: &str) -> Option<String> {
        self.first(subject, predicate).map(|term| term.value().to_owned())
    }

    fn texts(&self, subject: &Term, predicate: &str) -> Vec<String> {
        self.all(subject, predicate).map(|term| term.value().to_owned()).collect()
    }
}

fn left_out(subject: &Term, problem: Problem) -> LeftOut {
    LeftOut { node: printable(&subject.to_string()), problem }
}

fn cleaner(subject: &Term) -> Cleaner {
    Cleaner::new(Place::Node(printable(&subject.to_string())))
}

fn owned(term: TermRef<'_>) -> Term {
    match term {
        TermRef::Iri(iri) => Term::iri(iri),
        TermRef::Blank(label) => Term::Blank(label.to_owned()),
        TermRef::Literal { value, datatype } => {
            Term::Literal { value: value.to_owned(), datatype: datatype.map(str::to_owned) }
        }
        TermRef::Tagged { value, language } => {
            Term::Tagged { value: value.to_owned(), language: language.to_owned() }
        }
    }
}
