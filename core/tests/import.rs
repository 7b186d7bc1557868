//! Foreign catalogues: what becomes a record, what is repaired, what is refused and how it is named.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ggen_marketplace_core::error::Coded;
use ggen_marketplace_core::import::debian::{Lists, MAX_STANZA_BYTES, Stanza, Stanzas};
use ggen_marketplace_core::import::{ImportError, Imported, MAX_LINE_BYTES, jsonl};
use ggen_marketplace_core::model::{DependencyKind, Level, Record, Version};
use proptest::prelude::*;

const JSONL: &str = include_str!("fixtures/packages.jsonl");
const LIST: &str = include_str!("fixtures/Packages");
const TRANSLATION: &str = include_str!("fixtures/Translation-en");

fn line(text: &str) -> Result<Imported, ImportError> {
    jsonl::record(3, text.as_bytes())
}

fn record(text: &str) -> Record {
    line(text).unwrap_or_else(|error| panic!("{error}")).record
}

fn stanzas(text: &str) -> Vec<Stanza> {
    let mut reader = Stanzas::new();
    let mut out: Vec<Stanza> =
        text.lines().filter_map(|line| reader.push(line.as_bytes()).unwrap()).collect();
    out.extend(reader.finish());
    out
}

fn debian(lists: &[&str], translation: &str) -> Vec<Imported> {
    let mut packages = Lists::new();
    stanzas(translation).iter().for_each(|stanza| packages.translation(stanza));
    for stanza in lists.iter().flat_map(|list| stanzas(list)) {
        packages.package(&stanza).unwrap();
    }
    packages.into_packages().collect()
}

#[track_caller]
fn refused(text: &str, code: &str, message: &str) {
    let error = line(text).expect_err("accepted");
    assert_eq!((error.code(), error.to_string().as_str()), (code, message));
}

#[track_caller]
fn refused_list(text: &str, code: &str, message: &str) {
    let mut reader = Stanzas::new();
    let error = text.lines().find_map(|line| reader.push(line.as_bytes()).err()).expect("accepted");
    assert_eq!((error.code(), error.to_string().as_str()), (code, message));
}

#[track_caller]
fn refused_stanza(text: &str, code: &str, message: &str) {
    let error = Lists::new().package(&stanzas(text)[0]).expect_err("accepted");
    assert_eq!((error.code(), error.to_string().as_str()), (code, message));
}

#[test]
fn both_paths_give_the_same_records() {
    let from_lines: Vec<Record> = JSONL.lines().map(record).collect();
    let from_lists: Vec<Record> = debian(&[LIST], TRANSLATION).into_iter().map(|i| i.record).collect();
    assert_eq!(from_lines.len(), 3);
    assert_eq!(from_lines, from_lists);
}

#[test]
fn a_debian_package_has_all_its_fields() {
    let record = record(JSONL.lines().next().unwrap());
    let m = &record.manifest;
    assert_eq!((m.name.as_str(), m.version.to_string().as_str()), ("alpha-tool", "1:2.0~rc1-3+b1"));
    assert!(matches!(m.version, Version::Debian(_)));
    assert_eq!(m.summary, "does alpha things");
    assert_eq!(m.description, "Alpha is a tool.\n\nIt has two paragraphs.");
    assert_eq!(
        (m.categories.join(" "), m.authors.join(" ")),
        ("utils".into(), "A Person <a@example.org>".into())
    );
    assert_eq!(m.tags, ["role::program", "use::checking"]);
    assert_eq!(m.provides, ["alpha", "alpha-api"]);
    assert_eq!(m.homepage.as_deref(), Some("https://alpha.example.org/"));
    let extra: Vec<String> = m.extra.iter().map(|(key, text)| format!("{key}={text}")).collect();
    assert_eq!(extra, ["architecture=\"amd64\"", "installed_size=28", "priority=\"optional\""]);
    let archive = record.archive.as_ref().unwrap();
    assert_eq!((archive.bytes, archive.digest.hex()), (1234, "ab".repeat(32)));
    assert_eq!(archive.location.as_deref(), Some("pool/main/a/alpha/alpha-tool_2.0_amd64.deb"));
    assert_eq!((record.level, record.leaf, record.is_installable()), (Level::Unsigned, 0, false));
}

