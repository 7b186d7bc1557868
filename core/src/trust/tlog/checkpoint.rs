//! What a log signs ([C2SP tlog-checkpoint], "Note text").
//!
//! ```text
//! example.com/behind-the-sofa                       the origin: which log
//! 20852163                                          number of entries, decimal
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=      root of the tree over them (RFC 6962, 2.1), Base64
//! further lines, none empty                         kept, and without a meaning here
//! ```
//! Whether a checkpoint is signed as it must be, only [`super::Policy::accept`] says.
//!
//! [C2SP tlog-checkpoint]: https://c2sp.org/tlog-checkpoint#note-text

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use super::{TlogError, decimal, hash, to_base64};
use crate::model::Digest;

/// A tree: how many entries, and the hash that commits to each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of entries.
    pub size: u64,
    /// Root hash (RFC 6962, section 2.1).
    pub root: Digest,
}

/// A tree head, and of which log it is.
#[derive(Debug, Clone, PartialEq, Eq)]
// Invariant: `origin` and each extension are not empty and hold no line feed; a tree of size 0 has the root of none.
pub struct Checkpoint {
    origin: String,
    head: TreeHead,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// The checkpoint of a log.
    ///
    /// # Errors
    /// [`TlogError::Checkpoint`] if no log can have this origin.
    pub fn new(origin: &str, head: TreeHead) -> Result<Self, TlogError> {
        let checkpoint = Self { origin: origin.to_owned(), head, extensions: Vec::new() };
        let same = Self::parse(&checkpoint.to_text())? == checkpoint;
        same.then_some(checkpoint).ok_or(TlogError::Checkpoint { expected: "an origin of one line" })
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// [`TlogError::Checkpoint`].
    pub fn parse(text: &str) -> Result<Self, TlogError> {
        let refused = |expected| TlogError::Checkpoint { expected };
        let lines = text.strip_suffix('\n').ok_or(refused("a line feed at its end"))?;
        let lines: Vec<_> = lines.split('\n').collect();
        let [origin, size, root, extensions @ ..] = &*lines else {
            return Err(refused("lines with origin, size and root"));
        };
        if lines.iter().any(|line| line.is_empty()) {
            return Err(refused("no empty line"));
        }
        let size = decimal(size).ok_or(refused("the size as a decimal number below 2^64"))?;
        let root = hash(root).ok_or(refused("the root as Base64 of 32 bytes"))?;
        if size == 0 && root != Digest::of(b"") {
            return Err(refused("the hash of nothing as the root of an empty tree"));
        }
        let extensions = extensions.iter().map(|&line| line.to_owned()).collect();
        Ok(Self { origin: (*origin).to_owned(), head: TreeHead { size, root }, extensions })
    }

    /// The text of the note: what the log signs.
    #[must_use]
    pub fn to_text(&self) -> String {
        let Self { origin, head: TreeHead { size, root }, extensions } = self;
        let three = alloc::format!("{origin}\n{size}\n{}\n", to_base64(&root.0));
        extensions.iter().fold(three, |text, line| text + line + "\n")
    }

    /// Which log it is of.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The tree.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        self.head
    }

    /// Lines that the log added.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn a_checkpoint_survives_with_what_it_extends() {
        for text in [EXAMPLE.to_owned(), alloc::format!("{EXAMPLE}more\nand more\n")] {
            let checkpoint = Checkpoint::parse(&text).unwrap();
            assert_eq!(
                (checkpoint.origin(), checkpoint.head().size),
                ("example.com/behind-the-sofa", 20_852_163)
            );
            assert_eq!(checkpoint.to_text(), text);
        }
    }

    #[test]
    fn what_is_not_a_checkpoint_is_refused() {
        for (from, to) in [
            ("20852163", "020852163"),
            ("20852163", "+20852163"),
            ("20852163", "18446744073709551616"),
            ("20852163", ""),
            ("20852163", "0"),
            ("example.com/behind-the-sofa", ""),
            ("q2I=\n", "q2I="),
            ("q2I=\n", "q2I=\n\n"),
            ("q2I=", "q2J="),
            ("CsUY", ""),
            ("\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", ""),
        ] {
            let text = EXAMPLE.replacen(from, to, 1);
            assert!(matches!(Checkpoint::parse(&text), Err(TlogError::Checkpoint { .. })), "{text}");
        }
    }

    #[test]
    fn a_log_has_an_origin() {
        let head = TreeHead { size: 0, root: Digest::of(b"") };
        assert!(Checkpoint::new("example.com/log", head).is_ok());
        assert!(Checkpoint::new("", head).is_err());
        assert!(Checkpoint::new("two\nlines", head).is_err());
    }
}
