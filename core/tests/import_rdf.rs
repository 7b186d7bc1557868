//! RDF as a source of packages: what is described comes back; what nobody can keep is told.
#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ggen_marketplace_core::graph::describe;
use ggen_marketplace_core::import::rdf::Statements;
use ggen_marketplace_core::import::{Problem, jsonl};
use ggen_marketplace_core::model::{Level, Record, Term, TermRef, Triple, vocab};

const PROJECT: &str = "http://usefulinc.com/ns/doap#Project";

fn statements(triples: &[Triple]) -> Statements {
    let mut all = Statements::default();
    for Triple { subject, predicate, object } in triples {
        all.push([TermRef::Iri(subject), TermRef::Iri(predicate), object.as_ref()]);
    }
    all
}

fn record() -> Record {
    let line = r#"{"name":"demo","version":"1:2.0-1","architecture":"amd64","summary":"s","description":"long\ntext",
        "authors":["z","b","c"],"license":"MIT","categories":["web"],"tags":["t"],"keywords":["k","l"],"provides":["p"],
        "homepage":"https://x/","repository":"git@x","depends":[[{"name":"a","range":">= 1"},{"name":"b"}],[{"name":"c"}]],
        "recommends":[[{"name":"a"}]],"downloads":7,"stars":2,"other field":{"a":[1]},"size":5,
        "sha256":"0000000000000000000000000000000000000000000000000000000000000000","filename":"pool/x"}"#;
    jsonl::record(1, line.replace('\n', " ").as_bytes()).unwrap().record
}

#[test]
fn what_was_described_comes_back_field_for_field() {
    let record = record();
    let mut triples = describe(&record);
    for _ in 0..3 {
        let found = statements(&triples).releases();
        let [Ok(imported)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((&imported.record, imported.repairs.len()), (&record, 0));
        triples.reverse();
        triples.rotate_left(5);
    }
}

#[test]
fn proof_and_archive_of_another_registry_are_not_taken_over() {
    let mut signed = record();
    signed.level = Level::Signed;
    signed.archive.as_mut().unwrap().location = None;
    let found = statements(&describe(&signed)).releases();
    let [Ok(imported)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((imported.record.level, &imported.record.archive), (Level::Unsigned, &None));
    assert_eq!(imported.record.manifest.extra["bytes"], "5");
    assert_eq!(imported.repairs.len(), 2);
}

#[test]
fn what_lacks_a_field_is_left_out_with_its_name() {
    let triples: Vec<_> = describe(&record()).into_iter().filter(|t| t.predicate != vocab::SUMMARY).collect();
    let found = statements(&triples).releases();
    let [Err(left_out)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(left_out.problem, Problem::Missing { field: "summary" });
    assert!(left_out.node.contains("packages/demo/1:2.0-1"), "{}", left_out.node);
}

fn project() -> Vec<Triple> {
    let doap = |name: &str| format!("http://usefulinc.com/ns/doap#{name}");
    let foaf = |name: &str| format!("http://xmlns.com/foaf/0.1/{name}");
    let p = "https://x/p";
    let mut triples = vec![
        Triple::new(p, vocab::TYPE, Term::iri(PROJECT)),
        Triple::new("https://x/v2", &doap("revision"), Term::string("2.0.0")),
        Triple::new("https://x/v1", &doap("revision"), Term::string("1.0.0")),
        Triple::new("https://x/v1", &doap("created"), Term::string("2020-01-01")),
        Triple::new("https://x/jane", &foaf("name"), Term::string("Jane")),
        Triple::new("https://x/jane", &foaf("mbox"), Term::iri("mailto:jane@x.org")),
        Triple::new("https://x/git", &doap("location"), Term::iri("https://x/git.git")),
    ];
    for (name, object) in [
        ("name", Term::string("My Tool")),
        ("shortdesc", Term::Tagged { value: "Ein Werkzeug".into(), language: "de".into() }),
        ("shortdesc", Term::Tagged { value: "A tool".into(), language: "en".into() }),
        ("description", Term::string("Long")),
        ("homepage", Term::iri("https://x/")),
        ("license", Term::iri("https://spdx.org/licenses/MIT.html")),
        ("maintainer", Term::iri("https://x/jane")),
        ("repository", Term::iri("https://x/git")),
        ("category", Term::iri("https://cats/xmpp")),
        ("programming-language", Term::string("Rust")),
        ("bug-database", Term::iri("https://x/bugs")),
        ("release", Term::iri("https://x/v1")),
        ("release", Term::iri("https://x/v2")),
    ] {
        triples.push(Triple::new(p, &doap(name), object));
    }
    triples
}

#[test]
fn a_project_of_doap_becomes_its_releases() {
    let found = statements(&project()).releases();
    let [Ok(first), Ok(second)] = found.as_slice() else { panic!("{found:?}") };
    let manifest = &first.record.manifest;
    assert_eq!((manifest.name.as_str(), manifest.version.to_string().as_str()), ("My-Tool", "1.0.0"));
    assert_eq!((manifest.summary.as_str(), manifest.description.as_str()), ("A tool", "Long"));
    assert_eq!(manifest.authors, ["Jane <jane@x.org>"]);
    assert_eq!(manifest.license.as_deref(), Some("MIT"));
    assert_eq!(manifest.repository.as_deref(), Some("https://x/git.git"));
    assert_eq!(
        (&manifest.categories[..], &manifest.tags[..]),
        (&["xmpp".to_owned()][..], &["Rust".to_owned()][..])
    );
    assert_eq!(manifest.extra["bug-database"], "\"https://x/bugs\"");
    assert_eq!(manifest.extra["release.created"], "\"2020-01-01\"");
    assert_eq!(second.record.manifest.version.to_string(), "2.0.0");
    let repairs: Vec<_> = first.repairs.iter().map(|repair| repair.field.as_str()).collect();
    assert_eq!(repairs, ["name", "shortdesc"]);
}
