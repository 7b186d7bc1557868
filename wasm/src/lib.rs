//! The core in JavaScript: values are translated here, nothing is decided.
//!
//! wasm-bindgen makes the glue of the classes and functions below; the package's own entry points
//! (`wasm/js`) wrap them with types, fetching and [`GgenError`](../js/error.ts). Results have the fields and
//! the field order of the command line's JSON.

mod error;
mod marketplace;
mod proof;
mod query;
mod sources;
mod value;
mod verify;

pub use error::CODES;
pub use marketplace::Marketplace;
pub use proof::{proof_of, tile_sources};
pub use query::{Cursor, Prepared};
pub use sources::{list_sources, log_entry, publisher_key_source};
pub use verify::{verify, verify_file};
