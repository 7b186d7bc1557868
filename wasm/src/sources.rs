//! Which files of a registry a reader has to bring, as core names them.

use ggen_marketplace_core::catalog::{Info, SegmentList};
use ggen_marketplace_core::install::{Limits, Policy, plan};
use ggen_marketplace_core::model::{
    ArchiveRef, Digest, Level, Manifest, PackageName, Record, ReleaseId, Statement, Version,
};
use ggen_marketplace_core::trust::{Claim, LogError, entries, layout};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::error;
use crate::value::{parsed, to_js};

/// Most bytes of a public key file.
const MAX_KEY_FILE_BYTES: u64 = 8 * 1024;

/// A file of a registry, relative to its root.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File {
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
    /// `null` for an import, whose statement is its log entry.
    statement: Option<File>,
    signature: Option<File>,
    log: File,
    /// `null` where the registry does not keep the archive.
    archive: Option<File>,
}

impl Sources {
    /// The files for the release that `info` is of, in a registry whose log has `leaves` entries.
    pub(crate) fn of(info: &Info, leaves: u64) -> Result<Self, JsValue> {
        let record = record(info)?;
        let bundle = entries::path(info.leaf, leaves);
        let bundle = bundle.ok_or_else(|| error::coded(&LogError::Missing { leaf: info.leaf, found: 0 }))?;
        let archive = match info.installable {
            // A reader may look at archives of any size: only installing is bounded by policy.
            true => {
                let limits = Limits { max_archive_bytes: u64::MAX, ..Limits::default() };
                let policy = Policy { limits, ..Policy::default() };
                let plan = plan(&record, leaves, &policy).map_err(|found| error::coded(&found))?;
                Some(File { path: plan.archive.path, max_bytes: plan.archive.max_bytes })
            }
            false => None,
        };
        let ReleaseId { name, version } = &record.id();
        Ok(Self {
            name: name.to_string(),
            version: version.to_string(),
            level: info.level,
            leaf: info.leaf,
            statement: (info.level > Level::Unsigned).then(|| file(layout::statement(&record.id()), Statement::MAX_BYTES)),
            signature: (info.level >= Level::Signed).then(|| file(layout::signature(&record.id()), 64)),
            log: file(bundle, entries::MAX_BUNDLE_BYTES),
            archive,
        })
    }
}
