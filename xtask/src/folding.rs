//! `core/src/text/fold.bin`: what folding for search needs of Unicode's tables. Its form is described in
//! `core/src/text/fold.rs`.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The table.
pub(crate) fn table() -> Vec<u8> {
    let listed: Vec<(char, Vec<char>)> = ('\u{80}'..=char::MAX)
        .filter(|c| !('가'..='힣').contains(c))
        .map(|c| (c, form(c)))
        .filter(|(c, form)| form[..] != [*c])
        .collect();
    let mut out = Vec::new();
    put(&mut out, listed.len() as u32);
    let mut before = 0;
    for (c, _) in &listed {
        put(&mut out, u32::from(*c) - before);
        before = u32::from(*c);
    }
    listed.iter().for_each(|(_, form)| put(&mut out, form.len() as u32));
    let mut last = 0;
    for c in listed.iter().flat_map(|(_, form)| form) {
        let step = u32::from(*c) as i32 - last;
        put(&mut out, (step << 1 ^ step >> 31) as u32);
        last = u32::from(*c) as i32;
    }
    out
}

/// The compatibility decomposition of `c` without combining marks.
fn form(c: char) -> Vec<char> {
    [c].into_iter().nfkd().filter(|c| !is_combining_mark(*c)).collect()
}

/// Appends `value` in LEB128.
fn put(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