#[test]
fn groups_keep_their_order_and_alternatives() {
    let m = record(JSONL.lines().next().unwrap()).manifest;
    let alternative = |r: &ggen_marketplace_core::model::Requirement| match &r.range {
        Some(range) => format!("{} {range}", r.name),
        None => r.name.to_string(),
    };
    let shown: Vec<_> = m
        .dependencies
        .iter()
        .map(|d| (d.kind, d.alternatives.iter().map(alternative).collect::<Vec<_>>().join(" | ")))
        .collect();
    let expected = [
        (DependencyKind::Runtime, "libc6 >= 2.34".to_owned()),
        (DependencyKind::Runtime, "mail-agent | beta-mail << 3".to_owned()),
        (DependencyKind::Recommended, "python3 >= 3.8".to_owned()),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn our_own_fields_are_known() {
    let record = record(
        r#"{"name":"a","version":"1.2.3","description":"One\ntwo","license":"MIT","author":"A","authors":["B"],
            "category":"c","categories":["b"],"keywords":["k"],"repository":"r","downloads":7,"stars":4294967295,
            "digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","bytes":5,
            "filename":"f","tags":null,
            "depends":[[{"name":"b","op":null,"version":null}]],"more":{"x":[1,null]}}"#,
    );
    let m = &record.manifest;
    assert!(matches!(m.version, Version::SemVer(_)));
    assert_eq!((m.summary.as_str(), m.description.as_str()), ("One", "One\ntwo"));
    assert_eq!((m.authors.join(" "), m.categories.join(" ")), ("B A".into(), "b c".into()));
    assert_eq!((m.license.as_deref(), m.repository.as_deref()), (Some("MIT"), Some("r")));
    assert_eq!((record.downloads, record.stars), (7, u32::MAX));
    assert_eq!(m.dependencies[0].alternatives[0].range, None);
    assert_eq!(record.archive.as_ref().map(|a| a.bytes), Some(5));
    assert_eq!(m.extra.get("more").map(String::as_str), Some(r#"{"x":[1,null]}"#));
    assert_eq!(m.extra.len(), 1);
}

#[test]
fn an_archive_that_cannot_be_fetched_stays_extra() {
    let record = record(r#"{"name":"a","version":"1.0.0","summary":"s","size":5,"sha256":"x"}"#);
    assert_eq!(record.archive, None);
    let extra: Vec<String> = record.manifest.extra.into_iter().map(|(key, text)| key + "=" + &text).collect();
    assert_eq!(extra, ["sha256=\"x\"", "size=5"]);
}

#[test]
fn hidden_characters_are_removed_and_reported() {
    let text = r#"{"name":"a","version":"1.0.0","summary":"s\u0007x","tags":["\u202e"],"homepage":"","author":"A\nB"}"#;
    let imported = line(text).unwrap();
    let m = &imported.record.manifest;
    assert_eq!((m.summary.as_str(), m.authors.join("").as_str(), m.tags.len()), ("sx", "A B", 0));
    let report: Vec<String> = imported.repairs.iter().map(ToString::to_string).collect();
    let expected = [
        "line 3: summary: 1 control or invisible characters removed",
        "line 3: authors: 1 control or invisible characters removed",
        "line 3: tags: 1 control or invisible characters removed",
        "line 3: tags: 1 empty items left out",
        "line 3: homepage: empty, left out",
    ];
    assert_eq!(report, expected);
}

#[test]
fn a_missing_field_is_named() {
    refused("{}", "import/missing-field", "line 3: field `name` is missing");
    refused(r#"{"name":"a"}"#, "import/missing-field", "line 3: field `version` is missing");
    refused(r#"{"name":"a","version":"1"}"#, "import/missing-field", "line 3: field `summary` is missing");
    refused(r#"{"name":null}"#, "import/missing-field", "line 3: field `name` is missing");
}

#[test]
fn a_wrong_type_is_named() {
    let wrong = "import/wrong-type";
    refused(r#"{"name":5}"#, wrong, "line 3: field `name`: expected a string, found 5");
    let head = r#""name":"a","version":"1","summary":"s""#;
    let check = |field: &str, message: &str| refused(&format!("{{{head},{field}}}"), wrong, message);
    check(r#""tags":"x""#, "line 3: field `tags`: expected an array of strings, found the string `x`");
    check(r#""tags":[["x"]]"#, "line 3: field `tags[0]`: expected a string, found an array of 1");
    check(
        r#""stars":4294967296"#,
        "line 3: field `stars`: expected a whole number of 32 bits, found 4294967296",
    );
    check(r#""size":1.5"#, "line 3: field `size`: expected a whole number, found 1.5");
    check(
        r#""depends":[{}]"#,
        "line 3: field `depends[0]`: expected an array of alternatives, found an object of 0",
    );
    for alternative in [r#"{"op":">=","name":"b"}"#, r#"{"version":"1"}"#, "{}", r#"{"name":"b","x":1}"#] {
        let error = line(&format!("{{{head},\"recommends\":[[{alternative}]]}}")).expect_err("accepted");
        assert_eq!(error.code(), wrong, "{alternative}");
        assert!(
            error.to_string().contains("field `recommends[0][0]`: expected an object of `name`"),
            "{error}"
        );
    }
}

#[test]
fn a_value_that_breaks_a_rule_is_named() {
    let invalid = "import/invalid-value";
    let code = |text: &str| line(text).expect_err("accepted").code();
    refused(
        r#"{"name":"../etc/passwd"}"#,
        invalid,
        "line 3: field `name`: `../etc/passwd` is not a package name: only ASCII letters, digits and `+ . _ -` are allowed",
    );
    assert_eq!(code(r#"{"name":"a\u202eb"}"#), invalid);
    assert_eq!(code(r#"{"name":"a","version":"latest!"}"#), invalid);
    assert_eq!(code(r#"{"name":"a","version":"1","summary":""}"#), invalid);
    let text = r#"{"name":"a","version":"1","summary":"s","sha256":"f00","size":1,"filename":"f"}"#;
    assert_eq!(code(text), invalid);
    let text = format!(r#"{{"name":"a","version":"1","summary":"{}"}}"#, "x".repeat(1_001));
    refused(&text, invalid, "line 3: field `summary` has 1001 bytes, more than the 1000 allowed");
    let many = vec!["[{\"name\":\"b\"}]"; 4_097].join(",");
    let text = format!(r#"{{"name":"a","version":"1","summary":"s","depends":[{many}]}}"#);
    refused(&text, invalid, "line 3: field `dependencies` has 4097 items, more than the 4096 allowed");
}

#[test]
fn what_is_no_json_object_is_refused() {
    let code = |text: &str| line(text).expect_err("accepted").code();
    let whole = JSONL.lines().next().unwrap();
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        assert_eq!(code(&whole[..end]), "import/not-json", "cut at {end}");
    }
    for text in ["", "null", "[]", "\"a\"", "{} {}", "{\"a\":\"\0\"}", "\u{feff}{}", "{\"a\":1e999}"] {
        assert_eq!(code(text), "import/not-json", "{text:?}");
    }
    assert_eq!(code(&format!("{{\"a\":{}", "[".repeat(500_000))), "import/not-json");
    refused(
        r#"{"name":"a","name":"b"}"#,
        "import/duplicate-field",
        "line 3: field `name` stands twice in one record",
    );
}

#[test]
fn bytes_that_are_no_text_are_named_with_their_offset() {
    let error = jsonl::record(9, b"{\"name\":\"\xc3(\"}").expect_err("accepted");
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("import/not-utf8", "line 9: not UTF-8 at byte 9 of the line")
    );
}

#[test]
fn a_line_of_ten_megabytes_is_refused_without_being_parsed() {
    let not_even_json = vec![0xff; 10_000_000];
    let error = jsonl::record(1, &not_even_json).expect_err("accepted");
    assert_eq!(error.code(), "import/line-too-long");
    assert_eq!(
        error.to_string(),
        format!("line 1: 10000000 bytes in one record, more than the {MAX_LINE_BYTES} allowed")
    );
}

#[test]
fn the_package_listed_last_wins() {
    let list = |version: &str| format!("Package: a\nVersion: {version}\nDescription: d\n\n");
    let imported = debian(&[&list("2"), &(list("3") + &list("1"))], "");
    let versions: Vec<String> = imported.iter().map(|i| i.record.manifest.version.to_string()).collect();
    assert_eq!(versions, ["1"]);
}

#[test]
fn a_list_without_translation_has_its_own_text() {
    let imported = debian(&["Package: a\nVersion: 1\nDescription: short\n long\n .\n more\n"], TRANSLATION);
    let m = &imported[0].record.manifest;
    assert_eq!((m.summary.as_str(), m.description.as_str()), ("short", "long\n\nmore"));
}

#[test]
fn a_bad_line_of_a_list_is_named() {
    let bad = "import/bad-line";
    let expected = "expected `Field: value`, a continuation line or an empty line, found";
    refused_list("Package: a\nnonsense", bad, &format!("line 2: {expected} `nonsense`"));
    refused_list("Package: a\n\n more", bad, &format!("line 3: {expected} ` more`"));
    refused_list("A: 1\nA: 2", "import/duplicate-field", "line 2: field `A` stands twice in one record");
}

#[test]
fn a_bad_stanza_is_named_with_its_first_line() {
    refused_stanza("\n\nVersion: 1", "import/missing-field", "line 3: field `Package` is missing");
    refused_stanza("Package: a", "import/missing-field", "line 1: field `Version` is missing");
    refused_stanza(
        "Package: a\nVersion: 1\nSize: big",
        "import/wrong-type",
        "line 1: field `Size`: expected a whole number, found the string `big`",
    );
    refused_stanza(
        "Package: a\nVersion: 1",
        "import/invalid-value",
        "line 1: field `summary` must not be empty",
    );
}

#[test]
fn a_list_that_is_no_text_is_read_and_reported() {
    let mut reader = Stanzas::new();
    for line in [b"Package: a".as_slice(), b"Version: 1", b"Description: caf\xe9 \x07"] {
        assert_eq!(reader.push(line), Ok(None));
    }
    let mut lists = Lists::new();
    lists.package(&reader.finish().unwrap()).unwrap();
    let imported = lists.into_packages().next().unwrap();
    assert_eq!(imported.record.manifest.summary, "caf\u{fffd} ");
    let report: Vec<String> = imported.repairs.iter().map(ToString::to_string).collect();
    let expected = [
        "line 1: stanza: bytes that are not UTF-8 read as U+FFFD",
        "line 1: summary: 1 control or invisible characters removed",
    ];
    assert_eq!(report, expected);
}

#[test]
fn a_stanza_without_end_is_refused_and_reading_goes_on() {
    let mut reader = Stanzas::new();
    reader.push(b"Package: a").unwrap();
    let error = reader.push(&vec![b' '; MAX_STANZA_BYTES]).expect_err("accepted");
    assert_eq!((error.code(), error.line), ("import/line-too-long", 2));
    assert_eq!(reader.push(b""), Ok(None));
    reader.push(b"Package: b").unwrap();
    assert_eq!(reader.finish().unwrap().get("Package"), Some("b"));
}

proptest! {
    #[test]
    fn no_line_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = jsonl::record(1, &bytes);
        let mut reader = Stanzas::new();
        for line in bytes.split(|b| *b == b'\n') {
            if let Ok(Some(stanza)) = reader.push(line) {
                let _ = Lists::new().package(&stanza);
            }
        }
    }

    #[test]
    fn no_relation_panics(text in "[a-z0-9(),|:<>=\\[\\] .+é-]{0,80}") {
        let stanza = format!("Package: a\nVersion: 1\nDescription: d\nDepends: {text}\nProvides: {text}\n");
        let _ = Lists::new().package(&stanzas(&stanza)[0]);
    }

    #[test]
    fn a_flipped_byte_never_panics(at in 0_usize..1_000, bit in 0_u8..8) {
        let mut bytes = JSONL.lines().next().unwrap().as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        let _ = jsonl::record(1, &bytes);
    }
}
