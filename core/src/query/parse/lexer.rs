//! Tokens: the longest that fits, as the grammar demands (section 19.8). What they mean is the parser's.

/// A token; texts are slices of the query, escapes and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    End,
    /// Without its brackets.
    Iri(&'t str),
    /// Prefix and local name; `p:` has an empty one.
    Name(&'t str, &'t str),
    /// The label of a blank node.
    Blank(&'t str),
    /// Without its sign.
    Variable(&'t str),
    /// Without its quotes.
    Text(&'t str),
    /// The tag of a language, without `@`.
    Tag(&'t str),
    Integer(&'t str),
    Decimal(&'t str),
    Double(&'t str),
    /// A word of the language, or `a`.
    Word(&'t str),
    Sign(&'t str),
}

/// Signs of more than one character.
const LONG_SIGNS: [&str; 6] = ["&&", "||", "!=", "<=", ">=", "^^"];

/// The first token of `text`, its place, and where it ends. Spaces and comments before it are passed.
pub(super) fn token(text: &str, from: usize) -> (Token<'_>, usize, usize) {
    let at = from + space_len(&text[from..]);
    let rest = &text[at..];
    let (token, length) = read(rest);
    (token, at, at + length)
}

/// Bytes of spaces and comments that `text` begins with.
fn space_len(text: &str) -> usize {
    let (bytes, mut at) = (text.as_bytes(), 0);
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\r' | b'\n') => at += 1,
            Some(b'#') => at += length(&bytes[at..], |byte| !matches!(byte, b'\r' | b'\n')),
            _ => return at,
        }
    }
}

fn read(rest: &str) -> (Token<'_>, usize) {
    let Some(first) = rest.chars().next() else { return (Token::End, 0) };
    let found = match first {
        '<' => iri(rest),
        '?' | '$' => variable(rest),
        '"' | '\'' => string(rest),
        '@' => tag(rest),
        '_' => blank(rest),
        '0'..='9' | '.' => number(rest),
        ':' => Some(name(rest, 0)),
        first if is_name_start(first) => Some(word_or_name(rest)),
        _ => None,
    };
    found.unwrap_or_else(|| sign(rest, first.len_utf8()))
}

fn sign(rest: &str, length: usize) -> (Token<'_>, usize) {
    let long = LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign));
    let length = long.map_or(length, |sign| sign.len());
    (Token::Sign(&rest[..length]), length)
}

fn iri(rest: &str) -> Option<(Token<'_>, usize)> {
    let inside = length(&rest.as_bytes()[1..], |byte| {
        byte > b' ' && !matches!(byte, b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`')
    });
    let ends = rest.as_bytes().get(1 + inside) == Some(&b'>');
    ends.then(|| (Token::Iri(&rest[1..1 + inside]), inside + 2))
}

fn variable(rest: &str) -> Option<(Token<'_>, usize)> {
    let name = &rest[1..];
    let starts = name.starts_with(|c: char| c.is_ascii_digit() || c == '_' || is_name_start(c));
    let end = name.find(|c| c == '-' || !is_in_name(c)).unwrap_or(name.len());
    starts.then(|| (Token::Variable(&name[..end]), 1 + end))
}

/// Any of the four kinds of quotes; `None` if it is not closed.
fn string(rest: &str) -> Option<(Token<'_>, usize)> {
    let bytes = rest.as_bytes();
    let quote = bytes[0];
    let long = bytes.starts_with(&[quote; 3]);
    let open = if long { 3 } else { 1 };
    let mut at = open;
    loop {
        match *bytes.get(at)? {
            b'\\' => at += 2,
            b'\r' | b'\n' if !long => return None,
            byte if byte == quote && (!long || bytes[at..].starts_with(&[quote; 3])) => break,
            _ => at += 1,
        }
    }
    Some((Token::Text(rest.get(open..at)?), at + open))
}

fn tag(rest: &str) -> Option<(Token<'_>, usize)> {
    let bytes = &rest.as_bytes()[1..];
    let mut end = length(bytes, |byte| byte.is_ascii_alphabetic());
    if end == 0 {
        return None;
    }
    while bytes.get(end) == Some(&b'-') {
        let more = length(&bytes[end + 1..], |byte| byte.is_ascii_alphanumeric());
        if more == 0 {
            break;
        }
        end += 1 + more;
    }
    Some((Token::Tag(&rest[1..=end]), 1 + end))
}

fn blank(rest: &str) -> Option<(Token<'_>, usize)> {
    let label = rest.strip_prefix("_:")?;
    let starts = label.starts_with(|c: char| c.is_ascii_digit() || c == '_' || is_name_start(c));
    let end = dotted_len(label);
    starts.then(|| (Token::Blank(&label[..end]), 2 + end))
}

fn number(rest: &str) -> Option<(Token<'_>, usize)> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| length(&bytes[from..], |byte| byte.is_ascii_digit());
    let whole = digits(0);
    let dot = bytes.get(whole) == Some(&b'.');
    let fraction = if dot { digits(whole + 1) } else { 0 };
    let exponent = |from: usize| {
        let sign = usize::from(matches!(bytes.get(from + 1), Some(b'+' | b'-')));
        let power = bytes.get(from).is_some_and(|byte| matches!(byte, b'e' | b'E'));
        let digits =
            if power { bytes.get(from + 1 + sign..).map_or(0, |_| digits(from + 1 + sign)) } else { 0 };
        (digits > 0).then_some(1 + sign + digits)
    };
    let long = whole + usize::from(dot) + fraction;
    if whole + fraction == 0 {
        return None;
    }
    if let Some(power) = exponent(long) {
        return Some((Token::Double(&rest[..long + power]), long + power));
    }
    if fraction > 0 {
        return Some((Token::Decimal(&rest[..long]), long));
    }
    Some((Token::Integer(&rest[..whole]), whole))
}

fn word_or_name(rest: &str) -> (Token<'_>, usize) {
    let end = dotted_len(rest);
    if rest.as_bytes().get(end) == Some(&b':') {
        return name(rest, end);
    }
    let end = length(rest.as_bytes(), |byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if end == 0 {
        // A letter of another script begins nothing but a name.
        let end = rest.chars().next().map_or(0, char::len_utf8);
        return (Token::Sign(&rest[..end]), end);
    }
    (Token::Word(&rest[..end]), end)
}

/// The name whose colon is at `colon`.
fn name(rest: &str, colon: usize) -> (Token<'_>, usize) {
    let (prefix, local) = (&rest[..colon], &rest[colon + 1..]);
    let end = local_len(local);
    (Token::Name(prefix, &local[..end]), colon + 1 + end)
}

/// Length of what may stand in a label or a prefix; a dot may not be its last character.
fn dotted_len(text: &str) -> usize {
    let end = text.find(|c| c != '.' && !is_in_name(c)).unwrap_or(text.len());
    text[..end].trim_end_matches('.').len()
}

/// Length of the local name that `text` begins with.
fn local_len(text: &str) -> usize {
    let (mut at, mut end) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let bytes = &text.as_bytes()[at..];
        at += match c {
            '\\' if bytes.get(1).is_some_and(|c| b"_~.-!$&'()*+,;=/?#@%".contains(c)) => 2,
            '%' if bytes.len() > 2 && bytes[1..3].iter().all(u8::is_ascii_hexdigit) => 3,
            '.' | '-' if at == 0 => break,
            ':' | '.' => 1,
            c if is_in_name(c) => c.len_utf8(),
            _ => break,
        };
        if c != '.' {
            end = at;
        }
    }
    end
}

/// How many bytes from the first fit.
fn length(bytes: &[u8], fits: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !fits(*byte)).unwrap_or(bytes.len())
}

/// `PN_CHARS_BASE`.
fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic()
        || c >= '\u{c0}'
            && !matches!(c, '\u{d7}' | '\u{f7}' | '\u{37e}')
            && matches!(c, '\u{c0}'..='\u{2ff}' | '\u{370}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
                | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
                | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// `PN_CHARS`.
fn is_in_name(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '-' | '_' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
        || is_name_start(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Token<'_>]) {
        let (mut found, mut at) = (Vec::new(), 0);
        loop {
            let (token, _, end) = token(text, at);
            if token == Token::End {
                break;
            }
            found.push(token);
            at = end;
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn the_longest_token_is_taken() {
        use Token::*;
        check("?a<?b", &[Variable("a"), Sign("<"), Variable("b")]);
        check("<a#b> # <c>\n<=", &[Iri("a#b"), Sign("<=")]);
        check(
            "a:b.c. .5 5. 5.e1",
            &[Name("a", "b.c"), Sign("."), Decimal(".5"), Integer("5"), Sign("."), Double("5.e1")],
        );
        check("_:a.b. $x-1", &[Blank("a.b"), Sign("."), Variable("x"), Sign("-"), Integer("1")]);
        check("'a\\'b'@en-GB^^", &[Text("a\\'b"), Tag("en-GB"), Sign("^^")]);
        check("\"\"\"a\"\nb\"\"\"\"\"", &[Text("a\"\nb"), Text("")]);
        check(
            "a: :a :\\~%41- COUNT(*)",
            &[
                Name("a", ""),
                Name("", "a"),
                Name("", "\\~%41-"),
                Word("COUNT"),
                Sign("("),
                Sign("*"),
                Sign(")"),
            ],
        );
        check(":p?/:q ?", &[Name("", "p"), Sign("?"), Sign("/"), Name("", "q"), Sign("?")]);
    }

    #[test]
    fn what_is_not_closed_is_a_sign() {
        use Token::*;
        check("<a b", &[Sign("<"), Word("a"), Word("b")]);
        check("'a", &[Sign("'"), Word("a")]);
        check("1e", &[Integer("1"), Word("e")]);
        check("'\\", &[Sign("'"), Sign("\\")]);
    }
}
