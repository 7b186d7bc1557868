//! CONTAINS over texts of the dataset, decoded into one buffer: no term is made, nothing is copied twice.

use std::borrow::Cow;

use crate::query::tree::Function;

use super::super::QueryError;
use super::super::algebra::Expr;
use super::super::cell::{Cell, Kind};
use super::super::slots::Slot;
use super::super::value::Value;
use super::Run;
use crate::codec::Finder;
use crate::graph::{Class, Id};

/// Bytes of text for one step.
const BYTES_A_STEP: u64 = 1_024;
/// Most searches of one run that read tokens: each holds a table.
const MAX_FINDERS: usize = 4;

/// The searches of a run that read tokens, by what they look for; `None` if one cannot.
pub(super) type Finders<'p> = Vec<(&'p str, bool, Option<Finder>)>;

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
        if let Some(found) = self.finds(&search, id)? {
            return Ok(Some(found));
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

    /// The answer of a search that reads the tokens of the text and unpacks nothing; `None` if they do not tell.
    fn finds(&mut self, search: &Search<'p>, id: Id) -> Result<Option<bool>, QueryError> {
        let same = |(part, lower, _): &(&str, bool, _)| *part == search.part && *lower == search.lower;
        let at = match self.finders.iter().position(same) {
            Some(at) => at,
            None if self.finders.len() == MAX_FINDERS => return Ok(None),
            None => {
                let finder = self.scratch.dataset.finder(search.part, search.lower);
                self.hold(finder.as_ref().map_or(0, Finder::bytes))?;
                self.finders.push((search.part, search.lower, finder));
                self.finders.len() - 1
            }
        };
        let Some(finder) = &mut self.finders[at].2 else { return Ok(None) };
        let found = self.scratch.dataset.finds(id, finder)?;
        self.pay()?;
        Ok(found)
    }
}
