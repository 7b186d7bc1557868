//! Prepare and seal: a directory's files in, a reproducible archive and a release to sign out.

pub mod manifest;

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[];
