//! Every form and defect of V1 registries, one small registry each.
#![cfg(feature = "marketplace-v1")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ggen_marketplace_core::error::Coded;
use ggen_marketplace_core::legacy::{self, LegacyRegistry, MAX_MANIFEST_BYTES};
use ggen_marketplace_core::model::{Level, Manifest};
use proptest::prelude::*;

const MANIFEST: &str = "packages/demo/package.toml";
const HEAD: &str = "[package]\nname = \"demo\"\nversion = \"1.0.0\"\ndescription = \"A demo\"\n";
const INDEX: &str = "registry/index.json";
const ENTRY: &str = r#"{"name":"demo","version":"1.0.0","description":"A demo","category":"tools","tags":["a"],
    "keywords":[],"author":null,"license":"MIT","downloads":3,"stars":2,"production_ready":false,
    "dependencies":["other"],"checksum":"00"}"#;

fn read(files: &[(&str, &str)]) -> LegacyRegistry {
    legacy::read(files.iter().map(|(path, text)| (*path, text.as_bytes())))
}

/// The manifest of the one package, and its report.
#[track_caller]
fn one(files: &[(&str, &str)]) -> (Manifest, Vec<String>) {
    let mut registry = read(files);
    assert_eq!(registry.unreadable, []);
    assert_eq!(registry.packages.len(), 1);
    let package = registry.packages.remove(0);
    assert_eq!((package.record.level, package.record.archive), (Level::Unsigned, None));
    (package.record.manifest, package.repairs.iter().map(ToString::to_string).collect())
}

#[track_caller]
fn after_head(more: &str) -> (Manifest, Vec<String>) {
    one(&[(MANIFEST, &format!("{HEAD}{more}"))])
}

#[track_caller]
fn unreadable(files: &[(&str, &str)], code: &str, line: &str) {
    let registry = read(files);
    let found: Vec<_> = registry.unreadable.iter().map(|u| (u.code(), u.to_string())).collect();
    assert_eq!(found, [(code, line.to_owned())]);
}

fn index(entries: &str) -> String {
    format!("{{\"packages\":[{entries}]}}")
}

#[test]
fn a_plain_manifest_needs_no_repair() {
    let (m, report) =
        after_head("author = \"A\"\ncategory = \"tools\"\ntags = [\"t\"]\nkeywords = [\"k\"]\n");
    assert_eq!((m.authors.join(""), m.categories.join("")), ("A".into(), "tools".into()));
    assert_eq!((m.tags.join(""), m.keywords.join(""), m.extra.len()), ("t".into(), "k".into(), 0));
    assert!(report.is_empty(), "{report:?}");
}

#[test]
fn several_authors_and_categories_are_read() {
    let (m, report) = after_head("authors = [\"B\", \"A\"]\ncategories = [\"y\", \"x\"]\n");
    assert_eq!((m.authors.join(" "), m.categories.join(" ")), ("B A".into(), "x y".into()));
    assert!(report.is_empty(), "{report:?}");
}

#[test]
fn lists_in_table_form_are_read() {
    let (m, report) =
        after_head("[package.tags]\ntags = [\"a\", \"b\"]\nmore = 1\n[package.keywords]\nx = 2\n");
    assert_eq!((m.tags.join(" "), m.keywords.len()), ("a b".into(), 0));
    assert_eq!((m.extra["package.tags.more"].as_str(), m.extra["package.keywords.x"].as_str()), ("1", "2"));
    let expected = [
        "packages/demo: package.tags: table form read as the list of its `tags`",
        "packages/demo: package.keywords: expected a list, found a table without a list `keywords`; kept as extra",
    ];
    assert_eq!(report, expected);
}

#[test]
fn the_case_of_a_category_is_dropped_and_kept_as_extra() {
    let (m, report) = after_head("category = \"Enterprise\"\n");
    assert_eq!(
        (m.categories.join(""), m.extra["package.category"].as_str()),
        ("enterprise".into(), "\"Enterprise\"")
    );
    assert_eq!(report, ["packages/demo: package.category: `Enterprise` read as `enterprise`"]);
}

