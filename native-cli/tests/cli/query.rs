//! `query` and `index`: what is asked of registries and files, how it is written, and what ends it.

use crate::sandbox::{Ran, Sandbox};

const DATA: &str = "@prefix : <https://x/> .\n:a :knows :b ; :age 41 .\n:b :knows :c ; :age 7 ; :name \"Bé, \\\"b\\\"\"@en .\n";

/// A sandbox with `a.ttl`, and `b.nt` whose triple has blank nodes.
fn with_files() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a.ttl", DATA);
    sandbox.write("b.nt", "_:x <https://x/knows> _:y .\n");
    sandbox
}

#[track_caller]
fn ask(sandbox: &Sandbox, more: &[&str]) -> Ran {
    sandbox.run(&[&["query", "--data", "a.ttl"], more].concat())
}

const AGES: &str = "SELECT ?s ?age { ?s <https://x/age> ?age } ORDER BY ?age";

#[test]
fn each_format_is_what_w3c_says() {
    let sandbox = with_files();
    let written = |format: &str| ask(&sandbox, &[AGES, "--format", format]).ok().stdout;
    assert_eq!(written("csv"), "s,age\r\nhttps://x/b,7\r\nhttps://x/a,41\r\n");
    assert_eq!(written("tsv"), "?s\t?age\n<https://x/b>\t7\n<https://x/a>\t41\n");
    let json: serde_json::Value = serde_json::from_str(&written("json")).unwrap();
    assert_eq!(json["head"]["vars"], serde_json::json!(["s", "age"]));
    assert_eq!(json["results"]["bindings"][0]["age"]["value"], "7");
    assert!(written("xml").contains("<binding name=\"s\"><uri>https://x/b</uri></binding>"));
    assert_eq!(written("table"), "s              age\n<https://x/b>  7\n<https://x/a>  41\n");
    let graph = |format: &str| {
        let query =
            "PREFIX x: <https://x/> CONSTRUCT { ?s x:is ?age } WHERE { ?s x:age ?age FILTER(?age < 9) }";
        ask(&sandbox, &[query, "--format", format]).ok().stdout
    };
    assert_eq!(graph("ttl"), "@prefix x: <https://x/> .\nx:b x:is 7 .\n");
    assert_eq!(graph("text"), graph("ttl"));
    let seven = "\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>";
    assert_eq!(graph("nt"), format!("<https://x/b> <https://x/is> {seven} .\n"));
}

#[test]
fn without_a_format_programs_get_json_and_graphs_are_turtle() {
    let sandbox = with_files();
    assert_eq!(ask(&sandbox, &["ASK { ?s ?p 7 }"]).ok().json()["boolean"], true);
    assert!(ask(&sandbox, &["DESCRIBE <https://x/a>"]).ok().stdout.contains("<https://x/age> 41"));
    assert_eq!(ask(&sandbox, &["ASK { ?s ?p 8 }", "--format", "table"]).ok().stdout, "no\n");
}

#[test]
fn a_format_that_does_not_fit_is_refused_with_those_that_do() {
    let sandbox = with_files();
    let ran = ask(&sandbox, &["CONSTRUCT WHERE { ?s ?p ?o }", "--format", "json"]);
    assert_eq!(ran.error()["code"], "query/wrong-format");
    assert!(ran.error()["message"].as_str().unwrap().ends_with("choose ttl, nt"), "{ran:?}");
    assert_eq!(ask(&sandbox, &[AGES, "--format", "nt"]).code, 1);
    sandbox.refused("list --format csv", 2, "cli/usage");
}

