//! What is prepared and sealed, and what is not.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

mod chain;
mod logged;

use super::*;
use crate::error::Coded as _;
use crate::install::Limits;
use crate::model::{Level, Manifest, PackageName, Version};
use crate::trust::{SecretKey, Timestamp};

fn manifest() -> Manifest {
    let name = PackageName::parse("demo").unwrap();
    Manifest::new(name, Version::parse_semver("1.0.0").unwrap(), "A demo".into())
}

fn source(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.into(), bytes: text.into(), executable: path.starts_with("bin/") }
}

fn files() -> Vec<SourceFile> {
    vec![
        source("package.toml", "name"),
        source("bin/run", "#!"),
        source("README.md", "Read"),
        source(".env", "k"),
    ]
}

fn options(key: Option<&SecretKey>) -> Options {
    Options {
        created: Timestamp::from_unix(1_800_000_000).unwrap(),
        previous: None,
        publisher: key.map(|key| key.public().unwrap()),
        limits: Limits::default(),
    }
}

fn key() -> SecretKey {
    SecretKey::from_seed([5; 32])
}

fn prepared(key: Option<&SecretKey>) -> Prepared {
    prepare(manifest(), b"name".to_vec(), files(), options(key)).unwrap()
}

#[test]
fn the_same_files_give_the_same_bytes_in_any_order() {
    let mut shuffled = files();
    shuffled.reverse();
    let again = prepare(manifest(), b"name".to_vec(), shuffled, options(None)).unwrap();
    assert_eq!(again.archive(), prepared(None).archive());
    assert_eq!(again.statement(), prepared(None).statement());
}

/// Promised to every machine and every later version: installed trees are checked against such hashes.
#[test]
fn the_tree_of_the_demo_has_the_known_hash() {
    let known = "8fd7ce578c1e20d1f9021f84fb5415f1a782b500bfcf500fd11e9651003bcdcb";
    assert_eq!(prepared(None).release().tree.hex(), known);
}

#[test]
fn files_are_written_blob_first_and_statement_last() {
    let prepared = prepared(Some(&key()));
    let signature = key().sign(prepared.statement());
    let blob = crate::trust::layout::blob(&prepared.release().archive);
    let key_file = crate::trust::layout::key(&key().public().unwrap().key_id());
    let sealed = seal(prepared, Some(&signature), 7).unwrap();
    let paths: Vec<_> = sealed.writes.iter().map(|(path, _)| path.as_str()).collect();
    let dir = "pkg/_/demo/1.0.0";
    let expected = ["release.sig", "release.nq"].map(|name| alloc::format!("{dir}/{name}"));
    let expected: Vec<&str> =
        [blob.as_str(), &key_file].into_iter().chain(expected.iter().map(String::as_str)).collect();
    assert_eq!(paths, expected);
    assert_eq!((sealed.record.level, sealed.record.leaf), (Level::Signed, 7));
    assert!(sealed.record.is_installable());
}

#[track_caller]
fn not_sealed(key: Option<&SecretKey>, signature: Option<&crate::trust::Signature>, code: &str) {
    assert_eq!(seal(prepared(key), signature, 0).unwrap_err().code(), code);
}

#[test]
fn a_release_whose_signature_does_not_verify_is_not_sealed() {
    let (key, other) = (key(), SecretKey::from_seed([6; 32]));
    let statement = prepared(Some(&key)).statement().to_vec();
    not_sealed(Some(&key), Some(&other.sign(&statement)), "signature/invalid");
    not_sealed(Some(&key), Some(&key.sign(b"something else")), "signature/invalid");
    not_sealed(Some(&key), None, "verify/signature-missing");
    not_sealed(None, Some(&key.sign(&statement)), "verify/signature-unexpected");
}

#[track_caller]
fn not_prepared(manifest: Manifest, files: Vec<SourceFile>, code: &str) {
    let error = prepare(manifest, b"name".to_vec(), files, options(None)).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
}

#[test]
fn what_cannot_be_installed_is_not_prepared() {
    let with = |file: SourceFile| [files(), vec![file]].concat();
    not_prepared(manifest(), with(source("../a", "x")), "archive/bad-path");
    not_prepared(manifest(), with(source("readme.MD", "x")), "archive/collision");
    not_prepared(manifest(), with(source(&"a".repeat(120), "x")), "archive/bad-path");
    not_prepared(manifest(), vec![], "archive/empty");
    not_prepared(manifest(), vec![source("a", "x")], "publish/manifest-not-packed");
    let debian = Manifest { version: Version::parse_debian("1.0-1").unwrap(), ..manifest() };
    not_prepared(debian, files(), "publish/not-semver");
    let hostile = Manifest { summary: "two\nlines".into(), ..manifest() };
    not_prepared(hostile, files(), "model/invalid-text");
}

#[test]
fn a_release_that_says_too_much_is_not_prepared() {
    use crate::model::{Dependency, DependencyKind, Requirement};
    let requirement = Requirement { name: PackageName::parse("lib").unwrap(), range: Some("^1".into()) };
    let dependency = Dependency { kind: DependencyKind::Runtime, alternatives: vec![requirement] };
    let many = Manifest { dependencies: vec![dependency; 300], ..manifest() };
    not_prepared(many, files(), "publish/statement-too-long");
}

#[test]
fn secrets_are_left_out_and_reported() {
    let excluded: Vec<_> = prepared(None).excluded().to_vec();
    assert_eq!(excluded, [Excluded { path: ".env".into(), reason: "secrets of an environment" }]);
}
