//! Tiles: where they are, what is in them, and that no forged one is used.

use alloc::string::{String, ToString as _};
use alloc::vec;

use super::*;
use crate::error::Coded as _;

fn paths(size: u64, nodes: &[Node]) -> Vec<String> {
    let wanted = TilesWanted::new(TreeHead { size, root: Digest::of(b"") }, nodes).unwrap();
    wanted.tiles().iter().map(Tile::path).collect()
}

/// The example of tlog-tiles: 273 full tiles and one of width 112, one full and one of width 17, one of width 1.
#[test]
fn paths_are_those_of_tlog_tiles() {
    assert_eq!(paths(70_000, &[]), ["log/tile/2/000.p/1", "log/tile/1/001.p/17", "log/tile/0/273.p/112"]);
    assert_eq!(paths(256, &[]), ["log/tile/1/000.p/1"]);
    assert_eq!(paths(0, &[]), [""; 0]);
    let leaf = Node { level: 0, index: 1_234_067 * 256 };
    let deep = paths(1 << 40, &[leaf]);
    assert_eq!(deep[0], "log/tile/5/000.p/1");
    assert_eq!(deep.last().unwrap(), "log/tile/0/x001/x234/067");
    assert_eq!(deep.len(), 6);
    let subtree = Node { level: 9, index: 1 };
    assert_eq!(paths(70_000, &[subtree]).last().unwrap(), "log/tile/0/273.p/112");
    assert!(paths(70_000, &[subtree]).contains(&"log/tile/1/000".to_string()));
}

#[test]
fn what_a_tree_does_not_have_is_not_read() {
    for (size, node) in [
        (5, Node { level: 0, index: 5 }),
        (5, Node { level: 2, index: 1 }),
        (5, Node { level: 3, index: 0 }),
        (u64::MAX, Node { level: 64, index: 0 }),
        (u64::MAX, Node { level: 0, index: u64::MAX }),
        (u64::MAX, Node { level: 255, index: u64::MAX }),
    ] {
        let head = TreeHead { size, root: Digest::of(b"") };
        assert_eq!(TilesWanted::new(head, &[node]).unwrap_err().code(), "log/index-beyond-tree");
    }
}

/// Appended in sittings of any length, a tree has the tiles of the definition, each written once.
#[test]
fn the_writer_writes_the_tiles_of_the_definition() {
    let leaves = leaves(66_100);
    let mut files = alloc::collections::BTreeMap::new();
    let (mut written, mut tree) = (0, TreeWriter::default());
    for sitting in [1, 1, 254, 1, 300, 1_000, 0, 64_000, 543] {
        for leaf in &leaves[written..written + sitting] {
            tree.push(*leaf).unwrap();
        }
        written += sitting;
        assert_eq!(tree.head(), head(&leaves[..written]));
        for (path, bytes) in tree.clone().finish() {
            assert_eq!(files.insert(path.clone(), bytes), None, "{path} is written twice");
        }
        let wanted = TilesWanted::new(tree.head(), &[]).unwrap();
        let edge: Vec<_> = wanted.tiles().iter().map(|tile| files[&tile.path()].clone()).collect();
        tree = TreeWriter::continuing(&wanted.check(&edge).unwrap());
    }
    let wanted: Vec<_> = (0..258).map(|number| Node { level: 0, index: number * 256 }).collect();
    let wanted = TilesWanted::new(head(&leaves), &wanted).unwrap();
    assert_eq!(wanted.tiles().len(), 258 + 1 + 1 + 1 + 1);
    for tile in wanted.tiles() {
        assert_eq!(files[&tile.path()], naive_tile(&leaves, tile), "{}", tile.path());
    }
}

/// Attack 16. In a tree of every size up to 2,100, whichever tile is forged, it is refused; unforged, every hash
/// is the right one.
#[test]
fn a_forged_tile_is_refused_in_a_tree_of_any_size() {
    let leaves = leaves(2_100);
    let above: Vec<_> = leaves.as_chunks::<256>().0.iter().map(|tile| naive_root(tile)).collect();
    let (mut forged, mut frontier) = (0, crate::trust::log::Frontier::default());
    for (size, leaf) in (1..).zip(&leaves) {
        frontier.push(*leaf).unwrap();
        let head = TreeHead { size, root: frontier.root() };
        let index = size.wrapping_mul(0x9e37_79b9) % size;
        let node = Node { level: 0, index };
        let wanted = TilesWanted::new(head, &[node]).unwrap();
        let hashes =
            |tile: &Tile| naive_tile([&leaves, &above][usize::from(tile.level)], &Tile { level: 0, ..*tile });
        let served: Vec<_> = wanted.tiles().iter().map(hashes).collect();
        let tiles = wanted.clone().check(&served).unwrap();
        assert_eq!(tiles.hash(node), Some(leaves[usize::try_from(index).unwrap()]));
        for place in 0..served.len() {
            let mut lie = served.clone();
            let at = usize::try_from(size.wrapping_mul(31)).unwrap() % lie[place].len();
            lie[place][at] ^= 1;
            assert_eq!(wanted.clone().check(&lie).unwrap_err().code(), "log/tile-forged", "{size} {place}");
            forged += 1;
        }
    }
    assert!(forged > 4_000, "{forged}");
}

/// Finding 1: many tiles at once, of which some hold parts of the right edge; each byte of each counts.
#[test]
fn a_tile_that_is_asked_for_with_others_is_checked_like_any_other() {
    for size in [257, 512, 768, 769, 1_024, 1_300] {
        let leaves = leaves(size);
        let every_tile: Vec<_> = (0..size).step_by(256).map(|index| Node { level: 0, index }).collect();
        let wanted = TilesWanted::new(head(&leaves), &every_tile).unwrap();
        let served = serve(&leaves, &wanted);
        assert!(wanted.clone().check(&served).is_ok());
        for place in 0..served.len() {
            for hash in [0, served[place].len() / 64, served[place].len() / 32 - 1] {
                let mut lie = served.clone();
                lie[place][hash * 32] ^= 0x80;
                assert_eq!(wanted.clone().check(&lie).unwrap_err().code(), "log/tile-forged");
            }
        }
    }
}

/// Attack 17: a tile of another width than the tree has there, be its hashes right.
#[test]
fn a_tile_of_another_width_is_refused() {
    let leaves = leaves(300);
    let wanted = TilesWanted::new(head(&leaves), &[Node { level: 0, index: 3 }]).unwrap();
    let served = serve(&leaves, &wanted);
    assert!(wanted.clone().check(&served).is_ok());
    for place in 0..served.len() {
        let longer = [&served[place][..], &[0; 32]].concat();
        let shorter = served[place][..served[place].len() - 32].to_vec();
        let cut = served[place][..served[place].len() - 1].to_vec();
        for tile in [longer, shorter, cut, vec![]] {
            let mut lie = served.clone();
            lie[place] = tile;
            assert_eq!(wanted.clone().check(&lie).unwrap_err().code(), "log/tile-width");
        }
    }
    assert_eq!(wanted.clone().check(&served[1..]).unwrap_err().code(), "log/tile-width");
}

/// The root of an empty tree is no free pass.
#[test]
fn an_empty_tree_has_the_root_of_none() {
    let lie = TreeHead { size: 0, root: Digest::of(b"x") };
    assert_eq!(
        TilesWanted::new(lie, &[]).unwrap().check::<&[u8]>(&[]).unwrap_err().code(),
        "log/tile-forged"
    );
    assert!(TilesWanted::new(head(&[]), &[]).unwrap().check::<&[u8]>(&[]).is_ok());
}
