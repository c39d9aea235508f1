//! Inclusion proofs: held against an independent builder and against the crate `ct-merkle`.

use chartseal_testing::{path, tree_head};
use chartseal_types::MerkleHash;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use record_anchor::domain::ProofError;
use record_anchor::domain::merkle::{leaf_hash, verify_inclusion};
use sha2_oracle::Sha256;

fn entry(n: usize) -> Vec<u8> {
    format!("entry {n}").into_bytes()
}

fn leaves(size: usize) -> Vec<MerkleHash> {
    (0..size).map(|n| leaf_hash(&entry(n))).collect()
}

/// Root and proof of a leaf, by another implementation.
fn oracle(size: usize, place: usize) -> (MerkleHash, Vec<MerkleHash>) {
    let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    (0..size).for_each(|n| tree.push(entry(n)));
    let root = MerkleHash((*tree.root().as_bytes()).into());
    let proof = tree.prove_inclusion(place);
    let hashes = proof.as_bytes().chunks_exact(32).map(|hash| MerkleHash(hash.try_into().expect("32 bytes")));
    (root, hashes.collect())
}

#[test]
fn every_leaf_of_every_small_tree_is_proven_as_the_oracle_proves_it() {
    for size in 1..=33 {
        let leaves = leaves(size);
        for (place, leaf) in leaves.iter().enumerate() {
            let (root, proof) = oracle(size, place);
            assert_eq!((tree_head(&leaves), path(place, &leaves)), (root, proof.clone()));
            assert_eq!(verify_inclusion(&root, size as u64, place as u64, *leaf, &proof), Ok(()));
        }
    }
}

/// The tree of seven leaves of RFC 9162 section 2.1.5, spelt out.
#[test]
fn the_example_of_the_standard_holds() {
    let d = leaves(7);
    let node = record_anchor::domain::merkle::node_hash;
    let (g, h, i) = (node(&d[0], &d[1]), node(&d[2], &d[3]), node(&d[4], &d[5]));
    let (k, l) = (node(&g, &h), node(&i, &d[6]));
    let root = node(&k, &l);
    let proofs = [(0, vec![d[1], h, l]), (3, vec![d[2], g, l]), (4, vec![d[5], d[6], k]), (6, vec![i, k])];
    for (place, proof) in proofs {
        assert_eq!(verify_inclusion(&root, 7, place, d[place as usize], &proof), Ok(()));
    }
}

#[test]
fn an_empty_tree_proves_nothing() {
    let nothing = tree_head(&[]);
    assert_eq!(verify_inclusion(&nothing, 0, 0, nothing, &[]), Err(ProofError::Index { index: 0, size: 0 }));
}

#[test]
fn the_largest_tree_is_proven_with_twenty_hashes() {
    let leaf = leaf_hash(b"entry");
    let proof = [leaf; 20];
    let mut root = leaf;
    for sibling in &proof {
        root = record_anchor::domain::merkle::node_hash(&root, sibling);
    }
    assert_eq!(verify_inclusion(&root, 1 << 20, 0, leaf, &proof), Ok(()));
    assert!(matches!(verify_inclusion(&root, 1 << 20, 0, leaf, &proof[1..]), Err(ProofError::Length { .. })));
}

fn tree() -> impl Strategy<Value = (usize, usize)> {
    (1usize..400).prop_flat_map(|size| (Just(size), 0..size))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_the_oracle_proves_holds_and_at_no_other_place((size, place) in tree(), other in 0u64..400) {
        let (root, proof) = oracle(size, place);
        let leaf = leaf_hash(&entry(place));
        prop_assert_eq!(verify_inclusion(&root, size as u64, place as u64, leaf, &proof), Ok(()));
        if other != place as u64 {
            prop_assert!(verify_inclusion(&root, size as u64, other, leaf, &proof).is_err());
        }
    }

    #[test]
    fn a_flipped_bit_anywhere_is_found((size, place) in tree(), at: prop::sample::Index, bit in 0u8..8) {
        let (root, mut proof) = oracle(size, place);
        let leaf = leaf_hash(&entry(place));
        let mut bytes: Vec<u8> = proof.iter().chain([&leaf, &root]).flat_map(|hash| hash.0).collect();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let mut hashes = bytes.chunks_exact(32).map(|hash| MerkleHash(hash.try_into().expect("32 bytes")));
        proof.iter_mut().for_each(|hash| *hash = hashes.next().expect("as many as before"));
        let (leaf, root) = (hashes.next().expect("the leaf"), hashes.next().expect("the root"));
        prop_assert_eq!(
            verify_inclusion(&root, size as u64, place as u64, leaf, &proof),
            Err(ProofError::Root)
        );
    }

    #[test]
    fn one_hash_less_or_more_is_refused((size, place) in tree(), extra: [u8; 32]) {
        let (root, proof) = oracle(size, place);
        let leaf = leaf_hash(&entry(place));
        let longer = [proof.clone(), vec![MerkleHash(extra)]].concat();
        let refused = verify_inclusion(&root, size as u64, place as u64, leaf, &longer);
        let is_length = matches!(refused, Err(ProofError::Length { .. }));
        prop_assert!(is_length);
        if let Some(shorter) = proof.len().checked_sub(1) {
            let refused = verify_inclusion(&root, size as u64, place as u64, leaf, &proof[..shorter]);
            let is_length = matches!(refused, Err(ProofError::Length { .. }));
            prop_assert!(is_length);
        }
    }

    #[test]
    fn no_input_makes_it_panic(
        root: [u8; 32], leaf: [u8; 32], size: u64, index: u64,
        proof in prop::collection::vec(any::<[u8; 32]>(), 0..80),
    ) {
        let proof: Vec<MerkleHash> = proof.into_iter().map(MerkleHash).collect();
        prop_assert!(verify_inclusion(&MerkleHash(root), size, index, MerkleHash(leaf), &proof).is_err());
    }
}
