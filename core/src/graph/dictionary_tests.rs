//! The dictionary, written and read.

#[cfg(feature = "sparql")]
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;

#[cfg(feature = "sparql")]
use super::class::Class;
use super::class::{CLASSES, key};
use super::terms::DictionaryBuilder;
use super::{Dictionary, Id};
use crate::model::{Term, XSD_DATE_TIME, XSD_INTEGER};

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

fn xsd(value: &str, datatype: &str) -> Term {
    Term::typed(value, &alloc::format!("{XSD}{datatype}"))
}

fn tagged(value: &str, language: &str) -> Term {
    Term::Tagged { value: value.into(), language: language.into() }
}

fn build(terms: &[Term]) -> (Vec<u8>, Vec<Id>) {
    let mut builder = DictionaryBuilder::default();
    let provisional: Vec<Id> = terms.iter().map(|term| builder.intern(term.as_ref())).collect();
    let (bytes, ids) = builder.finish();
    (bytes, provisional.into_iter().map(|id| ids[id as usize]).collect())
}

#[track_caller]
fn survive(terms: &[Term]) {
    let (bytes, ids) = build(terms);
    let dictionary = Dictionary::read(&bytes).unwrap();
    for (term, id) in terms.iter().zip(&ids) {
        assert_eq!(dictionary.find(term), Ok(Some(*id)), "{term}");
        assert_eq!(dictionary.term(*id).as_ref(), Ok(term));
        assert_eq!(dictionary.place(*id).unwrap().0, key(term.as_ref()).0);
    }
    let mut distinct = ids;
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct, (0..dictionary.len).collect::<Vec<_>>());
    assert!(dictionary.term(dictionary.len).is_err());
}

fn every_class() -> Vec<Term> {
    [
        Term::Blank("b0".into()),
        Term::iri("https://a/b"),
        Term::iri("https://a/a"),
        Term::iri(""),
        Term::string("b\n\"é"),
        Term::string(""),
        Term::string("nul\0"),
        Term::string(&"long ".repeat(100)),
        tagged("colour", "en-gb"),
        tagged("colour", "en"),
        tagged("nul\0nul", "en"),
        Term::integer(10),
        Term::integer(9),
        xsd("-1", "integer"),
        xsd("007", "integer"),
        xsd("72057594037927936", "integer"),
        xsd("2026-02-28", "date"),
        xsd("2026-02-29", "date"),
        xsd("2026-02-28Z", "date"),
        xsd("2026-01-01T00:00:00Z", "dateTime"),
        xsd("1969-01-01T00:00:00Z", "dateTime"),
        xsd("2026-01-01T00:00:00", "dateTime"),
        xsd("1.0", "decimal"),
        xsd("nul\0", "token"),
    ]
    .into()
}

#[test]
fn every_class_of_term_survives_and_is_found() {
    let terms = every_class();
    survive(&terms);
    let (bytes, _) = build(&terms);
    let dictionary = Dictionary::read(&bytes).unwrap();
    let counts = CLASSES.map(|class| dictionary.lists[class as usize].len());
    assert_eq!(counts, [1, 3, 3, 1, 3, 3, 1, 2, 7]);
    for absent in [Term::string("absent"), Term::integer(11), tagged("colour", "de"), xsd("1", "decimal")] {
        assert_eq!(dictionary.find(&absent), Ok(None), "{absent}");
    }
}

#[test]
fn a_string_has_one_id_whether_its_datatype_is_named_or_not() {
    let mut builder = DictionaryBuilder::default();
    let named = Term::Literal { value: "x".into(), datatype: Some(alloc::format!("{XSD}string")) };
    assert_eq!(builder.intern(named.as_ref()), builder.intern(Term::string("x").as_ref()));
    assert_eq!(builder.finish().1, [0]);
}

#[test]
fn ids_ascend_by_class_and_in_it_by_value() {
    let number = |n: i64| xsd(&n.to_string(), "integer");
    let order = [
        Term::Blank("b".into()),
        Term::iri("https://a/é"),
        Term::iri("https://a/😀"),
        Term::string("a"),
        Term::string("b"),
        Term::string(&"a".repeat(100)),
        Term::string(&"b".repeat(100)),
        tagged("a", "en"),
        number(-10),
        number(-9),
        number(9),
        number(10),
        xsd("0999-12-31", "date"),
        xsd("1969-01-01", "date"),
        xsd("2026-01-01", "date"),
        xsd("1969-12-31T23:59:59Z", "dateTime"),
        xsd("2026-01-01T00:00:00Z", "dateTime"),
        xsd("1.5", "decimal"),
        xsd("1.5", "double"),
    ];
    let shuffled: Vec<Term> = (0..order.len()).map(|n| order[n * 7 % order.len()].clone()).collect();
    let (bytes, _) = build(&shuffled);
    let dictionary = Dictionary::read(&bytes).unwrap();
    let ids: Vec<Option<Id>> = order.iter().map(|term| dictionary.find(term).unwrap()).collect();
    assert_eq!(ids, (0..order.len() as Id).map(Some).collect::<Vec<_>>());
}

