//! Tests that an engine is known not to pass, each with the reason. One that passes must leave the list.

/// Name of the test and reason.
pub(crate) type Exclusion = (&'static str, &'static str);

/// Of our engine.
pub(crate) const OURS: &[Exclusion] = &[];

/// Of `spareval`, which shows that the tests are read rightly.
pub(crate) const PEER: &[Exclusion] = &[];
