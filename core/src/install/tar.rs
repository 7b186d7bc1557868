//! The ustar format (POSIX.1-1988), read strictly and written in one way.
//!
//! ```text
//! offset  bytes  field        what may stand there
//!      0    100  name         path, or its end; NUL-padded
//!    100      8  mode         octal; no set-user-id, set-group-id, sticky bit, nothing writable by all
//!    108     16  uid, gid     octal, ignored
//!    124     12  size         octal; 0 for a folder
//!    136     12  mtime        octal, ignored
//!    148      8  checksum     octal sum of all 512 bytes with this field as spaces
//!    156      1  type         `0` file, `5` folder
//!    157    100  link name    NUL
//!    257      8  magic        "ustar" NUL "00", or GNU's "ustar  " NUL
//!    265     80  owner, group, device numbers: ignored
//!    345    155  prefix       beginning of a long path, without the `/` before the name
//!    500     12  padding      NUL
//! ```
//! Then the content, padded with NUL to a multiple of 512 bytes. Two blocks of NUL end the file.

use alloc::string::String;
use alloc::vec::Vec;

use super::tree::{Kind, Names};
use super::{ArchiveError, File, Limits, Tree};
use crate::model::printable;

const BLOCK: usize = 512;
/// Tar programs pad a file to records of 20 blocks.
const RECORD: usize = 20 * BLOCK;
const NAME_BYTES: usize = 100;
const PREFIX_BYTES: usize = 155;

/// The tree of a tar file, safe to unpack.
pub(super) fn read(tar: &[u8], limits: &Limits) -> Result<Tree, ArchiveError> {
    let (mut names, mut files, mut rest) = (Names::default(), Vec::new(), tar);
    let mut entries = 0;
    loop {
        let at = tar.len() - rest.len();
        let (header, after) = rest.split_first_chunk::<BLOCK>().ok_or(ArchiveError::Truncated { at })?;
        if header.iter().all(|byte| *byte == 0) {
            check_end(rest, at)?;
            return Tree::new(files);
        }
        entries += 1;
        if entries > limits.max_entries {
            return Err(ArchiveError::TooMany { max: limits.max_entries });
        }
        let entry = Header::read(header, at)?;
        let (content, after) = split_content(after, entry.size, at)?;
        match entry.kind {
            EntryKind::Root => {}
            EntryKind::Folder => names.claim(&entry.path, Kind::Folder)?,
            EntryKind::File { executable } => {
                names.claim(&entry.path, Kind::File)?;
                files.push((entry.path, File { bytes: content.to_vec(), executable }));
            }
        }
        rest = after;
    }
}

/// The one tar file of a tree: folders and files sorted by path, everything else zero.
///
/// Fails for a path that the header has no room for.
#[cfg(feature = "std")]
pub(super) fn write(tree: &Tree) -> Result<Vec<u8>, ArchiveError> {
    let mut tar = Vec::new();
    emit(tree, &mut |bytes| tar.extend_from_slice(bytes))?;
    Ok(tar)
}

/// Whether `tar` is the one tar file of the tree, found out without making a copy of it.
pub(super) fn is_canonical(tar: &[u8], tree: &Tree) -> Result<bool, ArchiveError> {
    let mut rest = Some(tar);
    emit(tree, &mut |bytes| rest = rest.and_then(|rest| rest.strip_prefix(bytes)))?;
    Ok(rest == Some(&[]))
}

fn emit(tree: &Tree, sink: &mut dyn FnMut(&[u8])) -> Result<(), ArchiveError> {
    const ZEROS: [u8; 2 * BLOCK] = [0; 2 * BLOCK];
    let folders = tree.folders().into_iter().map(|path| (path, None));
    let files = tree.files().iter().map(|(path, file)| (path.as_str(), Some(file)));
    let mut entries: Vec<_> = folders.chain(files).collect();
    crate::sort::sort_by(&mut entries, |(a, _), (b, _)| a.cmp(b));
    for (path, file) in entries {
        let bytes = file.map_or(&[][..], |file| &file.bytes);
        let padding = bytes.len().next_multiple_of(BLOCK) - bytes.len();
        sink(&header(path, file)?);
        sink(bytes);
        sink(ZEROS.get(..padding).unwrap_or_default());
    }
    sink(&ZEROS);
    Ok(())
}

