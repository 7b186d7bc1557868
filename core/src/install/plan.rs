//! What an install has to fetch, and under which rules it will be admitted.

use alloc::string::String;
use alloc::vec::Vec;

use super::Limits;
use crate::error::Coded;
use crate::model::{Digest, Level, Record, ReleaseId};
use crate::trust::{Claim, Expected, PublicKey, Publishers, Signature, entries, layout};

/// What the user or the organisation demands of every install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The least level of proof; the default admits everything that the registry vouches for.
    pub minimum_level: Level,
    /// Whose signatures count.
    pub publishers: Publishers,
    /// Bounds on archives.
    pub limits: Limits,
    /// Whether the log must prove that it holds the release.
    pub log_proof: bool,
}

impl Default for Policy {
    fn default() -> Self {
        let (minimum_level, publishers) = (Level::Unsigned, Publishers::AnyListed);
        Self { minimum_level, publishers, limits: Limits::default(), log_proof: false }
    }
}

/// A file to bring, relative to the root of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// Where it is.
    pub path: String,
    /// The most bytes it can have: fetch no more.
    pub max_bytes: u64,
}

/// What to fetch for one release, and what it must then be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The statement; `None` for an import, whose statement is the log entry itself.
    pub statement: Option<Fetch>,
    /// The signature; `None` if the catalogue lists the release as not signed.
    pub signature: Option<Fetch>,
    /// The bundle of log entries that holds the statement.
    pub log: Fetch,
    /// The archive.
    pub archive: Fetch,
    /// Number of the statement's leaf in the log.
    pub leaf: u64,
    /// SHA-256 of the archive, as the catalogue says.
    pub digest: Digest,
    pub(super) expected: Expected,
    pub(super) limits: Limits,
}

/// Why a release cannot be installed, before anything is fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The registry knows of the package, but does not keep it.
    #[error("`{id}` is only listed here: the registry does not keep its archive")]
    NotInstallable {
        /// The release.
        id: ReleaseId,
    },
    /// Proven less far than the policy demands.
    #[error("`{id}` is `{}`, but at least `{}` is required", found.as_str(), required.as_str())]
    LevelTooLow {
        /// The release.
        id: ReleaseId,
        /// The least level allowed.
        required: Level,
        /// The level that the catalogue lists.
        found: Level,
    },
    /// Larger than the policy allows.
    #[error("the archive of `{id}` has {found} bytes, more than the {max} allowed")]
    TooLarge {
        /// The release.
        id: ReleaseId,
        /// Bytes, as the catalogue says.
        found: u64,
        /// The bound.
        max: u64,
    },
    /// The catalogue names a leaf that its own log does not have.
    #[error("`{id}` is listed with log entry {leaf}, but the log has only {size}")]
    NotLogged {
        /// The release.
        id: ReleaseId,
        /// The leaf that the catalogue names.
        leaf: u64,
        /// Number of entries.
        size: u64,
    },
}

impl Coded for PlanError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotInstallable { .. } => "install/not-installable",
            Self::LevelTooLow { .. } => "verify/level-too-low",
            Self::TooLarge { .. } => "install/too-large",
            Self::NotLogged { .. } => "log/entry-missing",
        }
    }
}

/// Plans the install of one release out of a registry whose log has `log_size` entries.
///
/// # Errors
/// [`PlanError`].
pub fn plan(record: &Record, log_size: u64, policy: &Policy) -> Result<Plan, PlanError> {
    let (id, leaf) = (record.id(), record.leaf);
    let archive = record.archive.as_ref().filter(|_| record.is_installable());
    let archive = archive.ok_or_else(|| PlanError::NotInstallable { id: id.clone() })?;
    check_policy(record, archive.bytes, policy)?;
    let bundle = entries::path(leaf, log_size);
    let bundle = bundle.ok_or_else(|| PlanError::NotLogged { id: id.clone(), leaf, size: log_size })?;
    let signed = record.level >= Level::Signed;
    Ok(Plan {
        statement: (record.level > Level::Unsigned)
            .then(|| fetch(layout::statement(&id), entries::MAX_ENTRY_BYTES as u64)),
        signature: signed.then(|| fetch(layout::signature(&id), Signature::BYTES as u64)),
        log: fetch(bundle, entries::MAX_BUNDLE_BYTES as u64),
        archive: fetch(layout::blob(&archive.digest), archive.bytes),
        leaf,
        digest: archive.digest,
        expected: Expected {
            name: id.name,
            version: id.version,
            publishers: policy.publishers.clone(),
            // What the catalogue lists as signed must be signed: a statement without a key in its place is
            // refused, whatever the policy would admit.
            minimum_level: policy.minimum_level.max(record.level),
            record: None,
            log_proof: policy.log_proof,
        },
        limits: policy.limits,
    })
}

