//! JSON Lines: one JSON object a line. Empty lines are skipped; the first bad line ends the import.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use ggen_marketplace_core::import::jsonl;

use super::{Origin, Sink, bad_line, line};
use crate::failure::Failure;

/// Lines between two reports of progress.
const PROGRESS_LINES: u64 = 1_000;

/// Reads `path` into `sink`.
///
/// # Errors
/// [`Failure::Io`], [`Failure::Line`], or what `sink` refuses.
pub(crate) fn read(path: &Path, sink: &mut dyn Sink) -> Result<(), Failure> {
    let file = File::open(path).map_err(Failure::io("open", path))?;
    let total = file.metadata().map_err(Failure::io("read", path))?.len();
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let (mut text, mut done) = (Vec::new(), 0);
    for number in 1_u64.. {
        let taken = line::read(&mut reader, &mut text).map_err(Failure::io("read", path))?;
        if taken == 0 {
            break;
        }
        done += taken as u64;
        if !text.trim_ascii().is_empty() {
            let imported = jsonl::record(number, &text).map_err(bad_line(path))?;
            sink.release(Origin::line(path, number), imported)?;
        }
        if number % PROGRESS_LINES == 0 {
            sink.progress(done, total);
        }
    }
    sink.progress(total, total);
    Ok(())
}
