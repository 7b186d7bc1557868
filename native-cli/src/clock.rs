//! The time now, which core is told and never asks for.

use std::time::{SystemTime, UNIX_EPOCH};

use ggen_marketplace_core::trust::Timestamp;

use crate::failure::Failure;

/// The time of the system's clock.
///
/// # Errors
/// [`Failure::Clock`] before 1970 and after 9999.
pub(crate) fn now() -> Result<Timestamp, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| Failure::Clock)?;
    Timestamp::from_unix(since.as_secs()).ok_or(Failure::Clock)
}
