//! Turtle: runs of triples with one subject become one statement.
//!
//! Statements are collected into blocks. A prefix is declared before the first block that uses it, which
//! Turtle allows anywhere; so nothing has to be known of the graph beforehand.

use super::sink::CHUNK_BYTES;
use super::{Prefixes, terms};
use crate::model::{Term, vocab};

/// The state between two triples.
pub(super) struct Turtle {
    prefixes: Prefixes,
    declared: Vec<bool>,
    used: Vec<bool>,
    block: Vec<u8>,
    /// Subject and predicate of the open statement.
    open: Option<(Term, Term)>,
}

impl Turtle {
    pub(super) fn new(prefixes: Prefixes) -> Self {
        let none = vec![false; prefixes.len()];
        Self { prefixes, declared: none.clone(), used: none, block: Vec::new(), open: None }
    }

    pub(super) fn triple(&mut self, out: &mut Vec<u8>, [subject, predicate, object]: [&Term; 3]) {
        if self.block.len() >= CHUNK_BYTES {
            self.end_block(out);
        }
        match &mut self.open {
            Some((s, p)) if s == subject && p == predicate => self.block.extend_from_slice(b", "),
            Some((s, p)) if s == subject => {
                p.clone_from(predicate);
                self.block.extend_from_slice(b" ;\n    ");
                self.predicate(predicate);
            }
            _ => {
                self.end_statement();
                self.term(subject);
                self.block.push(b' ');
                self.predicate(predicate);
                self.open = Some((subject.clone(), predicate.clone()));
            }
        }
        self.term(object);
    }

    pub(super) fn finish(mut self, out: &mut Vec<u8>) {
        self.end_block(out);
    }

    fn end_statement(&mut self) {
        if self.open.take().is_some() {
            self.block.extend_from_slice(b" .\n");
        }
    }

    /// Declares what the block uses for the first time, and hands it over.
    fn end_block(&mut self, out: &mut Vec<u8>) {
        self.end_statement();
        for (number, used) in self.used.iter().enumerate() {
            let (Some(declared), Some((name, namespace))) =
                (self.declared.get_mut(number), self.prefixes.get(number))
            else {
                continue;
            };
            if *used && !core::mem::replace(declared, true) {
                out.extend_from_slice(format!("@prefix {name}: ").as_bytes());
                terms::iri(out, namespace);
                out.extend_from_slice(b" .\n");
            }
        }
        out.append(&mut self.block);
    }

    fn predicate(&mut self, predicate: &Term) {
        match predicate {
            Term::Iri(iri) if iri == vocab::TYPE => self.block.push(b'a'),
            other => self.term(other),
        }
        self.block.push(b' ');
    }

    fn term(&mut self, term: &Term) {
        match term {
            Term::Iri(iri) => self.iri(iri),
            Term::Literal { value, datatype: Some(datatype) } => {
                if terms::is_number(term) || terms::is_boolean(term) {
                    return self.block.extend_from_slice(value.as_bytes());
                }
                terms::string(&mut self.block, value);
                self.block.extend_from_slice(b"^^");
                self.iri(datatype);
            }
            other => terms::term(&mut self.block, other),
        }
    }

    fn iri(&mut self, iri: &str) {
        let Some((number, name, local)) = self.prefixes.shorten(iri) else {
            return terms::iri(&mut self.block, iri);
        };
        self.block.extend_from_slice(name.as_bytes());
        self.block.push(b':');
        self.block.extend_from_slice(local.as_bytes());
        if let Some(used) = self.used.get_mut(number) {
            *used = true;
        }
    }
}
