//! Package archives: `.tar.gz` under a profile strict enough that every system unpacks the same tree.
//!
//! An archive is one plain gzip member around one ustar file that holds regular files and folders and
//! nothing else: no links, no devices, no extensions (PAX, GNU), no path outside the profile of
//! portable names, no two paths that are one file where case is not told apart, no permissions but those
//! of a file or a program, nothing after the end. The whole archive is read before anything of it is
//! handed out, so what is refused leaves nothing behind.
//!
//! [`read`] also demands that the archive is packed the one way its files are packed (see `write`); that is
//! what a registry holds. [`read_foreign`] takes archives of other tar programs, under the same rules of
//! safety: entries in any order, folders implied, `./` before paths, padding to a whole record, owners and
//! times ignored, permissions forced to 0644 and 0755.

use alloc::string::String;
#[cfg(feature = "std")]
use alloc::vec::Vec;

use super::{Tree, gzip, tar};

/// Bounds on an archive. A policy may set others; the default suits packages of source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the archive itself.
    pub max_archive_bytes: u64,
    /// Most bytes of the tar file in it.
    pub max_unpacked_bytes: u64,
    /// Most entries, folders included.
    pub max_entries: usize,
    /// Most unpacked bytes for each packed byte, above [`Limits::RATIO_FREE_BYTES`].
    pub max_ratio: u64,
}

impl Limits {
    /// Up to this many unpacked bytes the ratio does not matter: so little does no harm, and a small
    /// package of tables may well be packed 100 to 1.
    pub const RATIO_FREE_BYTES: u64 = 16 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_archive_bytes: 256 << 20,
            max_unpacked_bytes: 512 << 20,
            max_entries: 10_000,
            max_ratio: 20,
        }
    }
}

/// Why an archive is refused. Offsets are into the unpacked tar file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// Not one plain gzip member.
    #[error("this is not a plain gzip file: expected {expected}")]
    Gzip {
        /// What should be there.
        expected: &'static str,
    },
    /// The content is not what was packed.
    #[error("the content does not have the CRC-32 that the gzip trailer says")]
    Crc,
    /// Too large, packed or unpacked.
    #[error("the archive has, or unpacks to, {found} bytes, more than the {max} allowed")]
    TooLarge {
        /// Bytes found or declared.
        found: u64,
        /// The bound.
        max: u64,
    },
    /// Unpacks to suspiciously much.
    #[error("{packed} bytes unpack to {unpacked}, more than {max} to 1")]
    Ratio {
        /// Bytes of the archive.
        packed: u64,
        /// Bytes of its content, as declared.
        unpacked: u64,
        /// The bound.
        max: u64,
    },
    /// Too many entries.
    #[error("the archive holds more than the {max} entries allowed")]
    TooMany {
        /// The bound.
        max: usize,
    },
    /// No tar file.
    #[error("the header at byte {at} is not one of type ustar")]
    NotTar {
        /// Offset of the header.
        at: usize,
    },
    /// A header was changed or damaged.
    #[error("the header at byte {at} does not have the checksum it says")]
    Checksum {
        /// Offset of the header.
        at: usize,
    },
    /// A header breaks another rule.
    #[error("the entry at byte {at} is malformed: expected {expected}")]
    Header {
        /// Offset of the header.
        at: usize,
        /// The rule.
        expected: &'static str,
    },
    /// A hard or symbolic link.
    #[error("the entry at byte {at} is a link: packages hold files and folders only")]
    Link {
        /// Offset of the header.
        at: usize,
    },
    /// A device, a FIFO or the like.
    #[error("the entry at byte {at} is of type `{kind}`, a device or special file")]
    Special {
        /// Offset of the header.
        at: usize,
        /// Its type.
        kind: char,
    },
    /// PAX, GNU or unknown.
    #[error("the entry at byte {at} is of type `{kind}`, an extension of the tar format")]
    Extension {
        /// Offset of the header.
        at: usize,
        /// Its type, safe to print.
        kind: String,
    },
    /// Permissions beyond those of a file or a program.
    #[error("`{path}` has mode {mode:o}: expected no bit beyond 775")]
    Mode {
        /// The path, safe to print.
        path: String,
        /// The mode found.
        mode: u64,
    },
    /// A path that is not safe everywhere.
    #[error("`{path}` is not a portable path: expected {expected}")]
    Path {
        /// The path, safe to print.
        path: String,
        /// The rule it breaks.
        expected: &'static str,
    },
    /// Two entries in one place.
    #[error("`{path}` and `{other}` are one file on some system")]
    Collision {
        /// The later path, safe to print.
        path: String,
        /// The earlier one, safe to print.
        other: String,
    },
    /// Cut off.
    #[error("the archive ends within the entry at byte {at}")]
    Truncated {
        /// Offset of the header.
        at: usize,
    },
    /// Ends otherwise than in two zero blocks.
    #[error("the archive does not end at byte {at} with two blocks of zeros and nothing more")]
    End {
        /// Offset of the first zero block.
        at: usize,
    },
    /// Nothing in it.
    #[error("the archive holds no file")]
    Empty,
    /// Safe, but packed otherwise.
    #[error("the archive is safe, but not packed the one way that published archives are")]
    NotCanonical,
}

