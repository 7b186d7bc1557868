//! The text index of a segment: an FST of terms to postings, an FST of names to documents, and the best of
//! both under prefixes of many.
//!
//! An impact is what a term says about a document, apart from how rare the term is: BM25F (Robertson,
//! Zaragoza and Taylor, CIKM 2004) over four fields, saturated and quantised to 1–15, in integers, so that
//! every host builds the same bytes. It depends on the document alone: lengths are measured against fixed
//! ones, not against those of the segment, so that a package has the same impacts in a segment of its own.

use std::collections::{BTreeMap, HashMap};

use ::fst::MapBuilder;

use super::postings::{self, MAX_IMPACT};
use super::prefixes::{self, Key, Prefixes};
use super::{Fst, Postings, fold, for_each_word};
use crate::codec::{Cursor, Read};

/// Most terms that a prefix stands for, and most names.
pub(crate) const MAX_PREFIX_TERMS: usize = 64;
pub(crate) const MAX_PREFIX_NAMES: usize = 128;

/// A borrowed text index.
pub(crate) struct TextIndex<'a> {
    /// Term to postings.
    pub(crate) terms: Fst<'a>,
    /// Folded name to document.
    pub(crate) names: Fst<'a>,
    /// The postings' section.
    pub(crate) postings: &'a [u8],
    under_terms: Prefixes<'a>,
    under_names: Prefixes<'a>,
}

impl<'a> TextIndex<'a> {
    pub(crate) fn read(
        terms: &'a [u8],
        names: &'a [u8],
        postings: &'a [u8],
        prefixes: &'a [u8],
    ) -> Read<Self> {
        let mut prefixes = Cursor::new(prefixes);
        Ok(Self {
            terms: Fst::read(terms)?,
            names: Fst::read(names)?,
            postings,
            under_terms: Prefixes::read(&mut prefixes)?,
            under_names: Prefixes::read(&mut prefixes)?,
        })
    }

    /// The terms that matter most of those that begin with `prefix`: the commonest and the shortest.
    pub(crate) fn terms_under(&self, prefix: &str) -> Read<Vec<Key>> {
        let count = |value| Postings(value).count(self.postings);
        self.under_terms.best(prefix.as_bytes(), MAX_PREFIX_TERMS, &self.terms, count)
    }

    /// The names that matter most of those that begin with `prefix`: those of the largest `prior` and the
    /// shortest.
    pub(crate) fn names_under(&self, prefix: &str, prior: impl FnMut(u64) -> Read<u32>) -> Read<Vec<Key>> {
        self.under_names.best(prefix.as_bytes(), MAX_PREFIX_NAMES, &self.names, prior)
    }
}

/// The text of one document, by field.
pub(crate) struct Fields<'a> {
    /// The package name.
    pub(crate) name: &'a str,
    /// Tags, keywords, categories, authors and what the package provides, joined by spaces.
    pub(crate) extra: String,
    /// One line.
    pub(crate) summary: &'a str,
    /// Long text.
    pub(crate) description: &'a str,
}

const FIELDS: usize = 4;
/// Weight of a word in name, extra, summary and description.
const WEIGHTS: [u64; FIELDS] = [10, 3, 5, 2];
/// Share (in 256ths) of the length normalisation in each field.
const LENGTH_SHARE: [u64; FIELDS] = [64, 64, 64, 128];
/// Words that a field usually has: about Debian's averages.
const USUAL_LENGTHS: [u64; FIELDS] = [3, 17, 7, 57];
/// Saturation, in the scale of weight × 256: a term frequency of this size has half the largest impact.
const SATURATION: u64 = 800;

/// Collects documents, then writes the sections.
#[derive(Default)]
pub(crate) struct IndexBuilder {
    terms: HashMap<Box<str>, Vec<Frequencies>>,
    lengths: HashMap<u32, [u32; FIELDS]>,
    names: BTreeMap<String, (u32, u8)>,
}

/// How often one term stands in each field of one document.
#[derive(Clone, Copy)]
struct Frequencies {
    doc: u32,
    counts: [u16; FIELDS],
}