#[test]
fn every_spelling_of_several_categories_is_kept() {
    let (m, _) = after_head("categories = [\"Web\", \"AI\", \"x\"]\n");
    assert_eq!(
        (m.categories.join(" "), m.extra["package.categories"].as_str()),
        ("ai web x".into(), r#"["Web","AI","x"]"#)
    );
}

#[test]
fn lists_of_dashes_are_read() {
    let (m, report) = after_head("[features]\n- \"One (1)\"\n- \"Two\"\n\n[compliance]\nlevel = 1\n");
    assert_eq!(m.extra["features.features"], "[\"One (1)\",\"Two\"]");
    assert_eq!(m.extra["compliance.level"], "1");
    let expected =
        ["packages/demo: features: 2 lines of the form `- item` (YAML) read as the array `features`"];
    assert_eq!(report, expected);
}

#[test]
fn inline_tables_of_several_lines_are_read() {
    let (m, report) =
        after_head("[generation]\nframeworks = {\n  rust = \"axum\",\n  python = \"fastapi\"\n}\n");
    assert_eq!(m.extra["generation.frameworks.rust"], "\"axum\"");
    assert!(report.is_empty(), "{report:?}");
}

#[test]
fn a_line_that_is_no_toml_is_kept_as_text() {
    let (m, report) = after_head("this is prose\nlicense = \"MIT\"\n[x]\ny = 1\n");
    assert_eq!((m.license.as_deref(), m.extra["x.y"].as_str()), (Some("MIT"), "1"));
    assert_eq!(m.extra["unread.package"], "\"this is prose\"");
    assert_eq!(report, ["packages/demo: package: 1 lines are not TOML; kept as text"]);
}

#[test]
fn a_title_as_name_gives_way_to_the_id() {
    let text =
        "[package]\nid = \"io.demo.app\"\nname = \"The Demo!\"\nversion = \"1.0.0\"\ndescription = \"d\"\n";
    let (m, report) = one(&[("packages/io.demo.app/package.toml", text)]);
    assert_eq!((m.name.as_str(), m.extra["package.name"].as_str()), ("io.demo.app", "\"The Demo!\""));
    let expected = [
        "packages/io.demo.app: package.name: `The Demo!` kept as extra; the package is called `io.demo.app`",
    ];
    assert_eq!(report, expected);
}

#[test]
fn a_name_that_is_not_the_directory_is_reported() {
    let (m, report) = one(&[("packages/other/package.toml", HEAD)]);
    assert_eq!(m.name.as_str(), "demo");
    assert_eq!(report, ["packages/other: package.name: `demo` is in the directory `other`"]);
}

#[test]
fn a_short_version_is_completed() {
    let text = HEAD.replace("1.0.0", "v1.2");
    let (m, report) = one(&[(MANIFEST, &text)]);
    assert_eq!(m.version.to_string(), "1.2.0");
    assert_eq!(report, ["packages/demo: version: `v1.2` read as `1.2.0`"]);
}

#[test]
fn unknown_fields_are_kept_under_their_dotted_name() {
    let (m, _) = after_head(
        "edition = \"2021\"\n[package.metadata]\nproduction_ready = true\n[[bin]]\nname = \"x\"\n",
    );
    let extra: Vec<String> = m.extra.iter().map(|(key, text)| format!("{key}={text}")).collect();
    let expected =
        ["bin=[{\"name\":\"x\"}]", "package.edition=\"2021\"", "package.metadata.production_ready=true"];
    assert_eq!(extra, expected);
}

#[test]
fn declared_dependencies_that_do_not_exist_are_reported() {
    let (m, report) = after_head("dependencies = [\"gone@^1.0\"]\n");
    assert_eq!(m.dependencies[0].alternatives[0].range.as_deref(), Some("^1.0"));
    assert_eq!(report, ["packages/demo: dependencies: `gone` is no package of this registry; kept"]);
}

#[test]
fn crates_and_files_in_the_dependency_table_stay_extra() {
    let (m, report) =
        after_head("[dependencies]\nserde = \"1\"\nontology = \"x/y.ttl\"\nrust = { tokio = \"1\" }\n");
    assert!(m.dependencies.is_empty());
    let extra: Vec<String> = m.extra.into_iter().map(|(key, text)| key + "=" + &text).collect();
    let expected =
        ["dependencies.ontology=\"x/y.ttl\"", "dependencies.rust.tokio=\"1\"", "dependencies.serde=\"1\""];
    assert_eq!(extra, expected);
    let expected =
        ["packages/demo: dependencies: no packages of this registry, kept as extra: ontology, rust, serde"];
    assert_eq!(report, expected);
}

#[test]
fn an_index_fills_what_a_manifest_lacks() {
    let index = index(ENTRY);
    let other = HEAD.replace("demo\"", "other\"");
    let registry = read(&[(MANIFEST, HEAD), (INDEX, &index), ("packages/other/package.toml", &other)]);
    let record = &registry.packages[0].record;
    assert_eq!((record.downloads, record.stars), (3, 2));
    assert_eq!(record.manifest.license.as_deref(), Some("MIT"));
    assert_eq!(record.manifest.extra["registry/index.json#checksum"], "\"00\"");
    let report: Vec<String> = registry.packages[0].repairs.iter().map(ToString::to_string).collect();
    let expected = [
        "packages/demo: license: missing; taken from registry/index.json",
        "packages/demo: categories: 1 more taken from registry/index.json",
        "packages/demo: tags: 1 more taken from registry/index.json",
        "packages/demo: dependencies: 1 more taken from registry/index.json",
    ];
    assert_eq!(report, expected);
}

#[test]
fn both_indexes_and_the_manifest_are_merged() {
    let index = index(ENTRY);
    let packages =
        "[[package]]\nname = \"demo\"\nversion = \"0.1.0\"\ndescription = \"Old\"\ntags = [\"a\", \"b\"]\n";
    let registry = read(&[(MANIFEST, HEAD), (INDEX, &index), ("registry/packages.toml", packages)]);
    let package = &registry.packages[0];
    assert_eq!(package.record.manifest.tags, ["a", "b"]);
    assert_eq!(package.record.manifest.extra["registry/packages.toml#version"], "\"0.1.0\"");
    let report: Vec<String> = package.repairs.iter().map(ToString::to_string).collect();
    assert!(
        report.contains(
            &"packages/demo: version: `1.0.0` kept; registry/packages.toml says `0.1.0`".to_owned()
        )
    );
    assert!(report.contains(
        &"packages/demo: description: `A demo` kept; registry/packages.toml says `Old`".to_owned()
    ));
}

#[test]
fn a_directory_without_manifest_is_read_from_package_json() {
    let json = r#"{"name":"demo","version":"1.0.0","description":"d","author":{"name":"A","email":"a@example.org"},
        "repository":{"type":"git","url":"https://example.org"},"dependencies":{"left":"^1"},"private":true}"#;
    let (m, report) = one(&[("packages/demo/package.json", json), ("packages/demo/src/x", "")]);
    assert_eq!(
        (m.authors.join(""), m.repository.as_deref()),
        ("A <a@example.org>".into(), Some("https://example.org"))
    );
    assert_eq!(m.extra["package.json#private"], "true");
    assert_eq!(report[0], "packages/demo: package.toml: missing; package.json read instead");
    assert_eq!(
        report.last().unwrap(),
        "packages/demo: dependencies: no packages of this registry, kept as extra: left"
    );
}

