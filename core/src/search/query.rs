//! What is asked.

use super::SearchError;
use super::field::Field;
use crate::model::printable;

/// A search: words, filters, order and page.
///
/// ```
/// # use ggen_marketplace_core::search::{Query, Sort};
/// let query = Query { limit: 5, sort: Sort::Name, ..Query::new("web server") };
/// assert_eq!(query.offset, 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What a person typed: words, `"phrases"`, `-not`, `field:value` (`docs/search.md`). The last word also
    /// matches as a prefix unless a space follows it.
    pub text: String,
    /// Most hits on this page, at most [`Query::MAX_LIMIT`].
    pub limit: usize,
    /// Hits to skip.
    pub offset: usize,
    /// What every hit must have.
    pub filters: Filters,
    /// Order of the hits.
    pub sort: Sort,
    /// List everything when there are neither words nor filters.
    pub all: bool,
    /// Refuse what can be read in two ways, instead of reading it in one and saying so.
    pub strict: bool,
    /// Values of each facet, at most [`Query::MAX_FACETS`]; 0 for no facets.
    pub facets: usize,
    /// Say of each hit what its score is made of.
    pub explain: bool,
    /// Say of each hit where the words that were found stand in it.
    pub highlight: bool,
}

impl Query {
    /// Hits of a page unless the query says otherwise.
    pub const DEFAULT_LIMIT: usize = 10;
    /// Most hits of a page.
    pub const MAX_LIMIT: usize = 10_000;
    /// Most values of a facet.
    pub const MAX_FACETS: usize = 100;

    /// A query for `text` with the defaults of the command line.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            limit: Self::DEFAULT_LIMIT,
            offset: 0,
            filters: Filters::default(),
            sort: Sort::Relevance,
            all: false,
            strict: false,
            facets: 0,
            explain: false,
            highlight: false,
        }
    }
}

/// Values that every hit must have, in any case; `None` lets everything pass. Each is the same as `field:value` in
/// the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Category.
    pub category: Option<String>,
    /// Tag.
    pub tag: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Licence.
    pub license: Option<String>,
    /// Keyword.
    pub keyword: Option<String>,
}

impl Filters {
    /// Each value with its field.
    pub(super) fn listed(&self) -> impl Iterator<Item = (Field, &str)> {
        let all = [
            (Field::Category, &self.category),
            (Field::Tag, &self.tag),
            (Field::Author, &self.author),
            (Field::License, &self.license),
            (Field::Keyword, &self.keyword),
        ];
        all.into_iter().filter_map(|(field, value)| Some((field, value.as_deref()?)))
    }
}

/// Order of the hits; ties go by score, then by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Most downloaded first.
    Downloads,
    /// Most starred first.
    Stars,
    /// Last admitted to the registry's log first. The catalogue knows no other date.
    Updated,
    /// By name.
    Name,
}

impl Sort {
    /// All orders with their names on the command line and in JavaScript.
    pub const ALL: [(&'static str, Self); 5] = [
        ("relevance", Self::Relevance),
        ("downloads", Self::Downloads),
        ("stars", Self::Stars),
        ("updated", Self::Updated),
        ("name", Self::Name),
    ];

    /// The order called `name`.
    ///
    /// # Errors
    /// [`SearchError::NoColumn`] for an order that people expect and the catalogue has no figures for,
    /// [`SearchError::UnknownOrder`] for any other.
    pub fn named(name: &str) -> Result<Self, SearchError> {
        let found = Self::ALL.iter().find(|(listed, _)| *listed == name);
        found.map(|(_, sort)| *sort).ok_or_else(|| match name {
            "quality" => SearchError::NoColumn { order: "quality" },
            _ => SearchError::UnknownOrder { found: printable(name) },
        })
    }
}
