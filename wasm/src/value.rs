//! Values between JavaScript and Rust.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Visitor};
use wasm_bindgen::JsValue;

use crate::error;

/// A plain JavaScript value with the fields that the JSON form has: no `Map`, no `BigInt`, `null` for nothing.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).map_err(Into::into)
}

/// Reads an argument; `undefined` and `null` give the default.
pub(crate) fn argument<T: DeserializeOwned + Default>(name: &str, value: JsValue) -> Result<T, JsValue> {
    if value.is_undefined() || value.is_null() {
        return Ok(T::default());
    }
    serde_wasm_bindgen::from_value(value)
        .map_err(|found| error::thrown(error::INVALID_ARGUMENT, &format!("`{name}`: {found}"), &[]))
}

/// Parses a text argument with core's own parser.
pub(crate) fn parsed<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, ggen_marketplace_core::model::Invalid>,
) -> Result<T, JsValue> {
    parse(text).map_err(|found| error::coded(&found))
}

/// The bytes of a `Uint8Array` or `ArrayBuffer`.
#[derive(Debug, Default)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(BytesVisitor)
    }
}

struct BytesVisitor;

impl Visitor<'_> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Uint8Array")
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
        Ok(Bytes(bytes))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
        Ok(Bytes(bytes.to_vec()))
    }
}
