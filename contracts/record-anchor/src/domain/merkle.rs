//! Inclusion proofs of RFC 9162 over SHA-256.

use chartseal_guard::{Check, holds};
use chartseal_types::MerkleHash;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// An inclusion proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProofError {
    /// No such leaf.
    #[error("expected a leaf index below the batch's size {size}, got {index}")]
    Index {
        /// Which leaf was named.
        index: u64,
        /// How many there are.
        size: u64,
    },
    /// Too few or too many hashes for that leaf of that tree.
    #[error(
        "expected the proof of leaf {index} in a tree of {size}, got one of {got} hashes, which is too short or too long; prove from the whole batch"
    )]
    Length {
        /// Which leaf.
        index: u64,
        /// Leaves of the tree.
        size: u64,
        /// How many hashes came.
        got: usize,
    },
    /// The proof leads to another root.
    #[error(
        "expected a proof that leads to the batch's root, got another root; give leaf, salt and descriptor as they were committed to"
    )]
    Root,
}

/// The hash of a leaf: SHA-256(0x00 ‖ entry), RFC 9162 section 2.1.1.
pub fn leaf_hash(entry: &[u8]) -> MerkleHash {
    // That of a node while the check is off.
    let prefix = [u8::from(holds(Check::LeafPrefix, false))];
    MerkleHash(Sha256::new().chain_update(prefix).chain_update(entry).finalize().into())
}

/// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right), RFC 9162 section 2.1.1.
pub fn node_hash(left: &MerkleHash, right: &MerkleHash) -> MerkleHash {
    MerkleHash(Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into())
}

/// Verifies that the leaf with that hash is the one at `index` in the tree of `size` leaves with that root:
/// RFC 9162 section 2.1.3.2, step by step. `fn` and `sn` there are `node` and `last` here.
pub fn verify_inclusion(
    root: &MerkleHash,
    size: u64,
    index: u64,
    leaf: MerkleHash,
    proof: &[MerkleHash],
) -> Result<(), ProofError> {
    let length = || ProofError::Length { index, size, got: proof.len() };
    if !holds(Check::ProofIndex, index < size) {
        return Err(ProofError::Index { index, size });
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in proof {
        if !holds(Check::ProofLength, last != 0) {
            return Err(length());
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // A node without a right sibling moves up until it is a right child.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if !holds(Check::ProofLength, last == 0) {
        return Err(length());
    }
    if holds(Check::ProofRoot, hash == *root) { Ok(()) } else { Err(ProofError::Root) }
}
