//! What is printed: one table for each comparison, and the same rows as JSON lines.
//!
//! Every row has a ratio to the row of ours for the same case: how many times better ours is. Above 1 ours is
//! better, below 1 the peer is.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};

use serde_json::{Map, Value, json};

use crate::Result;

/// The name under which our own engine stands in every table.
pub(crate) const OURS: &str = "ggen";

/// Which way a figure is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Better {
    /// Times, bytes.
    Lower,
    /// Relevance, rates.
    Higher,
}

/// One comparison: cases, each with a row for every engine.
#[derive(Debug)]
pub(crate) struct Table {
    /// What is compared, one line.
    pub(crate) title: String,
    /// Names of the figures, with units.
    pub(crate) columns: Vec<&'static str>,
    /// Index of the column that the ratio is about.
    pub(crate) key: usize,
    /// Which way that column is good.
    pub(crate) better: Better,
    /// Rows, those of one case together.
    pub(crate) rows: Vec<Row>,
}

/// One engine's figures for one case.
#[derive(Debug)]
pub(crate) struct Row {
    /// What was done.
    pub(crate) case: String,
    /// Who did it.
    pub(crate) engine: String,
    /// One figure for each column; `None` where it was not measured.
    pub(crate) values: Vec<Option<f64>>,
}

impl Row {
    /// A row whose figures were all measured.
    pub(crate) fn new(case: impl Into<String>, engine: impl Into<String>, values: &[f64]) -> Self {
        Self { case: case.into(), engine: engine.into(), values: values.iter().copied().map(Some).collect() }
    }
}

impl Table {
    /// How many times better ours is than `row` in its case.
    fn ratio(&self, row: &Row) -> Option<f64> {
        let key = |row: &Row| row.values.get(self.key).copied().flatten();
        let ours = self.rows.iter().find(|r| r.case == row.case && r.engine == OURS).and_then(key)?;
        let theirs = key(row)?;
        let (better, worse) = if self.better == Better::Lower { (theirs, ours) } else { (ours, theirs) };
        (worse > 0.0).then(|| better / worse)
    }

    /// The table as aligned text.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![self.heading()];
        lines.extend(self.rows.iter().map(|row| self.cells(row)));
        aligned(&self.title, lines, 2)
    }

    fn heading(&self) -> Vec<String> {
        let names = self.columns.iter().map(|c| (*c).to_owned());
        ["case".to_owned(), "engine".to_owned()]
            .into_iter()
            .chain(names)
            .chain(["ratio".to_owned()])
            .collect()
    }

    fn cells(&self, row: &Row) -> Vec<String> {
        let values = row.values.iter().map(|v| v.map_or_else(|| "–".to_owned(), number));
        let ratio = self.ratio(row).map_or_else(|| "–".to_owned(), |r| format!("{}×", number(r)));
        [row.case.clone(), row.engine.clone()].into_iter().chain(values).chain([ratio]).collect()
    }

    /// The rows as JSON lines: `table`, `case`, `engine`, the columns by name, `ratio`.
    pub(crate) fn json_lines(&self) -> String {
        self.rows.iter().map(|row| format!("{}\n", self.json(row))).collect()
    }

    fn json(&self, row: &Row) -> Value {
        let mut fields = Map::new();
        fields.insert("table".to_owned(), json!(self.title));
        fields.insert("case".to_owned(), json!(row.case));
        fields.insert("engine".to_owned(), json!(row.engine));
        for (column, value) in self.columns.iter().zip(&row.values) {
            fields.insert((*column).to_owned(), json!(value));
        }
        fields.insert("ratio".to_owned(), json!(self.ratio(row)));
        Value::Object(fields)
    }
}

/// Tables for people to standard error; the same rows as JSON lines to standard output, unless a person would
/// see both.
///
/// # Errors
/// If standard output is closed.
pub(crate) fn print_tables(tables: &[Table]) -> Result<()> {
    tables.iter().try_for_each(|table| print(&table.text(), &table.json_lines()))
}

/// One value for the process that started this one.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(value)?);
    Ok(())
}

/// As [`print_tables`].
///
/// # Errors
/// If standard output is closed.
pub(crate) fn print(text: &str, json_lines: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    eprint!("{text}");
    if !out.is_terminal() {
        write!(out, "{json_lines}")?;
    }
    Ok(())
}

/// Lines of cells under a title, in columns; the first `names` columns are text, the others figures.
pub(crate) fn aligned(title: &str, lines: Vec<Vec<String>>, names: usize) -> String {
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|column| lines.iter().map(|l| l[column].chars().count()).max().unwrap_or(0))
        .collect();
    let mut out = format!("\n{title}\n");
    for line in lines {
        let padded = line.iter().zip(&widths).enumerate().map(|(i, (cell, &width))| {
            if i < names { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        let _ = writeln!(out, "  {}", padded.collect::<Vec<_>>().join("  "));
    }
    out
}

/// Three significant digits or so: nothing here is measured better than that.
pub(crate) fn number(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => grouped(value),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 1.0 => format!("{value:.2}"),
        0.0 => "0".to_owned(),
        _ => format!("{value:.3}"),
    }
}

/// A whole number with its thousands apart.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(better: Better) -> Table {
        Table {
            title: "demo".to_owned(),
            columns: vec!["µs"],
            key: 0,
            better,
            rows: vec![
                Row::new("open", OURS, &[2.0]),
                Row::new("open", "peer", &[9.0]),
                Row::new("load", "peer", &[5.0]),
            ],
        }
    }

    #[test]
    fn a_ratio_above_one_means_that_ours_is_better() {
        let costs = table(Better::Lower);
        assert_eq!(costs.ratio(&costs.rows[1]), Some(4.5));
        let rates = table(Better::Higher);
        assert_eq!(rates.ratio(&rates.rows[1]), Some(2.0 / 9.0));
    }

    #[test]
    fn without_a_figure_of_ours_there_is_no_ratio() {
        let costs = table(Better::Lower);
        assert_eq!(costs.ratio(&costs.rows[2]), None);
        assert!(costs.json_lines().lines().nth(2).unwrap().contains(r#""ratio":null"#));
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(number(1_234_567.0), "1,234,567");
        assert_eq!([number(123.0), number(12.34), number(0.1234)], ["123", "12.3", "0.123"]);
    }
}
