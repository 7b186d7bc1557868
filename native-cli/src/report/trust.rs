//! What the failures of following a repository are told as.
//!
//! All of them end with exit code 1, also refusals: that is the protocol by which TUF clients are tested.

use ggen_marketplace_core::error::Coded;
use ggen_marketplace_core::trust::tuf::{Finding, TufError};

use super::Report;
use crate::trust::TrustFailure;

/// Tells a failure.
pub(super) fn told(failure: &TrustFailure) -> Report {
    match failure {
        TrustFailure::Address { address } => {
            Report::new("trust/address", format!("`{address}` is no address of a repository"))
                .help("name a folder, or an address that begins with `https://`")
        }
        TrustFailure::Fetch { address, cause } => {
            Report::new("trust/fetch", format!("cannot fetch `{address}`")).cause(cause)
        }
        TrustFailure::NoRoot { folder } => {
            Report::new("trust/no-root", format!("`{}` holds no root that is trusted", folder.display()))
                .help("`ggen marketplace trust init root.json` trusts one")
        }
        TrustFailure::RootExists { path } => {
            Report::new("trust/root-exists", format!("`{}` is another root", path.display()))
                .help("name another folder with `--metadata-dir`, or follow this one with `trust refresh`")
        }
        TrustFailure::Fingerprint { expected, found } => {
            Report::new("trust/fingerprint", "this is not the root whose fingerprint was given")
                .cause(format!("expected {expected}"))
                .cause(format!("found {found}"))
        }
        TrustFailure::Refused(error) => refused(error),
    }
}

fn refused(error: &TufError) -> Report {
    let message = format!("`{}` is refused", error.file);
    let report = Report::new(error.code(), message).cause(&error.finding);
    match error.finding {
        Finding::Expired { .. } => report
            .help("someone may be holding back newer files: ask another mirror, or the repository's owner"),
        Finding::RootChainTooLong { .. } => report.help("what was reached is kept: run the command again"),
        Finding::NoSuchTarget => {
            Report::new(error.code(), format!("there is no target `{}`", error.file)).cause(&error.finding)
        }
        _ => report,
    }
}
