//! Hints: a command in one runs as it is printed.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The command in backquotes that a hint begins with.
#[track_caller]
fn hinted(error: &Value) -> String {
    let help = error["help"].as_str().unwrap_or_else(|| panic!("no hint: {error}"));
    help.split('`').nth(1).unwrap_or_else(|| panic!("no command: {help}")).to_owned()
}

#[test]
fn a_hint_names_the_registry_that_was_named() {
    let sandbox = Sandbox::new();
    let missing = sandbox.refused("search x --registry r", 1, "registry/none").error();
    assert_eq!(hinted(&missing), "ggen marketplace init --registry 'r'");
    sandbox.ggen("init --registry r").ok();
    let empty = sandbox.run(&["search", "", "--registry", "r", "--json"]).error();
    assert_eq!(hinted(&empty), "ggen marketplace search --all --registry 'r'");
    let unknown = sandbox.refused("info x --registry r", 1, "registry/unknown-package").error();
    assert_eq!(hinted(&unknown), "ggen marketplace search x --registry 'r'");
}

#[test]
fn a_refused_package_can_be_explained() {
    let sandbox = Sandbox::with_demo();
    sandbox.ggen("publish demo --sign --key private.pem --registry r").ok();
    sandbox.flip("r/pkg/_/demo/1.0.0/release.sig", 0);
    let verify = "ggen marketplace verify demo@1.0.0 --explain --registry 'r'";
    for command in ["verify demo", "install demo --target out"] {
        let error = sandbox.refused(&format!("{command} --registry r"), 3, "signature/invalid").error();
        assert_eq!(hinted(&error), verify);
    }
    let explained = sandbox.refused("verify demo --registry r --explain", 3, "signature/invalid").error();
    assert_eq!(explained["help"], Value::Null);
}

#[test]
fn a_refused_file_can_be_explained() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.write("it's", sandbox.read("home/registry/pkg/_/demo/1.0.0/release.sig"));
    let verify = ["verify", "--file", "demo/README.md", "--signature", "it's", "--public-key", "public.pem"];
    let ran = sandbox.run(&[&verify[..], &["--json"]].concat());
    let expected = r"ggen marketplace verify --file 'demo/README.md' --signature 'it'\''s' --public-key 'public.pem' --explain";
    assert_eq!((ran.code, hinted(&ran.error()).as_str()), (3, expected));
    let ran = sandbox.run(&[&verify[..], &["--json", "--explain"]].concat());
    assert_eq!(ran.error()["help"], Value::Null);
}

#[test]
fn no_command_hints_at_itself() {
    let sandbox = Sandbox::with_published_demo();
    let key = sandbox.refused("verify-key demo/README.md", 1, "key/not-pem").error();
    assert_eq!(key["help"], Value::Null);
    let key = sandbox.refused("verify demo --public-key demo/README.md", 1, "key/not-pem").error();
    assert_eq!(hinted(&key), "ggen marketplace verify-key 'demo/README.md'");
    let empty = sandbox.refused("search", 1, "search/empty-query").error();
    assert_eq!(hinted(&empty), "ggen marketplace search --all");
}

#[test]
fn a_damaged_list_is_to_be_restored() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.write("home/registry/catalog.nq", "damaged");
    let ran = sandbox.ggen("search demo --json");
    assert_eq!(ran.error()["help"], "restore `catalog.nq` from a mirror or a backup");
}
