//! Signing the log's checkpoint.
//!
//! A log must never sign two trees of which neither begins with the other. So a checkpoint is signed last, after
//! `catalog.nq` is replaced, which is what the next writer continues from; and only if the tree begins with
//! the one that was signed before. A writer that dies in between leaves a checkpoint that is behind, never one that
//! is ahead.

use std::path::{Path, PathBuf};

use ggen_marketplace_core::trust::tlog::{
    Checkpoint, KeyUse, Note, Policy, TlogError, TreeHead, VerifierKey, nodes_of_first,
};
use ggen_marketplace_core::trust::{SecretKey, layout};

use crate::atomic;
use crate::failure::Failure;
use crate::keys;
use crate::registry::Registry;
use crate::tiles::{self, refused};

/// Who signs for the log of a registry.
pub(crate) struct Signer {
    secret: SecretKey,
    key: VerifierKey,
    policy: Policy,
}

impl Signer {
    /// The signer for a registry; `None` if it names no log, and then nothing is signed.
    ///
    /// # Errors
    /// [`Failure::LogKey`] if it names one and `key` is not that log's.
    pub(crate) fn of(registry: &Registry, key: Option<&Path>) -> Result<Option<Self>, Failure> {
        let Some(policy) = own_policy(registry)? else {
            return key.map_or(Ok(None), |_| {
                Err(Failure::Usage("the registry has no log to sign for: `log init`"))
            });
        };
        let policy = Policy::parse(&policy).map_err(refused(registry))?;
        let log = policy.logs().first().map(|log| log.name().to_owned()).unwrap_or_default();
        let wrong = || Failure::LogKey { log: log.clone(), given: key.map(Path::to_owned) };
        let secret = keys::read_secret(key.ok_or_else(wrong)?)?;
        let public = secret.public().map_err(Failure::BadKey)?;
        let key = policy.logs().iter().find(|log| *log.key() == public).cloned().ok_or_else(wrong)?;
        Ok(Some(Self { secret, key, policy }))
    }

    /// Names the log of a registry that names none yet, or is named so already.
    ///
    /// # Errors
    /// [`Failure::LogKey`] if another one is named; [`Failure::Tlog`] if no log can be called so.
    pub(crate) fn found(registry: &Registry, origin: &str, key: &Path) -> Result<Self, Failure> {
        if own_policy(registry)?.is_none() {
            let public = keys::read_secret(key)?.public().map_err(Failure::BadKey)?;
            let log = VerifierKey::new(origin, KeyUse::Log, public).map_err(refused(registry))?;
            let path = registry.at(layout::LOG_POLICY);
            let policy = format!("log {log}\nquorum none\n");
            atomic::create(&path, policy.as_bytes()).map_err(Failure::io("write", &path))?;
        }
        let signer = Self::of(registry, Some(key))?.filter(|signer| signer.key.name() == origin);
        signer.ok_or_else(|| Failure::LogKey { log: origin.to_owned(), given: Some(key.to_owned()) })
    }

    /// The log's key, as a policy names it.
    pub(crate) fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// Refuses a log that does not begin with what was signed before: signing it would be saying two things.
    ///
    /// # Errors
    /// [`Failure::Tlog`].
    pub(crate) fn check_signed(&self, registry: &Registry, now: TreeHead) -> Result<(), Failure> {
        let Some(note) = read(registry)? else { return Ok(()) };
        let accepted = self.policy.accept(&note).map_err(refused(registry))?;
        check_begins_with(registry, now, accepted.checkpoint().head())
    }

    /// Signs the tree and replaces the checkpoint.
    ///
    /// # Errors
    /// [`Failure::Io`].
    pub(crate) fn sign(&self, registry: &Registry, head: TreeHead) -> Result<(), Failure> {
        let text = Checkpoint::new(self.key.name(), head).map_err(refused(registry))?.to_text();
        let note = format!("{text}\n{}", self.key.line(&self.secret.sign(text.as_bytes())));
        let path = path(registry);
        atomic::replace(&path, note.as_bytes()).map_err(Failure::io("write", &path))
    }
}

/// The registry's own word on which log is its own.
///
/// # Errors
/// [`Failure::Io`] or [`Failure::TooLarge`].
pub(crate) fn own_policy(registry: &Registry) -> Result<Option<Vec<u8>>, Failure> {
    registry.read(layout::LOG_POLICY, Policy::MAX_BYTES)
}

/// Where the checkpoint is.
pub(crate) fn path(registry: &Registry) -> PathBuf {
    registry.at(layout::CHECKPOINT)
}

/// The signed checkpoint, if there is one.
///
/// # Errors
/// [`Failure::Io`] or [`Failure::TooLarge`].
pub(crate) fn read(registry: &Registry) -> Result<Option<Vec<u8>>, Failure> {
    registry.read(layout::CHECKPOINT, Note::MAX_BYTES)
}

/// Whether the log's tree `now` begins with the tree `before`.
///
/// # Errors
/// [`Failure::Tlog`] if it does not, or its tiles are not its own.
pub(crate) fn check_begins_with(registry: &Registry, now: TreeHead, before: TreeHead) -> Result<(), Failure> {
    let (seen, found) = (before.size, now.size);
    if seen > found {
        return Err(refused(registry)(TlogError::Shrunk { seen, found }));
    }
    let root = tiles::read(registry, now, &nodes_of_first(seen))?.root_of_first(seen);
    match root {
        Some(root) if root == before.root => Ok(()),
        Some(root) if seen == found => {
            Err(refused(registry)(TlogError::Forked { size: seen, seen: before.root, found: root }))
        }
        _ => Err(refused(registry)(TlogError::Inconsistent { seen, found })),
    }
}