/// What a header says, once everything about it is as it should be.
struct Header {
    path: String,
    kind: EntryKind,
    size: u64,
}

enum EntryKind {
    /// `./`, as in the output of `tar -C FOLDER .`: nothing to unpack.
    Root,
    Folder,
    File {
        executable: bool,
    },
}

impl Header {
    fn read(block: &[u8; BLOCK], at: usize) -> Result<Self, ArchiveError> {
        check_magic(block, at)?;
        if octal(field(block, 148, 8)) != Some(checksum(block)) {
            return Err(ArchiveError::Checksum { at });
        }
        let folder = is_folder(block[156], at)?;
        if [field(block, 157, 100), field(block, 500, 12)].concat().iter().any(|byte| *byte != 0) {
            return Err(ArchiveError::Header { at, expected: "nothing in the link name and the padding" });
        }
        let path = read_path(block, at)?;
        let executable = read_mode(block, at, &path)?;
        let size = octal(field(block, 124, 12));
        let size = size.ok_or(ArchiveError::Header { at, expected: "an octal size" })?;
        let (path, kind) = match (path.strip_suffix('/'), folder) {
            (Some("."), true) if size == 0 => ("", EntryKind::Root),
            (Some(path), true) if size == 0 => (path, EntryKind::Folder),
            (None, false) => (path.as_str(), EntryKind::File { executable }),
            _ => {
                let expected = "a path that ends in `/` and no content for a folder, no such path for a file";
                return Err(ArchiveError::Header { at, expected });
            }
        };
        // Many tar programs begin every path so; what follows is checked like any path.
        let path = path.strip_prefix("./").unwrap_or(path).into();
        Ok(Self { path, kind, size })
    }
}

fn field(block: &[u8; BLOCK], at: usize, length: usize) -> &[u8] {
    block.get(at..at + length).unwrap_or_default()
}

fn check_magic(block: &[u8; BLOCK], at: usize) -> Result<(), ArchiveError> {
    match field(block, 257, 8) {
        b"ustar\x0000" => Ok(()),
        // GNU keeps times and sparse maps where ustar has the prefix.
        b"ustar  \0" if field(block, 345, 155).iter().all(|byte| *byte == 0) => Ok(()),
        _ => Err(ArchiveError::NotTar { at }),
    }
}

fn is_folder(kind: u8, at: usize) -> Result<bool, ArchiveError> {
    match kind {
        b'0' => Ok(false),
        b'5' => Ok(true),
        b'1' | b'2' => Err(ArchiveError::Link { at }),
        b'3' | b'4' | b'6' | b'7' => Err(ArchiveError::Special { at, kind: char::from(kind) }),
        other => Err(ArchiveError::Extension { at, kind: printable(&String::from(char::from(other))) }),
    }
}

fn read_path(block: &[u8; BLOCK], at: usize) -> Result<String, ArchiveError> {
    let name = text(field(block, 0, NAME_BYTES), at)?;
    match text(field(block, 345, PREFIX_BYTES), at)? {
        "" => Ok(name.into()),
        prefix => Ok(alloc::format!("{prefix}/{name}")),
    }
}

/// The bytes before the first NUL; after it there is nothing but NUL.
fn text(field: &[u8], at: usize) -> Result<&str, ArchiveError> {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    let (text, padding) = field.split_at(end);
    let clean = padding.iter().all(|byte| *byte == 0);
    let text = core::str::from_utf8(text).ok().filter(|_| clean);
    text.ok_or(ArchiveError::Header { at, expected: "UTF-8 names padded with NUL" })
}

/// Whether the file is a program. Modes are checked, then forced to 0644 or 0755.
fn read_mode(block: &[u8; BLOCK], at: usize, path: &str) -> Result<bool, ArchiveError> {
    const REFUSED: u64 = !0o775;
    const OWNER_MAY_RUN: u64 = 0o100;
    let mode = octal(field(block, 100, 8));
    let mode = mode.ok_or(ArchiveError::Header { at, expected: "an octal mode" })?;
    if mode & REFUSED != 0 {
        return Err(ArchiveError::Mode { path: printable(path), mode });
    }
    Ok(mode & OWNER_MAY_RUN != 0)
}

