//! Proofs: made and checked as RFC 6962 defines them, and refused however they are bent.

use alloc::vec;

use super::*;
use proptest::prelude::*;

/// The proof that a path describes, out of tiles that an honest log serves.
fn made(path: &ProofPath, leaves: &[Digest]) -> Vec<Digest> {
    let wanted = TilesWanted::new(head(leaves), &path.nodes()).unwrap();
    let served = serve(leaves, &wanted);
    path.hashes(&wanted.check(&served).unwrap()).unwrap()
}

#[track_caller]
fn inclusion_agrees(index: u64, leaves: &[Digest]) {
    let at = usize::try_from(index).unwrap();
    let proof = naive_inclusion(at, leaves);
    assert_eq!(made(&ProofPath::inclusion(index, leaves.len() as u64).unwrap(), leaves), proof);
    assert_eq!(
        check_inclusion(leaves[at], index, head(leaves), &proof),
        Ok(()),
        "{index} of {}",
        leaves.len()
    );
}

#[track_caller]
fn consistency_agrees(old: usize, leaves: &[Digest]) {
    let proof = naive_consistency(old, leaves, true);
    assert_eq!(made(&ProofPath::consistency(old as u64, leaves.len() as u64).unwrap(), leaves), proof);
    assert_eq!(
        check_consistency(head(&leaves[..old]), head(leaves), &proof),
        Ok(()),
        "{old} of {}",
        leaves.len()
    );
}

#[test]
fn every_proof_of_every_small_tree_is_that_of_the_definition() {
    for size in 1..=40 {
        let leaves = leaves(size);
        (0..size).for_each(|index| inclusion_agrees(index, &leaves));
        (1..=leaves.len()).for_each(|old| consistency_agrees(old, &leaves));
    }
}

proptest! {
    #[test]
    fn proofs_are_those_of_the_definition(size in 1u64..300, at in any::<u64>()) {
        let leaves = leaves(size);
        inclusion_agrees(at % size, &leaves);
        consistency_agrees(usize::try_from(1 + at % size).unwrap(), &leaves);
    }
}

#[test]
fn the_largest_tree_has_proofs_too() {
    for index in [0, u64::MAX / 2, u64::MAX - 1] {
        assert!(ProofPath::inclusion(index, u64::MAX).unwrap().nodes().len() > 60);
    }
    assert!(ProofPath::consistency(u64::MAX / 3, u64::MAX).is_ok());
    assert_eq!(ProofPath::inclusion(7, 7), Err(TlogError::Index { index: 7, size: 7 }));
    assert_eq!(ProofPath::inclusion(0, 0), Err(TlogError::Index { index: 0, size: 0 }));
}

/// Every way in which the test data of transparency-dev/merkle bends a proof.
fn bent(proof: &[Digest], root: Digest, other: Digest) -> Vec<Vec<Digest>> {
    let mut all = vec![
        [&[Digest([0; 32])], proof].concat(),
        [proof, &[Digest([0; 32])]].concat(),
        [&[root], proof].concat(),
        [proof, &[root]].concat(),
        [&[other], proof].concat(),
        [proof, &[other]].concat(),
    ];
    for at in 0..proof.len() {
        let (mut flipped, mut removed, mut inserted) = (proof.to_vec(), proof.to_vec(), proof.to_vec());
        flipped[at].0[at % 32] ^= 8;
        removed.remove(at);
        inserted.insert(at, proof[at]);
        all.extend([flipped, removed, inserted, proof[..at].to_vec()]);
    }
    all
}

#[test]
fn a_bent_inclusion_proof_is_refused() {
    let all = leaves(20);
    let mut refused = 0;
    for (index, size) in [(0, 1), (0, 8), (5, 8), (2, 3), (1, 5), (18, 19), (7, 16)] {
        let at = usize::try_from(index).unwrap();
        let tree = &all[..usize::try_from(size).unwrap()];
        let (leaf, head, proof) = (tree[at], head(tree), naive_inclusion(at, tree));
        let mut check = |leaf, index, head, proof: &[Digest]| {
            assert!(check_inclusion(leaf, index, head, proof).is_err(), "{index} of {size}");
            refused += 1;
        };
        assert_eq!(check_inclusion(leaf, index, head, &proof), Ok(()));
        for proof in bent(&proof, head.root, Digest::of(b"garbage")) {
            check(leaf, index, head, &proof);
        }
        for other in [index.wrapping_sub(1), index + 1, index ^ 2, u64::MAX] {
            check(leaf, other, head, &proof);
        }
        // A size that is halved or doubled and demands another proof.
        for other in [size * 2, size / 2, 0] {
            check(leaf, index, TreeHead { size: other, ..head }, &proof);
        }
        for root in [Digest::of(b""), Digest::of(b"random"), Digest([0; 32])] {
            check(leaf, index, TreeHead { root, ..head }, &proof);
            check(root, index, head, &proof);
        }
    }
    assert!(refused > 150, "{refused}");
}

#[test]
fn a_bent_consistency_proof_is_refused() {
    let all = leaves(20);
    let mut refused = 0;
    for (old, new) in [(1, 8), (6, 8), (2, 5), (6, 7), (8, 16), (7, 19)] {
        let (before, after) = (head(&all[..old]), head(&all[..new]));
        let proof = naive_consistency(old, &all[..new], true);
        let mut check = |old, new, proof: &[Digest]| {
            assert!(check_consistency(old, new, proof).is_err(), "{old:?} {new:?}");
            refused += 1;
        };
        assert_eq!(check_consistency(before, after, &proof), Ok(()));
        for proof in bent(&proof, before.root, after.root) {
            check(before, after, &proof);
        }
        for size in [before.size - 1, before.size + 1, before.size ^ 2] {
            check(TreeHead { size, ..before }, after, &proof);
        }
        for size in [after.size * 2, after.size / 2] {
            check(before, TreeHead { size, ..after }, &proof);
        }
        check(TreeHead { root: after.root, ..before }, TreeHead { root: before.root, ..after }, &proof);
        for root in [Digest::of(b""), Digest::of(b"random")] {
            check(TreeHead { root, ..before }, after, &proof);
            check(before, TreeHead { root, ..after }, &proof);
        }
    }
    assert!(refused > 130, "{refused}");
}

#[test]
fn between_equal_trees_nothing_is_proven_and_from_none_nothing_can_be() {
    let (none, one, other) = (head(&[]), head(&leaves(1)), Digest::of(b"other"));
    let code = |old, new, proof: &[Digest]| {
        check_consistency(old, new, proof).map_err(|e| crate::error::Coded::code(&e))
    };
    assert_eq!(code(one, one, &[]), Ok(()));
    assert_eq!(code(none, none, &[]), Ok(()));
    assert_eq!(code(one, TreeHead { root: other, ..one }, &[]), Err("log/forked"));
    assert_eq!(code(none, TreeHead { root: other, ..none }, &[]), Err("log/forked"));
    assert_eq!(code(one, one, &[one.root]), Err("log/proof-length"));
    assert_eq!(code(none, none, &[one.root]), Err("log/proof-length"));
    assert_eq!(code(none, one, &[]), Err("log/inconsistent"));
    assert_eq!(code(none, one, &[none.root]), Err("log/proof-length"));
    assert_eq!(code(one, none, &[]), Err("log/shrunk"));
}
