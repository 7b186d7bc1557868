//! `search`, `list`, `info`, `versions`: every option changes what is shown.

use crate::sandbox::Sandbox;

const PACKAGES: &str = r#"{"name":"json-fast","version":"1.0.0","summary":"a fast json parser","tags":["parse"],"keywords":["speed"],"category":"text","author":"Ann","license":"MIT","downloads":10,"stars":1}
{"name":"json-slow","version":"1.0.0","summary":"a json parser with care","tags":["care"],"category":"data","author":"Bob","license":"Zlib","downloads":30,"stars":2}
{"name":"yaml","version":"1.9.0","summary":"a parser of yaml","category":"text","author":"Ann","downloads":20,"stars":3}
{"name":"yaml","version":"1.10.0","summary":"a parser of yaml","category":"text","author":"Ann","downloads":20,"stars":3}
{"name":"yaml","version":"2.0.0-rc.1","summary":"a parser of yaml","category":"text","author":"Ann"}
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("packages.jsonl", PACKAGES);
    sandbox.ggen("import --from jsonl packages.jsonl").ok();
    sandbox
}

#[track_caller]
fn check(arguments: &str, expected: &[&str]) {
    assert_eq!(sandbox().ggen(arguments).ok().names(), expected, "{arguments}");
}

#[test]
fn words_find_packages() {
    check("search json fast", &["json-fast", "json-slow"]);
    check("search jsno", &["json-fast", "json-slow"]);
    check("search nothing-like-it-here", &[]);
}

#[test]
fn filters_narrow() {
    check("search json --category data", &["json-slow"]);
    check("search json --tag parse", &["json-fast"]);
    check("search parser --author Bob", &["json-slow"]);
    check("search json --license MIT", &["json-fast"]);
    check("search json --keyword speed", &["json-fast"]);
}

#[test]
fn pages_and_orders() {
    check("search parser --sort downloads", &["json-slow", "yaml", "json-fast"]);
    check("search parser --sort stars", &["yaml", "json-slow", "json-fast"]);
    check("search parser --sort name --limit 2", &["json-fast", "json-slow"]);
    check("search parser --sort name --limit 2 --offset 2", &["yaml"]);
    check("search --all --sort name", &["json-fast", "json-slow", "yaml"]);
    check("search --all --category text --sort name", &["json-fast", "yaml"]);
}

#[test]
fn a_search_answers_in_the_predecessors_shape() {
    let json = sandbox().ggen("search yaml").ok().json();
    assert_eq!((&json["total"], &json["total_matches"]), (&1.into(), &1.into()));
    assert_eq!(json["backend_used"], "v2");
    assert!(json["query_time_us"].is_u64());
    let hit = &json["packages"][0];
    assert_eq!(
        (&hit["version"], &hit["author"], &hit["downloads"]),
        (&"1.10.0".into(), &"Ann".into(), &20.into())
    );
    assert_eq!(hit["installable"], false);
}

#[test]
fn an_empty_query_is_refused_in_the_predecessors_words() {
    let sandbox = sandbox();
    let text = "Search query cannot be empty. Please provide a search term.";
    for query in [&["search"][..], &["search", ""], &["search", "--query", " "]] {
        let ran = sandbox.run(query);
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains(text), "{}", ran.stderr);
    }
    sandbox.refused("search", 1, "search/empty-query");
}

#[test]
fn too_large_a_page_is_wrong_usage() {
    sandbox().refused("search json --limit 1000000", 2, "search/limit-too-large");
}

