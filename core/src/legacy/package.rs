//! One package: which source describes it, and its record.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};

use serde_json::{Map, Value};

use super::draft::Draft;
use super::index::{Listed, text};
use super::layout::Directory;
use super::loose::Loose;
use super::{LegacyPackage, MAX_MANIFEST_BYTES, Reason, tolerant};
use crate::import::{Cleaner, Imported, Place};
use crate::model::PackageName;

/// The package in a directory.
pub(super) fn in_directory(
    directory: &Directory<'_>,
    listed: &Listed,
    known: &BTreeSet<&str>,
) -> Result<LegacyPackage, Reason> {
    let mut cleaner = Cleaner::new(Place::Path(directory.path.clone()));
    let mut draft = match own_draft(directory, known, &mut cleaner) {
        Ok(draft) => draft,
        Err(reason) if listed.of(directory.name()).is_empty() => return Err(reason),
        Err(reason) => {
            let found = match reason {
                Reason::NoManifest => "missing".to_owned(),
                reason => reason.to_string(),
            };
            cleaner.note("package.toml", format!("{found}; read from the indexes alone"));
            Draft::listed(directory.name(), listed, &mut cleaner)
        }
    };
    let name = draft.name(directory.name(), &mut cleaner)?;
    draft.complete(listed.of(name.as_str()), &mut cleaner);
    let imported = draft.finish(name, cleaner)?;
    Ok(package(Some(directory.path.clone()), imported))
}

/// The package that only an index tells of; on failure, the index and the reason.
pub(super) fn only_listed(name: &str, listed: &Listed) -> Result<LegacyPackage, (String, Reason)> {
    let file = listed.of(name).first().map_or("registry", |entry| entry.file);
    let mut cleaner = Cleaner::new(Place::Path(file.to_owned()));
    cleaner.note(name, "no directory of this name; read from the indexes alone");
    let read = || {
        let name = PackageName::parse(name).map_err(Reason::Invalid)?;
        let draft = Draft::listed(name.as_str(), listed, &mut cleaner);
        draft.finish(name, cleaner)
    };
    read().map(|imported| package(None, imported)).map_err(|reason| (format!("{file}#{name}"), reason))
}

fn package(directory: Option<String>, Imported { record, repairs }: Imported) -> LegacyPackage {
    LegacyPackage { directory, record, repairs }
}

fn own_draft(
    directory: &Directory<'_>,
    known: &BTreeSet<&str>,
    cleaner: &mut Cleaner,
) -> Result<Draft, Reason> {
    match (directory.package_toml, directory.package_json) {
        (Some(bytes), _) => from_toml(bytes, known, cleaner),
        (None, Some(bytes)) => from_json(bytes, known, cleaner),
        (None, None) if directory.holds.is_empty() => Err(Reason::NoManifest),
        (None, None) => Err(Reason::Container { packages: directory.holds.join(", ") }),
    }
}

fn from_toml(bytes: &[u8], known: &BTreeSet<&str>, cleaner: &mut Cleaner) -> Result<Draft, Reason> {
    const EXPECTED: &str = "TOML with a table `[package]`";
    let text = text(bytes, MAX_MANIFEST_BYTES)?;
    let not_toml = |message: String| Reason::NotReadable { expected: EXPECTED, message };
    let mut mended = tolerant::read(text).map_err(|problem| not_toml(problem.message))?;
    mended.changes.iter().for_each(|(field, what)| cleaner.note(field, what.as_str()));
    let Some(Value::Object(fields)) = mended.tables.remove("package") else {
        return Err(not_toml("no such table".to_owned()));
    };
    let mut draft = Draft::read(Loose::new(fields, "package.", cleaner));
    draft.top_level_dependencies(mended.tables.remove("dependencies"), known, cleaner);
    draft.keep_tables(&mended.tables);
    draft.keep_unread(mended.unread);
    Ok(draft)
}

fn from_json(bytes: &[u8], known: &BTreeSet<&str>, cleaner: &mut Cleaner) -> Result<Draft, Reason> {
    const EXPECTED: &str = "a JSON object";
    let text = text(bytes, MAX_MANIFEST_BYTES)?;
    let not_json = |message: String| Reason::NotReadable { expected: EXPECTED, message };
    let mut fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| not_json(error.to_string()))?;
    cleaner.note("package.toml", "missing; package.json read instead");
    let table = fields.remove("dependencies");
    let mut draft = Draft::read(Loose::new(fields, "package.json#", cleaner));
    draft.top_level_dependencies(table, known, cleaner);
    Ok(draft)
}
