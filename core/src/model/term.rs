//! RDF terms and triples, and their one canonical spelling.
//!
//! The spelling is canonical N-Triples/N-Quads ([RDF 1.2 N-Quads, section "Canonical Form"]) of the default
//! graph. A [`Term`] is any term of RDF 1.1. A [`Triple`] is what we sign: without blank nodes and language
//! tags, since nothing we sign needs them, and without blank nodes canonicalising a graph is sorting its lines.
//!
//! [RDF 1.2 N-Quads, section "Canonical Form"]: https://www.w3.org/TR/rdf12-n-quads/#canonical-quads

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

/// `xsd:integer`, the one datatype beside `xsd:string` that records use.
pub const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
/// `xsd:dateTime`.
pub const XSD_DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";

/// `rdf:langString`, the datatype of a literal with a language.
pub const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
/// `xsd:string`, the datatype of a literal without one.
pub const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// An IRI, a blank node or a literal ([RDF 1.1 Concepts, section 3]).
///
/// [RDF 1.1 Concepts, section 3]: https://www.w3.org/TR/rdf11-concepts/#section-rdf-graph
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// An absolute IRI, without angle brackets.
    Iri(String),
    /// A literal; `datatype` is `None` for `xsd:string`.
    Literal {
        /// The lexical form, unescaped.
        value: String,
        /// Datatype IRI.
        datatype: Option<String>,
    },
    /// A blank node, by its label without `_:`. Labels mean nothing outside their file or answer.
    Blank(String),
    /// A literal with a language.
    Tagged {
        /// The lexical form, unescaped.
        value: String,
        /// The language tag, in lower case: tags compare without case.
        language: String,
    },
}

/// A borrowed [`Term`], for building indexes without copying text first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermRef<'a> {
    /// See [`Term::Iri`].
    Iri(&'a str),
    /// See [`Term::Literal`].
    Literal {
        /// The lexical form.
        value: &'a str,
        /// Datatype IRI; `None` for `xsd:string`.
        datatype: Option<&'a str>,
    },
    /// See [`Term::Blank`].
    Blank(&'a str),
    /// See [`Term::Tagged`].
    Tagged {
        /// The lexical form.
        value: &'a str,
        /// The language tag, in lower case.
        language: &'a str,
    },
}

/// A triple whose subject and predicate are IRIs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Triple {
    /// Subject IRI.
    pub subject: String,
    /// Predicate IRI.
    pub predicate: String,
    /// Object.
    pub object: Term,
}

impl Term {
    /// A plain string literal.
    #[must_use]
    pub fn string(value: &str) -> Self {
        Self::Literal { value: value.to_owned(), datatype: None }
    }

    /// An `xsd:integer` literal.
    #[must_use]
    pub fn integer(value: u64) -> Self {
        Self::Literal { value: alloc::format!("{value}"), datatype: Some(XSD_INTEGER.to_owned()) }
    }

    /// An IRI.
    #[must_use]
    pub fn iri(iri: &str) -> Self {
        Self::Iri(iri.to_owned())
    }

    /// A literal of `datatype`.
    #[must_use]
    pub fn typed(value: &str, datatype: &str) -> Self {
        let datatype = (datatype != XSD_STRING).then(|| datatype.to_owned());
        Self::Literal { value: value.to_owned(), datatype }
    }

    /// The lexical form, the IRI itself or the blank node's label.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Self::Iri(value)
            | Self::Blank(value)
            | Self::Literal { value, .. }
            | Self::Tagged { value, .. } => value,
        }
    }

    /// The same term, borrowed.
    #[must_use]
    pub fn as_ref(&self) -> TermRef<'_> {
        match self {
            Self::Iri(iri) => TermRef::Iri(iri),
            Self::Literal { value, datatype } => TermRef::Literal { value, datatype: datatype.as_deref() },
            Self::Blank(label) => TermRef::Blank(label),
            Self::Tagged { value, language } => TermRef::Tagged { value, language },
        }
    }

    /// The lexical form, the IRI itself or the blank node's label.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Iri(value)
            | Self::Blank(value)
            | Self::Literal { value, .. }
            | Self::Tagged { value, .. } => value,
        }
    }
}

impl Triple {
    /// A triple from borrowed parts.
    #[must_use]
    pub fn new(subject: &str, predicate: &str, object: Term) -> Self {
        Self { subject: subject.to_owned(), predicate: predicate.to_owned(), object }
    }

