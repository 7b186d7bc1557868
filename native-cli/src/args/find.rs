//! What can be typed to find packages: `search`, `list`, `info`, `versions`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{PackageArg, RegistryArg};

/// Search the catalogue: best match first, typing errors tolerated
///
/// The query itself may be narrowed: `"exact words"`, `-without`, `tag:web`, `-author:"Jane Doe"`. Fields are
/// category (section), tag, author (maintainer), license, keyword, provides, level and name.
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace search \"json parser\" --limit 5")]
pub(crate) struct Search {
    /// Words to look for
    #[arg(value_name = "QUERY", conflicts_with_all = ["named_query", "batch"])]
    pub(crate) words: Vec<String>,
    /// The same as a named option
    #[arg(long = "query", value_name = "QUERY", hide_short_help = true, conflicts_with = "batch")]
    #[arg(allow_hyphen_values = true)]
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
    /// Allow an empty query: every package
    #[arg(long)]
    pub(crate) all: bool,
    /// Order of the results
    #[arg(long, default_value = "relevance", value_name = "ORDER", value_parser = ORDERS)]
    pub(crate) sort: String,
    /// Count the commonest N values of category, tag, licence and author among all matches
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "10", default_value_t = 0)]
    #[arg(hide_default_value = true)]
    pub(crate) facets: usize,
    /// Say what each score is made of
    #[arg(long)]
    pub(crate) explain: bool,
    /// Say where the words that were found stand; as text, with `*` around them
    #[arg(long)]
    pub(crate) highlight: bool,
    /// Refuse a query that can be read in two ways
    #[arg(long)]
    pub(crate) strict: bool,
    /// List ways to go on with QUERY instead: names, then words
    #[arg(long, conflicts_with_all = ["batch", "related"])]
    pub(crate) suggest: bool,
    /// List the packages that are most related to PACKAGE instead
    #[arg(long, value_name = "PACKAGE", conflicts_with_all = ["words", "named_query", "batch"])]
    pub(crate) related: Option<String>,
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

/// Orders of search; `quality` is known, so that its refusal can say why.
const ORDERS: [&str; 6] = ["relevance", "downloads", "stars", "updated", "name", "quality"];

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
