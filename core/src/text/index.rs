//! The text index of a segment: an FST of terms to postings, and an FST of names to documents.
//!
//! An impact is what a term says about a document, apart from how rare the term is: BM25F (Robertson,
//! Zaragoza and Taylor, CIKM 2004) over four fields, saturated and quantised to 1–255, in integers, so that
//! every host builds the same bytes.

use std::collections::{BTreeMap, HashMap};

use ::fst::MapBuilder;

use super::{Fst, fold, for_each_word, postings};
use crate::codec::Read;

/// A borrowed text index.
pub(crate) struct TextIndex<'a> {
    /// Term to postings.
    pub(crate) terms: Fst<'a>,
    /// Folded name to document.
    pub(crate) names: Fst<'a>,
    /// The postings' section.
    pub(crate) postings: &'a [u8],
}

impl<'a> TextIndex<'a> {
    pub(crate) fn read(terms: &'a [u8], names: &'a [u8], postings: &'a [u8]) -> Read<Self> {
        Ok(Self { terms: Fst::read(terms)?, names: Fst::read(names)?, postings })
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
const LENGTH_SHARE: [u64; FIELDS] = [64, 96, 96, 160];
/// Saturation, in the scale of weight × 256: a term frequency of this size has half the largest impact.
const SATURATION: u64 = 5 * 256;

/// Collects documents, then writes the sections.
#[derive(Default)]
pub(crate) struct IndexBuilder {
    terms: HashMap<Box<str>, Vec<Frequencies>>,
    lengths: HashMap<u32, [u32; FIELDS]>,
    names: BTreeMap<String, u32>,
}

/// How often one term stands in each field of one document.
#[derive(Clone, Copy)]
struct Frequencies {
    doc: u32,
    counts: [u16; FIELDS],
}

impl IndexBuilder {
    /// Adds document `doc`; documents come in ascending order.
    pub(crate) fn push(&mut self, doc: u32, fields: &Fields<'_>) {
        let texts = [fields.name, &fields.extra, fields.summary, fields.description];
        let mut lengths = [0; FIELDS];
        for (field, text) in texts.into_iter().enumerate() {
            for_each_word(text, field == 0, |word| {
                lengths[field] += 1;
                self.count(doc, field, word);
            });
        }
        self.lengths.insert(doc, lengths);
        self.names.entry(fold(fields.name).into_owned()).or_insert(doc);
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

    /// The sections: terms, names, postings.
    pub(crate) fn finish(self) -> Result<[Vec<u8>; 3], ::fst::Error> {
        let averages = self.average_lengths();
        let (mut terms, mut section) = (MapBuilder::memory(), Vec::new());
        let mut sorted: Vec<(&Box<str>, &Vec<Frequencies>)> = self.terms.iter().collect();
        crate::sort::sort_unstable_by(&mut sorted, |(a, _), (b, _)| a.cmp(b));
        for (term, list) in sorted {
            let impacts: Vec<(u32, u8)> =
                list.iter().map(|f| (f.doc, impact(f.counts, self.lengths.get(&f.doc), averages))).collect();
            terms.insert(term.as_bytes(), postings::write(&mut section, &impacts).0)?;
        }
        let mut names = MapBuilder::memory();
        for (name, doc) in &self.names {
            names.insert(name, u64::from(*doc))?;
        }
        Ok([terms.into_inner()?, names.into_inner()?, section])
    }

    fn average_lengths(&self) -> [u64; FIELDS] {
        let docs = self.lengths.len().max(1) as u64;
        core::array::from_fn(|field| {
            let total: u64 = self.lengths.values().map(|lengths| u64::from(lengths[field])).sum();
            (total * 256 / docs).max(1)
        })
    }
}

/// `averages` are in 256ths of a word.
fn impact(counts: [u16; FIELDS], lengths: Option<&[u32; FIELDS]>, averages: [u64; FIELDS]) -> u8 {
    let lengths = lengths.copied().unwrap_or_default();
    let frequency: u64 = (0..FIELDS)
        .map(|field| {
            let relative = u64::from(lengths[field]) * 256 * 256 / averages[field];
            let norm = (256 - LENGTH_SHARE[field]) + LENGTH_SHARE[field] * relative / 256;
            u64::from(counts[field]) * WEIGHTS[field] * 256 * 256 / norm.max(1)
        })
        .sum();
    u8::try_from((frequency * 255 / (frequency + SATURATION)).max(1)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::Postings;
    use super::*;

    fn fields<'a>(name: &'a str, summary: &'a str) -> Fields<'a> {
        Fields { name, extra: String::new(), summary, description: "" }
    }

    #[test]
    fn a_word_in_the_name_weighs_more_than_in_the_summary() {
        let mut builder = IndexBuilder::default();
        builder.push(0, &fields("editor", "a thing"));
        builder.push(3, &fields("thing", "an editor"));
        let [terms, names, postings] = builder.finish().unwrap();
        let index = TextIndex::read(&terms, &names, &postings).unwrap();
        let mut found = Vec::new();
        let value = Postings(index.terms.get(b"editor").unwrap().unwrap());
        value.for_each(index.postings, |doc, impact| found.push((doc, impact))).unwrap();
        assert_eq!(found.iter().map(|(doc, _)| *doc).collect::<Vec<_>>(), [0, 3]);
        assert!(found[0].1 > found[1].1);
        assert_eq!(index.names.get(b"thing"), Ok(Some(3)));
    }
}
