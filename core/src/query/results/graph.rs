//! The writer of graphs, triple by triple.

use std::io::Write;

use super::sink::Sink;
use super::turtle::Turtle;
use super::{Format, Prefixes, ResultsError, terms};
use crate::model::Term;
use crate::query::Form;

/// Writes triples one by one as Turtle or N-Triples.
///
/// Turtle joins triples that follow one another and have the same subject; so it holds a chunk of text, never
/// the graph. What was not finished is not a document.
pub struct GraphWriter<'w> {
    sink: Sink<'w>,
    turtle: Option<Turtle>,
    triples: u64,
}

impl<'w> GraphWriter<'w> {
    /// Begins the document. `prefixes` are used by Turtle.
    ///
    /// # Errors
    /// [`ResultsError::WrongFormat`] for a format of solutions.
    pub fn new(format: Format, prefixes: &Prefixes, out: &'w mut dyn Write) -> Result<Self, ResultsError> {
        format.check(Form::Construct)?;
        let turtle = (format == Format::Turtle).then(|| Turtle::new(prefixes.clone()));
        Ok(Self { sink: Sink::new(out), turtle, triples: 0 })
    }

    /// Adds a triple.
    ///
    /// # Errors
    /// [`ResultsError::Io`].
    pub fn triple(&mut self, triple: [&Term; 3]) -> Result<(), ResultsError> {
        self.triples += 1;
        match &mut self.turtle {
            Some(turtle) => turtle.triple(self.sink.bytes(), triple),
            None => line(self.sink.bytes(), triple),
        }
        self.sink.settle()
    }

    /// Ends the document; the number of its triples.
    ///
    /// # Errors
    /// [`ResultsError::Io`].
    pub fn finish(mut self) -> Result<u64, ResultsError> {
        if let Some(turtle) = self.turtle {
            turtle.finish(self.sink.bytes());
        }
        self.sink.finish()?;
        Ok(self.triples)
    }
}

fn line(out: &mut Vec<u8>, triple: [&Term; 3]) {
    for term in triple {
        terms::term(out, term);
        out.push(b' ');
    }
    out.extend_from_slice(b".\n");
}
