//! The predecessor's registry folder: `packages/*/package.toml`, `registry/index.json` and
//! `registry/packages.toml`.
//!
//! Every path is given to core, and the bytes of the few files that it wants to see. Links are not followed.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use ggen_marketplace_core::import::Imported;
use ggen_marketplace_core::legacy::{self, LegacyPackage, LegacyRegistry, MAX_INDEX_BYTES};

use super::{Origin, Sink};
use crate::failure::Failure;

/// Reads the registry in `folder` into `sink`.
///
/// # Errors
/// [`Failure::NoV1Registry`], [`Failure::Io`], or what `sink` refuses.
pub(crate) fn read(folder: &Path, sink: &mut dyn Sink) -> Result<(), Failure> {
    let mut files = Vec::new();
    walk(folder, "", &mut files)?;
    let LegacyRegistry { packages, unreadable } =
        legacy::read(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    if packages.is_empty() && unreadable.is_empty() {
        return Err(Failure::NoV1Registry { folder: folder.into() });
    }
    for left_out in &unreadable {
        let origin = Origin { path: folder.join(&left_out.path), line: None };
        sink.left_out(&origin, &left_out.reason.to_string());
    }
    packages.into_iter().try_for_each(|package| {
        let origin = Origin { path: folder.join(package.path()), line: None };
        let LegacyPackage { record, repairs, .. } = package;
        sink.release(origin, Imported { record, repairs })
    })
}

/// Collects every path below `folder`; a folder's ends in `/`, so that one without files is seen too.
fn walk(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::io("read", folder))? {
        let entry = entry.map_err(Failure::io("read", folder))?;
        let (full, name) = (entry.path(), entry.file_name());
        let path = format!("{prefix}{}", name.to_string_lossy());
        let kind = entry.file_type().map_err(Failure::io("read", &full))?;
        if kind.is_dir() {
            let path = path + "/";
            files.push((path.clone(), Vec::new()));
            walk(&full, &path, files)?;
        } else if kind.is_file() {
            let bytes = if legacy::wants(&path) { read_file(&full)? } else { Vec::new() };
            files.push((path, bytes));
        }
    }
    Ok(())
}

/// At most one byte beyond the largest bound, so that core sees that there are too many.
fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Failure::io("open", path))?;
    file.take(MAX_INDEX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(Failure::io("read", path))?;
    Ok(bytes)
}
