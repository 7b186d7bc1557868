//! Functions on dates and times (SPARQL 1.1, 17.4.5); dates and times have the parts that they hold.

use alloc::string::ToString;

use crate::query::tree::Function;
use oxsdatatypes::TimezoneOffset;

use super::super::value::Value;
use super::{Args, exactly};

/// `YEAR`, `MONTH`, `DAY`, `HOURS`, `MINUTES` and `SECONDS`.
pub(super) fn part(function: &Function, args: Args<'_>) -> Option<Value> {
    use Function::{Day, Hours, Minutes, Month, Seconds, Year};
    let [value] = exactly(args)?;
    let number = match (function, value.plain()) {
        (Seconds, Value::DateTime(value)) => return Some(Value::Decimal(value.second())),
        (Seconds, Value::Time(value)) => return Some(Value::Decimal(value.second())),
        (Year, Value::DateTime(value)) => value.year(),
        (Year, Value::Date(value)) => value.year(),
        (Month, Value::DateTime(value)) => value.month().into(),
        (Month, Value::Date(value)) => value.month().into(),
        (Day, Value::DateTime(value)) => value.day().into(),
        (Day, Value::Date(value)) => value.day().into(),
        (Hours, Value::DateTime(value)) => value.hour().into(),
        (Hours, Value::Time(value)) => value.hour().into(),
        (Minutes, Value::DateTime(value)) => value.minute().into(),
        (Minutes, Value::Time(value)) => value.minute().into(),
        _ => return None,
    };
    Some(Value::Integer(number))
}

/// `TIMEZONE`: a duration; an error where there is none.
pub(super) fn timezone(args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    Some(Value::DayTimeDuration(offset(value.plain())??.into()))
}

/// `TZ`: as it is written; empty where there is none.
pub(super) fn tz(args: Args<'_>) -> Option<Value> {
    let [value] = exactly(args)?;
    Some(Value::String(offset(value.plain())?.map_or_else(Default::default, |offset| offset.to_string())))
}

fn offset(value: &Value) -> Option<Option<TimezoneOffset>> {
    match value {
        Value::DateTime(value) => Some(value.timezone_offset()),
        Value::Date(value) => Some(value.timezone_offset()),
        Value::Time(value) => Some(value.timezone_offset()),
        _ => None,
    }
}
