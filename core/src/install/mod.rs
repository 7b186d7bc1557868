//! Plan and admit: what to fetch for an install, and which bytes may be unpacked.

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[];
