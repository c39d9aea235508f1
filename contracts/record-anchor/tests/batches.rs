//! An organization commits to many records at once; each becomes known when it is needed.

use chartseal_testing::{Batch, DAY, content_hash, response_data};
use chartseal_types::anchor::{
    Author, BatchResponse, Descriptor, ExecuteMsg, MAX_BATCH, MAX_RETENTION, QueryMsg, RecordStatus,
};
use chartseal_types::identity::{self, Kind};
use chartseal_types::{Fingerprint, Hat, MerkleHash, Role};
use record_anchor::ContractError;
use record_anchor::domain::{BatchError, DescriptorError, StandingError, TicketError, VersionError};

use crate::clinic::{Cast, Clinic, assert_refused, laboratory, result};

/// Ana's `a` and `c`, and Ben's `b`.
fn north_s_batch(who: &Cast) -> Batch {
    let records = [(who.ana.id, "a"), (who.ben.id, "b"), (who.ana.id, "c")];
    Batch::new(who.north.id, records.map(|(patient, name)| (patient, result(name))))
}

fn commit(organization: &chartseal_testing::Actor, size: u64) -> ExecuteMsg {
    let (organization, root) = (organization.id, MerkleHash([5; 32]));
    ExecuteMsg::AnchorBatch { organization, role: None, certificate: None, root, size }
}

#[test]
fn an_organization_s_own_account_anchors_batches_that_count_up() {
    let (mut clinic, who) = Clinic::open();
    let batch = north_s_batch(&who);
    assert_eq!(clinic.suite.anchor_batch(&who.north.account, &batch), 1);
    assert_eq!(clinic.suite.anchor_batch(&who.north.account, &batch), 2);
    let told: BatchResponse =
        clinic.suite.query(&clinic.suite.contracts.record_anchor, &QueryMsg::Batch { batch: 1 });
    let hat = Hat::Organization { organization: who.north.id, role: Role::RecordsClerk };
    let expected = BatchResponse {
        batch: 1,
        organization: who.north.id,
        author: Author { identity: who.north.id, hat },
        root: batch.root(),
        size: 3,
        anchored_at: clinic.suite.now(),
    };
    assert_eq!(told, expected);
}

#[test]
fn an_affiliate_anchors_in_a_role_with_a_good_certificate() {
    let (mut clinic, who) = Clinic::open();
    let message = |role, certificate| ExecuteMsg::AnchorBatch {
        organization: who.north.id,
        role,
        certificate,
        root: MerkleHash([5; 32]),
        size: 1,
    };
    let (doctor, role) = (&who.doctor.actor.account, Some(Role::Doctor));
    let good = who.doctor.certificate;
    let response = clinic.suite.try_record_anchor(doctor, message(role, good)).expect("it is anchored");
    assert_eq!(response_data::<u64>(&response), 1);

    assert_refused!(
        clinic.suite.try_record_anchor(doctor, message(role, None)),
        ContractError::Standing(StandingError::NoCertificate)
    );
    for other in [who.nurse.certificate, Some(Fingerprint([0; 32]))] {
        assert_refused!(
            clinic.suite.try_record_anchor(doctor, message(role, other)),
            ContractError::Standing(StandingError::BadCertificate { .. })
        );
    }
    assert_refused!(
        clinic.suite.try_record_anchor(doctor, message(Some(Role::Nurse), good)),
        ContractError::Standing(StandingError::NotAffiliated { .. })
    );
    assert_refused!(
        clinic.suite.try_record_anchor(doctor, message(None, good)),
        ContractError::Standing(StandingError::NotOrganizationsAccount { .. })
    );
}

