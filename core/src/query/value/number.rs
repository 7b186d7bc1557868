//! Two numbers as two of one type (XPath's promotion), and the exact order of numbers of all types.

use core::cmp::Ordering;

use oxsdatatypes::{Decimal, Double, Float};

use super::Value;

/// What one is in the fixed-point numbers behind [`Decimal`].
const ONE: i128 = 1_000_000_000_000_000_000;

/// Two numbers of one type: the later in the list of the two they came with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pair {
    Integers(i64, i64),
    Decimals(Decimal, Decimal),
    Floats(f32, f32),
    Doubles(f64, f64),
}

/// `None` unless both are numbers.
pub(super) fn promote(a: &Value, b: &Value) -> Option<Pair> {
    use Value::{Decimal as D, Double as B, Float as F, Integer as I};
    Some(match (a.plain(), b.plain()) {
        (I(a), I(b)) => Pair::Integers(*a, *b),
        (D(a), D(b)) => Pair::Decimals(*a, *b),
        (I(a), D(b)) => Pair::Decimals((*a).into(), *b),
        (D(a), I(b)) => Pair::Decimals(*a, (*b).into()),
        (B(_), other) | (other, B(_)) if other.is_numeric() => Pair::Doubles(double(a)?, double(b)?),
        (F(_), other) | (other, F(_)) if other.is_numeric() => Pair::Floats(float(a)?, float(b)?),
        _ => return None,
    })
}

/// The nearest `xsd:double` of a number.
pub(crate) fn double(value: &Value) -> Option<f64> {
    match value.plain() {
        Value::Integer(value) => Some(*value as f64),
        Value::Decimal(value) => Some(Double::from(*value).into()),
        Value::Float(value) => Some(f64::from(*value)),
        Value::Double(value) => Some(*value),
        _ => None,
    }
}

/// The nearest `xsd:float` of a number.
pub(crate) fn float(value: &Value) -> Option<f32> {
    match value.plain() {
        Value::Integer(value) => Some(*value as f32),
        Value::Decimal(value) => Some(Float::from(*value).into()),
        Value::Float(value) => Some(*value),
        Value::Double(value) => Some(*value as f32),
        _ => None,
    }
}

/// Numbers by value, exactly, whatever their types: unlike `<`, which rounds to a common type, it is
/// transitive. `NaN` comes first. `None` unless both are numbers.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    Some(match (exact(a)?, exact(b)?) {
        (Exact::Fixed(a), Exact::Fixed(b)) => a.cmp(&b),
        (Exact::Binary(a), Exact::Binary(b)) => binary_order(a, b),
        (Exact::Fixed(a), Exact::Binary(b)) => mixed_order(a, b),
        (Exact::Binary(a), Exact::Fixed(b)) => mixed_order(b, a).reverse(),
    })
}

enum Exact {
    /// In units of 10^-18.
    Fixed(i128),
    Binary(f64),
}

fn exact(value: &Value) -> Option<Exact> {
    Some(match value.plain() {
        Value::Integer(value) => Exact::Fixed(i128::from(*value) * ONE),
        Value::Decimal(value) => Exact::Fixed(i128::from_be_bytes(value.to_be_bytes())),
        Value::Float(value) => Exact::Binary(f64::from(*value)),
        Value::Double(value) => Exact::Binary(*value),
        _ => return None,
    })
}

fn binary_order(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| b.is_nan().cmp(&a.is_nan()))
}

fn mixed_order(fixed: i128, binary: f64) -> Ordering {
    if binary.is_nan() {
        return Ordering::Greater;
    }
    match (fixed < 0, binary < 0.0) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => size_order(fixed.unsigned_abs(), binary),
        (true, true) => size_order(fixed.unsigned_abs(), -binary).reverse(),
    }
}

