//! CONTAINS over texts of the dataset, decoded into one buffer: no term is made, nothing is copied twice.

use std::borrow::Cow;

use spargebra::algebra::Function;

use super::super::QueryError;
use super::super::algebra::Expr;
use super::super::cell::{Cell, Kind};
use super::super::slots::Slot;
use super::super::value::Value;
use super::Run;
use crate::graph::Class;

/// Bytes of text for one step.
const BYTES_A_STEP: u64 = 1_024;

/// `CONTAINS(?slot, "part")` or `CONTAINS(LCASE(?slot), "part")`.
struct Search<'p> {
    slot: Slot,
    lower: bool,
    part: &'p str,
}

fn as_search<'p>(function: &Function, items: &'p [Expr]) -> Option<Search<'p>> {
    let (Function::Contains, [text, Expr::Const(_, Value::String(part))]) = (function, items) else {
        return None;
    };
    match text {
        Expr::Slot(slot) => Some(Search { slot: *slot, lower: false, part }),
        Expr::Call(Function::LCase, inner) => match inner.as_slice() {
            [Expr::Slot(slot)] => Some(Search { slot: *slot, lower: true, part }),
            _ => None,
        },
        _ => None,
    }
}

impl<'p> Run<'p> {
    /// The answer of such a search over a string of the dataset; `None` if this is something else.
    pub(super) fn contains(
        &mut self,
        function: &Function,
        items: &'p [Expr],
        row: &[Cell],
    ) -> Result<Option<bool>, QueryError> {
        let Some(search) = as_search(function, items) else { return Ok(None) };
        let Kind::Term(id) = row[usize::from(search.slot)].kind() else { return Ok(None) };
        if !matches!(self.scratch.dataset.class(id)?, Class::String | Class::Text) {
            return Ok(None);
        }
        let mut text = core::mem::take(&mut self.text);
        text.clear();
        self.scratch.dataset.lexical(id, &mut text)?;
        self.pay_for(1 + text.len() as u64 / BYTES_A_STEP)?;
        let found = {
            let seen: Cow<'_, str> = match (search.lower, text.is_ascii()) {
                (false, _) => Cow::Borrowed(text.as_str()),
                (true, true) => {
                    text.make_ascii_lowercase();
                    Cow::Borrowed(text.as_str())
                }
                (true, false) => Cow::Owned(text.to_lowercase()),
            };
            self.scope.finds(&seen, search.part)
        };
        self.text = text;
        Ok(Some(found))
    }
}
