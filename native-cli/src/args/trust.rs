//! What can be typed to follow a repository of metadata: `trust init`, `refresh`, `download`, `status`,
//! `sign`.
//!
//! Names and places of the options are those of the protocol by which TUF clients are tested, where options
//! stand before the verb; here they may stand anywhere.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Follow a repository of signed metadata (TUF): who may speak, and what is current
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace trust refresh --metadata-url https://example.org/trust")]
pub(crate) struct Trust {
    /// Folder of the metadata that is trusted [default: `trust` in the data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) metadata_dir: Option<PathBuf>,
    /// Address or folder of the repository's metadata
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) metadata_url: Option<String>,
    /// A target; may be given several times
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) target_name: Vec<String>,
    /// Address or folder of the repository's targets
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) target_base_url: Option<String>,
    /// Folder to put targets into [default: .]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) target_dir: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) verb: TrustVerb,
}

/// What to do with the metadata.
#[derive(Debug, Subcommand)]
pub(crate) enum TrustVerb {
    /// Trust a root file from now on; nothing is fetched
    #[command(after_help = "Example: ggen marketplace trust init root.json --fingerprint sha256:9f86d081…")]
    Init {
        /// The root file
        #[arg(value_name = "ROOT")]
        root: PathBuf,
        /// SHA-256 that the file must have, as its owner tells it
        #[arg(long, value_name = "SHA256")]
        fingerprint: Option<String>,
    },
    /// Follow the repository to its newest metadata
    #[command(
        after_help = "Example: ggen marketplace trust refresh --metadata-url https://example.org/trust"
    )]
    Refresh,
    /// Follow the repository, then download targets
    #[command(
        after_help = "Example: ggen marketplace trust download --metadata-url https://example.org/trust \
                      --target-base-url https://example.org/trust/targets --target-name names.nq"
    )]
    Download,
    /// Show which metadata is trusted; nothing is fetched
    #[command(after_help = "Example: ggen marketplace trust status")]
    Status,
    Sign(TrustSign),
}

/// Sign the next edition of a repository: make it, list its targets, keep it fresh, change who speaks
///
/// Every file is signed by those of the keys that are in its role; what a client would refuse is not written.
#[derive(Debug, Args)]
#[command(after_help = "Example: ggen marketplace trust sign ./shop/trust --key online.pem")]
pub(crate) struct TrustSign {
    /// Folder of the repository's metadata
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// A private key; may be given several times
    #[arg(long, required = true, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    /// Folder whose files are the targets from now on
    #[arg(long, value_name = "DIR")]
    pub(crate) targets: Option<PathBuf>,
    /// A public key of a new root; a change needs private keys of the old root and of the new one
    #[arg(long, value_name = "FILE", requires_all = ["targets_key", "online_key"])]
    pub(crate) root_key: Vec<PathBuf>,
    /// How many keys must sign a root
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) root_threshold: u32,
    /// A public key that may say which targets there are
    #[arg(long, value_name = "FILE", requires = "root_key")]
    pub(crate) targets_key: Vec<PathBuf>,
    /// How many keys must sign the targets
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) targets_threshold: u32,
    /// The public key that says what is current
    #[arg(long, value_name = "FILE", requires = "root_key")]
    pub(crate) online_key: Option<PathBuf>,
}