#[test]
fn a_directory_without_manifest_is_read_from_the_index() {
    let entry = ENTRY.replace("\"other\"", "");
    let (m, report) = one(&[("packages/demo/src/x", ""), (INDEX, &index(&entry))]);
    assert_eq!((m.name.as_str(), m.tags.join("")), ("demo", "a".into()));
    assert_eq!(report, ["packages/demo: package.toml: missing; read from the indexes alone"]);
}

#[test]
fn a_package_that_only_an_index_lists_is_read() {
    let entry = ENTRY.replace("\"other\"", "");
    let registry = read(&[(INDEX, &index(&entry))]);
    assert_eq!(registry.packages[0].directory, None);
    let report: Vec<String> = registry.packages[0].repairs.iter().map(ToString::to_string).collect();
    assert_eq!(report, ["registry/index.json: demo: no directory of this name; read from the indexes alone"]);
}

#[test]
fn an_entry_of_a_package_in_another_directory_is_no_second_package() {
    let entry = ENTRY.replace("\"other\"", "");
    let (m, report) = one(&[("packages/elsewhere/package.toml", HEAD), (INDEX, &index(&entry))]);
    assert_eq!((m.name.as_str(), m.tags.join("")), ("demo", "a".into()));
    assert_eq!(report[0], "packages/elsewhere: package.name: `demo` is in the directory `elsewhere`");
}

#[test]
fn directories_that_are_no_package_are_named() {
    unreadable(
        &[("packages/demo/README.md", "")],
        "legacy/no-manifest",
        "packages/demo: no package.toml, no package.json and no entry in an index",
    );
    unreadable(
        &[("packages/group/demo/package.toml", HEAD)],
        "legacy/container",
        "packages/group: no package itself, it holds demo",
    );
}

