//! A registry on disk: damage is named, writers at once lose nothing, and a dead writer changes nothing.

use std::process::Stdio;

use crate::sandbox::Sandbox;

#[test]
fn init_makes_an_empty_registry_once() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.ggen("init --registry here").ok().json()["created"], true);
    let before = sandbox.tree("here");
    assert_eq!(sandbox.ggen("init --registry here").ok().json()["created"], false);
    assert_eq!(sandbox.tree("here"), before);
    assert_eq!(sandbox.ggen("list --registry here").ok().json()["total"], 0);
    assert_eq!(sandbox.ggen("search x --registry here").ok().json()["total"], 0);
}

/// A registry with one segment, and the path of that segment.
fn one_segment() -> (Sandbox, String) {
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", r#"{"name":"a","version":"1.0.0","summary":"one"}"#);
    sandbox.ggen("import --from jsonl a.jsonl").ok();
    let segment = sandbox.find("home/registry", "blob/");
    (sandbox, segment)
}

#[track_caller]
fn damaged(change: impl Fn(&mut Vec<u8>), code: &str) {
    let (sandbox, segment) = one_segment();
    let mut bytes = sandbox.read(&segment);
    change(&mut bytes);
    sandbox.write(&segment, bytes);
    for command in ["search a", "list", "info a", "versions a"] {
        let error = sandbox.refused(command, 1, code).error();
        let name = segment.rsplit('/').next().unwrap();
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
    }
}

#[test]
fn a_damaged_segment_is_named() {
    damaged(|bytes| bytes.truncate(bytes.len() / 2), "catalog/truncated");
    damaged(|bytes| bytes.push(0), "catalog/truncated");
    damaged(|bytes| bytes.clear(), "catalog/truncated");
    damaged(|bytes| bytes[0] ^= 1, "catalog/not-a-segment");
    damaged(|bytes| bytes[8] ^= 2, "catalog/unknown-version");
}

#[test]
fn verify_reads_a_segment_to_its_last_byte() {
    let (sandbox, segment) = one_segment();
    let good = sandbox.read(&segment);
    sandbox.ggen("verify a").ok();
    for at in (0..good.len()).step_by(97) {
        sandbox.write(&segment, &good);
        sandbox.flip(&segment, at);
        let ran = sandbox.ggen("verify a --format json");
        assert_eq!(ran.code, 1, "byte {at}: {ran:?}");
        assert!(ran.error()["code"].as_str().unwrap().starts_with("catalog/"), "byte {at}: {ran:?}");
    }
}

#[test]
fn a_flipped_bit_in_a_segment_is_never_an_answer_in_silence() {
    let (sandbox, segment) = one_segment();
    let (good, answer) = (sandbox.read(&segment), sandbox.ggen("info a").ok().stdout);
    for at in (0..good.len()).step_by(211) {
        sandbox.write(&segment, &good);
        sandbox.flip(&segment, at);
        let ran = sandbox.ggen("info a --format json");
        let told = ran.code == 1 && ran.error()["code"].as_str().unwrap().starts_with("catalog/");
        assert!(told || ran.stdout == answer, "byte {at}: {ran:?}");
    }
}

#[test]
fn a_damaged_list_is_named() {
    let (sandbox, segment) = one_segment();
    let list = sandbox.text("home/registry/catalog.nq");
    for bad in ["", "hello\n", &list.replace("/v1", "/v2"), &list[..list.len() - 1], &list.repeat(2)] {
        sandbox.write("home/registry/catalog.nq", bad);
        let error = sandbox.refused("search a", 1, "catalog/malformed-list").error();
        assert!(error["message"].as_str().unwrap().contains("catalog.nq"), "{error}");
    }
    sandbox.write("home/registry/catalog.nq", "x".repeat(1 << 20));
    sandbox.refused("search a", 1, "cli/too-large");
    sandbox.write("home/registry/catalog.nq", list);
    std::fs::remove_file(sandbox.path(&segment)).unwrap();
    sandbox.refused("search a", 1, "registry/file-missing");
}

#[test]
fn writers_at_once_lose_nothing() {
    let sandbox = Sandbox::new();
    let names: Vec<_> = (0..6).map(|n| format!("p{n}")).collect();
    names.iter().for_each(|name| sandbox.package(name, name, "1.0.0"));
    let spawn = |name: &String| sandbox.command(&["publish", name]).stdout(Stdio::null()).spawn().unwrap();
    let children: Vec<_> = names.iter().map(spawn).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(sandbox.ggen("list").ok().names(), names);
    let leaf = |name: &String| sandbox.ggen(&format!("info {name}")).ok().json()["leaf"].as_u64().unwrap();
    let mut leaves: Vec<_> = names.iter().map(leaf).collect();
    leaves.sort_unstable();
    assert_eq!(leaves, [0, 1, 2, 3, 4, 5]);
    for name in &names {
        sandbox.ggen(&format!("verify {name}")).ok();
    }
}

