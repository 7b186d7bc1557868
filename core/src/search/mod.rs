//! Search: words in, ranked packages out.
//!
//! ```text
//! typed ─▶ parse ─▶ words ─▶ expansions (exact, prefix, typos) ─▶ scores by word ─▶ names ─▶ best few re-read ─▶ hits
//!              └──▶ conditions ─▶ filter ─────────────────────────────┘        └─▶ facets
//! ```
//! Beside the hits: notes and hints (`answer`), corrections (`correct`), highlights, explanations. On their own:
//! `suggest`, `related`. Everything is integers and every tie is broken (score, then prior, then name), so that the
//! same catalogue and query give the same bytes on every host. The formula's constants are in `rank.rs`, each in one
//! place; the catalogue's files are `catalog`'s business. `docs/search.md` tells users what they can ask.

mod answer;
mod candidate;
mod correct;
mod error;
mod expand;
mod explain;
mod facets;
mod field;
mod filter;
mod flow;
mod highlight;
mod hits;
mod names;
mod near;
mod note;
mod parse;
mod query;
mod rank;
mod related;
mod releases;
mod rerank;
mod score;
mod suggest;
mod window;

pub use error::{CODES, SearchError};
pub use explain::Part;
pub use facets::{Facet, FacetValue};
pub use highlight::{Highlights, pieces};
pub use hits::{Hit, Hits};
pub use note::{Hint, Note};
pub use query::{Filters, Query, Sort};
pub use related::{Reason, Related, RelatedPackages};
pub use suggest::{Suggestion, Suggestions};
