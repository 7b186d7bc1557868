//! What a search says beside its hits: how it read what was typed, and what would give more.

use serde::Serialize;

/// How something in the query was taken that could have meant something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Stable name: one of [`Note::CODES`].
    pub code: &'static str,
    /// Where in the query it begins, in characters from 1; nothing for what was not typed there.
    pub column: Option<usize>,
    /// One sentence. May quote the query: show it as text.
    pub message: String,
    /// What may have been meant instead, most likely first.
    pub near: Vec<String>,
}

impl Note {
    /// Every code of a note.
    pub const CODES: [&'static str; 6] = [
        Self::UNKNOWN_FIELD,
        Self::MISSING_VALUE,
        Self::UNCLOSED_QUOTE,
        Self::TOO_MANY,
        Self::UNKNOWN_VALUE,
        Self::NO_COUNTS,
    ];
    /// `field:value` with a field that there is not: searched as words.
    pub const UNKNOWN_FIELD: &'static str = "unknown-field";
    /// A field with a colon and nothing after it: searched as a word.
    pub const MISSING_VALUE: &'static str = "missing-value";
    /// A quote that is never closed: what follows is searched as words.
    pub const UNCLOSED_QUOTE: &'static str = "unclosed-quote";
    /// More conditions than count: the others are searched as words.
    pub const TOO_MANY: &'static str = "too-many-conditions";
    /// No package has the value that a filter asks for.
    pub const UNKNOWN_VALUE: &'static str = "unknown-value";
    /// Hits were to be ordered by a count that none of them has.
    pub const NO_COUNTS: &'static str = "no-counts";
}

/// What an empty answer would be without one of its conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// The condition, as it is written in a query.
    pub without: String,
    /// Packages that pass all the others.
    pub matches: usize,
}
