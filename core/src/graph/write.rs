//! From triples of ids to the bytes that [`super::Triples`] reads.

use std::collections::HashMap;

use super::Id;
use crate::codec::{MAX_WIDTH, pack, pack_all, put_u32, width_of};

/// Keys are listed if they are fewer than one in so many of the ids from the first to the last.
const SPARSE: u32 = 4;

/// The section's bytes; `triples` in any order, duplicates allowed, their ids below `terms`. `None` if a pair
/// of ids could be wider than a packed number, or a list longer than its length can say.
pub(super) fn write_triples(mut triples: Vec<[Id; 3]>, terms: usize) -> Option<Vec<u8>> {
    crate::sort::sort_unstable(&mut triples);
    triples.dedup();
    write_sorted(triples, terms)
}

/// The same for triples in order.
pub(super) fn write_sorted(mut triples: Vec<[Id; 3]>, terms: usize) -> Option<Vec<u8>> {
    let predicates = predicates(&triples);
    let widest = width_of(terms as u64) * 2;
    if widest.max(width_of(terms as u64) + width_of(predicates.len() as u64)) > MAX_WIDTH
        || u32::try_from(triples.len()).is_err()
    {
        return None;
    }
    let place = |p: Id| predicates.partition_point(|listed| *listed < p) as u32;
    triples.iter_mut().for_each(|triple| triple[1] = place(triple[1]));
    let largest = |at: usize| triples.iter().map(|triple| triple[at]).max().unwrap_or(0);
    let bits = [width_of(largest(2).into()), width_of(largest(0).into())];
    let subjects: Vec<(Id, u32)> = counted(triples.iter().map(|[s, _, _]| *s)).collect();
    let by_subject = counted(triples.iter().map(|[s, p, _]| (*s, *p)));
    let distinct_subjects = distinct_by(by_subject, predicates.len());
    let mut forward = Vec::new();
    write_subject_first(&mut forward, &subjects, &triples, bits[0]);
    triples.iter_mut().for_each(|[s, p, o]| (*s, *p, *o) = (*p, *o, *s));
    crate::sort::sort_unstable(&mut triples);
    let by_object = || counted(triples.iter().map(|[p, o, _]| (*o, *p)));
    let distinct_objects = distinct_by(by_object(), predicates.len());
    let sets = Sets::of(by_object().map(|(pair, _)| pair).collect());
    let mut out = vec![bits[0], bits[1], 0, 0];
    pack(&mut out, &predicates.iter().map(|p| u64::from(*p)).collect::<Vec<_>>());
    pack(&mut out, &distinct_subjects);
    pack(&mut out, &distinct_objects);
    pack(&mut out, &[subjects.len() as u64, sets.numbers.len() as u64]);
    out.append(&mut forward);
    write_starts(&mut out, &count_by_predicate(&triples, predicates.len()));
    write_pairs(&mut out, &triples, |[_, o, s]| u64::from(o) << bits[1] | u64::from(s));
    sets.write(&mut out);
    Some(out)
}

fn write_subject_first(out: &mut Vec<u8>, subjects: &[(Id, u32)], triples: &[[Id; 3]], object_bits: u8) {
    write_keys(out, subjects);
    write_starts(out, &dense(subjects));
    write_pairs(out, triples, |[_, p, o]| u64::from(p) << object_bits | u64::from(o));
}

fn predicates(triples: &[[Id; 3]]) -> Vec<Id> {
    let mut seen = std::collections::BTreeSet::new();
    let mut last = None;
    for [_, p, _] in triples {
        if last != Some(*p) {
            seen.insert(*p);
            last = Some(*p);
        }
    }
    seen.into_iter().collect()
}

/// Each run of equal items, with its length.
fn counted<T: PartialEq + Copy>(items: impl Iterator<Item = T>) -> impl Iterator<Item = (T, u32)> {
    let mut items = items.peekable();
    core::iter::from_fn(move || {
        let first = items.next()?;
        let mut count = 1;
        while items.next_if_eq(&first).is_some() {
            count += 1;
        }
        Some((first, count))
    })
}

/// How many of the triples, predicate first, each predicate has.
fn count_by_predicate(triples: &[[Id; 3]], places: usize) -> Vec<u32> {
    let mut counts = vec![0; places];
    triples.iter().for_each(|[place, _, _]| counts[*place as usize] += 1);
    counts
}

/// For each place how many different pairs have it second.
fn distinct_by(pairs: impl Iterator<Item = ((Id, u32), u32)>, places: usize) -> Vec<u64> {
    let mut counts = vec![0; places];
    pairs.for_each(|((_, place), _)| counts[place as usize] += 1);
    counts
}

fn is_sparse<T>(keys: &[(Id, T)]) -> bool {
    let span = |first: Id, last: Id| last - first + 1;
    matches!(keys, [(first, _), .., (last, _)] if keys.len() as u32 <= span(*first, *last) / SPARSE)
}

fn write_keys<T>(out: &mut Vec<u8>, keys: &[(Id, T)]) {
    put_u32(out, keys.first().map_or(0, |(first, _)| *first));
    let listed = if is_sparse(keys) { keys } else { &[] };
    pack(out, &listed.iter().map(|(key, _)| u64::from(*key)).collect::<Vec<_>>());
}

/// The values at the positions of their keys, with zeros between where the keys are not listed.
fn dense(keys: &[(Id, u32)]) -> Vec<u32> {
    if is_sparse(keys) {
        return keys.iter().map(|(_, value)| *value).collect();
    }
    let mut values = Vec::new();
    for (key, value) in keys {
        values.resize((key - keys[0].0) as usize, 0);
        values.push(*value);
    }
    values
}

fn write_starts(out: &mut Vec<u8>, counts: &[u32]) {
    let total = counts.iter().map(|count| u64::from(*count)).sum();
    let mut end = 0;
    let ends = counts.iter().map(|count| {
        end += u64::from(*count);
        end
    });
    pack_all(out, counts.len() + 1, total, core::iter::once(0).chain(ends));
}

fn write_pairs(out: &mut Vec<u8>, triples: &[[Id; 3]], pair: impl Fn([Id; 3]) -> u64) {
    let largest = triples.iter().map(|triple| pair(*triple)).max().unwrap_or(0);
    pack_all(out, triples.len(), largest, triples.iter().map(|triple| pair(*triple)));
}

/// The predicates of each object, as numbers of sets; equal sets are one.
struct Sets {
    numbers: Vec<(Id, u32)>,
    counts: Vec<u32>,
    places: Vec<u64>,
}

impl Sets {
    fn of(mut pairs: Vec<(Id, u32)>) -> Self {
        crate::sort::sort_unstable(&mut pairs);
        let mut sets = Self { numbers: Vec::new(), counts: vec![0], places: Vec::new() };
        let mut known = HashMap::<Vec<u32>, u32>::new();
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            let places: Vec<u32> = group.iter().map(|(_, place)| *place).collect();
            let next = sets.counts.len() as u32;
            let number = *known.entry(places).or_insert(next);
            if number == next {
                sets.counts.push(group.len() as u32);
                sets.places.extend(group.iter().map(|(_, place)| u64::from(*place)));
            }
            sets.numbers.push((group[0].0, number));
        }
        sets
    }

    fn write(&self, out: &mut Vec<u8>) {
        write_keys(out, &self.numbers);
        let numbers = dense(&self.numbers);
        let largest = self.counts.len() as u64 - 1;
        pack_all(out, numbers.len(), largest, numbers.iter().map(|number| u64::from(*number)));
        write_starts(out, &self.counts);
        pack(out, &self.places);
    }
}
