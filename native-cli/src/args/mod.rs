//! What can be typed: one struct for each command, each with one sentence and one example.
//!
//! The subject of a command is a positional or its named option (`search rust`, `search --query rust`);
//! option names may be written with `-` or `_` ([`kebab`]). Values are checked here only as far as clap
//! can; what they mean is decided in `commands`.

mod find;
mod log;
mod manage;
mod query;
mod release;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use find::{Info, List, ListOrder, Search, Versions};
pub(crate) use log::{Log, LogInit, LogKeyArg, LogPolicyArg, LogProve, LogVerify};
pub(crate) use manage::{Cache, Completions, Import, Init, Source, Version};
pub(crate) use query::{Index, Query};
pub(crate) use release::{Install, Keygen, Publish, Sign, Verify, VerifyKey};

/// Code generator tools; the marketplace finds, verifies, installs and publishes packages
#[derive(Debug, Parser)]
#[command(name = "ggen", version, propagate_version = false, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 refused by verification.")]
pub(crate) struct Cli {
    /// Form of the result on standard output
    #[arg(long, global = true, value_parser = Form::everywhere().try_map(|name| Form::typed(&name)), value_name = "FORM")]
    pub(crate) format: Option<Form>,
    /// Short for `--format json`
    #[arg(long, global = true, conflicts_with = "format")]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) noun: Noun,
}

/// The form of a result. Every command has the first two, `query` has them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Tables and sentences, for people
    #[value(alias = "table")]
    Text,
    /// One JSON value, for programs
    Json,
    /// SPARQL results in XML
    Xml,
    /// SPARQL results as comma-separated values
    Csv,
    /// SPARQL results as tab-separated terms
    Tsv,
    /// A graph as Turtle
    Ttl,
    /// A graph as N-Triples
    Nt,
}

impl Form {
    /// The forms that every command has.
    fn everywhere() -> PossibleValuesParser {
        let value = |form: &Self| form.to_possible_value();
        PossibleValuesParser::new(
            [Self::Text, Self::Json].iter().filter_map(value).collect::<Vec<PossibleValue>>(),
        )
    }

    fn typed(name: &str) -> Result<Self, String> {
        Self::from_str(name, false)
    }
}

/// What a command is about.
#[derive(Debug, Subcommand)]
pub(crate) enum Noun {
    /// Find, verify, install and publish packages
    #[command(visible_alias = "market", subcommand)]
    Marketplace(Verb),
}

/// What to do in the marketplace.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Search(Search),
    List(List),
    Info(Info),
    Versions(Versions),
    Install(Install),
    Publish(Publish),
    Sign(Sign),
    Verify(Verify),
    Keygen(Keygen),
    #[command(alias = "verify_key")]
    VerifyKey(VerifyKey),
    Query(Query),
    Import(Import),
    Index(Index),
    Init(Init),
    #[command(subcommand)]
    Log(Log),
    #[command(subcommand)]
    Cache(Cache),
    Completions(Completions),
    Version(Version),
}

impl Verb {
    /// The registry named, if any.
    pub(crate) fn registry(&self) -> Option<&Path> {
        match self {
            Self::Search(command) => command.registry.folder(),
            Self::List(command) => command.registry.folder(),
            Self::Info(command) => command.registry.folder(),
            Self::Versions(command) => command.registry.folder(),
            Self::Install(command) => command.registry.folder(),
            Self::Publish(command) => command.registry.folder(),
            Self::Sign(command) => command.registry.folder(),
            Self::Verify(command) => command.registry.folder(),
            Self::Query(command) => command.folder(),
            Self::Import(command) => command.registry.folder(),
            Self::Init(command) => command.registry.folder(),
            Self::Log(command) => command.registry(),
            Self::Keygen(_) | Self::VerifyKey(_) | Self::Cache(_) | Self::Index(_) => None,
            Self::Completions(_) | Self::Version(_) => None,
        }
    }
}

/// Where the registry is.
#[derive(Debug, Args)]
pub(crate) struct RegistryArg {
    /// Folder of the registry [default: `registry` in the data folder]
    // Taken empty too: see `folder`.
    #[arg(long, env = "GGEN_REGISTRY", value_name = "DIR")]
    #[arg(value_parser = OsStringValueParser::new().map(PathBuf::from))]
    registry: Option<PathBuf>,
}

impl RegistryArg {
    /// This folder.
    pub(crate) fn of(folder: &Path) -> Self {
        Self { registry: Some(folder.to_owned()) }
    }

    /// The folder that the environment names, if any.
    pub(crate) fn from_environment() -> Self {
        Self { registry: std::env::var_os("GGEN_REGISTRY").map(PathBuf::from) }
    }

    /// The folder named, if any: an empty variable is one that is not set.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.registry.as_deref().filter(|folder| !folder.as_os_str().is_empty())
    }
}

/// A package, as a positional or as a named option.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct PackageArg {
    /// Package: `name` or `name@1.2.3`
    #[arg(value_name = "PACKAGE")]
    subject: Option<String>,
    /// The same as a named option
    #[arg(long = "package", alias = "package-id", value_name = "PACKAGE", hide_short_help = true)]
    named: Option<String>,
}

impl PackageArg {
    /// What was typed; clap has seen to it that there is exactly one.
    pub(crate) fn text(&self) -> &str {
        self.subject.as_deref().or(self.named.as_deref()).unwrap_or_default()
    }
}

/// The arguments with every option name in kebab case: the predecessor wrote `--dry_run`.
pub(crate) fn kebab(arguments: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    let mut options = true;
    arguments.map(move |argument| {
        options &= argument != "--";
        match argument.to_str().filter(|text| options && text.starts_with("--")) {
            Some(text) => kebab_option(text).into(),
            None => argument,
        }
    })
}

fn kebab_option(option: &str) -> String {
    match option.split_once('=') {
        Some((name, value)) => format!("{}={value}", name.replace('_', "-")),
        None => option.replace('_', "-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let kebab: Vec<_> = kebab(typed.split(' ').map(OsString::from)).collect();
        assert_eq!(kebab, expected.split(' ').map(OsString::from).collect::<Vec<_>>());
    }

    #[test]
    fn only_names_of_options_change() {
        check("--dry_run --tag=a_b", "--dry-run --tag=a_b");
        check("a_b --tag a_b", "a_b --tag a_b");
        check("-- --dry_run", "-- --dry_run");
    }

    #[test]
    fn every_command_has_a_sentence_and_an_example() {
        let cli = Cli::command();
        let market = cli.find_subcommand("marketplace").unwrap();
        for command in market.get_subcommands().filter(|command| !command.has_subcommands()) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("ggen marketplace"), "{} has no example", command.get_name());
        }
    }
}
