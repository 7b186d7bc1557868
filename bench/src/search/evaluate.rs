//! Relevance: every judged query through an engine, scored by the judges' own program.

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::json;

use super::{Kind, TOP};
use crate::Result;
use crate::corpus::Corpus;
use crate::queries::judgments;
use crate::report::{Better, Row, Table};

/// A judged query.
#[derive(Deserialize)]
struct Judged {
    qid: String,
    q: String,
}

/// One table of relevance by task, for every engine of this process; `None` without judgments.
///
/// # Errors
/// If an engine or the judges' program fails.
pub(crate) fn table(corpus: &Corpus) -> Result<Option<Table>> {
    let Some(folder) = judgments() else {
        eprintln!("no judgments beside the repository and none in $GGEN_SHARED: relevance is not measured");
        return Ok(None);
    };
    let mut rows = Vec::new();
    for kind in Kind::ALL {
        for (task, score) in scores(&judge(kind, &folder, corpus)?) {
            rows.push(Row::new(task, kind.name(), &[score]));
        }
    }
    rows.sort_by(|a, b| a.case.cmp(&b.case));
    let title = "Search: relevance, the judges' main metric of each task".to_owned();
    Ok(Some(Table { title, columns: vec!["score"], key: 0, better: Better::Higher, rows }))
}

/// Prints what the judges say of the engine `name`.
///
/// # Errors
/// If there is no such engine, or there are no judgments.
pub(crate) fn evaluate(name: &str, corpus: &Corpus) -> Result<()> {
    let folder = judgments().ok_or("no judgments: set GGEN_SHARED to the folder that holds `judgments`")?;
    print!("{}", judge(Kind::named(name)?, &folder, corpus)?);
    Ok(())
}

/// Answers every judged query and returns what the judges' program prints.
fn judge(kind: Kind, folder: &Path, corpus: &Corpus) -> Result<String> {
    let results = corpus.path(&format!("results-{}.jsonl", kind.name()));
    let mut engine = kind.open(corpus)?;
    let mut out = BufWriter::new(fs::File::create(&results)?);
    for query in judged(folder)? {
        let names = engine.search(&query.q, judged_depth(&query))?;
        writeln!(out, "{}", json!({ "qid": query.qid, "r": names }))?;
    }
    out.into_inner()?.sync_all()?;
    let output = Command::new(folder.join("evaluate")).arg(&results).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Topics are judged over tagged packages only, so the first ten of these may lie deeper.
fn judged_depth(query: &Judged) -> usize {
    let by_tag = ["facet", "topic1"].iter().any(|task| query.qid.starts_with(task));
    if by_tag { 10 * TOP } else { TOP }
}

fn judged(folder: &Path) -> Result<Vec<Judged>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let mut queries = Vec::new();
    for file in files {
        for line in fs::read_to_string(file)?.lines() {
            queries.push(serde_json::from_str(line)?);
        }
    }
    Ok(queries)
}

/// Task and main metric from the lines `task n=… metric=value …`, and `MEAN value`.
fn scores(printed: &str) -> Vec<(String, f64)> {
    printed.lines().filter_map(score).collect()
}

fn score(line: &str) -> Option<(String, f64)> {
    let (task, rest) = line.split_once(' ')?;
    if task == "MEAN" {
        return Some((task.to_owned(), rest.trim().parse().ok()?));
    }
    let metric = match task {
        "facet" | "topic1" => "ndcg10=",
        "exact" => "s1=",
        "typo_any" | "typo_app" => "s5=",
        "ident" | "typeahead" => "s10=",
        _ => "mrr10=",
    };
    let value = rest.split_whitespace().find_map(|word| word.strip_prefix(metric))?;
    Some((task.to_owned(), value.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_metric_of_each_task_is_read() {
        let printed =
            "exact        n=  300 mrr10=0.9 s1=0.8 s5=1.0 s10=1.0\nfacet n= 5 ndcg10=0.25\nMEAN 0.5250\n";
        let expected = [("exact", 0.8), ("facet", 0.25), ("MEAN", 0.525)];
        assert_eq!(scores(printed), expected.map(|(task, score)| (task.to_owned(), score)));
        assert_eq!(scores("3 queries had no result line"), []);
    }
}
