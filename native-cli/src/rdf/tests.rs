//! Every format, every error, and the plain way against the parser's.

use std::fs;

use ggen_marketplace_core::model::Term;

use super::*;

/// Triples as owned terms.
#[derive(Default)]
struct Triples(Vec<String>);

impl Sink for Triples {
    fn triple(&mut self, triple: [TermRef<'_>; 3], graph: Option<TermRef<'_>>) -> Result<(), Failure> {
        let terms = triple.into_iter().chain(graph).map(|term| owned(term).to_string());
        self.0.push(terms.collect::<Vec<_>>().join(" "));
        Ok(())
    }
}

fn owned(term: TermRef<'_>) -> Term {
    match term {
        TermRef::Iri(iri) => Term::iri(iri),
        TermRef::Blank(label) => Term::Blank(label.into()),
        TermRef::Literal { value, datatype } => {
            Term::Literal { value: value.into(), datatype: datatype.map(Into::into) }
        }
        TermRef::Tagged { value, language } => {
            Term::Tagged { value: value.into(), language: language.into() }
        }
    }
}

fn read_as(name: &str, text: &str, graph: Option<&str>) -> Result<Vec<String>, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let (mut reader, mut triples) = (Reader::default(), Triples::default());
    let file = DataFile { path, graph: graph.map(Into::into) };
    reader.read(&file, Some("https://base.example/"), &mut triples)?;
    Ok(triples.0)
}

#[track_caller]
fn check(name: &str, text: &str, expected: &str) {
    assert_eq!(read_as(name, text, None).unwrap(), [expected]);
}

const NT: &str = "<https://a/s> <https://a/p> \"x\" .\n";
const SPO: &str = "<https://a/s> <https://a/p> \"x\"";

