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
    check("search parser --sort updated", &["yaml", "json-slow", "json-fast"]);
}

#[test]
fn the_query_itself_narrows() {
    check("search tag:care", &["json-slow"]);
    check("search -- parser -json", &["yaml"]);
    check("search -- json -author:ann", &["json-slow"]);
    check("search --category TEXT --sort name", &["json-fast", "yaml"]);
    let sandbox = sandbox();
    let names = |query: &str| sandbox.run(&["search", "--query", query]).ok().names();
    assert_eq!(names("\"json parser\""), ["json-fast", "json-slow"]);
    assert_eq!(names("-\"fast json\" section:text"), ["yaml"]);
    assert_eq!(names("-json"), ["yaml"]);
    assert_eq!(sandbox.run(&["search", "parser -json"]).ok().names(), ["yaml"]);
}

#[test]
fn what_is_not_clear_is_said_or_refused() {
    let sandbox = sandbox();
    let json = sandbox.ggen("search tga:care").ok().json();
    assert_eq!(
        (&json["notes"][0]["code"], &json["notes"][0]["near"][0]),
        (&"unknown-field".into(), &"tag:".into())
    );
    let json = sandbox.ggen("search yaml tag:cera").ok().json();
    assert_eq!((&json["notes"][0]["near"][0], &json["hints"][0]["matches"]), (&"care".into(), &1.into()));
    assert_eq!(sandbox.ggen("search yamml").ok().json()["did_you_mean"], "yaml");
    let text = sandbox.ggen("search yaml tag:cera --format text").ok().stdout;
    assert!(
        text.contains("did you mean `care`?") && text.contains("without `tag:cera` 1 package matches"),
        "{text}"
    );
    let error = sandbox.refused("search tga:care --strict", 2, "search/unclear").error();
    assert_eq!(error["message"], "column 1: there is no field `tga`: searched as words");
    sandbox.refused("search json --sort quality", 2, "search/no-column");
}

#[test]
fn facets_explanations_and_highlights_are_asked_for() {
    let sandbox = sandbox();
    let json = sandbox.ggen("search parser --facets=1 --explain --highlight").ok().json();
    let author = json["facets"].as_array().unwrap().iter().find(|facet| facet["field"] == "author").unwrap();
    assert_eq!(author["distinct"], 2);
    assert_eq!(author["values"], serde_json::json!([{"value": "Ann", "matches": 2}]));
    let hit = &json["packages"][0];
    let points = hit["explain"].as_array().unwrap().iter().map(|part| part["points"].as_i64().unwrap());
    assert_eq!(points.sum::<i64>(), hit["score"].as_i64().unwrap());
    assert!(hit["highlight"]["description"][0].is_array());
    let plain = sandbox.ggen("search parser").ok().json();
    assert!(plain["facets"].is_null() && plain["packages"][0]["explain"].is_null());
    let text = sandbox.ggen("search yaml --facets --explain --highlight --format text").ok().stdout;
    assert!(
        text.contains("*yaml*") && text.contains("category (1): text 1") && text.contains("yaml: "),
        "{text}"
    );
}

#[test]
fn suggestions_and_related_packages_are_searches_too() {
    let sandbox = sandbox();
    let json = sandbox.ggen("search --suggest js").ok().json();
    assert_eq!(
        json["suggestions"][0],
        serde_json::json!({"text": "json-fast", "kind": "name", "packages": 1})
    );
    let json = sandbox.ggen("search --related json-fast").ok().json();
    assert_eq!(json["packages"][0]["name"], "json-slow");
    sandbox.refused("search --related nothing", 1, "registry/unknown-package");
    assert!(sandbox.ggen("search --related yaml --format text").ok().stdout.contains("parser"));
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
