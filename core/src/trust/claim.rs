//! Reading what a statement says about one subject: each thing at most once, and nothing unheard of.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::Timestamp;
use crate::model::{
    Digest, Invalid, Manifest, Statement, StatementError, Term, Triple, XSD_DATE_TIME, XSD_INTEGER, printable,
};

/// Why a canonical statement is not a release or an import.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimError {
    /// The bytes are not a canonical statement at all.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// Another type.
    #[error("this is a statement of type `{found}`: expected `{expected}`")]
    Kind {
        /// Types expected.
        expected: &'static str,
        /// Type found.
        found: String,
    },
    /// A predicate that the type does not have.
    #[error("`{predicate}` has no place in this statement")]
    UnknownPredicate {
        /// The predicate IRI, or the subject it is said of.
        predicate: String,
    },
    /// A predicate said twice.
    #[error("`{predicate}` is said twice")]
    Repeated {
        /// The predicate IRI.
        predicate: String,
    },
    /// A predicate not said.
    #[error("the statement does not say its `{predicate}`")]
    Missing {
        /// The predicate IRI.
        predicate: &'static str,
    },
    /// A value of the wrong kind.
    #[error("`{found}` is no value of `{predicate}`: expected {expected}")]
    Value {
        /// The predicate IRI.
        predicate: &'static str,
        /// The value found, safe to print.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A value that breaks a rule of the model.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Said of something else than the release it names.
    #[error("the statement is about `{found}`, but names `{expected}`")]
    Subject {
        /// IRI of the release that name and version name.
        expected: String,
        /// The subject found, safe to print.
        found: String,
    },
    /// The values are right, but this is not how they are written.
    #[error("the statement has another spelling than the one its values have")]
    NotCanonical,
}

impl crate::error::Coded for ClaimError {
    fn code(&self) -> &'static str {
        match self {
            Self::Statement(error) => error.code(),
            Self::Kind { .. } => "statement/wrong-type",
            Self::UnknownPredicate { .. } => "statement/unknown-predicate",
            Self::Repeated { .. } => "statement/repeated-predicate",
            Self::Missing { .. } => "statement/missing-predicate",
            Self::Value { .. } => "statement/invalid-value",
            Self::Invalid(error) => error.code(),
            Self::Subject { .. } => "statement/wrong-subject",
            Self::NotCanonical => "statement/not-canonical",
        }
    }
}

/// What a statement says of its main subject, taken out piece by piece until nothing is left.
pub(super) struct Facts<'a> {
    /// The subject that has a `name_predicate`.
    pub(super) subject: &'a str,
    left: BTreeMap<&'a str, &'a Term>,
}

impl<'a> Facts<'a> {
    /// The facts of the one subject that has `marker`, and every other triple.
    ///
    /// Triples whose predicate is in `many` may be said more than once: they are handed back too.
    pub(super) fn split(
        statement: &'a Statement,
        marker: &'static str,
        many: &[&str],
    ) -> Result<(Self, Vec<&'a Triple>), ClaimError> {
        let marked = statement.triples().iter().find(|t| t.predicate == marker);
        let subject = marked.ok_or(ClaimError::Missing { predicate: marker })?.subject.as_str();
        let mut facts = Self { subject, left: BTreeMap::new() };
        let mut others = Vec::new();
        for triple in statement.triples() {
            if triple.subject != subject || many.contains(&triple.predicate.as_str()) {
                others.push(triple);
            } else if facts.left.insert(&triple.predicate, &triple.object).is_some() {
                return Err(ClaimError::Repeated { predicate: printable(&triple.predicate) });
            }
        }
        Ok((facts, others))
    }

    /// A string, if said.
    pub(super) fn optional(&mut self, predicate: &'static str) -> Result<Option<&'a str>, ClaimError> {
        self.literal(predicate, None, "a string")
    }

    /// A string.
    pub(super) fn string(&mut self, predicate: &'static str) -> Result<&'a str, ClaimError> {
        self.optional(predicate)?.ok_or(ClaimError::Missing { predicate })
    }

    /// A digest, if said.
    pub(super) fn optional_digest(&mut self, predicate: &'static str) -> Result<Option<Digest>, ClaimError> {
        Ok(self.optional(predicate)?.map(Digest::parse).transpose()?)
    }

    /// A digest.
    pub(super) fn digest(&mut self, predicate: &'static str) -> Result<Digest, ClaimError> {
        self.optional_digest(predicate)?.ok_or(ClaimError::Missing { predicate })
    }

    /// A whole number, if said.
    pub(super) fn optional_integer(&mut self, predicate: &'static str) -> Result<Option<u64>, ClaimError> {
        const EXPECTED: &str = "an xsd:integer from 0 to 2^64 - 1";
        let Some(found) = self.literal(predicate, Some(XSD_INTEGER), EXPECTED)? else { return Ok(None) };
        let wrong = |_| ClaimError::Value { predicate, found: printable(found), expected: EXPECTED };
        found.parse().map(Some).map_err(wrong)
    }

    /// A whole number.
    pub(super) fn integer(&mut self, predicate: &'static str) -> Result<u64, ClaimError> {
        self.optional_integer(predicate)?.ok_or(ClaimError::Missing { predicate })
    }

    /// A moment.
    pub(super) fn timestamp(&mut self, predicate: &'static str) -> Result<Timestamp, ClaimError> {
        const EXPECTED: &str = "an xsd:dateTime like 2026-11-21T09:30:00Z";
        let found = self.literal(predicate, Some(XSD_DATE_TIME), EXPECTED)?;
        let found = found.ok_or(ClaimError::Missing { predicate })?;
        let wrong = || ClaimError::Value { predicate, found: printable(found), expected: EXPECTED };
        Timestamp::parse(found).ok_or_else(wrong)
    }

    /// An IRI, if said.
    pub(super) fn optional_iri(&mut self, predicate: &'static str) -> Result<Option<&'a str>, ClaimError> {
        match self.left.remove(predicate) {
            None => Ok(None),
            Some(Term::Iri(iri)) => Ok(Some(iri)),
            Some(term) => {
                Err(ClaimError::Value { predicate, found: printable(term.value()), expected: "an IRI" })
            }
        }
    }

    /// Refuses whatever was not asked for.
    pub(super) fn finish(self) -> Result<(), ClaimError> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(predicate) => Err(ClaimError::UnknownPredicate { predicate: printable(predicate) }),
        }
    }

    fn literal(
        &mut self,
        predicate: &'static str,
        wanted: Option<&str>,
        expected: &'static str,
    ) -> Result<Option<&'a str>, ClaimError> {
        match self.left.remove(predicate) {
            None => Ok(None),
            Some(Term::Literal { value, datatype }) if datatype.as_deref() == wanted => Ok(Some(value)),
            Some(term) => Err(ClaimError::Value { predicate, found: printable(term.value()), expected }),
        }
    }
}

/// Refuses a statement of another type.
pub(super) fn check_kind(statement: &Statement, expected: &'static str) -> Result<(), ClaimError> {
    if statement.kind() == expected {
        return Ok(());
    }
    Err(ClaimError::Kind { expected, found: printable(statement.kind()) })
}

/// Refuses a subject other than the IRI of the release that the statement names.
pub(super) fn check_subject(found: &str, expected: String) -> Result<(), ClaimError> {
    if found == expected {
        return Ok(());
    }
    Err(ClaimError::Subject { expected, found: printable(found) })
}

/// Holds what a statement repeats from a manifest to the manifest's own rules.
pub(super) fn check_like_manifest(manifest: Manifest) -> Result<Manifest, ClaimError> {
    Ok(manifest.checked()?)
}
