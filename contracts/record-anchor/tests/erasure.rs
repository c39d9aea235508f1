//! The patient has a record erased, with fourteen days in which any account cancels.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{DAY, content_hash};
use chartseal_types::anchor::{
    DeletionReceipt, Descriptor, ERASURE_DELAY, ErasureBasis, ErasureResponse, ExecuteMsg, Happening,
    MAX_RECEIPTS, RecordStatus,
};
use chartseal_types::identity::{self, Kind};
use chartseal_types::{Commitment, Quarter};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;
use record_anchor::ContractError;
use record_anchor::domain::{DescriptorError, ErasureError, StandingError, VersionError};

use crate::clinic::{Clinic, assert_refused, laboratory, next, result};

fn try_report(
    clinic: &mut Clinic,
    who: &crate::clinic::Cast,
    sender: &Addr,
    name: &str,
) -> StdResult<AppResponse> {
    let (patient, record, receipt) = (who.ana.id, content_hash(name), Commitment([3; 32]));
    clinic.suite.try_record_anchor(sender, ExecuteMsg::ReportDeletion { patient, record, receipt })
}

#[test]
fn an_erasure_counts_after_fourteen_days_whether_or_not_anybody_completes_it() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let requested_at = clinic.suite.now();
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    let pending = ErasureResponse {
        basis: ErasureBasis::ConsentWithdrawn,
        requested_by: who.ana.id,
        requested_at,
        erased_from: requested_at + ERASURE_DELAY,
        due: false,
        completed_at: None,
        receipts: vec![],
    };
    assert_eq!(clinic.record("a").erasure, Some(pending));

    clinic.suite.wait(ERASURE_DELAY - 1);
    assert!(!clinic.is_erased("a"));
    assert!(!clinic.record("a").erasure.expect("it is asked for").due);
    clinic.suite.wait(1);
    assert!(clinic.is_erased("a"));
    assert!(clinic.record("a").erasure.expect("it is asked for").due);
    assert_eq!(clinic.record("a").status, RecordStatus::Current);
}

#[test]
fn anybody_completes_it_once_it_is_due_and_a_tombstone_is_left() {
    let (mut clinic, who) = Clinic::open();
    let quarter = Quarter::new(2026, 3).ok();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1")]);
    clinic.anchor(&who.doctor, &who.ana, &[Descriptor { quarter, ..next("v2", "v1") }]);
    clinic.try_erase(&who.ana.account, "v2").expect("the patient asks");
    assert_refused!(
        clinic.try_complete(&who.ana.account, "v2"),
        ContractError::Erasure(ErasureError::NotDue { .. })
    );
    clinic.suite.wait(ERASURE_DELAY);
    let anybody = clinic.suite.account("anybody");
    clinic.try_complete(&anybody, "v2").expect("it is due");

    let tombstone = clinic.record("v2");
    assert_eq!(tombstone.status, RecordStatus::Erased);
    assert_eq!((tombstone.size, tombstone.quarter, tombstone.retain_until), (None, None, None));
    assert_eq!((tombstone.label, tombstone.supersedes), (laboratory(), Some(content_hash("v1"))));
    let erasure = tombstone.erasure.expect("the tombstone says why and when");
    assert_eq!(erasure.basis, ErasureBasis::ConsentWithdrawn);
    assert_eq!(erasure.completed_at, Some(clinic.suite.now()));
    // The version before is a record of its own.
    assert_eq!(clinic.record("v1").status, RecordStatus::Superseded);

    assert_refused!(clinic.try_complete(&anybody, "v2"), ContractError::Erasure(ErasureError::Done { .. }));
    let history = clinic.suite.record_history(who.ana.id, content_hash("v2"));
    let last = history.last().expect("something happened");
    assert_eq!((last.number, last.happening, &last.by), (2, Happening::Erased {}, &anybody));
}

