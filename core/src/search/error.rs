//! Why a search gives no hits object.

use crate::catalog::CatalogError;
use crate::error::Coded;

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("search/empty-query", "The search has no words and does not ask for everything"),
    ("search/limit-too-large", "More hits were asked for than one page may have"),
];

/// What is wrong with a search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// No words.
    #[error("Search query cannot be empty. Please provide a search term.")]
    EmptyQuery,
    /// A page too large.
    #[error("limit {found} is more than {max}")]
    LimitTooLarge {
        /// Limit asked for.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// The catalogue's bytes.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
}

impl Coded for SearchError {
    fn code(&self) -> &'static str {
        match self {
            Self::EmptyQuery => "search/empty-query",
            Self::LimitTooLarge { .. } => "search/limit-too-large",
            Self::Catalog(error) => error.code(),
        }
    }
}
