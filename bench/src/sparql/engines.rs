//! The two engines side by side: a query's text in, its answer out.

use ggen_marketplace_core::catalog::Catalog;
use ggen_marketplace_core::graph::Dataset;
use ggen_marketplace_core::model::Term;
use ggen_marketplace_core::query::{Answer, Options, Plan, Query};
use memmap2::Mmap;
use oxigraph::model::{NamedOrBlankNode, Term as OxTerm, vocab::xsd};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;

use super::answers::Given;
use super::data::Data;
use super::load;
use crate::Result;
use crate::search::ours;

/// Both, loaded.
pub(super) struct Both {
    pub(super) ours: Catalog<Mmap>,
    pub(super) peer: Store,
}

impl Both {
    /// Ours by its segment, which is built if it is not there; the peer by loading.
    ///
    /// # Errors
    /// If one of them fails, or they do not hold the same number of triples.
    pub(super) fn open(data: &Data) -> Result<Self> {
        load::segment(data)?;
        let both = Self { ours: ours::open(&data.segment)?, peer: load::bulk_load(&data.triples)? };
        let counts = [both.ours.count_triples(Default::default())?, u64::try_from(both.peer.len()?)?];
        if counts[0] != counts[1] {
            return Err(format!("the engines do not hold the same triples: {counts:?}").into());
        }
        Ok(both)
    }
}

/// Parses, plans and runs `text`, makes the terms of every solution, and counts the solutions.
///
/// # Errors
/// Those of the query.
pub(super) fn ours(dataset: &Dataset<'_>, text: &str) -> Result<usize> {
    ours_prepared(&Query::parse(text, None)?.plan(dataset)?)
}

/// Runs `plan` as [`ours`] does.
///
/// # Errors
/// Those of the query.
pub(super) fn ours_prepared(plan: &Plan<'_>) -> Result<usize> {
    let mut count = 0;
    match plan.run(&Options::default())? {
        Answer::Boolean(yes) => count = usize::from(yes),
        Answer::Solutions(mut solutions) => {
            while let Some(row) = solutions.next()? {
                row.iter().for_each(|term| _ = std::hint::black_box(term));
                count += 1;
            }
        }
        Answer::Graph(mut triples) => {
            while let Some(triple) = triples.next()? {
                std::hint::black_box(triple);
                count += 1;
            }
        }
    }
    Ok(count)
}

/// Parses and runs `text`, makes the terms of every solution, and counts the solutions.
///
/// # Errors
/// Those of the query.
pub(super) fn peer(store: &Store, text: &str) -> Result<usize> {
    let mut count = 0;
    match SparqlEvaluator::new().parse_query(text)?.on_store(store).execute()? {
        QueryResults::Boolean(yes) => count = usize::from(yes),
        QueryResults::Solutions(solutions) => {
            for solution in solutions {
                drop(std::hint::black_box(solution?));
                count += 1;
            }
        }
        QueryResults::Graph(triples) => {
            for triple in triples {
                drop(std::hint::black_box(triple?));
                count += 1;
            }
        }
    }
    Ok(count)
}

/// Our answer as a value.
///
/// # Errors
/// Those of the query.
pub(super) fn our_answer(dataset: &Dataset<'_>, text: &str) -> Result<Given> {
    let plan = Query::parse(text, None)?.plan(dataset)?;
    let mut rows = Vec::new();
    match plan.run(&Options::default())? {
        Answer::Boolean(yes) => return Ok(Given::Boolean(yes)),
        Answer::Solutions(mut solutions) => {
            let variables = solutions.variables().to_vec();
            while let Some(row) = solutions.next()? {
                rows.push(row.iter().map(|term| term.cloned().map(unlabelled)).collect());
            }
            Ok(Given::Rows { variables, rows })
        }
        Answer::Graph(mut triples) => {
            while let Some(triple) = triples.next()? {
                rows.push(triple.map(|term| Some(unlabelled(term.clone()))).to_vec());
            }
            Ok(Given::Graph(rows))
        }
    }
}

/// The peer's answer as a value.
///
/// # Errors
/// Those of the query.
pub(super) fn peer_answer(store: &Store, text: &str) -> Result<Given> {
    match SparqlEvaluator::new().parse_query(text)?.on_store(store).execute()? {
        QueryResults::Boolean(yes) => Ok(Given::Boolean(yes)),
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
            let mut rows = Vec::new();
            for solution in solutions {
                rows.push(solution?.values().iter().map(|value| value.as_ref().map(term)).collect());
            }
            Ok(Given::Rows { variables, rows })
        }
        QueryResults::Graph(triples) => {
            let mut rows = Vec::new();
            for triple in triples {
                let triple = triple?;
                let subject = match triple.subject {
                    NamedOrBlankNode::NamedNode(node) => OxTerm::from(node),
                    NamedOrBlankNode::BlankNode(node) => OxTerm::from(node),
                };
                rows.push(vec![
                    Some(term(&subject)),
                    Some(term(&triple.predicate.into())),
                    Some(term(&triple.object)),
                ]);
            }
            Ok(Given::Graph(rows))
        }
    }
}

fn term(term: &OxTerm) -> Term {
    match term {
        OxTerm::NamedNode(node) => Term::iri(node.as_str()),
        OxTerm::BlankNode(_) => unlabelled(Term::Blank(String::new())),
        OxTerm::Literal(literal) => match literal.language() {
            Some(language) => {
                Term::Tagged { value: literal.value().to_owned(), language: language.to_owned() }
            }
            None if literal.datatype() == xsd::STRING => Term::string(literal.value()),
            None => Term::typed(literal.value(), literal.datatype().as_str()),
        },
    }
}

/// The peer gives blank nodes labels of its own when it loads, so one stands for all.
fn unlabelled(term: Term) -> Term {
    match term {
        Term::Blank(_) => Term::Blank(String::new()),
        other => other,
    }
}
