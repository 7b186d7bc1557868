//! Where the words that were found stand in the texts that a list shows.

use serde::Serialize;

use super::correct::documents;
use super::rank;
use crate::codec::Read;
use crate::text::{TextIndex, Typo, for_each_word, part_slices, query_words, word_of};

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

/// The words of a query, as texts are compared with them.
pub(super) struct Marker(Vec<Wanted>);

struct Wanted {
    word: String,
    /// Whether longer words that begin so are meant, too.
    is_prefix: bool,
    /// Whether words spelled nearly so are meant, too.
    typo: Option<Typo>,
}

impl Marker {
    /// For the words of `text`; typing errors are allowed in those that the search allows them in.
    pub(super) fn new(text: &str, indexes: &[TextIndex<'_>]) -> Read<Self> {
        let words = query_words(text);
        let (last, is_open) = (words.len().saturating_sub(1), !text.ends_with(char::is_whitespace));
        let mut wanted = Vec::with_capacity(words.len());
        for (place, word) in words.into_iter().enumerate() {
            let is_unknown = documents(&word, indexes)? < rank::RARE;
            let typo = if is_unknown { Typo::new(&word, rank::typos_allowed(&word)) } else { None };
            wanted.push(Wanted { is_prefix: is_open && place == last, typo, word });
        }
        Ok(Self(wanted))
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
        let mut found = self.means(&word_of(part));
        if in_name && !found {
            for_each_word(part, true, |word| found |= self.means(word));
        }
        found
    }

    fn means(&self, found: &str) -> bool {
        self.0.iter().any(|Wanted { word, is_prefix, typo }| {
            let is_near = || typo.as_ref().is_some_and(|typo| typo.distance(found).is_some());
            found == word || (*is_prefix && found.starts_with(&**word)) || is_near()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marker(words: &[&str]) -> Marker {
        let wanted = |word: &&str| Wanted { word: (*word).to_owned(), is_prefix: false, typo: None };
        Marker(words.iter().map(wanted).collect())
    }

    fn shown(text: &str, marker: &Marker, in_name: bool) -> String {
        let places = marker.places(text, in_name);
        let show = |(piece, found): (&str, bool)| if found { format!("[{piece}]") } else { piece.to_owned() };
        pieces(text, &places).map(show).collect()
    }

    #[test]
    fn words_are_marked_where_they_stand() {
        let marked = |text, words: &[&str]| shown(text, &marker(words), false);
        assert_eq!(marked("A KÖLN map, köln", &["koln"]), "A [KÖLN] map, [köln]");
        assert_eq!(marked("𝒳 web-server x", &["web", "server"]), "𝒳 [web-server] x");
        assert_eq!(marked("JsonParser json", &["json", "parser"]), "[JsonParser] [json]");
        assert_eq!(marked("ﬁn e\u{301}a", &["fin", "ea"]), "[ﬁn] [e\u{301}a]");
        assert_eq!(marked("python3-foo", &["python"]), "python3-foo");
        assert_eq!(shown("python3-foo", &marker(&["python"]), true), "[python3]-foo");
    }

    #[test]
    fn unfinished_words_and_typing_errors_are_marked() {
        let wanted = |word: &str, is_prefix, edits| {
            Marker(vec![Wanted { word: word.to_owned(), is_prefix, typo: Typo::new(word, edits) }])
        };
        assert_eq!(shown("Parser parse", &wanted("parse", true, 0), false), "[Parser] [parse]");
        assert_eq!(shown("Firefox fire", &wanted("fierfox", false, 2), false), "[Firefox] fire");
    }

    proptest! {
        #[test]
        fn pieces_make_up_the_text(text in "[aB \\-é𝒳]{0,20}", words in prop::collection::vec("[abe]{1,2}", 0..4)) {
            let places = marker(&words.iter().map(String::as_str).collect::<Vec<_>>()).places(&text, false);
            let all: String = pieces(&text, &places).map(|(piece, _)| piece).collect();
            prop_assert_eq!(all, text.clone());
            let units: Vec<u16> = text.encode_utf16().collect();
            let found: Vec<String> =
                places.iter().map(|[from, to]| String::from_utf16(&units[*from..*to]).unwrap()).collect();
            let marked: Vec<&str> =
                pieces(&text, &places).filter(|(_, found)| *found).map(|(piece, _)| piece).collect();
            prop_assert_eq!(found, marked);
        }
    }
}
