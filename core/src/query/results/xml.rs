//! SPARQL Query Results XML Format.

use super::ResultsError;
use super::escape::{self, Special};
use crate::model::Term;
use crate::query::Row;

/// Bytes with an escape: a carriage return would be read as a line feed, and a value's line feed and tab
/// inside an attribute as spaces.
const SPECIAL: Special = escape::only(b"&<>\"\r\n\t");
/// Bytes of characters that XML 1.0 may not hold: controls, and the first byte of U+FFFE and U+FFFF.
const SUSPECT: Special = escape::controls_and(&[0xEF]);

const START: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n<head>";

pub(super) fn head(out: &mut Vec<u8>, variables: &[String]) {
    out.extend_from_slice(START);
    for variable in variables {
        out.extend_from_slice(b"<variable name=\"");
        text(out, variable);
        out.extend_from_slice(b"\"/>");
    }
    out.extend_from_slice(b"</head>\n<results>");
}

pub(super) fn row(out: &mut Vec<u8>, variables: &[String], row: Row<'_>) -> Result<(), ResultsError> {
    out.extend_from_slice(b"\n<result>");
    for (variable, term) in variables.iter().zip(row.iter()) {
        let Some(term) = term else { continue };
        check(term.value())?;
        out.extend_from_slice(b"<binding name=\"");
        text(out, variable);
        out.extend_from_slice(b"\">");
        self::term(out, term);
        out.extend_from_slice(b"</binding>");
    }
    out.extend_from_slice(b"</result>");
    Ok(())
}

pub(super) fn foot(out: &mut Vec<u8>) {
    out.extend_from_slice(b"\n</results>\n</sparql>\n");
}

pub(super) fn boolean(out: &mut Vec<u8>, value: bool) {
    out.extend_from_slice(START);
    out.extend_from_slice(b"</head>\n<boolean>");
    out.extend_from_slice(if value { b"true" } else { b"false" });
    out.extend_from_slice(b"</boolean>\n</sparql>\n");
}

fn term(out: &mut Vec<u8>, term: &Term) {
    match term {
        Term::Iri(iri) => element(out, b"<uri>", iri, b"</uri>"),
        Term::Blank(label) => element(out, b"<bnode>", label, b"</bnode>"),
        Term::Literal { value, datatype: None } => element(out, b"<literal>", value, b"</literal>"),
        Term::Literal { value, datatype: Some(datatype) } => {
            element(out, b"<literal datatype=\"", datatype, b"\">");
            element(out, b"", value, b"</literal>");
        }
        Term::Tagged { value, language } => {
            element(out, b"<literal xml:lang=\"", language, b"\">");
            element(out, b"", value, b"</literal>");
        }
    }
}

/// Spaces at the ends are escaped too: there are readers that trim the text of an element.
fn element(out: &mut Vec<u8>, start: &[u8], content: &str, end: &[u8]) {
    out.extend_from_slice(start);
    let inner = content.trim_matches(' ');
    let before = content.len() - content.trim_start_matches(' ').len();
    let after = content.len() - inner.len() - before;
    spaces(out, before);
    text(out, inner);
    spaces(out, after);
    out.extend_from_slice(end);
}

fn spaces(out: &mut Vec<u8>, count: usize) {
    (0..count).for_each(|_| out.extend_from_slice(b"&#32;"));
}

fn text(out: &mut Vec<u8>, text: &str) {
    escape::push(out, text, &SPECIAL, |out, byte| {
        out.extend_from_slice(match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\r' => b"&#13;",
            b'\n' => b"&#10;",
            _ => b"&#9;",
        });
    });
}

/// [XML 1.0, production Char](https://www.w3.org/TR/xml/#NT-Char): what it leaves out has no escape either.
fn check(text: &str) -> Result<(), ResultsError> {
    if !text.bytes().any(|byte| SUSPECT[usize::from(byte)]) {
        return Ok(());
    }
    let bad = |c: &char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    match text.chars().find(bad) {
        Some(c) => Err(ResultsError::NotInXml { character: c.into() }),
        None => Ok(()),
    }
}