    /// Reads one canonical line, without its newline; `None` for any other spelling.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let (subject, rest) = parse_iri(line)?;
        let (predicate, rest) = parse_iri(rest.strip_prefix(' ')?)?;
        let (object, rest) = parse_object(rest.strip_prefix(' ')?)?;
        let triple = Self { subject, predicate, object };
        (rest == " ." && alloc::format!("{triple}") == line).then_some(triple)
    }
}

/// Whether `c` may stand unescaped in an IRI ([RFC 3987] less what N-Triples forbids).
///
/// [RFC 3987]: https://www.rfc-editor.org/rfc/rfc3987
#[must_use]
pub fn is_iri_char(c: char) -> bool {
    c > ' ' && !c.is_control() && !matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\')
}

fn parse_iri(text: &str) -> Option<(String, &str)> {
    let (iri, rest) = text.strip_prefix('<')?.split_once('>')?;
    (iri.contains(':') && iri.chars().all(is_iri_char)).then(|| (iri.to_owned(), rest))
}

fn parse_object(text: &str) -> Option<(Term, &str)> {
    if text.starts_with('<') {
        let (iri, rest) = parse_iri(text)?;
        return Some((Term::Iri(iri), rest));
    }
    let (value, rest) = parse_string(text.strip_prefix('"')?)?;
    match rest.strip_prefix("^^") {
        None => Some((Term::Literal { value, datatype: None }, rest)),
        Some(typed) => {
            let (datatype, rest) = parse_iri(typed)?;
            Some((Term::Literal { value, datatype: Some(datatype) }, rest))
        }
    }
}

/// The text up to the closing quote, unescaped, and what follows the quote.
fn parse_string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(parse_escape(&mut chars)?),
            c => value.push(c),
        }
    }
    None
}

fn parse_escape(chars: &mut core::str::CharIndices<'_>) -> Option<char> {
    match chars.next()?.1 {
        't' => Some('\t'),
        'b' => Some('\u{8}'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        'f' => Some('\u{c}'),
        '"' => Some('"'),
        '\\' => Some('\\'),
        'u' => {
            let digits: String = chars.take(4).map(|(_, c)| c).collect();
            char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
        }
        _ => None,
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Iri(iri) => write!(f, "<{iri}>"),
            Self::Literal { value, datatype } => {
                write_string(f, value)?;
                datatype.as_ref().map_or(Ok(()), |datatype| write!(f, "^^<{datatype}>"))
            }
            Self::Blank(label) => write!(f, "_:{label}"),
            Self::Tagged { value, language } => {
                write_string(f, value)?;
                write!(f, "@{language}")
            }
        }
    }
}

fn write_string(f: &mut fmt::Formatter<'_>, value: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in value.chars() {
        match c {
            '\t' => f.write_str("\\t")?,
            '\u{8}' => f.write_str("\\b")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\u{c}' => f.write_str("\\f")?,
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\0'..='\u{1f}' | '\u{7f}' => write!(f, "\\u{:04X}", u32::from(c))?,
            c => fmt::Write::write_char(f, c)?,
        }
    }
    f.write_str("\"")
}

impl fmt::Display for Triple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}> <{}> {} .", self.subject, self.predicate, self.object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[track_caller]
    fn survives(object: Term) {
        let triple = Triple::new("https://a/s", "https://a/p", object);
        assert_eq!(Triple::parse(&triple.to_string()), Some(triple));
    }

    #[test]
    fn lines_survive() {
        survives(Term::iri("https://a/o+é"));
        survives(Term::string("tab\t quote\" back\\ nl\n cr\r bell\u{7} del\u{7f} é 😀"));
        survives(Term::integer(42));
    }

    #[test]
    fn other_spellings_are_refused() {
        for line in [
            "<https://a/s> <https://a/p> \"x\"",
            "<https://a/s>  <https://a/p> \"x\" .",
            "<https://a/s> <https://a/p> \"x\" . ",
            "<https://a/s> <https://a/p> \"\\u0041\" .",
            "<https://a/s> <https://a/p> \"\\u000a\" .",
            "<https://a/s> <https://a/p> \"x\"@en .",
            "_:b <https://a/p> \"x\" .",
            "<s> <https://a/p> \"x\" .",
            "<https://a/s> <https://a/p> \"a\tb\" .",
        ] {
            assert_eq!(Triple::parse(line), None, "{line}");
        }
    }
}
