//! `verify`: one flipped byte anywhere is refused, with its step and exit code 3.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// Flips a byte of a file of the registry; `verify` and `install` must refuse with this step and code.
#[track_caller]
fn flipped(part: &str, at: usize, step: &str, code: &str) {
    let sandbox = Sandbox::with_published_demo();
    let file = sandbox.find("home/registry", part);
    sandbox.flip(&file, at);
    let ran = sandbox.refused("verify demo", 3, code);
    let report = ran.json();
    assert_eq!(report["verified"], false);
    let failed = |step: &&Value| step["outcome"] == "failed";
    let found = report["steps"].as_array().unwrap().iter().find(failed).unwrap();
    assert_eq!((&found["id"], &found["code"]), (&step.into(), &code.into()));
    sandbox.refused("install demo --target out", 3, code);
    assert!(!sandbox.exists("out"));
}

#[test]
fn one_flipped_byte_is_refused() {
    flipped("release.sig", 0, "signature", "signature/invalid");
    flipped("release.sig", 63, "signature", "signature/invalid");
    flipped("entries", 0, "log-entry", "log/malformed-bundle");
    flipped("entries", 400, "log-entry", "verify/not-logged");
}

#[test]
fn one_flipped_byte_of_an_archive_is_refused() {
    let sandbox = Sandbox::with_published_demo();
    let digest = sandbox.ggen("info demo").ok().json()["digest"].as_str().unwrap().replace("sha256:", "");
    let path = format!("home/registry/blob/sha256/{}/{digest}", &digest[..2]);
    sandbox.flip(&path, 40);
    sandbox.refused("verify demo", 3, "verify/digest-mismatch");
    let whole = sandbox.read(&path);
    sandbox.write(&path, &whole[..whole.len() - 1]);
    sandbox.refused("verify demo", 3, "verify/length-mismatch");
    sandbox.write(&path, [&whole[..], b"x"].concat());
    sandbox.refused("install demo --target out", 3, "verify/length-mismatch");
    assert!(!sandbox.exists("out"));
}

#[test]
fn every_flipped_byte_of_a_statement_is_refused() {
    let sandbox = Sandbox::with_published_demo();
    let path = "home/registry/pkg/_/demo/1.0.0/release.nq";
    let good = sandbox.read(path);
    for at in (0..good.len()).step_by(97) {
        sandbox.write(path, &good);
        sandbox.flip(path, at);
        let ran = sandbox.ggen("verify demo");
        assert_eq!(ran.code, 3, "byte {at}: {ran:?}");
    }
}

#[test]
fn a_signature_has_64_bytes() {
    let sandbox = Sandbox::with_published_demo();
    let path = "home/registry/pkg/_/demo/1.0.0/release.sig";
    let good = sandbox.read(path);
    for bytes in [good[..63].to_vec(), [&good[..], b"x"].concat(), Vec::new()] {
        sandbox.write(path, &bytes);
        sandbox.refused("verify demo", 3, "signature/wrong-length");
        let detached = "verify --file demo/README.md --public-key public.pem --signature";
        sandbox.refused(&format!("{detached} {path}"), 3, "signature/wrong-length");
    }
    std::fs::remove_file(sandbox.path(path)).unwrap();
    sandbox.refused("verify demo", 3, "verify/signature-missing");
}

#[test]
fn only_a_trusted_key_will_do() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.ggen("keygen --output other.pem").ok();
    sandbox.refused("verify demo --public-key other.pub.pem", 3, "verify/key-not-trusted");
    sandbox.ggen("verify demo --public-key other.pub.pem --public-key public.pem").ok();
    sandbox.refused("install demo --target out --public-key other.pub.pem", 3, "verify/key-not-trusted");
    sandbox.ggen("install demo --target out --public-key public.pem").ok();
}

#[test]
fn a_key_that_is_gone_is_missing() {
    let sandbox = Sandbox::with_published_demo();
    let key = sandbox.find("home/registry/trust/keys", ".pem");
    std::fs::copy(sandbox.path("demo/README.md"), sandbox.path(&key)).unwrap();
    sandbox.refused("verify demo", 3, "key/not-pem");
    std::fs::remove_file(sandbox.path(&key)).unwrap();
    sandbox.refused("verify demo", 3, "verify/key-missing");
}

#[test]
fn explain_shows_how_to_repeat_each_step() {
    let sandbox = Sandbox::with_published_demo();
    let text = sandbox.ggen("verify demo --explain --format text").ok().stdout;
    assert!(text.contains("repeat: openssl pkeyutl -verify"), "{text}");
    let short = sandbox.ggen("verify demo --format text").ok().stdout;
    assert!(!short.contains("repeat:") && short.contains("demo@1.0.0: verified"), "{short}");
    assert_eq!(sandbox.ggen("verify --package demo --verbose --format text").ok().stdout, text);
}

#[test]
fn a_detached_signature_is_checked_strictly() {
    let sandbox = Sandbox::with_published_demo();
    let release = "home/registry/pkg/_/demo/1.0.0/release";
    let check = |file: &str, key: &str| {
        sandbox.ggen(&format!("verify --file {file} --signature {release}.sig --public-key {key}")).code
    };
    assert_eq!(check(&format!("{release}.nq"), "public.pem"), 0);
    assert_eq!(check("demo/README.md", "public.pem"), 3);
    sandbox.ggen("keygen --output other.pem").ok();
    assert_eq!(check(&format!("{release}.nq"), "other.pub.pem"), 3);
    assert_eq!(check(&format!("{release}.nq"), "private.pem"), 3);
    assert_eq!(check("missing", "public.pem"), 1);
}

#[test]
fn what_to_verify_must_be_named() {
    let sandbox = Sandbox::with_demo();
    sandbox.refused("verify", 2, "cli/usage");
    sandbox.refused("verify --file demo/README.md", 2, "cli/usage");
    sandbox.refused("verify demo --file demo/README.md", 2, "cli/usage");
}

#[test]
fn the_version_asked_for_is_the_one_verified() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.demo("2.0.0");
    sandbox.ggen("publish demo --sign --key private.pem").ok();
    let (old, new) = ("home/registry/pkg/_/demo/1.0.0", "home/registry/pkg/_/demo/2.0.0");
    for file in ["release.nq", "release.sig"] {
        sandbox.write(&format!("{new}/{file}"), sandbox.read(&format!("{old}/{file}")));
    }
    let ran = sandbox.refused("install demo --target out", 3, "verify/not-logged");
    assert!(!sandbox.exists("out"), "{ran:?}");
}