#[test]
fn a_manifest_that_lacks_what_every_package_has_is_named() {
    let missing = "legacy/missing-field";
    let text = HEAD.replace("version", "v");
    unreadable(&[(MANIFEST, &text)], missing, "packages/demo: no source tells its version");
    let text = HEAD.replace("description", "d");
    unreadable(&[(MANIFEST, &text)], missing, "packages/demo: no source tells its description");
    let text = HEAD.replace("1.0.0", "latest");
    unreadable(
        &[(MANIFEST, &text)],
        "legacy/invalid-value",
        "packages/demo: `latest` is not a version: expected SemVer like `1.2.3` or a Debian version like `1:2.0-3`",
    );
}

#[test]
fn two_directories_of_one_release_are_named() {
    unreadable(
        &[(MANIFEST, HEAD), ("packages/demo2/package.toml", HEAD)],
        "legacy/duplicate",
        "packages/demo2: demo@1.0.0 is read from packages/demo already",
    );
}

#[test]
fn a_bad_index_is_named_and_the_packages_are_read() {
    let expected = "a JSON object with an array `packages`";
    for (text, message) in [
        ("{", format!("registry/index.json: not {expected}: EOF while parsing an object at line 1 column 1")),
        ("{}", format!("registry/index.json: not {expected}: no array of that name")),
    ] {
        unreadable(&[(MANIFEST, HEAD), (INDEX, text)], "legacy/not-readable", &message);
        assert_eq!(read(&[(MANIFEST, HEAD), (INDEX, text)]).packages.len(), 1);
    }
    let text = index("{\"version\":\"1\"}");
    unreadable(&[(INDEX, &text)], "legacy/missing-field", "registry/index.json: no source tells its name");
    let deep = format!("{{\"packages\":{}", "[".repeat(100_000));
    assert_eq!(read(&[(INDEX, &deep)]).unreadable[0].code(), "legacy/not-readable");
}

#[test]
fn hostile_manifests_are_named() {
    let code = |bytes: &[u8]| legacy::read([(MANIFEST, bytes)]).unreadable[0].code();
    assert_eq!(code(b"[package]\nname = \"\xff\""), "legacy/not-utf8");
    assert_eq!(code(&vec![b' '; MAX_MANIFEST_BYTES + 1]), "legacy/too-large");
    assert_eq!(code(b"\0\0\0"), "legacy/not-readable");
    assert_eq!(code("x = [".repeat(20_000).as_bytes()), "legacy/not-readable");
    assert_eq!(code(format!("x = {}", "{a.b.c=".repeat(20_000)).as_bytes()), "legacy/not-readable");
}

#[test]
fn hidden_characters_are_removed_and_reported() {
    let (m, report) = after_head("author = \"evil\\u202e\\u0007\"\n\"key\\u202e\" = 1\n");
    assert_eq!(m.authors, ["evil"]);
    assert!(report.iter().all(|line| line.chars().all(|c| !c.is_control() && c != '\u{202e}')), "{report:?}");
    assert!(report.contains(&"packages/demo: authors: 2 control or invisible characters removed".to_owned()));
}

#[test]
fn a_cut_manifest_is_read_or_named_at_every_length() {
    let whole = format!("{HEAD}[features]\n- \"One\"\n[x]\ny = {{\n a = 1\n}}\n");
    for end in 0..whole.len() {
        let registry = read(&[(MANIFEST, &whole[..end])]);
        assert_eq!(registry.packages.len() + registry.unreadable.len(), 1, "cut at {end}");
    }
}

proptest! {
    #[test]
    fn no_manifest_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = legacy::read([(MANIFEST, bytes.as_slice()), (INDEX, bytes.as_slice())]);
    }

    #[test]
    fn no_line_after_a_good_head_panics(text in "[\\[\\]{}=.,\"'#a-z0-9 \\n\u{202e}é-]{0,200}") {
        let manifest = format!("{HEAD}{text}");
        let registry = read(&[(MANIFEST, &manifest)]);
        prop_assert_eq!(registry.packages.len() + registry.unreadable.len(), 1);
    }

    #[test]
    fn no_path_panics(path in "[a-z./\\\\]{0,30}") {
        let _ = legacy::read([(path.as_str(), b"".as_slice()), (MANIFEST, HEAD.as_bytes())]);
    }
}
