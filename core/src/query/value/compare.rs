//! The operators `=` and `<` and the function `sameTerm` (SPARQL 1.1, 17.3 and 17.4.1).

use core::cmp::Ordering;

use oxsdatatypes::Duration;

use super::Value;
use super::number::{Pair, promote};

/// Whether both come from the same term: same kind, same spelling, same datatype.
pub(crate) fn same_term(a: &Value, b: &Value) -> bool {
    let kind = |value: &Value| matches!(value, Value::Iri(_));
    let language = |value: &Value| value.text().and_then(|(_, language)| language.map(str::len));
    match (a, b) {
        (Value::Tagged { language: a, .. }, Value::Tagged { language: b, .. }) if a != b => false,
        _ => {
            kind(a) == kind(b)
                && language(a) == language(b)
                && a.datatype() == b.datatype()
                && a.lexical() == b.lexical()
        }
    }
}

/// `a = b`. `None` is a type error: the values may be equal, but we cannot know, since we do not know a datatype,
/// a text does not fit its datatype, or a time zone is missing.
pub(crate) fn equals(a: &Value, b: &Value) -> Option<bool> {
    use Value::{Blank, Boolean, Date, DateTime, Iri, Other, String, Tagged, Time};
    if let Some(pair) = promote(a, b) {
        return Some(equal_numbers(pair));
    }
    match (a.plain(), b.plain()) {
        (Iri(a), Iri(b)) | (Blank(a), Blank(b)) | (String(a), String(b)) => Some(a == b),
        (Tagged { .. }, Tagged { .. }) => Some(same_term(a, b)),
        (Boolean(a), Boolean(b)) => Some(a == b),
        (DateTime(a), DateTime(b)) => equal_moments(a, b),
        (Date(a), Date(b)) => equal_moments(a, b),
        (Time(a), Time(b)) => equal_moments(a, b),
        (Other { .. }, Other { .. }) => same_term(a, b).then_some(true),
        // What has no datatype, or one whose values are all known, differs from whatever an unknown one has.
        (Other { .. }, Iri(_) | Blank(_) | Tagged { .. }) => Some(false),
        (Iri(_) | Blank(_) | Tagged { .. }, Other { .. }) => Some(false),
        (Other { .. }, _) | (_, Other { .. }) => None,
        (a, b) => Some(duration(a).is_some_and(|a| duration(b) == Some(a))),
    }
}

fn equal_numbers(pair: Pair) -> bool {
    match pair {
        Pair::Integers(a, b) => a == b,
        Pair::Decimals(a, b) => a == b,
        Pair::Floats(a, b) => a == b,
        Pair::Doubles(a, b) => a == b,
    }
}

/// Where one time zone is missing, only moments that are far enough apart differ.
fn equal_moments<T: PartialOrd>(a: &T, b: &T) -> Option<bool> {
    if a == b { Some(true) } else { a.partial_cmp(b).map(|_| false) }
}

/// `a < b`, `a = b` or `a > b`, as `<` and the other three see it; `None` is a type error. Beyond the
/// specification, a term is neither less nor greater than itself, whatever its kind.
pub(crate) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    use Value::{Boolean, Date, DateTime, String, Tagged, Time};
    if let Some(pair) = promote(a, b) {
        return compare_numbers(pair);
    }
    match (a.plain(), b.plain()) {
        (String(a), String(b)) => Some(a.cmp(b)),
        (Tagged { value: a, language: of_a }, Tagged { value: b, language: of_b }) => {
            (of_a == of_b).then(|| a.cmp(b))
        }
        (Boolean(a), Boolean(b)) => Some(a.cmp(b)),
        (DateTime(a), DateTime(b)) => a.partial_cmp(b),
        (Date(a), Date(b)) => a.partial_cmp(b),
        (Time(a), Time(b)) => a.partial_cmp(b),
        (plain_a, plain_b) => match (duration(plain_a), duration(plain_b)) {
            (Some(a), Some(b)) => compare_durations(a, b),
            _ => same_term(a, b).then_some(Ordering::Equal),
        },
    }
}

fn compare_numbers(pair: Pair) -> Option<Ordering> {
    match pair {
        Pair::Integers(a, b) => Some(a.cmp(&b)),
        Pair::Decimals(a, b) => Some(a.cmp(&b)),
        Pair::Floats(a, b) => a.partial_cmp(&b),
        Pair::Doubles(a, b) => a.partial_cmp(&b),
    }
}

fn compare_durations(a: Duration, b: Duration) -> Option<Ordering> {
    if a == b { Some(Ordering::Equal) } else { a.partial_cmp(&b) }
}

