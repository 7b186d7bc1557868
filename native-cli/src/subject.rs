//! What a command is about, as typed: `name` or `name@1.2.3`.

use ggen_marketplace_core::model::{PackageName, Record, Version};

use crate::failure::Failure;
use crate::registry::Opened;

/// A package, and perhaps one of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Package name.
    pub(crate) name: PackageName,
    /// Version, if one was typed.
    pub(crate) version: Option<Version>,
}

impl Subject {
    /// Reads what was typed. The `@` of a namespace (`@acme/tool@1.0.0`) is part of the name.
    ///
    /// # Errors
    /// [`Failure::Subject`].
    pub(crate) fn parse(typed: &str) -> Result<Self, Failure> {
        let (name, version) = match typed.rfind('@').filter(|at| *at > 0) {
            Some(at) => (&typed[..at], Some(&typed[at + 1..])),
            None => (typed, None),
        };
        let parse = || {
            Ok(Self { name: PackageName::parse(name)?, version: version.map(Version::parse).transpose()? })
        };
        parse().map_err(|error| Failure::Subject { typed: typed.to_owned(), error })
    }

    /// What the catalogue lists of the release meant: the one of the version typed, else the current one.
    ///
    /// # Errors
    /// [`Failure::UnknownPackage`], or [`Failure::Catalog`].
    pub(crate) fn record(&self, opened: &Opened) -> Result<Record, Failure> {
        let found = opened.catalog.record(self.name.as_str(), self.version.as_ref());
        found.map_err(opened.damaged())?.map_or_else(|| Err(self.unknown(opened)?), Ok)
    }

    /// That there is no such release: with similar names, or with the versions there are.
    ///
    /// # Errors
    /// [`Failure::Catalog`].
    pub(crate) fn unknown(&self, opened: &Opened) -> Result<Failure, Failure> {
        let name = self.name.to_string();
        let versions = opened.catalog.versions(&name).map_err(opened.damaged())?;
        if versions.is_empty() {
            let similar = opened.catalog.similar_names(&name).map_err(opened.unanswered())?;
            return Ok(Failure::UnknownPackage { name, version: None, similar });
        }
        let similar = versions.iter().map(|card| card.version.to_owned()).collect();
        Ok(Failure::UnknownPackage { name, version: self.version.as_ref().map(ToString::to_string), similar })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, name: &str, version: Option<&str>) {
        let subject = Subject::parse(typed).unwrap();
        assert_eq!(subject.name.as_str(), name);
        assert_eq!(subject.version.map(|version| version.to_string()).as_deref(), version);
    }

    #[test]
    fn a_version_follows_the_last_at_sign() {
        check("demo", "demo", None);
        check("demo@1.2.3-rc.1", "demo", Some("1.2.3-rc.1"));
        check("@acme/tool", "@acme/tool", None);
        check("@acme/tool@1.0.0", "@acme/tool", Some("1.0.0"));
        check("0ad@1:0.0.26-3", "0ad", Some("1:0.0.26-3"));
    }

    #[test]
    fn paths_and_ranges_are_no_subjects() {
        for typed in ["../demo", "demo@", "demo@latest!", "@", "demo@^1"] {
            assert!(Subject::parse(typed).is_err(), "{typed}");
        }
    }
}
