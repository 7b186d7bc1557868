//! How files are called, at the repository and in the client's folder.
//!
//! ```text
//! 4.root.json  timestamp.json  7.snapshot.json  7.targets.json  3.a%2Fb.json     at the repository
//! root.json    timestamp.json  snapshot.json    targets.json    a%2Fb.json       kept
//! ```
//! Names of roles and paths of targets come from outside: everything in them that is not an unreserved
//! character of a URI (RFC 3986, section 2.3) is percent-encoded, so that none leaves its folder.

use alloc::string::String;

use super::Finding;
use crate::model::printable;

/// Longest name of a delegated role in bytes: percent-encoded it is a name that every file system takes.
const MAX_ROLE_BYTES: usize = 80;
/// The names that delegated roles may not have.
const TOP_LEVEL: [&str; 4] = ["root", "timestamp", "snapshot", "targets"];

/// Checks the name of a delegated role.
pub(super) fn check_delegated(role: &str) -> Result<(), Finding> {
    let fits = (1..=MAX_ROLE_BYTES).contains(&role.len());
    let taken = TOP_LEVEL.contains(&role);
    if fits && !taken { Ok(()) } else { Err(Finding::RoleName { name: printable(role) }) }
}

/// The name of a role's file at the repository.
pub(super) fn at_repository(role: &str, version: Option<u64>) -> String {
    let name = encode(role, is_unreserved);
    match version {
        Some(version) => alloc::format!("{version}.{name}.json"),
        None => name + ".json",
    }
}

/// The name of a role's file in the client's folder. No two differ only in case.
pub(super) fn kept(role: &str) -> String {
    encode(role, |c| is_unreserved(c) && !c.is_ascii_uppercase()) + ".json"
}

/// The name of a target's file in the client's folder.
pub(super) fn downloaded(path: &str) -> String {
    match path {
        // These two are names of folders.
        "." | ".." => path.replace('.', "%2E"),
        path => encode(path, is_unreserved),
    }
}

/// Where a target is below the targets' address; with `prefix` its file's name begins with a digest.
pub(super) fn target(path: &str, prefix: Option<&str>) -> String {
    let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
    let folder = encode(folder, |c| is_unreserved(c) || c == b'/');
    let file = encode(file, is_unreserved);
    let slash = if path.contains('/') { "/" } else { "" };
    match prefix {
        Some(prefix) => alloc::format!("{folder}{slash}{prefix}.{file}"),
        None => alloc::format!("{folder}{slash}{file}"),
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn encode(text: &str, plain: impl Fn(u8) -> bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match plain(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&alloc::format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_stay_in_their_folder() {
        assert_eq!(at_repository("targets", Some(7)), "7.targets.json");
        assert_eq!(at_repository("../a?#", None), "..%2Fa%3F%23.json");
        assert_eq!(kept("../A"), "..%2F%41.json");
        assert_eq!(downloaded("a/../b c"), "a%2F..%2Fb%20c");
        assert_eq!(downloaded(".."), "%2E%2E");
    }

    #[test]
    fn a_digest_stands_before_the_last_part_of_a_path() {
        assert_eq!(target("a/b c/d", Some("00")), "a/b%20c/00.d");
        assert_eq!(target("d?", Some("00")), "00.d%3F");
        assert_eq!(target("a/d", None), "a/d");
    }

    #[test]
    fn a_delegated_role_cannot_pass_for_a_top_level_one() {
        assert!(check_delegated("projects").is_ok());
        for role in ["root", "targets", "", &"a".repeat(81)] {
            assert!(matches!(check_delegated(role), Err(Finding::RoleName { .. })), "{role}");
        }
    }
}
