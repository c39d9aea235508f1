//! The bytes of a batch's leaf, the same for who builds the tree and for the contract that checks a proof.

use cosmwasm_std::{StdResult, to_json_vec};
use sha2::{Digest, Sha256};

use super::Leaf;
use crate::IdentityId;

/// `"chartseal/leaf/v1" ‖ organization ‖ salt ‖ patient ‖ SHA-256(JSON of the descriptor)`: what RFC 9162 calls an entry.
/// The tree hashes it as SHA-256(0x00 ‖ entry).
pub fn leaf_bytes(organization: IdentityId, leaf: &Leaf) -> StdResult<Vec<u8>> {
    let descriptor = Sha256::digest(to_json_vec(&leaf.descriptor)?);
    Ok([b"chartseal/leaf/v1".as_slice(), &organization.0, &leaf.salt.0, &leaf.patient.0, &descriptor]
        .concat())
}
