//! Partial tiles and bundles of earlier sizes: what is still there must be how the file of today begins.
//!
//! Nothing reads them any more, but whoever kept an earlier checkpoint may. Files of more hashes than the log has are
//! what a writer that died left behind; they mean nothing.

use std::fs;

use ggen_marketplace_core::trust::entries;
use ggen_marketplace_core::trust::tlog::{Tile, TlogError};

use crate::failure::Failure;
use crate::registry::Registry;

const TILES: &str = "log/tile";

/// Checks every leftover of a log of `size` entries.
///
/// # Errors
/// [`Failure::Io`], or [`Failure::Tlog`] naming the file.
pub(super) fn check(registry: &Registry, size: u64) -> Result<(), Failure> {
    let mut folders = vec![TILES.to_owned()];
    while let Some(folder) = folders.pop() {
        let path = registry.at(&folder);
        if !path.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&path).map_err(Failure::io("list", &path))? {
            let entry = entry.map_err(Failure::io("list", &path))?;
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => folders.push(name),
                false => check_file(registry, &name, size)?,
            }
        }
    }
    Ok(())
}

fn check_file(registry: &Registry, name: &str, size: u64) -> Result<(), Failure> {
    let Some((current, width)) = current(name, size).filter(|(current, _)| current != name) else {
        return Ok(());
    };
    let read = |name: &str| registry.read(name, entries::MAX_BUNDLE_BYTES).map(Option::unwrap_or_default);
    let (then, now) = (read(name)?, read(&current)?);
    let hashes = match current.starts_with("log/tile/entries/") {
        true => entries::decode(&then).map_or(0, |entries| entries.len()),
        false => then.len() / 32,
    };
    if hashes == width && now.starts_with(&then) {
        return Ok(());
    }
    Err(Failure::Tlog { path: registry.at(name), error: TlogError::TileForged { path: name.to_owned() } })
}

/// What a partial file, `log/tile/<L>/<N>.p/<W>`, is the beginning of, and `W`; `None` for every other file.
fn current(name: &str, size: u64) -> Option<(String, usize)> {
    let (place, width) = name.strip_prefix(TILES)?.strip_prefix('/')?.rsplit_once(".p/")?;
    let (level, elements) = place.split_once('/')?;
    let number = elements.split('/').try_fold(0u64, |number, element| {
        number.checked_mul(1000)?.checked_add(element.trim_start_matches('x').parse().ok()?)
    })?;
    let width: u16 = width.parse().ok()?;
    let tile = |level| Tile::at(level, number, size).filter(|tile| width < tile.width());
    let path = match level {
        "entries" => tile(0).and_then(|_| entries::path(number * entries::BUNDLE_ENTRIES, size)),
        level => tile(level.parse().ok()?).map(|tile: Tile| tile.path()),
    };
    Some((path?, usize::from(width)))
}

#[cfg(test)]
mod tests {
    use super::current;

    #[test]
    fn a_leftover_is_the_beginning_of_one_file() {
        let is = |name, expected: Option<(&str, usize)>| {
            assert_eq!(
                current(name, 70_000),
                expected.map(|(path, width)| (path.to_owned(), width)),
                "{name}"
            );
        };
        is("log/tile/0/273.p/111", Some(("log/tile/0/273.p/112", 111)));
        is("log/tile/0/272.p/255", Some(("log/tile/0/272", 255)));
        is("log/tile/entries/272.p/1", Some(("log/tile/entries/272", 1)));
        for name in [
            "log/tile/0/273.p/112",
            "log/tile/0/273.p/113",
            "log/tile/0/274.p/1",
            "log/tile/0/273",
            "log/tile/9/000.p/1",
        ] {
            is(name, None);
        }
    }
}
