//! One query asked of both engines.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ggen_marketplace_tests::sparql::{Measure, Outcome, Store, same};

use crate::syntax::{Asked, Query};

/// More rows than this are not compared: cross products only take time.
const MAX_ROWS: usize = 5_000;
const BASE: &str = "http://e/";

/// The stores that are asked: ours, and the peer with its optimizer and without.
pub(crate) struct Stores {
    pub(crate) ours: Box<dyn Store>,
    pub(crate) peer: Box<dyn Store>,
    pub(crate) plain_peer: Box<dyn Store>,
}

/// What came of a query.
pub(crate) enum Verdict {
    Same {
        /// The answer has rows, or is a yes.
        full: bool,
    },
    /// The peer refuses the query or answers too much.
    NotAsked,
    /// The peer answers otherwise without its optimizer, and then as ours.
    PeerDisagreesWithItself,
    Different {
        expected: String,
        got: String,
    },
}

impl Stores {
    pub(crate) fn check(&self, query: &Query) -> Verdict {
        let text = query.text(Asked::Peer);
        let Ok(expected) = guarded(&*self.peer, &text) else { return Verdict::NotAsked };
        if rows(&expected) > MAX_ROWS {
            return Verdict::NotAsked;
        }
        let got = guarded(&*self.ours, &query.text(Asked::Ours));
        let measure = Measure { ordered: query.ordered, lax: false, by_value: true };
        let agrees = |expected: &Outcome| got.as_ref().is_ok_and(|got| same_answer(expected, got, measure));
        if agrees(&expected) {
            return Verdict::Same { full: rows(&expected) > 0 };
        }
        if guarded(&*self.plain_peer, &text).is_ok_and(|expected| agrees(&expected)) {
            return Verdict::PeerDisagreesWithItself;
        }
        Verdict::Different {
            expected: expected.lines(),
            got: got.map_or_else(|error| error, |got| got.lines()),
        }
    }

    /// The smallest query that still differs, leaving out one element after the other.
    pub(crate) fn shrink(&self, query: &Query) -> Query {
        let mut smallest = query.clone();
        let differs = |query: &Query| matches!(self.check(query), Verdict::Different { .. });
        while let Some(smaller) = smallest.smaller().into_iter().find(differs) {
            smallest = smaller;
        }
        smallest
    }
}

/// In the order of the rows where blank nodes do not tie; else as a bag.
fn same_answer(expected: &Outcome, got: &Outcome, measure: Measure) -> bool {
    same(expected, got, Measure { ordered: measure.ordered && !has_blank(expected), ..measure })
}

fn has_blank(outcome: &Outcome) -> bool {
    let Outcome::Solutions { rows, .. } = outcome else { return false };
    rows.iter().flatten().flatten().any(oxrdf::Term::is_blank_node)
}

fn rows(outcome: &Outcome) -> usize {
    match outcome {
        Outcome::Boolean(value) => usize::from(*value),
        Outcome::Graph(triples) => triples.len(),
        Outcome::Solutions { rows, .. } => rows.len(),
    }
}

fn guarded(store: &dyn Store, text: &str) -> Result<Outcome, String> {
    catch_unwind(AssertUnwindSafe(|| store.run(text, BASE))).unwrap_or_else(|_| Err("panicked".to_owned()))
}
