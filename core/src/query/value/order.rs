//! `ORDER BY`: an order of all terms (SPARQL 1.1, 15.1).
//!
//! Blank nodes, then IRIs, then literals: numbers by value, strings by code point and then by language, truth
//! values, `dateTime`s, dates, times, durations, other literals by text. Where `<` decides, this agrees.

use core::cmp::Ordering;

use super::compare::duration;
use super::{Value, number};

/// Seconds of an average month of the Gregorian calendar, in which 4,800 months are 146,097 days. It decides only
/// where XML Schema leaves the order of two durations open.
const SECONDS_OF_A_MONTH: i128 = 146_097 * 86_400 / 4_800;
const UNITS_OF_A_SECOND: i128 = 1_000_000_000_000_000_000;

/// The order of values. Terms with equal values are equal here: `1` and `1.0`, or moments that only differ in
/// their time zone, so that a second criterion decides.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    let (a, b) = (a.plain(), b.plain());
    class(a).cmp(&class(b)).then_with(|| order_in_class(a, b))
}

/// As [`order`], and ties go by the lexical form and then by the datatype: equal only for the same term.
pub(crate) fn total_order(a: &Value, b: &Value) -> Ordering {
    order(a, b).then_with(|| a.lexical().cmp(&b.lexical())).then_with(|| a.datatype().cmp(&b.datatype()))
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Blank,
    Iri,
    Number,
    String,
    Boolean,
    DateTime,
    Date,
    Time,
    Duration,
    Other,
}

fn class(value: &Value) -> Class {
    match value {
        Value::Blank(_) => Class::Blank,
        Value::Iri(_) => Class::Iri,
        Value::Integer(_) | Value::Decimal(_) | Value::Float(_) | Value::Double(_) => Class::Number,
        Value::String(_) | Value::Tagged { .. } => Class::String,
        Value::Boolean(_) => Class::Boolean,
        Value::DateTime(_) => Class::DateTime,
        Value::Date(_) => Class::Date,
        Value::Time(_) => Class::Time,
        Value::Duration(_) | Value::YearMonthDuration(_) | Value::DayTimeDuration(_) => Class::Duration,
        Value::Other { .. } | Value::Spelled(_) => Class::Other,
    }
}

fn order_in_class(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Blank(a), Value::Blank(b)) | (Value::Iri(a), Value::Iri(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => moment(a.to_be_bytes()).cmp(&moment(b.to_be_bytes())),
        (Value::Date(a), Value::Date(b)) => moment(a.to_be_bytes()).cmp(&moment(b.to_be_bytes())),
        (Value::Time(a), Value::Time(b)) => moment(a.to_be_bytes()).cmp(&moment(b.to_be_bytes())),
        (Value::Other { value: a, datatype: of_a }, Value::Other { value: b, datatype: of_b }) => {
            (a, of_a).cmp(&(b, of_b))
        }
        _ => number::order(a, b)
            .or_else(|| Some(a.text()?.cmp(&b.text()?)))
            .unwrap_or_else(|| length(a).cmp(&length(b))),
    }
}

/// Seconds on the time line in fixed point, a missing time zone being UTC: the first 16 of the bytes.
fn moment(bytes: [u8; 18]) -> i128 {
    bytes.first_chunk().map_or(0, |seconds| i128::from_be_bytes(*seconds))
}

/// Seconds in fixed point (the ends of what fits for what does not), then months, then seconds again.
fn length(value: &Value) -> (i128, i64, i128) {
    let Some(duration) = duration(value) else { return (0, 0, 0) };
    let bytes = duration.to_be_bytes();
    let months = bytes.first_chunk().map_or(0, |months| i64::from_be_bytes(*months));
    let seconds = bytes.last_chunk().map_or(0, |seconds| i128::from_be_bytes(*seconds));
    let of_months = (i128::from(months) * SECONDS_OF_A_MONTH).saturating_mul(UNITS_OF_A_SECOND);
    (of_months.saturating_add(seconds), months, seconds)
}

