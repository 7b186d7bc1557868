//! Every function on the cases of the W3C's tests and on the edges of its definition.

use alloc::borrow::Cow;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::super::parse::parse;
use super::super::tree::{Expression, Function, Pattern};
use super::super::value::Value;
use super::{Scope, call, known};

mod text;

const NOW_MS: i64 = 1_767_323_045_678;

fn scope() -> Scope {
    Scope::new(NOW_MS, 42, Some("http://example.org/dir/file"))
}

/// The expression of a query that is nothing else.
fn expression(text: &str) -> Expression {
    let query = alloc::format!(
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX x: <x:> SELECT ({text} AS ?x) {{}}"
    );
    let Pattern::Project { inner, .. } = parse(&query, None).unwrap().0.pattern else {
        panic!("no projection: {text}")
    };
    let Pattern::Bind { value, .. } = *inner else { panic!("no expression: {text}") };
    value
}

/// Calls of functions on constants: enough for tests.
fn evaluate(expression: &Expression, scope: &mut Scope) -> Option<Value> {
    match expression {
        Expression::Term(term) => Some(Value::from(term.clone())),
        Expression::Minus(inner) => super::super::value::arithmetic::negate(&evaluate(inner, scope)?),
        Expression::Call(function, args) => {
            let args = args.iter().map(|arg| evaluate(arg, scope).map(Cow::Owned));
            let args = args.collect::<Option<Vec<_>>>()?;
            call(function, args, scope)
        }
        other => panic!("not for tests: {other:?}"),
    }
}

fn value(text: &str, scope: &mut Scope) -> Option<Value> {
    evaluate(&expression(text), scope)
}

/// Asserts that both expressions give the same term.
#[track_caller]
fn check(found: &str, expected: &str) {
    let term = |text| value(text, &mut scope()).map(Value::into_term);
    assert!(term(expected).is_some(), "{expected}");
    assert_eq!(term(found), term(expected), "{found}");
}

#[track_caller]
fn fails(text: &str) {
    assert!(value(text, &mut scope()).is_none(), "{text}");
}

