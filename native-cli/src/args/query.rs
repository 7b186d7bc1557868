//! What can be typed to ask questions of triples: `query`, `index`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::{Form, RegistryArg};
use crate::rdf::DataFile;

/// Ask the catalogue, or RDF files, a question in SPARQL
///
/// The whole of SPARQL 1.1 Query. Without `--data` and `--registry` the user's own registry is asked; with
/// both, their triples together. Values go in with `--bind`, never as text of the query.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    ggen marketplace query 'SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }'\n  \
    ggen marketplace query --data a.ttl --data b.nt --query-file q.rq --format csv\n  \
    ggen marketplace query --named reverse-deps --bind package=libc6\n  \
    ggen marketplace query --named list")]
pub(crate) struct Query {
    /// The query; `-` reads it from standard input
    #[arg(value_name = "TEXT")]
    pub(crate) words: Vec<String>,
    /// Read the query from FILE
    #[arg(long, value_name = "FILE", conflicts_with = "named")]
    pub(crate) query_file: Option<PathBuf>,
    /// Ask a prepared question; `list` shows them
    #[arg(long, value_name = "NAME")]
    pub(crate) named: Option<String>,
    /// Give a variable a value: plain text, `<iri>`, `"text"@en` or `"5"^^<datatype>`
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) bind: Vec<String>,
    /// Ask this RDF file, or a segment that `index` wrote; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) graphs: GraphArgs,
    /// Folder of the registry to ask [default without `--data`: as other commands]
    #[arg(long, value_name = "DIR")]
    registry: Option<PathBuf>,
    /// Form of the answer [default: text on a terminal, else json; of graphs ttl]
    #[arg(long = "format", id = "format", value_enum, value_name = "FORM")]
    _format: Option<Form>,
    /// Print the plan with expected and actual counts instead of the answer
    #[arg(long)]
    pub(crate) explain: bool,
    /// Print how long each step took, in µs, as a line of JSON on standard error
    #[arg(long)]
    pub(crate) timing: bool,
    /// Ask N times; the answer is printed once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) repeat: u32,
    /// Longest time for one run; 0 is for ever
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub(crate) timeout: Duration,
    /// Most rows of an answer
    #[arg(long, value_name = "N", default_value_t = 10_000_000)]
    pub(crate) max_rows: u64,
    /// Most memory that the query may hold, such as 512M
    #[arg(long, value_name = "BYTES", default_value = "1G", value_parser = bytes)]
    pub(crate) max_memory: u64,
}

/// How files become graphs.
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    /// Read FILE as the named graph IRI; may be repeated
    #[arg(long = "graph", value_name = "IRI=FILE", value_parser = named_graph)]
    pub(crate) graphs: Vec<DataFile>,
    /// Resolve relative IRIs of query and files against IRI [default: each file's own place]
    #[arg(long, value_name = "IRI")]
    pub(crate) base: Option<String>,
}

impl Query {
    /// The registry typed, if any.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.registry.as_deref()
    }

    /// Whether triples of files are asked.
    pub(crate) fn has_files(&self) -> bool {
        !self.data.is_empty() || !self.graphs.graphs.is_empty()
    }

    /// The registry to ask, if one is.
    pub(crate) fn registry(&self) -> Option<RegistryArg> {
        match (&self.registry, self.has_files()) {
            (Some(folder), _) => Some(RegistryArg::of(folder)),
            (None, true) => None,
            (None, false) => Some(RegistryArg::from_environment()),
        }
    }
}

/// Make a segment of RDF files: one file that `query --data` opens without reading it first
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace index packages.nt --output packages.seg")]
pub(crate) struct Index {
    /// RDF files: ttl, nt, nq, trig, rdf, xml, jsonld, json, n3
    #[arg(value_name = "FILE", required_unless_present = "graphs")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) graphs: GraphArgs,
    /// The segment to write
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// The last `=` divides: an IRI may have some, the name of a file seldom does.
fn named_graph(text: &str) -> Result<DataFile, String> {
    match text.rsplit_once('=') {
        Some((iri, file)) if !iri.is_empty() && !file.is_empty() => {
            let iri = iri.strip_prefix('<').and_then(|iri| iri.strip_suffix('>')).unwrap_or(iri);
            oxrdf::NamedNode::new(iri).map_err(|error| format!("`{iri}` is not an absolute IRI: {error}"))?;
            Ok(DataFile { path: file.into(), graph: Some(iri.into()) })
        }
        _ => Err("write IRI=FILE".to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.strip_suffix('s').unwrap_or(text).parse().ok();
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or("write seconds, such as 1.5".into())
}

fn bytes(text: &str) -> Result<u64, String> {
    let (digits, shift) = match text.as_bytes().last() {
        Some(b'k' | b'K') => (&text[..text.len() - 1], 10),
        Some(b'm' | b'M') => (&text[..text.len() - 1], 20),
        Some(b'g' | b'G') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let number: Option<u64> = digits.parse().ok();
    number.and_then(|number| number.checked_mul(1 << shift)).ok_or("write bytes, such as 512M".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_read() {
        assert_eq!(bytes("512M"), Ok(512 << 20));
        assert_eq!(bytes("7"), Ok(7));
        assert!(bytes("99999999999G").is_err() && bytes("M").is_err() && bytes("").is_err());
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        assert_eq!(seconds("3s"), Ok(Duration::from_secs(3)));
        assert!(seconds("-1").is_err() && seconds("soon").is_err());
    }

    #[test]
    fn a_graph_may_have_an_equals_sign_in_its_name() {
        let file = named_graph("https://a/?x=y=f.ttl").unwrap();
        assert_eq!((file.graph.as_deref(), file.path.to_str()), (Some("https://a/?x=y"), Some("f.ttl")));
        assert!(named_graph("f.ttl").is_err() && named_graph("a b=f.ttl").is_err());
    }
}
