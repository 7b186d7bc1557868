//! How deep a TOML text nests, found without building it.
//!
//! The parser bounds brackets and the parts of one dotted key, but not their product: dotted keys inside
//! inline tables give thousands of levels, and dropping such a value exhausts the stack.

/// Deepest nesting that is parsed: brackets and the dots of the keys that lead to them.
pub(crate) const MAX_DEPTH: usize = 160;

/// Offset at which `text` nests deeper than [`MAX_DEPTH`].
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut open, mut depth, mut dots) = (alloc::vec::Vec::new(), 0_usize, 0_usize);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'#' => at = end_of_comment(bytes, at),
            b'"' | b'\'' => at = end_of_string(bytes, at, *byte),
            b'{' | b'[' => {
                open.push(dots + 1);
                depth += dots + 1;
                dots = 0;
            }
            b'}' | b']' => depth -= open.pop().unwrap_or(0),
            b',' => dots = 0,
            b'\n' if open.is_empty() => dots = 0,
            b'.' => dots += 1,
            _ => {}
        }
        if depth + dots > MAX_DEPTH {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Offset of the last byte of the comment that begins at `at`.
fn end_of_comment(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(rest.len()).saturating_sub(1)
}

/// Offset of the last byte of the string that begins at `at`; a string that is not closed ends with its line.
fn end_of_string(bytes: &[u8], at: usize, quote: u8) -> usize {
    let triple = bytes.get(at..at + 3) == Some(&[quote; 3]);
    let mut i = at + if triple { 3 } else { 1 };
    while let Some(byte) = bytes.get(i) {
        match byte {
            b'\\' if quote == b'"' => i += usize::from(matches!(bytes.get(i + 1), Some(b'\\' | b'"'))),
            b'\n' if !triple => return i - 1,
            b if *b == quote && !triple => return i,
            b if *b == quote && bytes.get(i..i + 3) == Some(&[quote; 3]) => {
                let more = bytes.iter().skip(i + 3).take(2).take_while(|b| **b == quote).count();
                return i + 2 + more;
            }
            _ => {}
        }
        i += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;

    #[track_caller]
    fn check(text: &str, deep: bool) {
        assert_eq!(too_deep(text).is_some(), deep, "{text:.80}");
    }

    #[test]
    fn brackets_and_dots_both_count() {
        check(&format!("x = {}", "[".repeat(MAX_DEPTH)), false);
        check(&format!("x = {}", "[".repeat(MAX_DEPTH + 1)), true);
        check(&format!("x = {}", "{a.b=".repeat(MAX_DEPTH / 2 + 1)), true);
        check(&".a".repeat(MAX_DEPTH + 1), true);
    }

    #[test]
    fn dots_of_values_do_not_add_up() {
        check(&format!("x = [{}]", "1.5, ".repeat(1_000)), false);
        check(&"x = 1.5\n".repeat(1_000), false);
    }

    #[test]
    fn text_in_strings_and_comments_does_not_count() {
        let brackets = "[".repeat(1_000);
        for quoted in ["\"@\"", "'@'", "\"\"\"@\"\"\"", "'''@'''", "\"\\\"@\"", "1 # @"] {
            check(&format!("x = {}", quoted.replace('@', &brackets)), false);
        }
        let after = |text: &str| String::from(text) + &brackets;
        for closed in ["x = ''", "x = \"\\\\\"", "x = ''''''", "x = \"\"\"a\"\"\"\"", "x = 'a\n", "# a\n", ""]
        {
            check(&after(closed), true);
        }
    }
}
