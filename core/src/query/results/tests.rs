//! What is written is read back with other people's readers.

use std::io::{self, Write};

use oxrdf::Term as Read;
use sparesults::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};

use super::*;
use crate::error::Coded;
use crate::model::Term;
use crate::model::XSD_INTEGER;
use crate::query::answer::{RowSource, TripleSource};
use crate::query::{GraphAnswer, QueryError, Row, Solutions};

type Cells = Vec<Option<Term>>;

struct Rows(std::vec::IntoIter<Cells>, Cells);

impl RowSource for Rows {
    fn next(&mut self) -> Result<Option<Row<'_>>, QueryError> {
        let Some(cells) = self.0.next() else { return Ok(None) };
        self.1 = cells;
        Ok(Some(Row { terms: &self.1 }))
    }
}

fn hard_terms() -> Vec<Term> {
    let xsd = |name: &str| format!("http://www.w3.org/2001/XMLSchema#{name}");
    vec![
        Term::iri("https://a/b?c=d&e='f'#é"),
        Term::iri("http://xmlns.com/foaf/0.1/name"),
        Term::Blank("b0".into()),
        Term::string(""),
        Term::string("  \"q\" & <t> 'a',b;\\ \ttab\nnew\r\nline ü 😀 \u{2028}"),
        Term::string("]]>"),
        Term::Tagged { value: "x, \"y\"".into(), language: "en-gb".into() },
        Term::integer(42),
        Term::typed("+007", XSD_INTEGER),
        Term::typed("seven", XSD_INTEGER),
        Term::typed("-.5", &xsd("decimal")),
        Term::typed("5.", &xsd("decimal")),
        Term::typed("1e6", &xsd("double")),
        Term::typed("1.e-6", &xsd("double")),
        Term::typed("e6", &xsd("double")),
        Term::typed("INF", &xsd("double")),
        Term::typed("true", &xsd("boolean")),
        Term::typed("1", &xsd("boolean")),
        Term::typed("a\"b", "https://d/t"),
    ]
}

/// Each term beside an unbound variable, on either side.
fn rows() -> Vec<Cells> {
    let row = |(number, term): (usize, Term)| {
        let mut cells = vec![None, Some(term)];
        cells.rotate_left(number % 2);
        cells
    };
    hard_terms().into_iter().enumerate().map(row).collect()
}

fn written(rows: Vec<Cells>, format: Format) -> Result<Vec<u8>, ResultsError> {
    let variables = ["x".to_owned(), "y".to_owned()];
    let count = rows.len() as u64;
    let source = Rows(rows.into_iter(), Vec::new());
    let mut answer = Answer::Solutions(Solutions { variables: &variables, rows: Box::new(source) });
    let mut bytes = Vec::new();
    assert_eq!(write(&mut answer, format, &Prefixes::default(), &mut bytes)?, count);
    Ok(bytes)
}

struct Triples(std::vec::IntoIter<[Term; 3]>, Option<[Term; 3]>);

impl TripleSource for Triples {
    fn next(&mut self) -> Result<Option<[&Term; 3]>, QueryError> {
        self.1 = self.0.next();
        Ok(self.1.as_ref().map(|triple| triple.each_ref()))
    }
}

fn graph(triples: Vec<[Term; 3]>, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    let source = Triples(triples.into_iter(), None);
    let mut answer = Answer::Graph(GraphAnswer { triples: Box::new(source) });
    write(&mut answer, format, &Prefixes::default(), &mut bytes).unwrap();
    bytes
}

fn ours(term: &Read) -> Term {
    match term {
        Read::NamedNode(iri) => Term::iri(iri.as_str()),
        Read::BlankNode(label) => Term::Blank(label.as_str().into()),
        Read::Literal(literal) => match literal.language() {
            Some(language) => Term::Tagged { value: literal.value().into(), language: language.into() },
            None => Term::typed(literal.value(), literal.datatype().as_str()),
        },
    }
}

#[track_caller]
fn solutions_survive(format: Format, theirs: QueryResultsFormat) {
    let bytes = written(rows(), format).unwrap();
    let parser = QueryResultsParser::from_format(theirs);
    let Ok(ReaderQueryResultsParserOutput::Solutions(read)) = parser.for_reader(&bytes[..]) else {
        panic!("{}", String::from_utf8_lossy(&bytes))
    };
    assert_eq!(read.variables().iter().map(|v| v.as_str()).collect::<Vec<_>>(), ["x", "y"]);
    let read: Vec<Cells> = read
        .map(|solution| solution.unwrap().values().iter().map(|t| t.as_ref().map(ours)).collect())
        .collect();
    assert_eq!(read, rows());
}

