//! Functions on strings (SPARQL 1.1, 17.4.3) but for regular expressions. Positions count code points.

use alloc::borrow::Cow;
use alloc::string::String;

use super::super::value::Value;
use super::{Args, Scope, exactly};

/// Longest text that a function makes, in bytes: without it, doubling a text a few dozen times takes all memory.
pub(crate) const MAX_TEXT: usize = 1 << 26;

/// The result has a language if all arguments have the same.
pub(super) fn concat(args: Args<'_>) -> Option<Value> {
    let texts = || args.iter().map(|arg| arg.text());
    let length = texts().map(|text| text.map(|(text, _)| text.len())).sum::<Option<usize>>()?;
    if length > MAX_TEXT {
        return None;
    }
    let mut languages = texts().flatten().map(|(_, language)| language);
    let first = languages.next().flatten();
    let language = first.filter(|_| languages.all(|language| language == first));
    let mut whole = String::with_capacity(length);
    texts().flatten().for_each(|(text, _)| whole.push_str(text));
    Some(Value::from_text(whole, language))
}

pub(super) fn substr(args: Args<'_>) -> Option<Value> {
    let (text, language) = args.first()?.text()?;
    let start = integer(args.get(1)?)?;
    let end = match args.get(2) {
        None => i64::MAX,
        Some(length) => start.saturating_add(integer(length)?),
    };
    Some(Value::from_text(slice(text, start, end).into(), language))
}

fn integer(value: &Value) -> Option<i64> {
    match value.plain() {
        Value::Integer(value) => Some(*value),
        _ => None,
    }
}

/// The characters from `start` to before `end`, counted from 1.
fn slice(text: &str, start: i64, end: i64) -> &str {
    let start = start.max(1);
    let place = |text: &str, characters: i64| {
        let nth = usize::try_from(characters).unwrap_or(usize::MAX);
        text.char_indices().nth(nth).map_or(text.len(), |(at, _)| at)
    };
    let rest = text.get(place(text, start - 1)..).unwrap_or_default();
    rest.get(..place(rest, end.saturating_sub(start).max(0))).unwrap_or_default()
}

pub(super) fn strlen(args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    let length = value.text()?.0.chars().count();
    i64::try_from(length).ok().map(Value::Integer)
}

pub(super) fn upper_case(args: Args<'_>) -> Option<Value> {
    // Character by character, as `str::to_uppercase` does, which is large and of use to nothing else.
    change_case(args, str::make_ascii_uppercase, |text| text.chars().flat_map(char::to_uppercase).collect())
}

pub(super) fn lower_case(args: Args<'_>) -> Option<Value> {
    change_case(args, str::make_ascii_lowercase, str::to_lowercase)
}

/// ASCII is changed in place: lists of packages are mostly that.
fn change_case(args: Args<'_>, ascii: fn(&mut str), unicode: fn(&str) -> String) -> Option<Value> {
    let [value] = exactly(args)?;
    let change = |mut text: String| {
        if text.is_ascii() {
            ascii(&mut text);
            text
        } else {
            unicode(&text)
        }
    };
    match value {
        Cow::Borrowed(value) => {
            value.text().map(|(text, language)| Value::from_text(change(text.into()), language))
        }
        Cow::Owned(Value::String(value)) => Some(Value::String(change(value))),
        Cow::Owned(Value::Tagged { value, language }) => {
            Some(Value::Tagged { value: change(value), language })
        }
        Cow::Owned(_) => None,
    }
}

pub(super) fn encode_for_uri(args: Args<'_>) -> Option<Value> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let [value] = exactly(args)?;
    let (text, _) = value.text()?;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    Some(Value::String(encoded))
}

/// Both texts and the language of the first, if the two may be combined (SPARQL 1.1, 17.4.3.1.1).
fn compatible<'a>(a: &'a Value, b: &'a Value) -> Option<(&'a str, &'a str, Option<&'a str>)> {
    let ((a, of_a), (b, of_b)) = (a.text()?, b.text()?);
    (of_b.is_none() || of_a == of_b).then_some((a, b, of_a))
}

pub(super) fn contains(args: Args<'_>, scope: &mut Scope) -> Option<Value> {
    let [a, b] = exactly(args)?;
    let (text, part, _) = compatible(&a, &b)?;
    Some(Value::Boolean(scope.finder.finds(text, part)))
}

pub(super) fn starts(args: Args<'_>) -> Option<Value> {
    let [a, b] = exactly(args)?;
    let (text, part, _) = compatible(&a, &b)?;
    Some(Value::Boolean(text.starts_with(part)))
}

pub(super) fn ends(args: Args<'_>) -> Option<Value> {
    let [a, b] = exactly(args)?;
    let (text, part, _) = compatible(&a, &b)?;
    Some(Value::Boolean(text.ends_with(part)))
}

/// The part before the first match; if there is none, the empty string without a language.
pub(super) fn before(args: Args<'_>) -> Option<Value> {
    around(args, |text, part| text.split_once(part).map(|(before, _)| before))
}

/// As [`before`], the part behind.
pub(super) fn after(args: Args<'_>) -> Option<Value> {
    around(args, |text, part| text.split_once(part).map(|(_, after)| after))
}

fn around(args: Args<'_>, cut: impl for<'t> Fn(&'t str, &str) -> Option<&'t str>) -> Option<Value> {
    let [a, b] = exactly(args)?;
    let (text, part, language) = compatible(&a, &b)?;
    Some(match cut(text, part) {
        Some(found) => Value::from_text(found.into(), language),
        None => Value::string(""),
    })
}