#[test]
fn only_the_patient_erases() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    for sender in [&who.ben.account, &who.doctor.actor.account, &who.north.account] {
        assert_refused!(
            clinic.try_erase(sender, "a"),
            ContractError::Standing(StandingError::NotPatient { .. })
        );
    }
    let admin = clinic.suite.admin.clone();
    assert_refused!(
        clinic.try_erase(&admin, "a"),
        ContractError::SecondFactor(SecondFactorError::NoIdentity { sender }) if sender == admin
    );
    let plain = clinic.erase("a");
    assert_refused!(
        clinic.suite.try_record_anchor(&admin, plain),
        ContractError::Standing(StandingError::NoIdentity { .. })
    );
}

#[test]
fn a_frozen_patient_erases_nothing_and_still_cancels() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    clinic.try_erase(&who.ana.account, "a").expect("a thief asks");
    clinic
        .suite
        .try_identity(&who.ana.account, identity::ExecuteMsg::Freeze { identity: None })
        .expect("the owner freezes");
    assert_refused!(
        clinic.try_erase(&who.ana.account, "b"),
        ContractError::Standing(StandingError::Frozen { .. })
    );
    clinic.try_cancel(&who.ana.account, "a").expect("cancelling protects");
    clinic.suite.wait(ERASURE_DELAY);
    assert!(!clinic.is_erased("a"));
}

#[test]
fn a_patient_whose_verification_ran_out_still_erases() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.suite.wait(2 * 365 * DAY);
    assert!(!clinic.suite.identity(who.ana.id).active);
    clinic.try_erase(&who.ana.account, "a").expect("it is her right all the same");
}

#[test]
fn an_erasure_is_cancelled_until_it_counts() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    assert_refused!(
        clinic.try_cancel(&who.ana.account, "a"),
        ContractError::Erasure(ErasureError::NotRequested { .. })
    );
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    assert_refused!(
        clinic.try_erase(&who.ana.account, "a"),
        ContractError::Erasure(ErasureError::UnderWay { .. })
    );
    assert_refused!(
        clinic.try_cancel(&who.ben.account, "a"),
        ContractError::Standing(StandingError::NotPatient { .. })
    );
    clinic.suite.wait(ERASURE_DELAY - 1);
    clinic.try_cancel(&who.ana.account, "a").expect("there is one second left");
    clinic.suite.wait(DAY);
    assert!(!clinic.is_erased("a"));
    assert_eq!(clinic.record("a").erasure, None);

    clinic.try_erase(&who.ana.account, "a").expect("the patient asks again");
    clinic.suite.wait(ERASURE_DELAY);
    assert_refused!(
        clinic.try_cancel(&who.ana.account, "a"),
        ContractError::Erasure(ErasureError::Done { .. })
    );
    assert_refused!(
        clinic.try_erase(&who.ana.account, "a"),
        ContractError::Erasure(ErasureError::Done { .. })
    );
    let history = clinic.suite.record_history(who.ana.id, content_hash("a"));
    assert_eq!(history[1].happening, Happening::ErasureCancelled {});
}

#[test]
fn the_law_keeps_a_record_until_its_retention_ends() {
    let (mut clinic, who) = Clinic::open();
    let until = clinic.suite.now() + 100 * DAY;
    clinic.anchor(&who.doctor, &who.ana, &[Descriptor { retain_until: Some(until), ..result("a") }]);
    assert_refused!(
        clinic.try_erase(&who.ana.account, "a"),
        ContractError::Erasure(ErasureError::Retained { until: told, .. }) if told == until
    );
    clinic.suite.wait(100 * DAY);
    clinic.try_erase(&who.ana.account, "a").expect("retention is over");
}

#[test]
fn superseded_and_retracted_versions_are_erased_too() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1"), next("v2", "v1")]);
    clinic.try_retract(&who.doctor.actor.account, "v2").expect("it is retracted");
    for name in ["v1", "v2"] {
        clinic.try_erase(&who.ana.account, name).expect("the patient asks");
    }
    clinic.suite.wait(ERASURE_DELAY);
    for name in ["v1", "v2"] {
        clinic.try_complete(&who.ana.account, name).expect("it is due");
        assert_eq!(clinic.record(name).status, RecordStatus::Erased);
    }
}

