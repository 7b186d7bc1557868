//! Running a command: shown first, its failure named.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A command under construction.
pub(crate) struct Run {
    command: Command,
    shown: String,
}

impl Run {
    /// `program`, run in the root of the workspace.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program.as_ref());
        // The runner's own package variables would mislead a cargo that it starts.
        command.current_dir(crate::root()).env_remove("CARGO_MANIFEST_DIR");
        Self { shown: quoted(program.as_ref()), command }
    }

    /// `cargo` with these words.
    pub(crate) fn cargo(words: &str) -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).shown_as("cargo").words(words)
    }

    /// Adds words that hold no spaces themselves.
    pub(crate) fn words(self, words: &str) -> Self {
        self.args(words.split_whitespace())
    }

    /// Adds arguments as they are.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        for argument in arguments {
            self.shown.push(' ');
            self.shown.push_str(&quoted(argument.as_ref()));
            self.command.arg(argument);
        }
        self
    }

    /// Sets an environment variable, and shows it.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.shown = format!("{name}={} {}", quoted(value.as_ref()), self.shown);
        self.command.env(name, value);
        self
    }

    /// Sets an environment variable that would only lengthen what is shown.
    pub(crate) fn quiet_env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs in `dir`, relative to the root.
    pub(crate) fn dir(mut self, dir: impl AsRef<Path>) -> Self {
        self.shown = format!("cd {} && {}", quoted(dir.as_ref().as_os_str()), self.shown);
        self.command.current_dir(crate::root().join(dir));
        self
    }

    /// Shows the command, runs it, and fails if it does.
    pub(crate) fn run(mut self) -> Result<()> {
        eprintln!("$ {}", self.shown);
        let status = self.command.status().with_context(|| format!("cannot start `{}`", self.shown))?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.shown);
        }
        Ok(())
    }

    /// Shows the command, runs it, and gives what it writes to standard output.
    pub(crate) fn output(mut self) -> Result<String> {
        eprintln!("$ {}", self.shown);
        let output = self.command.stderr(Stdio::inherit()).output();
        let output = output.with_context(|| format!("cannot start `{}`", self.shown))?;
        if !output.status.success() {
            bail!("`{}` ended with {}", self.shown, output.status);
        }
        String::from_utf8(output.stdout).context("the output is not UTF-8")
    }

    /// Runs quietly and gives the exit code.
    pub(crate) fn code(mut self) -> Result<Option<i32>> {
        eprintln!("$ {}", self.shown);
        let status = self.command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        Ok(status.with_context(|| format!("cannot start `{}`", self.shown))?.code())
    }

    fn shown_as(mut self, name: &str) -> Self {
        self.shown = name.to_owned();
        self
    }
}

/// Whether `program` is on the search path.
pub(crate) fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn quoted(word: &OsStr) -> String {
    let word: String = OsString::from(word).to_string_lossy().into_owned();
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_can_be_pasted_into_a_shell() {
        let run = Run::new("echo").args(["a b", "it's", ""]).env("X", "1 2").dir("core");
        assert_eq!(run.shown, r"cd core && X='1 2' echo 'a b' 'it'\''s' ''");
    }
}
