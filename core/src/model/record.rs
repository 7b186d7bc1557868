//! What a catalogue holds of a release: the author's manifest and the registry's facts.

use alloc::string::String;
use core::fmt;

use super::{Digest, Manifest, PackageName, Version};

/// One release as a catalogue lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What the author says.
    pub manifest: Manifest,
    /// The archive, where one is known.
    pub archive: Option<ArchiveRef>,
    /// How far the release's origin is proven.
    pub level: Level,
    /// Number of the log leaf that admitted the release.
    pub leaf: u64,
    /// Downloads, as last counted by the source; 0 where unknown.
    pub downloads: u32,
    /// Stars, as last counted by the source; 0 where unknown.
    pub stars: u32,
}

/// An archive by content. Whether this registry keeps it is another matter: [`ArchiveRef::location`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveRef {
    /// SHA-256 of the archive's bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub bytes: u64,
    /// Where a foreign source keeps it; `None` when it is a blob of this registry, and installable.
    pub location: Option<String>,
}

/// How far the origin of a release is proven; each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Imported: the registry vouches for the content, nobody for the author.
    Unsigned,
    /// Published here without a signature.
    Logged,
    /// Published with the publisher's signature.
    Signed,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 3] = [Self::Unsigned, Self::Logged, Self::Signed];

    /// The level's name in text, JSON and RDF.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Logged => "logged",
            Self::Signed => "signed",
        }
    }
}

/// A package name and a version: what identifies a release, for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReleaseId {
    /// Package name.
    pub name: PackageName,
    /// Version.
    pub version: Version,
}

impl Record {
    /// Name and version.
    #[must_use]
    pub fn id(&self) -> ReleaseId {
        ReleaseId { name: self.manifest.name.clone(), version: self.manifest.version.clone() }
    }

    /// Whether this registry keeps the archive, so that the release can be installed from it.
    #[must_use]
    pub fn is_installable(&self) -> bool {
        self.archive.as_ref().is_some_and(|archive| archive.location.is_none())
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}
