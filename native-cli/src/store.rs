//! Where the state of one user is kept, and what is installed in a folder.
//!
//! `GGEN_HOME` puts everything under one folder; else the XDG base directories hold it. `ggen.lock` in a
//! packages folder says what is installed there: sorted, without timestamps, the same bytes for the same
//! packages.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use ggen_marketplace_core::model::{Digest, PackageName, Version};
use serde::{Deserialize, Serialize};

use crate::atomic;
use crate::failure::Failure;

/// Folders of one user's state.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    data: PathBuf,
    cache: PathBuf,
}

impl Home {
    /// The folders that the environment names; nothing is created.
    ///
    /// # Errors
    /// [`Failure::NoHome`] without `GGEN_HOME` and a home directory.
    pub(crate) fn find() -> Result<Self, Failure> {
        if let Some(home) = env::var_os("GGEN_HOME").filter(|home| !home.is_empty()) {
            let data = PathBuf::from(home);
            return Ok(Self { cache: data.join("cache"), data });
        }
        let base = etcetera::choose_base_strategy().map_err(|_| Failure::NoHome)?;
        Ok(Self { data: base.data_dir().join("ggen"), cache: base.cache_dir().join("ggen") })
    }

    /// The registry used where none is named.
    pub(crate) fn registry(&self) -> PathBuf {
        self.data.join("registry")
    }

    /// Where packages go where no target is named.
    pub(crate) fn packages(&self) -> PathBuf {
        self.data.join("packages")
    }

    /// What was seen of logs.
    pub(crate) fn log_views(&self) -> PathBuf {
        self.data.join("trust/log")
    }

    /// What can be made again.
    pub(crate) fn cache(&self) -> &Path {
        &self.cache
    }
}

/// What is installed in one packages folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lockfile {
    packages: BTreeMap<String, Locked>,
}

/// One installed package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Locked {
    /// Package name.
    pub(crate) name: String,
    /// Version; a local archive without a manifest has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
    /// SHA-256 of the archive, 64 hexadecimal digits.
    pub(crate) sha256: String,
    /// Key that signed the release, 64 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<String>,
}

/// The file's layout.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockfileText {
    version: u32,
    #[serde(default, rename = "package")]
    packages: Vec<Locked>,
}

impl Lockfile {
    /// Name of the file in a packages folder.
    pub(crate) const NAME: &str = "ggen.lock";
    const FORMAT: u32 = 1;

    /// Reads the lockfile of `target`; a folder without one has nothing installed.
    ///
    /// # Errors
    /// [`Failure::Io`], or [`Failure::Lockfile`] with line and column.
    pub(crate) fn read(target: &Path) -> Result<Self, Failure> {
        let path = target.join(Self::NAME);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            text => text.map_err(Failure::io("read", &path))?,
        };
        Self::parse(&text).map_err(|cause| Failure::Lockfile { path, cause })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let parsed: LockfileText = toml::from_str(text).map_err(|error| error.to_string())?;
        if parsed.version != Self::FORMAT {
            return Err(format!("lockfile version {}, expected {}", parsed.version, Self::FORMAT));
        }
        let checked = parsed.packages.into_iter().map(Locked::checked).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { packages: checked.into_iter().map(|locked| (locked.name.clone(), locked)).collect() })
    }

    /// Writes the lockfile of `target`, whole or not at all.
    ///
    /// # Errors
    /// [`Failure::Io`].
    pub(crate) fn write(&self, target: &Path) -> Result<(), Failure> {
        let path = target.join(Self::NAME);
        let text = self.to_text().map_err(|cause| Failure::Lockfile { path: path.clone(), cause })?;
        atomic::replace(&path, text.as_bytes()).map_err(Failure::io("write", &path))
    }

    fn to_text(&self) -> Result<String, String> {
        let text = LockfileText { version: Self::FORMAT, packages: self.packages().cloned().collect() };
        toml::to_string(&text).map_err(|error| error.to_string())
    }

    /// What is installed, by name.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &Locked> {
        self.packages.values()
    }

    /// The installed package of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Locked> {
        self.packages.get(name)
    }

    /// Adds a package, or replaces the one of that name.
    pub(crate) fn insert(&mut self, locked: Locked) {
        self.packages.insert(locked.name.clone(), locked);
    }
}

impl Locked {
    /// Names in a lockfile are paths too: each field must be what it claims to be.
    fn checked(self) -> Result<Self, String> {
        PackageName::parse(&self.name).map_err(|error| error.to_string())?;
        self.version.as_deref().map_or(Ok(()), |v| Version::parse(v).map(drop)).map_err(|e| e.to_string())?;
        Digest::parse(&self.sha256).map_err(|error| error.to_string())?;
        self.key.as_deref().map_or(Ok(()), |key| Digest::parse(key).map(drop)).map_err(|e| e.to_string())?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(name: &str) -> Locked {
        Locked { name: name.into(), version: Some("1.0.0".into()), sha256: "0".repeat(64), key: None }
    }

    #[test]
    fn a_lockfile_survives_and_is_sorted() {
        let mut lockfile = Lockfile::default();
        lockfile.insert(locked("b"));
        lockfile.insert(Locked { key: Some("f".repeat(64)), ..locked("@a/c") });
        let text = lockfile.to_text().unwrap();
        assert!(text.find("@a/c").unwrap() < text.find("\"b\"").unwrap());
        assert_eq!(Lockfile::parse(&text).unwrap(), lockfile);
    }

    #[test]
    fn a_name_that_is_a_path_is_refused() {
        let text = format!(
            "version = 1\n[[package]]\nname = \"../x\"\nversion = \"1.0.0\"\nsha256 = \"{}\"",
            "0".repeat(64)
        );
        assert!(Lockfile::parse(&text).unwrap_err().contains("not a package name"));
    }

    #[test]
    fn another_format_is_refused() {
        assert!(Lockfile::parse("version = 2").unwrap_err().contains("expected 1"));
        assert!(Lockfile::parse("version = 1\nsurprise = 1").unwrap_err().contains("surprise"));
    }
}
