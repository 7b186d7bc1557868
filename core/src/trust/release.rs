//! What a publisher says of a release: the statement that is signed and logged.
//!
//! ```text
//! marketplace/release/v1
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <http://purl.org/dc/terms/created> "2026-11-21T09:30:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <http://purl.org/dc/terms/license> "MIT" .
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <https://ggen.io/marketplace/bytes> "512"^^<http://www.w3.org/2001/XMLSchema#integer> .
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <https://ggen.io/marketplace/digest> "sha256:…" .
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <https://ggen.io/marketplace/manifest> "sha256:…" .
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <https://ggen.io/marketplace/name> "demo" .
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <https://ggen.io/marketplace/previous> "sha256:…" .
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <https://ggen.io/marketplace/publisher> <https://ggen.io/marketplace/keys/…> .
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <https://ggen.io/marketplace/tree> "sha256:…" .
//! <https://ggen.io/marketplace/packages/demo/1.0.0> <https://ggen.io/marketplace/version> "1.0.0" .
//! ```
//! License, previous, publisher and dependencies may be missing, nothing else may; nothing else may be said.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::claim::{Facts, check_kind, check_like_manifest, check_subject};
use super::{ClaimError, Timestamp, dependencies};
use crate::model::{
    DEPENDENCY_LINKS, Dependency, Digest, Level, Manifest, PackageName, ReleaseId, Statement, Term, Triple,
    Version, XSD_DATE_TIME, dependency_triples, vocab,
};

/// The content of a statement `marketplace/release/v1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Name and version; the version is SemVer.
    pub id: ReleaseId,
    /// SHA-256 of the archive.
    pub archive: Digest,
    /// Length of the archive in bytes.
    pub archive_bytes: u64,
    /// Hash of the unpacked tree (see [`crate::install::Tree::hash`]).
    pub tree: Digest,
    /// SHA-256 of the manifest file.
    pub manifest: Digest,
    /// Dependencies, as in the manifest.
    pub dependencies: Vec<Dependency>,
    /// License, as in the manifest.
    pub license: Option<String>,
    /// When the statement was made, by the publisher's clock.
    pub created: Timestamp,
    /// Identifier of the key that signs the statement; `None` for a release that is not signed.
    pub publisher: Option<Digest>,
    /// SHA-256 of the statement of the release before this one of the same package.
    pub previous: Option<Digest>,
}

impl Release {
    /// Line 1 of the statement.
    pub const KIND: &'static str = "marketplace/release/v1";

    /// Reads the bytes of a statement.
    ///
    /// # Errors
    /// [`ClaimError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ClaimError> {
        Self::from_statement(&Statement::parse(bytes)?)
    }

    /// Reads a statement; the release has the one spelling that [`Release::to_statement`] gives it.
    ///
    /// # Errors
    /// [`ClaimError`] with the first rule that is broken.
    pub fn from_statement(statement: &Statement) -> Result<Self, ClaimError> {
        check_kind(statement, Self::KIND)?;
        let (mut facts, others) =
            Facts::split(statement, vocab::NAME, &DEPENDENCY_LINKS.map(|(link, _)| link))?;
        let name = PackageName::parse(facts.string(vocab::NAME)?)?;
        let version = Version::parse_semver(facts.string(vocab::VERSION)?)?;
        let id = ReleaseId { name, version };
        check_subject(facts.subject, vocab::release_iri(&id))?;
        let release = Self {
            archive: facts.digest(vocab::DIGEST)?,
            archive_bytes: facts.integer(vocab::BYTES)?,
            tree: facts.digest(vocab::TREE)?,
            manifest: facts.digest(vocab::MANIFEST)?,
            dependencies: dependencies::from_triples(facts.subject, &others)?,
            license: facts.optional(vocab::LICENSE)?.map(String::from),
            created: facts.timestamp(vocab::CREATED)?,
            publisher: read_publisher(&mut facts)?,
            previous: facts.optional_digest(vocab::PREVIOUS)?,
            id,
        };
        facts.finish()?;
        release.check_text()?;
        if release.to_statement() == *statement { Ok(release) } else { Err(ClaimError::NotCanonical) }
    }

    /// The statement that says this.
    #[must_use]
    pub fn to_statement(&self) -> Statement {
        let iri = vocab::release_iri(&self.id);
        let mut triples = dependency_triples(&iri, &self.dependencies);
        let mut say = |predicate, object| triples.push(Triple::new(&iri, predicate, object));
        say(vocab::NAME, Term::string(self.id.name.as_str()));
        say(vocab::VERSION, Term::string(&self.id.version.to_string()));
        say(vocab::DIGEST, digest_term(&self.archive));
        say(vocab::BYTES, Term::integer(self.archive_bytes));
        say(vocab::TREE, digest_term(&self.tree));
        say(vocab::MANIFEST, digest_term(&self.manifest));
        say(vocab::CREATED, moment_term(self.created));
        if let Some(license) = &self.license {
            say(vocab::LICENSE, Term::string(license));
        }
        if let Some(key_id) = &self.publisher {
            say(vocab::PUBLISHER, Term::Iri(vocab::key_iri(key_id)));
        }
        if let Some(previous) = &self.previous {
            say(vocab::PREVIOUS, digest_term(previous));
        }
        Statement::new(Self::KIND, triples)
    }

    /// How far the origin of the release is proven once its statement is verified.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.publisher.is_some() { Level::Signed } else { Level::Logged }
    }

    fn check_text(&self) -> Result<(), ClaimError> {
        let id = self.id.clone();
        let mut manifest = Manifest::new(id.name, id.version, Self::KIND.to_string());
        manifest.license.clone_from(&self.license);
        manifest.dependencies.clone_from(&self.dependencies);
        check_like_manifest(manifest).map(drop)
    }
}

