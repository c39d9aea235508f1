//! What somebody would try who wants a record known, or gone, that should not be.

use chartseal_testing::{Batch, DAY, content_hash};
use chartseal_types::anchor::{ExecuteMsg, Leaf, leaf_bytes};
use chartseal_types::identity;
use chartseal_types::{MerkleHash, Role, Salt};
use record_anchor::ContractError;
use record_anchor::domain::merkle::{leaf_hash, node_hash};
use record_anchor::domain::{ProofError, StandingError, TicketError};

use crate::clinic::{Cast, Clinic, assert_refused, laboratory, result};

// Tickets

#[test]
fn somebody_else_s_ticket_writes_nothing() {
    let (mut clinic, who) = Clinic::open();
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[laboratory()]);
    for thief in [&who.nurse.actor.account, &who.rival.actor.account, &who.north.account, &who.ana.account] {
        assert_refused!(
            clinic.try_anchor_with(thief, &who.ana, ticket, &[result("a")]),
            ContractError::Ticket(TicketError::OtherRequester { requester }) if requester == who.doctor.actor.id
        );
    }
    let nobody = clinic.suite.account("nobody");
    assert_refused!(
        clinic.try_anchor_with(&nobody, &who.ana, ticket, &[result("a")]),
        ContractError::Standing(StandingError::NoIdentity { .. })
    );
}

#[test]
fn a_ticket_for_one_patient_writes_nothing_for_another() {
    let (mut clinic, who) = Clinic::open();
    let ticket = clinic.ticket(&who.doctor, &who.ben, &[laboratory()]);
    assert_refused!(
        clinic.try_anchor_with(&who.doctor.actor.account, &who.ana, ticket, &[result("a")]),
        ContractError::Ticket(TicketError::OtherPatient { expected, got })
            if expected == who.ana.id && got == who.ben.id
    );
}

#[test]
fn a_ticket_to_read_writes_nothing() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let question = who.doctor.to_read(&who.ana, &[content_hash("a")]);
    let ticket = clinic.ask(&who.doctor.actor, question);
    assert_refused!(
        clinic.try_anchor_with(&who.doctor.actor.account, &who.ana, ticket, &[result("b")]),
        ContractError::Ticket(TicketError::NotWrite)
    );
}

#[test]
fn a_ticket_that_was_never_opened_writes_nothing() {
    let (mut clinic, who) = Clinic::open();
    for ticket in [0, 1, u64::MAX] {
        assert_refused!(
            clinic.try_anchor_with(&who.doctor.actor.account, &who.ana, ticket, &[result("a")]),
            ContractError::Ticket(TicketError::Unknown { access, .. }) if access == ticket
        );
    }
}

#[test]
fn a_denied_access_is_no_ticket() {
    let (mut clinic, who) = Clinic::open();
    // Policy lets no nurse write laboratory results.
    let denied = clinic.ticket(&who.nurse, &who.ana, &[laboratory()]);
    assert_refused!(
        clinic.try_anchor_with(&who.nurse.actor.account, &who.ana, denied, &[result("a")]),
        ContractError::Ticket(TicketError::Dead { access }) if access == denied
    );
}

#[test]
fn an_expired_ticket_writes_nothing() {
    let (mut clinic, who) = Clinic::open();
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[laboratory()]);
    clinic.suite.wait(2 * DAY);
    assert_refused!(
        clinic.try_anchor_with(&who.doctor.actor.account, &who.ana, ticket, &[result("a")]),
        ContractError::Ticket(TicketError::Dead { .. })
    );
}

#[test]
fn a_ticket_dies_with_the_affiliation_it_was_opened_in() {
    let (mut clinic, who) = Clinic::open();
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[laboratory()]);
    let (practitioner, organization, role) = (who.doctor.actor.id, who.north.id, Role::Doctor);
    let end = identity::ExecuteMsg::EndAffiliation { practitioner, organization, role };
    clinic.suite.try_identity(&who.north.account, end).expect("the hospital ends the affiliation");
    assert_refused!(
        clinic.try_anchor_with(&who.doctor.actor.account, &who.ana, ticket, &[result("a")]),
        ContractError::Ticket(TicketError::Dead { .. })
    );
}

