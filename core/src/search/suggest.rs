//! Suggestions while a person types: names that go on so, then words that do.

use core::ops::ControlFlow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{SearchError, names};
use crate::catalog::{Catalog, CatalogError, Section};
use crate::codec::Read;
use crate::text::{Postings, Prefix, fold};

/// Ways to go on with what was typed so far. The JSON of `search --suggest` and the object in JavaScript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestions {
    /// Names first, of the packages that most others need; then words, the commonest first.
    pub suggestions: Vec<Suggestion>,
}

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The whole query.
    pub text: String,
    /// `name`: a package is called so. `word`: its last word stands in packages.
    pub kind: &'static str,
    /// In how many packages the last word stands; of a name 1.
    pub packages: u64,
}

impl<B: AsRef<[u8]>> Catalog<B> {
    /// Most suggestions of one answer.
    pub const MAX_SUGGESTIONS: usize = 100;

    /// At most `limit` ways to go on with `typed`; half of them names, as long as there are words for the others.
    ///
    /// # Errors
    /// [`SearchError::LimitTooLarge`], and [`SearchError::Catalog`] if a segment is damaged.
    pub fn suggest(&self, typed: &str, limit: usize) -> Result<Suggestions, SearchError> {
        if limit > Self::MAX_SUGGESTIONS {
            return Err(SearchError::LimitTooLarge { found: limit, max: Self::MAX_SUGGESTIONS });
        }
        let start = typed.trim_start();
        let (head, last) =
            start.split_at(start.rfind(char::is_whitespace).map_or(0, |at| last_word(start, at)));
        if start.is_empty() || limit == 0 {
            return Ok(Suggestions { suggestions: Vec::new() });
        }
        let names = self.names_from(&names::spelled_as_name(start))?;
        let words = if last.is_empty() { Vec::new() } else { self.words_from(&fold(last), limit)? };
        let words: Vec<Suggestion> = words
            .into_iter()
            .map(|(word, packages)| Suggestion { text: format!("{head}{word}"), kind: "word", packages })
            .filter(|word| word.text != start && names.iter().all(|name| *name != word.text))
            .take(limit)
            .collect();
        let room = limit - words.len().min(limit / 2);
        let names = names.into_iter().take(room).map(|text| Suggestion { text, kind: "name", packages: 1 });
        let mut suggestions: Vec<Suggestion> = names.chain(words).collect();
        suggestions.truncate(limit);
        Ok(Suggestions { suggestions })
    }

    /// Names that begin with `prefix`, those needed by most packages first.
    fn names_from(&self, prefix: &str) -> Result<Vec<String>, SearchError> {
        let mut found = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let (index, table) = (segment.text()?, segment.cards()?);
            let mut docs = Vec::new();
            let push = |_: &[u8], doc, _: &usize| {
                docs.push(doc as u32);
                ControlFlow::Continue(())
            };
            index
                .names
                .search(&Prefix(prefix.as_bytes()), push)
                .map_err(CatalogError::damaged(Section::Names))?;
            for doc in docs.into_iter().filter(|doc| !self.is_hidden(number, *doc)) {
                let card = table.get(doc).map_err(CatalogError::damaged(Section::Rows))?;
                found.push((core::cmp::Reverse(card.prior), card.name));
            }
        }
        crate::sort::sort_unstable(&mut found);
        Ok(found.into_iter().take(Self::MAX_SUGGESTIONS).map(|(_, name)| name.to_owned()).collect())
    }

    /// Words that begin with `prefix` and in how many packages each stands, the commonest first.
    fn words_from(&self, prefix: &str, limit: usize) -> Result<Vec<(String, u64)>, SearchError> {
        let mut counts = BTreeMap::<String, u64>::new();
        for segment in &self.segments {
            let index = segment.text()?;
            let (mut result, mut found) = (Ok(()), Vec::new());
            let push = |term: &[u8], value, _: &usize| {
                let Some(term) = core::str::from_utf8(term).ok().filter(|term| !term.contains(is_joiner))
                else {
                    return ControlFlow::Continue(());
                };
                match Postings(value).count(index.postings) {
                    Ok(count) => found.push((term.to_owned(), u64::from(count))),
                    Err(damage) => result = Err(damage),
                }
                ControlFlow::Continue(())
            };
            let searched: Read<()> = index.terms.search(&Prefix(prefix.as_bytes()), push);
            searched.and(result).map_err(CatalogError::damaged(Section::Postings))?;
            for (term, count) in found {
                *counts.entry(term).or_default() += count;
            }
        }
        let mut ranked: Vec<(String, u64)> = counts.into_iter().collect();
        crate::sort::sort_by(&mut ranked, |a, b| b.1.cmp(&a.1));
        ranked.truncate(limit + Self::MAX_SUGGESTIONS);
        Ok(ranked)
    }
}

/// Identifiers of several parts are names, mostly, and those are suggested as such.
fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '/')
}

/// Where the last word begins: after the blank at `at`.
fn last_word(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}