/// As [`mixed_order`], for numbers that are not negative.
fn size_order(fixed: u128, binary: f64) -> Ordering {
    /// Every fixed-point number is below it: 2^128 / 10^18, rounded up.
    const TOO_LARGE: f64 = 3.5e20;
    if binary >= TOO_LARGE {
        return Ordering::Less;
    }
    let whole = binary.trunc();
    let unit = ONE.unsigned_abs();
    (fixed / unit).cmp(&(whole as u128)).then_with(|| fraction_order(fixed % unit, binary - whole))
}

/// Compares `fixed`, in units of 10^-18 and below one, with `fraction`, which is in `0.0..1.0`.
fn fraction_order(fixed: u128, fraction: f64) -> Ordering {
    /// Bits of a double's mantissa, without the first.
    const MANTISSA: u32 = 52;
    if fraction == 0.0 {
        return fixed.cmp(&0);
    }
    let bits = fraction.to_bits();
    let exponent = (bits >> MANTISSA) as u32;
    let mantissa = (bits & ((1 << MANTISSA) - 1)) | if exponent == 0 { 0 } else { 1 << MANTISSA };
    // The fraction is mantissa / 2^shift; in units of 10^-18 its numerator has less than 113 bits.
    let shift = 1023 + MANTISSA - exponent.max(1);
    let numerator = u128::from(mantissa) * ONE.unsigned_abs();
    let whole = numerator.checked_shr(shift).unwrap_or(0);
    let has_rest = numerator.trailing_zeros() < shift;
    fixed.cmp(&whole).then(if has_rest { Ordering::Less } else { Ordering::Equal })
}

#[cfg(test)]
mod tests {
    use super::super::parse_decimal;
    use super::*;

    fn decimal(text: &str) -> Value {
        Value::Decimal(parse_decimal(text).unwrap())
    }

    #[track_caller]
    fn check(a: Value, b: Value, expected: Ordering) {
        assert_eq!(order(&a, &b), Some(expected), "{a:?} {b:?}");
        assert_eq!(order(&b, &a), Some(expected.reverse()), "{b:?} {a:?}");
    }

    #[test]
    fn numbers_of_different_types_are_ordered_exactly() {
        use Ordering::{Equal, Greater, Less};
        let above = 9_007_199_254_740_993;
        check(Value::Integer(above), Value::Double(9_007_199_254_740_992.0), Greater);
        check(Value::Integer(above - 1), Value::Double(9_007_199_254_740_992.0), Equal);
        check(Value::Integer(i64::MAX), Value::Double(9_223_372_036_854_775_808.0), Less);
        check(decimal("0.1"), Value::Double(0.1), Less);
        check(decimal("-0.1"), Value::Double(-0.1), Greater);
        check(decimal("0.5"), Value::Double(0.5), Equal);
        check(decimal("0.1"), Value::Float(0.1), Less);
        check(decimal("0"), Value::Double(5e-324), Less);
        check(decimal("0"), Value::Double(-0.0), Equal);
        check(decimal("0.000000000000000001"), Value::Double(1e-18), Less);
        check(Value::Integer(-1), Value::Double(1e300), Less);
        check(Value::Integer(-1), Value::Double(-1e300), Greater);
        check(Value::Integer(0), Value::Double(f64::NEG_INFINITY), Greater);
        check(Value::Integer(0), Value::Double(f64::NAN), Greater);
        check(Value::Float(f32::NAN), Value::Double(f64::NEG_INFINITY), Less);
        check(Value::Float(f32::NAN), Value::Double(f64::NAN), Equal);
    }

    #[test]
    fn types_are_promoted_as_xpath_says() {
        let (integer, decimal) = (Value::Integer(1), decimal("2"));
        let (float, double) = (Value::Float(3.0), Value::Double(4.0));
        assert!(matches!(promote(&integer, &decimal), Some(Pair::Decimals(..))));
        assert!(matches!(promote(&decimal, &float), Some(Pair::Floats(2.0, 3.0))));
        assert!(matches!(promote(&float, &double), Some(Pair::Doubles(3.0, 4.0))));
        assert!(matches!(promote(&double, &integer), Some(Pair::Doubles(4.0, 1.0))));
        assert!(promote(&double, &Value::string("1")).is_none());
    }
}
