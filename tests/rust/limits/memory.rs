//! Queries that hold too much end by the limit on bytes, before the process has grown by much more.

use std::time::Duration;

use ggen_marketplace_core::query::{Limits, QueryError};

use crate::child;
use crate::graph::{UNBOUNDED, assert_works, catalog, run};

const LIMIT: u64 = 16 << 20;
/// How far the process may grow for a query that holds [`LIMIT`]: a vector that grows is there twice.
const MAX_GROWTH: u64 = 3 * LIMIT;
const MAX_TIME: Duration = Duration::from_secs(20);

/// Each holds more and more while it runs.
const HOARDERS: [(&str, &str); 9] = [
    ("sorting a product", "SELECT * { ?a :p ?b . ?c :p ?d . ?e :p ?f } ORDER BY ?a ?f ?d"),
    ("distinct rows of a product", "SELECT DISTINCT ?a ?b ?c ?d ?e { ?a :p ?b . ?c :p ?d . ?e :p ?f }"),
    (
        "groups of a product",
        "SELECT ?a ?b ?c (COUNT(?d) AS ?n) { ?a :p ?b . ?c :p ?d . ?e :n ?f } GROUP BY ?a ?b ?c ?d ?f",
    ),
    ("a text of all texts", "SELECT (GROUP_CONCAT(?t) AS ?all) { ?a :t ?t . ?b :n ?n . ?c :n ?m }"),
    (
        "distinct made terms",
        "SELECT DISTINCT ?x { ?a :t ?t . ?b :t ?u . ?c :n ?n BIND(CONCAT(?t, ?u, STR(?n)) AS ?x) }",
    ),
    (
        "sums that are sorted",
        "SELECT ?x { ?a :n ?n . ?b :n ?m . ?c :n ?o . ?d :n ?q BIND(CONCAT(STR(?n), STR(?m), STR(?o), STR(?q)) AS ?x) } ORDER BY ?x",
    ),
    (
        // One match each: it is not time that ends it.
        "REPLACE that grows",
        "SELECT ?x { ?a :t ?t BIND(REPLACE(?t, \".+\", \"$0$0$0$0$0$0$0$0\") AS ?b) BIND(REPLACE(?b, \".+\", \"$0$0$0$0$0$0$0$0\") AS ?c) BIND(REPLACE(?c, \".+\", \"$0$0$0$0$0$0$0$0\") AS ?d) BIND(REPLACE(?d, \".+\", \"$0$0$0$0$0$0$0$0\") AS ?e) BIND(REPLACE(?e, \".+\", \"$0$0$0$0$0$0$0$0\") AS ?f) BIND(REPLACE(?f, \".+\", \"$0$0$0$0$0$0$0$0\") AS ?g) BIND(REPLACE(?g, \".+\", \"$0$0$0$0$0$0$0$0\") AS ?x) }",
    ),
    (
        "CONCAT that doubles",
        "SELECT ?x { ?a :t ?t BIND(CONCAT(?t, ?t, ?t, ?t, ?t, ?t, ?t, ?t) AS ?b) BIND(CONCAT(?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b) AS ?c) BIND(CONCAT(?c, ?c, ?c, ?c, ?c, ?c, ?c, ?c) AS ?d) BIND(CONCAT(?d, ?d, ?d, ?d, ?d, ?d, ?d, ?d) AS ?e) BIND(CONCAT(?e, ?e, ?e, ?e, ?e, ?e, ?e, ?e) AS ?f) BIND(CONCAT(?f, ?f, ?f, ?f, ?f, ?f, ?f, ?f) AS ?g) BIND(CONCAT(?g, ?g, ?g, ?g, ?g, ?g, ?g, ?g) AS ?x) }",
    ),
    (
        "triples that are each new",
        "CONSTRUCT { ?a :q ?x } { ?a :t ?t . ?b :t ?u . ?c :n ?n BIND(CONCAT(?t, ?u, STR(?n)) AS ?x) }",
    ),
];

#[test]
fn memory_ends_a_query() {
    let failures: Vec<_> =
        HOARDERS.iter().filter_map(|(name, _)| child::run("memory::hoarder", name).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
#[ignore = "a child of `memory_ends_a_query`"]
fn hoarder() {
    let Some(case) = child::case() else { return };
    let (name, text) = HOARDERS.into_iter().find(|(name, _)| *name == case).unwrap();
    let catalog = catalog();
    assert_works(&catalog);
    let before = peak();
    let ran = run(&catalog, text, Limits { bytes: LIMIT, ..UNBOUNDED }, None);
    assert_eq!(ran.end, Err(QueryError::Memory { limit: LIMIT }), "{name}");
    let growth = peak() - before;
    assert!(growth <= MAX_GROWTH, "{name}: grew by {growth} bytes");
    assert!(ran.took < MAX_TIME, "{name}: took {:?}", ran.took);
    assert_works(&catalog);
}

/// The most memory that this process had at once, in bytes; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
