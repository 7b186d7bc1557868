//! Texts that nest or repeat without end are answered or refused, on the small stack of a thread and of a browser.

use std::fmt::Write;

use ggen_marketplace_core::query::Limits;

use crate::child;
use crate::graph::{assert_works, catalog, run};

/// Stack of the thread that asks, in bytes: what a browser's wasm module has. Without optimisation a frame takes
/// several times as much; then it is what a program's first thread has.
const STACK_BYTES: usize = if cfg!(debug_assertions) { 8 << 20 } else { 1 << 20 };
const DEPTHS: [usize; 2] = [90, 8_000];

/// A text that nests or repeats `n` times.
fn text(shape: &str, n: usize) -> String {
    let nested =
        |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(n), close.repeat(n));
    let filter = |text: String| format!("SELECT * {{ ?s :n ?o FILTER({text}) }}");
    match shape {
        "parentheses" => filter(nested("(", "1", ")")),
        "not" => filter(nested("!(", "true", ")")),
        "minus" => filter(nested("-(", "?o", ")")),
        "sum" => filter(format!("?o{}", " + 1".repeat(n))),
        "product" => filter(format!("?o{}", " * 1".repeat(n))),
        "or" => filter(format!("?o = 0{}", " || ?o = 1".repeat(n))),
        "and" => filter(format!("?o = 0{}", " && ?o = 1".repeat(n))),
        "functions" => filter(format!("{} = 1", nested("ABS(", "?o", ")"))),
        "in" => filter(format!("?o IN (0{})", ", 1".repeat(n))),
        "if" => filter(nested("IF(true, ", "?o", ", 0)")),
        "coalesce" => filter(format!("COALESCE(?x{})", ", ?o".repeat(n))),
        "groups" => format!("SELECT * {}", nested("{ ", "?s :n ?o", " }")),
        "optional" => format!("SELECT * {{ {} }}", nested("OPTIONAL { ?s :n ?o ", "", "}")),
        "optionals" => format!("SELECT * {{ ?s :n 1 {} }}", "OPTIONAL { ?s :n ?o } ".repeat(n)),
        "minuses" => format!("SELECT * {{ ?s :n 1 {} }}", "MINUS { ?s :n 2 } ".repeat(n)),
        "filters" => format!("SELECT * {{ ?s :n ?o {} }}", "FILTER(?o = 1) ".repeat(n)),
        "binds" => {
            (0..n).fold("SELECT * { ?s :n 1 ".to_owned(), |mut text, at| {
                write!(text, "BIND(1 AS ?v{at}) ").unwrap();
                text
            }) + "}"
        }
        "unions" => format!("SELECT * {{ {{ ?s :n 1 }} {} }}", "UNION { ?s :n 1 } ".repeat(n)),
        "nested unions" => format!("SELECT * {}", nested("{ { ?s :n 1 } UNION ", "{ ?s :n 2 }", " }")),
        "exists" => format!("SELECT * {{ ?s :n ?o {} }}", nested("FILTER EXISTS { ?s :n ?o ", "", "}")),
        "subqueries" => format!("SELECT * {{ {} }}", nested("{ SELECT * { ", "?s :n ?o", " } }")),
        "graphs" => format!("SELECT * {}", nested("{ GRAPH ?g ", "{ ?s :n ?o }", " }")),
        "path parentheses" => format!("SELECT * {{ ?s {} ?o }}", nested("(", ":p", ")")),
        "path sequence" => format!("ASK {{ ?s :p{} ?o }}", "/:p".repeat(n)),
        "path branches" => format!("ASK {{ ?s :p{} ?o }}", "|:p".repeat(n)),
        "path inverse" => format!("SELECT * {{ ?s {} ?o }}", nested("^(", ":p", ")")),
        "path closures" => format!("ASK {{ ?s {} ?o }}", nested("(", ":p", ")*")),
        "property lists" => format!("ASK {{ ?s :p {} }}", nested("[ :p ", "?o", " ]")),
        "collections" => format!("SELECT * {{ ?s :p {} }}", nested("( ", "?o", " )")),
        "triples" => format!("ASK {{ {} }}", "?s :p ?o . ".repeat(n)),
        "objects" => format!("ASK {{ ?s :p ?o{} }}", " , ?o".repeat(n)),
        "values" => format!("SELECT * {{ VALUES ?o {{ 1{} }} ?s :n ?o }}", " 1".repeat(n)),
        "order" => format!("SELECT * {{ ?s :n ?o }} ORDER BY ?o{}", " ?s".repeat(n)),
        "braces without end" => format!("SELECT * {}", "{ ".repeat(n)),
        "quotes" => format!("SELECT * {{ ?s :n \"{}\" }}", "\\\"".repeat(n)),
        _ => panic!("{shape}: no such shape"),
    }
}

const SHAPES: [&str; 35] = [
    "parentheses",
    "not",
    "minus",
    "sum",
    "product",
    "or",
    "and",
    "functions",
    "in",
    "if",
    "coalesce",
    "groups",
    "optional",
    "optionals",
    "minuses",
    "filters",
    "binds",
    "unions",
    "nested unions",
    "exists",
    "subqueries",
    "graphs",
    "path parentheses",
    "path sequence",
    "path branches",
    "path inverse",
    "path closures",
    "property lists",
    "collections",
    "triples",
    "objects",
    "values",
    "order",
    "braces without end",
    "quotes",
];

#[test]
fn no_text_overflows_the_stack() {
    let cases = SHAPES.iter().flat_map(|shape| DEPTHS.map(|depth| format!("{depth} {shape}")));
    let failures: Vec<_> = cases.filter_map(|case| child::run("deep::asked", &case).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {}\n{}",
        failures.len(),
        SHAPES.len() * DEPTHS.len(),
        failures.join("\n")
    );
}

/// Nobody writes by hand what nests deeper: up to here a text is answered, not refused.
#[test]
fn what_people_write_is_answered() {
    let catalog = catalog();
    for shape in SHAPES.into_iter().filter(|shape| *shape != "braces without end") {
        let ran = run(&catalog, &text(shape, 12), Limits { fuel: 20_000_000, ..Limits::default() }, None);
        assert!(ran.end.is_ok(), "{shape}: {:?}", ran.end);
    }
}

#[test]
#[ignore = "a child of `no_text_overflows_the_stack`"]
fn asked() {
    let Some(case) = child::case() else { return };
    let (depth, shape) = case.split_once(' ').unwrap();
    let text = text(shape, depth.parse().unwrap());
    let ask = move || {
        let catalog = catalog();
        // Answered or refused: either is well.
        let _ = run(&catalog, &text, Limits { fuel: 1_000_000, ..Limits::default() }, None).end;
        assert_works(&catalog);
    };
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(ask).unwrap().join().unwrap();
}
