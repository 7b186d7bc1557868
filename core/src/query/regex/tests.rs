//! The matcher against the specification's examples and, on what the two have in common, the `regex` crate.

use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};
use core::ops::Range;

use proptest::prelude::*;

use super::*;

fn matches(pattern: &str, flags: &str, text: &str) -> bool {
    let mut regex = Regex::new(pattern, flags).unwrap_or_else(|| panic!("{pattern:?} is refused"));
    let found = regex.is_match(text).unwrap();
    assert_eq!(regex.find_at(text, 0).unwrap().is_some(), found, "{pattern:?} on {text:?}");
    found
}

/// The whole and the groups of the first match.
fn groups(pattern: &str, text: &str) -> Vec<Option<String>> {
    let mut regex = Regex::new(pattern, "").unwrap();
    let found = regex.find_at(text, 0).unwrap().unwrap();
    (0..=regex.groups()).map(|group| found.get(group).map(|range| text[range].into())).collect()
}

#[test]
fn patterns_match_as_specified() {
    for (pattern, flags, text, expected) in [
        ("", "", "", true),
        ("a|", "", "b", true),
        ("()", "", "", true),
        ("a.c", "", "a\nc", false),
        ("a.c", "", "a\rc", false),
        ("a.c", "s", "a\nc", true),
        ("^b$", "", "a\nb\nc", false),
        ("^b$", "m", "a\nb\nc", true),
        ("^$", "m", "a\n", false),
        ("a$", "m", "a\n", true),
        ("a\n$", "m", "a\n", false),
        ("a\n$", "", "a\n", true),
        ("^$", "m", "a\n\nb", true),
        ("a^b", "", "ab", false),
        ("a{2}", "", "aba", false),
        ("^a{2,}$", "", "aaaa", true),
        ("^a{1,2}$", "", "aaa", false),
        ("^(?:ab){0}$", "", "", true),
        ("^[a-z-[aeiou]]+$", "", "xyz", true),
        ("[a-z-[aeiou]]", "", "aeiou", false),
        ("[a-z-[c-x-[e]]]", "", "e", true),
        ("[a-z-[c-x-[e]]]", "", "d", false),
        ("^[^a-c-[x]]$", "", "x", false),
        ("^[a--[b]]$", "", "-", true),
        ("^[-a]$", "", "-", true),
        ("^[a-]$", "", "-", true),
        ("^[a-c-9]+$", "", "b-9", true),
        (r"^[\-\]\[\\^]+$", "", r"-][\^", true),
        (r"^\n\r\t\\\|\.\?\*\+\(\)\{\}\-\[\]\^\$$", "", "\n\r\t\\|.?*+(){}-[]^$", true),
        (r"^\s+$", "", " \t\r\n\u{a0}\u{85}", true),
        (r"\s", "", "a\u{200b}", false),
        (r"^\i\c*$", "", "_a-1.b:\u{e9}", true),
        (r"^\i", "", "1", false),
        (r"^\d+$", "", "19\u{663}", true),
        (r"^\w+$", "", "a1\u{e9}_", true),
        (r"\w", "", "+-. \u{200b}", false),
        (r"^\W\S\D\I\C$", "", "-aa1 ", true),
        (r"^\p{Lu}\P{Lu}\p{IsGreek}$", "", "Aa\u{3b1}", true),
        (r"\p{Lu}", "i", "a", false),
        ("abc", "i", "xABCx", true),
        ("[A-Z-[IO]]", "i", "iIoO", false),
        ("[A-Z]", "i", "\u{212a}", true),
        ("[^q]", "i", "qQ", false),
        ("stra\u{df}e", "i", "STRA\u{1e9e}E", true),
        ("\u{3c3}", "i", "\u{3c2}\u{3a3}", true),
        (" a b[ c] ", "x", "ab ", true),
        ("a b\\ n", "x", "ab\n", true),
        ("( ?: a ) { 2 }", "x", "aa", true),
        ("a.b[", "q", "xa.b[x", true),
        ("a b", "qx", "a b", true),
        ("A.", "iq", "a.", true),
        ("A.", "iq", "ab", false),
        ("(a*)*b", "", "aaac", false),
        ("(a|b|ab)*c$", "", "ababc", true),
        ("\u{65e5}.\u{8a9e}", "", "x\u{65e5}\u{672c}\u{8a9e}", true),
    ] {
        assert_eq!(matches(pattern, flags, text), expected, "{pattern:?} {flags:?} on {text:?}");
    }
}

