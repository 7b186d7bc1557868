//! Which files of a registry a reader has to bring. Where each one is, core says.

use ggen_marketplace_core::catalog::SegmentList;
use ggen_marketplace_core::graph::record_digest;
use ggen_marketplace_core::model::{Digest, Level, Record, Statement};
use ggen_marketplace_core::trust::{Claim, LogError, Signature, entries, layout};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::error;
use crate::value::to_js;

/// Most bytes of a public key file that is worth fetching; core refuses longer ones.
const MAX_KEY_FILE_BYTES: usize = 8 * 1024;

/// A file of a registry, relative to its root.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct File {
    path: String,
    max_bytes: u64,
}

/// The files that prove a release.
#[derive(Serialize)]
pub(crate) struct Sources {
    name: String,
    version: String,
    level: Level,
    leaf: u64,
    /// SHA-256 of the record that the catalogue lists, of an import; `null` for a release.
    record: Option<String>,
    /// `null` for an import, whose statement is its log entry.
    statement: Option<File>,
    signature: Option<File>,
    log: File,
    /// `null` where the registry does not keep the archive.
    archive: Option<File>,
}

impl Sources {
    /// The files for a release of a registry whose log has `leaves` entries.
    pub(crate) fn of(record: &Record, leaves: u64) -> Result<Self, JsValue> {
        let (id, leaf, level) = (record.id(), record.leaf, record.level);
        let bundle = entries::path(leaf, leaves);
        let bundle = bundle.ok_or_else(|| error::coded(&LogError::Missing { leaf, found: 0 }))?;
        let kept = record.archive.as_ref().filter(|_| record.is_installable());
        Ok(Self {
            name: id.name.to_string(),
            version: id.version.to_string(),
            level,
            leaf,
            record: (level == Level::Unsigned).then(|| record_digest(record).to_string()),
            statement: (level > Level::Unsigned).then(|| file(layout::statement(&id), Statement::MAX_BYTES)),
            signature: (level >= Level::Signed).then(|| file(layout::signature(&id), Signature::BYTES)),
            log: file(bundle, entries::MAX_BUNDLE_BYTES),
            archive: kept.map(|kept| File { path: layout::blob(&kept.digest), max_bytes: kept.bytes }),
        })
    }
}

/// The files that `catalog.nq` names: the segments, oldest first.
///
/// # Errors
/// An `Error` with the code `catalog/malformed-list`.
#[wasm_bindgen(js_name = listSources)]
pub fn list_sources(list: &[u8]) -> Result<JsValue, JsValue> {
    let list = SegmentList::parse(list).map_err(error::catalog)?;
    let file = |digest: &Digest, max_bytes| File { path: layout::blob(digest), max_bytes };
    let files: Vec<File> = list.segments.iter().map(|named| file(&named.digest, named.bytes)).collect();
    to_js(&files)
}

/// The key file to fetch for a statement: the key that it names. `null` if it names none or is unreadable,
/// and then `verify` says what is wrong.
///
/// # Errors
/// None.
#[wasm_bindgen(js_name = publisherKeySource)]
pub fn publisher_key_source(statement: &[u8]) -> Result<JsValue, JsValue> {
    let key_id = Claim::parse(statement).ok().and_then(|claim| claim.publisher());
    to_js(&key_id.map(|key_id| file(layout::key(&key_id), MAX_KEY_FILE_BYTES)))
}

/// Log entry `leaf` out of the bundle that holds it: the statement of an import.
///
/// # Errors
/// An `Error` with a code of `log/…`.
#[wasm_bindgen(js_name = logEntry)]
pub fn log_entry(bundle: &[u8], leaf: u64) -> Result<Vec<u8>, JsValue> {
    entries::entry(bundle, leaf).map(<[u8]>::to_vec).map_err(|found| error::coded(&found))
}

/// A file to fetch.
pub(crate) fn file(path: String, max_bytes: usize) -> File {
    File { path, max_bytes: max_bytes as u64 }
}
