//! Dates and moments of years 0001 to 9999 as numbers, in the proleptic Gregorian calendar of XML Schema.

use alloc::string::String;

use crate::codec::{Damage, Read};

const DAY_SECONDS: i64 = 86_400;
/// 0001-01-01 and 9999-12-31 as days since 1970-01-01.
const FIRST_DAY: i64 = -719_162;
const LAST_DAY: i64 = 2_932_896;
/// Days of 400 years, and from 0000-03-01 to 1970-01-01.
const ERA_DAYS: i64 = 146_097;
const EPOCH_DAY: i64 = 719_468;

/// `YYYY-MM-DD` as days since 1970-01-01; `None` for what [`push_day`] would write otherwise.
pub(super) fn day(text: &str) -> Option<i64> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *text.as_bytes() else { return None };
    let year = digits(&[y0, y1, y2, y3])?;
    let (month, date) = (digits(&[m0, m1])?, digits(&[d0, d1])?);
    if year == 0 || !(1..=12).contains(&month) || date == 0 {
        return None;
    }
    let day = day_of(year, month, date);
    (date_of(day) == (year, month, date)).then_some(day)
}

/// `YYYY-MM-DDThh:mm:ssZ` as seconds since 1970-01-01T00:00:00Z; `None` for what [`push_second`] would write
/// otherwise.
pub(super) fn second(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let [h0, h1, b':', m0, m1, b':', s0, s1, b'Z'] = *time.as_bytes() else { return None };
    let (hour, minute, second) = (digits(&[h0, h1])?, digits(&[m0, m1])?, digits(&[s0, s1])?);
    let fits = hour < 24 && minute < 60 && second < 60;
    fits.then_some(day(date)? * DAY_SECONDS + hour * 3600 + minute * 60 + second)
}

/// Appends `YYYY-MM-DD`.
pub(super) fn push_day(day: i64, out: &mut String) -> Read<()> {
    if !(FIRST_DAY..=LAST_DAY).contains(&day) {
        return Err(Damage("a date is out of range"));
    }
    let (year, month, date) = date_of(day);
    push_digits(out, year, 4);
    for part in [month, date] {
        out.push('-');
        push_digits(out, part, 2);
    }
    Ok(())
}

/// Appends `YYYY-MM-DDThh:mm:ssZ`.
pub(super) fn push_second(second: i64, out: &mut String) -> Read<()> {
    push_day(second.div_euclid(DAY_SECONDS), out)?;
    let second = second.rem_euclid(DAY_SECONDS);
    for (mark, part) in [('T', second / 3600), (':', second / 60 % 60), (':', second % 60)] {
        out.push(mark);
        push_digits(out, part, 2);
    }
    out.push('Z');
    Ok(())
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

fn push_digits(out: &mut String, number: i64, digits: u32) {
    for place in (0..digits).rev() {
        out.push(char::from(b'0' + (number / 10i64.pow(place) % 10) as u8));
    }
}

/// Years begin in March, so that the leap day is the last of its year.
fn day_of(year: i64, month: i64, date: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day = ((month + 9) % 12 * 153 + 2) / 5 + date - 1;
    era * ERA_DAYS + year * 365 + year / 4 - year / 100 + day - EPOCH_DAY
}

fn date_of(day: i64) -> (i64, i64, i64) {
    let day = day + EPOCH_DAY;
    let (era, day) = (day.div_euclid(ERA_DAYS), day.rem_euclid(ERA_DAYS));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (year * 365 + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_and_seconds() {
        let days =
            [("1970-01-01", 0), ("0001-01-01", FIRST_DAY), ("9999-12-31", LAST_DAY), ("2000-03-01", 11_017)];
        for (text, number) in days {
            assert_eq!(day(text), Some(number), "{text}");
        }
        assert_eq!(second("2026-01-01T00:00:01Z"), Some(1_767_225_601));
        assert_eq!(second("1969-12-31T23:59:59Z"), Some(-1));
    }

    #[test]
    fn every_day_is_written_as_it_was_read() {
        let mut text = String::new();
        for number in FIRST_DAY..=LAST_DAY {
            text.clear();
            push_day(number, &mut text).unwrap();
            assert_eq!(day(&text), Some(number), "{text}");
        }
        for number in [FIRST_DAY - 1, LAST_DAY + 1, i64::MIN, i64::MAX] {
            assert!(push_day(number, &mut text).is_err());
        }
    }

    #[test]
    fn every_second_of_a_day_is_written_as_it_was_read() {
        let mut text = String::new();
        for number in -DAY_SECONDS..DAY_SECONDS {
            text.clear();
            push_second(number, &mut text).unwrap();
            assert_eq!(second(&text), Some(number), "{text}");
        }
        assert!(push_second(i64::MIN, &mut text).is_err());
    }

    #[test]
    fn other_spellings_are_no_numbers() {
        for text in ["", "2026-02-29", "2026-1-01", "0000-01-01", "-0001-01-01", "12026-01-01", "2026-01-01Z"]
        {
            assert_eq!(day(text), None, "{text}");
        }
        for text in ["24:00:00Z", "00:60:00Z", "00:00:60Z", "00:00:00", "00:00:00.0Z", "00:00:00+00:00"] {
            assert_eq!(second(&alloc::format!("2026-01-01T{text}")), None, "{text}");
        }
    }
}
