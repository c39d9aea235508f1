//! Small trees of the two kinds that a chain has, and their proofs, built here by hand.

use chartseal_ledger::wasmd::{ProofOp, ProofOps};
use cosmrs::proto::traits::Message as _;
use ics23::commitment_proof::Proof;
use ics23::{CommitmentProof, ExistenceProof, HashOp, InnerOp, LeafOp, LengthOp, NonExistenceProof};
use sha2::{Digest, Sha256};

pub type Pair = (Vec<u8>, Vec<u8>);

/// Which kind of tree: how leaves and branches are hashed.
#[derive(Clone, Copy)]
pub enum Kind {
    Iavl,
    Simple,
}

impl Kind {
    fn leaf(self) -> LeafOp {
        let prefix = match self {
            // Height 0, size 1, version 7, as zigzag varints.
            Self::Iavl => vec![0, 2, 14],
            Self::Simple => vec![0],
        };
        LeafOp {
            hash: HashOp::Sha256.into(),
            prehash_key: HashOp::NoHash.into(),
            prehash_value: HashOp::Sha256.into(),
            length: LengthOp::VarProto.into(),
            prefix,
        }
    }

    /// Prefix and suffix around the left and around the right child.
    fn branch(self, height: u8, left: &[u8], right: &[u8]) -> [InnerOp; 2] {
        let op = |prefix: Vec<u8>, suffix: Vec<u8>| InnerOp { hash: HashOp::Sha256.into(), prefix, suffix };
        match self {
            Self::Iavl => {
                let head = vec![height * 2, 8, 14, 32];
                [
                    op(head.clone(), [&[32], right].concat()),
                    op([head.as_slice(), left, &[32]].concat(), Vec::new()),
                ]
            }
            Self::Simple => [op(vec![1], right.to_vec()), op([&[1], left].concat(), Vec::new())],
        }
    }
}

pub struct Tree {
    pub root: Vec<u8>,
    leaves: Vec<ExistenceProof>,
}

impl Tree {
    /// A tree over pairs in the order of their keys.
    pub fn new(kind: Kind, pairs: &[Pair]) -> Self {
        assert!(pairs.is_sorted());
        let leaves: Vec<_> = pairs
            .iter()
            .map(|(key, value)| ExistenceProof {
                key: key.clone(),
                value: value.clone(),
                leaf: Some(kind.leaf()),
                path: Vec::new(),
            })
            .collect();
        build(kind, leaves).0
    }

    pub fn present(&self, key: &[u8]) -> CommitmentProof {
        let leaf = self.leaves.iter().find(|leaf| leaf.key == key).unwrap().clone();
        CommitmentProof { proof: Some(Proof::Exist(leaf)) }
    }

    pub fn absent(&self, key: &[u8]) -> CommitmentProof {
        let left = self.leaves.iter().rev().find(|leaf| leaf.key.as_slice() < key).cloned();
        let right = self.leaves.iter().find(|leaf| leaf.key.as_slice() > key).cloned();
        nowhere(key, left, right)
    }
}

pub fn nowhere(key: &[u8], left: Option<ExistenceProof>, right: Option<ExistenceProof>) -> CommitmentProof {
    CommitmentProof { proof: Some(Proof::Nonexist(NonExistenceProof { key: key.to_vec(), left, right })) }
}

fn build(kind: Kind, mut leaves: Vec<ExistenceProof>) -> (Tree, u8) {
    if leaves.len() == 1 {
        let root = leaf_hash(&leaves[0]);
        return (Tree { root, leaves }, 0);
    }
    let right = leaves.split_off(leaves.len() / 2);
    let ((mut left, height_left), (mut right, height_right)) = (build(kind, leaves), build(kind, right));
    let height = height_left.max(height_right) + 1;
    let [around_left, around_right] = kind.branch(height, &left.root, &right.root);
    let root =
        Sha256::digest([around_left.prefix.as_slice(), &left.root, &around_left.suffix].concat()).to_vec();
    left.leaves.iter_mut().for_each(|leaf| leaf.path.push(around_left.clone()));
    right.leaves.iter_mut().for_each(|leaf| leaf.path.push(around_right.clone()));
    left.leaves.append(&mut right.leaves);
    (Tree { root, leaves: left.leaves }, height)
}

fn leaf_hash(leaf: &ExistenceProof) -> Vec<u8> {
    let length = |bytes: &[u8]| u8::try_from(bytes.len()).unwrap();
    assert!(leaf.key.len() < 128);
    let value = Sha256::digest(&leaf.value);
    let prefix = &leaf.leaf.as_ref().unwrap().prefix;
    Sha256::digest([prefix.as_slice(), &[length(&leaf.key)], &leaf.key, &[32], &value].concat()).to_vec()
}

/// The steps of a proof as a node tells them.
pub fn ops(in_store: &CommitmentProof, in_app: &CommitmentProof) -> ProofOps {
    let op = |kind: &str, proof: &CommitmentProof| ProofOp {
        kind: kind.into(),
        key: b"not looked at".into(),
        data: proof.encode_to_vec().into(),
    };
    ProofOps { ops: vec![op("ics23:iavl", in_store), op("ics23:simple", in_app)] }
}
