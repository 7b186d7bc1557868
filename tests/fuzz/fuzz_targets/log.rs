//! Any bytes: a note, checkpoint, proof file or policy that is accepted is written back byte for byte; tiles of any
//! bytes give no hash that the root does not commit to.
#![no_main]

use ggen_marketplace_core::model::Digest;
use ggen_marketplace_core::trust::tlog::{
    Checkpoint, Node, Note, Policy, ProofFile, TilesWanted, TreeHead, VerifierKey, check_consistency, check_inclusion,
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_bytes(), bytes);
        if let Ok(checkpoint) = Checkpoint::parse(note.text) {
            assert_eq!(checkpoint.to_text(), note.text);
        }
    }
    if let Ok(file) = ProofFile::parse(bytes) {
        assert_eq!(file.to_bytes(), bytes);
    }
    if let Ok(text) = core::str::from_utf8(bytes) {
        if let Ok(key) = VerifierKey::parse(text) {
            assert_eq!(key.to_string(), text);
        }
    }
    if let Ok(policy) = Policy::parse(bytes) {
        assert!(policy.accept(bytes).is_err());
    }
    numbers(bytes);
});

/// The first bytes are two numbers, the rest hashes and tiles.
fn numbers(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first_chunk::<8>() else { return };
    let Some((second, rest)) = rest.split_first_chunk::<8>() else { return };
    let (index, size) = (u64::from_le_bytes(*first), u64::from_le_bytes(*second));
    let proof: Vec<Digest> = rest.as_chunks::<32>().0.iter().copied().map(Digest).collect();
    let head = TreeHead { size, root: Digest([7; 32]) };
    assert!(check_inclusion(Digest([1; 32]), index, head, &proof).is_err());
    assert!(check_consistency(TreeHead { size: index, root: Digest([2; 32]) }, head, &proof).is_err());
    let node = Node { level: bytes[0] % 66, index };
    if let Ok(wanted) = TilesWanted::new(head, &[node]) {
        let mut rest = rest;
        let mut take = |length: usize| {
            let (tile, after) = rest.split_at(length.min(rest.len()));
            rest = after;
            tile
        };
        let tiles: Vec<&[u8]> = wanted.tiles().iter().map(|tile| take(tile.bytes())).collect();
        assert!(wanted.check(&tiles).is_err());
    }
}
