//! What the parser accepts, refuses, and says of it. That trees mean what they should, queries' own tests show.

use super::super::tree::Pattern;
use super::{MAX_NESTING, MAX_OPERATORS, parse};
use crate::query::{Query, QueryError};

/// The message of the error, with its place: `2:12 unexpected …`.
#[track_caller]
fn refused(text: &str) -> String {
    match parse(text, None).map(drop).unwrap_err() {
        QueryError::Syntax { line, column, message, .. } => format!("{line}:{column} {message}"),
        error => error.to_string(),
    }
}

#[track_caller]
fn accepted(text: &str) {
    parse(text, None).map(drop).unwrap_or_else(|error| panic!("{text}: {error}"));
}

#[test]
fn an_error_names_what_was_found_and_expected() {
    assert_eq!(
        refused("SELECT * { ?s ?p }"),
        "1:18 unexpected `}`: expected a variable, IRI, literal or blank node"
    );
    assert_eq!(refused("SELEC * {}"), "1:1 unexpected `SELEC`: expected SELECT, ASK, CONSTRUCT or DESCRIBE");
    assert_eq!(refused("SELECT (COUNT(?x) ?n) {}"), "1:19 unexpected `?n)`: expected AS");
    assert_eq!(refused("ASK {\n ?a ?b ?c ?d }"), "2:11 unexpected `?d`: expected `.` or `}`");
    assert_eq!(refused("ASK { ?s ?p 'a }"), "1:13 unexpected `'a`: the quote is not closed");
    assert!(refused("ASK { FILTER(?a<?b&&?c>?d) }").contains("it is one IRI here: put a space after `<`"));
    assert_eq!(refused("ASK { ?s ?p ?o"), "1:15 unexpected the end: expected `.` or `}`");
    assert!(refused("ASK { } }").contains("expected the end"));
    assert!(refused("ASK { <a> <b> <c> }").contains("a relative one without BASE"));
    assert!(refused("ASK { FILTER(SUBSTR('a')) }").contains("takes 2 to 3 arguments, here are 1"));
}

#[test]
fn aggregates_stand_where_there_is_a_group() {
    accepted("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }");
    accepted("SELECT ?p { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1) ORDER BY DESC(COUNT(*))");
    accepted("CONSTRUCT { ?p ?p ?p } WHERE { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1)");
    accepted("SELECT (COUNT(?s) AS ?n) (?n + 1 AS ?m) { ?s ?p ?o }");
    assert!(refused("SELECT * { FILTER(COUNT(?x) > 1) }").contains("where there is no group"));
    assert!(refused("SELECT (SUM(COUNT(?x)) AS ?n) {}").contains("inside another"));
    assert!(refused("SELECT ?s { ?s ?p ?o } GROUP BY ?p").contains("neither a key"));
    assert!(refused("SELECT * { ?s ?p ?o } GROUP BY ?p").contains("cannot stand beside a group"));
}

#[test]
fn names_and_labels_have_one_place() {
    assert!(refused("SELECT (1 AS ?s) { ?s ?p ?o }").contains("`?s` has a value already"));
    assert!(refused("SELECT ?s ?s { ?s ?p ?o }").contains("`?s` has a value already"));
    assert!(refused("ASK { ?s ?p ?o BIND(1 AS ?o) }").contains("BIND needs another name"));
    assert!(refused("ASK { _:a ?p ?o OPTIONAL { _:a ?p ?o } }").contains("in another pattern already"));
    accepted("ASK { _:a ?p ?o FILTER(?o = 1) _:a ?q ?o }");
    accepted("CONSTRUCT { _:a ?p ?o } WHERE { _:a ?p ?o }");
    assert!(refused("ASK { VALUES (?a ?a) { (1 2) } }").contains("twice"));
    assert!(refused("ASK { VALUES (?a ?b) { (1) } }").contains("UNDEF"));
}

#[test]
fn filters_of_an_optional_belong_to_it() {
    let (tree, names) = parse("SELECT * { ?a ?b ?c OPTIONAL { ?c ?d ?e FILTER(?a = ?e) } }", None).unwrap();
    let Pattern::Project { inner, variables } = tree.pattern else { panic!("no projection") };
    assert!(matches!(*inner, Pattern::Optional { condition: Some(_), .. }));
    assert_eq!(variables, ["a", "b", "c", "d", "e"]);
    assert!(names.iter().eq(&variables));
}

#[test]
fn bounds_hold_and_time_is_linear() {
    let negated =
        format!("ASK {{ FILTER({}1{}) }}", "! ( ".repeat(MAX_NESTING - 2), ")".repeat(MAX_NESTING - 2));
    accepted(&negated);
    let deep = format!("ASK {{ FILTER({}1{}) }}", "(".repeat(MAX_NESTING), ")".repeat(MAX_NESTING));
    assert!(refused(&deep).contains("nested more than"));
    let deep = format!("ASK {{ ?s ?p {} }}", "[ ?p ".repeat(5_000));
    assert!(refused(&deep).contains("nested more than"));
    let long = format!("ASK {{ FILTER(1{}) }}", " + 1".repeat(MAX_OPERATORS));
    assert!(refused(&long).contains("operators and groups"));
    let many = format!("ASK {{ {} }}", "?s ?p ?o . ".repeat(50_000));
    accepted(&many);
    let text = format!("ASK {{ ?s ?p \"{}\" }}", "(".repeat(5_000));
    accepted(&text);
}

#[test]
fn no_text_ends_in_a_panic() {
    let text = "PREFIX p: <x:> SELECT DISTINCT (COUNT(?ü) AS ?n) FROM <x:g> { p:a%41\\-|^p:b* 'a\\u00e9'@en, 1.5e3 ; \
                a [ <x:p> ( 1 _:b ) ] . { SELECT * {} } UNION { MINUS { ?s !(^a|p:) ?o } } \
                FILTER(!BOUND(?a) && REGEX(?b, \"\"\"x\"\"\", 'i') || ?c NOT IN (1, -2)) VALUES ?v { UNDEF true } } \
                GROUP BY ?s HAVING (1) ORDER BY DESC(?s) LIMIT 5 OFFSET 2";
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for from in &places {
        drop(Query::parse(&text[..*from], None));
        drop(Query::parse(&text[*from..], None));
        for length in 1..4 {
            let rest = text[*from..].char_indices().nth(length).map_or("", |(at, _)| &text[from + at..]);
            drop(Query::parse(&format!("{}{rest}", &text[..*from]), None));
        }
    }
}
