//! What can be typed: one struct for each command, each with one sentence and one example.
//!
//! The subject of a command is a positional or its named option (`search rust`, `search --query rust`);
//! option names may be written with `-` or `_` ([`kebab`]). Values are checked here only as far as clap
//! can; what they mean is decided in `commands`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Code generator tools; the marketplace finds, verifies, installs and publishes packages
#[derive(Debug, Parser)]
#[command(name = "ggen", version, propagate_version = false, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 refused by verification.")]
pub(crate) struct Cli {
    /// Form of the result on standard output
    #[arg(long, global = true, value_enum, value_name = "FORM")]
    pub(crate) format: Option<Form>,
    /// Short for `--format json`
    #[arg(long, global = true, conflicts_with = "format")]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) noun: Noun,
}

/// The form of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Tables and sentences, for people
    #[value(alias = "table")]
    Text,
    /// One JSON value, for programs
    Json,
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
    Import(Import),
    Init(Init),
    #[command(subcommand)]
    Cache(Cache),
    Completions(Completions),
    Version(Version),
}

/// Where the registry is.
#[derive(Debug, Args)]
pub(crate) struct RegistryArg {
    /// Folder of the registry [default: `registry` in the data folder]
    #[arg(long, env = "GGEN_REGISTRY", value_name = "DIR")]
    pub(crate) registry: Option<PathBuf>,
}

/// A package, as a positional or as a named option.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct PackageArg {
    /// Package name
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

/// Search the catalogue: best match first, typing errors tolerated
///
/// Words may be narrowed in the query itself: `tag:web author:jane rust`.
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace search \"json parser\" --limit 5")]
pub(crate) struct Search {
    /// Words to look for
    #[arg(value_name = "QUERY", conflicts_with_all = ["named_query", "batch"])]
    pub(crate) words: Vec<String>,
    /// The same as a named option
    #[arg(long = "query", value_name = "QUERY", hide_short_help = true, conflicts_with = "batch")]
    pub(crate) named_query: Option<String>,
    /// Most packages to show
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(crate) limit: usize,
    /// Packages to skip first
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) offset: usize,
    /// Only this category
    #[arg(long)]
    pub(crate) category: Option<String>,
    /// Only packages with this tag
    #[arg(long)]
    pub(crate) tag: Option<String>,
    /// Only packages of this author
    #[arg(long)]
    pub(crate) author: Option<String>,
    /// Only packages under this licence
    #[arg(long)]
    pub(crate) license: Option<String>,
    /// Only packages with this keyword
    #[arg(long)]
    pub(crate) keyword: Option<String>,
    /// Allow an empty query: every package that passes the filters
    #[arg(long)]
    pub(crate) all: bool,
    /// Order of the results
    #[arg(long, value_enum, default_value_t = SortBy::Relevance)]
    pub(crate) sort: SortBy,
    /// Answer one query for each line of FILE, one JSON object a line, in order
    #[arg(long, value_name = "FILE")]
    pub(crate) batch: Option<PathBuf>,
    /// Print `{"total_us":…}` on standard error for each query
    #[arg(long)]
    pub(crate) timing: bool,
    /// Say on standard error what was opened and how long it took
    #[arg(long, short)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// Order of a list of packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortBy {
    /// Best match first
    Relevance,
    /// Most downloads first
    Downloads,
    /// Most stars first
    Stars,
    /// By name
    Name,
}

/// List the packages of the catalogue, or the installed ones
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace list --sort downloads --limit 20")]
pub(crate) struct List {
    /// List what is installed, not the catalogue
    #[arg(long)]
    pub(crate) installed: bool,
    /// Folder of the installed packages [default: `packages` in the data folder]
    #[arg(long, value_name = "DIR", requires = "installed")]
    pub(crate) target: Option<PathBuf>,
    /// Add author, category, downloads, stars and level of proof
    #[arg(long)]
    pub(crate) detailed: bool,
    /// Order of the list
    #[arg(long, value_enum, default_value_t = ListOrder::Name, conflicts_with = "installed")]
    pub(crate) sort: ListOrder,
    /// Most packages to show [default: all]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// Order of `list`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListOrder {
    /// By name
    Name,
    /// Most downloads first
    Downloads,
    /// Most stars first
    Stars,
}