#[test]
fn a_batch_answers_line_by_line_in_order() {
    let sandbox = sandbox();
    sandbox.write("queries", "yaml\njson fast\n");
    let ran = sandbox.ggen("search --batch queries --timing --limit 1").ok();
    let first = |line: &str| {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        json["packages"][0]["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(ran.stdout.lines().map(first).collect::<Vec<_>>(), ["yaml", "json-fast"]);
    let timings: Vec<serde_json::Value> =
        ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(timings.len(), 2);
    assert!(timings.iter().all(|timing| timing["total_us"].is_u64()));
    assert_eq!(sandbox.ggen("search --batch queries").ok().stderr, "");
}

#[test]
fn an_empty_line_of_a_batch_is_answered_with_its_error() {
    let sandbox = sandbox();
    sandbox.write("queries", "yaml\n\nfast\n");
    let ran = sandbox.ggen("search --batch queries --timing").ok();
    let answers: Vec<serde_json::Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[1]["error"]["code"], "search/empty-query");
    assert_eq!(answers[1]["packages"], serde_json::json!([]));
    assert_eq!(answers[2]["packages"][0]["name"], "json-fast");
    assert_eq!(ran.stderr.lines().count(), 3);
}

#[test]
fn verbose_says_what_was_opened() {
    let ran = sandbox().ggen("search yaml --verbose").ok();
    assert!(ran.stderr.contains("opened") && ran.stderr.contains("1 matches"), "{}", ran.stderr);
    ran.json();
}

#[test]
fn lists_can_be_ordered_cut_and_detailed() {
    check("list", &["json-fast", "json-slow", "yaml"]);
    check("list --sort downloads", &["json-slow", "yaml", "json-fast"]);
    check("list --sort stars --limit 1", &["yaml"]);
    let sandbox = sandbox();
    let plain = &sandbox.ggen("list").ok().json()["packages"][0];
    assert_eq!((&plain["title"], &plain["description"]), (&"json-fast".into(), &"a fast json parser".into()));
    assert_eq!(plain["author"], serde_json::Value::Null);
    assert_eq!(sandbox.ggen("list --detailed").ok().json()["packages"][0]["author"], "Ann");
}

#[test]
fn versions_are_ordered_as_versions() {
    let sandbox = sandbox();
    let json = sandbox.ggen("versions yaml").ok().json();
    let versions: Vec<_> = json["versions"].as_array().unwrap().iter().map(|v| &v["version"]).collect();
    assert_eq!(versions, ["2.0.0-rc.1", "1.10.0", "1.9.0"]);
    assert_eq!(sandbox.ggen("versions yaml@1.9.0").ok().json()["total"], 1);
}

#[test]
fn info_shows_the_release_asked_for() {
    let sandbox = sandbox();
    assert_eq!(sandbox.ggen("info yaml").ok().json()["version"], "1.10.0");
    assert_eq!(sandbox.ggen("info yaml@1.9.0").ok().json()["version"], "1.9.0");
    let error = sandbox.refused("info yaml@3.0.0", 1, "registry/unknown-version").error();
    assert_eq!(error["help"], "there are `2.0.0-rc.1`, `1.10.0`, `1.9.0`");
    let text = sandbox.ggen("info yaml --format text").ok().stdout;
    assert!(text.contains("versions     2.0.0-rc.1, 1.10.0, 1.9.0"), "{text}");
    sandbox.refused("info ../yaml", 1, "model/invalid-name");
}

#[test]
fn a_missing_registry_is_named() {
    let sandbox = Sandbox::new();
    sandbox.refused("search x --registry nowhere", 1, "registry/none");
    assert!(!sandbox.exists("nowhere"));
}

#[test]
fn the_registry_is_an_option_or_an_environment_variable() {
    let sandbox = Sandbox::new();
    sandbox.write("packages.jsonl", PACKAGES);
    sandbox.ggen("import --from jsonl packages.jsonl --registry here").ok();
    assert_eq!(sandbox.ggen("list --registry here --limit 1").ok().names(), ["json-fast"]);
    let mut command = sandbox.command(&["list", "--limit", "1"]);
    assert_eq!(command.env("GGEN_REGISTRY", "here").output().unwrap().status.code(), Some(0));
}

#[test]
fn a_query_that_is_not_text_is_named_with_its_line() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.write("queries", b"demo\n\xff\n");
    let error = sandbox.refused("search --batch queries", 1, "cli/not-text").error();
    assert_eq!(error["message"], "queries:2: this is not UTF-8 text");
}
