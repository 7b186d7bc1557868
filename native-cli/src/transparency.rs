//! What the log proves of a release, brought together for core to judge; and what was seen of a log, kept.
//!
//! The largest checkpoint seen of each log is a file of the user's state, named by the hash of the log's origin.
//! Beside it are kept the checkpoints that contradict it: both together prove that the log has said two things.

use std::fs;
use std::path::{Path, PathBuf};

use ggen_marketplace_core::model::Digest;
use ggen_marketplace_core::trust::report::{Outcome, Report};
use ggen_marketplace_core::trust::tlog::{ProofPlan, TreeHead, head_of_seen};
use ggen_marketplace_core::trust::{ProofEvidence, SeenEvidence};

use crate::atomic;
use crate::checkpoint;
use crate::failure::Failure;
use crate::keys;
use crate::registry::Registry;
use crate::store::Home;
use crate::tiles;

/// Findings that a checkpoint seen now and the one seen before are evidence of.
const CONTRADICTIONS: [&str; 3] = ["log/shrunk", "log/forked", "log/inconsistent"];

/// Whose word counts on which log is the registry's: the user's, else the registry's own.
#[derive(Debug, Clone, Default)]
pub(crate) struct LogTrust {
    policy: Option<Vec<u8>>,
}

impl LogTrust {
    /// The policy in the file that the user names, else the registry's own, if it names a log.
    ///
    /// # Errors
    /// [`Failure::Io`].
    pub(crate) fn of(registry: &Registry, named: Option<&Path>) -> Result<Self, Failure> {
        let policy = match named {
            Some(file) => Some(keys::read(file)?),
            None => checkpoint::own_policy(registry)?,
        };
        Ok(Self { policy })
    }

    /// The policy, if a log is believed.
    pub(crate) fn policy(&self) -> Option<&[u8]> {
        self.policy.as_deref()
    }

    /// Whether a release must be proven to be in the log.
    pub(crate) fn demands_proof(&self) -> bool {
        self.policy.is_some()
    }
}

/// Evidence that the log holds an entry.
#[derive(Debug)]
pub(crate) struct LogProof {
    policy: Vec<u8>,
    file: Vec<u8>,
    checkpoint: Vec<u8>,
    seen: Option<(Vec<u8>, Vec<Digest>)>,
    view: Option<PathBuf>,
}

impl LogProof {
    /// Computes the proof of a leaf from the log's tiles; `None` if no log is believed, or there is no checkpoint.
    ///
    /// What is wrong with a checkpoint is not said here: core is given it as it is, and says so in its report.
    ///
    /// # Errors
    /// [`Failure::Io`], [`Failure::Missing`]; [`Failure::Tlog`] for a forged tile.
    pub(crate) fn compute(registry: &Registry, leaf: u64, trust: &LogTrust) -> Result<Option<Self>, Failure> {
        let (Some(policy), Some(note)) = (trust.policy.clone(), checkpoint::read(registry)?) else {
            return Ok(None);
        };
        let (mut view, mut seen) = (None, None);
        let plan = ProofPlan::new(&policy, &note, leaf, |origin| {
            view = view_of(origin);
            seen = fs::read(view.as_deref()?).ok();
            head_of_seen(seen.as_deref()?)
        });
        let tiles = tiles::fetch(registry, plan.tiles())?;
        let (file, consistency) = plan.finish(&tiles).map_err(tiles::refused(registry))?;
        Ok(Some(Self { policy, file, checkpoint: note, seen: seen.map(|seen| (seen, consistency)), view }))
    }

    /// The form in which core takes it.
    pub(crate) fn evidence(&self) -> ProofEvidence<'_> {
        let seen = self.seen.as_ref();
        let seen = seen.map(|(checkpoint, consistency)| SeenEvidence { checkpoint, consistency });
        ProofEvidence { policy: &self.policy, proof: &self.file, seen }
    }

    /// The proof file.
    pub(crate) fn file(&self) -> &[u8] {
        &self.file
    }

    /// Keeps the checkpoint as the largest one seen if core found it to be, beside it if it contradicts that one.
    ///
    /// # Errors
    /// [`Failure::Io`].
    pub(crate) fn remember(&self, report: &Report) -> Result<(), Failure> {
        let (Some(view), Some(step)) = (self.view.as_deref(), report.step("consistency")) else {
            return Ok(());
        };
        let larger = match &self.seen {
            Some((seen, _)) => step.outcome == Outcome::Passed && *seen != self.checkpoint,
            None => report.step("checkpoint").is_some_and(|step| step.outcome == Outcome::Passed),
        };
        let contradicts = step.code.is_some_and(|code| CONTRADICTIONS.contains(&code));
        let path = match (larger, contradicts) {
            (true, _) => view.to_owned(),
            (_, true) => view.with_extension(format!("{}.contradicts", Digest::of(&self.checkpoint).hex())),
            _ => return Ok(()),
        };
        atomic::replace(&path, &self.checkpoint).map_err(Failure::io("write", &path))
    }
}

/// The largest tree seen of a log.
pub(crate) fn seen(origin: &str) -> Option<TreeHead> {
    head_of_seen(&fs::read(view_of(origin)?).ok()?)
}

/// Where the largest checkpoint seen of a log is kept; nowhere without a home.
fn view_of(origin: &str) -> Option<PathBuf> {
    let name = format!("{}.checkpoint", Digest::of(origin.as_bytes()).hex());
    Some(Home::find().ok()?.log_views().join(name))
}
