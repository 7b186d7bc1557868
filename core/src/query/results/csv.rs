//! SPARQL 1.1 Query Results CSV and TSV.
//!
//! CSV holds values without their kind, lines end in CR LF (RFC 4180); TSV holds terms as Turtle writes them,
//! lines end in LF. Unbound is nothing in both.

use super::escape::{self, Special};
use super::terms;
use crate::model::Term;
use crate::query::Row;

/// What makes quotes necessary.
const QUOTED: Special = escape::only(b"\",\r\n");
const QUOTE: Special = escape::only(b"\"");

pub(super) fn csv_head(out: &mut Vec<u8>, variables: &[String]) {
    separated(out, b',', variables.iter(), |out, variable| out.extend_from_slice(variable.as_bytes()));
    out.extend_from_slice(b"\r\n");
}

pub(super) fn csv_row(out: &mut Vec<u8>, row: Row<'_>) {
    separated(out, b',', row.iter(), |out, term| match term {
        None => {}
        Some(Term::Blank(label)) => terms::blank(out, label),
        Some(term) => csv_value(out, term.value()),
    });
    out.extend_from_slice(b"\r\n");
}

pub(super) fn tsv_head(out: &mut Vec<u8>, variables: &[String]) {
    separated(out, b'\t', variables.iter(), |out, variable| {
        out.push(b'?');
        out.extend_from_slice(variable.as_bytes());
    });
    out.push(b'\n');
}

pub(super) fn tsv_row(out: &mut Vec<u8>, row: Row<'_>) {
    separated(out, b'\t', row.iter(), |out, term| {
        if let Some(term) = term {
            tsv_term(out, term);
        }
    });
    out.push(b'\n');
}

/// Numbers may stand as they are.
fn tsv_term(out: &mut Vec<u8>, term: &Term) {
    if terms::is_number(term) {
        out.extend_from_slice(term.value().as_bytes());
    } else {
        terms::term(out, term);
    }
}

fn csv_value(out: &mut Vec<u8>, text: &str) {
    if !text.bytes().any(|byte| QUOTED[usize::from(byte)]) {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    escape::push(out, text, &QUOTE, |out, _| out.extend_from_slice(b"\"\""));
    out.push(b'"');
}

fn separated<T>(
    out: &mut Vec<u8>,
    separator: u8,
    items: impl Iterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T),
) {
    for (number, item) in items.enumerate() {
        if number > 0 {
            out.push(separator);
        }
        write(out, item);
    }
}
