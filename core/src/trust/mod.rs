//! Who said it: keys, signatures, statements and the log, and the verdict as a report of steps.
//!
//! [`verify`] is the one way from outside bytes to a [`Verified`] value; everything else here is what it is
//! made of. Nothing here fetches, reads a clock or keeps state: the host brings bytes, policy and time.
//!
//! | file | what an auditor finds there |
//! |---|---|
//! | `verify`, `logged` | the order of the checks, and the only place that makes a `Verified` |
//! | `key`, `signature` | which keys and which signatures are accepted |
//! | `release`, `import` | what a statement may say, exactly |
//! | `log`, `entries` | the hash tree over all statements, and the files that hold them |
//! | `tlog` | checkpoints, proofs, tiles, policies: that the log said it to everyone, for ever |
//! | `pem`, `der`, `secret` | key files |
//! | `layout`, `report`, `refusal`, `key_error` | paths, the form of a verdict, what can be wrong |

mod claim;
mod dependencies;
mod der;
pub mod entries;
mod file;
mod import;
mod key;
mod key_error;
pub mod layout;
pub mod log;
mod logged;
mod pem;
mod refusal;
mod release;
pub mod report;
#[cfg(feature = "std")]
mod secret;
mod signature;
mod timestamp;
pub mod tlog;
mod verify;

pub use claim::ClaimError;
pub use file::verify_file;
pub use import::Import;
pub use key::PublicKey;
pub use key_error::KeyError;
pub use log::LogError;
pub use logged::{LogEvidence, ProofEvidence, SeenEvidence};
pub use refusal::Refusal;
pub use release::Release;
pub use report::{Report, Step};
#[cfg(feature = "std")]
pub use secret::SecretKey;
pub use signature::{Signature, SignatureError};
pub use timestamp::Timestamp;
pub use verify::{Claim, Evidence, Expected, Publishers, STEPS, Verdict, Verified, verify};

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("key/bad-base64", "The text between the lines of a PEM file is not canonical Base64"),
    ("key/encrypted", "A private key file is protected by a passphrase"),
    ("key/malformed", "A key file is not the DER structure that its label says"),
    ("key/not-canonical", "A public key is not the one encoding of its curve point"),
    ("key/not-on-curve", "A public key is no point of the curve"),
    ("key/not-pem", "A key file is not a PEM file in its one spelling"),
    ("key/other-file", "A PEM file holds something other than a key we use"),
    ("key/private-key-given", "A private key was given where a public key belongs"),
    ("key/public-half-differs", "The public half in a private key file is not that of its private half"),
    ("key/public-key-given", "A public key was given where a private key belongs"),
    ("key/torsion", "A public key has a small-order component, which honest keys do not have"),
    ("key/weak", "A public key has small order: anyone can sign for it"),
    ("key/wrong-algorithm", "A key is not an Ed25519 key"),
    ("key/wrong-length", "A key does not have 32 bytes"),
    ("log/bundle-mismatch", "The last bundle of log entries is not the one that the log ends with"),
    ("log/entry-missing", "A bundle of log entries does not reach to the entry asked for"),
    ("log/extra-data", "A proof file brings data that nothing vouches for"),
    ("log/forked", "A log has two different trees of the same size"),
    ("log/frontier-length", "A log frontier has another number of nodes than its size demands"),
    ("log/full", "A log can hold no more entries"),
    ("log/inclusion-invalid", "A proof does not lead from the entry to the root of the checkpoint"),
    ("log/inconsistent", "A log does not begin with the entries that it had before"),
    ("log/index-beyond-tree", "The checkpoint of a log does not cover the entry"),
    ("log/malformed-bundle", "A bundle of log entries is cut off or holds too many entries"),
    ("log/malformed-checkpoint", "A signed note is no checkpoint in its one spelling"),
    ("log/malformed-key", "A verifier key is not one in its one spelling"),
    ("log/malformed-note", "A signed note breaks the rules of its form"),
    ("log/malformed-policy", "A log policy breaks the rules of its form"),
    ("log/malformed-proof", "A proof file breaks the rules of its form"),
    ("log/not-signed", "A checkpoint is not signed by a log that the policy names"),
    ("log/origin-mismatch", "A checkpoint is of another log than the one that signed it"),
    ("log/other-index", "A proof is of another entry than the one asked for"),
    ("log/other-log", "A checkpoint is of another log than the one seen before"),
    ("log/proof-length", "A proof has more or fewer hashes than the sizes demand"),
    ("log/quorum-missing", "Too few witnesses have signed a checkpoint"),
    ("log/shrunk", "A log has fewer entries than it had before"),
    ("log/signature-invalid", "A key that is known has not made the signature with its name"),
    ("log/tile-forged", "A tile does not hold the hashes that the root commits to"),
    ("log/tile-width", "A tile has another length than the size of the tree demands"),
    ("signature/invalid", "A signature does not verify under the strict rule"),
    ("signature/wrong-length", "A signature does not have exactly 64 bytes"),
    ("statement/invalid-value", "A statement gives a value that its predicate may not have"),
    ("statement/missing-predicate", "A statement lacks something it must say"),
    ("statement/not-canonical", "A statement says the right things in another spelling"),
    ("statement/repeated-predicate", "A statement says twice what it may say once"),
    ("statement/unknown-predicate", "A statement says something its type does not have"),
    ("statement/wrong-subject", "A statement is not about the release it names"),
    ("statement/wrong-type", "A statement is of another type than expected here"),
    ("verify/key-mismatch", "The key given is not the key that the release names"),
    ("verify/key-missing", "The key that the release names was not given"),
    ("verify/key-not-trusted", "The key that the release names is not one you trust"),
    ("verify/level-too-low", "The origin of the release is proven less far than the policy demands"),
    ("verify/log-proof-missing", "A proof that the log holds the statement was demanded and not given"),
    ("verify/not-logged", "The log holds another statement in this place"),
    ("verify/record-differs", "The catalogue lists another record than the import states"),
    ("verify/signature-missing", "The release names a key, but its signature was not given"),
    ("verify/signature-unexpected", "A signature was given for a release that names no key"),
    ("verify/too-long", "A file of the evidence is longer than it can be"),
    ("verify/wrong-package", "The statement is about another package than the one asked for"),
    ("verify/wrong-version", "The statement is about another version than the one asked for"),
];