#[test]
fn only_active_organizations_anchor_batches() {
    let (mut clinic, who) = Clinic::open();
    assert_refused!(
        clinic.suite.try_record_anchor(&who.south.account, commit(&who.north, 1)),
        ContractError::Standing(StandingError::NotOrganizationsAccount { .. })
    );
    assert_refused!(
        clinic.suite.try_record_anchor(&who.ana.account, commit(&who.ana, 1)),
        ContractError::Standing(StandingError::NotOrganization { .. })
    );
    let pending = clinic.suite.register("pending", Kind::Organization);
    assert_refused!(
        clinic.suite.try_record_anchor(&pending.account, commit(&pending, 1)),
        ContractError::Standing(StandingError::NotActive { .. })
    );
    let payer = clinic.suite.organization("payer", Kind::Payer);
    clinic.suite.try_record_anchor(&payer.account, commit(&payer, 1)).expect("a payer keeps records too");
}

#[test]
fn a_batch_has_one_to_a_million_leaves() {
    let (mut clinic, who) = Clinic::open();
    for got in [0, MAX_BATCH + 1, u64::MAX] {
        assert_refused!(
            clinic.suite.try_record_anchor(&who.north.account, commit(&who.north, got)),
            ContractError::Batch(BatchError::Size { .. })
        );
    }
    for size in [1, MAX_BATCH] {
        clinic.suite.try_record_anchor(&who.north.account, commit(&who.north, size)).expect("it fits");
    }
}

#[test]
fn a_write_ticket_of_the_organization_makes_a_leaf_known() {
    let (mut clinic, who) = Clinic::open();
    let batch = north_s_batch(&who);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    clinic.suite.next_block();
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[laboratory()]);
    for place in [2, 0] {
        let msg = batch.prove(number, place, Some(ticket));
        clinic.suite.try_record_anchor(&who.doctor.actor.account, msg).expect("the leaf is proven");
    }

    let record = clinic.record("c");
    assert_eq!((record.number, record.batch), (1, Some(number)));
    assert_eq!(record.status, RecordStatus::Current);
    assert_eq!(record.anchored_at, clinic.suite.now());
    // Its author is who committed to it, not who happened to prove it.
    let hat = Hat::Organization { organization: who.north.id, role: Role::RecordsClerk };
    assert_eq!(record.author, Author { identity: who.north.id, hat });
    assert_eq!(clinic.record("a").number, 2);
}

#[test]
fn the_patient_confirms_a_leaf_with_an_own_account_but_not_while_frozen() {
    let (mut clinic, who) = Clinic::open();
    let batch = north_s_batch(&who);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    for sender in [&who.ben.account, &who.north.account, &who.doctor.actor.account] {
        assert_refused!(
            clinic.suite.try_record_anchor(sender, batch.prove(number, 0, None)),
            ContractError::Standing(StandingError::NotPatient { .. })
        );
    }
    let proven = clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, 0, None));
    proven.expect("the patient confirms");
    assert_eq!(clinic.record("a").author.organization(), Some(who.north.id));

    clinic
        .suite
        .try_identity(&who.ana.account, identity::ExecuteMsg::Freeze { identity: None })
        .expect("she freezes");
    assert_refused!(
        clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, 2, None)),
        ContractError::Standing(StandingError::Frozen { .. })
    );
}

#[test]
fn the_ticket_must_be_the_organization_s_for_that_patient_and_label() {
    let (mut clinic, who) = Clinic::open();
    let batch = north_s_batch(&who);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);

    let rival = clinic.ticket(&who.rival, &who.ana, &[laboratory()]);
    assert_refused!(
        clinic.suite.try_record_anchor(&who.rival.actor.account, batch.prove(number, 0, Some(rival))),
        ContractError::Batch(BatchError::OtherOrganization { organization }) if organization == who.north.id
    );
    let own = clinic.own_ticket(&who.ana);
    assert_refused!(
        clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, 0, Some(own))),
        ContractError::Batch(BatchError::OtherOrganization { .. })
    );
    let other_patient = clinic.ticket(&who.doctor, &who.ben, &[laboratory()]);
    assert_refused!(
        clinic
            .suite
            .try_record_anchor(&who.doctor.actor.account, batch.prove(number, 0, Some(other_patient))),
        ContractError::Ticket(TicketError::OtherPatient { .. })
    );
    let other =
        chartseal_types::Label { confidentiality: chartseal_types::Confidentiality::R, ..laboratory() };
    let other_label = clinic.ticket(&who.doctor, &who.ana, &[other]);
    assert_refused!(
        clinic.suite.try_record_anchor(&who.doctor.actor.account, batch.prove(number, 0, Some(other_label))),
        ContractError::Ticket(TicketError::NotCovered { .. })
    );
}

