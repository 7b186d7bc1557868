//! `install`: all or nothing, beside what is there.

use std::process::Stdio;

use crate::sandbox::Sandbox;

#[test]
fn what_is_installed_is_replaced_only_by_force() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.ggen("install demo --target out").ok();
    sandbox.write("out/demo/extra", "mine");
    let error = sandbox.refused("install demo --target out", 1, "install/installed").error();
    assert_eq!(error["message"], "Package demo already installed. Use --force to overwrite");
    assert!(sandbox.exists("out/demo/extra"));
    sandbox.ggen("install demo --target out --force").ok();
    assert!(!sandbox.exists("out/demo/extra"));
}

#[test]
fn a_dry_run_verifies_and_writes_nothing() {
    let sandbox = Sandbox::with_published_demo();
    let planned = sandbox.ggen("install demo --target out --dry-run").ok().json();
    assert_eq!((&planned["dry_run"], &planned["path"]), (&true.into(), &"out/demo".into()));
    assert!(!sandbox.exists("out"));
    let signature = "home/registry/pkg/_/demo/1.0.0/release.sig";
    sandbox.flip(signature, 1);
    sandbox.refused("install demo --target out --dry-run", 3, "signature/invalid");
}

#[test]
fn an_exact_version_is_installed() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.demo("2.0.0");
    sandbox.ggen("publish demo").ok();
    assert_eq!(sandbox.ggen("install demo@1.0.0 --target a").ok().json()["version"], "1.0.0");
    assert_eq!(sandbox.ggen("install --package demo --target b").ok().json()["version"], "2.0.0");
    sandbox.refused("install demo@3.0.0 --target c", 1, "registry/unknown-version");
}

#[test]
fn the_lockfile_is_sorted_and_the_same_for_the_same_packages() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.package("another", "another", "0.1.0");
    sandbox.ggen("publish another").ok();
    for (target, first, second) in [("x", "demo", "another"), ("y", "another", "demo")] {
        sandbox.ggen(&format!("install {first} --target {target}")).ok();
        sandbox.ggen(&format!("install {second} --target {target}")).ok();
    }
    let lockfile = sandbox.text("x/ggen.lock");
    assert_eq!(lockfile, sandbox.text("y/ggen.lock"));
    assert!(lockfile.starts_with("version = 1\n\n[[package]]\nname = \"another\"\n"), "{lockfile}");
    let json = sandbox.ggen("info demo").ok().json();
    assert!(lockfile.contains(&json["digest"].as_str().unwrap()["sha256:".len()..]), "{lockfile}");
}

#[test]
fn a_bad_lockfile_stops_everything() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.write("out/ggen.lock", "version = 1\n[[package]]\nname = 3\n");
    let error = sandbox.refused("install demo --target out", 1, "cli/lockfile").error();
    assert!(error["causes"].to_string().contains("line 3"), "{error}");
    assert!(!sandbox.exists("out/demo"));
}

#[test]
fn dependencies_are_noted_unless_quiet() {
    let sandbox = Sandbox::with_demo();
    let manifest = sandbox.text("demo/package.toml") + "[dependencies]\nhelper = \"^1\"\n";
    sandbox.write("demo/package.toml", manifest);
    sandbox.ggen("publish demo").ok();
    let ran = sandbox.ggen("install demo --target a").ok();
    assert!(ran.stderr.contains("helper"), "{}", ran.stderr);
    assert_eq!(sandbox.ggen("install demo --target b --quiet").ok().stderr, "");
}

#[test]
fn the_default_target_is_the_packages_folder_of_the_user() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.ggen("install demo").ok();
    assert!(sandbox.exists("home/packages/demo/package.toml"));
    let listed = sandbox.ggen("list --installed").ok().json();
    assert_eq!(listed["packages"][0]["description"], "A demo for tests");
}

#[test]
fn two_installs_at_once_are_both_done() {
    let sandbox = Sandbox::with_published_demo();
    let names: Vec<_> = (0..8).map(|n| format!("p{n}")).collect();
    for name in &names {
        sandbox.package(name, name, "1.0.0");
        sandbox.ggen(&format!("publish {name}")).ok();
    }
    let spawn = |name: &String| {
        sandbox.command(&["install", name, "--target", "out"]).stdout(Stdio::null()).spawn().unwrap()
    };
    let children: Vec<_> = names.iter().map(spawn).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(sandbox.ggen("list --installed --target out").ok().names(), names);
    assert_eq!(sandbox.ggen("list --installed --target out --limit 2").ok().names(), names[..2]);
}

#[test]
fn an_install_that_died_before_its_lockfile_is_finished_by_the_next() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.ggen("install demo --target out").ok();
    std::fs::remove_file(sandbox.path("out/ggen.lock")).unwrap();
    sandbox.ggen("install demo --target out").ok();
    assert_eq!(sandbox.ggen("list --installed --target out").ok().names(), ["demo"]);
    std::fs::remove_file(sandbox.path("out/ggen.lock")).unwrap();
    sandbox.write("out/demo/README.md", "mine");
    sandbox.refused("install demo --target out", 1, "install/not-ours");
}

#[test]
fn not_even_force_deletes_what_was_not_installed() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.write("out/demo/mine", "mine");
    for install in ["install demo --target out", "install demo --target out --force"] {
        let error = sandbox.refused(install, 1, "install/not-ours").error();
        assert_eq!(error["message"], "`out/demo` is there, but ggen did not install it: move it away");
    }
    assert_eq!(sandbox.text("out/demo/mine"), "mine");
}

#[test]
fn what_was_deleted_by_hand_is_installed_again() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.ggen("install demo --target out").ok();
    std::fs::remove_dir_all(sandbox.path("out/demo")).unwrap();
    sandbox.ggen("install demo --target out").ok();
    assert!(sandbox.exists("out/demo/package.toml"));
}
