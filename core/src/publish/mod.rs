//! Prepare and seal: a directory's files in, a reproducible archive and a release to sign out.

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[];
