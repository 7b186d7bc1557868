//! Files of the tests as values: RDF as quads, results as outcomes.

use std::collections::BTreeMap;
use std::fs;

use ggen_marketplace_tests::sparql::Outcome;
use oxrdf::{
    BlankNode, Graph, GraphName, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, Triple,
};
use oxrdfio::{RdfFormat, RdfParser};
use sparesults::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};

use crate::manifest::File;

const RS: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";

/// The quads of an RDF file; `scope` goes before each label of a blank node, so that files share none.
pub(crate) fn quads(file: &File, scope: &str) -> Result<Vec<Quad>, String> {
    let text = fs::read(&file.path).map_err(|error| format!("{}: {error}", file.path.display()))?;
    let parser =
        RdfParser::from_format(format(file)).with_base_iri(&file.iri).map_err(|error| error.to_string())?;
    let quads: Result<Vec<_>, _> = parser.for_slice(&text).collect();
    Ok(quads.map_err(|error| error.to_string())?.into_iter().map(|quad| scoped(quad, scope)).collect())
}

fn format(file: &File) -> RdfFormat {
    let ending = file.path.extension().unwrap_or_default().to_string_lossy().into_owned();
    RdfFormat::from_extension(&ending).unwrap_or_else(|| panic!("{}: an unknown ending", file.path.display()))
}

fn scoped(quad: Quad, scope: &str) -> Quad {
    let blank = |node: BlankNode| BlankNode::new_unchecked(format!("{scope}{}", node.as_str()));
    let subject = match quad.subject {
        NamedOrBlankNode::BlankNode(node) => blank(node).into(),
        subject => subject,
    };
    let object = match quad.object {
        Term::BlankNode(node) => blank(node).into(),
        object => object,
    };
    Quad { subject, object, ..quad }
}

/// `quads` moved into the graph called `name`.
pub(crate) fn named(quads: Vec<Quad>, name: &str) -> Vec<Quad> {
    let name = GraphName::from(oxrdf::NamedNode::new_unchecked(name));
    quads.into_iter().map(|quad| Quad { graph_name: name.clone(), ..quad }).collect()
}

/// What a query is to give. `graph` says that the query makes triples: then a `.ttl` is those, else a result set.
pub(crate) fn outcome(file: &File, graph: bool) -> Result<Outcome, String> {
    let ending = file.path.extension().unwrap_or_default().to_string_lossy().into_owned();
    match QueryResultsFormat::from_extension(&ending) {
        Some(format) => parsed(file, format).map_err(|error| error.to_string()),
        None if graph => Ok(Outcome::Graph(quads(file, "")?.into_iter().map(Triple::from).collect())),
        None => Ok(result_set(&quads(file, "")?.into_iter().map(Triple::from).collect())),
    }
}

fn parsed(file: &File, format: QueryResultsFormat) -> Result<Outcome, Box<dyn std::error::Error>> {
    let parser = QueryResultsParser::from_format(format);
    Ok(match parser.for_reader(fs::File::open(&file.path)?)? {
        ReaderQueryResultsParserOutput::Boolean(value) => Outcome::Boolean(value),
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            let variables: Vec<_> = solutions.variables().to_vec();
            let mut rows = Vec::new();
            for solution in solutions {
                let solution = solution?;
                rows.push(variables.iter().map(|name| solution.get(name).cloned()).collect());
            }
            Outcome::Solutions {
                variables: variables.into_iter().map(oxrdf::Variable::into_string).collect(),
                rows,
            }
        }
    })
}

/// A result set as RDF, the form of the first tests.
fn result_set(graph: &Graph) -> Outcome {
    if let Some(triple) = graph.triples_for_predicate(rs("boolean").as_ref()).next() {
        return Outcome::Boolean(text(&triple.object.into_owned()) == "true");
    }
    let solutions =
        graph.triples_for_predicate(rs("solution").as_ref()).map(|triple| triple.object.into_owned());
    let mut rows: Vec<_> = solutions.map(|term| (index(graph, &term), bindings(graph, &term))).collect();
    rows.sort_by_key(|(index, _)| *index);
    let variables = graph.triples_for_predicate(rs("resultVariable").as_ref());
    let variables: Vec<_> = variables.map(|triple| text(&triple.object.into_owned())).collect();
    let row = |row: BTreeMap<String, Term>| variables.iter().map(|name| row.get(name).cloned()).collect();
    let rows = rows.into_iter().map(|(_, bindings)| row(bindings)).collect();
    Outcome::Solutions { variables, rows }
}

fn bindings(graph: &Graph, solution: &Term) -> BTreeMap<String, Term> {
    let bindings = graph.objects_for_subject_predicate(subject(solution), rs("binding").as_ref());
    let pair = |binding: Term| {
        let value = |name| {
            graph.object_for_subject_predicate(subject(&binding), rs(name).as_ref()).unwrap().into_owned()
        };
        (text(&value("variable")), value("value"))
    };
    bindings.map(|binding| pair(binding.into_owned())).collect()
}

fn index(graph: &Graph, solution: &Term) -> Option<u64> {
    let index = graph.object_for_subject_predicate(subject(solution), rs("index").as_ref())?;
    text(&index.into_owned()).parse().ok()
}

fn subject(term: &Term) -> NamedOrBlankNodeRef<'_> {
    match term {
        Term::NamedNode(node) => node.as_ref().into(),
        Term::BlankNode(node) => node.as_ref().into(),
        Term::Literal(_) => panic!("{term} is no node"),
    }
}

fn text(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        term => panic!("{term} is no literal"),
    }
}

fn rs(name: &str) -> oxrdf::NamedNode {
    NamedNodeRef::new_unchecked(&format!("{RS}{name}")).into_owned()
}
