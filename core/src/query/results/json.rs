//! SPARQL 1.1 Query Results JSON Format.

use super::escape::{self, Special};
use crate::model::Term;
use crate::query::Row;

const SPECIAL: Special = escape::controls_and(b"\"\\");

pub(super) fn head(out: &mut Vec<u8>, variables: &[String]) {
    out.extend_from_slice(b"{\"head\":{\"vars\":[");
    for (number, variable) in variables.iter().enumerate() {
        comma(out, number > 0);
        string(out, variable);
    }
    out.extend_from_slice(b"]},\"results\":{\"bindings\":[");
}

pub(super) fn row(out: &mut Vec<u8>, variables: &[String], row: Row<'_>, is_first: bool) {
    out.extend_from_slice(if is_first { b"\n{" } else { b",\n{" });
    let bound = variables.iter().zip(row.iter()).filter_map(|(variable, term)| Some((variable, term?)));
    for (number, (variable, term)) in bound.enumerate() {
        comma(out, number > 0);
        string(out, variable);
        out.push(b':');
        self::term(out, term);
    }
    out.push(b'}');
}

pub(super) fn foot(out: &mut Vec<u8>) {
    out.extend_from_slice(b"\n]}}\n");
}

pub(super) fn boolean(out: &mut Vec<u8>, value: bool) {
    out.extend_from_slice(b"{\"head\":{},\"boolean\":");
    out.extend_from_slice(if value { b"true}\n" } else { b"false}\n" });
}

fn term(out: &mut Vec<u8>, term: &Term) {
    out.extend_from_slice(b"{\"type\":");
    out.extend_from_slice(match term {
        Term::Iri(_) => b"\"uri\"",
        Term::Blank(_) => b"\"bnode\"",
        Term::Literal { .. } | Term::Tagged { .. } => b"\"literal\"",
    });
    member(out, b",\"value\":", term.value());
    match term {
        Term::Tagged { language, .. } => member(out, b",\"xml:lang\":", language),
        Term::Literal { datatype: Some(datatype), .. } => member(out, b",\"datatype\":", datatype),
        _ => {}
    }
    out.push(b'}');
}

fn member(out: &mut Vec<u8>, name: &[u8], value: &str) {
    out.extend_from_slice(name);
    string(out, value);
}

fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escape::push(out, text, &SPECIAL, |out, byte| match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        byte => escape::unicode(out, byte),
    });
    out.push(b'"');
}

fn comma(out: &mut Vec<u8>, is_needed: bool) {
    if is_needed {
        out.push(b',');
    }
}
