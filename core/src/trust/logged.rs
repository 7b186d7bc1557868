//! That a statement is in the log: the steps of [`super::verify()`] that look at the log's evidence.
//!
//! | step | holds when |
//! |---|---|
//! | `checkpoint` | a log that the policy names has signed the checkpoint, and enough witnesses with it |
//! | `consistency` | it is no smaller and no other than the largest one seen before |
//! | `log-entry` | the bundle holds exactly the statement's bytes at the leaf that the catalogue names |
//! | `inclusion` | the proof leads from the statement, at that leaf, to the root in the checkpoint |

use alloc::string::String;

use super::refusal::check_length;
use super::report::Finding;
use super::tlog::{Accepted, Checkpoint, Note, Policy, ProofFile, TlogError, check_inclusion, check_view};
use super::{Evidence, Refusal, entries, log::leaf_hash};
use crate::model::{Digest, printable};

/// A bundle of log entries, and which of them the statement should be.
#[derive(Debug, Clone, Copy)]
pub struct LogEvidence<'a> {
    /// Number of the leaf, as the catalogue says.
    pub leaf: u64,
    /// The bundle that [`entries::path`] names for this leaf.
    pub bundle: &'a [u8],
}

/// That the tree which the log has signed holds the statement.
#[derive(Debug, Clone, Copy)]
pub struct ProofEvidence<'a> {
    /// Which logs and witnesses are believed: a file as [`Policy`] reads it, from who decides that.
    pub policy: &'a [u8],
    /// Checkpoint and inclusion proof: a file as [`ProofFile`] reads it.
    pub proof: &'a [u8],
    /// The largest checkpoint seen of this log, if one was.
    pub seen: Option<SeenEvidence<'a>>,
}

/// What was seen of a log, and that it has only grown.
#[derive(Debug, Clone, Copy)]
pub struct SeenEvidence<'a> {
    /// The signed note of the largest checkpoint seen.
    pub checkpoint: &'a [u8],
    /// The consistency proof from that checkpoint to the one of the proof.
    pub consistency: &'a [Digest],
}

/// A proof whose checkpoint is accepted.
pub(super) struct Proven<'a> {
    file: ProofFile,
    accepted: Accepted,
    seen: Option<SeenEvidence<'a>>,
}

pub(super) fn limits(evidence: &ProofEvidence<'_>) -> Result<String, Refusal> {
    let policy = check_length("log policy", evidence.policy, Policy::MAX_BYTES)?;
    let proof = check_length("proof of the log", evidence.proof, ProofFile::MAX_BYTES)?;
    if let Some(seen) = evidence.seen {
        check_length("checkpoint seen before", seen.checkpoint, Note::MAX_BYTES)?;
    }
    Ok(alloc::format!("{policy}, {proof}"))
}

pub(super) fn checkpoint<'a>(
    evidence: &Evidence<'a>,
    required: bool,
) -> Result<Finding<Option<Proven<'a>>>, Refusal> {
    let Some(ProofEvidence { policy, proof, seen }) = evidence.proof else {
        return match required {
            true => Err(Refusal::LogProofMissing),
            false => Ok(Finding::skipped(None, "no checkpoint of the log was given")),
        };
    };
    let policy = Policy::parse(policy)?;
    let file = ProofFile::parse(proof)?;
    if file.extra.is_some() {
        return Err(TlogError::ExtraData.into());
    }
    let accepted = policy.accept(&file.checkpoint)?;
    let (origin, size) = (printable(accepted.checkpoint().origin()), accepted.checkpoint().head().size);
    let (seen_by, known) = (accepted.cosigned().len(), policy.witnesses());
    let detail =
        alloc::format!("`{origin}` signed for {size} entries; {seen_by} of {known} known witnesses did");
    Ok(Finding::passed(Some(Proven { file, accepted, seen }), detail))
}

pub(super) fn consistency(proven: Option<&Proven<'_>>) -> Result<Finding<()>, Refusal> {
    let Some(Proven { accepted, seen: Some(seen), .. }) = proven else {
        return Ok(Finding::skipped((), "no earlier checkpoint was given to compare with"));
    };
    let before = Checkpoint::parse(Note::parse(seen.checkpoint)?.text)?;
    check_view(&before, accepted, seen.consistency)?;
    let detail =
        alloc::format!("the log begins with the {} entries that were seen before", before.head().size);
    Ok(Finding::passed((), detail))
}

pub(super) fn log_entry(evidence: &Evidence<'_>) -> Result<Finding<()>, Refusal> {
    let Some(LogEvidence { leaf, bundle }) = evidence.log else {
        return Ok(Finding::skipped((), "no log entry was given"));
    };
    if entries::entry(bundle, leaf)? != evidence.statement {
        return Err(Refusal::NotLogged { leaf });
    }
    Ok(Finding::passed((), alloc::format!("log entry {leaf} is this statement, byte for byte")))
}

pub(super) fn inclusion(
    proven: Option<&Proven<'_>>,
    evidence: &Evidence<'_>,
) -> Result<Finding<()>, Refusal> {
    let Some(Proven { file, accepted, .. }) = proven else {
        return Ok(Finding::skipped((), "there is no checkpoint that could hold the entry"));
    };
    let (found, head) = (file.index, accepted.checkpoint().head());
    if let Some(LogEvidence { leaf: expected, .. }) = evidence.log
        && expected != found
    {
        return Err(TlogError::OtherIndex { expected, found }.into());
    }
    check_inclusion(leaf_hash(evidence.statement), found, head, &file.hashes)?;
    let (hashes, size) = (file.hashes.len(), head.size);
    let detail = alloc::format!("{hashes} hashes lead from entry {found} to the root over {size} entries");
    Ok(Finding::passed((), detail))
}
