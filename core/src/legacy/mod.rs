//! The predecessor's formats, read tolerantly and reported on line by line.

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[];
