//! What can be typed to look after a registry and this program: `import`, `init`, `cache`, `completions`,
//! `version`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::{LogKeyArg, RegistryArg};

/// Turn an existing catalogue into packages of this registry
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace import --from jsonl packages.jsonl")]
pub(crate) struct Import {
    /// Kind of the source
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) from: Source,
    /// The source: a JSON Lines file, RDF files, or the folder of a V1 registry
    #[arg(value_name = "SOURCE", conflicts_with = "named_source")]
    subject: Vec<PathBuf>,
    /// The same as a named option
    #[arg(long = "source", value_name = "SOURCE", hide_short_help = true)]
    named_source: Option<PathBuf>,
    /// Folder of Debian's package lists [default: /var/lib/apt/lists]
    #[arg(long, value_name = "DIR")]
    pub(crate) lists: Option<PathBuf>,
    /// Write each repair and each loss to FILE, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) log_key: LogKeyArg,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

impl Import {
    /// The sources typed.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Path> {
        self.subject.iter().chain(&self.named_source).map(PathBuf::as_path)
    }
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
    /// RDF files, in the catalogue's own vocabulary or in DOAP
    Rdf,
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
#[group(required = true, multiple = false)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    subject: Option<Shell>,
    /// The same as a named option
    #[arg(long = "shell", value_enum, value_name = "SHELL", hide_short_help = true)]
    named: Option<Shell>,
}

impl Completions {
    /// The shell typed; clap has seen to it that there is exactly one.
    pub(crate) fn shell(&self) -> Shell {
        self.subject.or(self.named).unwrap_or(Shell::Bash)
    }
}

/// Print the version
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace version")]
pub(crate) struct Version {}