/// A digest as it stands in a statement.
pub(super) fn digest_term(digest: &Digest) -> Term {
    Term::string(&digest.to_string())
}

fn moment_term(moment: Timestamp) -> Term {
    Term::Literal { value: moment.to_string(), datatype: Some(XSD_DATE_TIME.to_string()) }
}

fn read_publisher(facts: &mut Facts<'_>) -> Result<Option<Digest>, ClaimError> {
    let Some(iri) = facts.optional_iri(vocab::PUBLISHER)? else { return Ok(None) };
    let hex = iri.strip_prefix(vocab::NS).and_then(|rest| rest.strip_prefix("keys/"));
    Ok(Some(Digest::parse(hex.unwrap_or(iri))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Coded as _;
    use crate::model::{DependencyKind, Requirement};
    use alloc::format;
    use alloc::vec;
    use proptest::prelude::*;

    fn release() -> Release {
        let requirement = |name: &str, range: Option<&str>| Requirement {
            name: PackageName::parse(name).unwrap(),
            range: range.map(String::from),
        };
        let dependency = |kind, alternatives| Dependency { kind, alternatives };
        Release {
            id: ReleaseId {
                name: PackageName::parse("@acme/demo").unwrap(),
                version: Version::parse("1.0.0-rc.1+b").unwrap(),
            },
            archive: Digest::of(b"archive"),
            archive_bytes: 7,
            tree: Digest::of(b"tree"),
            manifest: Digest::of(b"manifest"),
            dependencies: vec![
                dependency(
                    DependencyKind::Runtime,
                    vec![requirement("lib", Some("^1.2")), requirement("@acme/lib", None)],
                ),
                dependency(DependencyKind::Development, vec![requirement("lib", Some("*"))]),
            ],
            license: Some("MIT".into()),
            created: Timestamp::from_unix(1_800_000_000).unwrap(),
            publisher: Some(Digest::of(b"key")),
            previous: None,
        }
    }

    fn text() -> String {
        String::from_utf8(release().to_statement().to_bytes()).unwrap()
    }

    #[test]
    fn a_release_survives() {
        assert_eq!(Release::parse(text().as_bytes()), Ok(release()));
        let bare = Release {
            dependencies: vec![],
            license: None,
            publisher: None,
            previous: Some(Digest::of(b"previous")),
            ..release()
        };
        assert_eq!(Release::parse(&bare.to_statement().to_bytes()), Ok(bare.clone()));
        assert_eq!((release().level(), bare.level()), (Level::Signed, Level::Logged));
    }

    #[test]
    fn twelve_dependencies_keep_their_order() {
        let one = release().dependencies[0].clone();
        let many = Release { dependencies: vec![one; 12], ..release() };
        assert_eq!(Release::parse(&many.to_statement().to_bytes()), Ok(many));
    }

    /// Sorts the lines again after the change, so that the typed reader is what refuses.
    #[track_caller]
    fn refused(changed: &str, code: &str) {
        let mut lines: Vec<&str> = changed.lines().skip(1).collect();
        lines.sort_unstable();
        lines.dedup();
        let kind = changed.lines().next().unwrap();
        let error = Release::parse(format!("{kind}\n{}\n", lines.join("\n")).as_bytes()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }

    fn line(predicate: &str, object: &str) -> String {
        format!("<{}> <{predicate}> {object} .\n", vocab::release_iri(&release().id))
    }

    #[test]
    fn a_predicate_too_few_too_many_or_unheard_of_is_refused() {
        for predicate in [vocab::VERSION, vocab::DIGEST, vocab::BYTES, vocab::TREE, vocab::CREATED] {
            let without: String =
                text().lines().filter(|l| !l.contains(predicate)).map(|l| format!("{l}\n")).collect();
            refused(&without, "statement/missing-predicate");
        }
        refused(&text().replace(vocab::NAME, vocab::TAG), "statement/missing-predicate");
        refused(&(text() + &line(vocab::LICENSE, "\"GPL\"")), "statement/repeated-predicate");
        refused(&(text() + &line(vocab::NAME, "\"other\"")), "statement/repeated-predicate");
        refused(&(text() + &line(vocab::LEVEL, "\"signed\"")), "statement/unknown-predicate");
        refused(&(text() + "<https://a/b> <https://a/c> \"d\" .\n"), "statement/unknown-predicate");
    }

    #[test]
    fn a_statement_about_another_release_or_of_another_type_is_refused() {
        refused(&text().replace("/1.0.0-rc.1+b>", "/1.0.0>"), "statement/wrong-subject");
        refused(&text().replace("release/v1", "yank/v1"), "statement/wrong-type");
        refused(&text().replace("release/v1", "release/v2"), "statement/wrong-type");
    }

    #[test]
    fn values_of_another_kind_or_spelling_are_refused() {
        let digest = Digest::of(b"tree");
        refused(&text().replace(&digest.to_string(), &digest.hex()), "statement/not-canonical");
        refused(&text().replace(&digest.hex(), &digest.hex().to_uppercase()), "statement/not-canonical");
        refused(&text().replace(&digest.hex(), "00"), "model/invalid-digest");
        refused(&text().replace("\"7\"", "\"07\""), "statement/not-canonical");
        refused(&text().replace("\"7\"", "\"-7\""), "statement/invalid-value");
        refused(&text().replace("\"7\"", "\"18446744073709551616\""), "statement/invalid-value");
        refused(&text().replace("XMLSchema#integer", "XMLSchema#int"), "statement/invalid-value");
        refused(&text().replace("XMLSchema#dateTime", "XMLSchema#date"), "statement/invalid-value");
        refused(&text().replace("\"MIT\"", "<https://mit>"), "statement/invalid-value");
        refused(&text().replace("\"MIT\"", "\"M\\nIT\""), "model/invalid-text");
        refused(&text().replace("marketplace/keys/", "marketplace/KEYS/"), "model/invalid-digest");
        refused(&text().replace("+b", "+b "), "statement/malformed-line");
        refused(&text().replace("\"@acme/demo\"", "\"@acme/../demo\""), "model/invalid-name");
    }

    #[test]
    fn dependencies_that_are_numbered_otherwise_are_refused() {
        refused(&text().replace("dependency-1.0", "dependency-2.0"), "statement/not-canonical");
        refused(&text().replace("dependency-1.0", "dependency-01.0"), "statement/not-canonical");
        refused(&text().replace("dependency-1.0", "dependency-x.0"), "statement/unknown-predicate");
        refused(&text().replace("packages/lib>", "packages/..>"), "model/invalid-name");
        refused(&text().replace("packages/lib>", "other/lib>"), "model/invalid-name");
        refused(&text().replace("\"^1.2\"", "<https://range>"), "statement/not-canonical");
    }

    fn any_release() -> impl Strategy<Value = Release> {
        let name = "(@[a-z]{1,4}/)?[a-z][a-z0-9+.-]{0,6}[a-z]";
        let version = "[0-9]{1,2}\\.[0-9]\\.0(-[a-z]{1,3})?";
        let name = name.prop_filter_map("a name", |name| PackageName::parse(&name).ok());
        let version = version.prop_filter_map("a version", |text| Version::parse_semver(&text).ok());
        let range = prop::option::of("[ -~é😀]{0,10}[!-~]");
        let requirement = (name.clone(), range).prop_map(|(name, range)| Requirement { name, range });
        let kind = prop_oneof![
            Just(DependencyKind::Runtime),
            Just(DependencyKind::Recommended),
            Just(DependencyKind::Development)
        ];
        let dependency = (kind, prop::collection::vec(requirement, 1..4))
            .prop_map(|(kind, alternatives)| Dependency { kind, alternatives });
        let dependencies = prop::collection::vec(dependency, 0..14);
        let created = (0..=Timestamp::MAX_SECONDS).prop_filter_map("a moment", Timestamp::from_unix);
        let optional = || prop::option::of(any::<[u8; 32]>().prop_map(Digest));
        (name, version, dependencies, created, any::<u64>(), optional(), optional()).prop_map(
            |(name, version, dependencies, created, archive_bytes, publisher, previous)| Release {
                id: ReleaseId { name, version },
                dependencies,
                created,
                archive_bytes,
                publisher,
                previous,
                ..release()
            },
        )
    }

    proptest! {
        #[test]
        fn any_release_survives(release in any_release()) {
            prop_assert_eq!(Release::parse(&release.to_statement().to_bytes()), Ok(release));
        }
    }

    #[test]
    fn no_flipped_byte_gives_the_same_release() {
        let bytes = text().into_bytes();
        for at in 0..bytes.len() {
            for bit in [0, 2, 5, 7] {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1 << bit;
                assert_ne!(Release::parse(&flipped), Ok(release()), "byte {at}");
            }
        }
    }
}
