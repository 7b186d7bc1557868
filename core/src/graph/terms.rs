//! Collecting the terms of a segment, and numbering them.
//!
//! Every term is held once, as bytes in one arena: eight bytes of a number, or its text.

use alloc::vec::Vec;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use super::class::{CLASSES, Class, Key, key};
use super::{Id, sort};
use crate::codec::{write_front_coded, write_numbers, write_texts};
use crate::model::TermRef;

/// Collects terms, then numbers them.
#[derive(Debug, Default)]
pub(crate) struct DictionaryBuilder {
    arena: Vec<u8>,
    /// The class of each term, and where its bytes end.
    terms: Vec<(u64, Class)>,
    table: HashTable<Entry>,
    /// Random, so that nobody can choose terms that collide; no byte written depends on it.
    hasher: RandomState,
    /// The bytes of the term at hand.
    scratch: Vec<u8>,
}

/// A term in the table: part of its hash, and its provisional number.
#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u32,
    number: Id,
}

impl DictionaryBuilder {
    /// A provisional number for `term`.
    pub(crate) fn intern(&mut self, term: TermRef<'_>) -> Id {
        let (class, key) = key(term);
        self.scratch.clear();
        self.scratch.push(class as u8);
        match key {
            Key::Text(text) => self.scratch.extend_from_slice(text.as_bytes()),
            Key::Pair(first, second) => {
                self.scratch.extend_from_slice(first.as_bytes());
                self.scratch.push(0);
                self.scratch.extend_from_slice(second.as_bytes());
            }
            Key::Number(number) => self.scratch.extend_from_slice(&number.to_le_bytes()),
        }
        let hash = self.hasher.hash_one(self.scratch.as_slice()) as u32;
        self.known(hash).unwrap_or_else(|| self.add(class, hash))
    }

    /// The section's bytes, and the final id of each provisional number.
    pub(crate) fn finish(mut self) -> (Vec<u8>, Vec<Id>) {
        (self.table, self.scratch) = (HashTable::new(), Vec::new());
        let mut ids = alloc::vec![0; self.terms.len()];
        let mut next = 0;
        let lists = CLASSES.map(|class| {
            let list = self.sorted(class);
            for number in &list {
                ids[*number as usize] = next;
                next += 1;
            }
            list
        });
        (self.write(&lists), ids)
    }

    /// The number of the term in `scratch`, if it is here.
    fn known(&self, hash: u32) -> Option<Id> {
        let same = |entry: &Entry| entry.hash == hash && self.is_scratch(entry.number);
        self.table.find(spread(hash), same).map(|entry| entry.number)
    }

    fn is_scratch(&self, number: Id) -> bool {
        let (_, class) = self.terms[number as usize];
        self.scratch
            .split_first()
            .is_some_and(|(first, bytes)| *first == class as u8 && bytes == self.bytes(number))
    }

    fn add(&mut self, class: Class, hash: u32) -> Id {
        let number = self.terms.len() as Id;
        self.arena.extend_from_slice(&self.scratch[1..]);
        self.terms.push((self.arena.len() as u64, class));
        self.table.insert_unique(spread(hash), Entry { hash, number }, |entry| spread(entry.hash));
        number
    }

    fn bytes(&self, number: Id) -> &[u8] {
        let end = |number: usize| self.terms[number].0 as usize;
        let number = number as usize;
        &self.arena[number.checked_sub(1).map_or(0, end)..end(number)]
    }

    fn number(&self, number: Id) -> i64 {
        self.bytes(number).first_chunk().map_or(0, |bytes| i64::from_le_bytes(*bytes))
    }

    /// The provisional numbers of a class, in the order of ids.
    fn sorted(&self, wanted: Class) -> Vec<Id> {
        let of_class = self.terms.iter().zip(0..).filter(|((_, class), _)| *class == wanted);
        let numbers = of_class.map(|(_, number)| number);
        if !matches!(wanted, Class::Integer | Class::Date | Class::Moment) {
            return sort::sorted(numbers, |number| self.bytes(number));
        }
        let mut numbers: Vec<Id> = numbers.collect();
        crate::sort::sort_unstable_by(&mut numbers, |a, b| self.number(*a).cmp(&self.number(*b)));
        numbers
    }

    fn write(&self, lists: &[Vec<Id>; CLASSES.len()]) -> Vec<u8> {
        let mut out = Vec::new();
        let list = |class: Class| lists[class as usize].iter().copied();
        let bytes = |class| list(class).map(|number| self.bytes(number)).collect::<Vec<_>>();
        for class in [Class::Blank, Class::Iri, Class::String] {
            write_front_coded(&mut out, &bytes(class));
        }
        write_texts(&mut out, [&bytes(Class::Text), &bytes(Class::Tagged)]);
        for class in [Class::Integer, Class::Date, Class::Moment] {
            write_numbers(&mut out, &list(class).map(|number| self.number(number)).collect::<Vec<_>>());
        }
        write_front_coded(&mut out, &bytes(Class::Other));
        out
    }
}

/// 64 bits from 32: the table looks at both ends of a hash.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
