//! Lines of a file, however long: never more of one in memory than core would read.

use std::io::{self, BufRead, Read};

use ggen_marketplace_core::import::MAX_LINE_BYTES;

/// Reads the next line into `line`, without its line feed; the number of bytes taken, 0 at the end.
///
/// Of a line longer than [`MAX_LINE_BYTES`] only so much is kept that core sees that it is too long; the
/// rest stays unread, as such a line ends an import.
///
/// # Errors
/// What the file system says.
pub(crate) fn read(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    const ENOUGH_TO_REFUSE: u64 = MAX_LINE_BYTES as u64 + 2;
    line.clear();
    let taken = reader.take(ENOUGH_TO_REFUSE).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_without_line_feeds_and_an_endless_one_ends() {
        let endless = [b"a\n\nb".to_vec(), vec![b'x'; 3 * MAX_LINE_BYTES]].concat();
        let (mut reader, mut line) = (&endless[..], Vec::new());
        assert_eq!(read(&mut reader, &mut line).unwrap(), 2);
        assert_eq!(line, b"a");
        assert_eq!(read(&mut reader, &mut line).unwrap(), 1);
        assert_eq!(line, b"");
        assert_eq!(read(&mut reader, &mut line).unwrap(), MAX_LINE_BYTES + 2);
        assert_eq!(line.len(), MAX_LINE_BYTES + 2);
    }
}
