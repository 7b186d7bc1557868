//! Where the words that were found stand in the texts that a list shows.

use std::collections::BTreeSet;

use serde::Serialize;

use super::expand::Expansion;
use crate::text::{for_each_word, part_slices, word_of};

/// Places in the texts of a hit: from and to, in UTF-16 code units, as JavaScript counts them. They ascend and do
/// not touch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Highlights {
    /// In the name.
    pub name: Vec<[usize; 2]>,
    /// In the description.
    pub description: Vec<[usize; 2]>,
}

/// `text` in pieces, each with whether it lies in one of `places` (as [`Highlights`] has them).
///
/// ```
/// # use ggen_marketplace_core::search::pieces;
/// let found: Vec<_> = pieces("a Köln map", &[[2, 6]]).collect();
/// assert_eq!(found, [("a ", false), ("Köln", true), (" map", false)]);
/// ```
pub fn pieces<'a>(text: &'a str, places: &[[usize; 2]]) -> impl Iterator<Item = (&'a str, bool)> {
    let ends = places.iter().flat_map(|[from, to]| [(*from, false), (*to, true)]);
    let mut ends = ends.chain([(usize::MAX, false)]);
    let (mut rest, mut at) = (text, 0);
    core::iter::from_fn(move || {
        loop {
            let (end, is_found) = ends.next()?;
            let length = rest.char_indices().find(|(_, c)| {
                let reached = at >= end;
                at += if reached { 0 } else { c.len_utf16() };
                reached
            });
            let (piece, after) = rest.split_at(length.map_or(rest.len(), |(length, _)| length));
            rest = after;
            if !piece.is_empty() {
                return Some((piece, is_found));
            }
        }
    })
}

/// The words by which a query finds.
pub(super) struct Marker<'a>(BTreeSet<&'a str>);

impl<'a> Marker<'a> {
    pub(super) fn new(expansions: &'a [Expansion]) -> Self {
        let mut terms = BTreeSet::new();
        for (term, _) in expansions.iter().flat_map(|expansion| &expansion.terms) {
            terms.insert(&**term);
        }
        Self(terms)
    }

    pub(super) fn highlights(&self, name: &str, description: &str) -> Highlights {
        Highlights { name: self.places(name, true), description: self.places(description, false) }
    }

    /// The parts of `text` that were found, those that touch or have one `-`, `_`, `.` or `/` between them as one.
    fn places(&self, text: &str, in_name: bool) -> Vec<[usize; 2]> {
        let mut places: Vec<[usize; 2]> = Vec::new();
        let (mut byte, mut unit, mut marked) = (0, 0, 0);
        for part in part_slices(text) {
            let start = part.as_ptr() as usize - text.as_ptr() as usize;
            let gap = text.get(byte..start).unwrap_or("");
            let from = unit + gap.encode_utf16().count();
            (byte, unit) = (start + part.len(), from + part.encode_utf16().count());
            if !self.is_found(part, in_name) {
                continue;
            }
            let joins = text.get(marked..start).is_some_and(|gap| matches!(gap, "" | "-" | "_" | "." | "/"));
            match places.last_mut().filter(|_| joins) {
                Some(last) => last[1] = unit,
                None => places.push([from, unit]),
            }
            marked = byte;
        }
        places
    }

    fn is_found(&self, part: &str, in_name: bool) -> bool {
        let mut found = self.0.contains(&*word_of(part));
        if in_name && !found {
            for_each_word(part, true, |word| found |= self.0.contains(word));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str, terms: &[&str], in_name: bool) -> String {
        let places = Marker(terms.iter().copied().collect()).places(text, in_name);
        pieces(text, &places)
            .map(|(piece, found)| if found { format!("[{piece}]") } else { piece.into() })
            .collect()
    }

    #[test]
    fn words_are_marked_where_they_stand() {
        assert_eq!(marked("A KÖLN map, köln", &["koln"], false), "A [KÖLN] map, [köln]");
        assert_eq!(marked("𝒳 web-server x", &["web", "server"], false), "𝒳 [web-server] x");
        assert_eq!(marked("JsonParser json", &["json", "parser"], false), "[JsonParser] [json]");
        assert_eq!(marked("python3-foo", &["python"], true), "[python3]-foo");
        assert_eq!(marked("python3-foo", &["python"], false), "python3-foo");
        assert_eq!(marked("ﬁn e\u{301}a", &["fin", "ea"], false), "[ﬁn] [e\u{301}a]");
    }

    proptest! {
        #[test]
        fn pieces_make_up_the_text(text in "[aB \\-é𝒳]{0,20}", terms in prop::collection::btree_set("[abe]{1,2}", 0..4)) {
            let places = Marker(terms.iter().map(String::as_str).collect()).places(&text, false);
            let all: String = pieces(&text, &places).map(|(piece, _)| piece).collect();
            prop_assert_eq!(all, text.clone());
            let units: Vec<u16> = text.encode_utf16().collect();
            let found: Vec<String> = places.iter().map(|[a, b]| String::from_utf16(&units[*a..*b]).unwrap()).collect();
            let pieces: Vec<&str> = pieces(&text, &places).filter(|(_, found)| *found).map(|(piece, _)| piece).collect();
            prop_assert_eq!(found, pieces);
        }
    }
}
