//! A moment, given by the host: whole seconds, UTC, years 1970 to 9999.

use core::fmt;

/// Seconds since 1970-01-01T00:00:00Z without leap seconds; its text is `2026-11-21T09:30:00Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(u64);

impl Timestamp {
    /// 9999-12-31T23:59:59Z.
    pub const MAX_SECONDS: u64 = 253_402_300_799;

    /// The moment `seconds` after the epoch; `None` after the year 9999.
    #[must_use]
    pub fn from_unix(seconds: u64) -> Option<Self> {
        (seconds <= Self::MAX_SECONDS).then_some(Self(seconds))
    }

    /// Seconds since the epoch.
    #[must_use]
    pub fn to_unix(self) -> u64 {
        self.0
    }

    /// Reads the one spelling `YYYY-MM-DDTHH:MM:SSZ`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |at: usize, digits: usize| text.get(at..at + digits)?.parse::<u64>().ok();
        let days = days_from_date(number(0, 4)?, number(5, 2)?, number(8, 2)?)?;
        let moment =
            Self::from_unix(days * DAY + number(11, 2)? * 3600 + number(14, 2)? * 60 + number(17, 2)?)?;
        // Whatever is out of range, or punctuated otherwise, is spelt otherwise too.
        (alloc::format!("{moment}") == text).then_some(moment)
    }
}

const DAY: u64 = 86_400;
const DAYS_IN_400_YEARS: u64 = 146_097;

/// Days from 1970-01-01. Years begin in March here, so that the leap day ends one.
fn days_from_date(year: u64, month: u64, day: u64) -> Option<u64> {
    let valid = year >= 1970 && (1..=12).contains(&month) && (1..=31).contains(&day);
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day.checked_sub(1)?;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year;
    valid.then(|| days - EPOCH)
}

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: u64 = 719_468;

/// Year, month and day of the day `days` after 1970-01-01.
fn date_from_days(days: u64) -> (u64, u64, u64) {
    let days = days + EPOCH;
    let (era, of_era) = (days / DAYS_IN_400_YEARS, days % DAYS_IN_400_YEARS);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_from_days(self.0 / DAY);
        let second = self.0 % DAY;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[track_caller]
    fn check(seconds: u64, text: &str) {
        let moment = Timestamp::from_unix(seconds).unwrap();
        assert_eq!(moment.to_string(), text);
        assert_eq!(Timestamp::parse(text), Some(moment));
    }

    #[test]
    fn moments_survive() {
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_399, "2000-02-28T23:59:59Z");
        check(951_782_400, "2000-02-29T00:00:00Z");
        check(951_868_800, "2000-03-01T00:00:00Z");
        check(1_709_164_800, "2024-02-29T00:00:00Z");
        check(4_107_542_400, "2100-03-01T00:00:00Z");
        check(Timestamp::MAX_SECONDS, "9999-12-31T23:59:59Z");
    }

    #[test]
    fn other_spellings_and_other_dates_are_refused() {
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T09:30:00",
            "2026-11-21T09:30:00+00:00",
            "2026-11-21t09:30:00Z",
            "2026-11-21T09:30:00.0Z",
            "2026-11-21T09:30:60Z",
            "2026-11-21T24:00:00Z",
            "2023-02-29T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-13-10T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "+026-11-21T09:30:00Z",
            "２026-11-21T09:30:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text:?}");
        }
        assert_eq!(Timestamp::from_unix(Timestamp::MAX_SECONDS + 1), None);
    }

    #[test]
    fn every_day_of_eight_centuries_survives() {
        for day in 0..(2 * DAYS_IN_400_YEARS) {
            let (year, month, date) = date_from_days(day);
            assert_eq!(days_from_date(year, month, date), Some(day));
        }
    }
}