#[test]
fn the_bytes_do_not_depend_on_the_order_of_terms() {
    let mut terms = every_class();
    let (bytes, _) = build(&terms);
    terms.reverse();
    assert_eq!(build(&terms).0, bytes);
    assert!(Dictionary::read(&bytes).unwrap().len > 20);
}

#[test]
fn an_empty_dictionary_is_read() {
    let (bytes, ids) = build(&[]);
    let dictionary = Dictionary::read(&bytes).unwrap();
    assert_eq!((dictionary.len, ids.len()), (0, 0));
    assert_eq!(dictionary.find(&Term::iri("https://a/")), Ok(None));
    assert!(dictionary.term(0).is_err());
}

#[test]
#[cfg(feature = "sparql")]
fn numbers_and_lexical_forms_are_read_without_terms() {
    let terms = every_class();
    let (bytes, ids) = build(&terms);
    let dictionary = Dictionary::read(&bytes).unwrap();
    let mut text = String::new();
    for (term, id) in terms.iter().zip(ids) {
        let class = dictionary.class(id).unwrap();
        assert!(dictionary.range(class).contains(&id));
        text.clear();
        dictionary.lexical(id, &mut text).unwrap();
        assert_eq!(text, term.value());
        dictionary.lexical(id, &mut text).unwrap();
        assert_eq!(text, term.value().repeat(2), "it is appended");
        let number = (class == Class::Integer).then(|| term.value().parse::<i64>().unwrap());
        assert_eq!(dictionary.integer(id), Ok(number));
        if let Some(number) = number {
            assert_eq!(dictionary.find_integer(number), Ok(Some(id)));
        }
    }
    assert_eq!(dictionary.find_integer(i64::MIN), Ok(None));
}

fn any_term() -> impl Strategy<Value = Term> {
    let datatype =
        prop_oneof!["https://t/[a-c]", Just(XSD_INTEGER.to_string()), Just(XSD_DATE_TIME.to_string())];
    prop_oneof![
        "[a-c0-9]{1,4}".prop_map(Term::Blank),
        "https://[a-c/é]{0,12}".prop_map(Term::Iri),
        ".{0,12}".prop_map(|value| Term::string(&value)),
        ("[a-d ]{1,9}", 1usize..400).prop_map(|(value, times)| Term::string(&value.repeat(times))),
        (".{0,4}", "[a-z]{2}(-[a-z]{2})?").prop_map(|(value, language)| tagged(&value, &language)),
        any::<i64>().prop_map(|n| xsd(&n.to_string(), "integer")),
        (-20i64..20).prop_map(|n| xsd(&n.to_string(), "integer")),
        "[0-9]{4}-[01][0-9]-[0-3][0-9]".prop_map(|value| xsd(&value, "date")),
        "200[0-9]-0[1-9]-[0-2][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z"
            .prop_map(|value| xsd(&value, "dateTime")),
        ("[0-9.+-]{0,4}", datatype).prop_map(|(value, datatype)| Term::typed(&value, &datatype)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_terms_survive(terms in prop::collection::vec(any_term(), 0..150)) {
        survive(&terms);
    }

    #[test]
    fn what_is_not_here_is_not_found(terms in prop::collection::vec(any_term(), 0..40), other in any_term()) {
        let (bytes, ids) = build(&terms);
        let id = terms.iter().position(|term| *term == other).map(|at| ids[at]);
        prop_assert_eq!(Dictionary::read(&bytes).unwrap().find(&other), Ok(id));
    }

    #[test]
    fn hostile_bytes_never_panic(
        terms in prop::collection::vec(any_term(), 0..40), changes in prop::collection::vec(any::<(prop::sample::Index, u8)>(), 1..4),
        id in 0u32..50, cut in 0usize..40,
    ) {
        let (mut bytes, _) = build(&terms);
        changes.iter().for_each(|(at, byte)| *at.get_mut(&mut bytes) = *byte);
        bytes.truncate(bytes.len() - cut * usize::from(cut > 20));
        if let Ok(dictionary) = Dictionary::read(&bytes) {
            let _ = dictionary.term(id);
            terms.iter().for_each(|term| {
                let _ = dictionary.find(term);
            });
        }
    }
}