#[test]
fn json_xml_and_tsv_are_read_back_to_the_term() {
    solutions_survive(Format::Json, QueryResultsFormat::Json);
    solutions_survive(Format::Xml, QueryResultsFormat::Xml);
    solutions_survive(Format::Tsv, QueryResultsFormat::Tsv);
}

#[test]
fn csv_is_rfc_4180() {
    let csv = String::from_utf8(written(rows(), Format::Csv).unwrap()).unwrap();
    assert!(csv.starts_with("x,y\r\n,https://a/b?c=d&e='f'#é\r\n"), "{csv}");
    assert!(csv.contains("\r\n,_:b0\r\n"), "{csv}");
    assert!(csv.contains("\r\n\"x, \"\"y\"\"\"") || csv.contains(",\"x, \"\"y\"\"\""), "{csv}");
    assert!(csv.contains("\ttab\nnew\r\nline ü"), "{csv}");
    assert!(csv.ends_with("\r\n"), "{csv}");
}

#[test]
fn tsv_writes_only_turtle_numbers_bare() {
    let tsv = String::from_utf8(written(rows(), Format::Tsv).unwrap()).unwrap();
    assert!(tsv.starts_with("?x\t?y\n\t<https://a/b"), "{tsv}");
    for bare in ["42", "+007", "-.5", "1e6", "1.e-6"] {
        assert!(tsv.lines().any(|line| line.trim_matches('\t') == bare), "{bare} in {tsv}");
    }
    for quoted in ["seven", "5.", "e6", "INF"] {
        assert!(tsv.contains(&format!("\"{quoted}\"^^<")), "{quoted} in {tsv}");
    }
}

#[test]
fn no_solutions_and_no_variables_are_documents_too() {
    for format in [QueryResultsFormat::Json, QueryResultsFormat::Xml] {
        let name = if format == QueryResultsFormat::Json { Format::Json } else { Format::Xml };
        for rows in [Vec::new(), vec![Vec::new()]] {
            let bytes = written(rows.clone(), name).unwrap();
            let parser = QueryResultsParser::from_format(format);
            let Ok(ReaderQueryResultsParserOutput::Solutions(read)) = parser.for_reader(&bytes[..]) else {
                panic!("{}", String::from_utf8_lossy(&bytes))
            };
            assert_eq!(read.count(), rows.len());
        }
    }
}

#[test]
fn yes_and_no() {
    for (name, theirs) in [(Format::Json, QueryResultsFormat::Json), (Format::Xml, QueryResultsFormat::Xml)] {
        for value in [true, false] {
            let mut bytes = Vec::new();
            write(&mut Answer::Boolean(value), name, &Prefixes::none(), &mut bytes).unwrap();
            let parser = QueryResultsParser::from_format(theirs);
            match parser.for_reader(&bytes[..]) {
                Ok(ReaderQueryResultsParserOutput::Boolean(read)) => assert_eq!(read, value),
                _ => panic!("{}", String::from_utf8_lossy(&bytes)),
            }
        }
    }
}

#[test]
fn what_xml_cannot_hold_is_refused() {
    for text in ["bell\u{7}", "\u{ffff}", "\0"] {
        let rows = vec![vec![Some(Term::string(text)), None]];
        let error = written(rows.clone(), Format::Xml).unwrap_err();
        assert_eq!(error.code(), "query/not-in-xml");
        solutions_survive_json(rows);
    }
    assert!(written(vec![vec![Some(Term::string("ｆ\u{fffd}")), None]], Format::Xml).is_ok());
}

#[track_caller]
fn solutions_survive_json(rows: Vec<Cells>) {
    let value: serde_json::Value =
        serde_json::from_slice(&written(rows.clone(), Format::Json).unwrap()).unwrap();
    let expected = rows[0][0].as_ref().unwrap().value();
    assert_eq!(value["results"]["bindings"][0]["x"]["value"], expected);
}

/// Triples with subjects and predicates that repeat, and every hard term as object.
fn triples() -> Vec<[Term; 3]> {
    let subject = |n: usize| {
        if n.is_multiple_of(5) { Term::Blank("s".into()) } else { Term::iri(&format!("https://s/{}", n / 3)) }
    };
    let predicate = |n: usize| match n % 4 {
        0 => Term::iri(crate::model::vocab::TYPE),
        n => Term::iri(&format!("http://purl.org/dc/terms/p{}", n / 2)),
    };
    hard_terms().into_iter().enumerate().map(|(n, object)| [subject(n), predicate(n), object]).collect()
}

