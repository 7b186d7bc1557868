//! When a host ends a query: its time is up, or a signal says so.

use std::cell::Cell;
use std::rc::Rc;

use ggen_marketplace_core::query::Stop;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since some moment.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn clock() -> f64;

    /// An `AbortSignal`, or anything that tells as one does.
    #[wasm_bindgen(typescript_type = "AbortSignal")]
    pub type Signal;
    #[wasm_bindgen(method, getter, structural)]
    fn aborted(this: &Signal) -> bool;
}

/// The time that a query has worked. What its reader does between batches does not count.
pub(super) struct Watch {
    time: Rc<Time>,
    pub(super) stop: Box<dyn Fn() -> Option<Stop>>,
}

#[derive(Default)]
struct Time {
    /// Worked before the call under way.
    before: Cell<f64>,
    /// When that call began.
    began: Cell<f64>,
}

impl Watch {
    pub(super) fn new(limit: Option<f64>, signal: Option<Signal>) -> Self {
        let time = Rc::new(Time::default());
        let watched = Rc::clone(&time);
        let stop = move || {
            if signal.as_ref().is_some_and(Signal::aborted) {
                return Some(Stop::Cancelled);
            }
            let over = limit.filter(|limit| watched.before.get() + watched.worked() >= *limit);
            over.map(|limit| Stop::TimeUp { limit_ms: limit as u64 })
        };
        Self { time, stop: Box::new(stop) }
    }

    pub(super) fn resume(&self) {
        self.time.began.set(clock());
    }

    pub(super) fn pause(&self) {
        self.time.before.set(self.time.before.get() + self.time.worked());
    }

    /// Milliseconds that the call under way has worked.
    pub(super) fn worked(&self) -> f64 {
        self.time.worked()
    }
}

impl Time {
    fn worked(&self) -> f64 {
        clock() - self.began.get()
    }
}