#[test]
fn a_syntax_error_has_line_column_and_caret() {
    let sandbox = with_files();
    let ran = ask(&sandbox, &["SELECT *\nWHERE { ?x foaf:name ?y }"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.starts_with("error: line 2, column 12: "), "{ran:?}");
    assert!(ran.stderr.contains("\n  WHERE { ?x foaf:name ?y }\n             ^\n"), "{ran:?}");
    assert!(
        ran.stderr.contains("hint: put `PREFIX foaf: <http://xmlns.com/foaf/0.1/>` at the top"),
        "{ran:?}"
    );
    assert!(ran.stdout.is_empty());
}

#[test]
fn files_are_one_dataset_and_their_blank_nodes_stay_apart() {
    let sandbox = with_files();
    sandbox.write("c.nt", "_:x <https://x/knows> _:y .\n");
    let count = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) { ?s <https://x/knows> ?o }";
    let ran = ask(&sandbox, &["--data", "b.nt", "--data", "c.nt", count, "--format", "csv"]).ok();
    assert_eq!(ran.stdout, "n,subjects\r\n4,4\r\n");
    let ran = ask(&sandbox, &["b.nt", "c.nt", count, "--format", "csv"]).ok();
    assert_eq!(ran.stdout, "n,subjects\r\n4,4\r\n");
}

#[test]
fn a_file_can_be_a_named_graph() {
    let sandbox = with_files();
    let graphs = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g";
    let ran = ask(&sandbox, &["--graph", "https://x/g=b.nt", graphs, "--format", "csv"]).ok();
    assert_eq!(ran.stdout, "g,n\r\nhttps://x/g,1\r\n");
    let ran = ask(&sandbox, &["--graph", "no-iri=b.nt", graphs]);
    assert_eq!(ran.code, 2);
}

#[test]
fn a_base_resolves_what_is_relative_in_query_and_files() {
    let sandbox = Sandbox::new();
    sandbox.write("a.ttl", "<s> <p> <o> .");
    sandbox.write("q.rq", "SELECT ?o { <s> <p> ?o }");
    let ran = sandbox.ggen("query --data a.ttl --base https://b/ --query-file q.rq --format csv").ok();
    assert_eq!(ran.stdout, "o\r\nhttps://b/o\r\n");
    let ran = sandbox.ggen("query --data a.ttl --query-file q.rq --format csv").ok();
    assert!(ran.stdout.starts_with("o\r\nfile:///"), "{ran:?}");
}

#[test]
fn values_are_never_text_of_the_query() {
    let sandbox = with_files();
    let query = "SELECT ?s { ?s <https://x/age> ?age FILTER(STR(?age) = ?wanted) }";
    let asked = |value: &str| {
        ask(&sandbox, &[query, "--bind", &format!("wanted={value}"), "--format", "csv"]).ok().stdout
    };
    assert_eq!(asked("7"), "s\r\nhttps://x/b\r\n");
    assert_eq!(asked("7) || (true"), "s\r\n");
    let ran = ask(&sandbox, &[AGES, "--bind", "nobody=1"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("?age ?s"), "{ran:?}");
}

#[test]
fn errors_of_files_have_their_place() {
    let sandbox = with_files();
    sandbox.write("bad.ttl", "<https://x/a> <https://x/b>\n  nonsense .\n");
    let error = sandbox.refused("query --data bad.ttl ASK{}", 1, "rdf/syntax").error();
    assert!(error["message"].as_str().unwrap().starts_with("bad.ttl:2:"), "{error}");
    sandbox.refused("query --data a.txt ASK{}", 1, "cli/io");
    sandbox.write("a.txt", "");
    sandbox.refused("query --data a.txt ASK{}", 1, "rdf/unknown-format");
    sandbox.refused("query ASK{}", 1, "registry/none");
    sandbox.refused("query a b", 2, "cli/usage");
    sandbox.refused("query", 2, "cli/usage");
}

#[test]
fn a_run_is_timed_and_answered_once() {
    let sandbox = with_files();
    let ran = ask(&sandbox, &[AGES, "--format", "csv", "--repeat", "3", "--timing"]).ok();
    assert_eq!(ran.stdout.lines().count(), 3);
    let lines: Vec<serde_json::Value> =
        ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    for line in lines {
        let part = |name: &str| line[name].as_u64().unwrap();
        let parts = ["parse_us", "plan_us", "execute_us", "serialize_us"].map(part).iter().sum::<u64>();
        assert!(parts <= part("total_us"), "{line}");
    }
}

#[test]
fn an_endless_query_ends_by_the_limit_that_is_named() {
    let sandbox = Sandbox::new();
    let lines = (0..300).map(|n| format!("<https://x/{n}> <https://x/p> \"{n}\" .\n"));
    sandbox.write("a.nt", lines.collect::<String>());
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?p ?d . ?e ?p ?f . ?g ?p ?h FILTER(?b > ?h) }";
    let start = std::time::Instant::now();
    let ran = sandbox.run(&["query", "--data", "a.nt", endless, "--timeout", "0.5", "--json"]);
    assert_eq!(ran.error()["code"], "query/time-up");
    assert!(ran.error()["message"].as_str().unwrap().contains("500 ms"), "{ran:?}");
    assert!(start.elapsed().as_secs() < 10);
    let all = "SELECT * { ?a ?p ?b . ?c ?p ?d }";
    let ran = sandbox.run(&["query", "--data", "a.nt", all, "--max-rows", "10", "--json"]);
    assert_eq!(ran.error()["code"], "query/too-many-rows");
}

#[test]
fn a_plan_is_explained_with_counts() {
    let sandbox = with_files();
    let plan = ask(&sandbox, &[AGES, "--explain"]).ok().json()["plan"].clone();
    let steps = plan.as_array().unwrap();
    assert!(steps.iter().any(|step| step["actual"] == 2), "{plan}");
    assert!(
        ask(&sandbox, &[AGES, "--explain", "--format", "text"]).ok().stdout.starts_with("EXPECTED  ACTUAL")
    );
}

#[test]
fn a_segment_is_asked_as_its_files_are() {
    let sandbox = with_files();
    sandbox.ggen("index a.ttl b.nt --graph https://x/g=b.nt --output g.seg").ok();
    sandbox.ggen("index a.ttl b.nt --graph https://x/g=b.nt --output g.seg").ok();
    let ran = sandbox.run(&["query", "--data", "g.seg", AGES, "--format", "csv"]).ok();
    assert_eq!(ran.stdout, "s,age\r\nhttps://x/b,7\r\nhttps://x/a,41\r\n");
    let all = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }";
    let ran = sandbox.run(&["query", "--data", "g.seg", "--data", "a.ttl", all, "--format", "csv"]).ok();
    assert_eq!(ran.stdout, "n\r\n7\r\n");
    sandbox.refused("index a.ttl --output b.nt", 1, "cli/in-the-way");
    sandbox.refused("index a.ttl --output a.ttl", 2, "cli/usage");
    sandbox.flip("g.seg", 20);
    assert_ne!(sandbox.run(&["query", "--data", "g.seg", AGES]).code, 0);
}

#[test]
fn a_registry_and_files_are_asked_together() {
    let sandbox = Sandbox::with_published_demo();
    sandbox.write("a.ttl", DATA);
    let names = "SELECT ?name { ?p <https://ggen.io/marketplace/name> ?name }";
    assert_eq!(sandbox.run(&["query", names, "--format", "csv"]).ok().stdout, "name\r\ndemo\r\n");
    assert_eq!(ask(&sandbox, &[names, "--format", "csv"]).ok().stdout, "name\r\n");
    let both = "SELECT (COUNT(?name) AS ?names) (COUNT(?age) AS ?ages) {\
        { ?p <https://ggen.io/marketplace/name> ?name } UNION { ?s <https://x/age> ?age } }";
    let ran = ask(&sandbox, &["--registry", "home/registry", both, "--format", "csv"]).ok();
    assert_eq!(ran.stdout, "names,ages\r\n1,2\r\n");
}

#[test]
fn people_are_told_that_there_is_nothing() {
    let sandbox = with_files();
    let ran = ask(&sandbox, &["SELECT * { ?s ?p 99 }", "--format", "table"]).ok();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "No solution.\n"));
}
