//! The values of a field that are like one that no package has.

use std::collections::BTreeMap;

use super::field::Field;
use super::parse::{Condition, What};
use super::releases::for_each_object;
use super::{Note, SearchError};
use crate::catalog::{CatalogError, Section, Segment};
use crate::model::printable;
use crate::text::{Typo, fold};

/// Values shown.
const SHOWN: usize = 3;
/// Most typing errors.
const MAX_EDITS: usize = 2;

/// A note on a condition that asks for a value which no package has.
pub(super) fn unknown_value<B: AsRef<[u8]>>(
    segments: &[Segment<B>],
    condition: &Condition,
) -> Result<Option<Note>, SearchError> {
    let What::Value(field, value) = &condition.what else { return Ok(None) };
    let near = near_values(segments, *field, &fold(value))?;
    let message = format!("no package has the {} `{}`", field.name(), printable(value));
    Ok(Some(Note { code: Note::UNKNOWN_VALUE, column: condition.column, message, near }))
}

/// The nearest values by typing errors, then those that hold what was typed, each the commonest first.
fn near_values<B: AsRef<[u8]>>(
    segments: &[Segment<B>],
    field: Field,
    typed: &str,
) -> Result<Vec<String>, SearchError> {
    let Some(predicate) = field.predicate().filter(|_| !typed.is_empty()) else { return Ok(Vec::new()) };
    let typo = Typo::new(typed, MAX_EDITS.min(typed.len() / 2));
    let mut values = BTreeMap::<String, (usize, u32)>::new();
    for segment in segments {
        let graph = segment.graph()?;
        let mut look = |object, count| {
            let term = graph.dictionary.term(object)?;
            if let Some(distance) = distance(field, typed, typo.as_ref(), term.value()) {
                values.entry(term.value().to_owned()).or_insert((distance, 0)).1 += count;
            }
            Ok(())
        };
        for_each_object(&graph, predicate, &mut look).map_err(CatalogError::damaged(Section::Triples))?;
    }
    let mut ranked: Vec<_> = values.into_iter().collect();
    crate::sort::sort_by(&mut ranked, |(_, a), (_, b)| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    Ok(ranked.into_iter().take(SHOWN).map(|(value, _)| value).collect())
}

/// How far `value` is from what was typed; nothing if they have nothing in common.
fn distance(field: Field, typed: &str, typo: Option<&Typo>, value: &str) -> Option<usize> {
    let spelled = |spelling: &str| {
        let folded = fold(spelling);
        let edits = typo.and_then(|typo| typo.distance(&folded));
        edits.or_else(|| folded.contains(typed).then_some(MAX_EDITS + 1))
    };
    field.spellings(value).filter_map(spelled).min()
}
