//! Prepared questions about a catalogue: a name, a line about it, its parameters, and the query.
//!
//! They answer what the predecessor's queries asked, where the catalogue knows it; `docs/sparql.md` lists what
//! it does not know. Parameters are variables that take a value with [`Query::bind`]: nothing of a value is
//! ever read as SPARQL.

mod texts;

use super::{Query, QueryError};
use crate::error::Coded;
use crate::model::Term;

use serde::Serialize;

pub use texts::ALL;

/// Codes of this area (see [`crate::error`]).
pub const CODES: &[(&str, &str)] = &[
    ("query/unknown-question", "There is no prepared question of that name"),
    ("query/missing-parameter", "A prepared question was asked without a value that it needs"),
];

/// A prepared question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// What it is asked by: words with `-` between them.
    pub name: &'static str,
    /// What it tells, in one line.
    pub about: &'static str,
    /// Variables that need a value, each with what it means.
    pub parameters: &'static [(&'static str, &'static str)],
    text: &'static str,
}

/// A prepared question as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// What it is asked by.
    pub name: &'static str,
    /// What it tells, in one line.
    pub about: &'static str,
    /// What needs a value.
    pub parameters: Vec<Parameter>,
    /// The query as text.
    pub query: String,
}

/// A parameter as lists show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// The variable, without `?`.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
}

/// Every prepared question, by name.
#[must_use]
pub fn list() -> Vec<Question> {
    ALL.iter().map(Named::question).collect()
}

/// Why a prepared question cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NamedError {
    /// No question of that name.
    #[error("there is no prepared question `{name}`")]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// A parameter without a value.
    #[error("`{name}` needs a value for `{parameter}`: {about}")]
    Missing {
        /// The question.
        name: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// What it means.
        about: &'static str,
    },
    /// A value for something that is no parameter.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// The prepared question called `name`.
///
/// # Errors
/// [`NamedError::Unknown`].
pub fn find(name: &str) -> Result<&'static Named, NamedError> {
    let found = ALL.iter().find(|named| named.name == name);
    found.ok_or_else(|| NamedError::Unknown { name: name.to_owned() })
}

impl Named {
    /// The query as text: the declarations of its prefixes, then the question.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}\n", texts::PREFIXES, self.text)
    }

    fn question(&self) -> Question {
        let parameters = self.parameters.iter().map(|(name, about)| Parameter { name, about }).collect();
        Question { name: self.name, about: self.about, parameters, query: self.text() }
    }

    /// The question with its values; every parameter needs one, and nothing else takes one.
    ///
    /// # Errors
    /// [`NamedError::Missing`]; [`NamedError::Query`] for a value of what is no parameter.
    pub fn query(&self, values: &[(String, Term)]) -> Result<Query, NamedError> {
        let given = |parameter: &str| values.iter().any(|(name, _)| name == parameter);
        if let Some((parameter, about)) = self.parameters.iter().find(|(parameter, _)| !given(parameter)) {
            return Err(NamedError::Missing { name: self.name, parameter, about });
        }
        let mut query = Query::parse(&self.text(), None)?;
        for (name, value) in values {
            self.check_parameter(name)?;
            query.bind(name, value.clone())?;
        }
        Ok(query)
    }

    fn check_parameter(&self, name: &str) -> Result<(), QueryError> {
        if self.parameters.iter().any(|(parameter, _)| *parameter == name) {
            return Ok(());
        }
        let known: Vec<String> =
            self.parameters.iter().map(|(parameter, _)| format!("?{parameter}")).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(" ") };
        Err(QueryError::UnknownParameter { name: name.to_owned(), known })
    }
}

impl Coded for NamedError {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "query/unknown-question",
            Self::Missing { .. } => "query/missing-parameter",
            Self::Query(error) => error.code(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_a_query_and_its_parameters_are_its_variables() {
        for named in ALL {
            let query =
                Query::parse(&named.text(), None).unwrap_or_else(|error| panic!("{}: {error}", named.name));
            for (parameter, about) in named.parameters {
                assert!(query.variables().any(|name| name == *parameter), "{}: {parameter}", named.name);
                assert!(!about.is_empty());
            }
            let values: Vec<_> =
                named.parameters.iter().map(|(name, _)| ((*name).to_owned(), Term::string("x"))).collect();
            assert!(named.query(&values).is_ok(), "{}", named.name);
        }
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name), "listed in the order of names");
    }

    #[test]
    fn a_value_too_many_or_too_few_is_named() {
        let named = find("versions").unwrap();
        let error = named.query(&[]).unwrap_err();
        assert_eq!(error.to_string(), "`versions` needs a value for `package`: name of a package");
        let value = |name: &str| (name.to_owned(), Term::string("x"));
        let error = named.query(&[value("package"), value("leaf")]).unwrap_err();
        assert_eq!(error.to_string(), "the query has no variable `?leaf`; it has ?package");
        assert_eq!(find("no").unwrap_err().code(), "query/unknown-question");
    }
}
