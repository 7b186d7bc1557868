//! N-Triples, a line at a time: the plain spelling is read here, without copying; any other line, and every
//! error, is the parser's.
//!
//! Plain is what nearly every line of a large file is: `http` IRIs of ASCII characters that no grammar of IRIs
//! forbids, and literals without escapes. The tests compare both ways.

use std::fs::File;
use std::io::{self, Read};

use ggen_marketplace_core::model::TermRef;
use oxrdfio::{RdfFormat, RdfParser};

use super::{BUFFER_BYTES, Blanks, DataFile, Sink, bad_rdf, terms};
use crate::failure::Failure;

/// Longest line. It has to be held at once.
const MAX_LINE_BYTES: usize = 1 << 28;

/// Reads the lines of `bytes`, the content of `file`.
///
/// # Errors
/// As [`super::Reader::read`].
pub(super) fn read(
    mut bytes: File,
    file: &DataFile,
    blanks: &mut Blanks,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    let mut lines = Lines { file, blanks, sink, number: 0 };
    let (mut buffer, mut held) = (vec![0; BUFFER_BYTES], 0);
    loop {
        let taken = read_some(&mut bytes, &mut buffer[held..]).map_err(Failure::io("read", &file.path))?;
        held += taken;
        if taken == 0 {
            return lines.all(&buffer[..held]);
        }
        let whole = buffer[..held].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        lines.all(&buffer[..whole])?;
        buffer.copy_within(whole..held, 0);
        held -= whole;
        if held == buffer.len() {
            if held >= MAX_LINE_BYTES {
                return Err(Failure::TooLarge { path: file.path.clone(), max: MAX_LINE_BYTES });
            }
            buffer.resize(2 * held, 0);
        }
    }
}

fn read_some(bytes: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match bytes.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

struct Lines<'a> {
    file: &'a DataFile,
    blanks: &'a mut Blanks,
    sink: &'a mut dyn Sink,
    /// Lines read so far.
    number: u64,
}

impl Lines<'_> {
    fn all(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let graph = self.file.graph.as_deref().map(TermRef::Iri);
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            let (line, tail) = rest.split_at(end);
            match plain(line) {
                Some(triple) => self.sink.triple(triple, graph)?,
                None => self.parse(line)?,
            }
            self.number += 1;
            rest = tail.get(1..).unwrap_or_default();
        }
        Ok(())
    }

    fn parse(&mut self, line: &[u8]) -> Result<(), Failure> {
        for quad in RdfParser::from_format(RdfFormat::NTriples).for_slice(line) {
            let quad = quad.map_err(|error| bad_rdf(&self.file.path, self.number, error.into()))?;
            terms::push(&quad, self.file.graph.as_deref(), self.blanks, self.sink)
                .map_err(|problem| problem.at(&self.file.path))?;
        }
        Ok(())
    }
}

/// The triple of a line in plain spelling.
fn plain(line: &[u8]) -> Option<[TermRef<'_>; 3]> {
    let line = line.strip_suffix(b" .")?;
    let (subject, rest) = iri(line)?;
    let (predicate, rest) = iri(rest.strip_prefix(b" ")?)?;
    let object = object(rest.strip_prefix(b" ")?)?;
    Some([TermRef::Iri(subject), TermRef::Iri(predicate), object])
}

fn object(text: &[u8]) -> Option<TermRef<'_>> {
    let Some(text) = text.strip_prefix(b"\"") else {
        let (iri, rest) = iri(text)?;
        return rest.is_empty().then_some(TermRef::Iri(iri));
    };
    let end = text.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\r'))?;
    let (value, rest) = text.split_at(end);
    let (value, rest) = (std::str::from_utf8(value).ok()?, rest.strip_prefix(b"\"")?);
    if rest.is_empty() {
        return Some(TermRef::Literal { value, datatype: None });
    }
    let (datatype, rest) = iri(rest.strip_prefix(b"^^")?)?;
    let is_string = datatype == ggen_marketplace_core::model::XSD_STRING;
    let is_tagged = datatype == ggen_marketplace_core::model::RDF_LANG_STRING;
    (rest.is_empty() && !is_tagged)
        .then_some(TermRef::Literal { value, datatype: (!is_string).then_some(datatype) })
}

/// What a byte is in an IRI that needs no second look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    Other,
    /// Letters, digits, `-` and `.`: also in the name of a host.
    Host,
    /// What a path, a query and a fragment may have beside them.
    Path,
}

const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        bytes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => Byte::Host,
            b'_' | b'~' | b'/' | b':' | b'+' | b',' | b'=' | b'@' | b'!' | b'*' => Byte::Path,
            _ => Byte::Other,
        };
        byte += 1;
    }
    bytes
};

/// The IRI in `<…>` at the start of `text`, and what follows.
fn iri(text: &[u8]) -> Option<(&str, &[u8])> {
    let text = text.strip_prefix(b"<")?;
    let after_scheme = text.strip_prefix(b"http://").or_else(|| text.strip_prefix(b"https://"))?;
    let host = run(after_scheme, |byte| byte == Byte::Host);
    let path = after_scheme.get(host..)?;
    if host == 0 || path.first() != Some(&b'/') {
        return None;
    }
    let mut end = run(path, |byte| byte != Byte::Other);
    if path.get(end) == Some(&b'#') {
        end += 1 + run(path.get(end + 1..)?, |byte| byte != Byte::Other);
    }
    let rest = path.get(end..)?.strip_prefix(b">")?;
    let whole = text.len() - rest.len() - 1;
    Some((std::str::from_utf8(text.get(..whole)?).ok()?, rest))
}

/// Length of the run of bytes that are `wanted`.
fn run(text: &[u8], wanted: impl Fn(Byte) -> bool) -> usize {
    text.iter().position(|byte| !wanted(BYTES[usize::from(*byte)])).unwrap_or(text.len())
}

#[cfg(test)]
pub(super) fn is_plain(line: &[u8]) -> bool {
    plain(line).is_some()
}
