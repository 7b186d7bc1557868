//! Aggregates over the members of one group (SPARQL 1.1, 18.5.1). `DISTINCT` is applied before.
//!
//! An expression that fails for a member is left out by `COUNT` and `SAMPLE`. For all others it makes the whole
//! aggregate an error, so that the variable stays unbound: so say the specification of `SUM`, `AVG` and
//! `GROUP_CONCAT`, and so do Jena and Oxigraph for `MIN` and `MAX`, too.

use alloc::rc::Rc;
use alloc::string::String;
use core::cmp::Ordering;

use crate::query::tree::AggregateFunction;

use super::cell::Cell;
use super::function::MAX_TEXT;
use super::value::{Value, arithmetic, total_order};

/// The state of one aggregate in one group.
#[derive(Debug, Clone)]
pub(crate) struct Accumulator {
    state: State,
    failed: bool,
}

/// What an aggregate gives: a member as it is, a new value, or an error.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Cell(Cell),
    Value(Value),
    Error,
}

#[derive(Debug, Clone)]
enum State {
    Count(i64),
    Sum(Value),
    Average {
        sum: Value,
        count: i64,
    },
    /// The least member (`Less`) or the greatest.
    Extreme {
        wanted: Ordering,
        best: Option<(Value, Cell)>,
    },
    Sample(Option<Cell>),
    Concat {
        text: Option<String>,
        separator: Rc<str>,
    },
}

impl Accumulator {
    /// For an empty group; `None` for functions that are not of SPARQL 1.1.
    pub(crate) fn new(function: &AggregateFunction) -> Option<Self> {
        let zero = Value::Integer(0);
        let state = match function {
            AggregateFunction::Count => State::Count(0),
            AggregateFunction::Sum => State::Sum(zero),
            AggregateFunction::Avg => State::Average { sum: zero, count: 0 },
            AggregateFunction::Min => State::Extreme { wanted: Ordering::Less, best: None },
            AggregateFunction::Max => State::Extreme { wanted: Ordering::Greater, best: None },
            AggregateFunction::Sample => State::Sample(None),
            AggregateFunction::GroupConcat { separator } => {
                State::Concat { text: None, separator: separator.as_deref().unwrap_or(" ").into() }
            }
        };
        Some(Self { state, failed: false })
    }

    /// Whether [`Accumulator::add`] looks at values; if not, [`Accumulator::add_cell`] does for members.
    pub(crate) fn needs_values(&self) -> bool {
        !matches!(self.state, State::Count(_) | State::Sample(_))
    }

    /// A member for `COUNT` or `SAMPLE`. Others need its value, too.
    pub(crate) fn add_cell(&mut self, cell: Cell) {
        match &mut self.state {
            State::Count(count) => *count += 1,
            State::Sample(sample) => *sample = sample.or(Some(cell)),
            _ => self.failed = true,
        }
    }

    /// A member: its value and the cell that holds it.
    pub(crate) fn add(&mut self, value: Value, cell: Cell) {
        if self.failed {
            return;
        }
        let added = match &mut self.state {
            State::Count(_) | State::Sample(_) => return self.add_cell(cell),
            State::Sum(sum) => add_to(sum, &value),
            State::Average { sum, count } => {
                *count += 1;
                add_to(sum, &value)
            }
            State::Extreme { wanted, best } => {
                let is_better = |(best, _): &(Value, Cell)| total_order(&value, best) == *wanted;
                if best.as_ref().is_none_or(is_better) {
                    *best = Some((value, cell));
                }
                Some(())
            }
            State::Concat { text, separator } => join(text, separator, value),
        };
        self.failed = added.is_none();
    }

    /// A member whose expression failed.
    pub(crate) fn fail(&mut self) {
        self.failed |= self.needs_values();
    }

    /// What the members give. Of an empty group: `COUNT`, `SUM` and `AVG` zero, `GROUP_CONCAT` the empty text, the
    /// others an error.
    pub(crate) fn finish(self) -> Outcome {
        if self.failed {
            return Outcome::Error;
        }
        match self.state {
            State::Count(count) => Outcome::Value(Value::Integer(count)),
            State::Sum(sum) => Outcome::Value(sum),
            State::Average { sum, count: 0 } => Outcome::Value(sum),
            State::Average { sum, count } => {
                arithmetic::divide(&sum, &Value::Integer(count)).map_or(Outcome::Error, Outcome::Value)
            }
            State::Extreme { best, .. } => best.map_or(Outcome::Error, |(_, cell)| Outcome::Cell(cell)),
            State::Sample(sample) => sample.map_or(Outcome::Error, Outcome::Cell),
            State::Concat { text, .. } => Outcome::Value(Value::String(text.unwrap_or_default())),
        }
    }

    /// Bytes held outside the accumulator itself.
    pub(crate) fn bytes(&self) -> usize {
        match &self.state {
            State::Extreme { best: Some((value, _)), .. } => value.bytes(),
            State::Concat { text: Some(text), .. } => text.capacity(),
            _ => 0,
        }
    }
}

/// `None` unless `value` is a number and the sum fits.
fn add_to(sum: &mut Value, value: &Value) -> Option<()> {
    *sum = value.is_numeric().then(|| arithmetic::add(sum, value))??;
    Some(())
}

