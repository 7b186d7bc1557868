//! Writing an answer while it is made: as a table for people, or in one of core's formats, with the time that
//! making and writing take.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use ggen_marketplace_core::model::Term;
use ggen_marketplace_core::query::results::{
    self, Format, GraphWriter, Prefixes, ResultsError, SolutionsWriter,
};
use ggen_marketplace_core::query::{Answer, Form as QueryForm, Row};

use crate::args::Form;
use crate::failure::Failure;
use crate::output::{Output, table};

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// For people.
    Table,
    /// For programs.
    Written(Format),
}

/// What making and writing an answer took; stays zero where nobody asks.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    pub(crate) is_on: bool,
    pub(crate) execute: Duration,
    pub(crate) serialize: Duration,
}

/// Rows of a table that are laid out together.
const BLOCK_ROWS: usize = 1_000;
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

impl Style {
    /// The style asked for, or the usual one: a table on a terminal, JSON elsewhere, Turtle for a graph.
    ///
    /// # Errors
    /// [`Failure::Results`] if the answer of a query of this form cannot be written so.
    pub(crate) fn of(form: QueryForm, output: Output) -> Result<Self, Failure> {
        let is_graph = matches!(form, QueryForm::Construct | QueryForm::Describe);
        let format = match output.asked() {
            None | Some(Form::Text) if is_graph => Format::Turtle,
            Some(Form::Text) => return Ok(Self::Table),
            None if io::stdout().is_terminal() => return Ok(Self::Table),
            None | Some(Form::Json) => Format::Json,
            Some(Form::Xml) => Format::Xml,
            Some(Form::Csv) => Format::Csv,
            Some(Form::Tsv) => Format::Tsv,
            Some(Form::Ttl) => Format::Turtle,
            Some(Form::Nt) => Format::NTriples,
        };
        format.check(form).map_err(Failure::Results)?;
        Ok(Self::Written(format))
    }
}

impl Clock {
    fn execute<T>(&mut self, work: impl FnOnce() -> T) -> T {
        measured(self.is_on, &mut self.execute, work)
    }

    fn serialize<T>(&mut self, work: impl FnOnce() -> T) -> T {
        measured(self.is_on, &mut self.serialize, work)
    }
}

fn measured<T>(is_on: bool, spent: &mut Duration, work: impl FnOnce() -> T) -> T {
    if !is_on {
        return work();
    }
    let start = Instant::now();
    let done = work();
    *spent += start.elapsed();
    done
}

/// Reads `answer` to its end and writes it; the number of its rows or triples.
///
/// # Errors
/// [`Failure::Query`], [`Failure::Results`], [`Failure::Output`].
pub(crate) fn write(
    answer: &mut Answer<'_>,
    style: Style,
    prefixes: &Prefixes,
    clock: &mut Clock,
    out: &mut dyn Write,
) -> Result<u64, Failure> {
    match style {
        Style::Table => write_table(answer, prefixes, clock, out),
        Style::Written(format) => write_format(answer, format, prefixes, clock, out).map_err(failure),
    }
}

fn write_format(
    answer: &mut Answer<'_>,
    format: Format,
    prefixes: &Prefixes,
    clock: &mut Clock,
    out: &mut dyn Write,
) -> Result<u64, ResultsError> {
    match answer {
        Answer::Boolean(value) => clock.serialize(|| results::write_boolean(*value, format, out)).map(|()| 1),
        Answer::Solutions(solutions) => {
            let mut writer = SolutionsWriter::new(format, solutions.variables(), out)?;
            while let Some(row) = clock.execute(|| solutions.next())? {
                clock.serialize(|| writer.row(row))?;
            }
            clock.serialize(|| writer.finish())
        }
        Answer::Graph(graph) => {
            let mut writer = GraphWriter::new(format, prefixes, out)?;
            while let Some(triple) = clock.execute(|| graph.next())? {
                clock.serialize(|| writer.triple(triple))?;
            }
            clock.serialize(|| writer.finish())
        }
    }
}

fn write_table(
    answer: &mut Answer<'_>,
    prefixes: &Prefixes,
    clock: &mut Clock,
    out: &mut dyn Write,
) -> Result<u64, Failure> {
    match answer {
        Answer::Boolean(value) => {
            writeln!(out, "{}", if *value { "yes" } else { "no" }).map_err(Failure::Output)?;
            Ok(1)
        }
        // A graph is never a table: `Style::of` has seen to it.
        Answer::Graph(_) => write_format(answer, Format::Turtle, prefixes, clock, out).map_err(failure),
        Answer::Solutions(solutions) => {
            let headings = solutions.variables().to_vec();
            let (mut block, mut count) = (Vec::new(), 0);
            while let Some(row) = clock.execute(|| solutions.next()).map_err(Failure::Query)? {
                count += 1;
                block.push(cells(row, prefixes));
                if block.len() == BLOCK_ROWS {
                    clock.serialize(|| lay_out(&headings, &mut block, out))?;
                }
            }
            clock.serialize(|| lay_out(&headings, &mut block, out))?;
            Ok(count)
        }
    }
}

fn lay_out(headings: &[String], block: &mut Vec<Vec<String>>, out: &mut dyn Write) -> Result<(), Failure> {
    if block.is_empty() {
        return Ok(());
    }
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    writeln!(out, "{}", table(&headings, block.drain(..))).map_err(Failure::Output)
}

fn cells(row: Row<'_>, prefixes: &Prefixes) -> Vec<String> {
    row.iter().map(|term| term.map_or(String::new(), |term| shown(term, prefixes))).collect()
}

/// A term as people read it: short where it can be, and never in doubt whether it is an IRI or text.
fn shown(term: &Term, prefixes: &Prefixes) -> String {
    match term {
        Term::Iri(iri) => match prefixes.shorten(iri) {
            Some((_, name, local)) => format!("{name}:{local}"),
            None => format!("<{iri}>"),
        },
        Term::Blank(label) => format!("_:{label}"),
        Term::Literal { value, datatype: None } => value.clone(),
        Term::Tagged { value, language } => format!("{value} @{language}"),
        Term::Literal { value, datatype: Some(datatype) } => match datatype.strip_prefix(XSD) {
            Some("integer" | "decimal" | "double" | "boolean" | "date" | "dateTime") => value.clone(),
            _ => format!("{value} ^^{}", shown(&Term::iri(datatype), prefixes)),
        },
    }
}

/// Where the query is at fault, the query's failure.
fn failure(error: ResultsError) -> Failure {
    match error {
        ResultsError::Query(error) => Failure::Query(error),
        ResultsError::Io(error) => Failure::Output(error),
        other => Failure::Results(other),
    }
}
