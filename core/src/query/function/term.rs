//! Functions on terms (SPARQL 1.1, 17.4.2) and language ranges (17.4.3.12).

use alloc::borrow::{Cow, ToOwned};

use oxiri::Iri;

use super::super::value::{Value, typed};
use super::{Args, Scope, exactly, simple};

/// `STR`: an IRI, or the text of a literal as it is spelled.
pub(super) fn str(args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    match value {
        Cow::Owned(Value::Blank(_)) | Cow::Borrowed(Value::Blank(_)) => None,
        Cow::Owned(value) => Some(Value::String(value.into_lexical())),
        Cow::Borrowed(value) => Some(Value::String(value.lexical().into_owned())),
    }
}

pub(super) fn lang(args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    match &*value {
        Value::Iri(_) | Value::Blank(_) => None,
        Value::Tagged { language, .. } => Some(Value::string(language.as_str())),
        _ => Some(Value::string("")),
    }
}

pub(super) fn datatype(args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    value.datatype().map(|iri| Value::Iri(iri.to_owned()))
}

/// Basic filtering (RFC 4647, section 3.3.1).
pub(super) fn lang_matches(args: Args<'_>) -> Option<Value> {
    let [tag, range] = exactly(args)?;
    let (tag, range) = (simple(&tag)?, simple(&range)?);
    let matches = match range {
        "*" => !tag.is_empty(),
        _ => starts_with_subtags(tag.as_bytes(), range.as_bytes()),
    };
    Some(Value::Boolean(matches))
}

fn starts_with_subtags(tag: &[u8], range: &[u8]) -> bool {
    let Some((start, rest)) = tag.split_at_checked(range.len()) else { return false };
    start.eq_ignore_ascii_case(range) && matches!(rest, [] | [b'-', ..])
}

/// `IRI` and `URI`: resolved against the base of the query; what is no IRI then is an error.
pub(super) fn iri(args: Args<'_>, scope: &Scope) -> Option<Value> {
    let [value] = exactly(args)?;
    match value.into_owned() {
        Value::Iri(iri) => Some(Value::Iri(iri)),
        Value::String(text) => match &scope.base {
            Some(base) => base.resolve(&text),
            None => Iri::parse(text),
        }
        .ok()
        .map(|iri| Value::Iri(iri.into_inner())),
        _ => None,
    }
}

pub(super) fn bnode(args: Args<'_>, scope: &mut Scope) -> Option<Value> {
    match args.first() {
        None => Some(Value::Blank(scope.blanks.fresh())),
        Some(name) => simple(name).map(|name| Value::Blank(scope.blanks.named(name))),
    }
}

pub(super) fn str_lang(args: Args<'_>) -> Option<Value> {
    let [text, language] = exactly(args)?;
    let language = super::language(simple(&language)?)?;
    match text.into_owned() {
        Value::String(value) => Some(Value::Tagged { value, language }),
        _ => None,
    }
}

/// The shape that RDF asks of a tag (SPARQL 1.1, rule `LANGTAG`), with the length that BCP 47 sets for its parts.
pub(super) fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let fits = |part: &str| (1..=8).contains(&part.len());
    let is_alphabetic = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    parts.next().is_some_and(|first| fits(first) && is_alphabetic(first))
        && parts.all(|part| fits(part) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

pub(super) fn str_dt(args: Args<'_>) -> Option<Value> {
    let [text, datatype] = exactly(args)?;
    match (&*text, &*datatype) {
        (Value::String(text), Value::Iri(datatype)) => Some(typed(text, datatype)),
        _ => None,
    }
}

/// `isIRI`, `isBlank`, `isLiteral`, `isNumeric`.
pub(super) fn test(args: Args<'_>, holds: impl Fn(&Value) -> bool) -> Option<Value> {
    let [value] = exactly(args)?;
    Some(Value::Boolean(holds(&value)))
}
