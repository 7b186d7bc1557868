//! One record of a foreign catalogue as JSON Lines spell it, and what it becomes.
//!
//! | field | becomes |
//! |---|---|
//! | `name`, `version`, `summary`, `description`, `homepage`, `repository`, `license` | the same |
//! | `tags`, `keywords`, `provides` | the same, as sets |
//! | `section`, `category`, `categories` | categories |
//! | `maintainer`, `author`, `authors` | authors |
//! | `depends`, `recommends` | dependencies, runtime and recommended |
//! | `sha256`, `size`, `filename` | the archive: digest, length, where the source keeps it |
//! | `downloads`, `stars` | the same |
//! | any other | kept as an extra field |
//!
//! A record that names an `architecture` is a Debian package, and its version a Debian version.

use std::collections::BTreeMap;

use ggen_marketplace_core::model::{
    ArchiveRef, Dependency, DependencyKind, Digest, Invalid, Manifest, PackageName, Requirement, Version,
};
use serde::Deserialize;
use serde_json::Value;

use super::Draft;

/// A record as it is written.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) summary: Option<String>,
    pub(super) description: Option<String>,
    pub(super) architecture: Option<String>,
    pub(super) section: Option<String>,
    pub(super) category: Option<String>,
    #[serde(default)]
    pub(super) categories: Vec<String>,
    pub(super) maintainer: Option<String>,
    pub(super) author: Option<String>,
    #[serde(default)]
    pub(super) authors: Vec<String>,
    pub(super) license: Option<String>,
    pub(super) homepage: Option<String>,
    pub(super) repository: Option<String>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) keywords: Vec<String>,
    #[serde(default)]
    pub(super) provides: Vec<String>,
    #[serde(default)]
    pub(super) depends: Vec<Vec<Relation>>,
    #[serde(default)]
    pub(super) recommends: Vec<Vec<Relation>>,
    pub(super) size: Option<u64>,
    pub(super) sha256: Option<String>,
    pub(super) filename: Option<String>,
    #[serde(default)]
    pub(super) downloads: u32,
    #[serde(default)]
    pub(super) stars: u32,
    #[serde(flatten)]
    pub(super) extra: BTreeMap<String, Value>,
}

/// One alternative of a dependency: a name, and perhaps a comparison with a version.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Relation {
    pub(super) name: String,
    pub(super) op: Option<String>,
    pub(super) version: Option<String>,
}

/// Why a record is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EntryError {
    /// A value breaks a rule of the model.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A name in a list breaks a rule.
    #[error("field `{field}`: {source}")]
    Name {
        /// The list.
        field: &'static str,
        /// The rule.
        source: Invalid,
    },
    /// Neither a summary nor a description.
    #[error("field `summary` is missing")]
    NoSummary,
    /// Part of an archive's description.
    #[error("field `{missing}` is missing: an archive needs `sha256` and `size`")]
    PartOfArchive {
        /// The other field.
        missing: &'static str,
    },
    /// A comparison without a version, or a version without one.
    #[error("the dependency on `{name}` needs both `op` and `version`, or neither")]
    PartOfRange {
        /// Name of the required package.
        name: PackageName,
    },
}

impl Entry {
    /// The release this record describes, every rule of the model checked.
    pub(super) fn into_draft(mut self) -> Result<Draft, EntryError> {
        let name = PackageName::parse(&self.name)?;
        let version = self.parse_version()?;
        let (summary, description) = self.take_texts()?;
        let archive = self.take_archive()?;
        let mut manifest = Manifest::new(name, version, summary);
        manifest.description = description;
        manifest.dependencies = self.take_dependencies()?;
        manifest.authors = join(self.authors, [self.author, self.maintainer]);
        manifest.categories = join(self.categories, [self.category, self.section]);
        manifest.provides = self.provides;
        (manifest.tags, manifest.keywords) = (self.tags, self.keywords);
        (manifest.license, manifest.homepage, manifest.repository) =
            (self.license, self.homepage, self.repository);
        if let Some(architecture) = self.architecture {
            self.extra.insert("architecture".to_owned(), Value::String(architecture));
        }
        manifest.extra = self.extra.into_iter().map(|(key, value)| (key, value.to_string())).collect();
        Ok(Draft { manifest: manifest.checked()?, archive, downloads: self.downloads, stars: self.stars })
    }

    fn parse_version(&self) -> Result<Version, Invalid> {
        match self.architecture {
            Some(_) => Version::parse_debian(&self.version),
            None => Version::parse(&self.version),
        }
    }

    /// Summary and description; a record with only a description is summed up by its first line.
    fn take_texts(&mut self) -> Result<(String, String), EntryError> {
        match (self.summary.take(), self.description.take()) {
            (Some(summary), description) => Ok((summary, description.unwrap_or_default())),
            (None, Some(text)) => {
                let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
                Ok((first.trim().to_owned(), rest.trim().to_owned()))
            }
            (None, None) => Err(EntryError::NoSummary),
        }
    }

