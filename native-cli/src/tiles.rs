//! Tiles of a registry's log, read and checked.

use ggen_marketplace_core::trust::tlog::{Node, Tiles, TilesWanted, TlogError, TreeHead};

use crate::failure::Failure;
use crate::registry::Registry;

/// The hashes of some subtrees of the log's tree, checked up to its root.
///
/// # Errors
/// [`Failure::Missing`] or [`Failure::Io`]; [`Failure::Tlog`] if a tile is not the tree's.
pub(crate) fn read(registry: &Registry, head: TreeHead, nodes: &[Node]) -> Result<Tiles, Failure> {
    let wanted = TilesWanted::new(head, nodes).map_err(refused(registry))?;
    let file = |path: String, bytes: usize| {
        let found = registry.read_up_to(&path, bytes as u64 + 1)?;
        found.ok_or_else(|| Failure::Missing { path: registry.at(&path) })
    };
    let files = wanted.tiles().iter().map(|tile| file(tile.path(), tile.bytes()));
    let files: Vec<_> = files.collect::<Result<_, _>>()?;
    wanted.check(&files).map_err(refused(registry))
}

/// For `map_err`: what the log of this registry says does not hold.
pub(crate) fn refused(registry: &Registry) -> impl Fn(TlogError) -> Failure {
    let path = registry.at("log");
    move |error| Failure::Tlog { path: path.clone(), error }
}
