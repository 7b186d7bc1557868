//! Bytes collected into chunks before they go to the host.

use std::io::Write;

use super::ResultsError;

/// A chunk of bytes and where it goes. Terms are written into the chunk, which cannot fail.
pub(super) struct Sink<'w> {
    chunk: Vec<u8>,
    out: &'w mut dyn Write,
}

/// Bytes that are collected before the host is called.
pub(super) const CHUNK_BYTES: usize = 1 << 15;

impl<'w> Sink<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self { chunk: Vec::with_capacity(2 * CHUNK_BYTES), out }
    }

    /// The end of the chunk, to write to.
    pub(super) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.chunk
    }

    /// Hands the chunk over if it is full.
    pub(super) fn settle(&mut self) -> Result<(), ResultsError> {
        if self.chunk.len() < CHUNK_BYTES { Ok(()) } else { self.hand_over() }
    }

    /// Hands over what is left.
    pub(super) fn finish(mut self) -> Result<(), ResultsError> {
        self.hand_over()?;
        Ok(self.out.flush()?)
    }

    fn hand_over(&mut self) -> Result<(), ResultsError> {
        self.out.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}