/// Durations of all three types; they are equal if their months and their seconds are.
pub(crate) fn duration(value: &Value) -> Option<Duration> {
    match value {
        Value::Duration(value) => Some(*value),
        Value::YearMonthDuration(value) => Some((*value).into()),
        Value::DayTimeDuration(value) => Some((*value).into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::typed;
    use super::super::{XSD, xsd};
    use super::*;

    fn value(lexical: &str, name: &str) -> Value {
        typed(lexical, &alloc::format!("{XSD}{name}"))
    }

    fn tagged(text: &str, language: &str) -> Value {
        Value::from_text(text.into(), Some(language))
    }

    #[track_caller]
    fn check(a: &Value, b: &Value, equal: Option<bool>) {
        assert_eq!(equals(a, b), equal, "{a:?} = {b:?}");
        assert_eq!(equals(b, a), equal, "{b:?} = {a:?}");
    }

    #[test]
    fn equality_is_of_values() {
        check(&value("01", "integer"), &value("1.0", "decimal"), Some(true));
        check(&value("1", "byte"), &value("1e0", "double"), Some(true));
        check(&value("0.1", "decimal"), &value("0.1", "double"), Some(true));
        check(&value("NaN", "double"), &value("NaN", "double"), Some(false));
        check(&value("1", "boolean"), &value("true", "boolean"), Some(true));
        check(&value("1", "boolean"), &value("1", "integer"), Some(false));
        check(&value("1", "string"), &value("1", "integer"), Some(false));
        check(&value("P1Y", "duration"), &value("P12M", "yearMonthDuration"), Some(true));
        check(&value("P0M", "yearMonthDuration"), &value("PT0S", "dayTimeDuration"), Some(true));
        check(&tagged("a", "en"), &tagged("a", "en"), Some(true));
        check(&tagged("a", "en"), &tagged("a", "de"), Some(false));
        check(&tagged("a", "en"), &value("a", "string"), Some(false));
        check(&Value::Iri("a:b".into()), &value("a:b", "string"), Some(false));
        check(&Value::Iri("a".into()), &Value::Blank("a".into()), Some(false));
    }

    #[test]
    fn unknown_values_may_be_equal() {
        let unknown = |lexical: &str| typed(lexical, "x:type");
        check(&unknown("a"), &unknown("a"), Some(true));
        check(&unknown("a"), &unknown("b"), None);
        check(&unknown("a"), &typed("a", "x:other"), None);
        check(&unknown("a"), &value("a", "string"), None);
        check(&unknown("1"), &value("1", "integer"), None);
        check(&value("one", "integer"), &value("1", "integer"), None);
        check(&unknown("a"), &tagged("a", "en"), Some(false));
        check(&unknown("a"), &Value::Iri("a".into()), Some(false));
    }

    #[test]
    fn time_zones_matter() {
        check(&value("2006-08-23Z", "date"), &value("2006-08-23+00:00", "date"), Some(true));
        check(&value("2006-08-23", "date"), &value("2006-08-23Z", "date"), None);
        check(&value("2006-08-23", "date"), &value("2001-01-01Z", "date"), Some(false));
        check(&value("2006-08-23", "date"), &value("2006-08-23T09:00:00+01:00", "dateTime"), Some(false));
        let (a, b) =
            (value("2006-08-23T09:00:00+01:00", "dateTime"), value("2006-08-23T08:00:00Z", "dateTime"));
        check(&a, &b, Some(true));
        assert!(!same_term(&a, &b));
        let (a, b) = (value("2006-08-22", "date"), value("2006-08-23Z", "date"));
        assert_eq!(compare(&a, &b), Some(Ordering::Less));
    }

    #[test]
    fn comparison_is_within_a_type() {
        use Ordering::{Equal, Greater, Less};
        let check = |a: &Value, b: &Value, expected| assert_eq!(compare(a, b), expected, "{a:?} {b:?}");
        check(&value("1", "integer"), &value("1.5", "decimal"), Some(Less));
        check(&value("INF", "float"), &value("1", "byte"), Some(Greater));
        check(&value("NaN", "float"), &value("1", "byte"), None);
        check(&value("b", "string"), &value("a", "string"), Some(Greater));
        check(&value("false", "boolean"), &value("1", "boolean"), Some(Less));
        check(&value("P1M", "duration"), &value("P30D", "duration"), None);
        check(&value("P1M", "yearMonthDuration"), &value("P32D", "dayTimeDuration"), Some(Less));
        check(&value("1", "string"), &value("1", "integer"), None);
        check(&tagged("a", "en"), &tagged("b", "en"), Some(Less));
        check(&tagged("a", "en"), &tagged("b", "de"), None);
        check(&Value::Iri("a:a".into()), &Value::Iri("a:b".into()), None);
        check(&Value::Iri("a:a".into()), &Value::Iri("a:a".into()), Some(Equal));
        check(&typed("a", "x:type"), &typed("b", "x:type"), None);
    }

    #[test]
    fn terms_are_the_same_by_spelling() {
        assert!(same_term(&value("1", "integer"), &Value::Integer(1)));
        assert!(!same_term(&value("01", "integer"), &Value::Integer(1)));
        assert!(!same_term(&value("1", "byte"), &Value::Integer(1)));
        assert!(!same_term(&Value::Iri("a".into()), &Value::Blank("a".into())));
        assert!(!same_term(&tagged("a", "en"), &tagged("a", "de")));
        assert!(same_term(&typed("a", xsd!("string")), &Value::string("a")));
    }
}
