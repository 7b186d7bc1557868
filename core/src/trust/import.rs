//! What a registry says of a release it took from another catalogue: the content is fixed, the author unknown.
//!
//! ```text
//! marketplace/import/v1
//! <https://ggen.io/marketplace/packages/0ad/0.0.26-3> <https://ggen.io/marketplace/name> "0ad" .
//! <https://ggen.io/marketplace/packages/0ad/0.0.26-3> <https://ggen.io/marketplace/record> "sha256:…" .
//! <https://ggen.io/marketplace/packages/0ad/0.0.26-3> <https://ggen.io/marketplace/source> "debian" .
//! <https://ggen.io/marketplace/packages/0ad/0.0.26-3> <https://ggen.io/marketplace/version> "0.0.26-3" .
//! <https://ggen.io/marketplace/packages/0ad/0.0.26-3> <https://ggen.io/marketplace/versionScheme> "debian" .
//! ```
//! and, where the archive is known, its `digest`, `bytes` and foreign `location`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::ClaimError;
use super::claim::{Facts, check_kind, check_subject};
use super::release::digest_term;
use crate::model::{
    ArchiveRef, Digest, PackageName, ReleaseId, Statement, Term, Triple, Version, printable, vocab,
};

/// The content of a statement `marketplace/import/v1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Name and version.
    pub id: ReleaseId,
    /// The catalogue it came from: `debian`, `v1`, `jsonl`.
    pub source: String,
    /// SHA-256 of the record's canonical triples.
    pub record: Digest,
    /// The archive, where one is known.
    pub archive: Option<ArchiveRef>,
}

impl Import {
    /// Line 1 of the statement.
    pub const KIND: &'static str = "marketplace/import/v1";
    /// Longest name of a source, in bytes.
    pub const MAX_SOURCE_BYTES: usize = 64;

    /// Reads the bytes of a statement.
    ///
    /// # Errors
    /// [`ClaimError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ClaimError> {
        Self::from_statement(&Statement::parse(bytes)?)
    }

    /// Reads a statement; the import has the one spelling that [`Import::to_statement`] gives it.
    ///
    /// # Errors
    /// [`ClaimError`] with the first rule that is broken.
    pub fn from_statement(statement: &Statement) -> Result<Self, ClaimError> {
        check_kind(statement, Self::KIND)?;
        let (mut facts, others) = Facts::split(statement, vocab::NAME, &[])?;
        let id = ReleaseId {
            name: PackageName::parse(facts.string(vocab::NAME)?)?,
            version: read_version(&mut facts)?,
        };
        check_subject(facts.subject, vocab::release_iri(&id))?;
        let import = Self {
            source: read_source(&mut facts)?,
            record: facts.digest(vocab::RECORD)?,
            archive: read_archive(&mut facts)?,
            id,
        };
        facts.finish()?;
        if let Some(triple) = others.first() {
            return Err(ClaimError::UnknownPredicate { predicate: printable(&triple.subject) });
        }
        if import.to_statement() == *statement { Ok(import) } else { Err(ClaimError::NotCanonical) }
    }

    /// The statement that says this.
    #[must_use]
    pub fn to_statement(&self) -> Statement {
        let iri = vocab::release_iri(&self.id);
        let mut triples = Vec::new();
        let mut say = |predicate, object| triples.push(Triple::new(&iri, predicate, object));
        say(vocab::NAME, Term::string(self.id.name.as_str()));
        say(vocab::VERSION, Term::string(&self.id.version.to_string()));
        say(vocab::VERSION_SCHEME, Term::string(self.id.version.scheme()));
        say(vocab::SOURCE, Term::string(&self.source));
        say(vocab::RECORD, digest_term(&self.record));
        if let Some(archive) = &self.archive {
            say(vocab::DIGEST, digest_term(&archive.digest));
            say(vocab::BYTES, Term::integer(archive.bytes));
            if let Some(location) = &archive.location {
                say(vocab::LOCATION, Term::string(location));
            }
        }
        Statement::new(Self::KIND, triples)
    }
}

fn read_version(facts: &mut Facts<'_>) -> Result<Version, ClaimError> {
    let text = facts.string(vocab::VERSION)?;
    match facts.string(vocab::VERSION_SCHEME)? {
        "semver" => Ok(Version::parse_semver(text)?),
        "debian" => Ok(Version::parse_debian(text)?),
        found => Err(ClaimError::Value {
            predicate: vocab::VERSION_SCHEME,
            found: printable(found),
            expected: "`semver` or `debian`",
        }),
    }
}

fn read_source(facts: &mut Facts<'_>) -> Result<String, ClaimError> {
    let found = facts.string(vocab::SOURCE)?;
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if (1..=Import::MAX_SOURCE_BYTES).contains(&found.len()) && found.bytes().all(allowed) {
        return Ok(found.into());
    }
    let expected = "1 to 64 lower-case letters, digits and `-`";
    Err(ClaimError::Value { predicate: vocab::SOURCE, found: printable(found), expected })
}

fn read_archive(facts: &mut Facts<'_>) -> Result<Option<ArchiveRef>, ClaimError> {
    let location = facts.optional(vocab::LOCATION)?.map(String::from);
    match (facts.optional_digest(vocab::DIGEST)?, facts.optional_integer(vocab::BYTES)?) {
        (Some(digest), Some(bytes)) => Ok(Some(ArchiveRef { digest, bytes, location })),
        (None, None) if location.is_none() => Ok(None),
        (None, _) => Err(ClaimError::Missing { predicate: vocab::DIGEST }),
        (Some(_), None) => Err(ClaimError::Missing { predicate: vocab::BYTES }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Coded as _;

    fn import() -> Import {
        Import {
            id: ReleaseId {
                name: PackageName::parse("0ad").unwrap(),
                version: Version::parse_debian("1:0.0.26-3~a").unwrap(),
            },
            source: "debian".into(),
            record: Digest::of(b"record"),
            archive: Some(ArchiveRef {
                digest: Digest::of(b"deb"),
                bytes: 9,
                location: Some("pool/0.deb".into()),
            }),
        }
    }

    fn text() -> String {
        String::from_utf8(import().to_statement().to_bytes()).unwrap()
    }

    #[test]
    fn an_import_survives() {
        assert_eq!(Import::parse(text().as_bytes()), Ok(import()));
        let bare = Import { archive: None, ..import() };
        assert_eq!(Import::parse(&bare.to_statement().to_bytes()), Ok(bare));
    }

    #[test]
    fn the_scheme_tells_a_debian_version_that_looks_like_semver() {
        let version = Version::parse_debian("1.2.3").unwrap();
        let import = Import { id: ReleaseId { version, ..import().id }, ..import() };
        assert_eq!(Import::parse(&import.to_statement().to_bytes()), Ok(import));
    }

    #[track_caller]
    fn refused(changed: &str, code: &str) {
        let error = Import::parse(changed.as_bytes()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }

    fn without(predicate: &str) -> String {
        text().lines().filter(|l| !l.contains(predicate)).map(|l| alloc::format!("{l}\n")).collect()
    }

    #[test]
    fn other_imports_are_refused() {
        refused(&text().replace("\"debian\"", "\"Debian\""), "statement/invalid-value");
        refused(&text().replace("import/v1", "release/v1"), "statement/wrong-type");
        refused(&text().replace("packages/0ad/", "packages/0ae/"), "statement/wrong-subject");
        refused(&without(vocab::RECORD), "statement/missing-predicate");
        refused(&without(vocab::BYTES), "statement/missing-predicate");
        refused(&without("marketplace/digest"), "statement/missing-predicate");
    }
}