/// Show everything the catalogue holds of a package: `name` or `name@1.2.3`
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace info hello-world@1.0.0")]
pub(crate) struct Info {
    #[command(flatten)]
    pub(crate) package: PackageArg,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// List the versions of a package, newest first
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace versions hello-world")]
pub(crate) struct Versions {
    #[command(flatten)]
    pub(crate) package: PackageArg,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// Verify and install a package: `name`, `name@1.2.3` or a local archive `./file.tar.gz`
///
/// The package ends in `<target>/<name>`; `<target>/ggen.lock` records its digest.
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace install hello-world@1.0.0 --target packages")]
pub(crate) struct Install {
    #[command(flatten)]
    pub(crate) package: PackageArg,
    /// Folder to install into [default: `packages` in the data folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) target: Option<PathBuf>,
    /// Replace an installed package of the same name
    #[arg(long)]
    pub(crate) force: bool,
    /// Verify everything and say what would be done, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Refuse a package without a valid signature of its publisher
    #[arg(long)]
    pub(crate) verify_signature: bool,
    /// Accept only this key as the publisher's (SPKI PEM; may be repeated)
    #[arg(long, value_name = "FILE")]
    pub(crate) public_key: Vec<PathBuf>,
    /// Print the result only, no notes on standard error
    #[arg(long, short)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// Publish a package directory (with its `package.toml`) in the registry
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace publish ./my-package --sign --key private.pem")]
pub(crate) struct Publish {
    #[command(flatten)]
    pub(crate) path: PathArg,
    /// Sign the release with the key given by `--key`
    #[arg(long, requires = "key")]
    pub(crate) sign: bool,
    /// Private key to sign with (PKCS#8 PEM)
    #[arg(long, value_name = "FILE", requires = "sign")]
    pub(crate) key: Option<PathBuf>,
    /// Check everything and say what would be published, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Add a tag to those of the manifest (may be repeated)
    #[arg(long = "tag", value_name = "TAG")]
    pub(crate) tags: Vec<String>,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// A path, as a positional or as a named option.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct PathArg {
    /// Package directory
    #[arg(value_name = "PATH")]
    subject: Option<PathBuf>,
    /// The same as a named option
    #[arg(long = "path", value_name = "PATH", hide_short_help = true)]
    named: Option<PathBuf>,
}

impl PathArg {
    /// What was typed; clap has seen to it that there is exactly one.
    pub(crate) fn path(&self) -> PathBuf {
        self.subject.as_ref().or(self.named.as_ref()).cloned().unwrap_or_default()
    }
}

/// Write a detached signature of 64 bytes over a release statement
///
/// PACKAGE is a published name (`name` or `name@1.2.3`), a package directory or a statement file.
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace sign --package hello-world --key private.pem")]
pub(crate) struct Sign {
    #[command(flatten)]
    pub(crate) package: PackageArg,
    /// Private key (PKCS#8 PEM)
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Where to write the signature
    #[arg(long, value_name = "FILE", default_value = "signature.bin")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// Verify a published package step by step, or a detached signature of any file
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ggen marketplace verify hello-world --explain\n  \
    ggen marketplace verify --file release.nq --signature release.sig --public-key public.pem")]
pub(crate) struct Verify {
    /// Package name, `name` or `name@1.2.3`
    #[arg(value_name = "PACKAGE", conflicts_with_all = ["named_package", "file"])]
    subject: Option<String>,
    /// The same as a named option
    #[arg(long = "package", value_name = "PACKAGE", conflicts_with = "file", hide_short_help = true)]
    named_package: Option<String>,
    /// File that the signature is over
    #[arg(long, value_name = "FILE", requires_all = ["signature", "public_key"])]
    pub(crate) file: Option<PathBuf>,
    /// Signature of 64 bytes
    #[arg(long, value_name = "FILE", requires = "file")]
    pub(crate) signature: Option<PathBuf>,
    /// Public key to trust (SPKI PEM; may be repeated for a package) [default: the registry's keys]
    #[arg(long, value_name = "FILE")]
    pub(crate) public_key: Vec<PathBuf>,
    /// Show the inputs of each step and a command that repeats it
    #[arg(long, visible_alias = "verbose")]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

impl Verify {
    /// The package typed, if any.
    pub(crate) fn package(&self) -> Option<&str> {
        self.subject.as_deref().or(self.named_package.as_deref())
    }
}

/// Make an Ed25519 key pair: the private key as PKCS#8 PEM, the public key beside it
///
/// `--output private.pem` also writes `public.pem`; any other `NAME.pem` writes `NAME.pub.pem`.
/// No file is ever overwritten.
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace keygen --output private.pem")]
pub(crate) struct Keygen {
    /// File for the private key; made readable by its owner only
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// Say what a key file is, its fingerprint, and what is wrong with it
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace verify-key private.pem")]
pub(crate) struct VerifyKey {
    /// Key file (PEM)
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// Turn an existing catalogue into packages of this registry
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace import --from jsonl packages.jsonl")]
pub(crate) struct Import {
    /// Kind of the source
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) from: Source,
    /// The source: a JSON Lines file, or the folder of a V1 registry
    #[arg(value_name = "SOURCE", required_if_eq_any = [("from", "jsonl"), ("from", "v1")])]
    pub(crate) source: Option<PathBuf>,
    /// Folder of Debian's package lists [default: /var/lib/apt/lists]
    #[arg(long, value_name = "DIR")]
    pub(crate) lists: Option<PathBuf>,
    /// Write each repair and each loss to FILE, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// Kind of an imported catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Source {
    /// One JSON object a line
    Jsonl,
    /// Debian's package lists, as `apt-get update` keeps them
    Debian,
    /// The predecessor's registry folder
    V1,
}

/// Make an empty registry, or check that one is there
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace init --registry ./registry")]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// Look after the cache
#[derive(Debug, Subcommand)]
pub(crate) enum Cache {
    /// Print the folder that holds what can be made again
    #[command(after_help = "Example: ggen marketplace cache path")]
    Path,
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace completions bash > /etc/bash_completion.d/ggen")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Print the version
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace version")]
pub(crate) struct Version {}

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
