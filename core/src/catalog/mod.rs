//! The catalogue file: immutable segments of checked sections, opened without parsing.

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[];
