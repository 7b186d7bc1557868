//! Full text: words, terms, postings.