    fn take_archive(&mut self) -> Result<Option<ArchiveRef>, EntryError> {
        match (self.sha256.take(), self.size) {
            (Some(sha256), Some(bytes)) => {
                let location = Some(self.filename.take().unwrap_or_else(|| "unknown".to_owned()));
                Ok(Some(ArchiveRef { digest: Digest::parse(&sha256)?, bytes, location }))
            }
            (Some(_), None) => Err(EntryError::PartOfArchive { missing: "size" }),
            (None, Some(_)) => Err(EntryError::PartOfArchive { missing: "sha256" }),
            (None, None) => Ok(None),
        }
    }

    fn take_dependencies(&mut self) -> Result<Vec<Dependency>, EntryError> {
        let runtime = self.depends.drain(..).map(|group| (DependencyKind::Runtime, "depends", group));
        let recommended =
            self.recommends.drain(..).map(|group| (DependencyKind::Recommended, "recommends", group));
        runtime.chain(recommended).map(|(kind, field, group)| dependency(kind, field, group)).collect()
    }
}

fn dependency(
    kind: DependencyKind,
    field: &'static str,
    group: Vec<Relation>,
) -> Result<Dependency, EntryError> {
    let alternatives =
        group.into_iter().map(|relation| requirement(field, relation)).collect::<Result<_, _>>()?;
    Ok(Dependency { kind, alternatives })
}

fn requirement(field: &'static str, relation: Relation) -> Result<Requirement, EntryError> {
    let name = PackageName::parse(&relation.name).map_err(|source| EntryError::Name { field, source })?;
    match (relation.op, relation.version) {
        (Some(op), Some(version)) => Ok(Requirement { name, range: Some(format!("{op} {version}")) }),
        (None, None) => Ok(Requirement { name, range: None }),
        _ => Err(EntryError::PartOfRange { name }),
    }
}

fn join(mut list: Vec<String>, more: [Option<String>; 2]) -> Vec<String> {
    list.extend(more.into_iter().flatten());
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(json: &str) -> Result<Draft, EntryError> {
        serde_json::from_str::<Entry>(json).unwrap().into_draft()
    }

    #[track_caller]
    fn refused(json: &str, expected: &str) {
        let message = draft(json).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn a_debian_record_becomes_a_draft() {
        let draft = draft(
            r#"{"name":"0ad","version":"0.0.26-3","summary":"Game","description":"Long.","section":"games",
            "architecture":"amd64","maintainer":"A <a@b>","tags":["game::strategy"],"provides":["game"],
            "depends":[[{"name":"libc6","op":">=","version":"2.34"},{"name":"musl"}]],"recommends":[],
            "installed_size":28591,"size":5,"sha256":"0000000000000000000000000000000000000000000000000000000000000000",
            "filename":"pool/0ad.deb"}"#,
        )
        .unwrap();
        let m = &draft.manifest;
        assert_eq!(m.version, Version::parse_debian("0.0.26-3").unwrap());
        assert_eq!(m.authors, ["A <a@b>"]);
        assert_eq!(m.categories, ["games"]);
        assert_eq!(m.dependencies[0].alternatives[0].range.as_deref(), Some(">= 2.34"));
        assert_eq!(m.extra["installed_size"], "28591");
        assert_eq!(m.extra["architecture"], "\"amd64\"");
        assert_eq!(draft.archive.unwrap().location.as_deref(), Some("pool/0ad.deb"));
    }

    #[test]
    fn a_description_alone_is_summed_up_by_its_first_line() {
        let draft = draft(r#"{"name":"a","version":"1.0.0","description":"One.\nTwo."}"#).unwrap();
        assert_eq!((&*draft.manifest.summary, &*draft.manifest.description), ("One.", "Two."));
        assert_eq!(draft.manifest.version, Version::parse_semver("1.0.0").unwrap());
    }

    #[test]
    fn a_bad_record_is_refused_with_its_reason() {
        refused(r#"{"name":"a/../b","version":"1","summary":"s"}"#, "not a package name");
        refused(r#"{"name":"a","version":"latest!","summary":"s"}"#, "not a version");
        refused(r#"{"name":"a","version":"1.0.0"}"#, "`summary` is missing");
        refused(r#"{"name":"a","version":"1.0.0","summary":"x\u202ey"}"#, "invisible");
        refused(r#"{"name":"a","version":"1.0.0","summary":"s","size":1}"#, "`sha256` is missing");
        refused(r#"{"name":"a","version":"1.0.0","summary":"s","depends":[[{"name":"../x"}]]}"#, "`depends`");
        refused(
            r#"{"name":"a","version":"1.0.0","summary":"s","depends":[[{"name":"x","op":"<"}]]}"#,
            "`op`",
        );
    }
}
