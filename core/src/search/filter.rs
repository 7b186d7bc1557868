//! Which releases of a segment meet the conditions of a query. The graph and the text index answer.

use super::field::Field;
use super::parse::{Condition, What};
use super::releases::{Bits, for_each_object, for_each_pair};
use crate::catalog::{Cards, CatalogError, Section, Segment};
use crate::codec::Read;
use crate::graph::{Graph, Pattern};
use crate::model::vocab;
use crate::text::{Postings, TextIndex, fold, part_slices, word_of};

/// The conditions, ready to be asked of the releases of one segment.
pub(super) struct Tests<'a> {
    tests: Vec<Test>,
    table: Cards<'a>,
    /// Absent where nothing needs it: the first use of a section costs a checksum.
    graph: Option<Graph<'a>>,
}

struct Test {
    kind: Kind,
    negated: bool,
    /// Whether the segment has what is asked for at all.
    is_known: bool,
}

enum Kind {
    /// The releases with these terms.
    Terms(Bits),
    /// The releases with these numbers.
    Numbers(Bits),
    /// A folded part of the name.
    Name(String),
    /// Words that stand next to each other, and the releases that have all of them somewhere.
    Phrase(Vec<String>, Bits),
}

impl<'a> Tests<'a> {
    pub(super) fn of<B: AsRef<[u8]>>(
        segment: &'a Segment<B>,
        conditions: &[Condition],
    ) -> Result<Self, CatalogError> {
        let table = segment.cards()?;
        let needs_graph = |condition: &Condition| !matches!(condition.what, What::Word(_));
        let graph = conditions.iter().any(needs_graph).then(|| segment.graph()).transpose()?;
        let mut tests = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let kind = match (&condition.what, &graph) {
                (What::Value(field, value), Some(graph)) => {
                    valued(*field, value, graph).map_err(CatalogError::damaged(Section::Triples))?
                }
                (What::Value(..), None) => Kind::Terms(Bits::default()),
                (What::Word(word), _) => Kind::Numbers(with_words(core::slice::from_ref(word), segment)?),
                (What::Phrase(words), _) => Kind::Phrase(words.clone(), with_words(words, segment)?),
            };
            let is_known = !matches!(&kind, Kind::Terms(set) if set.is_empty());
            tests.push(Test { kind, negated: condition.negated, is_known });
        }
        Ok(Self { tests, table, graph })
    }

    /// Whether there is a release here that condition `place` is about.
    pub(super) fn knows(&self, place: usize) -> bool {
        self.tests.get(place).is_some_and(|test| test.is_known)
    }

    /// Whether release `doc` meets every condition.
    pub(super) fn pass(&self, doc: u32) -> Result<bool, CatalogError> {
        Ok(self.failure(doc, 0)?.is_none())
    }

    /// The only condition that release `doc` does not meet.
    pub(super) fn only_failure(&self, doc: u32) -> Result<Option<usize>, CatalogError> {
        match self.failure(doc, 0)? {
            Some(first) if self.failure(doc, first + 1)?.is_none() => Ok(Some(first)),
            _ => Ok(None),
        }
    }

    /// The first condition, from number `from` on, that release `doc` does not meet.
    fn failure(&self, doc: u32, from: usize) -> Result<Option<usize>, CatalogError> {
        for (place, test) in self.tests.iter().enumerate().skip(from) {
            let holds = self.holds(&test.kind, doc).map_err(CatalogError::damaged(Section::Triples))?;
            if holds == test.negated {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    fn holds(&self, kind: &Kind, doc: u32) -> Read<bool> {
        match kind {
            Kind::Terms(set) => Ok(set.has(self.table.term(doc))),
            Kind::Numbers(set) => Ok(set.has(doc)),
            Kind::Name(part) => Ok(fold(self.table.name(doc)?).contains(&**part)),
            Kind::Phrase(_, with) if !with.has(doc) => Ok(false),
            Kind::Phrase(words, _) => self.has_phrase(doc, words),
        }
    }

    fn has_phrase(&self, doc: u32, words: &[String]) -> Read<bool> {
        let card = self.table.get(doc)?;
        if stand_together(card.name, words) || stand_together(card.summary, words) {
            return Ok(true);
        }
        let Some(graph) = &self.graph else { return Ok(false) };
        let Some(predicate) = graph.iri(vocab::DESCRIPTION)? else { return Ok(false) };
        let pattern = Pattern { subject: Some(card.release), predicate: Some(predicate), object: None };
        for triple in graph.triples.matches(pattern)? {
            let [_, _, object] = triple?;
            if stand_together(graph.dictionary.term(object)?.value(), words) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether `words` stand in `text` in this order with nothing between.
fn stand_together(text: &str, words: &[String]) -> bool {
    if text.is_ascii() && !may_stand_together(&fold(text), words) {
        return false;
    }
    let parts: Vec<String> = part_slices(text).map(word_of).collect();
    parts.windows(words.len().max(1)).any(|here| here == words)
}

/// The same for a folded ASCII text without looking where its words begin and end: cheap, and rarely wrong.
fn may_stand_together(text: &str, words: &[String]) -> bool {
    let Some((first, others)) = words.split_first() else { return false };
    text.match_indices(&**first).any(|(at, _)| {
        let mut rest = text[at..].strip_prefix(&**first);
        for word in others {
            let next = |rest: &str| rest.find(is_word_char).unwrap_or(rest.len());
            rest = rest.and_then(|rest| rest[next(rest)..].strip_prefix(&**word));
        }
        rest.is_some()
    })
}

fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '#')
}

/// The releases whose `field` has a value that `typed` means.
fn valued(field: Field, typed: &str, graph: &Graph<'_>) -> Read<Kind> {
    let typed = fold(typed.trim()).into_owned();
    let Some(iri) = field.predicate() else { return Ok(Kind::Name(typed)) };
    let mut objects = Vec::new();
    for_each_object(graph, iri, |object, _| {
        if field.means(&typed, graph.dictionary.term(object)?.value()) {
            objects.push(object);
        }
        Ok(())
    })?;
    let (mut found, predicate) = (Bits::new(graph.dictionary.len()), graph.iri(iri)?);
    for object in objects {
        let pattern = Pattern { subject: None, predicate, object: Some(object) };
        for_each_pair(graph, pattern, |release, _| found.add(release))?;
    }
    Ok(Kind::Terms(found))
}

/// The releases in whose texts each of `words` stands.
fn with_words<B: AsRef<[u8]>>(words: &[String], segment: &Segment<B>) -> Result<Bits, CatalogError> {
    let (index, len) = (segment.text()?, segment.cards()?.len());
    let mut all: Option<Bits> = None;
    for word in words {
        let with = with_word(word, &index, len).map_err(CatalogError::damaged(Section::Postings))?;
        match &mut all {
            Some(all) => all.keep(&with),
            None => all = Some(with),
        }
    }
    Ok(all.unwrap_or_default())
}

fn with_word(word: &str, index: &TextIndex<'_>, len: u32) -> Read<Bits> {
    let mut with = Bits::new(len);
    if let Some(value) = index.terms.get(word.as_bytes())? {
        Postings(value).scan(index.postings)?.for_each(0..len, |doc, _| with.add(doc))?;
    }
    Ok(with)
}
