//! Errors as JavaScript throws them: an `Error` with a stable `code` and plain `details`.

use ggen_marketplace_core::catalog::CatalogError;
use ggen_marketplace_core::error::Coded;
use ggen_marketplace_core::query::QueryError;
use ggen_marketplace_core::query::named::NamedError;
use ggen_marketplace_core::search::SearchError;
use wasm_bindgen::JsValue;

/// An argument that cannot be what is asked for.
pub(crate) const INVALID_ARGUMENT: &str = "js/invalid-argument";
/// A package or version that is not listed.
pub(crate) const NOT_FOUND: &str = "js/package-not-found";

/// Codes of the JavaScript package itself, beside those of core.
pub const CODES: &[(&str, &str)] = &[
    (INVALID_ARGUMENT, "An argument of a JavaScript function has the wrong type or form"),
    (NOT_FOUND, "The catalogue does not list the package, or not in this version"),
    ("js/wrong-form", "The query has another form than the function that runs it: SELECT, ASK or CONSTRUCT"),
    ("js/fetch-failed", "A file of a registry could not be fetched or read"),
    ("js/file-too-large", "A file of a registry is longer than it can be"),
    (
        "js/no-registry",
        "Evidence was asked for, but the catalogue was opened from bytes, not from a registry",
    ),
    (
        "js/wasm-failed",
        "The WebAssembly module could not be loaded; a page needs `script-src 'wasm-unsafe-eval'`",
    ),
];

/// An error of core.
pub(crate) fn coded(error: &(impl Coded + ?Sized)) -> JsValue {
    thrown(error.code(), &error.to_string(), &[])
}

/// An error of the catalogue, its fields as details.
pub(crate) fn catalog(error: CatalogError) -> JsValue {
    let number = |value: u64| JsValue::from_f64(value as f64);
    let details: &[(&str, JsValue)] = &match &error {
        CatalogError::UnknownVersion { found, expected } => {
            [("found", (*found).into()), ("expected", (*expected).into())].to_vec()
        }
        CatalogError::Truncated { found, expected } => {
            [("found", number(*found)), ("expected", number(*expected))].to_vec()
        }
        CatalogError::ChecksumMismatch { section } => [("section", (*section).into())].to_vec(),
        CatalogError::DigestMismatch { what, found, expected } => [
            ("what", (*what).into()),
            ("found", found.to_string().into()),
            ("expected", expected.to_string().into()),
        ]
        .to_vec(),
        CatalogError::Damaged { section, what } => {
            [("section", (*section).into()), ("what", (*what).into())].to_vec()
        }
        _ => Vec::new(),
    };
    thrown(error.code(), &error.to_string(), details)
}

/// An error of a search, its fields as details.
pub(crate) fn search(error: SearchError) -> JsValue {
    match error {
        SearchError::Catalog(error) => catalog(error),
        SearchError::LimitTooLarge { found, max } => {
            let number = |value: usize| JsValue::from_f64(value as f64);
            thrown(error.code(), &error.to_string(), &[("found", number(found)), ("max", number(max))])
        }
        SearchError::Unclear { column, .. } => {
            thrown(error.code(), &error.to_string(), &[("column", JsValue::from_f64(column as f64))])
        }
        error => coded(&error),
    }
}

/// An error of a query, its place or limit as details.
pub(crate) fn query(error: QueryError) -> JsValue {
    let number = |value: u64| JsValue::from_f64(value as f64);
    let details: &[(&str, JsValue)] = &match &error {
        QueryError::Syntax { line, column, message, excerpt } => [
            ("line", (*line).into()),
            ("column", (*column).into()),
            ("found", message.as_str().into()),
            ("excerpt", excerpt.as_str().into()),
        ]
        .to_vec(),
        QueryError::Fuel { limit } | QueryError::Rows { limit } | QueryError::Memory { limit } => {
            [("limit", number(*limit))].to_vec()
        }
        QueryError::Time { limit_ms } => [("limit", number(*limit_ms))].to_vec(),
        QueryError::UnknownParameter { name, .. } => [("name", name.as_str().into())].to_vec(),
        _ => Vec::new(),
    };
    thrown(error.code(), &error.to_string(), details)
}

/// An error of a prepared question, what is wrong as details.
pub(crate) fn named(error: NamedError) -> JsValue {
    let details: &[(&str, JsValue)] = &match &error {
        NamedError::Unknown { name } => [("name", name.as_str().into())].to_vec(),
        NamedError::Missing { name, parameter, .. } => {
            [("name", (*name).into()), ("parameter", (*parameter).into())].to_vec()
        }
        _ => Vec::new(),
    };
    match error {
        NamedError::Query(error) => query(error),
        error => thrown(error.code(), &error.to_string(), details),
    }
}

/// `name` is not listed; `similar` are names that are.
pub(crate) fn not_found(name: &str, similar: Vec<String>) -> JsValue {
    let names: js_sys::Array = similar.into_iter().map(JsValue::from).collect();
    let message = format!("the catalogue does not list `{name}`");
    thrown(NOT_FOUND, &message, &[("name", name.into()), ("similar", names.into())])
}

/// An `Error` with `code` and `details`.
pub(crate) fn thrown(code: &str, message: &str, details: &[(&str, JsValue)]) -> JsValue {
    let (error, fields) = (js_sys::Error::new(message), js_sys::Object::new());
    for (name, value) in details {
        set(&fields, name, value);
    }
    set(&error, "code", &code.into());
    set(&error, "details", &fields);
    error.into()
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting a field of an object made here cannot fail: nothing has frozen it.
    let _ = js_sys::Reflect::set(object, &name.into(), value);
}
