//! Debian's package lists, as `apt-get update` keeps them (Debian Policy, section 5).
//!
//! Lists are read in the order of their names; of several releases of a package the last one read counts.
//! Long descriptions come from the English translation lists. Compressed lists are read through apt's own
//! `apt-helper`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::entry::Entry;
use super::{Draft, Place, Sink, relation};
use crate::failure::Failure;

/// Where apt keeps its lists.
pub(crate) const LISTS: &str = "/var/lib/apt/lists";
/// Apt's reader of compressed lists.
const APT_HELPER: &str = "/usr/lib/apt/apt-helper";
/// Longest list in bytes, decompressed: some ten times Debian's own.
const MAX_LIST_BYTES: u64 = 1 << 30;

type Stanza = BTreeMap<String, String>;

/// Reads the lists in `folder` into `sink`, in the order of names.
///
/// # Errors
/// [`Failure::NoLists`], [`Failure::NoAptHelper`], [`Failure::Io`], or [`Failure::Line`].
pub(crate) fn read(folder: &Path, sink: &mut dyn Sink) -> Result<(), Failure> {
    let packages = lists(folder, "_Packages", "_binary-amd64_Packages")?;
    let translations = lists(folder, "_Translation-en", "_i18n_Translation-en")?;
    if packages.is_empty() {
        return Err(Failure::NoLists { folder: folder.into() });
    }
    let total = (packages.len() + translations.len()) as u64;
    let mut long = BTreeMap::new();
    for (done, list) in (1..).zip(&translations) {
        read_translations(list, &mut long)?;
        sink.progress(done, total);
    }
    let mut drafts = BTreeMap::new();
    for (done, list) in (translations.len() as u64 + 1..).zip(&packages) {
        read_packages(list, &long, &mut drafts, sink)?;
        sink.progress(done, total);
    }
    drafts.into_values().try_for_each(|(place, draft)| sink.draft(place, draft))
}

/// Lists whose names hold `marker`, sorted; `_ending` may be followed by a compression's own.
fn lists(folder: &Path, ending: &str, marker: &str) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::io("read", folder))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(Failure::io("read", folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let after = name.rsplit_once(ending).map(|(_, after)| after);
        if name.contains(marker) && after.is_some_and(|after| after.is_empty() || after.starts_with('.')) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read_translations(list: &Path, long: &mut BTreeMap<String, String>) -> Result<(), Failure> {
    stanzas(list, &mut |_, mut stanza| {
        if let (Some(md5), Some(text)) = (stanza.remove("Description-md5"), stanza.remove("Description-en")) {
            long.insert(md5, text);
        }
        Ok(())
    })
}

fn read_packages(
    list: &Path,
    long: &BTreeMap<String, String>,
    drafts: &mut BTreeMap<String, (Place, Draft)>,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    stanzas(list, &mut |line, mut stanza| {
        let place = Place::new(list, line);
        let entry = entry(&mut stanza, long, &mut |what| sink.repair(&place, what));
        let name = entry.name.clone();
        let draft = entry.into_draft().map_err(|error| place.clone().failed(error))?;
        drafts.insert(name, (place, draft));
        Ok(())
    })
}

/// The record of a stanza; `repair` hears of what could not be read.
fn entry(stanza: &mut Stanza, long: &BTreeMap<String, String>, repair: &mut dyn FnMut(&str)) -> Entry {
    let mut take = |field: &str| stanza.remove(field);
    let md5 = take("Description-md5");
    let short = take("Description").unwrap_or_default();
    let text = md5.and_then(|md5| long.get(&md5)).unwrap_or(&short);
    let (summary, body) = text.split_once('\n').unwrap_or((text, ""));
    let mut relations = |field: &str| relations(take(field), field, repair);
    let (depends, recommends, provides) =
        (relations("Depends"), relations("Recommends"), relations("Provides"));
    let mut entry = Entry {
        name: take("Package").unwrap_or_default(),
        version: take("Version").unwrap_or_default(),
        summary: Some(summary.to_owned()),
        description: Some(paragraphs(body)),
        architecture: Some(take("Architecture").unwrap_or_default()),
        section: take("Section"),
        maintainer: take("Maintainer"),
        homepage: take("Homepage"),
        tags: take("Tag").map(|tags| tag_list(&tags)).unwrap_or_default(),
        provides: provides.into_iter().filter_map(|group| Some(group.into_iter().next()?.name)).collect(),
        depends,
        recommends,
        size: take("Size").and_then(|size| size.parse().ok()),
        sha256: take("SHA256"),
        filename: take("Filename"),
        ..Entry::default()
    };
    let priority = take("Priority").map(Value::String);
    let installed = take("Installed-Size").and_then(|size| size.parse::<u64>().ok()).map(Value::from);
    let extra = [("priority", priority), ("installed_size", installed)];
    entry.extra = extra.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
    entry
}

fn relations(
    text: Option<String>,
    field: &str,
    repair: &mut dyn FnMut(&str),
) -> Vec<Vec<super::entry::Relation>> {
    let (groups, unread) = relation::parse(text.as_deref().unwrap_or_default());
    for part in unread {
        repair(&format!("left out `{part}` of {field}: not a relationship"));
    }
    groups
}

/// A stanza writes an empty line of a description as ` .`.
fn paragraphs(body: &str) -> String {
    let lines: Vec<_> = body.split('\n').map(|line| if line == "." { "" } else { line }).collect();
    lines.join("\n").trim().to_owned()
}

fn tag_list(tags: &str) -> Vec<String> {
    tags.split(',').map(|tag| tag.trim().replace('\n', " ")).filter(|tag| !tag.is_empty()).collect()
}

/// Calls `take` with each stanza of `list` and the line it begins on.
fn stanzas(list: &Path, take: &mut dyn FnMut(u64, Stanza) -> Result<(), Failure>) -> Result<(), Failure> {
    let (mut source, mut stanza, mut begins, mut key) =
        (Source::open(list)?, Stanza::new(), 1, String::new());
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let read = source.reader().read_until(b'\n', &mut line).map_err(Failure::io("read", list))?;
        let text = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line));
        if text.is_empty() {
            if !stanza.is_empty() {
                take(begins, std::mem::take(&mut stanza))?;
            }
            begins = number + 1;
        } else if text.starts_with([' ', '\t']) {
            let value = stanza.entry(key.clone()).or_default();
            value.push('\n');
            value.push_str(&text[1..]);
        } else {
            let (field, value) = text.split_once(':').unwrap_or((&text, ""));
            key = field.to_owned();
            stanza.insert(key.clone(), value.trim().to_owned());
        }
        if read == 0 {
            break;
        }
    }
    source.finish(list)
}

