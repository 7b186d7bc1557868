//! Failures in words: message, causes, a hint with a command to run, exit code.
//!
//! The one place where errors become sentences. With `--format json` the same facts go to standard error
//! as `{"error":{"code","message","causes","help","exit_code"}}`; codes are stable, words are not.
//! `asked` is what hints repeat of the command line;
//! `words` and `trust` say what each failure is told as, `codes` lists the codes that are this host's own.

mod asked;
mod code_list;
mod codes;
mod trust;
mod words;

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

pub(crate) use asked::Asked;

use crate::output::one_line;

/// Exit code of a command that failed.
pub(crate) const FAILED: u8 = 1;
/// Exit code of wrong usage.
pub(crate) const USAGE: u8 = 2;
/// Exit code of a refusal by verification.
pub(crate) const REFUSED: u8 = 3;

/// A failure, told.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    code: &'static str,
    message: String,
    /// Lines of what was typed, with a caret below the place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    excerpt: Vec<String>,
    causes: Vec<String>,
    help: Option<String>,
    exit_code: u8,
}

impl Report {
    /// Messages, causes and hints quote names and paths from outside: all of them are escaped.
    fn new(code: &'static str, message: impl AsRef<str>) -> Self {
        debug_assert!(codes::is_listed(code), "{code} is not listed");
        let message = one_line(message.as_ref());
        Self { code, message, excerpt: Vec::new(), causes: Vec::new(), help: None, exit_code: FAILED }
    }

    fn excerpt(mut self, lines: &str) -> Self {
        self.excerpt = lines.lines().map(one_line).collect();
        self
    }

    fn cause(mut self, cause: impl ToString) -> Self {
        self.causes.push(one_line(&cause.to_string()));
        self
    }

    fn help(mut self, help: impl AsRef<str>) -> Self {
        self.help = Some(one_line(help.as_ref()));
        self
    }

    /// Wrong usage, as the argument parser tells it: `error: …`, and lines that explain it.
    pub(crate) fn usage(told: &str) -> Self {
        let mut lines = told.lines().map(str::trim).filter(|line| !line.is_empty());
        let message = lines.next().unwrap_or_default();
        let report = Self::new("cli/usage", message.strip_prefix("error: ").unwrap_or(message));
        let report = lines.fold(report, Self::cause).help("`ggen marketplace --help` lists the commands");
        Self { exit_code: USAGE, ..report }
    }

    /// The process's exit code.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.exit_code)
    }

    /// Writes the report to standard error; nowhere is left to say that this failed.
    pub(crate) fn print(&self, json: bool) {
        let mut out = anstream::stderr().lock();
        let _ = if json { self.print_json(&mut out) } else { self.print_text(&mut out) };
    }

    fn print_json(&self, out: &mut impl Write) -> std::io::Result<()> {
        let line = serde_json::json!({ "error": self });
        writeln!(out, "{line}")
    }

    fn print_text(&self, out: &mut impl Write) -> std::io::Result<()> {
        let (error, hint) =
            (anstyle::AnsiColor::Red.on_default().bold(), anstyle::AnsiColor::Cyan.on_default());
        writeln!(out, "{error}error{error:#}: {}", self.message)?;
        for line in &self.excerpt {
            writeln!(out, "{line}")?;
        }
        for cause in &self.causes {
            writeln!(out, "  cause: {cause}")?;
        }
        self.help.as_ref().map_or(Ok(()), |help| writeln!(out, "{hint}hint{hint:#}: {help}"))
    }
}
