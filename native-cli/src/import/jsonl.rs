//! JSON Lines: one JSON object a line, in UTF-8.
//!
//! Empty lines are skipped. The first bad line ends the import and is named; nothing of the file is kept.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::entry::Entry;
use super::{LineError, Place, Sink};
use crate::failure::Failure;

/// Longest line in bytes: more than any record can use (description, extras and lists at their bounds are
/// refused by the model before they reach it).
const MAX_LINE_BYTES: usize = 4 << 20;
/// Lines between two reports of progress.
const PROGRESS_LINES: u64 = 1_000;

/// Reads `path` into `sink`.
///
/// # Errors
/// [`Failure::Io`], or [`Failure::Line`] with file and line.
pub(crate) fn read(path: &Path, sink: &mut dyn Sink) -> Result<(), Failure> {
    let file = File::open(path).map_err(Failure::io("open", path))?;
    let total = file.metadata().map_err(Failure::io("read", path))?.len();
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let (mut line, mut done) = (Vec::new(), 0);
    for number in 1_u64.. {
        line.clear();
        let read = read_line(&mut reader, &mut line).map_err(Failure::io("read", path))?;
        if read == 0 {
            break;
        }
        done += read as u64;
        take_line(&line, Place::new(path, number), sink)?;
        if number % PROGRESS_LINES == 0 {
            sink.progress(done, total);
        }
    }
    sink.progress(total, total);
    Ok(())
}

/// Reads up to the end of the line, but never more than one byte beyond the bound.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<usize> {
    const ENOUGH_TO_REFUSE: u64 = MAX_LINE_BYTES as u64 + 2;
    reader.take(ENOUGH_TO_REFUSE).read_until(b'\n', line)
}

fn take_line(line: &[u8], place: Place, sink: &mut dyn Sink) -> Result<(), Failure> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    if line.trim_ascii().is_empty() {
        return Ok(());
    }
    match parse(line) {
        Ok(draft) => sink.draft(place, draft),
        Err(error) => Err(place.failed(error)),
    }
}

fn parse(line: &[u8]) -> Result<super::Draft, LineError> {
    if line.len() > MAX_LINE_BYTES {
        return Err(LineError::TooLong { max: MAX_LINE_BYTES });
    }
    let text =
        std::str::from_utf8(line).map_err(|error| LineError::NotText { at: error.valid_up_to() + 1 })?;
    let entry: Entry = serde_json::from_str(text).map_err(|error| json_error(&error))?;
    Ok(entry.into_draft()?)
}

/// The reader counts lines within the one line it was given: only the column is of use.
fn json_error(error: &serde_json::Error) -> LineError {
    let message = error.to_string();
    let suffix = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&suffix).unwrap_or(&message);
    LineError::Json { column: error.column(), message: crate::output::one_line(message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &[u8], expected: &str) {
        let message = parse(line).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn a_bad_line_says_where_and_why() {
        check(b"{\"name\":\"a\xff\"}", "byte 11 of the line is not UTF-8");
        check(b"{\"name\":1}", "column 9: invalid type: integer `1`, expected a string");
        check(b"[1]", "invalid");
        check(b"{\"name\":\"a\"", "EOF while parsing");
        check(b"{\"name\":\"a\",\"name\":\"b\"}", "duplicate field `name`");
        check(&vec![b'x'; MAX_LINE_BYTES + 1], "more than 4194304 bytes");
    }
}
