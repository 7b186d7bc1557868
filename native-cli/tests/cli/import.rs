//! `import`: what becomes a package, and what leaves the registry untouched.

use crate::sandbox::{Ran, Sandbox};

const GOOD: &str = r#"{"name":"a","version":"1.0.0","summary":"one"}"#;

/// Imports `second` after a good line into a registry that has a package; nothing of it may be kept.
#[track_caller]
fn bad_second_line(second: &[u8], code: &str) -> Ran {
    let sandbox = Sandbox::new();
    sandbox.write("first.jsonl", r#"{"name":"z","version":"1.0.0","summary":"there"}"#);
    sandbox.ggen("import --from jsonl first.jsonl").ok();
    let before = sandbox.tree("home");
    sandbox.write("bad.jsonl", [GOOD.as_bytes(), b"\n", second, b"\n"].concat());
    let ran = sandbox.refused("import --from jsonl bad.jsonl", 1, code);
    assert!(ran.error()["message"].as_str().unwrap().starts_with("bad.jsonl:2: "), "{ran:?}");
    assert_eq!(sandbox.tree("home"), before, "the registry was changed");
    sandbox.refused("import --from jsonl bad.jsonl --registry fresh", 1, code);
    assert!(!sandbox.exists("fresh"), "a registry was begun");
    ran
}

#[test]
fn a_bad_line_is_named_and_nothing_is_kept() {
    bad_second_line(b"{\"name\":\"b\xff\"}", "import/not-utf8");
    bad_second_line(b"{\"name\":\"b\",", "import/not-json");
    bad_second_line(br#"{"name":"b","version":"1.0.0"}"#, "import/missing-field");
    bad_second_line(br#"{"name":"../b","version":"1.0.0","summary":"s"}"#, "import/invalid-value");
    bad_second_line(br#"{"name":"b\u202ec","version":"1.0.0","summary":"s"}"#, "import/invalid-value");
    bad_second_line(br#"{"name":"b\u0000","version":"1.0.0","summary":"s"}"#, "import/invalid-value");
    bad_second_line(br#"{"name":"b","version":"latest!","summary":"s"}"#, "import/invalid-value");
    bad_second_line(br#"{"name":"b","version":1,"summary":"s"}"#, "import/wrong-type");
    bad_second_line(br#"["b"]"#, "import/not-json");
}

#[test]
fn a_line_of_ten_megabytes_is_refused_before_it_is_read() {
    let huge =
        [br#"{"name":"b","version":"1.0.0","summary":"s","x":""#.to_vec(), vec![b'x'; 10 << 20]].concat();
    bad_second_line(&huge, "import/line-too-long");
}

#[test]
fn a_duplicate_is_named_with_the_line_of_the_first() {
    let ran = bad_second_line(GOOD.as_bytes(), "import/duplicate");
    assert!(ran.error()["causes"][0].as_str().unwrap().contains("bad.jsonl:1"), "{ran:?}");
}

#[test]
fn what_the_registry_has_cannot_be_imported_again() {
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", GOOD);
    sandbox.ggen("import --from jsonl a.jsonl").ok();
    let before = sandbox.tree("home");
    sandbox.refused("import --from jsonl a.jsonl", 1, "import/duplicate");
    assert_eq!(sandbox.tree("home"), before);
}

#[test]
fn a_second_import_adds_to_the_first() {
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", GOOD);
    sandbox.write("b.jsonl", r#"{"name":"b","version":"1.0.0","summary":"two"}"#);
    sandbox.ggen("import --from jsonl a.jsonl").ok();
    sandbox.ggen("import --from jsonl b.jsonl").ok();
    assert_eq!(sandbox.ggen("list").ok().names(), ["a", "b"]);
    assert_eq!(sandbox.ggen("info b").ok().json()["leaf"], 1);
    for package in ["a", "b"] {
        sandbox.ggen(&format!("verify {package}")).ok();
    }
}

#[test]
fn leaves_fill_bundles_of_256() {
    let sandbox = Sandbox::new();
    let line = |n: usize| format!("{{\"name\":\"p{n}\",\"version\":\"1.0.0\",\"summary\":\"s\"}}\n");
    sandbox.write("many.jsonl", (0..600).map(line).collect::<String>());
    sandbox.ggen("import --from jsonl many.jsonl").ok();
    for bundle in ["000", "001", "002.p/88"] {
        assert!(sandbox.exists(&format!("home/registry/log/tile/entries/{bundle}")), "{bundle}");
    }
    for package in ["p0", "p255", "p256", "p599"] {
        let verdict = sandbox.ggen(&format!("verify {package}")).ok().json();
        assert_eq!(verdict["verified"], true);
    }
}

const LIST: &str = "Package: a\nVersion: 1.0-1\nArchitecture: amd64\nMaintainer: M <m@example.org>\n\
    Description: short\nDescription-md5: 0\nDepends: b (>= 1)\nSize: 5\nFilename: pool/a.deb\n\
    SHA256: 0000000000000000000000000000000000000000000000000000000000000000\n\n";
const TRANSLATION: &str =
    "Package: a\nDescription-md5: 0\nDescription-en: Short\n Long one.\n .\n Long two.\n";

#[test]
fn debian_lists_are_searchable_not_installable_and_say_so() {
    let sandbox = Sandbox::new();
    sandbox.write("lists/x_main_binary-amd64_Packages", LIST);
    sandbox.write("lists/x_main_i18n_Translation-en", TRANSLATION);
    sandbox.write("lists/x_main_binary-all_Packages", "not: read");
    let done = sandbox.ggen("import --from debian --lists lists").ok().json();
    assert_eq!((&done["source"], &done["imported"]), (&"debian".into(), &1.into()));
    let info = sandbox.ggen("info a").ok().json();
    assert_eq!((&info["summary"], &info["description"]), (&"Short".into(), &"Long one.\n\nLong two.".into()));
    assert_eq!(info["installable"], false);
    let error = sandbox.refused("install a --target out", 1, "install/not-installable").error();
    assert!(error.to_string().contains("pool/a.deb"), "{error}");
    assert!(!sandbox.exists("out"));
    assert_eq!(sandbox.ggen("verify a").ok().json()["verified"], true);
}

#[test]
fn a_folder_without_lists_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("lists/readme", "");
    sandbox.refused("import --from debian --lists lists", 1, "import/no-lists");
    sandbox.refused("import --from debian --lists nowhere", 1, "cli/io");
    sandbox.write("lists/x_binary-amd64_Packages", "Package: a\nnonsense\n\n");
    sandbox.refused("import --from debian --lists lists", 1, "import/bad-line");
    assert!(!sandbox.exists("home"));
}

#[test]
fn a_compressed_list_that_cannot_be_read_is_an_error() {
    let sandbox = Sandbox::new();
    sandbox.write("lists/x_binary-amd64_Packages.lz4", "this is not lz4");
    let code = if std::path::Path::new("/usr/lib/apt/apt-helper").exists() {
        "import/helper-failed"
    } else {
        "import/no-apt-helper"
    };
    sandbox.refused("import --from debian --lists lists", 1, code);
}

#[test]
fn repairs_are_told_and_written() {
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", r#"{"name":"a","version":"1.0.0","summary":"one\u202etwo"}"#);
    let ran = sandbox.ggen("import --from jsonl a.jsonl --report report.txt").ok();
    assert_eq!(ran.json()["repairs"], 1);
    assert!(ran.stderr.contains("summary"), "{}", ran.stderr);
    assert_eq!(sandbox.text("report.txt").lines().count(), 1);
    assert!(!sandbox.text("report.txt").contains('\u{202e}'));
}

const V1: &str =
    "[package]\nname = \"Demo\"\nversion = \"1.0.0\"\ndescription = \"d\"\ncategory = \"Enterprise\"\n";

#[test]
fn a_v1_registry_is_read_with_a_line_for_each_repair_and_each_loss() {
    let sandbox = Sandbox::new();
    sandbox.write("v1/packages/demo/package.toml", V1);
    std::fs::create_dir_all(sandbox.path("v1/packages/empty")).unwrap();
    let ran = sandbox.ggen("import --from v1 v1 --report report.txt").ok();
    assert_eq!((&ran.json()["imported"], &ran.json()["left_out"]), (&1.into(), &1.into()));
    let report = sandbox.text("report.txt");
    assert!(report.starts_with("v1/packages/empty: left out: no package.toml"), "{report}");
    assert!(report.contains("category"), "{report}");
    assert_eq!(ran.stderr, report, "so short a report is shown whole");
    assert_eq!(sandbox.ggen("search demo").ok().names(), ["Demo"]);
}

#[test]
fn a_folder_that_is_no_v1_registry_is_named() {
    let sandbox = Sandbox::with_demo();
    sandbox.refused("import --from v1 demo", 1, "import/no-v1-registry");
    sandbox.refused("import --from v1", 2, "cli/usage");
    assert!(!sandbox.exists("home"));
}

#[test]
fn options_of_another_source_are_wrong_usage() {
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", GOOD);
    sandbox.refused("import --from jsonl a.jsonl --lists lists", 2, "cli/usage");
    sandbox.refused("import --from debian a.jsonl", 2, "cli/usage");
    sandbox.refused("import --from jsonl", 2, "cli/usage");
}

#[test]
fn names_that_a_person_could_confuse_are_kept_and_said() {
    let sandbox = Sandbox::new();
    let line = |name: &str| format!("{{\"name\":\"{name}\",\"version\":\"1.0.0\",\"summary\":\"s\"}}\n");
    sandbox.write("two.jsonl", line("foo-bar") + &line("Foo_Bar"));
    let ran = sandbox.ggen("import --from jsonl two.jsonl").ok();
    assert!(
        ran.stderr.contains("Foo_Bar: differs only in case or punctuation from foo-bar; kept"),
        "{ran:?}"
    );
}

#[test]
fn a_report_overwrites_no_source_and_tells_of_no_import_that_failed() {
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", GOOD);
    sandbox.refused("import --from jsonl a.jsonl --report ./a.jsonl", 2, "cli/usage");
    assert_eq!(sandbox.text("a.jsonl"), GOOD);
    sandbox.ggen("import --from jsonl a.jsonl").ok();
    sandbox.refused("import --from jsonl a.jsonl --report report.txt", 1, "import/duplicate");
    assert!(!sandbox.exists("report.txt"));
}

#[test]
fn the_source_is_a_positional_or_an_option() {
    let sandbox = Sandbox::new();
    sandbox.write("a.jsonl", GOOD);
    sandbox.refused("import --from jsonl", 2, "cli/usage");
    sandbox.refused("import --from v1 --lists a", 2, "cli/usage");
    sandbox.refused("import --from jsonl a.jsonl --source a.jsonl", 2, "cli/usage");
    sandbox.ggen("import --from jsonl --source a.jsonl").ok();
}

#[test]
fn what_a_query_prints_of_a_registry_goes_back_in() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "a.jsonl",
        r#"{"name":"a","version":"1.0.0","summary":"one","description":"o\nn","tags":["x"],"depends":[[{"name":"b","range":"^1"}]],"more":[1]}"#,
    );
    sandbox.ggen("import --from jsonl a.jsonl --registry first").ok();
    let all = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    let printed =
        |registry: &str| sandbox.run(&["query", "--registry", registry, all, "--format", "nt"]).ok().stdout;
    sandbox.write("all.nt", printed("first"));
    let ran = sandbox.ggen("import --from rdf all.nt --registry second").ok();
    assert_eq!((&ran.json()["imported"], &ran.json()["repairs"]), (&1.into(), &0.into()), "{ran:?}");
    let sorted = |text: String| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(sorted(printed("second")), sorted(printed("first")));
    let info = |registry: &str| sandbox.ggen(&format!("info a --registry {registry}")).ok().json();
    assert_eq!(info("second"), info("first"));
    sandbox.write("no.ttl", "<a:a> <a:b> <a:c> .");
    sandbox.refused("import --from rdf no.ttl --registry third", 1, "import/no-packages");
}

#[test]
fn a_doap_project_becomes_a_package_and_its_losses_are_told() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "p.ttl",
        "@prefix : <http://usefulinc.com/ns/doap#> . <#p> a :Project ; :name 'My Tool' ; :shortdesc 'A tool' ; \
         :release [ :revision '1.2.0' ] . <#q> a :Project ; :name 'q' .",
    );
    let ran = sandbox.ggen("import --from rdf p.ttl --report report.txt").ok();
    assert_eq!((&ran.json()["imported"], &ran.json()["left_out"]), (&1.into(), &1.into()));
    assert_eq!(sandbox.ggen("info My-Tool").ok().json()["version"], "1.2.0");
    let report = sandbox.text("report.txt");
    assert!(
        report.contains("`My Tool` is no package name") && report.contains("field `shortdesc` is missing"),
        "{report}"
    );
}