#[test]
fn each_leaf_becomes_known_once() {
    let (mut clinic, who) = Clinic::open();
    let batch = north_s_batch(&who);
    let numbers = [(); 2].map(|()| clinic.suite.anchor_batch(&who.north.account, &batch));
    clinic.suite.try_record_anchor(&who.ana.account, batch.prove(numbers[0], 0, None)).expect("it is proven");
    // Neither again, nor from another batch, nor as a record of its own.
    for number in numbers {
        assert_refused!(
            clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, 0, None)),
            ContractError::Descriptor(DescriptorError::Known { .. })
        );
    }
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[result("a")]),
        ContractError::Descriptor(DescriptorError::Known { .. })
    );
}

#[test]
fn a_leaf_may_be_the_next_version_of_the_same_organization_s_record() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1")]);
    let v2 = Descriptor { supersedes: Some(content_hash("v1")), ..result("v2") };
    for (organization, accepted) in [(&who.south, false), (&who.north, true)] {
        let batch = Batch::new(organization.id, [(who.ana.id, v2.clone())]);
        let number = clinic.suite.anchor_batch(&organization.account, &batch);
        let proven = clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, 0, None));
        if accepted {
            proven.expect("it is the next version");
        } else {
            assert_refused!(proven, ContractError::Version(VersionError::OtherAuthor { .. }));
        }
    }
    assert_eq!(clinic.record("v1").superseded_by, Some(content_hash("v2")));
}

#[test]
fn retention_in_a_leaf_counts_from_the_batch() {
    let (mut clinic, who) = Clinic::open();
    let now = clinic.suite.now();
    let kept = |name, until| (who.ana.id, Descriptor { retain_until: Some(until), ..result(name) });
    let batch = Batch::new(
        who.north.id,
        [
            kept("short", now + DAY),
            kept("long", now + MAX_RETENTION),
            kept("longer", now + MAX_RETENTION + 1),
        ],
    );
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    clinic.suite.wait(2 * DAY);
    for place in [0, 1] {
        let proven = clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, place, None));
        proven.expect("a leaf that waited is not refused for it");
    }
    assert_refused!(
        clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, 2, None)),
        ContractError::Descriptor(DescriptorError::Retention { .. })
    );
}

#[test]
fn a_tombstone_for_a_leaf_comes_first() {
    let (mut clinic, who) = Clinic::open();
    let batch = north_s_batch(&who);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    clinic.try_erase(&who.ana.account, "a").expect("the patient names a leaf that nobody opened");
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[laboratory()]);
    let msg = batch.prove(number, 0, Some(ticket));
    assert_refused!(
        clinic.suite.try_record_anchor(&who.doctor.actor.account, msg.clone()),
        ContractError::Descriptor(DescriptorError::Tombstone { record }) if record == content_hash("a")
    );
    clinic.try_cancel(&who.ana.account, "a").expect("she changes her mind");
    clinic.suite.try_record_anchor(&who.doctor.actor.account, msg).expect("nothing stands in the way");
}

#[test]
fn an_unknown_batch_proves_nothing() {
    let (mut clinic, who) = Clinic::open();
    let batch = north_s_batch(&who);
    clinic.suite.anchor_batch(&who.north.account, &batch);
    for number in [0, 2] {
        assert_refused!(
            clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, 0, None)),
            ContractError::Batch(BatchError::Unknown { batch }) if batch == number
        );
    }
}
