//! `log`: what a registry's log says is signed, proven, remembered and found out.

use crate::sandbox::Sandbox;

const REGISTRY: &str = "home/registry";
const PUBLISH: &str = "publish demo --log-key log.pem";

/// A registry with a log that has signed, and the package `demo`.
fn logged() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    sandbox.ggen("keygen --output log.pem").ok();
    sandbox.ggen("log init --origin demo.example/log --log-key log.pem").ok();
    sandbox.ggen(PUBLISH).ok();
    sandbox
}

fn publish(sandbox: &Sandbox, version: &str) {
    sandbox.demo(version);
    sandbox.ggen(PUBLISH).ok();
}

/// Puts back what a folder was.
fn restore(sandbox: &Sandbox, files: &[(std::path::PathBuf, Vec<u8>)]) {
    std::fs::remove_dir_all(sandbox.path(REGISTRY)).unwrap();
    for (path, bytes) in files {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

#[test]
fn a_release_is_proven_to_be_in_the_log() {
    let sandbox = logged();
    publish(&sandbox, "1.1.0");
    for subject in ["demo@1.0.0", "demo@1.1.0"] {
        let report = sandbox.ggen(&format!("verify {subject}")).ok().json();
        let outcome = |id: &str| {
            let steps = report["steps"].as_array().unwrap();
            steps.iter().find(|step| step["id"] == id).unwrap()["outcome"].as_str().unwrap().to_owned()
        };
        assert_eq!(["checkpoint", "inclusion"].map(outcome), ["passed", "passed"], "{report}");
    }
    // The second time there is something to compare with.
    let report = sandbox.ggen("verify demo").ok().json().to_string();
    assert!(report.contains("begins with the 2 entries that were seen before"), "{report}");
    sandbox.ggen("install demo --target out").ok();
    let audited = sandbox.ggen("log verify").ok().json();
    assert_eq!((&audited["entries"], &audited["releases"]), (&2.into(), &2.into()));
    assert_eq!((&audited["checkpoint"]["entries"], &audited["seen_before"]), (&2.into(), &2.into()));
}

#[test]
fn who_adds_to_a_log_must_sign_for_it() {
    let sandbox = logged();
    sandbox.demo("1.1.0");
    let before = sandbox.tree(REGISTRY);
    sandbox.refused("publish demo", 1, "cli/log-key");
    sandbox.refused("publish demo --log-key private.pem", 1, "cli/log-key");
    sandbox.refused("log init --origin other.example --log-key log.pem", 1, "cli/log-key");
    assert_eq!(sandbox.tree(REGISTRY), before);
    sandbox.ggen(PUBLISH).ok();
    // Signing again changes nothing that is signed.
    let signed = sandbox.read("home/registry/log/checkpoint");
    sandbox.ggen("log init --origin demo.example/log --log-key log.pem").ok();
    assert_eq!(sandbox.read("home/registry/log/checkpoint"), signed);
}

#[test]
fn a_registry_without_a_log_needs_no_key_and_proves_nothing() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.ggen("verify demo").ok();
    let audited = sandbox.ggen("log verify").ok().json();
    assert!(audited["checkpoint"].is_null(), "{audited}");
    let policy = logged().read("home/registry/trust/log-policy");
    sandbox.write("policy", policy);
    let refused = sandbox.refused("verify demo --log-policy policy", 3, "verify/log-proof-missing");
    let help = refused.error()["help"].to_string();
    assert!(help.contains("verify demo@1.0.0 --log-policy 'policy' --explain"), "{help}");
    sandbox.refused("install demo --target out --log-policy policy", 3, "verify/log-proof-missing");
    sandbox.refused("publish demo --log-key private.pem", 2, "cli/usage");
}

/// One flipped bit in any file of the log is found.
#[test]
fn an_audit_finds_one_flipped_bit() {
    let sandbox = logged();
    publish(&sandbox, "1.1.0");
    let log = sandbox.tree("home/registry/log").into_iter().map(|(path, _)| path);
    let files: Vec<_> =
        log.map(|path| path.strip_prefix(sandbox.path("")).unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(files.len(), 5, "{files:?}");
    for path in
        files.into_iter().chain(["catalog.nq", "trust/log-policy"].map(|file| format!("{REGISTRY}/{file}")))
    {
        let good = sandbox.read(&path);
        for at in (0..good.len()).step_by(1 + good.len() / 12) {
            sandbox.flip(&path, at);
            let ran = sandbox.ggen("log verify");
            assert!(ran.code == 1 || ran.code == 3, "byte {at} of {path}: {ran:?}");
            sandbox.write(&path, &good);
        }
    }
    sandbox.ggen("log verify").ok();
}

/// Attacks 20, 21 and 22 from outside: a mirror that shows an old log, and a log that says two things.
#[test]
fn what_a_log_has_said_is_remembered() {
    let sandbox = logged();
    let one = sandbox.tree(REGISTRY);
    publish(&sandbox, "1.1.0");
    let two = sandbox.tree(REGISTRY);
    sandbox.ggen("verify demo@1.0.0").ok();
    restore(&sandbox, &one);
    sandbox.refused("verify demo@1.0.0", 3, "log/shrunk");
    sandbox.refused("log verify", 3, "log/shrunk");
    publish(&sandbox, "1.2.0");
    sandbox.refused("verify demo@1.0.0", 3, "log/forked");
    publish(&sandbox, "1.3.0");
    sandbox.refused("verify demo@1.0.0", 3, "log/inconsistent");
    let kept = sandbox.tree("home/trust/log");
    let kept = kept.iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "contradicts"));
    assert_eq!(kept.count(), 3);
    restore(&sandbox, &two);
    sandbox.ggen("verify demo@1.0.0").ok();
}

