//! Merkle trees are those of RFC 9162: held to its predecessor's published roots and to an independent implementation.

use chartseal_crypto::merkle::{Tree, leaf_hash, verify};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{HashableLeaf, digest::Update};
use proptest::prelude::*;

struct Leaf(Vec<u8>);

impl HashableLeaf for Leaf {
    fn hash<H: Update>(&self, hasher: &mut H) {
        hasher.update(&self.0);
    }
}

fn leaves(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|i| format!("leaf {i}").into_bytes()).collect()
}

/// The leaves of the reference tests of Certificate Transparency.
fn reference_leaves() -> Vec<Vec<u8>> {
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
        .map(|leaf| hex::decode(leaf).unwrap())
        .to_vec()
}

#[test]
fn the_reference_roots() {
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    for (count, root) in roots.iter().enumerate() {
        assert_eq!(hex::encode(Tree::new(&reference_leaves()[..count]).root()), *root, "{count} leaves");
    }
}

#[test]
fn roots_and_proofs_are_those_of_another_implementation() {
    for count in 1..70 {
        let ours = Tree::new(leaves(count));
        let mut theirs = MemoryBackedTree::<sha2::Sha256, Leaf>::new();
        leaves(count).into_iter().for_each(|leaf| theirs.push(Leaf(leaf)));
        assert_eq!(ours.root().as_slice(), theirs.root().as_bytes().as_slice());
        for index in 0..count {
            let proof = ours.prove(index as u64).unwrap();
            assert_eq!(proof.concat(), theirs.prove_inclusion(index).as_bytes());
        }
    }
}

#[test]
fn there_is_no_proof_for_what_is_not_there() {
    assert_eq!(Tree::new(leaves(5)).prove(5), None);
    let empty = Tree::new(leaves(0));
    assert!(empty.is_empty());
    assert_eq!(empty.prove(0), None);
    assert!(!verify(&empty.root(), 0, 0, &leaf_hash(b""), &[]));
    assert!(!verify(&[0; 32], u64::MAX, u64::MAX, &leaf_hash(b""), &[]));
}

proptest! {
    #[test]
    fn proofs_hold_for_their_leaf_index_size_and_root_only(
        count in 1usize..300, at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), bit in 0usize..256
    ) {
        let tree = Tree::new(leaves(count));
        let (root, size) = (tree.root(), count as u64);
        let (at, other) = (at.index(count), other.index(count));
        let leaf = leaf_hash(&leaves(count)[at]);
        let proof = tree.prove(at as u64).unwrap();
        prop_assert!(verify(&root, size, at as u64, &leaf, &proof));

        if other != at {
            prop_assert!(!verify(&root, size, other as u64, &leaf, &proof));
        }
        let mut changed = leaf;
        changed[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify(&root, size, at as u64, &changed, &proof));
        prop_assert!(!verify(&changed, size, at as u64, &leaf, &proof));
        let longer = [proof.as_slice(), &[leaf]].concat();
        prop_assert!(!verify(&root, size, at as u64, &leaf, &longer));
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(!verify(&root, size, at as u64, &leaf, shorter));
            let mut proof = proof.clone();
            let step = bit % proof.len();
            proof[step][bit / 8] ^= 1;
            prop_assert!(!verify(&root, size, at as u64, &leaf, &proof));
        }
        // An inner node does not pass for a leaf.
        prop_assert!(!verify(&root, 1, 0, &leaf_hash(&root), &[]));
    }

    #[test]
    fn any_proof_is_judged(size in any::<u64>(), index in any::<u64>(), steps in 0usize..70) {
        prop_assert!(!verify(&[1; 32], size, index, &[2; 32], &vec![[3; 32]; steps]));
    }
}
