//! What can be typed to look after a registry and this program: `import`, `init`, `cache`, `completions`,
//! `version`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::RegistryArg;

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
