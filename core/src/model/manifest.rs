//! What an author says of a release: the manifest, whatever file it was written in.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Invalid, PackageName, Version, is_invisible};

/// The author's description of one release.
///
/// Lists are sets: sorted, without duplicates; only the first author stays first. [`Manifest::checked`] makes them so and checks every bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Package name.
    pub name: PackageName,
    /// Version of this release.
    pub version: Version,
    /// One line, at most [`Manifest::MAX_SUMMARY_BYTES`].
    pub summary: String,
    /// Long text, may be empty; at most [`Manifest::MAX_DESCRIPTION_BYTES`].
    pub description: String,
    /// `Name` or `Name <address>`; the first one first, the others sorted.
    pub authors: Vec<String>,
    /// SPDX expression, or the author's words.
    pub license: Option<String>,
    /// Broad topics; Debian's sections.
    pub categories: Vec<String>,
    /// Tags, possibly `facet::value`.
    pub tags: Vec<String>,
    /// Search words.
    pub keywords: Vec<String>,
    /// Home page.
    pub homepage: Option<String>,
    /// Source repository.
    pub repository: Option<String>,
    /// Other names that this package answers to as a dependency.
    pub provides: Vec<String>,
    /// Dependencies in the author's order.
    pub dependencies: Vec<Dependency>,
    /// Whatever else the source said, key to JSON text: nothing is lost.
    pub extra: BTreeMap<String, String>,
}

/// One dependency: any of its alternatives will do, the first is preferred.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// When it is needed.
    pub kind: DependencyKind,
    /// At least one requirement.
    pub alternatives: Vec<Requirement>,
}

/// When a dependency is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependencyKind {
    /// Always.
    Runtime,
    /// Not strictly (Debian's `Recommends`, a manifest's `optional`).
    Recommended,
    /// To work on the package, not to use it.
    Development,
}

/// A package name and the versions of it that will do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// The package (or what it provides).
    pub name: PackageName,
    /// Range such as `^1.2` or `>= 2.34`, in the notation of the source; `None` is any version.
    pub range: Option<String>,
}

impl Manifest {
    /// Longest summary, in bytes.
    pub const MAX_SUMMARY_BYTES: usize = 1_000;
    /// Longest description, in bytes (Debian's longest has 81,380).
    pub const MAX_DESCRIPTION_BYTES: usize = 256 * 1024;
    /// Longest other text field, in bytes.
    pub const MAX_FIELD_BYTES: usize = 2_000;
    /// Longest list (Debian's longest has 1,603 items).
    pub const MAX_ITEMS: usize = 4_096;
    /// Longest value of an extra field, in bytes.
    pub const MAX_EXTRA_BYTES: usize = 64 * 1024;

    /// A manifest with only the required fields.
    #[must_use]
    pub fn new(name: PackageName, version: Version, summary: String) -> Self {
        Self {
            name,
            version,
            summary,
            description: String::new(),
            authors: Vec::new(),
            license: None,
            categories: Vec::new(),
            tags: Vec::new(),
            keywords: Vec::new(),
            homepage: None,
            repository: None,
            provides: Vec::new(),
            dependencies: Vec::new(),
            extra: BTreeMap::new(),
        }
    }

