//! The parser's terms as the core's.

use std::path::Path;

use ggen_marketplace_core::model::{TermRef, XSD_STRING};
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};

use super::{Blanks, Sink};
use crate::failure::Failure;

/// Why a triple did not arrive.
pub(super) enum Problem {
    /// A term of RDF 1.2.
    NewTerm,
    /// What the sink said.
    Refused(Failure),
}

impl Problem {
    pub(super) fn at(self, path: &Path) -> Failure {
        match self {
            Self::NewTerm => Failure::RdfSyntax {
                path: path.into(),
                place: None,
                cause: "triple terms and text directions of RDF 1.2 are not supported".to_owned(),
            },
            Self::Refused(failure) => failure,
        }
    }
}

/// Hands a quad to `sink`; `default` is the name of the file's default graph.
pub(super) fn push(
    quad: &Quad,
    default: Option<&str>,
    blanks: &mut Blanks,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let [mut s, mut o, mut g] = [const { String::new() }; 3];
    let subject = node(&quad.subject, blanks, &mut s).ok_or(Problem::NewTerm)?;
    let predicate = TermRef::Iri(quad.predicate.as_str());
    let object = match &quad.object {
        Term::NamedNode(iri) => TermRef::Iri(iri.as_str()),
        Term::BlankNode(label) => TermRef::Blank(blanks.rename(label.as_str(), &mut o)),
        Term::Literal(literal) => match literal.language() {
            Some(language) => {
                o.push_str(&language.to_ascii_lowercase());
                TermRef::Tagged { value: literal.value(), language: &o }
            }
            None => {
                let datatype = Some(literal.datatype().as_str()).filter(|datatype| *datatype != XSD_STRING);
                TermRef::Literal { value: literal.value(), datatype }
            }
        },
        #[allow(unreachable_patterns, reason = "a variant that exists where a crate asks for RDF 1.2")]
        _ => return Err(Problem::NewTerm),
    };
    let graph = match &quad.graph_name {
        GraphName::DefaultGraph => default.map(TermRef::Iri),
        GraphName::NamedNode(iri) => Some(TermRef::Iri(iri.as_str())),
        GraphName::BlankNode(label) => Some(TermRef::Blank(blanks.rename(label.as_str(), &mut g))),
    };
    sink.triple([subject, predicate, object], graph).map_err(Problem::Refused)
}

fn node<'t>(node: &'t NamedOrBlankNode, blanks: &mut Blanks, label: &'t mut String) -> Option<TermRef<'t>> {
    match node {
        NamedOrBlankNode::NamedNode(iri) => Some(TermRef::Iri(iri.as_str())),
        NamedOrBlankNode::BlankNode(blank) => Some(TermRef::Blank(blanks.rename(blank.as_str(), label))),
        #[allow(unreachable_patterns, reason = "as above")]
        _ => None,
    }
}
