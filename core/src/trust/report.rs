//! The verdict as a list of steps that a person can follow and repeat.
//!
//! A report has a step for every check there is, in the order of the checks. The first failure ends the
//! checking; the steps after it are listed as skipped. The same bytes give the same report on every host.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use crate::error::Coded;

/// What was checked, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// One step for each check.
    pub steps: Vec<Step>,
}

/// One check and how it came out. In JSON: `{"id","outcome","code","detail","repeat"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Stable name of the check, such as `signature`.
    pub id: &'static str,
    /// How it came out.
    pub outcome: Outcome,
    /// The error code, if it failed.
    pub code: Option<&'static str>,
    /// One sentence: what was found. May quote outside text, which is made safe to print.
    pub detail: String,
    /// A command that repeats the check with other tools, to be run in the registry's root folder.
    pub repeat: Option<String>,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold: the verdict is a refusal.
    Failed,
    /// It does not apply here, or an earlier one failed.
    Skipped,
}

/// What a check that did not fail has found out.
#[derive(Debug)]
pub struct Finding<T> {
    value: T,
    outcome: Outcome,
    detail: String,
    repeat: Option<String>,
}

impl<T> Finding<T> {
    /// The check holds.
    pub fn passed(value: T, detail: impl Into<String>) -> Self {
        Self { value, outcome: Outcome::Passed, detail: detail.into(), repeat: None }
    }

    /// The check does not apply.
    pub fn skipped(value: T, detail: impl Into<String>) -> Self {
        Self { value, outcome: Outcome::Skipped, detail: detail.into(), repeat: None }
    }

    /// Adds the command that repeats the check.
    #[must_use]
    pub fn repeat(self, command: String) -> Self {
        Self { repeat: Some(command), ..self }
    }
}

impl Report {
    /// Enters a check, and hands on its value or its error.
    ///
    /// # Errors
    /// The error of the check.
    pub fn enter<T, E: Coded>(&mut self, id: &'static str, found: Result<Finding<T>, E>) -> Result<T, E> {
        match found {
            Ok(Finding { value, outcome, detail, repeat }) => {
                self.steps.push(Step { id, outcome, code: None, detail, repeat });
                Ok(value)
            }
            Err(error) => {
                let (code, detail) = (Some(error.code()), error.to_string());
                self.steps.push(Step { id, outcome: Outcome::Failed, code, detail, repeat: None });
                Err(error)
            }
        }
    }

    /// Lists the steps of `all` that were not reached.
    pub fn skip_rest(&mut self, all: &[&'static str]) {
        const DETAIL: &str = "not reached: an earlier step failed";
        for id in all {
            if self.step(id).is_none() {
                let (outcome, detail) = (Outcome::Skipped, DETAIL.to_string());
                self.steps.push(Step { id, outcome, code: None, detail, repeat: None });
            }
        }
    }

    /// The step of this name.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The step that failed, if one did.
    #[must_use]
    pub fn failure(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.outcome == Outcome::Failed)
    }
}

#[cfg(test)]
#[cfg(feature = "std")]
mod tests {
    use super::*;
    use crate::trust::SignatureError;

    #[test]
    fn a_report_has_one_json_spelling() {
        let mut report = Report::default();
        report.enter("one", Ok::<_, SignatureError>(Finding::passed((), "fine"))).unwrap();
        report.enter("two", Err::<Finding<()>, _>(SignatureError::Invalid)).unwrap_err();
        report.skip_rest(&["one", "two", "three"]);
        assert_eq!(
            serde_json::to_string(&report).unwrap(),
            concat!(
                r#"{"steps":[{"id":"one","outcome":"passed","code":null,"detail":"fine","repeat":null},"#,
                r#"{"id":"two","outcome":"failed","code":"signature/invalid","#,
                r#""detail":"the signature is not this key's signature of these bytes","repeat":null},"#,
                r#"{"id":"three","outcome":"skipped","code":null,"#,
                r#""detail":"not reached: an earlier step failed","repeat":null}]}"#
            )
        );
        assert_eq!(report.failure().map(|step| step.id), Some("two"));
    }
}
