//! How `xsd:float` and `xsd:double` are written: as a decimal where that is short, else with an exponent
//! (XPath Functions 3.1, 19.1.2.2).

use alloc::format;
use alloc::string::String;
use core::fmt::{Display, LowerExp};

/// From here on, numbers have an exponent.
const LARGE: f64 = 1e6;
/// Below this, too.
const SMALL: f64 = 1e-6;

pub(super) fn write_double(value: f64) -> String {
    write(value, value)
}

pub(super) fn write_float(value: f32) -> String {
    write(value, f64::from(value))
}

/// The fewest digits that give `value` back; `size` is the same number.
fn write(value: impl Display + LowerExp, size: f64) -> String {
    if size.is_nan() {
        return "NaN".into();
    }
    if size.is_infinite() {
        return if size > 0.0 { "INF".into() } else { "-INF".into() };
    }
    if size == 0.0 || (SMALL..LARGE).contains(&size.abs()) {
        return format!("{value}");
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let fraction = if digits.contains('.') { "" } else { ".0" };
    format!("{digits}{fraction}E{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_written_as_xpath_says() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-2.5, "-2.5"),
            (0.1, "0.1"),
            (999_999.5, "999999.5"),
            (1e6, "1.0E6"),
            (-1.25e300, "-1.25E300"),
            (1e-6, "0.000001"),
            (1.5e-7, "1.5E-7"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "INF"),
            (f64::NEG_INFINITY, "-INF"),
        ] {
            assert_eq!(write_double(value), text);
        }
        assert_eq!(write_float(0.1), "0.1");
        assert_eq!(write_float(3e10), "3.0E10");
    }
}
