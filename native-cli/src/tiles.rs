//! Tiles of a registry's log, read and checked.

use ggen_marketplace_core::trust::tlog::{Node, Tile, Tiles, TilesWanted, TlogError, TreeHead};

use crate::failure::Failure;
use crate::registry::Registry;

/// The hashes of some subtrees of the log's tree, checked up to its root.
///
/// # Errors
/// [`Failure::Missing`] or [`Failure::Io`]; [`Failure::Tlog`] if a tile is not the tree's.
pub(crate) fn read(registry: &Registry, head: TreeHead, nodes: &[Node]) -> Result<Tiles, Failure> {
    let wanted = TilesWanted::new(head, nodes).map_err(refused(registry))?;
    let files = fetch(registry, wanted.tiles())?;
    wanted.check(&files).map_err(refused(registry))
}

/// The bytes of tiles, as they are: one more than a tile has, if there are more.
///
/// # Errors
/// [`Failure::Missing`] or [`Failure::Io`].
pub(crate) fn fetch(registry: &Registry, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Failure> {
    let file = |tile: &Tile| {
        let path = tile.path();
        let found = registry.read_up_to(&path, tile.bytes() as u64 + 1)?;
        found.ok_or_else(|| Failure::Missing { path: registry.at(&path) })
    };
    tiles.iter().map(file).collect()
}

/// For `map_err`: what the log of this registry says does not hold.
pub(crate) fn refused(registry: &Registry) -> impl Fn(TlogError) -> Failure {
    let path = registry.at("log");
    move |error| Failure::Tlog { path: path.clone(), error }
}
