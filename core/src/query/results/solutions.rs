//! The writer of solutions, row by row.

use std::io::Write;

use super::sink::Sink;
use super::{Format, ResultsError, csv, json, xml};
use crate::query::{Form, Row};

/// Writes solutions one by one in one of the four formats.
///
/// Nothing is allocated for a row. What was not finished is not a document.
pub struct SolutionsWriter<'w> {
    format: Format,
    variables: Vec<String>,
    sink: Sink<'w>,
    rows: u64,
}

impl<'w> SolutionsWriter<'w> {
    /// Begins the document.
    ///
    /// # Errors
    /// [`ResultsError::WrongFormat`] for a format of graphs.
    pub fn new(format: Format, variables: &[String], out: &'w mut dyn Write) -> Result<Self, ResultsError> {
        format.check(Form::Select)?;
        let mut sink = Sink::new(out);
        match format {
            Format::Xml => xml::head(sink.bytes(), variables),
            Format::Csv => csv::csv_head(sink.bytes(), variables),
            Format::Tsv => csv::tsv_head(sink.bytes(), variables),
            _ => json::head(sink.bytes(), variables),
        }
        Ok(Self { format, variables: variables.to_vec(), sink, rows: 0 })
    }

    /// Adds a solution of the variables that the document began with.
    ///
    /// # Errors
    /// [`ResultsError::Io`]; [`ResultsError::NotInXml`].
    pub fn row(&mut self, row: Row<'_>) -> Result<(), ResultsError> {
        let out = self.sink.bytes();
        match self.format {
            Format::Xml => xml::row(out, &self.variables, row)?,
            Format::Csv => csv::csv_row(out, row),
            Format::Tsv => csv::tsv_row(out, row),
            _ => json::row(out, &self.variables, row, self.rows == 0),
        }
        self.rows += 1;
        self.sink.settle()
    }

    /// Ends the document; the number of its rows.
    ///
    /// # Errors
    /// [`ResultsError::Io`].
    pub fn finish(mut self) -> Result<u64, ResultsError> {
        match self.format {
            Format::Xml => xml::foot(self.sink.bytes()),
            Format::Csv | Format::Tsv => {}
            _ => json::foot(self.sink.bytes()),
        }
        self.sink.finish()?;
        Ok(self.rows)
    }
}
