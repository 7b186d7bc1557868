//! The functions of SPARQL 1.1 (17.4) and the casts of XML Schema's types (17.5).
//!
//! Not here: what must not evaluate all its arguments (`IF`, `COALESCE`, `BOUND`, `EXISTS`, `IN`, `&&`, `||`), the
//! operators (see `value`), and `sameTerm`.

mod cast;
mod find;
mod hash;
mod moment;
mod number;
mod regex;
mod replace;
mod scope;
mod string;
mod term;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::tree::Function;
use super::value::Value;

pub(crate) use scope::Scope;
pub(crate) use string::MAX_TEXT;

/// Arguments, taken out one by one.
type Args<'a> = Vec<Cow<'a, Value>>;

/// Whether there is such a function: all are, but for those named by an IRI, of which only the casts are.
pub(crate) fn known(function: &Function) -> bool {
    match function {
        Function::Custom(name) => cast::cast(name).is_some(),
        _ => true,
    }
}

/// The language that a tag names, in lower case; `None` if it is no tag.
pub(crate) fn language(tag: &str) -> Option<String> {
    term::is_language_tag(tag).then(|| tag.to_ascii_lowercase())
}

/// Calls `function`; `None` is an error of the expression.
pub(crate) fn call(function: &Function, args: Args<'_>, scope: &mut Scope) -> Option<Value> {
    scope.work += args.iter().map(|arg| work(arg)).sum::<u64>();
    let value = dispatch(function, args, scope)?;
    scope.work += work(&value);
    Some(value)
}

/// Bytes of text that a function reads or writes.
fn work(value: &Value) -> u64 {
    value.text().map_or(0, |(text, _)| text.len() as u64)
}

fn dispatch(function: &Function, args: Args<'_>, scope: &mut Scope) -> Option<Value> {
    use Function as F;
    match function {
        F::Str => term::str(args),
        F::Lang => term::lang(args),
        F::LangMatches => term::lang_matches(args),
        F::Datatype => term::datatype(args),
        F::Iri => term::iri(args, scope),
        F::BNode => term::bnode(args, scope),
        F::StrLang => term::str_lang(args),
        F::StrDt => term::str_dt(args),
        F::IsIri => term::test(args, |value| matches!(value, Value::Iri(_))),
        F::IsBlank => term::test(args, |value| matches!(value, Value::Blank(_))),
        F::IsLiteral => term::test(args, |value| !matches!(value, Value::Iri(_) | Value::Blank(_))),
        F::IsNumeric => term::test(args, Value::is_numeric),
        F::Abs => number::abs(args),
        F::Ceil => number::ceil(args),
        F::Floor => number::floor(args),
        F::Round => number::round(args),
        F::Rand => Some(Value::Double(scope.random.unit())),
        F::Concat => string::concat(args),
        F::SubStr => string::substr(args),
        F::StrLen => string::strlen(args),
        F::UCase => string::upper_case(args),
        F::LCase => string::lower_case(args),
        F::EncodeForUri => string::encode_for_uri(args),
        F::Contains => string::contains(args, scope),
        F::StrStarts => string::starts(args),
        F::StrEnds => string::ends(args),
        F::StrBefore => string::before(args),
        F::StrAfter => string::after(args),
        F::Regex => regex::regex(args, scope),
        F::Replace => replace::replace(args, scope),
        F::Now => scope.now.map(Value::DateTime),
        F::Year | F::Month | F::Day | F::Hours | F::Minutes | F::Seconds => moment::part(function, args),
        F::Timezone => moment::timezone(args),
        F::Tz => moment::tz(args),
        F::Uuid => Some(Value::Iri(scope.random.uuid("urn:uuid:"))),
        F::StrUuid => Some(Value::String(scope.random.uuid(""))),
        F::Md5 | F::Sha1 | F::Sha256 | F::Sha384 | F::Sha512 => hash::hash(function, args),
        F::Custom(name) => {
            let [value] = exactly(args)?;
            cast::cast(name)?(&value)
        }
    }
}

/// All arguments, if there are `N`.
fn exactly<'a, const N: usize>(args: Args<'a>) -> Option<[Cow<'a, Value>; N]> {
    args.try_into().ok()
}

/// The text of an `xsd:string`.
fn simple(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests;
