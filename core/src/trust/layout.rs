//! Where a registry keeps each file: paths relative to its root, with `/`, on every host.
//!
//! ```text
//! pkg/_/demo/1.0.0/{release.nq,release.sig}                     a release of `demo`
//! pkg/acme/demo/1.0.0/…                                         a release of `@acme/demo`
//! trust/keys/<64 hex digits>.pem                                a publisher's public key
//! blob/sha256/<first 2 digits>/<64 hex digits>                  archives and catalogue segments
//! trust/log-policy                                              which log the registry's own is
//! log/checkpoint                                                the log's signed tree; replaced as the log grows
//! ```
//! Log bundles are in [`super::entries::path`], tiles in [`super::tlog::Tile::path`]. All but the checkpoint are
//! written once and never change.

use alloc::string::String;

use crate::model::{Digest, ReleaseId};

/// The log's signed tree: a note as [`super::tlog::Policy::accept`] reads it.
pub const CHECKPOINT: &str = "log/checkpoint";
/// The registry's own word on which log is its own; whoever does not trust it brings a policy.
pub const LOG_POLICY: &str = "trust/log-policy";

/// The folder of a release, without a slash at its end.
///
/// `_` stands for the namespace of a bare name: no namespace is called so, because names begin with a
/// letter or digit.
#[must_use]
pub fn release_dir(id: &ReleaseId) -> String {
    let name = id.name.as_str();
    let (namespace, name) = name.strip_prefix('@').and_then(|n| n.split_once('/')).unwrap_or(("_", name));
    alloc::format!("pkg/{namespace}/{name}/{}", id.version)
}

/// The signed and logged statement of a release.
#[must_use]
pub fn statement(id: &ReleaseId) -> String {
    release_dir(id) + "/release.nq"
}

/// The signature of the statement, 64 raw bytes.
#[must_use]
pub fn signature(id: &ReleaseId) -> String {
    release_dir(id) + "/release.sig"
}

/// A blob, by content.
#[must_use]
pub fn blob(digest: &Digest) -> String {
    let hex = digest.hex();
    alloc::format!("blob/sha256/{}/{hex}", hex.get(..2).unwrap_or_default())
}

/// A publisher's public key.
#[must_use]
pub fn key(key_id: &Digest) -> String {
    alloc::format!("trust/keys/{}.pem", key_id.hex())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PackageName, Version};

    fn id(name: &str) -> ReleaseId {
        ReleaseId {
            name: PackageName::parse(name).unwrap(),
            version: Version::parse_semver("1.0.0").unwrap(),
        }
    }

    #[test]
    fn each_file_has_its_place() {
        assert_eq!(statement(&id("demo")), "pkg/_/demo/1.0.0/release.nq");
        assert_eq!(signature(&id("@acme/demo")), "pkg/acme/demo/1.0.0/release.sig");
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(blob(&Digest::of(b"abc")), alloc::format!("blob/sha256/ba/{hex}"));
        assert_eq!(key(&Digest::of(b"abc")), alloc::format!("trust/keys/{hex}.pem"));
    }
}
