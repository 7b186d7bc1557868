//! The rules that the compiler does not check.
#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ggen_marketplace_tests::{files, workspace};

/// Which folders of the core each folder may use. Whatever is not here may not be.
fn directions() -> BTreeMap<&'static str, &'static [&'static str]> {
    [
        (
            "error",
            &["model", "trust", "install", "publish", "import", "legacy", "catalog", "search", "query"][..],
        ),
        ("model", &["error", "sort"]),
        ("sort", &[]),
        ("codec", &["sort"]),
        ("graph", &["model", "codec", "sort"]),
        ("text", &["codec", "sort"]),
        ("catalog", &["model", "codec", "graph", "text", "error", "sort"]),
        ("search", &["model", "codec", "graph", "text", "catalog", "error", "sort"]),
        ("query", &["model", "codec", "graph", "catalog", "error", "sort"]),
        ("trust", &["model", "error"]),
        ("install", &["model", "codec", "trust", "error", "sort"]),
        ("publish", &["model", "trust", "install", "import", "error"]),
        ("import", &["model", "error"]),
        ("legacy", &["model", "import", "error"]),
    ]
    .into()
}

fn area(file: &Path) -> String {
    let relative = file.strip_prefix(workspace().join("core/src")).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The areas named by `crate::x` in code, `use` lines and paths alike; comments are left out.
fn uses(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = code.flat_map(|line| line.split("crate::").skip(1).collect::<Vec<_>>());
    names
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("").to_owned())
        .filter(|name| directions().contains_key(name.as_str()))
        .collect()
}

#[test]
fn modules_of_the_core_depend_in_one_direction() {
    for file in files(&workspace().join("core/src"), "rs") {
        let here = area(&file);
        if here == "lib" {
            continue;
        }
        let allowed =
            directions().get(here.as_str()).copied().unwrap_or_else(|| panic!("{here}: not in the list"));
        for used in uses(&fs::read_to_string(&file).unwrap()) {
            assert!(
                used == here || allowed.contains(&used.as_str()),
                "{}: {here} may not use {used}",
                file.display()
            );
        }
    }
}

#[test]
fn a_direction_that_is_not_allowed_is_seen() {
    assert_eq!(uses("use crate::search::Hits;\n// crate::trust\n"), ["search".to_owned()].into());
}

#[test]
fn files_hold_one_idea() {
    const MAX_LINES: usize = 450;
    for folder in ["core/src", "native-cli/src", "wasm/src", "xtask/src"] {
        for file in files(&workspace().join(folder), "rs") {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= MAX_LINES, "{}: {lines} lines, more than {MAX_LINES}", file.display());
        }
    }
}

#[test]
fn modules_open_with_what_they_hold() {
    for folder in ["core/src", "native-cli/src", "wasm/src", "xtask/src"] {
        for file in files(&workspace().join(folder), "rs") {
            let text = fs::read_to_string(&file).unwrap();
            assert!(
                text.starts_with("//!") || text.starts_with("#![doc"),
                "{}: no `//!` line",
                file.display()
            );
        }
    }
}

#[test]
fn nothing_unfinished_is_left_behind() {
    // Spelled in two parts, so that this file does not find itself.
    let banned = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["todo", "!("].concat(),
        ["unimple", "mented!("].concat(),
    ];
    for ending in ["rs", "ts", "tsx", "mjs", "md"] {
        for file in files(&workspace(), ending) {
            let text = fs::read_to_string(&file).unwrap();
            for word in &banned {
                assert!(!text.contains(word.as_str()), "{}: {word}", file.display());
            }
        }
    }
}

#[test]
fn unsafe_code_is_in_one_file() {
    let allowed = "native-cli/src/registry.rs";
    for file in
        files(&workspace(), "rs").into_iter().filter(|file| !file.starts_with(workspace().join("bench")))
    {
        let text = fs::read_to_string(&file).unwrap();
        let found = text.contains(&["unsafe", " {"].concat());
        assert!(!found || file.ends_with(allowed), "{}: unsafe code", file.display());
    }
}
