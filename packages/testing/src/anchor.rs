//! Steps of the record anchor.

use chartseal_types::anchor::{
    Descriptor, ErasureResponse, ExecuteMsg, HistoryEntry, Leaf, QueryMsg, RecordResponse, leaf_bytes,
};
use chartseal_types::{ContentHash, IdentityId, Label, MerkleHash, Salt};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;
use sha2::{Digest, Sha256};

use crate::access::Affiliate;
use crate::identity::Actor;
use crate::suite::{Suite, response_data};

/// The hash of a made-up record; the same name is the same record.
pub fn content_hash(name: &str) -> ContentHash {
    ContentHash(Sha256::digest(name).into())
}

/// A made-up record of that name under a label: 1000 sealed bytes, a first version, no retention.
pub fn descriptor(name: &str, label: Label) -> Descriptor {
    Descriptor {
        record: content_hash(name),
        size: 1000,
        label,
        quarter: None,
        supersedes: None,
        retain_until: None,
    }
}

impl Suite {
    /// Sends a message to the record anchor.
    pub fn try_record_anchor(&mut self, sender: &Addr, msg: ExecuteMsg) -> StdResult<AppResponse> {
        let anchor = self.contracts.record_anchor.clone();
        self.try_execute(sender, &anchor, &msg)
    }

    /// Makes records known under a write ticket of the sender's.
    pub fn anchor(&mut self, sender: &Addr, patient: IdentityId, ticket: u64, records: Vec<Descriptor>) {
        let msg = ExecuteMsg::Anchor { patient, ticket, records };
        self.try_record_anchor(sender, msg).expect("the records are anchored");
    }

    /// A made-up record of that name, which the writer anchors under a ticket that must be permitted; gives its hash.
    pub fn anchored(&mut self, writer: &Affiliate, patient: &Actor, name: &str, label: Label) -> ContentHash {
        let ticket = self.write_ticket(writer, patient, &[label]);
        self.anchor(&writer.actor.account, patient.id, ticket, vec![descriptor(name, label)]);
        content_hash(name)
    }

    /// A record as it stands now.
    pub fn record(&self, patient: IdentityId, record: ContentHash) -> RecordResponse {
        self.query(&self.contracts.record_anchor, &QueryMsg::Record { patient, record })
    }

    /// The erasure of a record, asked for or done.
    pub fn erasure(&self, patient: IdentityId, record: ContentHash) -> Option<ErasureResponse> {
        self.query(&self.contracts.record_anchor, &QueryMsg::Erasure { patient, record })
    }

    /// What happened to a record.
    pub fn record_history(&self, patient: IdentityId, record: ContentHash) -> Vec<HistoryEntry> {
        let msg = QueryMsg::History { patient, record, start_after: None, limit: Some(100) };
        self.query(&self.contracts.record_anchor, &msg)
    }

    /// Commits to a batch from the organization's own account; gives the batch's number.
    pub fn anchor_batch(&mut self, account: &Addr, batch: &Batch) -> u64 {
        let response = self.try_record_anchor(account, batch.commit()).expect("the batch is anchored");
        response_data(&response)
    }
}

/// A batch of records that an organization commits to at once, with the proofs that make them known later.
#[derive(Debug, Clone)]
pub struct Batch {
    organization: IdentityId,
    leaves: Vec<Leaf>,
    hashes: Vec<MerkleHash>,
}

impl Batch {
    /// A batch of records, each with its patient. The salts are made up, not random.
    pub fn new(
        organization: IdentityId,
        records: impl IntoIterator<Item = (IdentityId, Descriptor)>,
    ) -> Self {
        let leaves: Vec<Leaf> = records
            .into_iter()
            .map(|(patient, descriptor)| {
                let salt = Salt(Sha256::digest(descriptor.record).into());
                Leaf { patient, descriptor, salt }
            })
            .collect();
        let hashes = leaves.iter().map(|leaf| leaf_hash(organization, leaf)).collect();
        Self { organization, leaves, hashes }
    }

    /// The message that commits to it, from the organization's own account.
    pub fn commit(&self) -> ExecuteMsg {
        let (root, size) = (self.root(), self.leaves.len() as u64);
        ExecuteMsg::AnchorBatch { organization: self.organization, role: None, certificate: None, root, size }
    }

    /// The message that makes the leaf at a place known: under a ticket, or as the patient's own confirmation.
    pub fn prove(&self, batch: u64, place: usize, ticket: Option<u64>) -> ExecuteMsg {
        let (leaf, proof) = (self.leaves[place].clone(), self.proof(place));
        ExecuteMsg::ProveRecord { batch, index: place as u64, leaf, proof, ticket }
    }

    /// RFC 9162 root.
    pub fn root(&self) -> MerkleHash {
        tree_head(&self.hashes)
    }

    /// RFC 9162 inclusion proof of the leaf at a place.
    pub fn proof(&self, place: usize) -> Vec<MerkleHash> {
        path(place, &self.hashes)
    }
}

fn leaf_hash(organization: IdentityId, leaf: &Leaf) -> MerkleHash {
    let entry = leaf_bytes(organization, leaf).expect("a leaf is JSON");
    MerkleHash(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
}

fn node_hash(left: MerkleHash, right: MerkleHash) -> MerkleHash {
    MerkleHash(Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into())
}

/// The largest power of two below `n`, for `n` above 1.
fn split(n: usize) -> usize {
    1 << (n - 1).ilog2()
}

/// `MTH` of RFC 9162 section 2.1.1, from the hashes of the leaves.
pub fn tree_head(leaves: &[MerkleHash]) -> MerkleHash {
    match leaves {
        [] => MerkleHash(Sha256::digest([]).into()),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(tree_head(left), tree_head(right))
        }
    }
}

/// `PATH` of RFC 9162 section 2.1.3.1, from the hashes of the leaves.
pub fn path(place: usize, leaves: &[MerkleHash]) -> Vec<MerkleHash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path, sibling) = match place < at {
        true => (path(place, left), tree_head(right)),
        false => (path(place - at, right), tree_head(left)),
    };
    path.push(sibling);
    path
}
