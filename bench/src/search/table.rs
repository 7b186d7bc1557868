//! From the cost of each query to a table by class of query.

use crate::measure::{Cost, percentile};
use crate::queries::Query;
use crate::report::{Better, Row, Table};

/// An engine and what each query cost it, in the order of the queries.
pub(super) struct Contestant {
    pub(super) name: String,
    pub(super) costs: Vec<Cost>,
}

/// Percentiles of CPU and wall time for each class; the ratio is about the 95th of CPU time.
pub(super) fn query_table(title: &str, queries: &[Query], contestants: &[Contestant]) -> Table {
    let mut rows = Vec::new();
    for (case, members) in classes(queries) {
        for Contestant { name, costs } in contestants {
            let cpu: Vec<f64> = members.iter().map(|&q| costs[q].cpu_us()).collect();
            let wall: Vec<f64> = members.iter().map(|&q| costs[q].wall_us()).collect();
            let at = |values: &[f64]| [50, 95, 99].map(|p| percentile(values, p));
            rows.push(Row::new(case.clone(), name.clone(), &[at(&cpu), at(&wall)].concat()));
        }
    }
    let columns = vec!["cpu p50 µs", "cpu p95 µs", "cpu p99 µs", "wall p50 µs", "wall p95 µs", "wall p99 µs"];
    let title = format!("{title}: {} queries (ratio: cpu p95)", queries.len());
    Table { title, columns, key: 1, better: Better::Lower, rows }
}

/// The queries of each class by index, the typical ones together first, in the order of the file.
fn classes(queries: &[Query]) -> Vec<(String, Vec<usize>)> {
    let typical: Vec<usize> = (0..queries.len()).filter(|&q| queries[q].is_typical()).collect();
    let mut classes = vec![("all typical".to_owned(), typical)];
    for (q, query) in queries.iter().enumerate() {
        match classes.iter_mut().find(|(class, _)| *class == query.class) {
            Some((_, members)) => members.push(q),
            None => classes.push((query.class.clone(), vec![q])),
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_queries_have_a_class_of_their_own_and_do_not_count_as_typical() {
        let query = |class: &str| Query { class: class.to_owned(), text: String::new() };
        let found = classes(&[query("exact"), query("long"), query("exact")]);
        let expected = [("all typical", vec![0, 2]), ("exact", vec![0, 2]), ("long", vec![1])];
        assert_eq!(found, expected.map(|(class, members)| (class.to_owned(), members)));
    }
}
