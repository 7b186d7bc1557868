//! PEM files ([RFC 7468]) in their one strict spelling (`stricttextualmsg`).
//!
//! ```text
//! -----BEGIN PUBLIC KEY-----
//! MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
//! -----END PUBLIC KEY-----
//! ```
//! One block, nothing before or after it, lines of 64 characters that end in LF, canonical Base64. Only the
//! last line feed may be missing, because copying a key often loses it.
//!
//! [RFC 7468]: https://www.rfc-editor.org/rfc/rfc7468

use alloc::vec;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use super::KeyError;

/// Longest file worth looking into: an RSA-8192 private key, so that it can still be named, has 6 KiB.
pub(super) const MAX_BYTES: usize = 8 * 1024;

const LINE_CHARS: usize = 64;

/// The label and the content of a PEM file.
pub(super) fn decode(file: &[u8]) -> Result<(&str, Zeroizing<Vec<u8>>), KeyError> {
    let (label, body) = armor(file)?;
    let joined = join_lines(body)?;
    let mut content = Zeroizing::new(vec![0; joined.len()]);
    let length = Base64::decode(&*joined, &mut content).map_err(|_| KeyError::Base64)?.len();
    content.truncate(length);
    Ok((label, content))
}

/// The PEM file with this label and content.
pub(super) fn encode(label: &str, content: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut base64 = Zeroizing::new(vec![0; content.len().div_ceil(3) * 4]);
    let length = Base64::encode(content, &mut base64).map_or(0, str::len);
    // Room for everything at once: a buffer that grows leaves copies of the key behind.
    let mut file = Zeroizing::new(Vec::with_capacity(2 * base64.len() + 2 * label.len() + 64));
    file.extend_from_slice(alloc::format!("-----BEGIN {label}-----\n").as_bytes());
    for line in base64.get(..length).unwrap_or_default().chunks(LINE_CHARS) {
        file.extend_from_slice(line);
        file.push(b'\n');
    }
    file.extend_from_slice(alloc::format!("-----END {label}-----\n").as_bytes());
    file
}

/// The label, and the lines between BEGIN and END with their line feeds.
fn armor(file: &[u8]) -> Result<(&str, &str), KeyError> {
    let not_pem = |expected| KeyError::NotPem { expected };
    if file.len() > MAX_BYTES {
        return Err(not_pem("at most 8,192 bytes"));
    }
    let text = core::str::from_utf8(file).map_err(|_| not_pem("ASCII text"))?;
    if text.contains('\r') {
        return Err(not_pem("lines that end in LF, not in CR LF"));
    }
    let begin = text.strip_prefix("-----BEGIN ").ok_or(not_pem("a first line `-----BEGIN …-----`"))?;
    let (label, rest) = begin.split_once("-----\n").ok_or(not_pem("a first line `-----BEGIN …-----`"))?;
    let rest = rest.strip_suffix('\n').unwrap_or(rest);
    let body = rest
        .strip_suffix("-----")
        .and_then(|rest| rest.strip_suffix(label))
        .and_then(|rest| rest.strip_suffix("-----END "));
    Ok((label, body.ok_or(not_pem("a last line `-----END …-----` with the label of the first"))?))
}

fn join_lines(body: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let wrong = KeyError::NotPem { expected: "lines of 64 characters, only the last one shorter" };
    let mut joined = Zeroizing::new(Vec::with_capacity(body.len()));
    let mut lines = body.strip_suffix('\n').ok_or(wrong.clone())?.split('\n').peekable();
    while let Some(line) = lines.next() {
        let full = line.len() == LINE_CHARS;
        let last = lines.peek().is_none() && (1..=LINE_CHARS).contains(&line.len());
        if !full && !last {
            return Err(wrong);
        }
        joined.extend_from_slice(line.as_bytes());
    }
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn file(content: &[u8]) -> String {
        String::from_utf8(encode("PUBLIC KEY", content).to_vec()).unwrap()
    }

    #[test]
    fn content_survives() {
        for length in [1, 47, 48, 49, 96, 400] {
            let content = vec![7; length];
            let (label, read) =
                decode(file(&content).as_bytes()).map(|(l, c)| (l == "PUBLIC KEY", c)).unwrap();
            assert!(label);
            assert_eq!(*read, content);
        }
    }

    #[track_caller]
    fn refused(text: &str, code: &str) {
        let error = decode(text.as_bytes()).unwrap_err();
        assert_eq!(crate::error::Coded::code(&error), code, "{error}");
    }

    #[test]
    fn a_missing_last_line_feed_is_forgiven() {
        assert!(decode(file(&[1; 44]).trim_end().as_bytes()).is_ok());
    }

    #[test]
    fn other_spellings_are_refused() {
        let good = file(&[1; 60]);
        refused("", "key/not-pem");
        refused("hello", "key/not-pem");
        refused(&good.replace('\n', "\r\n"), "key/not-pem");
        refused(&alloc::format!(" {good}"), "key/not-pem");
        refused(&alloc::format!("{good}\n"), "key/not-pem");
        refused(&good.replace("END PUBLIC", "END PRIVATE"), "key/not-pem");
        refused(&good.replacen("AQEB", "AQ\nEB", 1), "key/not-pem");
        refused(&good.replacen("AQEB", "AQ B", 1), "key/bad-base64");
        refused(&"x".repeat(MAX_BYTES + 1), "key/not-pem");
    }

    #[test]
    fn spare_bits_at_the_end_must_be_zero() {
        refused("-----BEGIN A-----\nAB==\n-----END A-----\n", "key/bad-base64");
    }
}