/// Octal digits, then at least one NUL or space, and nothing else.
fn octal(field: &[u8]) -> Option<u64> {
    let end = field.iter().position(|byte| !(b'0'..=b'7').contains(byte))?;
    let (digits, padding) = field.split_at(end);
    let padded = padding.iter().all(|byte| matches!(byte, 0 | b' '));
    // At most 11 digits, 33 bits.
    let value = digits.iter().fold(0, |value, digit| value << 3 | u64::from(digit - b'0'));
    (padded && !digits.is_empty()).then_some(value)
}

fn checksum(block: &[u8; BLOCK]) -> u64 {
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    const SPACES: u64 = 8 * b' ' as u64;
    sum(block) - sum(field(block, 148, 8)) + SPACES
}

fn split_content(rest: &[u8], size: u64, at: usize) -> Result<(&[u8], &[u8]), ArchiveError> {
    let truncated = ArchiveError::Truncated { at };
    let size = usize::try_from(size).map_err(|_| truncated.clone())?;
    let padded = size.checked_next_multiple_of(BLOCK).ok_or(truncated.clone())?;
    let (content, rest) = rest.split_at_checked(padded).ok_or(truncated.clone())?;
    let (content, padding) = content.split_at_checked(size).ok_or(truncated)?;
    if padding.iter().any(|byte| *byte != 0) {
        return Err(ArchiveError::Header { at, expected: "NUL after the content of a file" });
    }
    Ok((content, rest))
}

/// Two zero blocks, and then nothing but zeros up to the end of a record.
fn check_end(rest: &[u8], at: usize) -> Result<(), ArchiveError> {
    let zero = rest.iter().all(|byte| *byte == 0);
    let whole =
        rest.len() >= 2 * BLOCK && rest.len().is_multiple_of(BLOCK) && rest.len() < 2 * BLOCK + RECORD;
    if zero && whole { Ok(()) } else { Err(ArchiveError::End { at }) }
}

fn header(path: &str, file: Option<&File>) -> Result<[u8; BLOCK], ArchiveError> {
    let mut block = [0; BLOCK];
    let name = if file.is_some() { path.into() } else { alloc::format!("{path}/") };
    let expected = "a `/` that leaves at most 155 bytes before it and 100 after it";
    let too_long = || ArchiveError::Path { path: printable(path), expected };
    let (prefix, name) = split_path(&name).ok_or_else(too_long)?;
    let program = file.is_none_or(|file| file.executable);
    put(&mut block, 0, name);
    put(&mut block, 100, if program { "0000755\0" } else { "0000644\0" });
    put(&mut block, 108, "0000000\0");
    put(&mut block, 116, "0000000\0");
    put(&mut block, 124, &alloc::format!("{:011o}\0", file.map_or(0, |file| file.bytes.len())));
    put(&mut block, 136, "00000000000\0");
    put(&mut block, 156, if file.is_some() { "0" } else { "5" });
    put(&mut block, 257, "ustar\x0000");
    put(&mut block, 329, "0000000\0");
    put(&mut block, 337, "0000000\0");
    put(&mut block, 345, prefix);
    let sum = checksum(&block);
    put(&mut block, 148, &alloc::format!("{sum:06o}\0 "));
    Ok(block)
}

/// The shortest prefix that leaves a name that fits.
fn split_path(path: &str) -> Option<(&str, &str)> {
    if path.len() <= NAME_BYTES {
        return Some(("", path));
    }
    let mut slashes = path.match_indices('/').map(|(at, _)| at);
    let at = slashes.find(|at| path.len() - at - 1 <= NAME_BYTES && *at <= PREFIX_BYTES)?;
    Some((path.get(..at)?, path.get(at + 1..).filter(|name| !name.is_empty())?))
}

fn put(block: &mut [u8; BLOCK], at: usize, text: &str) {
    for (to, from) in block.iter_mut().skip(at).zip(text.bytes()) {
        *to = from;
    }
}
