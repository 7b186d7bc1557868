//! Answers as bytes: the four W3C formats of solutions, Turtle and N-Triples of graphs.
//!
//! Writers stream: they hold one chunk of bytes and take rows or triples one by one, and write into whatever
//! the host gives. What a term looks like in Turtle's family is in `terms`; reading is not here.
//!
//! | answer | formats |
//! |---|---|
//! | solutions | JSON, XML, CSV, TSV |
//! | yes or no | JSON, XML |
//! | graph | Turtle, N-Triples |

mod csv;
mod error;
mod escape;
mod graph;
mod json;
mod prefixes;
mod sink;
mod solutions;
mod terms;
mod turtle;
mod xml;

#[cfg(test)]
mod tests;

use std::io::Write;

pub use error::{CODES, ResultsError};
pub use graph::GraphWriter;
pub use prefixes::Prefixes;
pub use solutions::SolutionsWriter;

use super::{Answer, Form};
use sink::Sink;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// [SPARQL 1.1 Query Results JSON Format](https://www.w3.org/TR/sparql11-results-json/).
    Json,
    /// [SPARQL Query Results XML Format](https://www.w3.org/TR/rdf-sparql-XMLres/).
    Xml,
    /// [SPARQL 1.1 Query Results CSV](https://www.w3.org/TR/sparql11-results-csv-tsv/): values without their kind.
    Csv,
    /// [SPARQL 1.1 Query Results TSV](https://www.w3.org/TR/sparql11-results-csv-tsv/): terms as in Turtle.
    Tsv,
    /// [Turtle](https://www.w3.org/TR/turtle/), grouped by subject, with prefixes.
    Turtle,
    /// [N-Triples](https://www.w3.org/TR/n-triples/), canonical lines.
    NTriples,
}

impl Format {
    /// The formats that fit the answer of a query of this form, the usual one first.
    #[must_use]
    pub fn of(form: Form) -> &'static [Self] {
        match form {
            Form::Select => &[Self::Json, Self::Xml, Self::Csv, Self::Tsv],
            Form::Ask => &[Self::Json, Self::Xml],
            Form::Construct | Form::Describe => &[Self::Turtle, Self::NTriples],
        }
    }

    /// The short name, as an option value or an ending of a file name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Turtle => "ttl",
            Self::NTriples => "nt",
        }
    }

    /// The media type registered for it.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/sparql-results+json",
            Self::Xml => "application/sparql-results+xml",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Tsv => "text/tab-separated-values; charset=utf-8",
            Self::Turtle => "text/turtle",
            Self::NTriples => "application/n-triples",
        }
    }

    /// Checks that an answer of `form` can be written so.
    ///
    /// # Errors
    /// [`ResultsError::WrongFormat`] with the formats that fit.
    pub fn check(self, form: Form) -> Result<(), ResultsError> {
        let fits = Self::of(form).contains(&self);
        if fits { Ok(()) } else { Err(ResultsError::WrongFormat { format: self, form }) }
    }
}

/// Writes a whole answer; the number of its rows or triples (one for yes or no).
///
/// # Errors
/// [`ResultsError`]; what was written before it stays written.
pub fn write(
    answer: &mut Answer<'_>,
    format: Format,
    prefixes: &Prefixes,
    out: &mut dyn Write,
) -> Result<u64, ResultsError> {
    match answer {
        Answer::Boolean(value) => write_boolean(*value, format, out).map(|()| 1),
        Answer::Solutions(solutions) => {
            let mut writer = SolutionsWriter::new(format, solutions.variables(), out)?;
            while let Some(row) = solutions.next()? {
                writer.row(row)?;
            }
            writer.finish()
        }
        Answer::Graph(graph) => {
            let mut writer = GraphWriter::new(format, prefixes, out)?;
            while let Some(triple) = graph.next()? {
                writer.triple(triple)?;
            }
            writer.finish()
        }
    }
}

/// Writes the answer of an ASK.
///
/// # Errors
/// [`ResultsError::WrongFormat`], [`ResultsError::Io`].
pub fn write_boolean(value: bool, format: Format, out: &mut dyn Write) -> Result<(), ResultsError> {
    format.check(Form::Ask)?;
    let mut sink = Sink::new(out);
    match format {
        Format::Xml => xml::boolean(sink.bytes(), value),
        _ => json::boolean(sink.bytes(), value),
    }
    sink.finish()
}