#[test]
fn a_frozen_patient_s_own_ticket_writes_nothing() {
    let (mut clinic, who) = Clinic::open();
    let ticket = clinic.own_ticket(&who.ana);
    clinic
        .suite
        .try_identity(&who.ana.account, identity::ExecuteMsg::Freeze { identity: None })
        .expect("she freezes");
    assert_refused!(
        clinic.try_anchor_with(&who.ana.account, &who.ana, ticket, &[crate::clinic::diary("a")]),
        ContractError::Ticket(TicketError::Dead { .. })
    );
}

// Proofs

/// Five leaves of Ana's, so that the tree is not complete.
fn committed(clinic: &mut Clinic, who: &Cast) -> (Batch, u64) {
    let records = ["a", "b", "c", "d", "e"].map(|name| (who.ana.id, result(name)));
    let batch = Batch::new(who.north.id, records);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    (batch, number)
}

struct Forgery {
    batch: u64,
    index: u64,
    leaf: Leaf,
    proof: Vec<MerkleHash>,
}

/// A sound proof of the leaf at a place, to be tampered with.
fn sound(batch: &Batch, number: u64, place: usize) -> Forgery {
    match batch.prove(number, place, None) {
        ExecuteMsg::ProveRecord { batch, index, leaf, proof, .. } => Forgery { batch, index, leaf, proof },
        other => panic!("expected a proof, got {other:?}"),
    }
}

fn try_forgery(
    clinic: &mut Clinic,
    who: &Cast,
    forgery: Forgery,
) -> cosmwasm_std::StdResult<cw_multi_test::AppResponse> {
    let Forgery { batch, index, leaf, proof } = forgery;
    let msg = ExecuteMsg::ProveRecord { batch, index, leaf, proof, ticket: None };
    clinic.suite.try_record_anchor(&who.ana.account, msg)
}

#[test]
fn a_leaf_that_was_not_committed_to_is_not_proven() {
    let (mut clinic, who) = Clinic::open();
    let (batch, number) = committed(&mut clinic, &who);
    type Tampering = fn(&mut Leaf);
    let tamperings: [Tampering; 5] = [
        |leaf| leaf.salt = Salt([0; 32]),
        |leaf| leaf.descriptor.record = content_hash("another"),
        |leaf| leaf.descriptor.size += 1,
        |leaf| leaf.descriptor.supersedes = Some(content_hash("b")),
        |leaf| leaf.descriptor.label.confidentiality = chartseal_types::Confidentiality::U,
    ];
    for tamper in tamperings {
        let mut forgery = sound(&batch, number, 0);
        tamper(&mut forgery.leaf);
        assert_refused!(try_forgery(&mut clinic, &who, forgery), ContractError::Proof(ProofError::Root));
    }
    // The control: untouched, it is proven.
    try_forgery(&mut clinic, &who, sound(&batch, number, 0)).expect("the proof is sound");
}

#[test]
fn a_leaf_of_another_patient_is_not_passed_off_as_one_s_own() {
    let (mut clinic, who) = Clinic::open();
    let batch = Batch::new(who.north.id, [(who.ben.id, result("ben's")), (who.ana.id, result("ana's"))]);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    let mut forgery = sound(&batch, number, 0);
    forgery.leaf.patient = who.ana.id;
    assert_refused!(try_forgery(&mut clinic, &who, forgery), ContractError::Proof(ProofError::Root));
}

#[test]
fn a_leaf_of_one_organization_is_not_proven_in_the_name_of_another() {
    let (mut clinic, who) = Clinic::open();
    let (batch, _) = committed(&mut clinic, &who);
    // South commits to North's root as if it were its own.
    let (organization, root, size) = (who.south.id, batch.root(), 5);
    let stolen = ExecuteMsg::AnchorBatch { organization, role: None, certificate: None, root, size };
    clinic.suite.try_record_anchor(&who.south.account, stolen).expect("a root is just a number");
    let forgery = sound(&batch, 2, 0);
    assert_refused!(try_forgery(&mut clinic, &who, forgery), ContractError::Proof(ProofError::Root));
}

#[test]
fn a_proof_holds_for_its_own_place_only() {
    let (mut clinic, who) = Clinic::open();
    let (batch, number) = committed(&mut clinic, &who);
    for (place, index) in [(0, 1), (1, 0), (0, 2), (3, 2), (4, 3)] {
        let mut forgery = sound(&batch, number, place);
        forgery.index = index;
        assert_refused!(
            try_forgery(&mut clinic, &who, forgery),
            ContractError::Proof(ProofError::Root | ProofError::Length { .. })
        );
    }
    for index in [5, 8, u64::MAX] {
        let mut forgery = sound(&batch, number, 4);
        forgery.index = index;
        assert_refused!(
            try_forgery(&mut clinic, &who, forgery),
            ContractError::Proof(ProofError::Index { size: 5, .. })
        );
    }
}

