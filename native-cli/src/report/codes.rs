//! Codes of what can go wrong in this host; those of core are in `ggen_marketplace_core::error`.

use ggen_marketplace_core::error;

use super::code_list::CODES;

/// Whether `code` is listed here or in core.
pub(crate) fn is_listed(code: &str) -> bool {
    error::meaning(code).is_some() || CODES.iter().any(|(listed, _)| *listed == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_none_is_one_of_cores() {
        assert!(CODES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CODES.iter().all(|(code, _)| error::meaning(code).is_none()));
    }
}
