//! Proofs of what a contract stores, by ICS-23.
//!
//! A chain keeps each module's state in a tree of its own (IAVL), and the roots of these in a tree whose root is the
//! application's hash. A proof has two steps accordingly: from the value to the root of store `wasm`, from that to the
//! application's hash. The hash after a block stands in the header of the *next* one, which validators sign.

use cosmrs::proto::traits::Message as _;
use ics23::commitment_proof::Proof;
use ics23::{
    CommitmentProof, HostFunctionsManager, InnerOp, NonExistenceProof, iavl_spec, tendermint_spec,
    verify_membership, verify_non_membership,
};
use thiserror::Error;

use crate::wasmd::ProofOps;

/// The store that wasmd keeps contracts in.
pub const STORE: &str = "wasm";

/// What a proof lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProofError {
    /// Not two steps, from an IAVL tree to the tree of stores.
    #[error("expected a proof of two steps, ics23:iavl and ics23:simple")]
    Steps,
    /// A step's bytes are no proof of one key.
    #[error("a step of the proof is no commitment proof of one key")]
    Malformed,
    /// The store's root is not what the application's hash covers.
    #[error("the store's root is not part of the application's hash in the signed header")]
    Store,
    /// The value is not what the store's root covers.
    #[error("the store does not hold this value under the key")]
    Value,
    /// The key's absence is not what the store's root covers.
    #[error("the store's tree does not show that it holds nothing under the key")]
    Absence,
}

/// Where a contract's value is in the store: `0x03 ‖ address ‖ key`.
pub fn state_key(contract: &[u8], key: &[u8]) -> Vec<u8> {
    [&[0x03], contract, key].concat()
}

/// Where a contract's description (`ContractInfo`) is in the store: `0x02 ‖ address`.
pub fn info_key(contract: &[u8]) -> Vec<u8> {
    [&[0x02], contract].concat()
}

/// Checks that store `wasm` of an application with this hash holds `value` under `key`; none: nothing.
pub fn verify(ops: &ProofOps, app_hash: &[u8], key: &[u8], value: Option<&[u8]>) -> Result<(), ProofError> {
    let [in_store, in_app] = ops.ops.as_slice() else { return Err(ProofError::Steps) };
    if in_store.kind != "ics23:iavl" || in_app.kind != "ics23:simple" {
        return Err(ProofError::Steps);
    }
    let in_app = decode(&in_app.data)?;
    let Some(Proof::Exist(store)) = &in_app.proof else { return Err(ProofError::Malformed) };
    let root = store.value.clone();
    if !member(&in_app, &tendermint_spec(), &app_hash.to_vec(), STORE.as_bytes(), &root) {
        return Err(ProofError::Store);
    }
    let proof = decode(&in_store.data)?;
    match (value, &proof.proof) {
        (Some(value), Some(Proof::Exist(_))) if member(&proof, &iavl_spec(), &root, key, value) => Ok(()),
        (Some(_), _) => Err(ProofError::Value),
        (None, Some(Proof::Nonexist(neighbours))) if absent(&proof, neighbours, &root, key) => Ok(()),
        (None, _) => Err(ProofError::Absence),
    }
}

fn decode(bytes: &[u8]) -> Result<CommitmentProof, ProofError> {
    CommitmentProof::decode(bytes).map_err(|_| ProofError::Malformed)
}

fn member(
    proof: &CommitmentProof,
    spec: &ics23::ProofSpec,
    root: &Vec<u8>,
    key: &[u8],
    value: &[u8],
) -> bool {
    verify_membership::<HostFunctionsManager>(proof, spec, root, key, value)
}

fn absent(proof: &CommitmentProof, neighbours: &NonExistenceProof, root: &Vec<u8>, key: &[u8]) -> bool {
    let parted = match (&neighbours.left, &neighbours.right) {
        (Some(left), Some(right)) => part(&left.path, &right.path),
        _ => true,
    };
    parted && verify_non_membership::<HostFunctionsManager>(proof, &iavl_spec(), root, key)
}

/// Whether two paths from neighbouring leaves part before one of them ends: the library takes that for granted.
fn part(left: &[InnerOp], right: &[InnerOp]) -> bool {
    let from_root = left.iter().rev().zip(right.iter().rev());
    from_root.into_iter().any(|(left, right)| left.prefix != right.prefix || left.suffix != right.suffix)
}