#[test]
fn every_format_is_told_by_its_ending() {
    check("a.nt", NT, SPO);
    check("a.NT", NT, SPO);
    check("a.ttl", "<https://a/s> <https://a/p> 'x'.", SPO);
    check("a.n3", "<https://a/s> <https://a/p> 'x'.", SPO);
    check("a.nq", "<https://a/s> <https://a/p> \"x\" <https://a/g> .", &format!("{SPO} <https://a/g>"));
    check("a.trig", "<https://a/g> {<https://a/s> <https://a/p> 'x'}", &format!("{SPO} <https://a/g>"));
    let xml = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:a='https://a/'>\
        <rdf:Description rdf:about='https://a/s'><a:p>x</a:p></rdf:Description></rdf:RDF>";
    check("a.rdf", xml, SPO);
    check("a.xml", xml, SPO);
    check("a.jsonld", r#"{"@id":"https://a/s","https://a/p":"x"}"#, SPO);
    assert!(matches!(read_as("a.txt", NT, None), Err(Failure::NoRdfFormat { .. })));
    assert!(matches!(read_as("a", NT, None), Err(Failure::NoRdfFormat { .. })));
}

#[test]
fn a_default_graph_gets_the_name_asked_for() {
    for (name, text) in [("a.nt", NT), ("a.ttl", NT)] {
        let expected = format!("{SPO} <https://a/named>");
        assert_eq!(read_as(name, text, Some("https://a/named")).unwrap(), [expected]);
    }
}

#[test]
fn relative_iris_have_a_base() {
    check(
        "a.ttl",
        "<s> <#p> <>.",
        "<https://base.example/s> <https://base.example/#p> <https://base.example/>",
    );
    let iri = file_iri(Path::new("/a b/ü%#?.ttl")).unwrap();
    assert_eq!(iri, "file:///a%20b/ü%25%23%3F.ttl");
}

#[test]
fn blank_nodes_of_two_files_are_two() {
    let folder = tempfile::tempdir().unwrap();
    let (mut reader, mut triples) = (Reader::default(), Triples::default());
    for name in ["a.nt", "b.ttl"] {
        let path = folder.path().join(name);
        fs::write(&path, "_:x <https://a/p> _:y .\n_:y <https://a/p> _:x .\n").unwrap();
        reader.read(&DataFile { path, graph: None }, None, &mut triples).unwrap();
    }
    let expected = ["_:b0 p _:b1", "_:b1 p _:b0", "_:b2 p _:b3", "_:b3 p _:b2"];
    assert_eq!(triples.0, expected.map(|line| line.replace(" p ", " <https://a/p> ")));
}

#[track_caller]
fn fails(name: &str, text: &str, line: u64, column: u64) {
    match read_as(name, text, None) {
        Err(Failure::RdfSyntax { place, cause, .. }) => {
            assert_eq!(place, Some((line, column)), "{cause}");
            assert!(!cause.is_empty() && !cause.starts_with("Parser error"), "{cause}");
        }
        other => panic!("{:?}", other.map_err(|_| "another failure")),
    }
}

#[test]
fn errors_have_line_and_column() {
    fails("a.nt", &format!("{NT}{NT}<https://a/s> <https://a/p> nonsense .\n"), 3, 29);
    fails("a.nt", &format!("{NT}<https://a/s> <b> \"x\" .\n"), 2, 15);
    fails("a.ttl", "\n<https://a/s> <https://a/p> ; .\n", 2, 29);
}

#[test]
fn rdf_1_2_is_refused() {
    for text in
        ["<<( <a:s> <a:p> <a:o> )>> <a:p> <a:o> .", "<https://a/s> <https://a/p> <<( <a:s> <a:p> <a:o> )>> ."]
    {
        for name in ["a.nt", "a.ttl"] {
            assert!(matches!(read_as(name, text, None), Err(Failure::RdfSyntax { .. })), "{name}: {text}");
        }
    }
}

/// Lines that the plain way must read as the parser does, or leave to it.
const LINES: [&str; 24] = [
    "<https://a/s> <https://a/p> <https://a/o> .",
    "<https://a/s> <https://a/p#x> <http://a.b-c/o/1.2+3~4,5=6@7!8*9_:> .",
    "<https://a/s> <https://a/p> <http://a> .",
    "<https://a/s> <https://a/p> <http:///o> .",
    "<https://a/s> <https://a/p> <http://a/#x#y> .",
    "<https://a/s> <https://a/p> <http://a/%zz> .",
    "<https://a/s> <https://a/p> <http://a/%41> .",
    "<https://a/s> <https://a/p> <http://a/b c> .",
    "<https://a/s> <https://a/p> <http://a:80/> .",
    "<https://a/s> <https://a/p> <http://a/ü> .",
    "<https://a/s> <https://a/p> <http://a/\\u00fc> .",
    "<https://a/s> <https://a/p> <urn:x> .",
    "<https://a/s> <https://a/p> \"\" .",
    "<https://a/s> <https://a/p> \"a 'b' <c> ü\" .",
    "<https://a/s> <https://a/p> \"a\\nb\\\"c\" .",
    "<https://a/s> <https://a/p> \"tab\there\" .",
    "<https://a/s> <https://a/p> \"x\"@EN-gb .",
    "<https://a/s> <https://a/p> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .",
    "<https://a/s> <https://a/p> \"1\"^^<http://www.w3.org/2001/XMLSchema#string> .",
    "<https://a/s> <https://a/p> \"1\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .",
    "<https://a/s> <https://a/p> \"x\"x .",
    "# a comment .",
    "  <https://a/s>\t<https://a/p><https://a/o>. # more",
    "<https://a/s> <https://a/p> <https://a/o> <https://a/g> .",
];

#[test]
fn the_plain_way_reads_as_the_parser_does() {
    for line in LINES {
        let turtle_like = read_as("a.nt", &format!("{line}\r\n"), None).ok();
        let parsed = RdfParser::from_format(RdfFormat::NTriples).for_slice(line.as_bytes());
        let mut theirs = Triples::default();
        let read = parsed.into_iter().try_for_each(|quad| {
            terms::push(&quad.map_err(|_| ())?, None, &mut Blanks::default(), &mut theirs).map_err(|_| ())
        });
        let ours = read_as("a.nt", line, None).ok();
        assert_eq!(ours, read.ok().map(|()| theirs.0), "{line}");
        assert_eq!(turtle_like, ours, "{line}");
    }
    assert!(lines::is_plain(LINES[0].as_bytes()) && lines::is_plain(LINES[1].as_bytes()));
    assert!(LINES[2..12].iter().all(|line| !lines::is_plain(line.as_bytes())));
}

#[test]
fn lines_longer_than_the_buffer_are_read() {
    let value = "x".repeat(3 * BUFFER_BYTES);
    let text = format!("{NT}<https://a/s> <https://a/p> \"{value}\" .\n{NT}");
    let read = read_as("a.nt", &text, None).unwrap();
    assert_eq!(read.len(), 3);
    assert_eq!(read[1].len(), SPO.len() - 1 + value.len());
}
