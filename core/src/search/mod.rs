//! Words in, ranked packages out.

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[];