#[test]
fn a_proof_has_exactly_the_hashes_it_needs() {
    let (mut clinic, who) = Clinic::open();
    let (batch, number) = committed(&mut clinic, &who);
    for place in [0, 4] {
        let mut short = sound(&batch, number, place);
        short.proof.pop();
        let mut long = sound(&batch, number, place);
        long.proof.push(MerkleHash([0; 32]));
        let mut longest = sound(&batch, number, place);
        longest.proof.resize(1000, MerkleHash([0; 32]));
        for forgery in [short, long, longest] {
            assert_refused!(
                try_forgery(&mut clinic, &who, forgery),
                ContractError::Proof(ProofError::Length { .. })
            );
        }
    }
}

#[test]
fn reordered_or_flipped_hashes_prove_nothing() {
    let (mut clinic, who) = Clinic::open();
    let (batch, number) = committed(&mut clinic, &who);
    let mut reversed = sound(&batch, number, 1);
    reversed.proof.reverse();
    let mut flipped = sound(&batch, number, 1);
    flipped.proof[1].0[31] ^= 1;
    for forgery in [reversed, flipped] {
        assert_refused!(try_forgery(&mut clinic, &who, forgery), ContractError::Proof(ProofError::Root));
    }
}

/// Leaves and inner nodes are hashed with different prefixes (RFC 9162 section 2.1.1), so that an inner node is no
/// leaf: a tree of half the size over the nodes of a level has another root.
#[test]
fn an_inner_node_is_no_leaf() {
    let (mut clinic, who) = Clinic::open();
    let names = ["a", "b", "c", "d"];
    let batch = Batch::new(who.north.id, names.map(|name| (who.ana.id, result(name))));
    let hashes: Vec<MerkleHash> = (0..4)
        .map(|place| {
            let leaf = sound(&batch, 1, place).leaf;
            leaf_hash(&leaf_bytes(who.north.id, &leaf).expect("a leaf is JSON"))
        })
        .collect();
    let (left, right) = (node_hash(&hashes[0], &hashes[1]), node_hash(&hashes[2], &hashes[3]));
    assert_eq!(batch.root(), node_hash(&left, &right));

    // The same root with half the size, as if `left` and `right` were leaves.
    let (organization, root) = (who.north.id, batch.root());
    let msg = ExecuteMsg::AnchorBatch { organization, role: None, certificate: None, root, size: 2 };
    clinic.suite.try_record_anchor(&who.north.account, msg).expect("a root is just a number");
    let proof = vec![right];
    let forgery = Forgery { proof, ..sound(&batch, 1, 0) };
    assert_refused!(try_forgery(&mut clinic, &who, forgery), ContractError::Proof(ProofError::Root));
}

#[test]
fn a_root_proves_its_leaves_only_at_the_size_it_was_committed_to() {
    let (mut clinic, who) = Clinic::open();
    let (batch, _) = committed(&mut clinic, &who);
    for size in [1, 2, 4, 9, 1 << 20] {
        let (organization, root) = (who.north.id, batch.root());
        let msg = ExecuteMsg::AnchorBatch { organization, role: None, certificate: None, root, size };
        let response =
            clinic.suite.try_record_anchor(&who.north.account, msg).expect("a root is just a number");
        let forgery = sound(&batch, chartseal_testing::response_data(&response), 4);
        assert_refused!(try_forgery(&mut clinic, &who, forgery), ContractError::Proof(_));
    }
}

#[test]
fn a_sound_proof_does_not_replace_a_ticket() {
    let (mut clinic, who) = Clinic::open();
    let (batch, number) = committed(&mut clinic, &who);
    // The nurse has no right to write laboratory results, and is not the patient.
    let denied = clinic.ticket(&who.nurse, &who.ana, &[laboratory()]);
    assert_refused!(
        clinic.suite.try_record_anchor(&who.nurse.actor.account, batch.prove(number, 0, Some(denied))),
        ContractError::Ticket(TicketError::Dead { .. })
    );
    assert_refused!(
        clinic.suite.try_record_anchor(&who.nurse.actor.account, batch.prove(number, 0, None)),
        ContractError::Standing(StandingError::NotPatient { .. })
    );
}
