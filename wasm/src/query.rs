//! SPARQL: a query prepared once, run as often as wanted, its answer read in batches.

mod batch;
mod hold;
mod parameters;
mod watch;

use std::rc::Rc;

use ggen_marketplace_core::query::named::{self, Named};
use ggen_marketplace_core::query::{Answer, Form, Limits, Options, Query};
use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::error;
use crate::value::to_js;
use batch::Batch;
pub(crate) use hold::Opened;
use hold::{Planned, Run, Running};
use watch::Watch;

/// A query over an opened catalogue. It keeps the catalogue's memory until `free()`.
#[wasm_bindgen]
pub struct Prepared {
    opened: Rc<Opened>,
    source: Source,
    form: Form,
    planned: Rc<Planned>,
}

/// Where a query's values are put in.
enum Source {
    /// A query without values.
    Text(Box<Query>),
    /// A question, which knows what it needs.
    Named(&'static Named),
}

/// A running query.
#[wasm_bindgen]
pub struct Cursor {
    running: Running,
}

/// One step of a plan.
#[derive(Serialize)]
struct Line {
    depth: usize,
    text: String,
    estimated: u64,
    actual: u64,
}

impl Prepared {
    pub(crate) fn text(
        opened: Rc<Opened>,
        text: &str,
        base: Option<&str>,
        values: &[String],
    ) -> Result<Self, JsValue> {
        let query = Query::parse(text, base).map_err(error::query)?;
        Self::new(opened, Source::Text(Box::new(query)), values)
    }

    pub(crate) fn named(opened: Rc<Opened>, name: &str, values: &[String]) -> Result<Self, JsValue> {
        Self::new(opened, Source::Named(named::find(name).map_err(error::named)?), values)
    }

    fn new(opened: Rc<Opened>, source: Source, values: &[String]) -> Result<Self, JsValue> {
        let bound = source.bound(values)?;
        let planned = hold::plan(&opened, &bound)?;
        Ok(Self { opened, form: bound.form(), source, planned })
    }
}

impl Source {
    /// The query with values.
    fn bound(&self, values: &[String]) -> Result<Query, JsValue> {
        let values = parameters::read(values)?;
        match self {
            Self::Named(named) => named.query(&values).map_err(error::named),
            Self::Text(query) => {
                let mut query = Query::clone(query);
                for (name, term) in values {
                    query.bind(&name, term).map_err(error::query)?;
                }
                Ok(query)
            }
        }
    }

    fn parameters(&self) -> Vec<String> {
        match self {
            Self::Named(named) => named.parameters.iter().map(|(name, _)| (*name).to_owned()).collect(),
            Self::Text(query) => query.variables().map(str::to_owned).collect(),
        }
    }
}

#[wasm_bindgen]
impl Prepared {
    /// The number of its form in the list of the package's `query.ts`.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn form(&self) -> u32 {
        match self.form {
            Form::Select => 0,
            Form::Ask => 1,
            Form::Construct => 2,
            Form::Describe => 3,
        }
    }

    /// What can be given values, without `?`: the variables of a text, the parameters of a question.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn parameters(&self) -> Vec<String> {
        self.source.parameters()
    }

    /// Gives variables values, in place of all given before: for each its name, kind, text and what the kind adds.
    ///
    /// # Errors
    /// An `Error` with the code `query/unknown-parameter`, `query/missing-parameter` or `js/invalid-argument`.
    pub fn bind(&mut self, values: Vec<String>) -> Result<(), JsValue> {
        self.planned = hold::plan(&self.opened, &self.source.bound(&values)?)?;
        Ok(())
    }

    /// The steps of the plan, in order, with the solutions that each was expected to give and gave.
    ///
    /// # Errors
    /// None.
    pub fn explain(&self) -> Result<JsValue, JsValue> {
        let lines = self.planned.borrow_dependent().lines().into_iter();
        let lines = lines.map(|line| Line {
            depth: line.depth,
            text: line.text,
            estimated: line.estimated,
            actual: line.actual,
        });
        to_js(&lines.collect::<Vec<_>>())
    }

    /// Runs the query. Limits that are missing are the default ones; `timeout` is in milliseconds, `now` since
    /// 1970; `signal` is an `AbortSignal` or anything with a field `aborted`.
    ///
    /// # Errors
    /// An `Error` with a code of `query/…`.
    #[allow(
        clippy::too_many_arguments,
        reason = "each is a number of its own; an object would be read field by field"
    )]
    pub fn run(
        &self,
        fuel: Option<f64>,
        rows: Option<f64>,
        bytes: Option<f64>,
        timeout: Option<f64>,
        signal: Option<watch::Signal>,
        now: f64,
        seed: u64,
    ) -> Result<Cursor, JsValue> {
        let default = Limits::default();
        let limit = |given: Option<f64>, default| given.map_or(default, |given| given as u64);
        let limits = Limits {
            fuel: limit(fuel, default.fuel),
            rows: limit(rows, default.rows),
            bytes: limit(bytes, default.bytes),
        };
        let watch = Watch::new(timeout, signal);
        let run = Run { planned: Rc::clone(&self.planned), watch, limits, now_ms: now as i64, seed };
        Ok(Cursor { running: hold::run(run)? })
    }
}

#[wasm_bindgen]
impl Cursor {
    /// The answer of ASK; `undefined` for others.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        self.running.with_dependent(|_, answer| match answer {
            Answer::Boolean(answer) => Some(*answer),
            _ => None,
        })
    }

    /// The names of the columns, with spaces between them: one text is made sooner than many.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn columns(&self) -> String {
        self.running.with_dependent(|_, answer| match answer {
            Answer::Solutions(solutions) => solutions.variables().join(" "),
            Answer::Graph(_) => "subject predicate object".to_owned(),
            Answer::Boolean(_) => String::new(),
        })
    }

    /// Up to `rows` further rows, fewer if they take longer than `patience` ms: `[text, cells, rows, done]`.
    ///
    /// # Errors
    /// An `Error` with a code of `query/…`; nothing follows it.
    pub fn batch(&mut self, rows: usize, patience: f64) -> Result<Array, JsValue> {
        self.running.with_dependent_mut(|run, answer| {
            run.watch.resume();
            let batch = Batch::read(answer, rows, || run.watch.worked() >= patience);
            run.watch.pause();
            batch.map(Batch::into_js).map_err(error::query)
        })
    }
}

impl Run {
    fn options<'a>(&self, cancel: &'a dyn Fn() -> Option<ggen_marketplace_core::query::Stop>) -> Options<'a> {
        Options { limits: self.limits, now_ms: self.now_ms, seed: self.seed, cancel: Some(cancel) }
    }
}
