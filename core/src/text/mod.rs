//! Full text: from words to terms, from terms to postings.
//!
//! Holds the analysis that indexing and searching share, the automaton for typos, and the sections of a
//! segment that make up its text index. How postings become a ranking is `search`'s business.

mod analyze;
mod automaton;
mod fold;
mod fst;
mod index;
mod postings;
mod prefixes;

pub(crate) use analyze::{fold, for_each_word, part_slices, query_words, word_of, word_parts};
pub(crate) use automaton::{Prefix, Typo};
pub(crate) use fst::Fst;
pub(crate) use index::{Fields, IndexBuilder, TextIndex};
pub(crate) use postings::{MAX_IMPACT, Postings, Scan};
