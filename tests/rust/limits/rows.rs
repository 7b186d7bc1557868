//! An answer has as many rows as it may, then says that there are more.

use ggen_marketplace_core::query::{Limits, QueryError};

use crate::graph::{UNBOUNDED, assert_works, catalog, run};

#[track_caller]
fn check(text: &str, rows: u64, end: Result<(), QueryError>) {
    let catalog = catalog();
    let ran = run(&catalog, text, Limits { rows: 200, ..UNBOUNDED }, None);
    assert_eq!((ran.rows, ran.end), (rows, end), "{text}");
    assert_works(&catalog);
}

#[test]
fn the_row_after_the_last_is_an_error() {
    check("SELECT * { ?s :p ?o }", 200, Err(QueryError::Rows { limit: 200 }));
    check("SELECT * { ?s :n ?o }", 200, Ok(()));
    check("SELECT * { ?s :p ?o } LIMIT 200", 200, Ok(()));
    check("SELECT * { ?s :p ?o } ORDER BY ?o ?s", 200, Err(QueryError::Rows { limit: 200 }));
    check("SELECT (COUNT(*) AS ?n) { ?s :p ?o }", 1, Ok(()));
    check("CONSTRUCT { ?o :q ?s } { ?s :p ?o }", 200, Err(QueryError::Rows { limit: 200 }));
    check("ASK { ?s :p ?o }", 1, Ok(()));
}
