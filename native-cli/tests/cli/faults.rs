//! A process that is killed, or gets no more disk, at every call that changes something.
//!
//! `strace` does the injecting, so that the binary under test is the one that users get. Where it is not
//! installed these tests say so and pass.

use std::path::Path;
use std::process::Command;

use crate::sandbox::{Ran, Sandbox};

/// Calls after which the disk is another.
const CALLS: &str =
    "openat,write,fsync,rename,renameat,renameat2,mkdir,link,linkat,unlink,unlinkat,chmod,fchmod,syncfs";
/// Far more calls than a command makes.
const MAX_CALLS: usize = 300;

/// Runs the command again and again, at run `n` with `fault` at its call `n`, until one run has no fault.
#[track_caller]
fn sweep(sandbox: &Sandbox, fault: &str, command: &[&str], before: impl Fn(), after: impl Fn()) {
    if !Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|s| s.success()) {
        eprintln!("skipped: strace is not installed, or may not trace");
        return;
    }
    for call in 1..MAX_CALLS {
        before();
        let ran = inject(sandbox, fault, call, command);
        after();
        // A fault may be of no consequence: only a run without one is the last.
        if ran.code == 0 && !sandbox.text("trace").contains("(INJECTED)") {
            assert!(call > 10, "hardly a fault was injected: {ran:?}");
            return;
        }
    }
    panic!("the faults do not end");
}

fn inject(sandbox: &Sandbox, fault: &str, call: usize, command: &[&str]) -> Ran {
    let plain = sandbox.command(command);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "trace", "-e", &format!("trace={CALLS}")]);
    strace.args(["-e", &format!("inject={CALLS}:{fault}:when={call}")]);
    strace.arg(plain.get_program()).args(plain.get_args());
    strace.env_clear().env("GGEN_HOME", sandbox.path("home")).current_dir(sandbox.path(""));
    Ran::new(strace.output().unwrap())
}

fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (source, target) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if source.is_dir() {
            copy(&source, &target);
        } else {
            std::fs::copy(&source, &target).unwrap();
        }
    }
}

/// The registry has the old releases or also the new one, each whole, and takes the new one in the end.
fn publish_survives(fault: &str) {
    let sandbox = Sandbox::with_published_demo();
    sandbox.demo("2.0.0");
    copy(&sandbox.path("home"), &sandbox.path("home.before"));
    let publish = ["publish", "demo", "--sign", "--key", "private.pem"];
    let before = || copy(&sandbox.path("home.before"), &sandbox.path("home"));
    let after = || {
        let total = sandbox.ggen("versions demo").ok().json()["total"].clone();
        if total == 1 {
            sandbox.run(&publish).ok();
        }
        for subject in ["demo@1.0.0", "demo@2.0.0"] {
            sandbox.ggen(&format!("verify {subject}")).ok();
        }
    };
    sweep(&sandbox, fault, &publish, before, after);
}

/// The target has the old tree or the new one, whole, and takes the new one in the end.
fn install_survives(fault: &str) {
    let sandbox = Sandbox::with_published_demo();
    sandbox.demo("2.0.0");
    sandbox.ggen("publish demo").ok();
    let install = ["install", "demo@2.0.0", "--target", "out", "--force"];
    let before = || {
        let _ = std::fs::remove_dir_all(sandbox.path("out"));
        sandbox.ggen("install demo@1.0.0 --target out").ok();
    };
    let after = || {
        assert_eq!(sandbox.tree("out/demo").len(), 3, "neither the old tree nor the new one");
        sandbox.run(&install).ok();
        assert_eq!(sandbox.read("out/demo/package.toml"), sandbox.read("demo/package.toml"));
        assert!(sandbox.text("out/ggen.lock").contains("2.0.0"));
        let names = std::fs::read_dir(sandbox.path("out")).unwrap();
        let stages = names.filter(|entry| entry.as_ref().unwrap().path().join("new").exists()).count();
        assert_eq!(stages, 0, "a stage was left");
    };
    sweep(&sandbox, fault, &install, before, after);
}

/// As above, of a registry whose log signs: the checkpoint may stay behind, and is signed again.
fn signing_survives(fault: &str) {
    let sandbox = Sandbox::with_demo();
    sandbox.ggen("keygen --output log.pem").ok();
    let sign = "log init --origin demo.example/log --log-key log.pem";
    sandbox.ggen(sign).ok();
    let publish = ["publish", "demo", "--log-key", "log.pem"];
    sandbox.run(&publish).ok();
    sandbox.demo("2.0.0");
    copy(&sandbox.path("home"), &sandbox.path("home.before"));
    let before = || copy(&sandbox.path("home.before"), &sandbox.path("home"));
    let after = || {
        sandbox.ggen("verify demo@1.0.0").ok();
        if sandbox.ggen("versions demo").ok().json()["total"] == 1 {
            sandbox.run(&publish).ok();
        }
        sandbox.ggen(sign).ok();
        sandbox.ggen("verify demo@2.0.0").ok();
        sandbox.ggen("log verify").ok();
    };
    sweep(&sandbox, fault, &publish, before, after);
}

#[test]
fn a_publisher_who_signs_for_the_log_may_be_killed_at_any_call() {
    signing_survives("signal=KILL");
}

#[test]
fn a_publisher_may_be_killed_at_any_call() {
    publish_survives("signal=KILL");
}

#[test]
fn an_installer_may_be_killed_at_any_call() {
    install_survives("signal=KILL");
}

#[test]
fn the_disk_may_be_full_at_any_call() {
    publish_survives("error=ENOSPC");
    install_survives("error=ENOSPC");
}
