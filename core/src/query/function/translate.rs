//! Patterns of XPath (XPath Functions 3.1, 5.6.1) as patterns of the `regex` crate.
//!
//! The two agree in most; what differs in characters is changed here: `\i` and `\c`, subtraction in classes, the
//! flag `x`, which leaves white space in classes alone, and characters that are operators only to the crate. Not
//! there: back-references, which need time exponential in the text, and `\p{IsBlock}`. `\w` and `\s` are the crate's.

use alloc::string::String;
use core::iter::Peekable;
use core::str::Chars;

/// XML 1.0, `NameStartChar`.
const NAME_START: &str = r":A-Z_a-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}-\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}";
/// XML 1.0, what `NameChar` has beyond that.
const NAME_MORE: &str = r"\-.0-9\u{B7}\u{300}-\u{36F}\u{203F}-\u{2040}";

/// The pattern for the crate; `ignore_space` is the flag `x`.
pub(super) fn translate(pattern: &str, ignore_space: bool) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, &mut out),
            '[' => class(&mut chars, &mut out),
            ' ' | '\t' | '\n' | '\r' if ignore_space => {}
            c => out.push(c),
        }
    }
    out
}

/// What follows a backslash.
fn escape(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    let (open, more) = match chars.peek() {
        Some('i') => ("[", ""),
        Some('I') => ("[^", ""),
        Some('c') => ("[", NAME_MORE),
        Some('C') => ("[^", NAME_MORE),
        _ => {
            out.push('\\');
            out.extend(chars.next());
            return;
        }
    };
    chars.next();
    out.extend([open, NAME_START, more, "]"]);
}

/// A class, to its end; classes that are subtracted from it lie within it.
fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.push('[');
    out.extend(chars.next_if_eq(&'^'));
    let mut depth = 1;
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(chars, out),
            '-' if chars.peek() == Some(&'[') => {
                chars.next();
                out.push_str("--[");
                out.extend(chars.next_if_eq(&'^'));
                depth += 1;
            }
            ']' if depth == 1 => return out.push(']'),
            ']' => {
                out.push(']');
                depth -= 1;
            }
            '[' | '&' | '~' => out.extend(['\\', c]),
            '-' if out.ends_with('-') => out.push_str(r"\-"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::translate;

    #[test]
    fn patterns_are_translated() {
        for (pattern, expected) in [
            (r"^a.*(b|c)+?\d{2,}$", r"^a.*(b|c)+?\d{2,}$"),
            ("a b # c", "a b # c"),
            ("[a-z-[aeiou]]x", "[a-z--[aeiou]]x"),
            ("[a-z-[^aeiou]]x", "[a-z--[^aeiou]]x"),
            ("[a&&b~~c]&&", r"[a\&\&b\~\~c]&&"),
            ("[a[b]c]", r"[a\[b]c]"),
            ("[+--]", r"[+-\-]"),
            (r"[\]\-]\[", r"[\]\-]\["),
            ("[abc", "[abc"),
            ("a\\", "a\\"),
        ] {
            assert_eq!(translate(pattern, false), expected);
        }
        assert_eq!(translate("a b\n[ c]\\ d", true), "ab[ c]\\ d");
    }
}
