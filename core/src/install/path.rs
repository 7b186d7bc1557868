//! Which paths an archive may hold: those that name the same file on every system.
//!
//! Relative, `/` between components, printable ASCII without `\ : * ? " < > |`. A component is not empty,
//! not `.` or `..`, begins with no space, ends in no dot and no space, and is no device name of Windows.
//! Names outside ASCII are refused: without them, Unicode normalisation and full case folding have nothing
//! to do, and two paths are one file on some system exactly when they are equal in lower case.

use crate::model::is_windows_device;

/// Longest path, in bytes: what a ustar header holds.
pub(super) const MAX_BYTES: usize = 255;
/// Longest component, in bytes.
const MAX_COMPONENT_BYTES: usize = 255;
/// Most components.
const MAX_DEPTH: usize = 32;
/// Beginning of names at the top that the installer keeps for itself (a package that brings the
/// installer's own markers could pass for installed: CVE-2022-36113).
const RESERVED: &str = ".ggen-";

/// Whether `path` may stand in an archive, or the rule that it breaks.
pub(super) fn check(path: &str) -> Result<(), &'static str> {
    if path.len() > MAX_BYTES {
        return Err("at most 255 bytes");
    }
    if path.split('/').count() > MAX_DEPTH {
        return Err("at most 32 components");
    }
    if path.get(..RESERVED.len()).is_some_and(|start| start.eq_ignore_ascii_case(RESERVED)) {
        return Err("no name that begins with `.ggen-`, which is kept for the installer");
    }
    path.split('/').try_for_each(check_component)
}

fn check_component(component: &str) -> Result<(), &'static str> {
    let portable = |b: u8| {
        matches!(b, b' '..=b'~') && !matches!(b, b'\\' | b':' | b'*' | b'?' | b'"' | b'<' | b'>' | b'|')
    };
    if component.is_empty() {
        return Err("a relative path without empty components");
    }
    if component.len() > MAX_COMPONENT_BYTES {
        return Err("components of at most 255 bytes");
    }
    if matches!(component, "." | "..") {
        return Err("no component `.` or `..`");
    }
    if !component.bytes().all(portable) {
        return Err("printable ASCII without any of \\ : * ? \" < > |");
    }
    if component.starts_with(' ') || component.ends_with([' ', '.']) {
        return Err("no component that begins with a space or ends in a space or dot");
    }
    // Windows drops spaces before the dot: `con .txt` is the console too.
    if is_windows_device(component) || is_windows_device(&component.replace(' ', "")) {
        return Err("no device name of Windows");
    }
    Ok(())
}

/// What two paths share when they are one file on a system that does not tell case apart.
pub(super) fn folded(path: &str) -> alloc::string::String {
    path.to_ascii_lowercase()
}

/// The folders above `path`, outermost first.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn ordinary_paths_are_allowed() {
        for path in
            ["a", "a/b.txt", ".gitignore", "src/lib.rs", "with space/x", "@scope/a+b~1", "COM10", "a.ggen-b"]
        {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn paths_that_mean_something_else_somewhere_are_refused() {
        for path in [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "a/../b",
            "./a",
            "a/.",
            "a\\b",
            "c:a",
            "a:b",
            "con",
            "a/NUL.txt",
            "con .txt",
            "lpt1",
            "a.",
            "a ",
            " a",
            "a./b",
            "a\u{0}b",
            "a\nb",
            "a\u{7f}",
            "é",
            "ｃon",
            "a*",
            "a?",
            "a|b",
            "a<b",
            "a\"",
            ".ggen-installed",
            ".GGEN-x",
        ] {
            assert!(check(path).is_err(), "{path:?} was allowed");
        }
        assert!(check(&("a/".repeat(32) + "a")).is_err());
        assert!(check(&"a".repeat(256)).is_err());
    }

    #[test]
    fn ancestors_are_outermost_first() {
        assert_eq!(ancestors("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(ancestors("a").count(), 0);
    }
}
