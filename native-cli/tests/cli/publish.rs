//! `publish`: what becomes a release, what cannot.

use crate::sandbox::Sandbox;

#[test]
fn a_dry_run_checks_everything_and_writes_nothing() {
    let sandbox = Sandbox::with_demo();
    let planned = sandbox.ggen("publish demo --sign --key private.pem --dry_run").ok().json();
    assert_eq!(planned["dry_run"], true);
    assert!(!sandbox.exists("home"));
    let published = sandbox.ggen("publish demo --sign --key private.pem").ok().json();
    assert_eq!(planned["digest"], published["digest"]);
    sandbox.refused("publish demo --dry-run", 1, "publish/exists");
}

#[test]
fn a_published_version_never_changes() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.write("demo/README.md", "changed");
    let before = sandbox.tree("home");
    let error = sandbox.refused("publish demo", 1, "publish/exists").error();
    assert_eq!(error["message"], "Package demo version 1.0.0 already exists");
    assert_eq!(sandbox.tree("home"), before);
}

#[test]
fn a_later_release_names_the_one_before_it() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.demo("1.1.0");
    sandbox.ggen("publish demo --sign --key private.pem").ok();
    let statement = sandbox.text("home/registry/pkg/_/demo/1.1.0/release.nq");
    assert!(statement.contains("https://ggen.io/marketplace/previous"), "{statement}");
    assert_eq!(sandbox.ggen("versions demo").ok().json()["total"], 2);
    assert_eq!(sandbox.ggen("info demo").ok().json()["version"], "1.1.0");
    for subject in ["demo", "demo@1.0.0", "demo@1.1.0"] {
        sandbox.ggen(&format!("verify {subject}")).ok();
    }
}

#[test]
fn tags_given_here_are_found_by_search() {
    let sandbox = Sandbox::with_demo();
    sandbox.ggen("publish demo --tag fresh --tag tried").ok();
    assert_eq!(sandbox.ggen("info demo").ok().json()["tags"], serde_json::json!(["fresh", "tried", "web"]));
    assert_eq!(sandbox.ggen("search demo --tag tried").ok().names(), ["demo"]);
}

#[test]
fn secrets_are_left_out_and_listed() {
    let sandbox = Sandbox::with_demo();
    sandbox.write("demo/.env", "PASSWORD=1");
    sandbox.write("demo/.git/config", "x");
    sandbox.write("demo/key.txt", sandbox.read("private.pem"));
    let published = sandbox.ggen("publish demo").ok().json();
    let excluded = published["excluded"].to_string();
    assert!(excluded.contains(".env") && excluded.contains("key.txt"), "{excluded}");
    sandbox.ggen("install demo --target out").ok();
    for secret in [".env", ".git", "key.txt"] {
        assert!(!sandbox.exists(&format!("out/demo/{secret}")), "{secret}");
    }
}

#[track_caller]
fn bad_manifest(manifest: &str, code: &str, place: &str) {
    let sandbox = Sandbox::with_demo();
    sandbox.write("demo/package.toml", manifest);
    let error = sandbox.refused("publish demo", 1, code).error();
    assert!(error["causes"].to_string().contains(place), "{error}");
    assert!(!sandbox.exists("home"));
}

#[test]
fn a_bad_manifest_is_refused_with_line_and_column() {
    bad_manifest("[package]\nname = \"demo\"\nversion = oops\n", "manifest/not-toml", "line 3");
    bad_manifest(
        "[package]\nname = \"../x\"\nversion = \"1.0.0\"\ndescription = \"d\"\n",
        "manifest/invalid-value",
        "line 2",
    );
}

#[test]
fn a_directory_without_a_manifest_is_named() {
    let sandbox = Sandbox::with_demo();
    std::fs::remove_file(sandbox.path("demo/package.toml")).unwrap();
    sandbox.refused("publish demo", 1, "publish/no-manifest");
    sandbox.refused("publish --path nowhere", 1, "publish/no-manifest");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_packed() {
    let sandbox = Sandbox::with_demo();
    std::os::unix::fs::symlink("/etc/passwd", sandbox.path("demo/passwd")).unwrap();
    sandbox.refused("publish demo", 1, "publish/special-file");
    assert!(!sandbox.exists("home"));
}

#[test]
fn a_name_like_another_one_is_refused() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.package("other", "DEMO", "1.0.0");
    sandbox.refused("publish other", 1, "publish/confusable-name");
}

#[test]
fn the_same_directory_gives_the_same_archive() {
    let (a, b) = (Sandbox::with_demo(), Sandbox::with_demo());
    let digest = |sandbox: &Sandbox| sandbox.ggen("publish demo").ok().json()["digest"].clone();
    assert_eq!(digest(&a), digest(&b));
}

#[test]
fn no_package_has_the_name_of_the_lockfile() {
    let sandbox = Sandbox::new();
    for name in ["ggen.lock", "GGEN.Lock"] {
        sandbox.package("folder", name, "1.0.0");
        sandbox.refused("publish folder", 1, "publish/reserved-name");
    }
}
