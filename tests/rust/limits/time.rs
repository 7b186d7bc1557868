//! Runaway queries end when their time is up or their fuel is spent, and when the host asks for it.

use std::cell::Cell;
use std::time::{Duration, Instant};

use ggen_marketplace_core::query::{Limits, QueryError, Stop};

use crate::graph::{UNBOUNDED, assert_works, catalog, run};

/// Each would run for minutes or longer if it were let.
const RUNAWAYS: [(&str, &str); 11] = [
    ("product of five scans", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"),
    (
        "product of which no row passes",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(STRLEN(CONCAT(STR(?a), STR(?f), STR(?l))) < 0) }",
    ),
    (
        "counting pairs that a function joins",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?f) && STR(?f) < STR(?i)) }",
    ),
    ("walks of ten steps", "SELECT (SUM(STRLEN(STR(?b))) AS ?n) { ?a :p/:p/:p/:p/:p/:p/:p/:p/:p/:p ?b }"),
    (
        "closures beside each other",
        "SELECT * { ?a :p* ?b . ?c :p+ ?d . ?e (:p|^:p)* ?f FILTER(STRLEN(STR(?b)) + STRLEN(STR(?d)) + STRLEN(STR(?f)) < 0) }",
    ),
    (
        "a closure in OPTIONAL in a product",
        "SELECT * { ?a :p ?b . ?c :p ?d . ?e :p ?f OPTIONAL { ?b :p+ ?g . ?g :p+ ?f } FILTER(!BOUND(?g)) }",
    ),
    (
        "NOT EXISTS for each of a product",
        "ASK { ?a :p ?b . ?c :p ?d . ?e :p ?f FILTER NOT EXISTS { ?b :n ?n . ?d :n ?m . ?f :n ?o FILTER(?n + ?m + ?o >= 0) } }",
    ),
    (
        "MINUS of a product",
        "SELECT * { ?a :p ?b . ?c :p ?d . ?e :p ?f MINUS { ?a :p ?x . ?c :p ?y FILTER(STRLEN(CONCAT(STR(?x), STR(?y))) < 0) } FILTER(STRLEN(CONCAT(STR(?b), STR(?d), STR(?f))) < 0) }",
    ),
    (
        "a regular expression over a product",
        "SELECT * { ?a :t ?t . ?b :t ?u . ?c :t ?v . ?d :t ?w FILTER REGEX(CONCAT(?t, ?u, ?v, ?w), \"(a+)+(a+)+(.*)*c\") }",
    ),
    (
        "aggregates of a product",
        "SELECT (AVG(?x + ?y + ?z) AS ?n) { ?a :n ?x . ?b :n ?y . ?c :n ?z . ?d :n ?w . ?e :n ?v }",
    ),
    (
        "a subquery for each row",
        "SELECT * { ?a :p ?b . ?c :p ?d { SELECT (SUM(?x) AS ?s) { ?e :n ?x . ?f :n ?y . ?g :n ?z . ?h :n ?w FILTER(?x * ?y < ?z - ?w - 90000) } } }",
    ),
];

/// A fifth more than what is allowed is allowed.
const SLACK: f64 = 1.2;
/// On a machine that does other things, a late end is tried again.
const TRIES: usize = 3;

#[test]
fn time_up_ends_a_query_within_a_fifth_more() {
    const LIMIT_MS: u64 = 500;
    let catalog = catalog();
    for (name, text) in RUNAWAYS {
        let tried = (0..TRIES).map(|_| {
            let start = Instant::now();
            let late = || {
                (start.elapsed().as_millis() as u64 >= LIMIT_MS)
                    .then_some(Stop::TimeUp { limit_ms: LIMIT_MS })
            };
            let ran = run(&catalog, text, UNBOUNDED, Some(&late));
            assert_eq!(ran.end, Err(QueryError::Time { limit_ms: LIMIT_MS }), "{name}");
            assert_works(&catalog);
            ran.took
        });
        let allowed = Duration::from_millis(LIMIT_MS).mul_f64(SLACK);
        let took = tried.take_while(|took| *took > allowed).count();
        assert!(took < TRIES, "{name}: ended later than {allowed:?}, {TRIES} times");
    }
}

#[test]
fn fuel_ends_a_query() {
    const FUEL: u64 = 200_000;
    // A step takes 2 to 200 ns; here without optimisation and beside other tests.
    const MAX: Duration = Duration::from_secs(5);
    let catalog = catalog();
    for (name, text) in RUNAWAYS {
        let ran = run(&catalog, text, Limits { fuel: FUEL, ..UNBOUNDED }, None);
        assert_eq!(ran.end, Err(QueryError::Fuel { limit: FUEL }), "{name}");
        assert!(ran.took < MAX, "{name}: {FUEL} steps took {:?}", ran.took);
        assert_works(&catalog);
    }
}

#[test]
fn a_host_ends_a_query_at_its_next_question() {
    let catalog = catalog();
    for (name, text) in RUNAWAYS {
        let asked = Cell::new(0);
        let third = || {
            asked.set(asked.get() + 1);
            (asked.get() >= 3).then_some(Stop::Cancelled)
        };
        let ran = run(&catalog, text, UNBOUNDED, Some(&third));
        assert_eq!(ran.end, Err(QueryError::Cancelled), "{name}");
        assert_eq!(asked.get(), 3, "{name}: went on after it was stopped");
        assert_works(&catalog);
    }
}

/// A regular expression that is huge when it is unfolded is no answer, or refused, but takes no time.
#[test]
fn regular_expressions_do_not_explode() {
    const MAX: Duration = Duration::from_secs(5);
    let catalog = catalog();
    for pattern in
        ["((a{900}){900}){900}", "(a|b|ab)*{99}c", "(x+x+)+y", "(((((a*)*)*)*)*)*b", "[a-z]{0,65000}$"]
    {
        let text = format!("SELECT * {{ ?s :t ?t FILTER REGEX(?t, \"{pattern}\") }}");
        let ran = run(&catalog, &text, Limits::default(), None);
        assert!(ran.took < MAX, "{pattern}: {:?}", ran.took);
        assert_works(&catalog);
    }
}
