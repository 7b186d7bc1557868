//! What is asked.

/// A search: words, filters, order and page.
///
/// ```
/// # use ggen_marketplace_core::search::{Query, Sort};
/// let query = Query { limit: 5, sort: Sort::Name, ..Query::new("web server") };
/// assert_eq!(query.offset, 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Words as typed. The last one also matches as a prefix unless a space follows it.
    pub text: String,
    /// Most hits on this page, at most [`Query::MAX_LIMIT`].
    pub limit: usize,
    /// Hits to skip.
    pub offset: usize,
    /// What every hit must have.
    pub filters: Filters,
    /// Order of the hits.
    pub sort: Sort,
    /// List everything when there are no words.
    pub all: bool,
}

impl Query {
    /// Hits of a page unless the query says otherwise.
    pub const DEFAULT_LIMIT: usize = 10;
    /// Most hits of a page.
    pub const MAX_LIMIT: usize = 10_000;

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
        }
    }
}

/// Exact values that every hit must have; `None` lets everything pass.
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
    /// By name.
    Name,
}

impl Sort {
    /// All orders with their names on the command line and in JavaScript.
    pub const ALL: [(&'static str, Self); 4] = [
        ("relevance", Self::Relevance),
        ("downloads", Self::Downloads),
        ("stars", Self::Stars),
        ("name", Self::Name),
    ];
}
