//! Package names: one grammar for file names, IRIs, terminals and every operating system.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use core::fmt;

use super::{Invalid, printable};

/// A package name: `bare` (the registry's default namespace) or `@namespace/name`.
///
/// Each part is 1–100 bytes of ASCII letters, digits and `+ . _ -`, begins with a letter or digit, holds no
/// `..`, does not end in `.`, and is no device name of Windows. Case is kept; [`PackageName::folded`] is
/// what uniqueness is decided on.
///
/// ```
/// # use ggen_marketplace_core::model::PackageName;
/// let name = PackageName::parse("libstdc++6").unwrap();
/// assert_eq!(name.as_str(), "libstdc++6");
/// assert_eq!(PackageName::parse("@acme/web_app").unwrap().namespace(), Some("acme"));
/// assert!(PackageName::parse("../etc").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageName(String);

impl PackageName {
    /// Longest part of a name, in bytes.
    pub const MAX_PART_BYTES: usize = 100;

    /// Parses a name.
    ///
    /// # Errors
    /// [`Invalid::Name`] with the rule that `text` breaks.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let checked = match text.strip_prefix('@') {
            None => check_part(text),
            Some(scoped) => match scoped.split_once('/') {
                None => Err("a scoped name is `@namespace/name`"),
                Some((namespace, name)) => check_part(namespace).and_then(|()| check_part(name)),
            },
        };
        match checked {
            Ok(()) => Ok(Self(text.to_owned())),
            Err(expected) => Err(Invalid::Name { name: printable(text), expected }),
        }
    }

    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The namespace of a scoped name, without `@`.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.0.strip_prefix('@')?.split_once('/').map(|(namespace, _)| namespace)
    }

    /// What two names share when a person could take one for the other: lower case, `_` and `.` as `-`.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

fn fold(name: &str) -> String {
    name.chars().map(|c| if matches!(c, '_' | '.') { '-' } else { c.to_ascii_lowercase() }).collect()
}

fn check_part(part: &str) -> Result<(), &'static str> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'_' | b'-');
    if part.is_empty() {
        return Err("a name has at least one character");
    }
    if part.len() > PackageName::MAX_PART_BYTES {
        return Err("a name has at most 100 bytes");
    }
    if !part.bytes().all(allowed) {
        return Err("only ASCII letters, digits and `+ . _ -` are allowed");
    }
    if !part.as_bytes()[0].is_ascii_alphanumeric() {
        return Err("a name begins with a letter or digit");
    }
    if part.contains("..") || part.ends_with('.') {
        return Err("`..` and a trailing `.` are not allowed");
    }
    if is_windows_device(part) {
        return Err("this is a device name on Windows");
    }
    Ok(())
}

/// `con`, `nul.txt`, `COM1` …: names that Windows opens as devices, whatever their ending.
pub(crate) fn is_windows_device(component: &str) -> bool {
    let stem = component.split('.').next().unwrap_or("").to_ascii_lowercase();
    match stem.as_str() {
        "con" | "prn" | "aux" | "nul" | "conin$" | "conout$" => true,
        _ => match stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt")) {
            Some(digit) => {
                matches!(digit, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
            }
            None => false,
        },
    }
}

impl fmt::Display for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str) {
        assert!(matches!(PackageName::parse(text), Err(Invalid::Name { .. })), "{text:?} was accepted");
    }

    #[test]
    fn real_names_are_names() {
        for name in ["0ad", "libstdc++6", "io.ggen.nextjs.ontology-crud", "g++", "@acme/tool", "Rust_Thing"] {
            assert_eq!(PackageName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn names_that_are_paths_are_refused() {
        for name in ["..", "a..b", "a/b", "/a", "a\\b", "@a", "@a/", "@/b", "@a/b/c", ".hidden", "a.", "-x"] {
            refused(name);
        }
    }

    #[test]
    fn names_that_hide_something_are_refused() {
        for name in ["", "a\u{0}", "a\n", "a\u{202e}b", "ａ", "con", "NUL.txt", "Com7", "a b"] {
            refused(name);
        }
        refused(&"a".repeat(101));
    }

    #[test]
    fn folding_unites_what_people_confuse() {
        let fold = |name| PackageName::parse(name).unwrap().folded();
        assert_eq!(fold("My_Package.Name"), fold("my-package-name"));
        assert_ne!(fold("ab"), fold("a-b"));
    }
}