#[test]
fn wrong_patterns_are_refused() {
    for pattern in [
        "(",
        ")",
        "(?",
        "(?i)a",
        "(?=a)",
        "[",
        "]",
        "[]",
        "[^]",
        "[a",
        "{",
        "}",
        "a{",
        "a{,2}",
        "a{2,1}",
        "a{b}",
        "a**",
        "a+{2}",
        "a???",
        "*",
        "|*",
        r"\",
        r"\e",
        r"\b",
        r"\1",
        r"(a)\1",
        r"\u0041",
        r"\p",
        r"\pL",
        r"\p{L",
        r"\p{Xx}",
        r"\p{IsKlingon}",
        "[z-a]",
        "[a-[b]",
        "[a-[b]c]",
        r"[a-\d]",
        "[--z]",
        "[+--]",
        "[a[b]]",
        "a{8192}",
        "(a{100}){100}",
        "a{99999999999999999999}",
    ] {
        assert!(Regex::new(pattern, "").is_none(), "{pattern}");
    }
    assert!(Regex::new("a", "ij").is_none());
    assert!(Regex::new(&"(".repeat(1 << 16), "").is_none());
    assert!(Regex::new(&"[a-".repeat(1 << 16), "").is_none());
    let nested = |depth: usize| "(?:".repeat(depth) + "a" + &")*".repeat(depth);
    assert!(Regex::new(&nested(usize::from(parse::MAX_DEPTH)), "").is_some());
    assert!(Regex::new(&nested(usize::from(parse::MAX_DEPTH) + 1), "").is_none());
    assert!(Regex::new(&"()".repeat(usize::from(parse::MAX_GROUPS) + 1), "").is_none());
}

#[test]
fn groups_hold_what_the_preferred_way_matched() {
    let some = |text: &str| Some(String::from(text));
    assert_eq!(groups("(ab)|(a)", "xab"), [some("ab"), some("ab"), None]);
    assert_eq!(groups("(a|ab)(c|bcd)(d*)", "abcd"), [some("abcd"), some("a"), some("bcd"), some("")]);
    assert_eq!(groups("a(.*)b", "aXbYb"), [some("aXbYb"), some("XbY")]);
    assert_eq!(groups("a(.*?)b", "aXbYb"), [some("aXb"), some("X")]);
    assert_eq!(groups("(a|b)+", "ab"), [some("ab"), some("b")]);
    assert_eq!(groups("((a)(b)?)*", "aba"), [some("aba"), some("a"), some("a"), some("b")]);
}

#[test]
fn a_match_begins_where_it_is_asked_for() {
    let mut regex = Regex::new("^b|b$|c", "").unwrap();
    let mut at = |from| regex.find_at("bcbb", from).unwrap().and_then(|found| found.get(0));
    assert_eq!([at(0), at(1), at(2), at(4)], [Some(0..1), Some(1..2), Some(3..4), None]);
}

#[test]
fn what_matches_the_empty_text_is_known() {
    let empty = |pattern| Regex::new(pattern, "").unwrap().matches_empty();
    assert_eq!(
        ["", "a*", "^$", "a|", "a", "a+", "[^a]"].map(empty),
        [true, true, true, true, false, false, false]
    );
}

#[test]
fn work_is_linear_in_the_text() {
    for pattern in ["(a*)*z", "(a|a)*z", "(a?){50}a{50}[yz]", "(.*)(.*)(.*)[yz]", "(a|b)*a(a|b){6}[yz]"] {
        let mut work = [1_000, 4_000].map(|len| {
            let mut regex = Regex::new(pattern, "").unwrap();
            let text = "ab".repeat(len / 4) + &"a".repeat(len / 2);
            assert_eq!(regex.is_match(&text), Ok(false), "{pattern}");
            let mut work = regex.take_work();
            assert_eq!(pike::find(program(&regex), &text, 0, &mut work), Ok(None), "{pattern}");
            work
        });
        work[0] *= 6;
        assert!(work[1] < work[0], "{pattern}: {work:?}");
    }
}

