//! From the files of a directory to an archive and the bytes to sign.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Excluded, why_excluded};
use crate::error::Coded;
use crate::install::{ArchiveError, File, Limits, Tree, archive};
use crate::model::{Digest, Invalid, Manifest, PackageName, ReleaseId, Statement, Version};
use crate::trust::{PublicKey, Refusal, Release, Timestamp};

/// Name of the file that says what is installed in a packages folder; case may not be told apart there.
const LOCKFILE: &str = "ggen.lock";

/// A file of the package directory, as the host read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path in the directory, with `/`.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// Whether its owner may run it.
    pub executable: bool,
}

/// What a release says beside the manifest and the files.
#[derive(Debug, Clone)]
pub struct Options {
    /// The time now.
    pub created: Timestamp,
    /// SHA-256 of the statement of the release before this one of the same package, if there is one.
    pub previous: Option<Digest>,
    /// The key that will sign; `None` for a release that is not signed.
    pub publisher: Option<PublicKey>,
    /// Bounds on the archive.
    pub limits: Limits,
}

/// A release, packed and ready to sign.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(super) manifest: Manifest,
    pub(super) publisher: Option<PublicKey>,
    archive: Vec<u8>,
    tree: Tree,
    release: Release,
    statement: Vec<u8>,
    excluded: Vec<Excluded>,
}

/// Why a release cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The manifest breaks a rule.
    #[error(transparent)]
    Manifest(#[from] Invalid),
    /// A name that no package can be installed under.
    #[error("`{name}` is the name of the lockfile, beside which packages are installed")]
    ReservedName {
        /// The name found.
        name: PackageName,
    },
    /// A version of another scheme.
    #[error("`{version}` is not a version to publish: expected SemVer like `1.2.3`")]
    NotSemVer {
        /// The version found.
        version: Version,
    },
    /// The files cannot be packed.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The manifest is not one of the files.
    #[error("no packed file has the content of the manifest: who unpacks the package must find it there")]
    ManifestNotPacked,
    /// The statement is longer than a log entry.
    #[error(
        "the release says {found} bytes of dependencies and other facts: at most {max} fit in a log entry"
    )]
    StatementTooLong {
        /// Bytes found.
        found: usize,
        /// The bound.
        max: usize,
    },
    /// The sealed release does not verify.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl Coded for PublishError {
    fn code(&self) -> &'static str {
        match self {
            Self::Manifest(error) => error.code(),
            Self::ReservedName { .. } => "publish/reserved-name",
            Self::NotSemVer { .. } => "publish/not-semver",
            Self::Archive(error) => error.code(),
            Self::ManifestNotPacked => "publish/manifest-not-packed",
            Self::StatementTooLong { .. } => "publish/statement-too-long",
            Self::Refused(error) => error.code(),
        }
    }
}

/// Packs `files` and states the release. `manifest_file` is the manifest as the author wrote it.
///
/// The same input gives the same bytes on every machine, in whatever order the files come.
///
/// # Errors
/// [`PublishError`], all but `Refused`.
pub fn prepare(
    manifest: Manifest,
    manifest_file: Vec<u8>,
    files: Vec<SourceFile>,
    options: Options,
) -> Result<Prepared, PublishError> {
    let manifest = manifest.checked()?;
    if manifest.name.as_str().eq_ignore_ascii_case(LOCKFILE) {
        return Err(PublishError::ReservedName { name: manifest.name });
    }
    if !matches!(manifest.version, Version::SemVer(_)) {
        return Err(PublishError::NotSemVer { version: manifest.version });
    }
    let (files, excluded) = sort_out(files);
    let tree = Tree::new(files)?;
    if !tree.files().values().any(|file| file.bytes == manifest_file) {
        return Err(PublishError::ManifestNotPacked);
    }
    let archive = pack(&tree, &options.limits)?;
    let release = state(&manifest, &manifest_file, &tree, &archive, &options);
    let statement = spell(&release)?;
    let publisher = options.publisher;
    Ok(Prepared { manifest, publisher, archive, tree, release, statement, excluded })
}

impl Prepared {
    /// The bytes to sign.
    #[must_use]
    pub fn statement(&self) -> &[u8] {
        &self.statement
    }

    /// What those bytes say.
    #[must_use]
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// The archive.
    #[must_use]
    pub fn archive(&self) -> &[u8] {
        &self.archive
    }

    /// The files in the archive.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The files left out, and why, by path.
    #[must_use]
    pub fn excluded(&self) -> &[Excluded] {
        &self.excluded
    }
}

fn sort_out(files: Vec<SourceFile>) -> (Vec<(String, File)>, Vec<Excluded>) {
    let (mut packed, mut excluded) = (Vec::new(), Vec::new());
    for SourceFile { path, bytes, executable } in files {
        match why_excluded(&path, &bytes) {
            Some(reason) => excluded.push(Excluded { path, reason }),
            None => packed.push((path, File { bytes, executable })),
        }
    }
    excluded.sort_by(|a, b| a.path.cmp(&b.path));
    (packed, excluded)
}

/// What is written is read again, by the reader that every installer has.
fn pack(tree: &Tree, limits: &Limits) -> Result<Vec<u8>, ArchiveError> {
    let packed = archive::write(tree)?;
    if archive::read(&packed, limits)? == *tree { Ok(packed) } else { Err(ArchiveError::NotCanonical) }
}

fn state(
    manifest: &Manifest,
    manifest_file: &[u8],
    tree: &Tree,
    archive: &[u8],
    options: &Options,
) -> Release {
    Release {
        id: ReleaseId { name: manifest.name.clone(), version: manifest.version.clone() },
        archive: Digest::of(archive),
        archive_bytes: archive.len() as u64,
        tree: tree.hash(),
        manifest: Digest::of(manifest_file),
        dependencies: manifest.dependencies.clone(),
        license: manifest.license.as_deref().map(ToString::to_string),
        created: options.created,
        publisher: options.publisher.as_ref().map(PublicKey::key_id),
        previous: options.previous,
    }
}

fn spell(release: &Release) -> Result<Vec<u8>, PublishError> {
    let statement = release.to_statement().to_bytes();
    let (found, max) = (statement.len(), Statement::MAX_BYTES);
    if found > max { Err(PublishError::StatementTooLong { found, max }) } else { Ok(statement) }
}
