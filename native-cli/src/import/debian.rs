//! Debian's package lists, as `apt-get update` keeps them.
//!
//! Lists are read in the order of their names: the security suite comes first and the main release last.
//! Compressed lists are read through apt's own `apt-helper`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use ggen_marketplace_core::import::ImportError;
use ggen_marketplace_core::import::debian::{Lists, Stanza, Stanzas};

use super::{Origin, Sink, bad_line, line};
use crate::failure::Failure;

/// Where apt keeps its lists.
pub(crate) const LISTS: &str = "/var/lib/apt/lists";
/// Apt's reader of compressed lists.
const APT_HELPER: &str = "/usr/lib/apt/apt-helper";
/// Endings that compressed lists have.
const COMPRESSED: [&str; 5] = ["lz4", "gz", "xz", "bz2", "zst"];

/// Reads the lists in `folder` into `sink`, in the order of package names.
///
/// # Errors
/// [`Failure::NoLists`], [`Failure::NoAptHelper`], [`Failure::HelperFailed`], [`Failure::Io`],
/// [`Failure::Line`], or what `sink` refuses.
pub(crate) fn read(folder: &Path, sink: &mut dyn Sink) -> Result<(), Failure> {
    let (translations, packages) =
        (find(folder, "_i18n_Translation-en")?, find(folder, "_binary-amd64_Packages")?);
    if packages.is_empty() {
        return Err(Failure::NoLists { folder: folder.into() });
    }
    let total = (translations.len() + packages.len()) as u64;
    let (mut lists, mut done) = (Lists::new(), 0);
    for path in &translations {
        stanzas(path, &mut |stanza| {
            lists.translation(stanza);
            Ok(())
        })?;
        done += 1;
        sink.progress(done, total);
    }
    for path in &packages {
        stanzas(path, &mut |stanza| lists.package(stanza))?;
        done += 1;
        sink.progress(done, total);
    }
    let origin = Origin { path: folder.into(), line: None };
    lists.into_packages().try_for_each(|imported| sink.release(origin.clone(), imported))
}

/// Lists whose names end in `ending`, perhaps followed by a compression's own, sorted by name.
fn find(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::io("read", folder))? {
        let path = entry.map_err(Failure::io("read", folder))?.path();
        let plain = if is_compressed(&path) { path.with_extension("") } else { path.clone() };
        if plain.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Calls `take` with each stanza of the list at `path`.
fn stanzas(path: &Path, take: &mut dyn FnMut(&Stanza) -> Result<(), ImportError>) -> Result<(), Failure> {
    let (mut source, mut reader, mut text) = (Source::open(path)?, Stanzas::new(), Vec::new());
    while line::read(source.lines(), &mut text).map_err(Failure::io("read", path))? > 0 {
        if let Some(stanza) = reader.push(&text).map_err(bad_line(path))? {
            take(&stanza).map_err(bad_line(path))?;
        }
    }
    // Whether the list is whole is known before its last stanza counts.
    source.finish(path)?;
    reader.finish().map_or(Ok(()), |stanza| take(&stanza).map_err(bad_line(path)))
}

/// The bytes of a list, decompressed.
enum Source {
    Plain(BufReader<File>),
    Helper(Child, BufReader<std::process::ChildStdout>),
}

impl Source {
    fn open(path: &Path) -> Result<Self, Failure> {
        if !is_compressed(path) {
            return Ok(Self::Plain(BufReader::new(File::open(path).map_err(Failure::io("open", path))?)));
        }
        let missing = || Failure::NoAptHelper { list: path.into(), helper: APT_HELPER };
        let mut command = Command::new(APT_HELPER);
        command.arg("cat-file").arg(path).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|_| missing())?;
        let lines = child.stdout.take().ok_or_else(missing)?;
        Ok(Self::Helper(child, BufReader::with_capacity(1 << 16, lines)))
    }

    fn lines(&mut self) -> &mut dyn BufRead {
        match self {
            Self::Plain(reader) => reader,
            Self::Helper(_, reader) => reader,
        }
    }

    /// A helper that failed gave only part of the list.
    fn finish(self, path: &Path) -> Result<(), Failure> {
        let Self::Helper(mut child, reader) = self else { return Ok(()) };
        drop(reader);
        let status = child.wait().map_err(Failure::io("read", path))?;
        let failed = Failure::HelperFailed { list: path.into(), helper: APT_HELPER };
        if status.success() { Ok(()) } else { Err(failed) }
    }
}

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| COMPRESSED.iter().any(|known| ending == *known))
}
