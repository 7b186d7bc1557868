//! The queries that are timed: those of the shared judgments where they are at hand, else a short list of ours.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Result;

/// Used where no shared judgments are found: `class<TAB>query` a line.
const BUILT_IN: &str = include_str!("../queries.txt");

/// Classes of what people do type; the others are what no engine should stumble over.
const TYPICAL: &[&str] = &["exact", "prefix", "topic1", "topicN", "typo", "related", "ident", "phrase"];

/// One query and the kind of query it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Query {
    /// Its class.
    #[serde(rename = "cls")]
    pub(crate) class: String,
    /// Its text.
    #[serde(rename = "q")]
    pub(crate) text: String,
}

impl Query {
    /// Whether the query counts among the typical ones.
    pub(crate) fn is_typical(&self) -> bool {
        TYPICAL.contains(&self.class.as_str())
    }
}

/// The folder of shared judgments: `$GGEN_SHARED/judgments`, else `judgments` in a `shared` folder beside the
/// repository.
pub(crate) fn judgments() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os("GGEN_SHARED").map_or_else(beside, PathBuf::from);
    Some(shared.join("judgments")).filter(|folder| folder.is_dir())
}

/// The queries to time, and where they come from.
///
/// # Errors
/// If the shared file is there and cannot be read.
pub(crate) fn load() -> Result<Vec<Query>> {
    let Some(path) = judgments().map(|folder| folder.join("latency-queries.json")).filter(|p| p.is_file())
    else {
        return Ok(built_in());
    };
    #[derive(Deserialize)]
    struct File {
        queries: Vec<Query>,
    }
    let file: File = serde_json::from_slice(&std::fs::read(path)?)?;
    Ok(file.queries)
}

fn built_in() -> Vec<Query> {
    let lines = BUILT_IN.lines().filter(|line| !line.starts_with('#'));
    let split = lines.filter_map(|line| line.split_once('\t'));
    split.map(|(class, text)| Query { class: class.to_owned(), text: text.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_has_forty_queries_of_every_class() {
        let queries = built_in();
        assert_eq!(queries.len(), 40);
        for class in TYPICAL.iter().chain(&["filter", "empty", "nonascii", "long"]) {
            assert!(queries.iter().any(|q| q.class == *class), "no query of class {class}");
        }
    }
}