#[test]
fn terms_are_taken_apart() {
    check(r#"STR("01"^^xsd:integer)"#, r#""01""#);
    check(r#"STR("1.0e0"^^xsd:double)"#, r#""1.0e0""#);
    check(r#"STR("zzz"^^x:myType)"#, r#""zzz""#);
    check("STR(<http://a/>)", r#""http://a/""#);
    check(r#"STR("a"@en)"#, r#""a""#);
    fails("STR(BNODE())");
    check(r#"LANG("a"@en-GB)"#, r#""en-gb""#);
    check(r#"LANG("a")"#, r#""""#);
    check("LANG(1)", r#""""#);
    fails("LANG(<x:a>)");
    check(r#"DATATYPE("01"^^xsd:byte)"#, "xsd:byte");
    check(r#"DATATYPE("300"^^xsd:byte)"#, "xsd:byte");
    check("DATATYPE(1.0)", "xsd:decimal");
    check(r#"DATATYPE("a")"#, "xsd:string");
    check(r#"DATATYPE("a"@en)"#, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>");
    check(r#"DATATYPE("a"^^x:y)"#, "<x:y>");
    fails("DATATYPE(<x:a>)");
}

#[test]
fn terms_are_made() {
    check(r#"IRI("uri")"#, "<http://example.org/dir/uri>");
    check(r#"URI("../a?b#c")"#, "<http://example.org/a?b#c>");
    check(r#"IRI("urn:x:y")"#, "<urn:x:y>");
    check("IRI(<x:y>)", "<x:y>");
    fails("IRI(1)");
    fails(r#"IRI("a b")"#);
    fails(r#"IRI("a"@en)"#);
    let mut without_base = Scope::new(0, 0, None);
    assert!(value(r#"IRI("relative")"#, &mut without_base).is_none());
    assert!(value(r#"IRI("x:absolute")"#, &mut without_base).is_some());
    check(r#"STRDT("123", xsd:integer)"#, "123");
    check(r#"STRDT("iiii", x:romanNumeral)"#, r#""iiii"^^x:romanNumeral"#);
    check(r#"STRDT("a", xsd:string)"#, r#""a""#);
    fails(r#"STRDT("a"@en, xsd:string)"#);
    fails("STRDT(1, xsd:string)");
    check(r#"STRLANG("chat", "en-US")"#, r#""chat"@en-us"#);
    fails(r#"STRLANG("chat"@fr, "en")"#);
    for wrong in ["", "e n", "-", "en-", "1n", "toolongtag"] {
        fails(&alloc::format!(r#"STRLANG("chat", "{wrong}")"#));
    }
}

#[test]
fn kinds_are_told_apart() {
    for (text, iri, blank, literal, numeric) in [
        ("<x:a>", true, false, false, false),
        ("BNODE()", false, true, false, false),
        (r#""a""#, false, false, true, false),
        (r#""a"@en"#, false, false, true, false),
        (r#""1""#, false, false, true, false),
        ("1.5", false, false, true, true),
        (r#""1"^^xsd:short"#, false, false, true, true),
        (r#""1200"^^xsd:byte"#, false, false, true, false),
    ] {
        check(&alloc::format!("isIRI({text})"), &iri.to_string());
        check(&alloc::format!("isBLANK({text})"), &blank.to_string());
        check(&alloc::format!("isLITERAL({text})"), &literal.to_string());
        check(&alloc::format!("isNUMERIC({text})"), &numeric.to_string());
    }
}

#[test]
fn language_ranges_match_by_subtags() {
    for (tag, range, matches) in [
        ("en-gb", "en-GB", true),
        ("en-gb", "EN", true),
        ("en", "en-GB", false),
        ("english", "en", false),
        ("de-latn-de", "de-de", false),
        ("en", "*", true),
        ("", "*", false),
        ("", "en", false),
        ("ü", "e", false),
    ] {
        check(&alloc::format!(r#"LANGMATCHES("{tag}", "{range}")"#), &matches.to_string());
    }
    fails(r#"LANGMATCHES("en", 1)"#);
}

#[test]
fn numbers_are_rounded() {
    for (number, abs, round, ceil, floor) in [
        ("-2", "2", "-2", "-2", "-2"),
        ("-1.6", "1.6", "xsd:decimal(-2)", "xsd:decimal(-1)", "xsd:decimal(-2)"),
        ("1.1", "1.1", "xsd:decimal(1)", "xsd:decimal(2)", "xsd:decimal(1)"),
        ("2.5", "2.5", "xsd:decimal(3)", "xsd:decimal(3)", "xsd:decimal(2)"),
        ("-2.5", "2.5", "xsd:decimal(-2)", "xsd:decimal(-2)", "xsd:decimal(-3)"),
        ("-2.5e0", "xsd:double(2.5)", "xsd:double(-2)", "xsd:double(-2)", "xsd:double(-3)"),
        ("xsd:float(1.5)", "xsd:float(1.5)", "xsd:float(2)", "xsd:float(2)", "xsd:float(1)"),
    ] {
        check(&alloc::format!("ABS({number})"), abs);
        check(&alloc::format!("ROUND({number})"), round);
        check(&alloc::format!("CEIL({number})"), ceil);
        check(&alloc::format!("FLOOR({number})"), floor);
    }
    check(r#"ABS("-07"^^xsd:int)"#, "7");
    for function in ["ABS", "ROUND", "CEIL", "FLOOR"] {
        fails(&alloc::format!(r#"{function}("1")"#));
    }
    fails(r#"ABS("-9223372036854775808"^^xsd:integer)"#);
}

#[test]
fn moments_have_parts() {
    let moment = r#""2010-12-21T15:38:02.50-08:00"^^xsd:dateTime"#;
    for (function, expected) in [
        ("YEAR", "2010"),
        ("MONTH", "12"),
        ("DAY", "21"),
        ("HOURS", "15"),
        ("MINUTES", "38"),
        ("SECONDS", "2.5"),
        ("TZ", r#""-08:00""#),
    ] {
        check(&alloc::format!("{function}({moment})"), expected);
        fails(&alloc::format!(r#"{function}("2010-12-21")"#));
    }
    check(&alloc::format!("STR(TIMEZONE({moment}))"), r#""-PT8H""#);
    check(&alloc::format!("DATATYPE(TIMEZONE({moment}))"), "xsd:dayTimeDuration");
    check(r#"STR(TIMEZONE("2010-06-21T11:28:01Z"^^xsd:dateTime))"#, r#""PT0S""#);
    check(r#"TZ("2010-06-21T11:28:01Z"^^xsd:dateTime)"#, r#""Z""#);
    check(r#"TZ("2011-02-01T01:02:03"^^xsd:dateTime)"#, r#""""#);
    fails(r#"TIMEZONE("2011-02-01T01:02:03"^^xsd:dateTime)"#);
    check(r#"YEAR("-0044-03-15"^^xsd:date)"#, "-44");
    check(r#"HOURS("23:59:59"^^xsd:time)"#, "23");
    fails(r#"YEAR("23:59:59"^^xsd:time)"#);
    fails(r#"HOURS("2010-12-21"^^xsd:date)"#);
    check("STR(NOW())", r#""2026-01-02T03:04:05.678Z""#);
}

#[test]
fn texts_are_hashed() {
    for (function, of_abc) in [
        ("MD5", "900150983cd24fb0d6963f7d28e17f72"),
        ("SHA1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("SHA256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "SHA384",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            "SHA512",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd\
             454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ] {
        check(&alloc::format!(r#"{function}("abc")"#), &alloc::format!(r#""{of_abc}""#));
        fails(&alloc::format!(r#"{function}("abc"@en)"#));
        fails(&alloc::format!("{function}(1)"));
    }
    check(r#"MD5("食べ物")"#, r#""e7ada485d13b1decf628c9211bc3a97b""#);
}

#[test]
fn values_are_cast() {
    for (found, expected) in [
        (r#"xsd:string("01"^^xsd:integer)"#, r#""1""#),
        ("xsd:string(<x:a>)", r#""x:a""#),
        (r#"xsd:string("0"^^xsd:boolean)"#, r#""false""#),
        ("xsd:string(1.0)", r#""1""#),
        ("xsd:string(0E1)", r#""0""#),
        (r#"xsd:string("-7.875"^^xsd:float)"#, r#""-7.875""#),
        (r#"xsd:boolean("1")"#, "true"),
        (r#"xsd:boolean(" false ")"#, "false"),
        ("xsd:boolean(0.0)", "false"),
        ("xsd:boolean(-1.0)", "true"),
        (r#"xsd:boolean("NaN"^^xsd:double)"#, "false"),
        (r#"xsd:integer("-7.875"^^xsd:float)"#, "-7"),
        ("xsd:integer(2.5)", "2"),
        ("xsd:integer(true)", "1"),
        (r#"xsd:integer(" +13\n")"#, "13"),
        (r#"xsd:decimal("+33.3300")"#, "33.33"),
        ("xsd:decimal(1.25e0)", "1.25"),
        ("STR(xsd:decimal(true))", r#""1""#),
        (r#"STR(xsd:float("-10.2E3"))"#, r#""-10200""#),
        (r#"STR(xsd:double("INF"))"#, r#""INF""#),
        ("STR(xsd:double(1.5))", r#""1.5""#),
        ("STR(xsd:double(false))", r#""0""#),
        ("STR(xsd:float(1e7))", r#""1.0E7""#),
        (r#"STR(xsd:dateTime("2002-10-10T17:00:00Z"))"#, r#""2002-10-10T17:00:00Z""#),
        (r#"STR(xsd:dateTime("2002-10-10"^^xsd:date))"#, r#""2002-10-10T00:00:00""#),
        (r#"STR(xsd:date("2002-10-10T17:00:00+02:00"^^xsd:dateTime))"#, r#""2002-10-10+02:00""#),
        (r#"STR(xsd:time("2002-10-10T17:00:00Z"^^xsd:dateTime))"#, r#""17:00:00Z""#),
        (r#"STR(xsd:duration("P1Y2M3D"))"#, r#""P1Y2M3D""#),
        (r#"STR(xsd:yearMonthDuration("P1Y2M3D"^^xsd:duration))"#, r#""P1Y2M""#),
        (r#"STR(xsd:dayTimeDuration("P1Y2M3D"^^xsd:duration))"#, r#""P3D""#),
    ] {
        check(found, expected);
    }
}

#[test]
fn what_cannot_be_cast_is_an_error() {
    for text in [
        r#"xsd:boolean("0.0")"#,
        "xsd:boolean(<x:a>)",
        r#"xsd:integer("1.5")"#,
        r#"xsd:integer("true")"#,
        "xsd:integer(1e19)",
        r#"xsd:integer("NaN"^^xsd:double)"#,
        r#"xsd:integer("five"^^xsd:integer)"#,
        r#"xsd:decimal("1E0")"#,
        r#"xsd:decimal("INF"^^xsd:float)"#,
        "xsd:double(<x:a>)",
        r#"xsd:double("infinity")"#,
        r#"xsd:float("1"@en)"#,
        r#"xsd:dateTime("2002-10-10")"#,
        "xsd:dateTime(2002)",
        "xsd:string(BNODE())",
        r#"xsd:duration("P")"#,
    ] {
        fails(text);
    }
    assert!(known(&Function::Rand));
    let custom = |text| match expression(text) {
        Expression::Call(function, _) => known(&function),
        _ => false,
    };
    assert!(custom("xsd:date(1)"));
    assert!(!custom("x:unheardOf(1)"));
    fails("xsd:integer(1, 2)");
    fails("xsd:integer()");
}

#[test]
fn blank_nodes_are_one_for_a_name_and_solution() {
    let mut scope = scope();
    let mut node = |text: &str| value(text, &mut scope).unwrap().into_term();
    let (a, again, b) = (node(r#"BNODE("a")"#), node(r#"BNODE("a")"#), node(r#"BNODE("b")"#));
    assert_eq!(a, again);
    assert_ne!(a, b);
    assert_ne!(node("BNODE()"), node("BNODE()"));
    scope.next_solution();
    assert_ne!(value(r#"BNODE("a")"#, &mut scope).unwrap().into_term(), a);
    fails("BNODE(1)");
}

#[test]
fn random_numbers_follow_the_seed() {
    let draw = |seed| {
        let mut scope = Scope::new(0, seed, None);
        let texts = ["RAND()", "STRUUID()", "UUID()"];
        texts.map(|text| value(text, &mut scope).unwrap().into_term())
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let [_, struuid, uuid] = draw(3);
    let shape = r#"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"#;
    let shape = ::regex::Regex::new(shape).unwrap();
    assert!(shape.is_match(struuid.value()), "{struuid}");
    assert!(shape.is_match(uuid.value().strip_prefix("urn:uuid:").unwrap()), "{uuid}");
    let mut scope = scope();
    for _ in 0..1_000 {
        assert!((0.0..1.0).contains(&scope.random.unit()));
    }
}

#[test]
fn the_text_that_was_touched_is_counted() {
    let mut scope = scope();
    value(r#"LCASE("ABC")"#, &mut scope);
    assert_eq!(scope.take_work(), 6);
    assert_eq!(scope.take_work(), 0);
}