#[track_caller]
fn sorted(mut triples: Vec<[Term; 3]>) -> Vec<[Term; 3]> {
    triples.sort();
    triples
}

fn read_turtle(bytes: &[u8]) -> Vec<[Term; 3]> {
    let text = String::from_utf8_lossy(bytes);
    let read = oxttl::TurtleParser::new().for_reader(bytes).map(|triple| {
        let triple = triple.unwrap_or_else(|error| panic!("{error}: {text}"));
        [ours(&triple.subject.into()), ours(&triple.predicate.into()), ours(&triple.object)]
    });
    read.collect()
}

#[test]
fn graphs_are_read_back() {
    let (turtle, lines) = (graph(triples(), Format::Turtle), graph(triples(), Format::NTriples));
    assert_eq!(sorted(read_turtle(&turtle)), sorted(triples()));
    assert_eq!(sorted(read_turtle(&lines)), sorted(triples()));
    assert_eq!(lines.iter().filter(|byte| **byte == b'\n').count(), triples().len());
}

#[test]
fn n_triples_is_canonical() {
    let triple = [Term::iri("https://s/"), Term::iri("https://p/"), Term::string("a\u{8}\u{7f}\"é")];
    assert_eq!(
        String::from_utf8(graph(vec![triple], Format::NTriples)).unwrap(),
        "<https://s/> <https://p/> \"a\\b\\u007F\\\"é\" .\n"
    );
}

#[test]
fn turtle_groups_and_declares_what_it_uses() {
    let triple = |s: &str, p: &str, o: Term| [Term::iri(s), Term::iri(p), o];
    let name = "http://xmlns.com/foaf/0.1/name";
    let bytes = graph(
        vec![
            triple("https://a/", crate::model::vocab::TYPE, Term::iri("http://xmlns.com/foaf/0.1/Person")),
            triple("https://a/", name, Term::string("A")),
            triple("https://a/", name, Term::string("B")),
            triple("https://b/", name, Term::integer(3)),
        ],
        Format::Turtle,
    );
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\
         <https://a/> a foaf:Person ;\n    foaf:name \"A\", \"B\" .\n\
         <https://b/> foaf:name 3 .\n"
    );
}

#[test]
fn turtle_of_many_chunks_declares_each_prefix_once() {
    let triple = |n: usize| {
        let predicate = if n < 9_000 { "http://purl.org/dc/terms/a" } else { "http://xmlns.com/foaf/0.1/b" };
        [Term::iri(&format!("https://s/{}", n / 1_000)), Term::iri(predicate), Term::integer(n as u64)]
    };
    let all: Vec<_> = (0..20_000).map(triple).collect();
    let bytes = graph(all.clone(), Format::Turtle);
    assert_eq!(sorted(read_turtle(&bytes)), sorted(all));
    assert_eq!(String::from_utf8(bytes).unwrap().matches("@prefix").count(), 2);
}

#[test]
fn a_format_that_does_not_fit_is_named_with_those_that_do() {
    let error = written(Vec::new(), Format::Turtle).unwrap_err();
    assert_eq!(error.code(), "query/wrong-format");
    assert_eq!(
        error.to_string(),
        "SELECT gives solutions, which cannot be written as ttl: choose json, xml, csv, tsv"
    );
    let mut answer = Answer::Graph(GraphAnswer { triples: Box::new(Triples(Vec::new().into_iter(), None)) });
    assert!(write(&mut answer, Format::Csv, &Prefixes::none(), &mut io::sink()).is_err());
    assert!(write_boolean(true, Format::Tsv, &mut io::sink()).is_err());
}

/// A sink that takes so many bytes and no more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_sink_that_fails_ends_the_writing() {
    for room in [0, 10, sink::CHUNK_BYTES + 1] {
        let rows = vec![vec![Some(Term::integer(1)), None]; 5_000];
        let source = Rows(rows.into_iter(), Vec::new());
        let variables = ["x".to_owned(), "y".to_owned()];
        let mut answer = Answer::Solutions(Solutions { variables: &variables, rows: Box::new(source) });
        let error = write(&mut answer, Format::Json, &Prefixes::none(), &mut Full(room)).unwrap_err();
        assert!(matches!(error, ResultsError::Io(error) if error.kind() == io::ErrorKind::StorageFull));
    }
}