#[test]
fn a_search_without_end_is_given_up() {
    let mut regex = Regex::new("(.{1,2000}x){2}", "").unwrap();
    let text = "ab".repeat(1 << 13) + "x";
    assert_eq!(pike::find(program(&regex), &text, 0, &mut 0), Err(TooLong));
    assert!(regex.take_work() < 2 * MAX_WORK);
}

fn program(regex: &Regex) -> &Program {
    match &regex.how {
        How::Program { program, .. } => program,
        How::Literal(_) => panic!("a literal"),
    }
}

#[test]
fn a_full_table_starts_again() {
    let mut regex = Regex::new("(a|b)*a(a|b){13}c", "").unwrap();
    let mut text = String::new();
    let mut state = 1_u32;
    for _ in 0..6_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.push(if state >> 31 == 0 { 'a' } else { 'b' });
    }
    assert_eq!(regex.is_match(&text), Ok(false));
    text.push_str("abbbbbbbbbbbbbc");
    assert_eq!(regex.is_match(&text), Ok(true));
}

/// All matches with their groups, from left to right.
fn all(regex: &mut Regex, text: &str) -> Vec<Vec<Option<Range<usize>>>> {
    let mut found = vec![];
    let mut from = 0;
    while let Some(captures) = regex.find_at(text, from).unwrap() {
        let whole = captures.get(0).unwrap();
        found.push((0..=regex.groups()).map(|group| captures.get(group)).collect());
        if whole.is_empty() {
            break;
        }
        from = whole.end;
    }
    found
}

fn all_of_oracle(oracle: &regex::Regex, text: &str) -> Vec<Vec<Option<Range<usize>>>> {
    let mut found = vec![];
    let mut from = 0;
    while let Some(captures) = oracle.captures_at(text, from) {
        let whole = captures.get_match().range();
        found.push((0..captures.len()).map(|group| captures.get(group).map(|found| found.range())).collect());
        if whole.is_empty() {
            break;
        }
        from = whole.end;
    }
    found
}

/// Patterns that mean the same to both.
fn pattern() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        8 => "[abcB]",
        2 => "\u{e9}|\u{3b1}|\u{65e5}",
        1 => Just(String::from(r"[^\n\r]")),
        1 => Just(String::from("[a-c]")),
        1 => Just(String::from("[^a\u{e9}]")),
        1 => Just(String::from(r"\p{L}")),
        1 => Just(String::from(r"\P{Lu}")),
        1 => Just(String::from(r"\d")),
        1 => Just(String::from("^")),
        1 => Just(String::from("$")),
    ];
    atom.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            2 => inner.clone().prop_map(|part| format!("({part})")),
            3 => (inner, r"[?*+]\??|\{[12]\}|\{[0-2],\}\??|\{[01],[23]\}\??")
                .prop_map(|(part, quantifier)| format!("(?:{part}){quantifier}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn matches_and_groups_are_the_oracle_s(
        pattern in pattern(),
        text in prop::collection::vec("[abcABC1\n\u{e9}\u{c9}\u{3b1}\u{65e5}]", 0..12),
        any_case in any::<bool>(),
    ) {
        let text = text.concat();
        // The categories: only the oracle folds their case.
        let any_case = any_case && !pattern.contains(['p', 'P']);
        let oracle = regex::RegexBuilder::new(&pattern).case_insensitive(any_case).build().unwrap();
        let mut ours = Regex::new(&pattern, if any_case { "i" } else { "" }).unwrap();
        prop_assert_eq!(ours.is_match(&text).unwrap(), oracle.is_match(&text));
        prop_assert_eq!(all(&mut ours, &text), all_of_oracle(&oracle, &text));
    }

    #[test]
    fn no_pattern_and_no_flags_panic(pattern in "[a-c(){}*+?|^$.,0-3\\\\\\[\\]\\-pPLs:]{0,20}", flags in "[smixq]{0,2}") {
        if let Some(mut regex) = Regex::new(&pattern, &flags) {
            let found = regex.find_at("ab-c(0)\n", 0).unwrap();
            prop_assert_eq!(regex.is_match("ab-c(0)\n").unwrap(), found.is_some());
        }
    }
}
