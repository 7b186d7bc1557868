//! What was said, to everyone, for ever: a transparency log, checked without trusting who serves it.
//!
//! A log is files ([C2SP tlog-tiles]). Its *checkpoint* states size and root of the hash tree over all entries
//! and is signed by the log, perhaps by witnesses too; *tiles* hold the tree's hashes. From them anyone computes
//! that an entry is in the tree, and that a later tree begins with an earlier one.
//!
//! | file | what an auditor finds there |
//! |---|---|
//! | `note`, `verifier_key` | signed text: its lines, and whose signatures count |
//! | `checkpoint`, `cosignature` | what a log signs, and what a witness adds |
//! | `policy` | which logs and how many witnesses are enough; the only place that accepts a checkpoint |
//! | `span`, `proof` | the shape of the tree; proofs of inclusion and consistency, made and checked |
//! | `tile`, `reader` | where hashes are kept; no hash is used before it is checked up to the root |
//! | `writer` | the tiles that appending makes |
//! | `plan` | which tiles a host brings to prove an entry |
//! | `proof_file` | a proof and its checkpoint in one file, to be checked offline |
//! | `view` | the largest checkpoint seen: what is smaller or another is refused |
//!
//! The hashes themselves, and the tree's right edge, are in [`super::log`]; the entries in [`super::entries`].
//! Nothing here fetches, reads a clock or draws randomness.
//!
//! [C2SP tlog-tiles]: https://c2sp.org/tlog-tiles

mod checkpoint;
mod cosignature;
mod error;
mod note;
mod plan;
mod policy;
mod proof;
mod proof_file;
mod reader;
mod span;
#[cfg(test)]
mod tests;
mod tile;
mod verifier_key;
mod view;
mod writer;

pub use checkpoint::{Checkpoint, TreeHead};
pub use cosignature::Cosignature;
pub use error::TlogError;
pub use note::{Note, NoteSignature};
pub use plan::{ProofPlan, head_of_seen};
pub use policy::{Accepted, Cosigned, Policy};
pub use proof::{ProofPath, check_consistency, check_inclusion};
pub use proof_file::ProofFile;
pub use reader::{Tiles, TilesWanted};
pub use span::{Node, nodes_of_first};
pub use tile::Tile;
pub use verifier_key::{KeyUse, VerifierKey};
pub use view::check_view;
pub use writer::TreeWriter;

pub(super) use tile::numbered_path;

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use crate::model::Digest;

/// A number in its one spelling: decimal, no sign, no leading zeroes.
fn decimal(text: &str) -> Option<u64> {
    text.parse::<u64>().ok().filter(|number| number.to_string() == text)
}

/// Base64 in its one spelling ([RFC 4648], section 4, with padding).
///
/// [RFC 4648]: https://www.rfc-editor.org/rfc/rfc4648#section-4
fn base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok().filter(|bytes| Base64::encode_string(bytes) == text)
}

fn to_base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// A hash, as checkpoints and proofs write it: 32 bytes as Base64.
fn hash(text: &str) -> Option<Digest> {
    base64(text)?.try_into().ok().map(Digest)
}
