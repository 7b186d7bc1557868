//! The prepared questions, on a small registry.

use crate::sandbox::Sandbox;

const PACKAGES: &str = r#"{"name":"app","version":"1.10.0","summary":"An app","author":"Ann <ann@x.org>","category":"web","tags":["gui"],"keywords":["fast"],"license":"MIT","downloads":50,"depends":[[{"name":"lib","range":"^1"},{"name":"other-lib"}]]}
{"name":"app","version":"1.9.0","summary":"An app","author":"Ann <ann@x.org>","category":"web","downloads":70}
{"name":"lib","version":"1.0.0","summary":"A library","description":"A library\nfor Parsing","author":"Bob","category":"libs","depends":[[{"name":"core"}]],"size":5,"sha256":"0000000000000000000000000000000000000000000000000000000000000000","filename":"pool/lib"}
{"name":"core","version":"1.0.0","summary":"The core","author":"Bob","category":"libs","depends":[[{"name":"lib"}]]}
"#;

fn registry() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("p.jsonl", PACKAGES);
    sandbox.ggen("import --from jsonl p.jsonl").ok();
    sandbox
}

/// Asks `question` (a name and perhaps a value), and compares the rows of the CSV answer.
#[track_caller]
fn check(sandbox: &Sandbox, question: &str, expected: &[&str]) {
    let (name, value) =
        question.split_once(' ').map_or((question, None), |(name, value)| (name, Some(value)));
    let mut arguments = vec!["query", "--named", name, "--format", "csv"];
    arguments.extend(value.iter().flat_map(|value| ["--bind", value]));
    let ran = sandbox.run(&arguments).ok();
    assert_eq!(ran.stdout.lines().skip(1).collect::<Vec<_>>(), expected, "{question}");
}

#[test]
fn each_question_is_answered() {
    let registry = registry();
    check(&registry, "all-packages", &["app,An app", "core,The core", "lib,A library"]);
    let zeros = "0".repeat(64);
    let archive = format!("1.0.0,sha256:{zeros},5,pool/lib,unsigned");
    check(&registry, "archives package=lib", &[&archive]);
    check(&registry, "authors", &["Bob,2", "Ann <ann@x.org>,1"]);
    check(&registry, "authors-of package=lib", &["Bob"]);
    check(&registry, "by-author author=ANN", &["app,Ann <ann@x.org>"]);
    check(&registry, "by-category category=libs", &["core,The core", "lib,A library"]);
    check(&registry, "by-keyword keyword=gui", &["app,An app"]);
    check(&registry, "by-keyword keyword=fast", &["app,An app"]);
    check(&registry, "by-license license=MIT", &["app,An app"]);
    check(&registry, "categories", &["libs,2", "web,1"]);
    check(&registry, "circular-dependencies", &["core", "lib"]);
    check(&registry, "dependencies package=app", &["1.10.0,lib,^1,"]);
    check(&registry, "dependency-tree package=app", &["app,lib", "core,lib", "lib,core"]);
    check(&registry, "keywords-of package=app", &["fast", "gui"]);
    check(&registry, "latest package=app", &["1.9.0,An app,1"]);
    check(&registry, "most-needed", &["lib,2", "core,1"]);
    check(&registry, "popular", &["app,1.9.0,70", "app,1.10.0,50"]);
    check(&registry, "recent", &["core,1.0.0,3", "lib,1.0.0,2", "app,1.9.0,1", "app,1.10.0,0"]);
    check(&registry, "reverse-deps package=lib", &["app", "core"]);
    check(&registry, "reverse-deps package=nobody", &[]);
    check(&registry, "search-description text=PARSING", &["lib,A library"]);
    check(&registry, "search-name text=LI", &["lib,1.0.0,A library,Bob,,"]);
    check(&registry, "statistics", &["3,4,2,2,4,120"]);
    check(&registry, "versions package=app", &["1.9.0,unsigned,1", "1.10.0,unsigned,0"]);
}

#[test]
fn details_tell_everything_and_exists_yes_or_no() {
    let registry = registry();
    let run = |arguments: &str| registry.ggen(arguments).ok();
    let details = run("query --named details --bind package=lib --format csv").stdout;
    assert!(details.contains("1.0.0,https://ggen.io/marketplace/author,Bob\r\n"), "{details}");
    assert_eq!(run("query --named exists --bind package=lib").json()["boolean"], true);
    assert_eq!(run("query --named exists --bind package=li").json()["boolean"], false);
}

#[test]
fn the_questions_are_listed_and_a_wrong_one_is_named() {
    let registry = registry();
    let listed = registry.ggen("query --named list").ok().json();
    let names: Vec<_> = listed["questions"].as_array().unwrap().iter().map(|q| q["name"].clone()).collect();
    assert!(names.contains(&"reverse-deps".into()) && names.len() >= 24, "{names:?}");
    registry.refused("query --named nothing", 1, "query/unknown-question");
    registry.refused("query --named versions", 1, "query/missing-parameter");
    registry.refused("query --named versions --bind package=a --bind x=b", 1, "query/unknown-parameter");
}
