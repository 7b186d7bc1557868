//! The one list of error codes, shared by the CLI, the JavaScript package and the documentation.
//!
//! Every error enum of this crate has a stable `code()`; the host adds words and the next command. A code
//! never changes its meaning. `cargo xtask codegen` writes `docs/errors.md` and the TypeScript union from
//! [`all`].

/// An error with a stable name, `area/finding`.
pub trait Coded: core::fmt::Display {
    /// The code, one of [`all`].
    fn code(&self) -> &'static str;
}

/// Every code with what it means, area by area.
pub fn all() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    AREAS.iter().flat_map(|area| area.iter())
}

/// The listed meaning of `code`, if it is a code of ours.
#[must_use]
pub fn meaning(code: &str) -> Option<&'static str> {
    all().find(|(listed, _)| *listed == code).map(|(_, meaning)| *meaning)
}

/// One list for each area, kept beside the errors it names.
const AREAS: &[&[(&str, &str)]] = &[
    crate::model::CODES,
    crate::trust::CODES,
    crate::trust::tuf::CODES,
    crate::install::CODES,
    #[cfg(feature = "std")]
    crate::publish::CODES,
    #[cfg(feature = "std")]
    crate::publish::manifest::CODES,
    #[cfg(feature = "std")]
    crate::import::CODES,
    #[cfg(feature = "marketplace-v1")]
    crate::legacy::CODES,
    crate::catalog::CODES,
    #[cfg(feature = "marketplace-v2")]
    crate::search::CODES,
    #[cfg(feature = "sparql")]
    crate::query::CODES,
    #[cfg(feature = "sparql")]
    crate::query::results::CODES,
    #[cfg(feature = "sparql")]
    crate::query::named::CODES,
];

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_named_area_slash_finding() {
        assert!(all().all(|(code, _)| code.split('/').count() == 2));
        assert_eq!(all().collect::<BTreeSet<_>>().len(), all().count());
    }
}
