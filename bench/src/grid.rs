//! A table with one line a case and every engine in columns, for comparisons of two that are read side by side.

use serde_json::{Map, json};

use crate::Result;
use crate::report::{aligned, number, print};

/// Cases and their figures; a column whose name begins with `ratio` says how many times better ours is.
#[derive(Debug)]
pub(crate) struct Grid {
    /// What is compared, one line.
    pub(crate) title: String,
    /// Names of the figures.
    pub(crate) columns: Vec<&'static str>,
    /// The cases.
    pub(crate) lines: Vec<Line>,
}

/// One case.
#[derive(Debug)]
pub(crate) struct Line {
    /// What was done.
    pub(crate) case: String,
    /// One figure for each column; `None` where there is none.
    pub(crate) values: Vec<Option<f64>>,
}

/// As [`crate::report::print_tables`].
///
/// # Errors
/// If standard output is closed.
pub(crate) fn print_grid(grid: &Grid) -> Result<()> {
    print(&grid.text(), &grid.json_lines())
}

impl Grid {
    fn text(&self) -> String {
        let heading = ["case"].iter().chain(&self.columns).map(|name| (*name).to_owned()).collect();
        let cells = |line: &Line| [line.case.clone()].into_iter().chain(self.figures(line)).collect();
        let lines = std::iter::once(heading).chain(self.lines.iter().map(cells)).collect();
        aligned(&self.title, lines, 1)
    }

    fn figures(&self, line: &Line) -> impl Iterator<Item = String> {
        let figure = |(value, column): (&Option<f64>, &&str)| {
            let sign = if column.starts_with("ratio") { "×" } else { "" };
            value.map_or_else(|| "–".to_owned(), |value| number(value) + sign)
        };
        line.values.iter().zip(&self.columns).map(figure)
    }

    /// `table`, `case`, the columns by name.
    fn json_lines(&self) -> String {
        let json = |line: &Line| {
            let mut fields = Map::new();
            fields.insert("table".to_owned(), json!(self.title));
            fields.insert("case".to_owned(), json!(line.case));
            for (column, value) in self.columns.iter().zip(&line.values) {
                fields.insert((*column).to_owned(), json!(value));
            }
            format!("{}\n", serde_json::Value::Object(fields))
        };
        self.lines.iter().map(json).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_is_not_there_is_a_dash() {
        let line = Line { case: "one".to_owned(), values: vec![Some(2.0), None] };
        let grid = Grid { title: "demo".to_owned(), columns: vec!["ratio", "rows"], lines: vec![line] };
        assert_eq!(grid.text(), "\ndemo\n  case  ratio  rows\n  one   2.00×     –\n");
        assert!(grid.json_lines().contains(r#""rows":null"#));
    }
}
