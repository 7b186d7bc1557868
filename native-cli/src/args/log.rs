//! What can be typed about the transparency log: `log init`, `log prove`, `log verify`; and the options that
//! name whose log is believed and who signs for it.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{PackageArg, RegistryArg};

/// Sign for the log of a registry, prove entries, check the whole log
#[derive(Debug, Subcommand)]
pub(crate) enum Log {
    Init(LogInit),
    Prove(LogProve),
    Verify(LogVerify),
}

/// Name the log of a registry and sign its checkpoint; or only sign it again
///
/// Writes `trust/log-policy`, which names the log's key, and `log/checkpoint`. From then on whoever adds to the
/// registry must give the key with `--log-key`.
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace log init --origin registry.example/log --log-key log.pem")]
pub(crate) struct LogInit {
    /// Name of the log: the address it is served at, without the scheme
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: String,
    /// Private key of the log (PKCS#8 PEM)
    #[arg(long, value_name = "FILE")]
    pub(crate) log_key: PathBuf,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// Write the proof that the log holds a release, to be checked offline
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace log prove hello-world --output hello-world.tlog-proof")]
pub(crate) struct LogProve {
    #[command(flatten)]
    pub(crate) package: PackageArg,
    /// Where to write the proof
    #[arg(long, value_name = "FILE", default_value = "release.tlog-proof")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) log_policy: LogPolicyArg,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

/// Check every entry, tile and signature of the log, and the catalogue against it
///
/// With `--proof` and `--statement`, only that proof of that statement: no registry is needed.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  ggen marketplace log verify --registry registry\n  ggen marketplace log verify \
    --proof hello.tlog-proof --statement release.nq --log-policy log-policy"
)]
pub(crate) struct LogVerify {
    /// Proof to check
    #[arg(long, value_name = "FILE", requires_all = ["statement", "log_policy"])]
    pub(crate) proof: Option<PathBuf>,
    /// Statement that the proof is of
    #[arg(long, value_name = "FILE", requires = "proof")]
    pub(crate) statement: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) log_policy: LogPolicyArg,
    #[command(flatten)]
    pub(crate) registry: RegistryArg,
}

impl Log {
    /// The registry named, if any.
    pub(super) fn registry(&self) -> Option<&Path> {
        match self {
            Self::Init(command) => command.registry.folder(),
            Self::Prove(command) => command.registry.folder(),
            Self::Verify(command) => command.registry.folder(),
        }
    }
}

/// Who signs for the log.
#[derive(Debug, Args)]
pub(crate) struct LogKeyArg {
    /// Private key of the registry's log (PKCS#8 PEM), if it has one
    #[arg(long, value_name = "FILE", env = "GGEN_LOG_KEY")]
    log_key: Option<PathBuf>,
}

impl LogKeyArg {
    /// The file named, if any: an empty variable is one that is not set.
    pub(crate) fn key(&self) -> Option<&Path> {
        self.log_key.as_deref().filter(|file| !file.as_os_str().is_empty())
    }
}

/// Whose log is believed.
#[derive(Debug, Args)]
pub(crate) struct LogPolicyArg {
    /// Logs and witnesses to believe (C2SP tlog-policy) [default: the registry's own]
    #[arg(long, value_name = "FILE", env = "GGEN_LOG_POLICY")]
    log_policy: Option<PathBuf>,
}

impl LogPolicyArg {
    /// The file named, if any: an empty variable is one that is not set.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.log_policy.as_deref().filter(|file| !file.as_os_str().is_empty())
    }
}
