//! Aggregates over the members of one group (SPARQL 1.1, 18.5.1). `DISTINCT` is applied before.
//!
//! An expression that fails for a member is left out by `COUNT` and `SAMPLE`. For all others it makes the whole
//! aggregate an error, so that the variable stays unbound: so say the specification of `SUM`, `AVG` and
//! `GROUP_CONCAT`, and so do Jena and Oxigraph for `MIN` and `MAX`, too.

use alloc::rc::Rc;
use alloc::string::String;
use core::cmp::Ordering;

use spargebra::algebra::AggregateFunction;

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
            AggregateFunction::Custom(_) => return None,
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