impl IndexBuilder {
    /// Adds document `doc`; documents come in ascending order. `prior` is how much it is needed.
    pub(crate) fn push(&mut self, doc: u32, fields: &Fields<'_>, prior: u8) {
        let texts = [fields.name, &fields.extra, fields.summary, fields.description];
        let mut lengths = [0; FIELDS];
        for (field, text) in texts.into_iter().enumerate() {
            for_each_word(text, field == 0, |word| {
                lengths[field] += 1;
                self.count(doc, field, word);
            });
        }
        self.lengths.insert(doc, lengths);
        self.names.entry(fold(fields.name).into_owned()).or_insert((doc, prior));
    }

    fn count(&mut self, doc: u32, field: usize, word: &str) {
        let list = match self.terms.get_mut(word) {
            Some(list) => list,
            None => self.terms.entry(word.into()).or_default(),
        };
        if list.last().is_none_or(|last| last.doc != doc) {
            list.push(Frequencies { doc, counts: [0; FIELDS] });
        }
        if let Some(last) = list.last_mut() {
            last.counts[field] = last.counts[field].saturating_add(1);
        }
    }

    /// The sections: terms, names, postings, prefixes.
    pub(crate) fn finish(self) -> Result<[Vec<u8>; 4], ::fst::Error> {
        let (mut section, mut lists) = (Vec::new(), Vec::new());
        let mut sorted: Vec<(&Box<str>, &Vec<Frequencies>)> = self.terms.iter().collect();
        crate::sort::sort_unstable_by(&mut sorted, |(a, _), (b, _)| a.cmp(b));
        let terms: Vec<(&str, Key)> = sorted
            .into_iter()
            .map(|(term, list)| {
                let impact = |f: &Frequencies| (f.doc, impact(f.counts, self.lengths.get(&f.doc)));
                let impacts: Vec<(u32, u8)> = list.iter().map(impact).collect();
                let value = postings::write(&mut section, &impacts).0;
                (&**term, Key::new(term.as_bytes(), value, impacts.len() as u32))
            })
            .collect();
        let names: Vec<(&str, Key)> = self
            .names
            .iter()
            .map(|(name, (doc, prior))| (&**name, Key::new(name.as_bytes(), (*doc).into(), (*prior).into())))
            .collect();
        prefixes::write(&mut lists, &terms, MAX_PREFIX_TERMS);
        prefixes::write(&mut lists, &names, MAX_PREFIX_NAMES);
        Ok([transducer(&terms)?, transducer(&names)?, section, lists])
    }
}

fn transducer(keys: &[(&str, Key)]) -> Result<Vec<u8>, ::fst::Error> {
    let mut builder = MapBuilder::memory();
    for (text, key) in keys {
        builder.insert(text, key.value)?;
    }
    builder.into_inner()
}

fn impact(counts: [u16; FIELDS], lengths: Option<&[u32; FIELDS]>) -> u8 {
    let lengths = lengths.copied().unwrap_or_default();
    let frequency: u64 = (0..FIELDS)
        .map(|field| {
            let relative = u64::from(lengths[field]) * 256 / USUAL_LENGTHS[field];
            let norm = (256 - LENGTH_SHARE[field]) + LENGTH_SHARE[field] * relative / 256;
            u64::from(counts[field]) * WEIGHTS[field] * 256 * 256 / norm.max(1)
        })
        .sum();
    let most = u64::from(MAX_IMPACT);
    u8::try_from(((2 * frequency * most / (frequency + SATURATION)).div_ceil(2)).clamp(1, most))
        .unwrap_or(MAX_IMPACT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<'a>(name: &'a str, summary: &'a str) -> Fields<'a> {
        Fields { name, extra: String::new(), summary, description: "" }
    }

    #[test]
    fn a_word_in_the_name_weighs_more_than_in_the_summary() {
        let mut builder = IndexBuilder::default();
        builder.push(0, &fields("editor", "a thing"), 0);
        builder.push(3, &fields("thing", "an editor"), 0);
        let [terms, names, postings, prefixes] = builder.finish().unwrap();
        let index = TextIndex::read(&terms, &names, &postings, &prefixes).unwrap();
        let mut found = Vec::new();
        let value = Postings(index.terms.get(b"editor").unwrap().unwrap());
        let mut scan = value.scan(index.postings).unwrap();
        scan.for_each(0..9, |doc, impact| found.push((doc, impact))).unwrap();
        assert_eq!(found.iter().map(|(doc, _)| *doc).collect::<Vec<_>>(), [0, 3]);
        assert!(found[0].1 > found[1].1);
        assert_eq!(index.names.get(b"thing"), Ok(Some(3)));
    }
}
