//! Functions on strings and patterns.

use super::{check, fails, scope, value};

#[test]
fn strings_are_cut() {
    check(r#"SUBSTR("bar"@en, 1, 1)"#, r#""b"@en"#);
    check(r#"SUBSTR("食べ物", 2)"#, r#""べ物""#);
    check(r#"SUBSTR("👨‍👩‍👧‍👦", 2, 2)"#, r#""\u200D👩""#);
    check(r#"SUBSTR("12345", 0, 3)"#, r#""12""#);
    check(r#"SUBSTR("12345", -42)"#, r#""12345""#);
    check(r#"SUBSTR("12345", 5, 9223372036854775807)"#, r#""5""#);
    check(r#"SUBSTR("12345", -9223372036854775807, 9223372036854775807)"#, r#""""#);
    check(r#"SUBSTR("12345", 6)"#, r#""""#);
    check(r#"SUBSTR("12345", 2, -1)"#, r#""""#);
    fails(r#"SUBSTR("12345", 1.5)"#);
    fails("SUBSTR(12345, 1)");
    check(r#"STRLEN("食べ物"@ja)"#, "3");
    check(r#"STRLEN("👪")"#, "1");
    check(r#"STRLEN("")"#, "0");
    fails("STRLEN(7)");
    check(r#"STRBEFORE("english"@en, "s")"#, r#""engli"@en"#);
    check(r#"STRBEFORE("abc"@en, "z")"#, r#""""#);
    check(r#"STRBEFORE("abc"@en, ""@en)"#, r#"""@en"#);
    check(r#"STRBEFORE("abc"@en, "")"#, r#"""@en"#);
    fails(r#"STRBEFORE("abc"@en, "b"@cy)"#);
    fails(r#"STRBEFORE("abc", "b"@en)"#);
    fails(r#"STRBEFORE(7, "b")"#);
    check(r#"STRAFTER("def", "e")"#, r#""f""#);
    check(r#"STRAFTER("abc"@en, "ab")"#, r#""c"@en"#);
    check(r#"STRAFTER("abc"@en, "")"#, r#""abc"@en"#);
    check(r#"STRAFTER("abc"@en, "xyz")"#, r#""""#);
}

#[test]
fn strings_are_changed() {
    check(r#"UCASE("bar"@en)"#, r#""BAR"@en"#);
    check(r#"UCASE("straße")"#, r#""STRASSE""#);
    check(r#"LCASE("BAZ")"#, r#""baz""#);
    check(r#"LCASE("ÄÖ É"@de)"#, r#""äö é"@de"#);
    fails("LCASE(1)");
    fails("UCASE(<x:A>)");
    check(r#"ENCODE_FOR_URI("100% é~")"#, r#""100%25%20%C3%A9~""#);
    check(r#"ENCODE_FOR_URI("食"@ja)"#, r#""%E9%A3%9F""#);
    fails("ENCODE_FOR_URI(1)");
    check(r#"CONCAT("abc", "DEF")"#, r#""abcDEF""#);
    check(r#"CONCAT("a"@en, "b"@en)"#, r#""ab"@en"#);
    check(r#"CONCAT("a"@en, "b"@fr)"#, r#""ab""#);
    check(r#"CONCAT("a"@en, "b")"#, r#""ab""#);
    check(r#"CONCAT("a", "b"@en)"#, r#""ab""#);
    check(r#"CONCAT("a"@en)"#, r#""a"@en"#);
    check("CONCAT()", r#""""#);
    fails(r#"CONCAT("a", 7)"#);
}

#[test]
fn strings_are_looked_into() {
    check(r#"CONTAINS("bar"@en, "a")"#, "true");
    check(r#"CONTAINS("a long text with a needle in it", "needle")"#, "true");
    check(r#"CONTAINS("a long text with a noodle in it", "needle")"#, "false");
    check(r#"CONTAINS("食べ物", "べ")"#, "true");
    check(r#"CONTAINS("", "")"#, "true");
    check(r#"STRSTARTS("100%", "1")"#, "true");
    check(r#"STRSTARTS("abc"@en, "b"@en)"#, "false");
    check(r#"STRENDS("abc", "bc")"#, "true");
    check(r#"STRENDS("abc", "abcd")"#, "false");
    for function in ["CONTAINS", "STRSTARTS", "STRENDS"] {
        fails(&alloc::format!(r#"{function}("a", "a"@en)"#));
        fails(&alloc::format!(r#"{function}("a"@fr, "a"@en)"#));
        fails(&alloc::format!(r#"{function}(1, "1")"#));
    }
}

#[test]
fn one_scope_looks_for_several_texts() {
    let mut scope = scope();
    for (text, expected) in [("ab", true), ("cd", false), ("ab", true), ("", true), ("xabx", false)] {
        let found = value(&alloc::format!(r#"CONTAINS("xab", "{text}")"#), &mut scope);
        assert_eq!(found.unwrap().effective_boolean(), Some(expected), "{text}");
    }
}

#[test]
fn patterns_match() {
    for (text, pattern, flags, matches) in [
        ("abcDEFghiJKL", "GHI", "", false),
        ("abcDEFghiJKL", "DeFghI", "i", true),
        ("abbc", "ab{2}c", "", true),
        ("ac", "ab{1,}c", "", false),
        ("abbc", "ab{1,2}c", "", true),
        ("a\\nc", "a.c", "", false),
        ("a\\nc", "a.c", "s", true),
        ("a\\nc", "a[b\\\\n]c", "", true),
        ("a\\nb\\nc", "^b$", "", false),
        ("a\\nb\\nc", "^b$", "m", true),
        ("abc", " a\\n\\tb # c", "x", false),
        ("abc", " a\\n\\tb c ", "x", true),
        ("a\\nc", " a\\n\\r\\t[\\\\n]c ", "x", true),
        ("a c", "a[ ]c", "x", true),
        ("a?+*.{}()[]c", "a?+*.{}()[]c", "q", true),
        ("a?+*.{}()[]c", "a?+*.{}()[]C", "iq", true),
        ("a b", "a b", "qx", true),
        ("Straße", "^\\\\p{Lu}\\\\p{L}+$", "", true),
        ("ÄÖ", "äö", "i", true),
        ("xeyz", "^[a-z-[aeiou]]+$", "", false),
        ("xyz", "^[a-z-[aeiou]]+$", "", true),
        ("_a-1.", "^\\\\i\\\\c+$", "", true),
        ("1a", "^\\\\i\\\\c+$", "", false),
        ("٣", "^\\\\d$", "", true),
        ("naïve_ñ", "^\\\\w+$", "", true),
        ("a+b", "^\\\\w+$", "", false),
        ("É", "[à-ÿ]", "i", true),
        ("É", "[^à-ÿ]", "i", false),
        ("É", "\\\\P{Lu}", "", false),
        ("a\u{A0}b", "a\\\\sb", "", true),
    ] {
        check(&alloc::format!(r#"REGEX("{text}", "{pattern}", "{flags}")"#), &matches.to_string());
    }
    check(r#"REGEX("abc"@en, "b")"#, "true");
    fails(r#"REGEX("a", "(")"#);
    fails(r#"REGEX("a", "a", "k")"#);
    fails(r#"REGEX("aa", "(a)\\1")"#);
    fails(r#"REGEX("a", "(\\p{L}{1000}){1000}")"#);
    fails(r#"REGEX(<x:a>, "a")"#);
    fails(r#"REGEX("a", "a"@en)"#);
}

#[test]
fn many_patterns_are_kept_apart() {
    let mut scope = scope();
    for round in 0..3 {
        for number in 0..40 {
            let text = alloc::format!(r#"REGEX("{number}", "^{number}$")"#);
            assert_eq!(value(&text, &mut scope).unwrap().effective_boolean(), Some(true), "{round}");
        }
    }
    assert_eq!(value(r#"REGEX("A", "a")"#, &mut scope).unwrap().effective_boolean(), Some(false));
    assert_eq!(value(r#"REGEX("A", "a", "i")"#, &mut scope).unwrap().effective_boolean(), Some(true));
}

#[test]
fn texts_are_replaced() {
    check(r#"REPLACE("français"@fr, "[^a-z0-9]", "-")"#, r#""fran-ais"@fr"#);
    check(r#"REPLACE("banana", "ana", "*")"#, r#""b*na""#);
    check(r#"REPLACE("abcd", "(ab)|(a)", "[1=$1][2=$2]")"#, r#""[1=ab][2=]cd""#);
    check(r#"REPLACE("aAbBaC", "a", "~/", "i")"#, r#""~/~/bB~/C""#);
    check(r#"REPLACE("abc", "b", "$0$0")"#, r#""abbc""#);
    check(r#"REPLACE("abc", "(b)", "$12")"#, r#""ab2c""#);
    check(r#"REPLACE("a.b", ".", "$1\\", "q")"#, r#""a$1\\b""#);
    check(r#"REPLACE("abc", "x", "\\$")"#, r#""abc""#);
    fails(r#"REPLACE("abc", "b*", "x")"#);
    fails(r#"REPLACE("abc", "b", "$")"#);
    fails(r#"REPLACE("abc", "b", "\\")"#);
    fails(r#"REPLACE(7, "7", "8")"#);
    fails(r#"REPLACE("7", "7", 8)"#);
}