#[cfg(test)]
mod tests {
    use super::super::compare::{compare, equals, same_term};
    use super::super::read::typed;
    use super::super::{XSD, xsd};
    use super::*;
    use alloc::string::String;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn value(lexical: &str, name: &str) -> Value {
        typed(lexical, &alloc::format!("{XSD}{name}"))
    }

    /// Numbers of all types and spellings, often equal or nearly so.
    fn numbers() -> impl Strategy<Value = Value> {
        let near = prop::sample::select(Vec::from([
            "0",
            "-0",
            "00",
            "1",
            "+1",
            "-1",
            "2",
            "127",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "0.1",
            "-0.1",
            "1.0",
            "0.10",
            "16777217",
            "1e3",
            "5e-324",
            "-5e-324",
            "1e300",
            "NaN",
            "INF",
            "-INF",
            "0.1000000000000000055",
            "170141183460469231731.687303715884105727",
        ]));
        let digits = "[+-]?[0-9]{1,19}(\\.[0-9]{0,18})?";
        let lexical = prop_oneof![near.prop_map(String::from), digits.prop_map(String::from)];
        let name = prop::sample::select(Vec::from(["integer", "decimal", "float", "double", "byte", "long"]));
        let read = (lexical, name).prop_map(|(lexical, name)| value(&lexical, name));
        let made = any::<u64>().prop_map(|bits| Value::Double(f64::from_bits(bits)));
        prop_oneof![read, made, any::<u32>().prop_map(|bits| Value::Float(f32::from_bits(bits)))]
            .prop_filter("a number", Value::is_numeric)
    }

    fn values() -> impl Strategy<Value = Value> {
        let text = || prop::sample::select(Vec::from(["", "a", "b", "é", "1", "01", "P1D", "2026-01-01"]));
        let name =
            prop::sample::select(Vec::from(["boolean", "integer", "string", "date", "duration", "unknown"]));
        let language = prop::sample::select(Vec::from(["de", "en"]));
        let zone = prop::sample::select(Vec::from(["", "Z", "+14:00", "-14:00", "+01:00"]));
        let moment = (1_i32..4, 0_u8..24, zone).prop_map(|(day, hour, zone)| {
            value(&alloc::format!("2026-01-{day:02}T{hour:02}:00:00{zone}"), "dateTime")
        });
        let period = ("-?P[0-9]{1,2}M([0-9]{1,3}D)?|-?P[0-9]{1,3}D(T[0-9]{1,2}H)?", any::<bool>()).prop_map(
            |(text, of_months)| match of_months {
                true => value(&text, "yearMonthDuration"),
                false => value(&text, "duration"),
            },
        );
        prop_oneof![
            numbers(),
            moment,
            period,
            (text(), name).prop_map(|(text, name)| value(text, name)),
            (text(), language).prop_map(|(text, language)| Value::from_text(text.into(), Some(language))),
            text().prop_map(|text| Value::Iri(text.into())),
            text().prop_map(|text| Value::Blank(text.into())),
        ]
    }

