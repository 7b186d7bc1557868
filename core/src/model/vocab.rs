//! The one namespace, and the standard vocabularies it stands beside.
//!
//! `docs/vocabulary.ttl` describes each term for people.

use alloc::string::String;

use super::{Digest, PackageName, ReleaseId};

/// The namespace of everything that is ours.
pub const NS: &str = "https://ggen.io/marketplace/";

macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident = $iri:expr;)*) => { $($(#[$doc])* pub const $name: &str = $iri;)* };
}

terms! {
    /// `rdf:type`.
    TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    /// Long text.
    DESCRIPTION = "http://purl.org/dc/terms/description";
    /// The first of several authors.
    CREATOR = "http://purl.org/dc/terms/creator";
    /// When a statement was made.
    CREATED = "http://purl.org/dc/terms/created";
    /// Licence, as an SPDX expression or the author's words.
    LICENSE = "http://purl.org/dc/terms/license";
    /// Home page.
    HOMEPAGE = "http://xmlns.com/foaf/0.1/homepage";
    /// Source repository.
    REPOSITORY = "http://usefulinc.com/ns/doap#repository";

    /// Class: a package, of any number of releases.
    PACKAGE = "https://ggen.io/marketplace/Package";
    /// Class: one version of a package.
    RELEASE = "https://ggen.io/marketplace/Release";
    /// From a package to each of its releases.
    HAS_RELEASE = "https://ggen.io/marketplace/release";
    /// From a release to its package.
    OF_PACKAGE = "https://ggen.io/marketplace/package";
    /// Package name.
    NAME = "https://ggen.io/marketplace/name";
    /// Version text.
    VERSION = "https://ggen.io/marketplace/version";
    /// Scheme of the version: `semver` or `debian`.
    VERSION_SCHEME = "https://ggen.io/marketplace/versionScheme";
    /// One line about the package.
    SUMMARY = "https://ggen.io/marketplace/summary";
    /// Author, as `Name <address>`.
    AUTHOR = "https://ggen.io/marketplace/author";
    /// Broad topic.
    CATEGORY = "https://ggen.io/marketplace/category";
    /// Tag.
    TAG = "https://ggen.io/marketplace/tag";
    /// Search word.
    KEYWORD = "https://ggen.io/marketplace/keyword";
    /// Another name the package answers to.
    PROVIDES = "https://ggen.io/marketplace/provides";
    /// From a release to a package it needs.
    DEPENDS_ON = "https://ggen.io/marketplace/dependsOn";
    /// From a release to a dependency node of kind runtime.
    DEPENDENCY = "https://ggen.io/marketplace/dependency";
    /// From a release to a dependency node of kind recommended.
    RECOMMENDATION = "https://ggen.io/marketplace/recommendation";
    /// From a release to a dependency node of kind development.
    DEVELOPMENT_DEPENDENCY = "https://ggen.io/marketplace/developmentDependency";
    /// From a dependency node to the package required.
    ON_PACKAGE = "https://ggen.io/marketplace/onPackage";
    /// From a dependency node to the range of versions that will do.
    REQUIREMENT = "https://ggen.io/marketplace/requirement";
    /// From a dependency node to the preferred alternative it can stand for.
    ALTERNATIVE_TO = "https://ggen.io/marketplace/alternativeTo";
    /// SHA-256 of an archive.
    DIGEST = "https://ggen.io/marketplace/digest";
    /// Length of an archive in bytes.
    BYTES = "https://ggen.io/marketplace/bytes";
    /// Where a foreign source keeps the archive.
    LOCATION = "https://ggen.io/marketplace/location";
    /// SHA-256 over the unpacked tree.
    TREE = "https://ggen.io/marketplace/tree";
    /// SHA-256 of the manifest file.
    MANIFEST = "https://ggen.io/marketplace/manifest";
    /// SHA-256 of a record's canonical triples.
    RECORD = "https://ggen.io/marketplace/record";
    /// Key that signs a release.
    PUBLISHER = "https://ggen.io/marketplace/publisher";
    /// SHA-256 of the release statement before this one of the same package.
    PREVIOUS = "https://ggen.io/marketplace/previous";
    /// Catalogue that an imported package came from.
    SOURCE = "https://ggen.io/marketplace/source";
    /// Level of proof: `unsigned`, `logged`, `signed`.
    LEVEL = "https://ggen.io/marketplace/level";
    /// Number of the log leaf that admitted the release.
    LEAF = "https://ggen.io/marketplace/leaf";
    /// Download count.
    DOWNLOADS = "https://ggen.io/marketplace/downloads";
    /// Star count.
    STARS = "https://ggen.io/marketplace/stars";
    /// Namespace of fields that we keep without knowing them; the key follows.
    EXTRA = "https://ggen.io/marketplace/extra/";
}

/// `…/packages/<name>`.
#[must_use]
pub fn package_iri(name: &PackageName) -> String {
    alloc::format!("{NS}packages/{name}")
}

/// `…/packages/<name>/<version>`.
#[must_use]
pub fn release_iri(id: &ReleaseId) -> String {
    alloc::format!("{NS}packages/{}/{}", id.name, id.version)
}

/// `…/keys/<64 hex digits>`.
#[must_use]
pub fn key_iri(key_id: &Digest) -> String {
    alloc::format!("{NS}keys/{}", key_id.hex())
}

/// `…/extra/<key>`, with every byte outside `[A-Za-z0-9._-]` as `%XX`.
#[must_use]
pub fn extra_iri(key: &str) -> String {
    let mut iri = String::from(EXTRA);
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-') {
            iri.push(byte as char);
        } else {
            iri.push_str(&alloc::format!("%{byte:02X}"));
        }
    }
    iri
}

/// The key that [`extra_iri`] wrote, from what follows [`EXTRA`].
#[must_use]
pub fn extra_key(escaped: &str) -> Option<String> {
    let (mut bytes, mut rest) = (alloc::vec::Vec::new(), escaped.as_bytes());
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let (digits, tail) = tail.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = tail;
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}