/// Appends what `STR` gives; `None` if that is an error or the text gets too long.
fn join(text: &mut Option<String>, separator: &str, value: Value) -> Option<()> {
    let part = (!matches!(value, Value::Blank(_))).then(|| value.into_lexical())?;
    match text {
        None => *text = Some(part),
        Some(text) if text.len() + separator.len() + part.len() > MAX_TEXT => return None,
        Some(text) => {
            text.push_str(separator);
            text.push_str(&part);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Term;

    fn concat(separator: Option<&str>) -> AggregateFunction {
        AggregateFunction::GroupConcat { separator: separator.map(Into::into) }
    }

    fn number(lexical: &str, name: &str) -> Value {
        Value::from(Term::typed(lexical, &alloc::format!("http://www.w3.org/2001/XMLSchema#{name}")))
    }

    /// The outcome over `values`; the cell of the n-th is n.
    fn run(function: &AggregateFunction, values: &[Value]) -> Outcome {
        let mut accumulator = Accumulator::new(function).unwrap();
        for (place, value) in values.iter().enumerate() {
            accumulator.add(value.clone(), Cell::made(place as u32));
        }
        accumulator.finish()
    }

    #[track_caller]
    fn gives(function: &AggregateFunction, values: &[Value], lexical: &str) {
        match run(function, values) {
            Outcome::Value(value) => assert_eq!(value.lexical(), lexical, "{function:?}"),
            other => panic!("{function:?}: {other:?}"),
        }
    }

    #[track_caller]
    fn gives_member(function: &AggregateFunction, values: &[Value], place: u32) {
        match run(function, values) {
            Outcome::Cell(cell) => assert_eq!(cell, Cell::made(place), "{function:?}"),
            other => panic!("{function:?}: {other:?}"),
        }
    }

    #[track_caller]
    fn fails(function: &AggregateFunction, values: &[Value]) {
        assert!(matches!(run(function, values), Outcome::Error), "{function:?}");
    }

    use AggregateFunction::{Avg, Count, Max, Min, Sample, Sum};

    #[test]
    fn empty_groups_have_values() {
        for function in [Count, Sum, Avg] {
            gives(&function, &[], "0");
        }
        gives(&concat(None), &[], "");
        for function in [Min, Max, Sample] {
            fails(&function, &[]);
        }
    }

    #[test]
    fn numbers_are_summed() {
        let (one, half, quarter) = (number("01", "byte"), number("0.5", "decimal"), number("0.25", "float"));
        gives(&Sum, &[one.clone(), one.clone()], "2");
        gives(&Sum, &[one.clone(), half.clone(), quarter.clone()], "1.75");
        gives(&Avg, &[one.clone(), Value::Integer(2)], "1.5");
        gives(&Avg, &[half.clone(), quarter], "0.375");
        gives(&Count, &[one.clone(), Value::string("a")], "2");
        for function in [Sum, Avg] {
            fails(&function, &[one.clone(), Value::string("2")]);
            fails(&function, &[number("P1D", "dayTimeDuration")]);
            fails(&function, &[Value::Integer(i64::MAX), Value::Integer(1), half.clone()]);
        }
    }

    #[test]
    fn extremes_are_members() {
        let values =
            [number("1.0", "decimal"), Value::Integer(3), Value::Integer(1), number("-INF", "double")];
        gives_member(&Min, &values, 3);
        gives_member(&Max, &values, 1);
        let mixed = [Value::string("b"), Value::Iri("x:a".into()), Value::Integer(7), Value::string("a")];
        gives_member(&Min, &mixed, 1);
        gives_member(&Max, &mixed, 0);
        // Equal numbers go by their spelling, whichever comes first.
        gives_member(&Min, &[number("1.0", "decimal"), Value::Integer(1)], 1);
        gives_member(&Min, &[Value::Integer(1), number("1.0", "decimal")], 0);
        gives_member(&Sample, &mixed, 0);
    }

    #[test]
    fn texts_are_joined() {
        let values = [Value::string("a"), Value::Integer(1), Value::from_text("b".into(), Some("en"))];
        gives(&concat(None), &values, "a 1 b");
        gives(&concat(Some("")), &values, "a1b");
        gives(&concat(Some(", ")), &[Value::string(""), Value::string("")], ", ");
        gives(&concat(None), &[Value::Iri("x:a".into())], "x:a");
        fails(&concat(None), &[Value::Blank("b".into())]);
    }

    #[test]
    fn failed_members_are_left_out_or_spoil_all() {
        for (function, spoils) in [
            (Count, false),
            (Sample, false),
            (Sum, true),
            (Avg, true),
            (Min, true),
            (Max, true),
            (concat(None), true),
        ] {
            let mut accumulator = Accumulator::new(&function).unwrap();
            accumulator.add(Value::Integer(1), Cell::made(0));
            accumulator.fail();
            accumulator.add(Value::Integer(1), Cell::made(1));
            assert_eq!(matches!(accumulator.finish(), Outcome::Error), spoils, "{function:?}");
        }
    }

    #[test]
    fn held_bytes_are_counted() {
        let mut accumulator = Accumulator::new(&concat(None)).unwrap();
        assert_eq!(accumulator.bytes(), 0);
        accumulator.add(Value::string("a".repeat(100)), Cell::UNBOUND);
        assert!(accumulator.bytes() >= 100);
    }
}
