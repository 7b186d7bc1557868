//! Failures in words: message, causes, a hint with a command to run, exit code.
//!
//! The one place where errors become sentences. With `--format json` the same facts go to standard error
//! as `{"error":{"code","message","causes","help","exit_code"}}`; codes are stable, words are not.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;

use crate::failure::Failure;
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
    causes: Vec<String>,
    help: Option<String>,
    exit_code: u8,
}

impl Report {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), causes: Vec::new(), help: None, exit_code: FAILED }
    }

    fn cause(mut self, cause: impl ToString) -> Self {
        self.causes.push(one_line(&cause.to_string()));
        self
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Wrong usage, as the argument parser tells it.
    pub(crate) fn usage(message: String) -> Self {
        let report = Self::new("cli/usage", message).help("`ggen marketplace --help` lists the commands");
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
        for cause in &self.causes {
            writeln!(out, "  cause: {cause}")?;
        }
        self.help.as_ref().map_or(Ok(()), |help| writeln!(out, "{hint}hint{hint:#}: {help}"))
    }
}

impl From<&Failure> for Report {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Output(source) => Self::new("cli/output", "cannot write the result").cause(source),
            Failure::NoHome => Self::new("cli/no-home", "there is no home directory to keep state in")
                .help("set `GGEN_HOME` to a folder of yours"),
            Failure::Io { action, path, source } => {
                Self::new("cli/io", format!("cannot {action} `{}`", path.display())).cause(source)
            }
            Failure::Lockfile { path, cause } => {
                Self::new("cli/lockfile", format!("`{}` is not a lockfile", path.display()))
                    .cause(cause)
                    .help("restore the file, or delete it and install with `--force`")
            }
            Failure::EmptyQuery => {
                Self::new("search/empty-query", "Search query cannot be empty. Please provide a search term.")
                    .help("`ggen marketplace search --all` shows every package")
            }
            Failure::NoLists { folder } => {
                Self::new("import/no-lists", format!("`{}` holds no package lists", folder.display()))
                    .help("`apt-get -o Acquire::Languages=en update` fetches them")
            }
            Failure::NoAptHelper { list, helper } => {
                Self::new("import/no-apt-helper", format!("`{}` is compressed", list.display()))
                    .cause(format!("`{helper}`, which reads it, is not here"))
                    .help("decompress the lists into a folder and name it with `--lists`")
            }
            Failure::HelperFailed { list, helper } => {
                Self::new("import/helper-failed", format!("cannot read `{}`", list.display()))
                    .cause(format!("`{helper} cat-file` failed"))
            }
            Failure::Line { place, error } => line(place, error),
        }
    }
}

fn line(place: &crate::import::Place, error: &crate::import::LineError) -> Report {
    Report::new("import/bad-line", format!("{place}: this is not a package record"))
        .cause(error)
        .help("nothing was imported; mend the line and run the command again")
}
