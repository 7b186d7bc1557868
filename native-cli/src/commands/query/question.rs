//! The question as typed: its text or its name, and the values of its variables.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ggen_marketplace_core::model::{Term, XSD_STRING};
use ggen_marketplace_core::query::named::{self, Named};
use ggen_marketplace_core::query::{MAX_QUERY_BYTES, Query as Parsed};
use serde::Serialize;

use crate::args::Query;
use crate::failure::Failure;
use crate::output::{Output, table};
use crate::rdf;

/// A question and its values.
pub(super) struct Question {
    source: Source,
    values: Vec<(String, Term)>,
    /// Files named before the text: `--data a.ttl b.ttl TEXT`.
    pub(super) files: Vec<PathBuf>,
}

enum Source {
    Text { text: String, base: Option<String> },
    Named(&'static Named),
}

impl Question {
    /// What was typed.
    ///
    /// # Errors
    /// [`Failure::Usage`], [`Failure::Io`], [`Failure::Value`], [`Failure::Named`].
    pub(super) fn of(command: &Query) -> Result<Self, Failure> {
        let values = command.bind.iter().map(|pair| binding(pair)).collect::<Result<_, _>>()?;
        let base = command.graphs.base.clone();
        let mut files = command.words.clone();
        let source = match (&command.named, &command.query_file) {
            (Some(name), _) => Source::Named(named::find(name).map_err(Failure::Named)?),
            (None, Some(file)) => {
                let base = base.map_or_else(|| rdf::file_iri(file), Ok)?;
                Source::Text { text: read(file)?, base: Some(base) }
            }
            (None, None) => {
                let text = files.pop().ok_or(Failure::Usage(
                    "no query: write one, or name it with `--query-file` or `--named`",
                ))?;
                let text = if text == "-" { read(Path::new("/dev/stdin"))? } else { text };
                Source::Text { text, base }
            }
        };
        if !files.is_empty() && !command.has_files() {
            return Err(Failure::Usage("a query is one argument: put it in quotes"));
        }
        Ok(Self { source, values, files: files.into_iter().map(PathBuf::from).collect() })
    }

    /// The query as text.
    pub(super) fn text(&self) -> String {
        match &self.source {
            Source::Text { text, .. } => text.clone(),
            Source::Named(named) => named.text(),
        }
    }

    /// The query with its values.
    ///
    /// # Errors
    /// [`Failure::Query`], [`Failure::Named`].
    pub(super) fn parse(&self) -> Result<Parsed, Failure> {
        match &self.source {
            Source::Named(named) => named.query(&self.values).map_err(Failure::Named),
            Source::Text { text, base } => {
                let mut query = Parsed::parse(text, base.as_deref()).map_err(Failure::Query)?;
                for (name, value) in &self.values {
                    query.bind(name, value.clone()).map_err(Failure::Query)?;
                }
                Ok(query)
            }
        }
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let source: Box<dyn Read> = match path == Path::new("/dev/stdin") {
        true => Box::new(io::stdin()),
        false => Box::new(File::open(path).map_err(Failure::io("open", path))?),
    };
    let bound = MAX_QUERY_BYTES as u64 + 1;
    source.take(bound).read_to_string(&mut text).map_err(Failure::io("read", path))?;
    Ok(text)
}

/// `name=value`; the name may have its `?`.
fn binding(pair: &str) -> Result<(String, Term), Failure> {
    let (name, value) = pair.split_once('=').ok_or(Failure::Usage("`--bind` takes NAME=VALUE"))?;
    Ok((name.trim_start_matches(['?', '$']).to_owned(), value_of(value)?))
}

/// `<iri>`, a literal in quotes as N-Triples has it, or plain text.
fn value_of(text: &str) -> Result<Term, Failure> {
    let bad = |cause: String| Failure::Value { text: text.to_owned(), cause };
    if text.starts_with('<') {
        let iri: oxrdf::NamedNode =
            text.parse().map_err(|error: oxrdf::TermParseError| bad(error.to_string()))?;
        return Ok(Term::iri(iri.as_str()));
    }
    if !text.starts_with('"') {
        return Ok(Term::string(text));
    }
    let literal: oxrdf::Literal =
        text.parse().map_err(|error: oxrdf::TermParseError| bad(error.to_string()))?;
    Ok(match literal.language() {
        Some(language) => {
            Term::Tagged { value: literal.value().to_owned(), language: language.to_ascii_lowercase() }
        }
        None if literal.datatype().as_str() == XSD_STRING => Term::string(literal.value()),
        None => Term::typed(literal.value(), literal.datatype().as_str()),
    })
}

#[derive(Serialize)]
struct Listed {
    questions: Vec<named::Question>,
}

/// Prints the prepared questions.
///
/// # Errors
/// [`Failure::Output`].
pub(super) fn list(output: Output) -> Result<(), Failure> {
    let listed = Listed { questions: named::list() };
    output.result(&listed, || {
        let rows = listed.questions.iter().map(|question| {
            let parameters: Vec<_> = question.parameters.iter().map(|parameter| parameter.name).collect();
            vec![question.name.to_owned(), parameters.join(" "), question.about.to_owned()]
        });
        table(&["NAME", "VALUES", "WHAT IT TELLS"], rows)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Term) {
        assert_eq!(binding(&format!("?x={text}")).unwrap(), ("x".to_owned(), expected));
    }

    #[test]
    fn values_are_text_unless_they_say_otherwise() {
        check("a=b \"c\"", Term::string("a=b \"c\""));
        check("5", Term::string("5"));
        check("<https://a/>", Term::iri("https://a/"));
        check("\"a\\nb\"", Term::string("a\nb"));
        check("\"x\"@EN", Term::Tagged { value: "x".into(), language: "en".into() });
        let integer = "http://www.w3.org/2001/XMLSchema#integer";
        check(&format!("\"5\"^^<{integer}>"), Term::typed("5", integer));
        for bad in ["<a b>", "\"open", "\"a\"b", "<https://a/> ."] {
            assert!(matches!(value_of(bad), Err(Failure::Value { .. })), "{bad}");
        }
    }
}
