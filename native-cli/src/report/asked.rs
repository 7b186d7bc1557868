//! What was typed, as far as a hint has to repeat it: a command in a hint runs as it is printed.

use std::path::{Path, PathBuf};

use crate::args::{Cli, Noun, Search, Verb, Verify};

/// The facts of a command line that its hints depend on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    registry: Option<PathBuf>,
    keys: Vec<PathBuf>,
    log_policy: Option<PathBuf>,
    /// File and signature of `verify --file`.
    detached: Option<(PathBuf, PathBuf)>,
    explain: bool,
    /// Whether verdicts are of a package in the registry.
    judges_packages: bool,
    /// Whether this is `verify-key`.
    pub(super) looks_at_key: bool,
}

impl Asked {
    /// What was typed.
    pub(crate) fn of(cli: &Cli) -> Self {
        let Noun::Marketplace(verb) = &cli.noun;
        let asked = Self { registry: verb.registry().map(Path::to_owned), ..Self::default() };
        match verb {
            Verb::Search(search) => Self::search(search),
            Verb::Verify(verify) => asked.verify(verify),
            Verb::Install(install) => {
                let log_policy = install.log_policy.file().map(Path::to_owned);
                Self { keys: install.public_key.clone(), log_policy, judges_packages: true, ..asked }
            }
            Verb::VerifyKey(_) => Self { looks_at_key: true, ..asked },
            _ => asked,
        }
    }

    /// What was typed of a search.
    pub(crate) fn search(search: &Search) -> Self {
        Self { registry: search.registry.folder().map(Path::to_owned), ..Self::default() }
    }

    fn verify(self, verify: &Verify) -> Self {
        Self {
            keys: verify.public_key.clone(),
            log_policy: verify.log_policy.file().map(Path::to_owned),
            detached: verify.file.clone().zip(verify.signature.clone()),
            explain: verify.explain,
            judges_packages: true,
            ..self
        }
    }

    /// A command on the registry that was named, in backquotes.
    pub(super) fn command(&self, words: &str) -> String {
        let registry = self.registry.as_ref().map(|root| format!(" --registry {}", quoted(root)));
        format!("`ggen marketplace {words}{}`", registry.unwrap_or_default())
    }

    /// The command that shows each step of a verdict on `subject`; `None` if it was this one, or there is
    /// none.
    pub(super) fn explained(&self, subject: &str) -> Option<String> {
        if self.explain || !self.judges_packages {
            return None;
        }
        let keys: String = self.keys.iter().map(|key| format!(" --public-key {}", quoted(key))).collect();
        Some(match &self.detached {
            Some((file, signature)) => {
                let (file, signature) = (quoted(file), quoted(signature));
                format!("`ggen marketplace verify --file {file} --signature {signature}{keys} --explain`")
            }
            None => {
                let policy = self.log_policy.as_ref().map(|file| format!(" --log-policy {}", quoted(file)));
                self.command(&format!("verify {subject}{keys}{} --explain", policy.unwrap_or_default()))
            }
        })
    }
}

/// A path as one word of a POSIX shell, and never an option.
pub(super) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let prefix = if text.starts_with('-') { "./" } else { "" };
    format!("'{prefix}{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        assert_eq!(quoted(Path::new(path)), expected);
    }

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        check("a b", "'a b'");
        check("it's $HOME", r"'it'\''s $HOME'");
        check("-rf", "'./-rf'");
    }
}