    /// Whether `order` is a total order on the three.
    fn check_laws(
        order: fn(&Value, &Value) -> Ordering,
        a: &Value,
        b: &Value,
        c: &Value,
    ) -> Result<(), TestCaseError> {
        prop_assert_eq!(order(a, a), Ordering::Equal);
        prop_assert_eq!(order(a, b), order(b, a).reverse());
        if order(a, b).is_le() && order(b, c).is_le() {
            prop_assert!(order(a, c).is_le());
            prop_assert_eq!(order(a, c).is_eq(), order(a, b).is_eq() && order(b, c).is_eq());
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 5_000, ..ProptestConfig::default() })]

        #[test]
        fn all_values_have_one_order(a in values(), b in values(), c in values()) {
            check_laws(order, &a, &b, &c)?;
            check_laws(total_order, &a, &b, &c)?;
            prop_assert_eq!(total_order(&a, &b).is_eq(), same_term(&a, &b));
        }

        #[test]
        fn numbers_have_one_order(a in numbers(), b in numbers(), c in numbers()) {
            check_laws(order, &a, &b, &c)?;
            check_laws(total_order, &a, &b, &c)?;
        }

        /// `<` rounds numbers to a common type, so it may see two as equal that are not, but never turns them.
        #[test]
        fn the_operator_agrees(a in values(), b in values()) {
            match compare(&a, &b) {
                Some(Ordering::Less) => prop_assert!(order(&a, &b).is_lt()),
                Some(Ordering::Greater) => prop_assert!(order(&a, &b).is_gt()),
                Some(Ordering::Equal) => prop_assert_eq!(equals(&a, &b), Some(true)),
                None => {}
            }
            prop_assert_eq!(equals(&a, &b), equals(&b, &a));
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).map(Ordering::reverse));
        }

        #[test]
        fn any_text_is_read_and_written_again(lexical in ".{0,12}|[-+0-9.eEPYMDTHSZ:]{0,24}", name in 0..8_usize) {
            let names = ["integer", "decimal", "double", "boolean", "dateTime", "date", "time", "duration"];
            let found = value(&lexical, names[name]);
            prop_assert_eq!(found.lexical(), lexical.as_str());
            // The canonical form has the same value, unless it is too long for us to read.
            let plain = found.plain();
            let again = typed(&plain.lexical(), plain.datatype().unwrap_or_default());
            prop_assert_eq!(order(&again, plain), Ordering::Equal);
        }
    }

    #[test]
    fn kinds_come_one_after_the_other() {
        let ascending = [
            Value::Blank("z".into()),
            Value::Iri("a:a".into()),
            value("NaN", "double"),
            value("-INF", "double"),
            value("2", "byte"),
            value("2.5", "decimal"),
            value("10", "integer"),
            value("", "string"),
            value("a", "string"),
            Value::from_text("a".into(), Some("de")),
            Value::from_text("a".into(), Some("en")),
            value("b", "string"),
            value("false", "boolean"),
            value("true", "boolean"),
            value("2026-01-01T00:00:00+01:00", "dateTime"),
            value("2026-01-01T00:00:00", "dateTime"),
            value("2025-12-31T23:00:01-01:00", "dateTime"),
            value("2026-01-01", "date"),
            value("12:00:00", "time"),
            value("-P1M", "yearMonthDuration"),
            value("P30D", "dayTimeDuration"),
            value("P1M", "duration"),
            value("P31D", "dayTimeDuration"),
            value("abc", "integer"),
            value("abc", "unknown"),
        ];
        for pair in ascending.windows(2) {
            assert_eq!(order(&pair[0], &pair[1]), Ordering::Less, "{pair:?}");
        }
    }

    #[test]
    fn equal_values_are_ties_that_their_spelling_breaks() {
        let spellings = [
            value("+1", "integer"),
            value("01", "byte"),
            value("1", "byte"),
            value("1", "integer"),
            value("1.0", "decimal"),
        ];
        for pair in spellings.windows(2) {
            assert_eq!(order(&pair[0], &pair[1]), Ordering::Equal, "{pair:?}");
            assert_eq!(total_order(&pair[0], &pair[1]), Ordering::Less, "{pair:?}");
        }
        let (a, b) =
            (value("2026-01-01T00:00:00Z", "dateTime"), value("2026-01-01T01:00:00+01:00", "dateTime"));
        assert_eq!(order(&a, &b), Ordering::Equal);
        assert_eq!(total_order(&a, &b), Ordering::Less);
        assert_eq!(total_order(&typed("1", xsd!("integer")), &Value::Integer(1)), Ordering::Equal);
    }

    #[test]
    fn huge_durations_are_ordered() {
        let (less, more) =
            (value("P768614336404564650Y", "duration"), value("P768614336404564650Y1M", "duration"));
        assert_eq!(order(&less, &more), Ordering::Less);
    }
}
