//! JSON as TUF uses it: read strictly, and written in the one form that is signed.
//!
//! Strict: integers only, no key twice, a bound on nesting, nothing after the value. The signed form is
//! the [canonical JSON] of the OLPC project, which TUF prescribes: keys sorted by code point, no white space,
//! and in strings only `"` and `\` escaped. It says nothing about what the values mean.
//!
//! [canonical JSON]: https://wiki.laptop.org/go/Canonical_JSON

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Finding;

/// Deepest nesting that is read: the formats need 6, fields of others' making a few more.
const MAX_DEPTH: u32 = 32;

/// A JSON value without fractions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// Reads one value, and nothing but white space around it.
///
/// # Errors
/// [`Finding::NotJson`] with the byte where reading stopped.
pub(super) fn parse(bytes: &[u8]) -> Result<Json, Finding> {
    let text = core::str::from_utf8(bytes)
        .map_err(|error| Finding::NotJson { at: error.valid_up_to(), expected: "UTF-8 text" })?;
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(MAX_DEPTH)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.fail("the end of the file")),
    }
}

impl Json {
    /// The bytes that are signed and hashed.
    pub(super) fn canonical(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write(&mut out);
        out.into_bytes()
    }

    /// The same as a JSON file: there, control characters are escaped.
    #[cfg(feature = "std")]
    pub(super) fn text(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write(&mut out);
        let escape = |c: char| match c {
            '\0'..='\u{1f}' => alloc::format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        };
        out.chars().map(escape).collect::<String>().into_bytes()
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Int(value) => out.push_str(&value.to_string()),
            Self::Text(text) => write_text(text, out),
            Self::List(items) => {
                separated(out, "[]", items.iter(), |item, out| item.write(out));
            }
            // Sorted by code point: that is the order of UTF-8 bytes, and of the map.
            Self::Object(fields) => separated(out, "{}", fields.iter(), |(name, value), out| {
                write_text(name, out);
                out.push(':');
                value.write(out);
            }),
        }
    }
}

