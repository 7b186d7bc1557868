//! The whole line: keygen, publish, verify, install; and the same checked by other programs.

use std::process::Command;

use crate::sandbox::{Ran, Sandbox};

#[test]
fn a_package_goes_from_its_author_to_its_user() {
    let sandbox = Sandbox::with_demo();
    let key = sandbox.ggen("verify-key public.pem").ok().json()["fingerprint"].clone();
    let published = sandbox.ggen("publish demo --sign --key private.pem").ok().json();
    assert_eq!((&published["package"], &published["version"]), (&"demo".into(), &"1.0.0".into()));
    assert_eq!((&published["level"], &published["key"]), (&"signed".into(), &key));

    assert_eq!(sandbox.ggen("search demo").ok().names(), ["demo"]);
    let verdict = sandbox.ggen("verify demo --public-key public.pem").ok().json();
    assert_eq!(verdict["verified"], true);
    let steps = verdict["steps"].as_array().unwrap();
    // Only an import states the record that the catalogue lists, and this registry has no log that signs.
    let other = ["record", "checkpoint", "consistency", "inclusion"];
    let held =
        |step: &serde_json::Value| other.iter().any(|id| step["id"] == *id) || step["outcome"] == "passed";
    assert!(steps.iter().all(held), "{steps:?}");

    let installed = sandbox.ggen("install demo --target out --verify-signature").ok().json();
    assert_eq!((&installed["path"], &installed["key"]), (&"out/demo".into(), &key));
    for file in ["package.toml", "README.md", "src/main.rs"] {
        assert_eq!(sandbox.read(&format!("out/demo/{file}")), sandbox.read(&format!("demo/{file}")));
    }
    assert_eq!(sandbox.ggen("list --installed --target out").ok().names(), ["demo"]);
}

#[test]
fn an_unsigned_package_is_logged_and_says_so() {
    let sandbox = Sandbox::with_demo();
    assert_eq!(sandbox.ggen("publish demo").ok().json()["level"], "logged");
    assert_eq!(sandbox.ggen("install demo --target out").ok().json()["key"], serde_json::Value::Null);
    sandbox.refused("install demo --target other --verify-signature", 3, "verify/level-too-low");
    assert!(!sandbox.exists("other"));
}

#[test]
fn a_scoped_package_has_a_folder_for_its_namespace() {
    let sandbox = Sandbox::new();
    sandbox.package("tool", "@acme/tool", "1.0.0");
    sandbox.ggen("publish tool").ok();
    sandbox.ggen("install @acme/tool@1.0.0 --target out").ok();
    assert!(sandbox.exists("out/@acme/tool/package.toml"));
    assert!(sandbox.exists("home/registry/pkg/acme/tool/1.0.0/release.nq"));
}

#[test]
fn openssl_agrees_with_our_keys_and_signatures() {
    let openssl = |sandbox: &Sandbox, arguments: &str| {
        let mut command = Command::new("openssl");
        command.current_dir(sandbox.path("")).args(arguments.split(' '));
        Ran::new(command.output().unwrap())
    };
    if Command::new("openssl").arg("version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "openssl is missing");
        eprintln!("skipped: openssl is not installed");
        return;
    }
    let sandbox = Sandbox::with_published_demo();
    let text = openssl(&sandbox, "pkey -pubin -in public.pem -noout -text").ok().stdout;
    assert!(text.starts_with("ED25519 Public-Key"), "{text}");
    let half = openssl(&sandbox, "pkey -in private.pem -pubout").ok().stdout;
    assert_eq!(half, sandbox.text("public.pem"));

    let release = "home/registry/pkg/_/demo/1.0.0/release";
    let verify =
        format!("pkeyutl -verify -rawin -pubin -inkey public.pem -in {release}.nq -sigfile {release}.sig");
    assert!(openssl(&sandbox, &verify).ok().stdout.contains("Verified Successfully"));

    sandbox.write("file", "any file");
    openssl(&sandbox, "pkeyutl -sign -rawin -inkey private.pem -in file -out file.sig").ok();
    sandbox.ggen("verify --file file --signature file.sig --public-key public.pem").ok();
}
