//! Who is allowed to speak: a client of [The Update Framework] 1.0.34, without I/O.
//!
//! A repository says in four files who may sign what (`root`), which files are current (`timestamp`,
//! `snapshot`) and which targets there are (`targets`, and roles it delegates to). [`Update`] follows them
//! from a root that the user trusts, [`Search`] finds a target. The host fetches, keeps files and knows the time.
//!
//! Signatures are Ed25519 under the strict rule of [`crate::trust::PublicKey`], or ECDSA where the host asks for
//! it; keys of other algorithms may be listed, and count for nothing. Packages are not known here.
//!
//! | file | what an auditor finds there |
//! |---|---|
//! | `update` | the order of the checks, and the only place that makes a `Trusted` |
//! | `search`, `paths` | which role may list which target |
//! | `authority` | thresholds: who has signed |
//! | `key`, `ecdsa` | which keys count, and their ids |
//! | `root`, `listing`, `targets`, `hashes` | what each file must say, and how one vouches for another |
//! | `json`, `fields`, `metadata` | the bytes that are signed, read and written |
//! | `author`, `edition` | files of our own, written and signed; the next edition of a repository |
//! | `name`, `request`, `target` | names of files, what the host is asked for |
//!
//! [The Update Framework]: https://theupdateframework.github.io/specification/v1.0.34/

#[cfg(feature = "std")]
pub mod author;
mod authority;
#[cfg_attr(not(feature = "tuf-ecdsa"), path = "ecdsa_absent.rs")]
mod ecdsa;
#[cfg(feature = "std")]
pub mod edition;
mod error;
mod fields;
mod hashes;
mod json;
mod key;
mod listing;
mod metadata;
mod name;
mod paths;
mod request;
mod root;
mod search;
mod target;
mod targets;
#[cfg(test)]
#[cfg(feature = "std")]
mod tests;
mod update;

pub use error::{CODES, Finding, TufError};
pub use request::{Keep, Place, Request};
pub use search::{MAX_SEARCHED, Search};
pub use target::{Arrival, Target};
pub use update::{MAX_ROOTS, RootInfo, Trusted, Update, Versions, inspect_root};