impl Plan {
    /// Every file to fetch before [`Plan::publisher_key`] can be asked.
    #[must_use]
    pub fn fetches(&self) -> Vec<&Fetch> {
        let optional = [self.statement.as_ref(), self.signature.as_ref()];
        optional.into_iter().flatten().chain([&self.log, &self.archive]).collect()
    }

    /// The key file to fetch, once the statement is there: the one that the statement names.
    ///
    /// `None` if it names none or is not readable; [`Plan::admit`] says then what is wrong.
    #[must_use]
    pub fn publisher_key(&self, statement: &[u8]) -> Option<Fetch> {
        let key_id = Claim::parse(statement).ok()?.publisher()?;
        Some(fetch(layout::key(&key_id), PublicKey::MAX_FILE_BYTES as u64))
    }

    /// What the statement must be about, and proven how far.
    #[must_use]
    pub fn expected(&self) -> &Expected {
        &self.expected
    }
}

fn fetch(path: String, max_bytes: u64) -> Fetch {
    Fetch { path, max_bytes }
}

fn check_policy(record: &Record, bytes: u64, policy: &Policy) -> Result<(), PlanError> {
    let (required, found) = (policy.minimum_level, record.level);
    if found < required {
        return Err(PlanError::LevelTooLow { id: record.id(), required, found });
    }
    let max = policy.limits.max_archive_bytes;
    if bytes > max {
        return Err(PlanError::TooLarge { id: record.id(), found: bytes, max });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ArchiveRef, Manifest, PackageName, Version};

    fn record(level: Level) -> Record {
        let name = PackageName::parse("demo").unwrap();
        let version = Version::parse_semver("1.0.0").unwrap();
        Record {
            manifest: Manifest::new(name, version, "A demo".into()),
            archive: Some(ArchiveRef { digest: Digest::of(b"archive"), bytes: 7, location: None }),
            level,
            leaf: 300,
            downloads: 0,
            stars: 0,
        }
    }

    fn paths(level: Level) -> Vec<String> {
        let plan = plan(&record(level), 301, &Policy::default()).unwrap();
        plan.fetches().into_iter().map(|fetch| fetch.path.clone()).collect()
    }

    #[test]
    fn each_level_brings_its_evidence() {
        let log = "log/tile/entries/001.p/45";
        let blob = layout::blob(&Digest::of(b"archive"));
        let (statement, signature) = ("pkg/_/demo/1.0.0/release.nq", "pkg/_/demo/1.0.0/release.sig");
        assert_eq!(paths(Level::Unsigned), [log, &blob]);
        assert_eq!(paths(Level::Logged), [statement, log, &blob]);
        assert_eq!(paths(Level::Signed), [statement, signature, log, &blob]);
    }

    #[test]
    fn the_listed_level_is_demanded() {
        let plan = plan(&record(Level::Signed), 301, &Policy::default()).unwrap();
        assert_eq!(plan.expected().minimum_level, Level::Signed);
    }

    #[track_caller]
    fn refused(record: &Record, log_size: u64, policy: &Policy, code: &str) {
        assert_eq!(plan(record, log_size, policy).unwrap_err().code(), code);
    }

    #[test]
    fn what_cannot_be_installed_is_refused_before_anything_is_fetched() {
        let open = Policy::default();
        let listed = Record { archive: None, ..record(Level::Unsigned) };
        refused(&listed, 301, &open, "install/not-installable");
        let mut elsewhere = record(Level::Unsigned);
        elsewhere.archive.as_mut().unwrap().location = Some("pool/x.deb".into());
        refused(&elsewhere, 301, &open, "install/not-installable");
        refused(&record(Level::Logged), 300, &open, "log/entry-missing");
        let strict = Policy { minimum_level: Level::Signed, ..Policy::default() };
        refused(&record(Level::Logged), 301, &strict, "verify/level-too-low");
        let limits = Limits { max_archive_bytes: 6, ..Limits::default() };
        refused(&record(Level::Logged), 301, &Policy { limits, ..Policy::default() }, "install/too-large");
    }
}
