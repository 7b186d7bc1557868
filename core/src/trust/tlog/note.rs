//! Signed notes ([C2SP signed-note], "Format"): a text and whose signatures stand below it.
//!
//! ```text
//! the text, one or more lines, each ended by LF
//!                                                  an empty line; the last one in the note
//! — example.com/foo Uw2QOkn8…                      one line a signature: em dash, space, key name, space,
//! — witness.example/w1 jWbPPwAA…                   Base64 of key id (4 bytes) and signature, LF
//! ```
//! A note is bytes that somebody served: reading one checks its form, and no signature.
//!
//! [C2SP signed-note]: https://c2sp.org/signed-note#format

use alloc::string::String;
use alloc::vec::Vec;

use super::{TlogError, base64, to_base64};

/// A note, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'a> {
    /// What is signed: everything up to the last line feed before the empty line.
    pub text: &'a str,
    /// The signatures, in their order; none is checked.
    pub signatures: Vec<NoteSignature<'a>>,
}

/// A signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature<'a> {
    /// Name of the key.
    pub name: &'a str,
    /// First bytes of a hash over name and key: a hint, never evidence.
    pub key_id: [u8; 4],
    /// What the key made of the text; of any length.
    pub signature: Vec<u8>,
}

impl<'a> Note<'a> {
    /// Longest note in bytes.
    pub const MAX_BYTES: usize = 256 * 1024;
    /// Most signatures in a note.
    pub const MAX_SIGNATURES: usize = 64;

    /// Takes a note apart.
    ///
    /// # Errors
    /// [`TlogError::Note`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, TlogError> {
        let refused = |expected| TlogError::Note { expected };
        if bytes.len() > Self::MAX_BYTES {
            return Err(refused("at most 256 KiB"));
        }
        let note = core::str::from_utf8(bytes).map_err(|_| refused("UTF-8"))?;
        if note.bytes().any(|byte| byte < b' ' && byte != b'\n') {
            return Err(refused("no control character but line feeds"));
        }
        let blank = note.rfind("\n\n").ok_or(refused("an empty line before the signatures"))?;
        let (text, lines) = (&note[..=blank], &note[blank + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(refused("a line feed after the last signature"))?;
        let signatures: Vec<_> = lines.split('\n').map(NoteSignature::parse).collect::<Option<_>>().ok_or(
            refused("signature lines: em dash, space, key name, space, Base64 of more than four bytes"),
        )?;
        if signatures.len() > Self::MAX_SIGNATURES {
            return Err(refused("at most 64 signatures"));
        }
        Ok(Self { text, signatures })
    }

    /// The bytes of a note.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines = self.signatures.iter().map(NoteSignature::to_line);
        lines.fold(alloc::format!("{}\n", self.text), |note, line| note + &line).into_bytes()
    }
}

impl<'a> NoteSignature<'a> {
    const DASH: &'static str = "\u{2014} ";

    fn parse(line: &'a str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(Self::DASH)?.split_once(' ')?;
        let bytes = base64(encoded)?;
        let (key_id, signature) = bytes.split_first_chunk::<4>()?;
        let sound = is_key_name(name) && !signature.is_empty();
        sound.then(|| Self { name, key_id: *key_id, signature: signature.to_vec() })
    }

    /// The line, with its line feed.
    #[must_use]
    pub fn to_line(&self) -> String {
        let bytes = [&self.key_id[..], &self.signature].concat();
        alloc::format!("{}{} {}\n", Self::DASH, self.name, to_base64(&bytes))
    }
}

/// Whether a key may be called so: not empty, no Unicode space, no plus, nothing that a note may not hold.
pub(super) fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+' || c < ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    const EXAMPLE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    #[test]
    fn a_note_survives() {
        let note = Note::parse(EXAMPLE.as_bytes()).unwrap();
        assert_eq!(note.text, "This is an example message.\n");
        assert_eq!(note.signatures[0].name, "example.com/foo");
        assert_eq!(note.signatures[0].key_id, [0x53, 0x0d, 0x90, 0x3a]);
        assert_eq!(note.signatures[0].signature.len(), 64);
        assert_eq!(note.to_bytes(), EXAMPLE.as_bytes());
    }

    #[test]
    fn the_text_ends_at_the_last_empty_line() {
        let bytes = EXAMPLE.replacen("This", "A\n\nThis", 1).into_bytes();
        assert_eq!(Note::parse(&bytes).unwrap().text, "A\n\nThis is an example message.\n");
    }

    #[test]
    fn what_is_not_a_note_is_refused() {
        let line = EXAMPLE.lines().last().unwrap();
        for (from, to) in [
            ("\n\n", "\n"),
            ("aQM=\n", "aQM="),
            ("aQM=\n", "aQM=\n\n"),
            ("aQM=\n", "aQM=\nand more\n"),
            ("aQM=", "aQM"),
            ("aQM=", "aQN="),
            (line, "\u{2014} example.com/foo Uw2QOg=="),
            ("\u{2014}", "-"),
            ("\u{2014} example.com/foo", "\u{2014} "),
            ("example.com/foo", "example.com+foo"),
            ("example.com/foo", "example.com\u{a0}foo"),
            ("This", "T\this"),
            ("This", "T\rhis"),
            ("This", "T\0his"),
        ] {
            let changed = EXAMPLE.replacen(from, to, 1);
            assert_ne!(changed, EXAMPLE);
            assert!(matches!(Note::parse(changed.as_bytes()), Err(TlogError::Note { .. })), "{changed}");
        }
        assert!(Note::parse(b"\xff\n\n").is_err());
        assert!(Note::parse(&alloc::vec![b'a'; Note::MAX_BYTES + 1]).is_err());
        let many = |count| alloc::format!("a\n\n{}", alloc::format!("{line}\n").repeat(count));
        assert_eq!(Note::parse(many(64).as_bytes()).unwrap().signatures.len(), 64);
        assert!(Note::parse(many(65).as_bytes()).is_err());
    }
}
