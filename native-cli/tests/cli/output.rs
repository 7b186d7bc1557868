//! What every command promises: streams, forms, exit codes, spellings.

use crate::sandbox::Sandbox;

#[test]
fn results_go_to_standard_output_and_errors_to_standard_error() {
    let sandbox = Sandbox::with_published_demo();
    let ran = sandbox.ggen("search demo").ok();
    assert_eq!(ran.stderr, "");
    ran.json();
    let ran = sandbox.ggen("info nothing");
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
}

#[test]
fn an_error_in_json_has_code_message_causes_help_and_exit_code() {
    let sandbox = Sandbox::with_published_demo();
    let error = sandbox.refused("info demmo", 1, "registry/unknown-package").error();
    assert_eq!(error["message"], "Package demmo not found in registry");
    assert_eq!(error["help"], "did you mean `demo`?");
    assert_eq!(error["causes"].as_array().unwrap().len(), 0);
}

#[test]
fn wrong_usage_exits_with_2() {
    let sandbox = Sandbox::new();
    for usage in ["install", "search --limit many x", "nonsense", "keygen", "publish demo --key k"] {
        assert_eq!(sandbox.ggen(usage).code, 2, "{usage}");
        sandbox.refused(usage, 2, "cli/usage");
    }
}

#[test]
fn text_is_for_people_and_json_for_programs() {
    let sandbox = Sandbox::with_published_demo();
    let text = sandbox.ggen("search demo --format text").ok().stdout;
    assert!(text.starts_with("NAME"), "{text}");
    assert_eq!(sandbox.ggen("versions demo --json").ok().json()["versions"][0]["version"], "1.0.0");
    assert_eq!(sandbox.ggen("search demo --format table").ok().stdout, text);
}

#[test]
fn nothing_but_text_is_written_into_a_pipe() {
    let sandbox = Sandbox::with_published_demo();
    for command in ["search demo --format text", "list --format text", "verify demo --format text", "--help"]
    {
        let ran = sandbox.ggen(command).ok();
        assert!(!ran.stdout.contains('\u{1b}') && !ran.stderr.contains('\u{1b}'), "{command}");
    }
}

#[test]
fn hostile_text_reaches_the_terminal_escaped() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["info", "a\u{1b}[2J\u{202e}b"]);
    assert_eq!(ran.code, 1);
    assert!(!ran.stderr.contains('\u{1b}') && !ran.stderr.contains('\u{202e}'), "{:?}", ran.stderr);
    let ran = sandbox.run(&["publish", "no\u{1b}[2Jwhere"]);
    assert_eq!(ran.code, 1);
    assert!(!ran.stderr.contains('\u{1b}'), "{:?}", ran.stderr);
}

#[test]
fn the_predecessors_spellings_work() {
    let sandbox = Sandbox::with_published_demo();
    let plain = sandbox.ggen("info demo").ok().stdout;
    assert_eq!(sandbox.ggen("info --package demo").ok().stdout, plain);
    assert_eq!(sandbox.ggen("info --package_id demo").ok().stdout, plain);
    assert_eq!(sandbox.ggen("search --query demo").ok().names(), ["demo"]);
    sandbox.ggen("verify --package_id demo").ok();
    sandbox.ggen("verify-key --key private.pem").ok();
    sandbox.ggen("verify-key --file private.pem").ok();
    sandbox.refused("verify-key", 2, "cli/usage");
    let mut command = sandbox.command(&[]);
    let market = std::process::Command::new(command.get_program())
        .args(["market", "search", "demo", "--json"])
        .env("GGEN_HOME", sandbox.path("home"))
        .output();
    assert_eq!(market.unwrap().status.code(), Some(0));
    assert_ne!(command.output().unwrap().status.code(), Some(0), "a verb is needed");
}

#[test]
fn cache_path_version_and_completions_are_words_for_scripts() {
    let sandbox = Sandbox::new();
    let home = sandbox.path("home/cache").display().to_string();
    assert_eq!(sandbox.ggen("cache path").ok().stdout, format!("{home}\n"));
    assert_eq!(sandbox.ggen("cache path --json").ok().json()["path"], home);
    assert_eq!(sandbox.ggen("version").ok().stdout, concat!("ggen ", env!("CARGO_PKG_VERSION"), "\n"));
    let made = sandbox.ggen("completions bash --json").ok().json();
    assert_eq!(made["shell"], "bash");
    assert_eq!(made["script"], sandbox.ggen("completions --shell bash").ok().stdout);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = sandbox.ggen(&format!("completions {shell}")).ok().stdout;
        assert!(script.contains("verify-key"), "{shell}");
    }
    assert!(!sandbox.exists("home"), "asking changes nothing");
}

#[test]
fn state_without_ggen_home_is_in_the_xdg_folders() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(&["cache", "path"]);
    command.env_remove("GGEN_HOME").env("HOME", "/h").env("XDG_CACHE_HOME", "/c");
    assert_eq!(String::from_utf8(command.output().unwrap().stdout).unwrap(), "/c/ggen\n");
}

#[test]
fn colour_is_a_choice() {
    let sandbox = Sandbox::with_published_demo();
    let coloured = |variable: &str| {
        let mut command = sandbox.command(&["search", "demo", "--format", "text"]);
        let output = command.env("CLICOLOR_FORCE", "1").env(variable, "1").output().unwrap();
        String::from_utf8(output.stdout).unwrap().contains('\u{1b}')
    };
    assert!(coloured("OTHER"));
    assert!(!coloured("NO_COLOR"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let sandbox = Sandbox::with_published_demo();
    let mut command = sandbox.command(&["completions", "bash"]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_refusal_is_a_refusal_also_if_nobody_reads_it() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.flip("home/registry/pkg/_/demo/1.0.0/release.sig", 0);
    let unread = |arguments: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        sandbox.command(arguments).stdout(writer).status().unwrap().code()
    };
    assert_eq!(unread(&["verify", "demo"]), Some(3));
    assert_eq!(unread(&["search", "demo"]), Some(0));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(sandbox.path("private.pem"), PermissionsExt::from_mode(0o644)).unwrap();
        assert_eq!(unread(&["verify-key", "private.pem"]), Some(1));
    }
}

#[test]
fn hostile_text_is_escaped_before_it_is_coloured() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(&["publish", "no\u{1b}[2Jwhere"]);
    let output = command.env("CLICOLOR_FORCE", "1").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("no\\u{1b}[2Jwhere"), "{stderr:?}");
}

#[test]
fn an_empty_variable_is_not_set() {
    let sandbox = Sandbox::with_published_demo();
    let mut command = sandbox.command(&["info", "demo"]);
    assert!(command.env("GGEN_REGISTRY", "").output().unwrap().status.success());
}
