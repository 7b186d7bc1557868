//! `verify`: a published package step by step, or a detached signature of any file.

use std::fs;
use std::path::Path;

use ggen_marketplace_core::install::AdmitError;
use ggen_marketplace_core::trust::report::{Outcome, Report, Step};
use ggen_marketplace_core::trust::verify_file;
use serde::Serialize;

use crate::args::Verify;
use crate::evidence::{self, Judged};
use crate::failure::Failure;
use crate::keys;
use crate::output::{Output, one_line};
use crate::registry::Registry;
use crate::subject::Subject;
use crate::transparency::LogTrust;

/// A verdict in JSON: core's report, and what it is about.
#[derive(Serialize)]
struct Verdict<'a> {
    subject: String,
    verified: bool,
    #[serde(flatten)]
    report: &'a Report,
}

pub(super) fn run(command: &Verify, output: Output) -> Result<(), Failure> {
    let (subject, judged) = match (&command.file, command.package()) {
        (Some(file), _) => (file.display().to_string(), detached(file, command)?),
        (None, Some(package)) => package_verdict(package, command)?,
        (None, None) => return Err(Failure::Usage("name a package, or a file with `--file`")),
    };
    let verdict = Verdict { subject, verified: judged.outcome.is_ok(), report: &judged.report };
    let shown = output.result(&verdict, || show(&verdict, command.explain));
    // A refusal counts more than a reader who has gone.
    judged.outcome.map_err(|error| Failure::Refused { subject: verdict.subject.clone(), error })?;
    shown
}

fn detached(file: &Path, command: &Verify) -> Result<Judged<()>, Failure> {
    // The parser requires both beside a file.
    let (Some(signature), [key]) = (&command.signature, &*command.public_key) else {
        return Err(Failure::Usage("`--file` takes one `--signature` and one `--public-key`"));
    };
    let bytes = fs::read(file).map_err(Failure::io("read", file))?;
    let verdict = verify_file(&bytes, &keys::read(signature)?, &keys::read(key)?);
    Ok(Judged { report: verdict.report, outcome: verdict.outcome.map(drop).map_err(AdmitError::from) })
}

fn package_verdict(package: &str, command: &Verify) -> Result<(String, Judged<()>), Failure> {
    let subject = Subject::parse(package)?;
    let keys = keys::read_publics(&command.public_key)?;
    let opened = Registry::named(&command.registry)?.open()?;
    let log = LogTrust::of(opened.registry(), command.log_policy.file())?;
    let policy = evidence::policy(false, &keys, &log);
    opened.check_segments()?;
    let record = subject.record(&opened)?;
    let judged = if record.is_installable() {
        let Judged { report, outcome } = evidence::admit(&opened, &record, &policy, &log)?;
        Judged { report, outcome: outcome.map(drop) }
    } else {
        let Judged { report, outcome } = evidence::judge_statement(&opened, &record, &policy, &log)?;
        Judged { report, outcome: outcome.map(drop) }
    };
    Ok((record.id().to_string(), judged))
}

fn show(verdict: &Verdict<'_>, explain: bool) -> String {
    let steps: String = verdict.report.steps.iter().map(|step| show_step(step, explain)).collect();
    let outcome = if verdict.verified { "verified" } else { "REFUSED" };
    format!("{steps}{}: {outcome}", one_line(&verdict.subject))
}

fn show_step(step: &Step, explain: bool) -> String {
    let mark = match step.outcome {
        Outcome::Passed => "ok  ",
        Outcome::Failed => "FAIL",
        Outcome::Skipped => "skip",
    };
    let line = format!("{mark}  {:<16}  {}\n", step.id, one_line(&step.detail));
    match step.repeat.as_ref().filter(|_| explain) {
        Some(command) => format!("{line}      repeat: {}\n", one_line(command)),
        None => line,
    }
}
