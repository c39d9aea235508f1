//! Commitments bind kind, salt and evidence.

use chartseal_crypto::commit::{Kind, commit, salt};
use sha2::{Digest, Sha256};

#[test]
fn the_encoding_is_pinned() {
    let expected = Sha256::new()
        .chain_update(b"chartseal/commitment/v1/identity\0")
        .chain_update([5; 32])
        .chain_update(b"passport 123")
        .finalize();
    assert_eq!(commit(Kind::Identity, &[5; 32], b"passport 123").0.as_slice(), expected.as_slice());
}

#[test]
fn kind_salt_and_evidence_all_count() {
    let made = [
        commit(Kind::Identity, &[1; 32], b"evidence"),
        commit(Kind::Verification, &[1; 32], b"evidence"),
        commit(Kind::Claim, &[1; 32], b"evidence"),
        commit(Kind::Reason, &[1; 32], b"evidence"),
        commit(Kind::Identity, &[2; 32], b"evidence"),
        commit(Kind::Identity, &[1; 32], b"evidence."),
    ];
    let distinct: std::collections::BTreeSet<_> = made.iter().collect();
    assert_eq!(distinct.len(), made.len());
    assert_ne!(*salt().unwrap(), *salt().unwrap());
}
