//! `package.toml` as publish reads it: what is understood, and how each mistake is shown.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ggen_marketplace_core::error::Coded;
use ggen_marketplace_core::model::{DependencyKind, Manifest};
use ggen_marketplace_core::publish::manifest::{MAX_BYTES, ManifestError, parse};
use proptest::prelude::*;

const HEAD: &str = "[package]\nname = \"demo\"\nversion = \"1.0.0\"\ndescription = \"A demo\"\n";

fn read(text: &str) -> Manifest {
    parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn refusal(text: &str) -> ManifestError {
    parse(text.as_bytes()).expect_err("accepted")
}

/// `text` is refused with this code and this line.
#[track_caller]
fn refused(text: &str, code: &str, message: &str) {
    let error = refusal(text);
    assert_eq!((error.code(), error.to_string().as_str()), (code, message));
}

#[track_caller]
fn refused_after_head(text: &str, code: &str, message: &str) {
    refused(&format!("{HEAD}{text}"), code, message);
}

/// `text` breaks a rule of the model at this line and column.
#[track_caller]
fn invalid_at(text: &str, line: usize, column: usize) {
    let error = refusal(text);
    assert_eq!((error.code(), error.line, error.column), ("manifest/invalid-value", line, column), "{error}");
}

#[test]
fn every_field_is_read() {
    let m = read(
        r#"
        [package]
        name = "@acme/demo"
        version = "1.2.3-rc.1"
        summary = "One line"
        description = "Two\nlines"
        authors = ["B", "A <a@example.org>"]
        license = "MIT"
        categories = ["tools"]
        tags = ["x", "a", "x"]
        keywords = ["k"]
        homepage = "https://example.org"
        repository = "https://example.org/git"
        provides = ["demo-api"]
        [dependencies]
        "@acme/base" = "^1.2"
        any = "*"
        maybe = { version = ">=1, <3", optional = true }
        [dev-dependencies]
        bench = { version = "~1.2.3" }
        "#,
    );
    assert_eq!((m.name.as_str(), m.version.to_string().as_str()), ("@acme/demo", "1.2.3-rc.1"));
    assert_eq!((m.summary.as_str(), m.description.as_str()), ("One line", "Two\nlines"));
    assert_eq!((m.authors.join(", "), m.tags.join(", ")), ("B, A <a@example.org>".into(), "a, x".into()));
    assert_eq!((m.categories, m.keywords), (vec!["tools".to_owned()], vec!["k".to_owned()]));
    assert_eq!((m.provides, m.license), (vec!["demo-api".to_owned()], Some("MIT".to_owned())));
    assert_eq!(m.homepage.as_deref(), Some("https://example.org"));
    assert_eq!(m.repository.as_deref(), Some("https://example.org/git"));
    assert!(m.extra.is_empty());
    let first = m.dependencies.iter().map(|d| (d.kind, &d.alternatives[0]));
    let shown: Vec<_> = first.map(|(kind, r)| (kind, r.name.as_str(), r.range.as_deref())).collect();
    let expected = [
        (DependencyKind::Runtime, "@acme/base", Some("^1.2")),
        (DependencyKind::Runtime, "any", None),
        (DependencyKind::Recommended, "maybe", Some(">=1, <3")),
        (DependencyKind::Development, "bench", Some("~1.2.3")),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn one_author_and_one_category_may_be_plain_strings() {
    let m = read(&format!("{HEAD}author = \"A\"\ncategory = \"tools\"\n"));
    assert_eq!((m.authors, m.categories), (vec!["A".to_owned()], vec!["tools".to_owned()]));
}

#[test]
fn a_description_of_several_lines_has_its_first_as_summary() {
    let m = read("[package]\nname = \"demo\"\nversion = \"1.0.0\"\ndescription = \"One\\ntwo\"\n");
    assert_eq!((m.summary.as_str(), m.description.as_str()), ("One", "One\ntwo"));
}

#[test]
fn unknown_keys_are_kept_as_json() {
    let more = "edition = 2\n[package.metadata]\nx = [1.5, true]\n[features]\n\"a.b\" = \"é\"\n";
    let m = read(&format!("{HEAD}{more}"));
    let extra: Vec<String> = m.extra.iter().map(|(key, text)| format!("{key} {text}")).collect();
    assert_eq!(extra, ["features.\"a.b\" \"é\"", "package.edition 2", "package.metadata.x [1.5,true]"]);
}

#[test]
fn a_missing_field_is_named() {
    let missing = "manifest/missing-field";
    refused("", missing, "line 1, column 1: `package` is missing");
    refused("[package]\n", missing, "line 1, column 1: `package.name` is missing");
    refused("\n[package]\nname = \"a\"\n", missing, "line 2, column 1: `package.version` is missing");
    let no_description = "[package]\nname = \"a\"\nversion = \"1.0.0\"\n";
    refused(no_description, missing, "line 1, column 1: `package.description` is missing");
}

#[test]
fn a_wrong_type_is_named_with_its_place() {
    let wrong = "manifest/wrong-type";
    refused("package = 5", wrong, "line 1, column 11: `package`: expected a table, found 5");
    refused("[package]\nname = 5", wrong, "line 2, column 8: `package.name`: expected a string, found 5");
    refused_after_head(
        "tags = [\"a\", [\"b\"]]",
        wrong,
        "line 5, column 14: `package.tags[1]`: expected a string, found an array of 1",
    );
    refused_after_head(
        "tags = \"a\"",
        wrong,
        "line 5, column 8: `package.tags`: expected an array of strings, found the string `a`",
    );
}

#[test]
fn a_dependency_that_is_no_range_is_refused() {
    let wrong = "manifest/wrong-type";
    refused_after_head(
        "[dependencies]\na = { git = \"x\" }",
        wrong,
        "line 6, column 5: `dependencies.a`: expected a range such as \"^1.2\", or a table of `version` and \
         `optional`, found an object of 1",
    );
    refused_after_head(
        "[dependencies]\na = \"latest\"",
        wrong,
        "line 6, column 5: `dependencies.a`: expected a range of versions such as `^1.2`, `~1.2.3`, `>=1, <3` or \
         `*`, found the string `latest`",
    );
    refused_after_head(
        "[dependencies]\na = { version = \"1\", optional = 1 }",
        wrong,
        "line 6, column 33: `dependencies.a.optional`: expected true or false, found 1",
    );
}

#[test]
fn a_name_that_is_a_path_is_refused() {
    refused(
        "[package]\nname = \"../up\"\nversion = \"1.0.0\"",
        "manifest/invalid-value",
        "line 2, column 8: `package.name`: `../up` is not a package name: only ASCII letters, digits and \
         `+ . _ -` are allowed",
    );
}

#[test]
fn a_broken_rule_has_its_place() {
    invalid_at("[package]\nname = \"a\"\nversion = \"1.0\"\ndescription = \"d\"", 3, 11);
    invalid_at(&format!("{HEAD}authors = [\"evil\\u202e\"]"), 5, 11);
    invalid_at(&format!("{HEAD}author = \"evil\\u202e\""), 5, 10);
    invalid_at("[package]\nname = \"a\"\nversion = \"1.0.0\"\ndescription = \"a\\u0007b\"", 4, 15);
    invalid_at(&format!("{HEAD}[dependencies]\n\"a b\" = \"1\""), 6, 1);
}

#[test]
fn two_spellings_of_one_field_are_refused() {
    refused_after_head(
        "author = \"A\"\nauthors = [\"B\"]",
        "manifest/both-spellings",
        "line 5, column 10: `package.author` and `package.authors` are two spellings of one field: use one of them",
    );
}

#[test]
fn bad_toml_shows_the_line_with_a_caret() {
    let error = refusal(&format!("{HEAD}[features]\n- \"text\"\n"));
    assert_eq!((error.code(), error.line), ("manifest/not-toml", 6));
    let error = refusal("[package]\nname = 5\n");
    assert_eq!(error.snippet(), "  |\n2 | name = 5\n  |        ^");
}

#[test]
fn a_snippet_of_hostile_text_is_printable_and_short() {
    let hidden = refusal("[package]\n\"\u{202e}é\" = 1\nname = \"a\" \u{1b}[31m");
    assert!(!hidden.snippet().contains('\u{1b}'), "{}", hidden.snippet());
    let long = refusal(&format!("x = [{} oops]", "1,".repeat(10_000)));
    assert!(long.snippet().lines().all(|line| line.chars().count() < 160), "{}", long.snippet());
}

#[test]
fn duplicate_keys_are_refused() {
    let error = refusal(&format!("{HEAD}name = \"twice\"\n"));
    assert_eq!((error.code(), error.line), ("manifest/not-toml", 5));
}

#[test]
fn what_is_no_text_or_too_long_is_refused_before_parsing() {
    let error = parse(b"[package]\nname = \"\xff\"").expect_err("accepted");
    assert_eq!((error.code(), error.line, error.column), ("manifest/not-utf8", 2, 9));
    assert_eq!(refusal(&" ".repeat(MAX_BYTES + 1)).code(), "manifest/too-large");
    assert_eq!(refusal("a\0b").code(), "manifest/not-toml");
}

#[test]
fn nesting_without_end_is_refused() {
    for text in [
        "[".repeat(100_000),
        format!("x = {}", "[".repeat(100_000)),
        format!("x = {}", "{a=".repeat(50_000)),
        vec!["a"; 50_000].join(".") + " = 1",
    ] {
        assert_eq!(refusal(&text).code(), "manifest/not-toml");
    }
}

/// Dotted keys inside inline tables multiply the two bounds of the TOML parser.
#[test]
fn the_deepest_nesting_that_toml_allows_does_not_exhaust_the_stack() {
    let dotted = vec!["a"; 79].join(".");
    let inline = (0..78).fold("1".to_owned(), |inner, _| format!("{{{dotted}={inner}}}"));
    assert_eq!(refusal(&format!("{HEAD}[{dotted}]\n{dotted} = {inline}\n")).code(), "manifest/not-toml");
}

#[test]
fn huge_lists_are_refused() {
    let items: String = (0..5_000).map(|i| format!("'{i}',")).collect();
    invalid_at(&format!("{HEAD}tags = [{items}]"), 5, 8);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&bytes).map_err(|error| (error.to_string(), error.snippet()));
    }

    #[test]
    fn no_line_after_a_good_head_panics(text in "[\\[\\]{}=.,\"'a-z0-9 \\n\u{202e}é-]{0,200}") {
        let _ = parse(format!("{HEAD}{text}").as_bytes()).map_err(|error| (error.to_string(), error.snippet()));
    }
}
