//! What can be typed to find packages: `search`, `list`, `info`, `versions`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{PackageArg, RegistryArg};

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
    #[arg(long, conflicts_with = "installed")]
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
