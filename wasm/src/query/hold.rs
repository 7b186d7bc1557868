//! Values that borrow one another, held together: JavaScript can hold only what borrows nothing.

use std::rc::Rc;

use ggen_marketplace_core::catalog::Catalog;
use ggen_marketplace_core::graph::Dataset;
use ggen_marketplace_core::query::{Answer, Limits, Plan, Query, Stop};
use self_cell::self_cell;
use wasm_bindgen::JsValue;

use super::watch::Watch;
use crate::error;

self_cell!(
    /// A catalogue and its dataset.
    pub(crate) struct Opened {
        owner: Rc<Catalog<Vec<u8>>>,
        #[covariant]
        dependent: Dataset,
    }
);

self_cell!(
    /// A dataset and a plan for it.
    pub(super) struct Planned {
        owner: Rc<Opened>,
        #[covariant]
        dependent: Plan,
    }
);

self_cell!(
    /// A run and its answer.
    pub(super) struct Running {
        owner: Run,
        #[not_covariant]
        dependent: Answer,
    }
);

/// What an answer borrows.
pub(super) struct Run {
    pub(super) planned: Rc<Planned>,
    pub(super) watch: Watch,
    pub(super) limits: Limits,
    pub(super) now_ms: i64,
    pub(super) seed: u64,
}

impl Opened {
    pub(crate) fn of(catalog: &Rc<Catalog<Vec<u8>>>) -> Result<Rc<Self>, JsValue> {
        let opened = Self::try_new(Rc::clone(catalog), |catalog| catalog.dataset());
        opened.map(Rc::new).map_err(error::catalog)
    }
}

pub(super) fn plan(opened: &Rc<Opened>, query: &Query) -> Result<Rc<Planned>, JsValue> {
    let planned = Planned::try_new(Rc::clone(opened), |opened| query.plan(opened.borrow_dependent()));
    planned.map(Rc::new).map_err(error::query)
}

pub(super) fn run(run: Run) -> Result<Running, JsValue> {
    run.watch.resume();
    let running = Running::try_new(run, |run| {
        let stop: &dyn Fn() -> Option<Stop> = &run.watch.stop;
        run.planned.borrow_dependent().run(&run.options(stop))
    });
    running.map_err(error::query)
}