#[test]
fn what_is_erased_stays_erased() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    clinic.suite.wait(ERASURE_DELAY);
    clinic.suite.open_care(&who.ana, who.north.id);
    for completed in [false, true] {
        if completed {
            clinic.try_complete(&who.ana.account, "a").expect("it is due");
        }
        assert_refused!(
            clinic.try_anchor(&who.doctor, &who.ana, &[result("a")]),
            ContractError::Descriptor(DescriptorError::Tombstone { .. })
        );
        assert_refused!(
            clinic.try_retract(&who.doctor.actor.account, "a"),
            ContractError::Version(VersionError::Erased { .. })
        );
    }
}

#[test]
fn a_record_that_was_never_known_gets_its_tombstone_first() {
    let (mut clinic, who) = Clinic::open();
    clinic.try_erase(&who.ana.account, "unknown").expect("the patient names it");
    let erasure = clinic.suite.erasure(who.ana.id, content_hash("unknown")).expect("it is told");
    assert_eq!(erasure.completed_at, None);
    // It cannot become known while that stands, from the first block on.
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[result("unknown")]),
        ContractError::Descriptor(DescriptorError::Tombstone { .. })
    );
    clinic.suite.wait(ERASURE_DELAY);
    clinic.try_complete(&who.north.account, "unknown").expect("it is due");
    let erasure = clinic.suite.erasure(who.ana.id, content_hash("unknown")).expect("it is told");
    assert_eq!(erasure.completed_at, Some(clinic.suite.now()));
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[result("unknown")]),
        ContractError::Descriptor(DescriptorError::Tombstone { .. })
    );
    // Another patient's record with the same hash is another record.
    clinic.anchor(&who.doctor, &who.ben, &[result("unknown")]);
}

#[test]
fn organizations_and_services_report_that_their_copies_are_gone() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    let vault = clinic.suite.register("vault", Kind::Service);
    clinic.suite.verify(vault.id);
    assert_refused!(
        try_report(&mut clinic, &who, &vault.account, "a"),
        ContractError::Erasure(ErasureError::NotRequested { .. })
    );
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    assert_refused!(
        try_report(&mut clinic, &who, &vault.account, "a"),
        ContractError::Erasure(ErasureError::NotDue { .. })
    );
    clinic.suite.wait(ERASURE_DELAY);
    try_report(&mut clinic, &who, &vault.account, "a").expect("the service reports");
    clinic.try_complete(&vault.account, "a").expect("it is due");
    try_report(&mut clinic, &who, &who.north.account, "a").expect("the hospital reports");
    assert_refused!(
        try_report(&mut clinic, &who, &vault.account, "a"),
        ContractError::Erasure(ErasureError::ReportedBefore { reporter, .. }) if reporter == vault.id
    );
    for sender in [&who.doctor.actor.account, &who.ana.account] {
        assert_refused!(
            try_report(&mut clinic, &who, sender, "a"),
            ContractError::Standing(StandingError::NotReporter { .. })
        );
    }
    let pending = clinic.suite.register("pending", Kind::Service);
    assert_refused!(
        try_report(&mut clinic, &who, &pending.account, "a"),
        ContractError::Standing(StandingError::NotActive { .. })
    );

    let (receipt, at) = (Commitment([3; 32]), clinic.suite.now());
    let mut expected = [vault.id, who.north.id].map(|reporter| DeletionReceipt { reporter, receipt, at });
    expected.sort_by_key(|receipt| receipt.reporter);
    assert_eq!(clinic.record("a").erasure.expect("it is erased").receipts, expected);
}

#[test]
fn sixteen_receipts_are_kept() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    clinic.suite.wait(ERASURE_DELAY);
    for n in 0..=MAX_RECEIPTS {
        let trustee = clinic.suite.register(&format!("trustee {n}"), Kind::Service);
        clinic.suite.verify(trustee.id);
        let reported = try_report(&mut clinic, &who, &trustee.account, "a");
        if n < MAX_RECEIPTS {
            reported.expect("there is room");
        } else {
            assert_refused!(reported, ContractError::Erasure(ErasureError::TooManyReceipts { .. }));
        }
    }
    assert_eq!(clinic.record("a").erasure.expect("it is erased").receipts.len(), MAX_RECEIPTS);
}