fn separated<T>(
    out: &mut String,
    brackets: &str,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(T, &mut String),
) {
    let (open, close) = brackets.split_at(1);
    out.push_str(open);
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push_str(close);
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: u32) -> Result<Json, Finding> {
        let deeper = depth.checked_sub(1).ok_or_else(|| self.fail("less nesting"))?;
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.object(deeper),
            Some(b'[') => self.list(deeper),
            Some(b'"') => self.string().map(Json::Text),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            _ => Err(self.fail("a value")),
        }
    }

    fn object(&mut self, depth: u32) -> Result<Json, Finding> {
        let mut fields = BTreeMap::new();
        self.at += 1;
        if self.next_is(b'}') {
            return Ok(Json::Object(fields));
        }
        loop {
            self.skip_space();
            let start = self.at;
            let name = self.string()?;
            self.expect(b':', "`:`")?;
            let value = self.value(depth)?;
            match fields.entry(name) {
                Entry::Vacant(place) => place.insert(value),
                Entry::Occupied(_) => {
                    return Err(Finding::NotJson { at: start, expected: "another field: this one is there" });
                }
            };
            if self.next_is(b'}') {
                return Ok(Json::Object(fields));
            }
            self.expect(b',', "`,` or `}`")?;
        }
    }

    fn list(&mut self, depth: u32) -> Result<Json, Finding> {
        let mut items = Vec::new();
        self.at += 1;
        if self.next_is(b']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.next_is(b']') {
                return Ok(Json::List(items));
            }
            self.expect(b',', "`,` or `]`")?;
        }
    }

    fn integer(&mut self) -> Result<Json, Finding> {
        let start = self.at;
        let rest = self.rest();
        let digits = rest.strip_prefix('-').unwrap_or(rest).bytes().take_while(u8::is_ascii_digit).count();
        let length = digits + usize::from(rest.starts_with('-'));
        let text = rest.get(..length).unwrap_or_default();
        let wrong = Finding::NotJson { at: start, expected: "an integer of 64 bits, without a fraction" };
        if text.trim_start_matches('-').starts_with('0') && digits > 1 {
            return Err(wrong);
        }
        let value = text.parse().map_err(|_| wrong.clone())?;
        self.at += length;
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) { Err(wrong) } else { Ok(Json::Int(value)) }
    }

    fn string(&mut self) -> Result<String, Finding> {
        self.expect(b'"', "a string")?;
        let mut out = String::new();
        loop {
            let plain = self.rest().find(['"', '\\']).ok_or_else(|| self.fail("the end of the string"))?;
            let (run, _) = self.rest().split_at(plain);
            if run.chars().any(|c| c < ' ') {
                return Err(self.fail("no control character in a string"));
            }
            out.push_str(run);
            self.at += plain + 1;
            match self.text.as_bytes().get(self.at - 1) {
                Some(b'"') => return Ok(out),
                _ => out.push(self.escape()?),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Finding> {
        let c = self.peek().ok_or_else(|| self.fail("an escape"))?;
        self.at += 1;
        Ok(match c {
            b'"' | b'\\' | b'/' => char::from(c),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return Err(self.fail("an escape of JSON")),
        })
    }

    fn unicode_escape(&mut self) -> Result<char, Finding> {
        let first = self.hex4()?;
        let code = match first {
            0xd800..=0xdbff => {
                let low =
                    self.rest().starts_with("\\u").then(|| self.at += 2).and_then(|()| self.hex4().ok());
                match low {
                    Some(low @ 0xdc00..=0xdfff) => 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00),
                    _ => return Err(self.fail("the second half of a surrogate pair")),
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| self.fail("a character, not half a surrogate pair"))
    }

    fn hex4(&mut self) -> Result<u32, Finding> {
        let digits = self.rest().get(..4).filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|text| u32::from_str_radix(text, 16).ok());
        let code = code.ok_or_else(|| self.fail("four hexadecimal digits"))?;
        self.at += 4;
        Ok(code)
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, Finding> {
        if !self.rest().starts_with(word) {
            return Err(self.fail("a value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Finding> {
        if self.next_is(byte) { Ok(()) } else { Err(self.fail(expected)) }
    }

    /// Passes white space and then `byte`, if it is there.
    fn next_is(&mut self, byte: u8) -> bool {
        self.skip_space();
        let is = self.peek() == Some(byte);
        self.at += usize::from(is);
        is
    }

    fn skip_space(&mut self) {
        self.at += self.rest().bytes().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fail(&self, expected: &'static str) -> Finding {
        Finding::NotJson { at: self.at, expected }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, canonical: &str) {
        let bytes = parse(text.as_bytes()).unwrap().canonical();
        assert_eq!(core::str::from_utf8(&bytes), Ok(canonical));
    }

    #[test]
    fn one_value_has_one_canonical_form() {
        check(" { \"b\" : [ 1 , -2 , null ] ,\n\"a\": true } ", r#"{"a":true,"b":[1,-2,null]}"#);
        check("{}", "{}");
        check("[]", "[]");
        check("-0", "0");
    }

    #[test]
    fn in_strings_only_quotes_and_backslashes_are_escaped() {
        check(r#""\" \\ \/ \n \u00e9 \ud83d\ude00""#, "\"\\\" \\\\ / \n é 😀\"");
    }

    #[test]
    fn keys_are_sorted_by_code_point() {
        // By UTF-16 units the second would come first.
        check(r#"{"\ud83d\ude00":1,"\uff5e":2,"B":3,"a":4}"#, "{\"B\":3,\"a\":4,\"～\":2,\"😀\":1}");
    }

    #[track_caller]
    fn refused(text: &str, at: usize) {
        match parse(text.as_bytes()) {
            Err(Finding::NotJson { at: found, .. }) => assert_eq!(found, at, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn what_has_no_canonical_form_is_refused_with_its_place() {
        refused(r#"{"a":1,"a":1}"#, 7);
        refused(r#"{"a":1,"\u0061":1}"#, 7);
        refused("1.5", 0);
        refused("1e3", 0);
        refused("01", 0);
        refused("-", 0);
        refused("9223372036854775808", 0);
        refused(r#""\ud800""#, 7);
        refused(r#""\udc00""#, 7);
        refused("\"a\nb\"", 1);
        refused("[1] 2", 4);
        refused("[1,]", 3);
        refused("", 0);
        refused("\"a", 1);
        refused("\"\\", 2);
        refused("nul", 0);
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(nested(32).as_bytes()).is_ok());
        refused(&nested(33), 32);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(matches!(parse(b"\"\xff\""), Err(Finding::NotJson { at: 1, .. })));
    }
}
