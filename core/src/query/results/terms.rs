//! Terms as N-Triples and Turtle write them, and what Turtle may write shorter.

use super::escape::{self, Special};
use crate::model::{Term, XSD_INTEGER};

const XSD_DECIMAL: &str = "http://www.w3.org/2001/XMLSchema#decimal";
const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";

const IN_STRING: Special = escape::controls_and(b"\"\\\x7f");
const IN_IRI: Special = escape::controls_and(b" <>\"{}|^`\\");

/// The term as [canonical N-Triples](https://www.w3.org/TR/rdf12-n-triples/#canonical-ntriples) has it.
pub(super) fn term(out: &mut Vec<u8>, term: &Term) {
    match term {
        Term::Iri(iri) => self::iri(out, iri),
        Term::Blank(label) => blank(out, label),
        Term::Literal { value, datatype } => {
            string(out, value);
            if let Some(datatype) = datatype {
                out.extend_from_slice(b"^^");
                self::iri(out, datatype);
            }
        }
        Term::Tagged { value, language } => tagged(out, value, language),
    }
}

/// `<…>`. What may not stand in an IRI, and got there by a function of a query, is escaped.
pub(super) fn iri(out: &mut Vec<u8>, iri: &str) {
    out.push(b'<');
    escape::push(out, iri, &IN_IRI, escape::unicode);
    out.push(b'>');
}

/// `_:…`.
pub(super) fn blank(out: &mut Vec<u8>, label: &str) {
    out.extend_from_slice(b"_:");
    out.extend_from_slice(label.as_bytes());
}

/// `"…"@…`.
pub(super) fn tagged(out: &mut Vec<u8>, value: &str, language: &str) {
    string(out, value);
    out.push(b'@');
    out.extend_from_slice(language.as_bytes());
}

/// `"…"`.
pub(super) fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    escape::push(out, text, &IN_STRING, |out, byte| match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        0x8 => out.extend_from_slice(b"\\b"),
        0xc => out.extend_from_slice(b"\\f"),
        byte => escape::unicode(out, byte),
    });
    out.push(b'"');
}

/// Whether Turtle reads the bare value as this number: `INTEGER`, `DECIMAL` and `DOUBLE` of its grammar.
pub(super) fn is_number(term: &Term) -> bool {
    let Term::Literal { value, datatype: Some(datatype) } = term else { return false };
    match datatype.as_str() {
        XSD_INTEGER => is_integer(value),
        XSD_DECIMAL => is_decimal(unsigned(value)),
        XSD_DOUBLE => is_double(unsigned(value)),
        _ => false,
    }
}

/// Whether Turtle reads the bare value as this boolean.
pub(super) fn is_boolean(term: &Term) -> bool {
    let Term::Literal { value, datatype: Some(datatype) } = term else { return false };
    datatype == XSD_BOOLEAN && matches!(value.as_str(), "true" | "false")
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_integer(text: &str) -> bool {
    let text = unsigned(text);
    !text.is_empty() && digits(text)
}

/// `[0-9]* '.' [0-9]+`
fn is_decimal(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, part)| digits(whole) && digits(part) && !part.is_empty())
}

/// `[0-9]+ '.' [0-9]* EXPONENT | '.' [0-9]+ EXPONENT | [0-9]+ EXPONENT`
fn is_double(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    is_integer(exponent) && digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty())
}
