//! The largest checkpoint seen: what a log has said once, it cannot take back.
//!
//! Where views are kept is the host's concern. It keeps the note of the larger checkpoint, and if this refuses,
//! both notes: together they prove that the log has said two things.

use super::{Accepted, Checkpoint, TlogError, check_consistency};
use crate::model::{Digest, printable};

/// Checks a checkpoint against the largest one seen before, with the consistency proof between them.
///
/// # Errors
/// [`TlogError::OtherLog`], [`TlogError::Shrunk`], [`TlogError::Forked`], [`TlogError::ProofLength`] or
/// [`TlogError::Inconsistent`].
pub fn check_view(seen: &Checkpoint, now: &Accepted, proof: &[Digest]) -> Result<(), TlogError> {
    let now = now.checkpoint();
    if seen.origin() != now.origin() {
        let (seen, found) = (printable(seen.origin()), printable(now.origin()));
        return Err(TlogError::OtherLog { seen, found });
    }
    // Every tree begins with the empty one.
    if seen.head().size == 0 && proof.is_empty() {
        return Ok(());
    }
    check_consistency(seen.head(), now.head(), proof)
}
