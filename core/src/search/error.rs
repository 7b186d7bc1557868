//! Why a search gives no hits object.

use crate::catalog::CatalogError;
use crate::error::Coded;

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("search/empty-query", "The search has no words and does not ask for everything"),
    ("search/limit-too-large", "More hits were asked for than one page may have"),
    ("search/no-column", "Hits were to be ordered by a figure that the catalogue does not have"),
    ("search/unclear", "A strict search can be read in two ways"),
    ("search/unknown-order", "There is no such order of hits"),
    ("search/unknown-package", "The package that others were to be related to is not listed"),
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
    /// An order by something that is not in the catalogue.
    #[error("there is no {order} to order by: the catalogue has no such figure")]
    NoColumn {
        /// The order asked for.
        order: &'static str,
    },
    /// A strict query that would need a note.
    #[error("column {column}: {message}")]
    Unclear {
        /// Where, in characters from 1.
        column: usize,
        /// What the note would say.
        message: String,
    },
    /// An order that there is not.
    #[error("there is no order `{found}`")]
    UnknownOrder {
        /// The order asked for.
        found: String,
    },
    /// A package that is not listed.
    #[error("the catalogue does not list `{name}`")]
    UnknownPackage {
        /// The name asked for.
        name: String,
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
            Self::NoColumn { .. } => "search/no-column",
            Self::Unclear { .. } => "search/unclear",
            Self::UnknownOrder { .. } => "search/unknown-order",
            Self::UnknownPackage { .. } => "search/unknown-package",
            Self::Catalog(error) => error.code(),
        }
    }
}