    /// The manifest in its one canonical form: lists sorted, every bound checked.
    ///
    /// # Errors
    /// [`Invalid`] with the first field that breaks a rule.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        self.sort_lists();
        check_line("summary", &self.summary, Self::MAX_SUMMARY_BYTES)?;
        check_text("description", &self.description, Self::MAX_DESCRIPTION_BYTES)?;
        for (field, list) in self.lists() {
            check_list(field, list)?;
        }
        for (field, value) in self.optional_lines() {
            check_line(field, value, Self::MAX_FIELD_BYTES)?;
        }
        self.check_dependencies()?;
        self.check_extra()?;
        Ok(self)
    }

    fn sort_lists(&mut self) {
        for list in [&mut self.categories, &mut self.tags, &mut self.keywords, &mut self.provides] {
            crate::sort::sort_unstable(list);
            list.dedup();
        }
        if let Some(first) = self.authors.first().cloned() {
            self.authors.retain(|author| *author != first);
            crate::sort::sort_unstable(&mut self.authors);
            self.authors.dedup();
            self.authors.insert(0, first);
        }
    }

    fn lists(&self) -> [(&'static str, &[String]); 5] {
        [
            ("authors", &self.authors),
            ("categories", &self.categories),
            ("tags", &self.tags),
            ("keywords", &self.keywords),
            ("provides", &self.provides),
        ]
    }

    fn optional_lines(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("license", &self.license), ("homepage", &self.homepage), ("repository", &self.repository)]
            .into_iter()
            .filter_map(|(field, value)| Some((field, value.as_deref()?)))
    }

    fn check_dependencies(&self) -> Result<(), Invalid> {
        check_count("dependencies", self.dependencies.len())?;
        for dependency in &self.dependencies {
            check_count("alternatives", dependency.alternatives.len())?;
            if dependency.alternatives.is_empty() {
                return Err(Invalid::Text {
                    field: "dependencies",
                    expected: "name at least one package each",
                });
            }
            for range in dependency.alternatives.iter().filter_map(|r| r.range.as_deref()) {
                check_line("dependency range", range, Self::MAX_FIELD_BYTES)?;
            }
        }
        Ok(())
    }

    fn check_extra(&self) -> Result<(), Invalid> {
        check_count("extra", self.extra.len())?;
        for (key, value) in &self.extra {
            check_line("extra key", key, Self::MAX_FIELD_BYTES)?;
            check_text("extra", value, Self::MAX_EXTRA_BYTES)?;
        }
        Ok(())
    }
}

fn check_count(field: &'static str, found: usize) -> Result<(), Invalid> {
    let max = Manifest::MAX_ITEMS;
    if found > max { Err(Invalid::TooMany { field, found, max }) } else { Ok(()) }
}

fn check_list(field: &'static str, list: &[String]) -> Result<(), Invalid> {
    check_count(field, list.len())?;
    list.iter().try_for_each(|item| check_line(field, item, Manifest::MAX_FIELD_BYTES))
}

fn check_line(field: &'static str, text: &str, max: usize) -> Result<(), Invalid> {
    if text.trim().is_empty() {
        return Err(Invalid::Text { field, expected: "must not be empty" });
    }
    if text.chars().any(|c| c.is_control() || is_invisible(c)) {
        return Err(Invalid::Text {
            field,
            expected: "must be one line without control or invisible characters",
        });
    }
    check_length(field, text, max)
}

fn check_text(field: &'static str, text: &str, max: usize) -> Result<(), Invalid> {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(Invalid::Text { field, expected: "must hold no control characters but newline and tab" });
    }
    check_length(field, text, max)
}

fn check_length(field: &'static str, text: &str, max: usize) -> Result<(), Invalid> {
    let found = text.len();
    if found > max { Err(Invalid::TooLong { field, found, max }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;
    use alloc::vec;

    fn manifest() -> Manifest {
        let name = PackageName::parse("demo").unwrap();
        Manifest::new(name, Version::parse("1.0.0").unwrap(), "A demo".to_owned())
    }

    #[test]
    fn lists_are_sets() {
        let mut m = manifest();
        m.tags = vec!["b".to_owned(), "a".to_owned(), "b".to_owned()];
        m.authors = ["z", "c", "b", "z", "c"].map(ToOwned::to_owned).into();
        let m = m.checked().unwrap();
        assert_eq!(
            (m.tags, m.authors),
            (vec!["a".into(), "b".into()], vec!["z".into(), "b".into(), "c".into()])
        );
    }

    #[test]
    fn hostile_text_is_named() {
        let mut m = manifest();
        m.summary = "two\nlines".to_owned();
        assert!(matches!(m.checked(), Err(Invalid::Text { field: "summary", .. })));
        let mut m = manifest();
        m.authors = vec!["evil\u{202e}".to_owned()];
        assert!(matches!(m.checked(), Err(Invalid::Text { field: "authors", .. })));
        let mut m = manifest();
        m.description = "x".repeat(Manifest::MAX_DESCRIPTION_BYTES + 1);
        assert!(matches!(m.checked(), Err(Invalid::TooLong { field: "description", .. })));
    }
}
