//! The catalogue: immutable segments of checked sections, opened without parsing, merged on read.
//!
//! [`SegmentBuilder`] makes a segment from records; [`Catalog`] reads one or several; [`SegmentList`] is the
//! small file that names them. What is on disk, on the wire and in memory is the same bytes, described in
//! `docs/formats.md`. Ranking is `search`'s; nothing here knows where bytes come from.

#[cfg(feature = "marketplace-v2")]
mod builder;
mod cards;
#[cfg(feature = "sparql")]
mod dataset;
mod error;
mod format;
#[cfg(feature = "marketplace-v2")]
mod graph_builder;
mod info;
mod list;
#[cfg(feature = "sparql")]
mod lookup;
mod merge;
mod precedence;
mod removals;
mod segment;
#[cfg(feature = "marketplace-v2")]
mod withdraw;

#[cfg(feature = "marketplace-v2")]
pub use builder::{BuildError, SegmentBuilder};
pub use cards::Card;
#[cfg(feature = "sparql")]
use dataset::OverlaySlot;
pub use error::{CODES, CatalogError};
#[cfg(feature = "marketplace-v2")]
pub use graph_builder::GraphSegmentBuilder;
pub use info::{Info, InfoDependency, ReleaseSummary, Releases};
pub use list::{SegmentList, SegmentRef};
#[cfg(feature = "sparql")]
pub use lookup::TermPattern;
pub use merge::Catalog;
#[cfg(feature = "marketplace-v2")]
pub use withdraw::Withdrawal;

#[cfg(feature = "marketplace-v2")]
pub(crate) use cards::Cards;
pub(crate) use format::Section;
pub(crate) use segment::Segment;

/// Without queries there is nothing to keep.
#[cfg(not(feature = "sparql"))]
type OverlaySlot = ();
