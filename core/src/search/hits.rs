//! What a search answers. These are the JSON of `search --format json` and the objects in JavaScript.

use serde::Serialize;

use super::{Facet, Highlights, Hint, Note, Part};
use crate::catalog::Card;
use crate::model::Level;

/// One page of hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hits {
    /// The page, best first.
    pub packages: Vec<Hit>,
    /// Number of packages on this page (the predecessor's meaning of `total`).
    pub total: usize,
    /// Number of packages that match at least one word and every filter.
    pub total_matches: usize,
    /// Whether that is all of them; otherwise there are more.
    pub total_is_exact: bool,
    /// Microseconds the search took; core has no clock, the host fills it in.
    pub query_time_us: u64,
    /// `v2`: this engine.
    pub backend_used: &'static str,
    /// How the query was read where it could have been read otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// The query with words that no package has replaced by the nearest that some have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
    /// Of an empty answer, what each condition costs: most matches first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Hint>,
    /// The commonest values among all matches, if they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<Facet>,
}

impl Hits {
    /// An answer without hits.
    #[must_use]
    pub fn none() -> Self {
        Self {
            packages: Vec::new(),
            total: 0,
            total_matches: 0,
            total_is_exact: true,
            query_time_us: 0,
            backend_used: "v2",
            notes: Vec::new(),
            did_you_mean: None,
            hints: Vec::new(),
            facets: Vec::new(),
        }
    }
}

/// One package found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Package name.
    pub name: String,
    /// Version of its current release.
    pub version: String,
    /// One line.
    pub description: String,
    /// First author.
    pub author: Option<String>,
    /// Downloads, 0 where unknown.
    pub downloads: u32,
    /// Stars, 0 where unknown.
    pub stars: u32,
    /// Relevance; comparable within one answer only.
    pub score: u32,
    /// First category.
    pub category: Option<String>,
    /// How far its origin is proven.
    pub level: Level,
    /// Whether this registry keeps its archive.
    pub installable: bool,
    /// What the score is made of, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<Vec<Part>>,
    /// Where the words that were found stand, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highlight: Option<Highlights>,
}

impl Hit {
    pub(super) fn new(card: &Card<'_>, score: u32) -> Self {
        Self {
            name: card.name.to_owned(),
            version: card.version.to_owned(),
            description: card.summary.to_owned(),
            author: card.author.map(str::to_owned),
            downloads: card.downloads,
            stars: card.stars,
            score,
            category: card.category.map(str::to_owned),
            level: card.level,
            installable: card.installable,
            explain: None,
            highlight: None,
        }
    }
}
