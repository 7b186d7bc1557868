//! What can be typed about releases and keys: `install`, `publish`, `sign`, `verify`, `keygen`, `verify-key`.

use std::path::PathBuf;

use clap::Args;

use super::{LogKeyArg, LogPolicyArg, PackageArg, RegistryArg};

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
    #[command(flatten)]
    pub(crate) log_policy: LogPolicyArg,
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
    pub(crate) log_key: LogKeyArg,
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
    #[arg(long = "package", alias = "package-id", value_name = "PACKAGE")]
    #[arg(conflicts_with = "file", hide_short_help = true)]
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
    #[command(flatten)]
    pub(crate) log_policy: LogPolicyArg,
    /// Show for each step the command that repeats it with other tools
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
#[group(required = true, multiple = false)]
pub(crate) struct VerifyKey {
    /// Key file (PEM)
    #[arg(value_name = "FILE")]
    subject: Option<PathBuf>,
    /// The same as a named option
    #[arg(long = "key", alias = "file", value_name = "FILE", hide_short_help = true)]
    named: Option<PathBuf>,
}

impl VerifyKey {
    /// What was typed; clap has seen to it that there is exactly one.
    pub(crate) fn file(&self) -> PathBuf {
        self.subject.as_ref().or(self.named.as_ref()).cloned().unwrap_or_default()
    }
}
