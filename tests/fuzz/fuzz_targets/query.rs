//! A text as a query: parsed, planned and run with small limits over a small dataset with named graphs.
#![no_main]

use std::sync::OnceLock;

use ggen_marketplace_core::catalog::{Catalog, GraphSegmentBuilder};
use ggen_marketplace_core::model::{Term, XSD_DATE_TIME};
use ggen_marketplace_core::query::{Answer, Limits, Options, Query, QueryError};

static DATA: OnceLock<Catalog<Vec<u8>>> = OnceLock::new();

fn data() -> Catalog<Vec<u8>> {
    let mut builder = GraphSegmentBuilder::new();
    let objects = [
        Term::iri("http://e/s1"),
        Term::Blank("b".to_owned()),
        Term::string("a text"),
        Term::Tagged { value: "a text".to_owned(), language: "en".to_owned() },
        Term::integer(7),
        Term::typed("1.5", "http://www.w3.org/2001/XMLSchema#decimal"),
        Term::typed("2020-01-02T03:04:05Z", XSD_DATE_TIME),
    ];
    for (number, object) in objects.iter().enumerate() {
        let subject = Term::iri(&format!("http://e/s{}", number % 3));
        let predicate = Term::iri(&format!("http://e/p{}", number % 2));
        let graph = (number % 4 == 3).then(|| Term::iri("http://e/g"));
        builder.push(subject.as_ref(), predicate.as_ref(), object.as_ref(), graph.as_ref().map(Term::as_ref));
    }
    Catalog::open(vec![builder.build().expect("a small segment")]).expect("a good segment")
}

fn run(text: &str) -> Result<(), QueryError> {
    let dataset = DATA.get_or_init(data).dataset().expect("a good segment");
    let query = Query::parse(text, Some("http://e/"))?;
    let plan = query.plan(&dataset)?;
    let limits = Limits { fuel: 100_000, rows: 1_000, bytes: 1 << 20 };
    match plan.run(&Options { limits, ..Options::default() })? {
        Answer::Boolean(_) => {}
        Answer::Solutions(mut solutions) => while solutions.next()?.is_some() {},
        Answer::Graph(mut triples) => while triples.next()?.is_some() {},
    }
    Ok(())
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = run(text);
});
