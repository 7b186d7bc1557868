//! The catalogue: immutable segments of checked sections, opened without parsing, merged on read.
//!
//! [`SegmentBuilder`] makes a segment from records; [`Catalog`] reads one or several; [`SegmentList`] is the
//! small file that names them. What is on disk, on the wire and in memory is the same bytes, described in
//! `docs/formats.md`. Ranking is `search`'s; nothing here knows where bytes come from.

#[cfg(feature = "marketplace-v2")]
mod builder;
mod cards;
mod error;
mod format;
mod info;
mod list;
mod lookup;
mod merge;
mod segment;

#[cfg(feature = "marketplace-v2")]
pub use builder::{BuildError, SegmentBuilder};
pub use cards::Card;
pub use error::{CODES, CatalogError};
pub use info::{Info, InfoDependency, ReleaseSummary, Releases};
pub use list::{SegmentList, SegmentRef};
pub use lookup::TermPattern;
pub use merge::Catalog;

#[cfg(feature = "marketplace-v2")]
pub(crate) use cards::Cards;
pub(crate) use format::Section;
pub(crate) use segment::Segment;
