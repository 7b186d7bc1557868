//! Values of variables: four texts each, as the package's `terms.ts` writes them.
//!
//! | kind | text | what it adds |
//! |---|---|---|
//! | `iri` | the IRI | |
//! | `text` | the lexical form | |
//! | `typed` | the lexical form | the datatype's IRI |
//! | `tagged` | the lexical form | the language |

use ggen_marketplace_core::model::{Term, is_iri_char};
use wasm_bindgen::JsValue;

use crate::error;

/// Names and values.
pub(super) fn read(values: &[String]) -> Result<Vec<(String, Term)>, JsValue> {
    let (values, _) = values.as_chunks::<4>();
    values.iter().map(|[name, kind, text, more]| Ok((name.clone(), term(kind, text, more)?))).collect()
}

fn term(kind: &str, text: &str, more: &str) -> Result<Term, JsValue> {
    Ok(match kind {
        "iri" => Term::iri(iri(text)?),
        "typed" => Term::typed(text, iri(more)?),
        "tagged" => Term::Tagged { value: text.to_owned(), language: language(more)? },
        _ => Term::string(text),
    })
}

/// The IRI, if it is absolute as far as a look tells.
fn iri(text: &str) -> Result<&str, JsValue> {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let rest = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    if starts && rest && text.chars().all(is_iri_char) {
        return Ok(text);
    }
    Err(error::thrown(error::INVALID_ARGUMENT, &format!("`{text}` is not an absolute IRI"), &[]))
}

fn language(tag: &str) -> Result<String, JsValue> {
    let fits = |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    if tag.split('-').all(fits) {
        return Ok(tag.to_ascii_lowercase());
    }
    Err(error::thrown(error::INVALID_ARGUMENT, &format!("`{tag}` is not a language tag"), &[]))
}