impl crate::error::Coded for ArchiveError {
    fn code(&self) -> &'static str {
        match self {
            Self::Gzip { .. } => "archive/bad-gzip",
            Self::Crc => "archive/crc-mismatch",
            Self::TooLarge { .. } => "archive/too-large",
            Self::Ratio { .. } => "archive/ratio",
            Self::TooMany { .. } => "archive/too-many",
            Self::NotTar { .. } => "archive/not-tar",
            Self::Checksum { .. } => "archive/bad-checksum",
            Self::Header { .. } => "archive/bad-header",
            Self::Link { .. } => "archive/link",
            Self::Special { .. } => "archive/special-file",
            Self::Extension { .. } => "archive/extension",
            Self::Mode { .. } => "archive/bad-mode",
            Self::Path { .. } => "archive/bad-path",
            Self::Collision { .. } => "archive/collision",
            Self::Truncated { .. } => "archive/truncated",
            Self::End { .. } => "archive/bad-end",
            Self::Empty => "archive/empty",
            Self::NotCanonical => "archive/not-canonical",
        }
    }
}

/// Reads a published archive: safe, and packed the one way its files are packed.
///
/// # Errors
/// [`ArchiveError`] with the first rule that is broken.
pub fn read(archive: &[u8], limits: &Limits) -> Result<Tree, ArchiveError> {
    let content = gzip::unpack(archive, limits)?;
    let tree = tar::read(&content, limits)?;
    let canonical = archive.starts_with(&gzip::HEADER) && tar::is_canonical(&content, &tree)?;
    if canonical { Ok(tree) } else { Err(ArchiveError::NotCanonical) }
}

/// Reads an archive of any tar program: safe, however it is packed.
///
/// # Errors
/// [`ArchiveError`] with the first rule that is broken, never `NotCanonical`.
pub fn read_foreign(archive: &[u8], limits: &Limits) -> Result<Tree, ArchiveError> {
    tar::read(&gzip::unpack(archive, limits)?, limits)
}

/// Packs a tree: entries sorted by path, no times, no owners, modes 0644 and 0755.
///
/// # Errors
/// [`ArchiveError::Path`] for a path that has no room in a tar header, [`ArchiveError::TooLarge`].
#[cfg(feature = "std")]
pub fn write(tree: &Tree) -> Result<Vec<u8>, ArchiveError> {
    let tar = tar::write(tree)?;
    let (found, max) = (tar.len() as u64, u64::from(u32::MAX));
    if found > max {
        return Err(ArchiveError::TooLarge { found, max });
    }
    Ok(gzip::pack(&tar))
}