/// The bytes of a list, decompressed.
enum Source {
    Plain(BufReader<std::io::Take<File>>),
    Helper(Child, BufReader<std::io::Take<std::process::ChildStdout>>),
}

impl Source {
    fn open(list: &Path) -> Result<Self, Failure> {
        if !is_compressed(list) {
            let file = File::open(list).map_err(Failure::io("open", list))?;
            return Ok(Self::Plain(BufReader::new(file.take(MAX_LIST_BYTES))));
        }
        let missing = |_| Failure::NoAptHelper { list: list.into(), helper: APT_HELPER };
        let mut command = Command::new(APT_HELPER);
        command.arg("cat-file").arg(list).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(missing)?;
        match child.stdout.take() {
            Some(out) => Ok(Self::Helper(child, BufReader::with_capacity(1 << 16, out.take(MAX_LIST_BYTES)))),
            None => Err(Failure::NoAptHelper { list: list.into(), helper: APT_HELPER }),
        }
    }

    fn reader(&mut self) -> &mut dyn BufRead {
        match self {
            Self::Plain(reader) => reader,
            Self::Helper(_, reader) => reader,
        }
    }

    /// A helper that failed gave only part of the list.
    fn finish(self, list: &Path) -> Result<(), Failure> {
        let Self::Helper(mut child, reader) = self else { return Ok(()) };
        drop(reader);
        let status = child.wait().map_err(Failure::io("read", list))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::HelperFailed { list: list.into(), helper: APT_HELPER })
        }
    }
}

fn is_compressed(list: &Path) -> bool {
    list.extension()
        .is_some_and(|ending| ["lz4", "gz", "xz", "bz2", "zst"].iter().any(|known| ending == *known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen {
        drafts: Vec<Draft>,
        repairs: Vec<String>,
    }

    impl Sink for Seen {
        fn draft(&mut self, _: Place, draft: Draft) -> Result<(), Failure> {
            self.drafts.push(draft);
            Ok(())
        }
        fn repair(&mut self, place: &Place, what: &str) {
            self.repairs.push(format!("{}: {what}", place.line));
        }
        fn progress(&mut self, _: u64, _: u64) {}
    }

    const LIST: &str = "Package: a\nVersion: 1.0-1\nArchitecture: amd64\nDescription: short\n\
        Description-md5: 0\nDepends: b (>= 1), ${x}\nTag: t::a,\n t::b\n\nPackage: a\nVersion: 0.9-1\n\
        Architecture: amd64\nDescription: old\n";
    const TRANSLATION: &str =
        "Package: a\nDescription-md5: 0\nDescription-en: Short\n Long one.\n .\n Long two.\n";

    #[test]
    fn lists_and_translations_become_drafts() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x_main_binary-amd64_Packages"), LIST).unwrap();
        fs::write(folder.path().join("x_main_i18n_Translation-en"), TRANSLATION).unwrap();
        fs::write(folder.path().join("x_main_i18n_Translation-en_GB"), TRANSLATION).unwrap();
        let mut seen = Seen::default();
        read(folder.path(), &mut seen).unwrap();
        assert_eq!(seen.repairs, ["1: left out `${x}` of Depends: not a relationship"]);
        let [draft] = &seen.drafts[..] else { panic!("the last stanza of a package counts") };
        assert_eq!(draft.manifest.version.to_string(), "0.9-1");

        fs::write(folder.path().join("x_main_binary-amd64_Packages"), LIST.split_once("\n\n").unwrap().0)
            .unwrap();
        let mut seen = Seen::default();
        read(folder.path(), &mut seen).unwrap();
        assert_eq!(seen.drafts[0].manifest.description, "Long one.\n\nLong two.");
        assert_eq!(seen.drafts[0].manifest.tags, ["t::a", "t::b"]);
    }

    #[test]
    fn a_folder_without_lists_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(folder.path(), &mut Seen::default()), Err(Failure::NoLists { .. })));
    }
}
