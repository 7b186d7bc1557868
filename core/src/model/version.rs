//! Versions of two schemes: SemVer, which we publish, and Debian's, which we import.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use core::cmp::Ordering;
use core::fmt;

use super::{Invalid, printable};

/// A version, ordered within its scheme; every SemVer version follows every Debian one.
///
/// ```
/// # use ggen_marketplace_core::model::Version;
/// let v = |text| Version::parse(text).unwrap();
/// assert!(v("1.10.0") > v("1.9.0"));
/// assert!(v("1.0.0-rc.1") < v("1.0.0"));
/// assert!(Version::parse_debian("1.0~rc1-1").unwrap() < Version::parse_debian("1.0-1").unwrap());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// `[epoch:]upstream[-revision]`, ordered as Debian Policy 5.6.12 says.
    Debian(DebianVersion),
    /// SemVer 2.0.0.
    SemVer(semver::Version),
}

impl Version {
    /// Longest version, in bytes.
    pub const MAX_BYTES: usize = 128;

    /// Parses SemVer, or else a Debian version.
    ///
    /// # Errors
    /// [`Invalid::Version`] if `text` is neither, or too long.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::parse_semver(text).or_else(|_| Self::parse_debian(text))
    }

    /// Parses SemVer only: what a package of ours must have.
    ///
    /// # Errors
    /// [`Invalid::Version`].
    pub fn parse_semver(text: &str) -> Result<Self, Invalid> {
        let invalid = || Invalid::Version { version: printable(text) };
        if text.len() > Self::MAX_BYTES {
            return Err(invalid());
        }
        semver::Version::parse(text).map(Self::SemVer).map_err(|_| invalid())
    }

    /// Parses a Debian version only.
    ///
    /// # Errors
    /// [`Invalid::Version`].
    pub fn parse_debian(text: &str) -> Result<Self, Invalid> {
        DebianVersion::parse(text)
            .map(Self::Debian)
            .ok_or_else(|| Invalid::Version { version: printable(text) })
    }

    /// Name of the scheme: `semver` or `debian`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        match self {
            Self::SemVer(_) => "semver",
            Self::Debian(_) => "debian",
        }
    }

    /// Whether the version says of itself that it is not final.
    #[must_use]
    pub fn is_prerelease(&self) -> bool {
        match self {
            Self::SemVer(version) => !version.pre.is_empty(),
            Self::Debian(version) => version.as_str().contains('~'),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SemVer(version) => version.fmt(f),
            Self::Debian(version) => f.write_str(version.as_str()),
        }
    }
}

/// A version as Debian Policy 5.6.12 has it: digits first, then `[A-Za-z0-9.+~-]`, an epoch before `:`.
#[derive(Debug, Clone)]
pub struct DebianVersion(String);

impl DebianVersion {
    fn parse(text: &str) -> Option<Self> {
        let (epoch, rest) = split_epoch(text);
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'~' | b'-' | b':');
        let numeric_epoch = epoch.bytes().all(|b| b.is_ascii_digit()) && epoch.len() <= 9;
        let fits = text.len() <= Version::MAX_BYTES && rest.bytes().all(allowed);
        let begins = rest.bytes().next().is_some_and(|b| b.is_ascii_digit());
        (numeric_epoch && fits && begins && !text.contains("..")).then(|| Self(text.to_owned()))
    }

    /// The version as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parts(&self) -> (u64, &str, &str) {
        let (epoch, rest) = split_epoch(&self.0);
        let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
        (epoch.parse().unwrap_or(0), upstream, revision)
    }
}

fn split_epoch(text: &str) -> (&str, &str) {
    text.split_once(':').unwrap_or(("", text))
}

impl Ord for DebianVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((e1, u1, r1), (e2, u2, r2)) = (self.parts(), other.parts());
        e1.cmp(&e2)
            .then_with(|| compare_part(u1, u2))
            .then_with(|| compare_part(r1, r2))
            .then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for DebianVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for DebianVersion {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for DebianVersion {}

impl core::hash::Hash for DebianVersion {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// Alternates a run without digits and a run of digits, as `dpkg --compare-versions` does.
fn compare_part(mut a: &str, mut b: &str) -> Ordering {
    while !a.is_empty() || !b.is_empty() {
        let (text_a, rest_a) = split_run(a, |c| !c.is_ascii_digit());
        let (text_b, rest_b) = split_run(b, |c| !c.is_ascii_digit());
        let (number_a, next_a) = split_run(rest_a, |c| c.is_ascii_digit());
        let (number_b, next_b) = split_run(rest_b, |c| c.is_ascii_digit());
        let order = compare_text(text_a, text_b).then_with(|| compare_number(number_a, number_b));
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (next_a, next_b);
    }
    Ordering::Equal
}

fn split_run(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// `~` before the end, the end before letters, letters before everything else.
fn compare_text(a: &str, b: &str) -> Ordering {
    let weight = |c: Option<u8>| match c {
        Some(b'~') => -1,
        None => 0,
        Some(c) if c.is_ascii_alphabetic() => i32::from(c),
        Some(c) => 256 + i32::from(c),
    };
    let longest = a.len().max(b.len());
    (0..longest)
        .map(|i| weight(a.as_bytes().get(i).copied()).cmp(&weight(b.as_bytes().get(i).copied())))
        .find(|order| *order != Ordering::Equal)
        .unwrap_or(Ordering::Equal)
}

fn compare_number(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

impl serde::Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn ordered(versions: &[&str], parse: impl Fn(&str) -> Result<Version, Invalid>) {
        for pair in versions.windows(2) {
            assert!(parse(pair[0]).unwrap() < parse(pair[1]).unwrap(), "{} < {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn semver_order() {
        ordered(&["1.0.0-alpha", "1.0.0-rc.1", "1.0.0", "1.9.0", "1.10.0"], Version::parse_semver);
    }

    #[test]
    fn debian_order() {
        ordered(
            &["1.0~~", "1.0~~a", "1.0~", "1.0", "1.0-1", "1.0-1+b1", "1.0a", "1.0+", "1.9", "1.10", "1:0.1"],
            Version::parse_debian,
        );
    }

    #[test]
    fn text_survives() {
        for text in ["1.2.3-rc.1+build.5", "1:2.30+dfsg~rc1-2+b3"] {
            assert_eq!(Version::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_version() {
        for text in [
            "",
            "latest",
            "one",
            "v1.0",
            "latest!",
            "1..2",
            "1.0 ",
            "é",
            "x:1",
            "1:",
            "-1",
            "1/2",
            &"1".repeat(129),
        ] {
            assert!(Version::parse(text).is_err(), "{text:?} was accepted");
        }
    }
}
