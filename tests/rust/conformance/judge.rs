//! Runs one test.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ggen_marketplace_tests::sparql::{Engine, Measure, Outcome, same};
use oxrdf::Quad;
use spargebra::algebra::GraphPattern;
use spargebra::{Query, SparqlParser};

use crate::files;
use crate::manifest::{File, Kind, Test};

/// A pass, by numeric value or to the letter.
pub(crate) enum Pass {
    Exactly,
    ByValue,
}

/// Copies a graph: how the triples of a file come out of an engine again.
const COPY: &str = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";

/// What came of `test`; the error says what was wrong.
pub(crate) fn judge(engine: &dyn Engine, root: &Path, test: &Test) -> Result<Pass, String> {
    let run = AssertUnwindSafe(|| match &test.kind {
        Kind::QuerySyntax { query, good } => query_syntax(engine, query, *good),
        Kind::DataSyntax { data, good } => data_syntax(engine, data, *good),
        Kind::Data { data, result } => data_test(engine, data, result),
        Kind::Query { query, data, named, result } => {
            let quads = dataset(root, query, data, named)?;
            query_test(engine, test, &quads, query, result)
        }
    });
    catch_unwind(run).unwrap_or_else(|_| Err("the engine panicked".to_owned()))
}

fn query_syntax(engine: &dyn Engine, query: &File, good: bool) -> Result<Pass, String> {
    verdict(engine.parse(&text(query)?, &query.iri), good)
}

fn data_syntax(engine: &dyn Engine, data: &File, good: bool) -> Result<Pass, String> {
    let read = files::quads(data, "").and_then(|quads| copied(engine, &quads));
    if let (Ok(copy), Ok(quads)) = (&read, files::quads(data, ""))
        && !same(&graph(quads), copy, EXACT)
    {
        return Err(format!("the triples came back as\n{}", copy.lines()));
    }
    verdict(read.map(drop), good)
}

fn verdict(read: Result<(), String>, good: bool) -> Result<Pass, String> {
    match (read, good) {
        (Ok(()), true) | (Err(_), false) => Ok(Pass::Exactly),
        (Ok(()), false) => Err("accepted, though it is wrong".to_owned()),
        (Err(message), true) => Err(format!("refused: {message}")),
    }
}

fn data_test(engine: &dyn Engine, data: &File, result: &File) -> Result<Pass, String> {
    let got = copied(engine, &files::quads(data, "")?)?;
    let expected = graph(files::quads(result, "")?);
    if same(&expected, &got, EXACT) { Ok(Pass::Exactly) } else { Err(difference(&expected, &got)) }
}

const EXACT: Measure = Measure { ordered: false, lax: false, by_value: false };

fn copied(engine: &dyn Engine, quads: &[Quad]) -> Result<Outcome, String> {
    engine.load(quads)?.run(COPY, "https://example.org/")
}

fn graph(quads: Vec<Quad>) -> Outcome {
    Outcome::Graph(quads.into_iter().map(Into::into).collect())
}

/// The quads a query is asked over: the files of the test, and those that its FROM clauses name.
fn dataset(root: &Path, query: &File, data: &[File], named: &[File]) -> Result<Vec<Quad>, String> {
    let mut quads = Vec::new();
    for file in data {
        quads.extend(files::quads(file, &scope(&file.iri))?);
    }
    let mut graphs: Vec<_> = named.to_vec();
    graphs.extend(from_clauses(query)?.iter().map(|iri| File::new(root, iri)));
    graphs.sort_by(|left, right| left.iri.cmp(&right.iri));
    graphs.dedup_by(|left, right| left.iri == right.iri);
    for file in graphs {
        quads.extend(files::named(files::quads(&file, &scope(&file.iri))?, &file.iri));
    }
    Ok(quads)
}

/// A label for the blank nodes of one file.
fn scope(iri: &str) -> String {
    let name = iri.rsplit('/').next().unwrap_or_default();
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn from_clauses(query: &File) -> Result<Vec<String>, String> {
    let parsed = parse(query)?;
    let Some(dataset) = parsed.as_ref().and_then(Query::dataset) else { return Ok(Vec::new()) };
    let graphs = dataset.default.iter().chain(dataset.named.iter().flatten());
    Ok(graphs.map(|iri| iri.as_str().to_owned()).collect())
}

fn query_test(
    engine: &dyn Engine,
    test: &Test,
    quads: &[Quad],
    query: &File,
    result: &File,
) -> Result<Pass, String> {
    let parsed = parse(query)?;
    let graph = matches!(parsed, Some(Query::Construct { .. } | Query::Describe { .. }));
    let expected = files::outcome(result, graph)?;
    let got = engine.load(quads)?.run(&text(query)?, &query.iri)?;
    let measure =
        Measure { ordered: parsed.as_ref().is_some_and(is_ordered), lax: test.lax, by_value: false };
    if same(&expected, &got, measure) {
        Ok(Pass::Exactly)
    } else if !test.exact_numbers && same(&expected, &got, Measure { by_value: true, ..measure }) {
        Ok(Pass::ByValue)
    } else {
        Err(difference(&expected, &got))
    }
}

fn difference(expected: &Outcome, got: &Outcome) -> String {
    format!("expected\n{}got\n{}", expected.lines(), got.lines())
}

/// For what the harness must know of a query. The two that this parser refuses have neither FROM nor an order.
fn parse(query: &File) -> Result<Option<Query>, String> {
    let parser = SparqlParser::new().with_base_iri(&query.iri).map_err(|error| error.to_string())?;
    Ok(parser.parse_query(&text(query)?).ok())
}

/// Whether the query itself, not a part of it, sets the order of its rows.
fn is_ordered(query: &Query) -> bool {
    let Query::Select { pattern, .. } = query else { return false };
    let mut pattern = pattern;
    loop {
        match pattern {
            GraphPattern::OrderBy { .. } => return true,
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Project { inner, .. } => pattern = inner,
            _ => return false,
        }
    }
}

fn text(file: &File) -> Result<String, String> {
    fs::read_to_string(&file.path).map_err(|error| format!("{}: {error}", file.path.display()))
}