#[test]
fn a_writer_that_died_before_the_pointer_changed_nothing() {
    let sandbox = Sandbox::with_published_demo();
    let list = sandbox.read("home/registry/catalog.nq");
    sandbox.demo("2.0.0");
    sandbox.ggen("publish demo --sign --key private.pem").ok();
    // Everything of the second release is there but the pointer to it.
    sandbox.write("home/registry/catalog.nq", list);
    assert_eq!(sandbox.ggen("versions demo").ok().json()["total"], 1);
    sandbox.ggen("verify demo").ok();
    // The next writer writes over what nobody refers to.
    sandbox.write("demo/README.md", "another second release");
    sandbox.ggen("publish demo --sign --key private.pem").ok();
    assert_eq!(sandbox.ggen("versions demo").ok().json()["total"], 2);
    for subject in ["demo@1.0.0", "demo@2.0.0"] {
        sandbox.ggen(&format!("verify {subject}")).ok();
    }
    sandbox.ggen("install demo --target out").ok();
    assert_eq!(sandbox.text("out/demo/README.md"), "another second release");
}

#[test]
fn a_registry_takes_more_releases_than_a_list_has_segments() {
    let sandbox = Sandbox::new();
    for n in 0..140 {
        let line =
            format!(r#"{{"name":"p{n:03}","version":"1.0.0","summary":"number {n}","tags":["t{n}"]}}"#);
        sandbox.write("one.jsonl", line);
        sandbox.ggen("import --from jsonl one.jsonl").ok();
    }
    assert_eq!(sandbox.ggen("list").ok().json()["total"], 140);
    assert_eq!(sandbox.ggen("info p007").ok().json()["tags"], serde_json::json!(["t7"]));
    sandbox.ggen("verify p000").ok();
}

const RICH: &str = r#"{"name":"rich","version":"1:2.0-3","architecture":"amd64","summary":"s","description":"d\n\ne","maintainer":"M <m@example.org>","section":"net","tags":["a::b"],"keywords":["k"],"license":"MIT","homepage":"https://example.org/","repository":"https://example.org/r","provides":["p"],"depends":[[{"name":"x","op":">=","version":"1.0"},{"name":"y"}]],"recommends":[[{"name":"z"}]],"size":5,"sha256":"0000000000000000000000000000000000000000000000000000000000000000","filename":"pool/r.deb","downloads":7,"stars":3,"priority":"optional"}"#;

#[test]
fn merging_segments_changes_no_release() {
    let sandbox = Sandbox::new();
    sandbox.write("rich.jsonl", RICH);
    sandbox.ggen("import --from jsonl rich.jsonl").ok();
    let before = sandbox.ggen("info rich").ok().stdout;
    let segment = sandbox.find("home/registry", "blob/");
    sandbox.write("other.jsonl", r#"{"name":"other","version":"1.0.0","summary":"two"}"#);
    sandbox.ggen("import --from jsonl other.jsonl").ok();
    assert_eq!(sandbox.text("home/registry/catalog.nq").matches("segments/0000").count(), 3);
    assert!(!sandbox.text("home/registry/catalog.nq").contains("segments/0001"), "they were merged");
    assert_eq!(sandbox.ggen("info rich").ok().stdout, before);
    sandbox.ggen("verify rich").ok();
    // Whoever has the old list can still read it.
    assert!(sandbox.exists(&segment));
}

#[test]
fn a_registry_without_its_segment_is_incomplete() {
    let sandbox = Sandbox::with_published_demo();
    std::fs::remove_dir_all(sandbox.path("home/registry/blob")).unwrap();
    let error = sandbox.refused("search demo", 1, "registry/file-missing").error();
    assert!(error["message"].as_str().unwrap().starts_with("the registry is incomplete: "), "{error}");
}

#[test]
fn a_registry_without_an_archive_or_a_statement_is_incomplete() {
    for part in ["release.nq", "blob"] {
        let sandbox = Sandbox::with_published_demo();
        let digest = sandbox.ggen("info demo").ok().json()["digest"].as_str().unwrap().replace("sha256:", "");
        let part = if part == "blob" { digest } else { part.to_owned() };
        std::fs::remove_file(sandbox.path(&sandbox.find("home/registry", &part))).unwrap();
        sandbox.refused("install demo --target out", 1, "registry/file-missing");
        sandbox.refused("verify demo", 1, "registry/file-missing");
    }
}
