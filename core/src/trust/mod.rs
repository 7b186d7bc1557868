//! Who said it: keys, signatures, statements and the log, and the verdict as a report of steps.

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[];