/// A writer whose registry was rolled back would sign a second history: it refuses.
#[test]
fn a_log_does_not_sign_two_histories() {
    let sandbox = logged();
    let list = sandbox.read("home/registry/catalog.nq");
    publish(&sandbox, "1.1.0");
    sandbox.write("home/registry/catalog.nq", list);
    sandbox.demo("1.2.0");
    sandbox.refused(PUBLISH, 3, "log/shrunk");
}

#[test]
fn a_proof_is_checked_offline() {
    let sandbox = logged();
    publish(&sandbox, "1.1.0");
    sandbox.ggen("log prove demo@1.0.0 --output demo.tlog-proof").ok();
    sandbox.write("release.nq", sandbox.read("home/registry/pkg/_/demo/1.0.0/release.nq"));
    sandbox.write("other.nq", sandbox.read("home/registry/pkg/_/demo/1.1.0/release.nq"));
    sandbox.write("policy", sandbox.read("home/registry/trust/log-policy"));
    std::fs::remove_dir_all(sandbox.path("home")).unwrap();
    let check = "log verify --proof demo.tlog-proof --log-policy policy --statement";
    let checked = sandbox.ggen(&format!("{check} release.nq")).ok().json();
    assert_eq!((&checked["index"], &checked["entries"]), (&0.into(), &2.into()));
    sandbox.refused(&format!("{check} other.nq"), 3, "log/inclusion-invalid");
    let good = sandbox.read("demo.tlog-proof");
    for at in 0..good.len() {
        sandbox.flip("demo.tlog-proof", at);
        assert_eq!(sandbox.ggen(&format!("{check} release.nq")).code, 3, "byte {at}");
        sandbox.write("demo.tlog-proof", &good);
    }
}

/// A checkpoint cannot be taken away from who has the policy, nor an entry be beyond it.
#[test]
fn a_checkpoint_that_is_missing_or_behind_is_refused() {
    let sandbox = logged();
    let behind = sandbox.read("home/registry/log/checkpoint");
    publish(&sandbox, "1.1.0");
    sandbox.write("home/registry/log/checkpoint", behind);
    sandbox.ggen("verify demo@1.0.0").ok();
    sandbox.refused("verify demo@1.1.0", 3, "log/index-beyond-tree");
    sandbox.ggen("log init --origin demo.example/log --log-key log.pem").ok();
    sandbox.ggen("verify demo@1.1.0").ok();
    std::fs::remove_file(sandbox.path("home/registry/log/checkpoint")).unwrap();
    sandbox.refused("verify demo", 3, "verify/log-proof-missing");
}

/// A registry from before there were tiles gets them with its next entry; one whose entries are not its own does not.
#[test]
fn missing_tiles_are_made_from_the_entries() {
    let sandbox = logged();
    let tiles = sandbox.path("home/registry/log/tile/0");
    std::fs::remove_dir_all(&tiles).unwrap();
    let entries = sandbox.find(REGISTRY, "entries");
    sandbox.flip(&entries, 400);
    sandbox.demo("1.1.0");
    sandbox.refused(PUBLISH, 1, "registry/file-missing");
    std::fs::remove_file(sandbox.path("home/registry/log/checkpoint")).unwrap();
    sandbox.refused(PUBLISH, 1, "log/bundle-mismatch");
    sandbox.flip(&entries, 400);
    sandbox.ggen(PUBLISH).ok();
    sandbox.ggen("log verify").ok();
    sandbox.ggen("verify demo").ok();
}
