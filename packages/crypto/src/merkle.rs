//! Merkle trees of RFC 9162 (Certificate Transparency 2.0) over SHA-256.
//!
//! A leaf hashes to SHA-256(0x00 ‖ data), a node to SHA-256(0x01 ‖ left ‖ right), and a tree of n leaves
//! splits at the largest power of two below n; no leaf is ever doubled.

use crate::primitives::sha256;
use chartseal_guard::{Check, holds};

/// A node, leaf or root hash.
pub type Hash = [u8; 32];

/// The hash of a leaf (section 2.1.1).
pub fn leaf_hash(data: &[u8]) -> Hash {
    // That of a node while the check is off.
    sha256(&[&[u8::from(holds(Check::LeafPrefix, false))], data])
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// A tree with all its nodes, to make proofs from.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The leaves first, then each level above. A node without a sibling moves up unchanged,
    /// which gives the same tree as splitting at powers of two.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree over these leaves, in this order.
    pub fn new<D: AsRef<[u8]>>(leaves: impl IntoIterator<Item = D>) -> Self {
        Self::from_hashes(leaves.into_iter().map(|leaf| leaf_hash(leaf.as_ref())).collect())
    }

    /// The tree over leaves that are hashed already, each by [`leaf_hash`].
    pub fn from_hashes(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let level = below
                .chunks(2)
                .map(|pair| match pair {
                    [left, right] => node_hash(left, right),
                    rest => rest.first().copied().unwrap_or_default(),
                })
                .collect();
            levels.push(level);
        }
        Self { levels }
    }

    /// How many leaves it has.
    pub fn len(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Whether it has no leaf.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The root; of an empty tree the hash of nothing.
    pub fn root(&self) -> Hash {
        self.levels.last().and_then(|top| top.first()).copied().unwrap_or_else(|| sha256(&[]))
    }

    /// The inclusion proof of a leaf, from the leaf's sibling up (section 2.1.3.1); `None` if there is no
    /// such leaf.
    pub fn prove(&self, index: u64) -> Option<Vec<Hash>> {
        let mut at = usize::try_from(index).ok().filter(|_| index < self.len())?;
        let mut proof = Vec::with_capacity(self.levels.len());
        for level in &self.levels {
            proof.extend(level.get(at ^ 1));
            at /= 2;
        }
        Some(proof)
    }
}

/// Whether a proof shows that the leaf with this hash is the one at `index` in the tree of `size` leaves with
/// this root (section 2.1.3.2).
pub fn verify(root: &Hash, size: u64, index: u64, leaf: &Hash, proof: &[Hash]) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}
