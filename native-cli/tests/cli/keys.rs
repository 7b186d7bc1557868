//! `keygen`, `verify-key`, `sign`.

use crate::sandbox::Sandbox;

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_a_new_private_key() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    let made = sandbox.ggen("keygen --output keys/signing.key").ok().json();
    assert_eq!(made["public_key"], "keys/signing.pub.pem");
    let mode = sandbox.path("keys/signing.key").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn two_keys_differ() {
    let sandbox = Sandbox::new();
    let a = sandbox.ggen("keygen --output a").ok().json();
    let b = sandbox.ggen("keygen --output b").ok().json();
    assert_ne!(a["fingerprint"], b["fingerprint"]);
}

#[test]
fn no_key_is_ever_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.write("private.pem", "mine");
    sandbox.refused("keygen --output private.pem", 1, "key/exists");
    assert_eq!(sandbox.text("private.pem"), "mine");
    assert!(!sandbox.exists("public.pem"));

    sandbox.write("k.pub.pem", "mine");
    sandbox.refused("keygen --output k", 1, "key/exists");
    assert!(!sandbox.exists("k"));
}

#[test]
fn verify_key_tells_both_halves_apart() {
    let sandbox = Sandbox::with_demo();
    let private = sandbox.ggen("verify-key private.pem").ok().json();
    let public = sandbox.ggen("verify_key public.pem").ok().json();
    assert_eq!(private["kind"], "private key (PKCS#8)");
    assert_eq!(public["kind"], "public key (SPKI)");
    assert_eq!(private["fingerprint"], public["fingerprint"]);
}

#[cfg(unix)]
#[test]
fn a_private_key_that_others_can_read_is_a_problem() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_demo();
    std::fs::set_permissions(sandbox.path("private.pem"), PermissionsExt::from_mode(0o644)).unwrap();
    let ran = sandbox.refused("verify-key private.pem", 1, "key/problems");
    assert_eq!(ran.json()["valid"], false);
    assert!(ran.json()["problems"][0].as_str().unwrap().contains("0644"));
}

const RSA: &str = "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf\n9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ==\n-----END PUBLIC KEY-----\n";

#[test]
fn what_is_no_key_of_ours_is_named() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("rsa.pem", RSA);
    sandbox.refused("verify-key rsa.pem", 1, "key/wrong-algorithm");
    sandbox.write("text", "hello");
    sandbox.refused("verify-key text", 1, "key/not-pem");
    sandbox.refused("verify-key missing.pem", 1, "cli/io");
    sandbox.refused("publish demo --sign --key public.pem", 1, "key/public-key-given");
    sandbox.refused("verify demo --public-key private.pem", 1, "key/private-key-given");
}

#[test]
fn a_signature_is_64_bytes_over_the_published_statement() {
    let sandbox = Sandbox::with_published_demo();
    let signed = sandbox.ggen("sign --package demo --key private.pem --output s.sig").ok().json();
    assert_eq!(sandbox.read("s.sig"), sandbox.read("home/registry/pkg/_/demo/1.0.0/release.sig"));
    assert!(signed["statement"].as_str().unwrap().ends_with("release.nq"));
}

#[test]
fn a_directory_and_a_statement_file_can_be_signed_too() {
    let sandbox = Sandbox::with_demo();
    sandbox.ggen("sign --package ./demo --key private.pem").ok();
    assert_eq!(sandbox.read("signature.bin").len(), 64);
    let check = "verify --file signature.nq --signature signature.bin --public-key public.pem";
    sandbox.ggen(check).ok();
    sandbox.ggen("sign demo/package.toml --key private.pem --output other.sig").ok();
    sandbox.ggen("sign --package signature.nq --key private.pem --output again.sig").ok();
    assert_eq!(sandbox.read("again.sig"), sandbox.read("signature.bin"));
}

#[test]
fn only_the_key_that_a_statement_names_signs_it() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.ggen("keygen --output other.pem").ok();
    sandbox.refused("sign demo --key other.pem", 3, "verify/key-mismatch");
    assert!(!sandbox.exists("signature.bin"));
}

#[test]
fn what_is_no_statement_is_not_signed() {
    let sandbox = Sandbox::with_demo();
    sandbox.refused("sign demo/README.md --key private.pem", 1, "statement/unknown-type");
}

#[test]
fn a_signature_overwrites_a_signature_and_nothing_else() {
    let sandbox = Sandbox::with_published_demo();
    let sign = |package: &str, output: &str| format!("sign {package} --key private.pem --output {output}");
    let (key, readme) = (sandbox.read("private.pem"), sandbox.read("demo/README.md"));
    sandbox.refused(&sign("demo", "./demo/../private.pem"), 2, "cli/usage");
    sandbox.refused(&sign("demo", "new.nq"), 2, "cli/usage");
    sandbox.refused(&sign("demo", "demo/README.md"), 1, "cli/in-the-way");
    sandbox.write("statement", sandbox.read("home/registry/pkg/_/demo/1.0.0/release.nq"));
    sandbox.refused(&sign("./statement", "statement"), 2, "cli/usage");
    assert_eq!((sandbox.read("private.pem"), sandbox.read("demo/README.md")), (key, readme));
    assert!(!sandbox.exists("new.nq"));
    sandbox.ggen(&sign("demo", "s.sig")).ok();
    sandbox.ggen(&sign("demo", "s.sig")).ok();
}

#[test]
fn the_statement_beside_a_signature_overwrites_no_other_file() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("notes.nq", "mine");
    let sign = "sign ./demo --key private.pem --output";
    sandbox.refused(&format!("{sign} notes.sig"), 1, "cli/in-the-way");
    assert_eq!(sandbox.text("notes.nq"), "mine");
    assert!(!sandbox.exists("notes.sig"));
    sandbox.ggen(&format!("{sign} s.sig")).ok();
    sandbox.ggen(&format!("{sign} s.sig")).ok();
}

#[cfg(target_os = "linux")]
#[test]
fn an_error_names_no_temporary_file() {
    let sandbox = Sandbox::with_demo();
    for command in ["keygen --output /proc/k", "sign ./demo --key private.pem --output /proc/s.sig"] {
        let ran = sandbox.refused(command, 1, "cli/io");
        assert!(!ran.stderr.contains(".ggen-"), "{}", ran.stderr);
    }
}
