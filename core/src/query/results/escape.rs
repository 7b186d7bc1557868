//! Copying text with the few bytes replaced that a format does not allow, a run of plain bytes at a time.

/// Which bytes are not copied as they are.
pub(super) type Special = [bool; 256];

/// A table of the control characters below U+0020 and of `others`.
pub(super) const fn controls_and(others: &[u8]) -> Special {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = true;
        byte += 1;
    }
    with(special, others)
}

/// A table of `bytes` alone.
pub(super) const fn only(bytes: &[u8]) -> Special {
    with([false; 256], bytes)
}

const fn with(mut special: Special, others: &[u8]) -> Special {
    let mut at = 0;
    while at < others.len() {
        special[others[at] as usize] = true;
        at += 1;
    }
    special
}

/// Appends `text`; `replace` is called for each special byte. Special bytes are ASCII, so runs are whole
/// characters.
pub(super) fn push(out: &mut Vec<u8>, text: &str, special: &Special, replace: impl Fn(&mut Vec<u8>, u8)) {
    let mut rest = text.as_bytes();
    while let Some(plain) = rest.iter().position(|byte| special[usize::from(*byte)]) {
        let (run, tail) = rest.split_at(plain);
        out.extend_from_slice(run);
        if let Some((byte, tail)) = tail.split_first() {
            replace(out, *byte);
            rest = tail;
        }
    }
    out.extend_from_slice(rest);
}

/// `\u00XX`, as JSON, N-Triples and Turtle have it.
pub(super) fn unicode(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend_from_slice(b"\\u00");
    out.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}
