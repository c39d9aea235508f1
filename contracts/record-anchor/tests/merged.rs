//! Duplicates, survivors, deaths and representatives: who acts for a patient who does not act alone. The registry's rows
//! are set as its own messages set them.

use chartseal_testing::{Actor, Batch, DAY, Suite, content_hash};
use chartseal_types::anchor::{Author, Descriptor, ERASURE_DELAY, ExecuteMsg, Happening, RecordStatus};
use chartseal_types::identity::abi::{DUPLICATES, REPRESENTATIVES};
use chartseal_types::identity::{RepresentativeRow, Right};
use chartseal_types::{CodeSet, Commitment, Compartment, Hat, IdentityId};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;
use record_anchor::ContractError;
use record_anchor::domain::{
    DescriptorError, ErasureError, StandingError, TicketError, VersionError, check_succession,
};

use crate::clinic::{Cast, Clinic, assert_refused, diary, next, result, set_row};

/// Ana is a duplicate of Ben's from now on.
fn merge(clinic: &mut Clinic, who: &Cast) {
    set_row(&mut clinic.suite, who.ana.id, |row| {
        row.merged_into = Some(who.ben.id);
        row.generation += 1;
    });
    set_row(&mut clinic.suite, who.ben.id, |row| row.has_duplicates = true);
    let registry = clinic.suite.contracts.identity_registry.clone();
    let mut storage = clinic.suite.app.contract_storage_mut(&registry);
    DUPLICATES.save(&mut *storage, who.ben.id, &vec![who.ana.id]).expect("the row is stored");
}

fn unmerge(clinic: &mut Clinic, who: &Cast) {
    set_row(&mut clinic.suite, who.ana.id, |row| row.merged_into = None);
    set_row(&mut clinic.suite, who.ben.id, |row| row.has_duplicates = false);
    let registry = clinic.suite.contracts.identity_registry.clone();
    DUPLICATES.remove(&mut *clinic.suite.app.contract_storage_mut(&registry), who.ben.id);
}

fn set_deceased(clinic: &mut Clinic, patient: IdentityId, deceased: bool) {
    set_row(&mut clinic.suite, patient, |row| row.deceased = deceased);
}

/// Everything a representative can be given, over everything.
fn appoint(suite: &mut Suite, patient: IdentityId, representative: IdentityId) {
    let row = RepresentativeRow {
        from: suite.now(),
        until: suite.now() + 365 * DAY,
        compartments: Compartment::all().into_iter().fold(CodeSet::NONE, CodeSet::with),
        rights: Right::ALL.into_iter().fold(CodeSet::NONE, CodeSet::with),
        disputed: false,
    };
    let registry = suite.contracts.identity_registry.clone();
    let mut storage = suite.app.contract_storage_mut(&registry);
    REPRESENTATIVES.save(&mut *storage, (patient, representative), &row).expect("the row is stored");
}

// Merges

#[test]
fn the_survivor_erases_a_duplicate_s_record_and_the_duplicate_does_not() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    merge(&mut clinic, &who);
    assert_refused!(
        clinic.try_erase(&who.ana.account, "a"),
        ContractError::Standing(StandingError::Merged { identity, survivor })
            if identity == who.ana.id && survivor == who.ben.id
    );
    clinic.try_erase(&who.ben.account, "a").expect("the survivor asks");
    clinic.suite.wait(ERASURE_DELAY);
    assert!(clinic.is_erased("a"));
}

#[test]
fn after_an_unmerge_the_survivor_erases_nothing_and_what_it_asked_for_has_ended() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    merge(&mut clinic, &who);
    clinic.try_erase(&who.ben.account, "a").expect("the survivor asks");
    unmerge(&mut clinic, &who);
    for attempt in [clinic.try_erase(&who.ben.account, "b"), clinic.try_cancel(&who.ben.account, "a")] {
        assert_refused!(
            attempt,
            ContractError::Standing(StandingError::NotPatient { patient, sender })
                if patient == who.ana.id && sender == who.ben.id
        );
    }
    // The two were not one after all: nobody has to cancel what the other asked for.
    assert_eq!(clinic.record("a").erasure, None);
    assert_eq!(clinic.suite.erasure(who.ana.id, content_hash("a")), None);
    assert_refused!(
        clinic.try_cancel(&who.ana.account, "a"),
        ContractError::Erasure(ErasureError::NotRequested { .. })
    );
    clinic.try_erase(&who.ana.account, "b").expect("she acts for herself again");
    clinic.suite.wait(ERASURE_DELAY);
    assert!(!clinic.is_erased("a") && clinic.is_erased("b"));
    for name in ["a", "b"] {
        let reported = report(&mut clinic, &who, name);
        let completed = clinic.try_complete(&who.north.account, name);
        if name == "b" {
            reported.expect("it is due");
            completed.expect("it is due");
        } else {
            for attempt in [reported, completed] {
                assert_refused!(attempt, ContractError::Erasure(ErasureError::NotRequested { .. }));
            }
        }
    }
    assert_eq!(clinic.record("a").status, RecordStatus::Current);
}

/// The patient may want the same: then it is asked for, and takes its time, anew.
#[test]
fn the_patient_asks_anew_for_what_the_survivor_asked_for() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    merge(&mut clinic, &who);
    for name in ["a", "b"] {
        clinic.try_erase(&who.ben.account, name).expect("the survivor asks");
    }
    let asked = clinic.record("a").erasure.expect("it is asked for");
    assert_eq!(asked.requested_by, who.ben.id);
    clinic.suite.wait(ERASURE_DELAY);
    assert!(clinic.is_erased("a") && clinic.record("a").erasure.expect("it is due").due);
    unmerge(&mut clinic, &who);
    // Due or not, nobody had carried it out.
    assert!(!clinic.is_erased("a"));
    clinic.try_erase(&who.ana.account, "a").expect("she asks for herself");
    let asked = clinic.record("a").erasure.expect("it is asked for");
    let expected = (who.ana.id, clinic.suite.now() + ERASURE_DELAY, false);
    assert_eq!((asked.requested_by, asked.erased_from, asked.due), expected);
    // A hold stops hers, and finds nothing of the other's to stop.
    for name in ["a", "b"] {
        clinic.try_hold(&who.north.account, name, 30).expect("the hospital holds");
        let history = clinic.suite.record_history(who.ana.id, content_hash(name));
        let last = history.last().expect("it is held").happening;
        assert!(
            matches!(last, Happening::Held { stopped_erasure, .. } if stopped_erasure == (name == "a")),
            "{last:?}"
        );
    }
}

#[test]
fn what_was_carried_out_before_the_unmerge_stays_erased() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    merge(&mut clinic, &who);
    clinic.try_erase(&who.ben.account, "a").expect("the survivor asks");
    clinic.suite.wait(ERASURE_DELAY);
    clinic.try_complete(&who.north.account, "a").expect("it is due");
    unmerge(&mut clinic, &who);
    assert!(clinic.is_erased("a"));
    let erasure = clinic.record("a").erasure.expect("it is told");
    assert_eq!((erasure.requested_by, erasure.due), (who.ben.id, true));
    report(&mut clinic, &who, "a").expect("copies go all the same");
    assert_refused!(
        clinic.try_erase(&who.ana.account, "a"),
        ContractError::Erasure(ErasureError::Done { .. })
    );
}

/// A later merge, into the same survivor too, is another one.
#[test]
fn a_later_merge_revives_no_erasure() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    merge(&mut clinic, &who);
    clinic.try_erase(&who.ben.account, "a").expect("the survivor asks");
    unmerge(&mut clinic, &who);
    clinic.suite.wait(ERASURE_DELAY);
    merge(&mut clinic, &who);
    assert!(!clinic.is_erased("a"));
    assert_eq!(clinic.record("a").erasure, None);
    clinic.try_erase(&who.ben.account, "a").expect("it is asked for anew");
    assert!(!clinic.is_erased("a"));
}

#[test]
fn what_the_patient_asked_for_outlasts_a_merge_and_its_end() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    merge(&mut clinic, &who);
    unmerge(&mut clinic, &who);
    assert_eq!(clinic.record("a").erasure.expect("it is asked for").requested_by, who.ana.id);
    clinic.suite.wait(ERASURE_DELAY);
    assert!(clinic.is_erased("a"));
}

#[test]
fn a_tombstone_that_came_first_ends_with_the_merge_too() {
    let (mut clinic, who) = Clinic::open();
    merge(&mut clinic, &who);
    clinic.try_erase(&who.ben.account, "unknown").expect("the survivor names it");
    unmerge(&mut clinic, &who);
    // Care and tickets ended with the merge.
    clinic.suite.open_care(&who.ana, who.north.id);
    clinic.anchor(&who.doctor, &who.ana, &[result("unknown")]);
    clinic.suite.wait(ERASURE_DELAY);
    assert!(!clinic.is_erased("unknown"));
    assert_eq!(clinic.record("unknown").erasure, None);
    // As what was known goes on to be replaced and withdrawn.
    clinic.suite.open_care(&who.ana, who.north.id);
    clinic.anchor(&who.doctor, &who.ana, &[next("later", "unknown")]);
    clinic.try_retract(&who.doctor.actor.account, "later").expect("it is the head");
}

#[test]
fn what_a_survivor_asked_for_blocks_no_version_once_the_merge_has_ended() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("v1"), result("w1")]);
    merge(&mut clinic, &who);
    for name in ["v1", "w1"] {
        clinic.try_erase(&who.ben.account, name).expect("the survivor asks");
    }
    clinic.suite.wait(ERASURE_DELAY);
    assert_refused!(
        clinic.try_retract(&who.doctor.actor.account, "w1"),
        ContractError::Version(VersionError::Erased { .. })
    );
    unmerge(&mut clinic, &who);
    clinic.try_retract(&who.doctor.actor.account, "w1").expect("it is not erased");
    clinic.suite.open_care(&who.ana, who.north.id);
    clinic.anchor(&who.doctor, &who.ana, &[next("v2", "v1")]);
    assert_refused!(
        clinic.try_anchor(&who.doctor, &who.ana, &[result("v1")]),
        ContractError::Descriptor(DescriptorError::Known { .. })
    );
}

fn report(clinic: &mut Clinic, who: &Cast, name: &str) -> StdResult<AppResponse> {
    let (patient, record, receipt) = (who.ana.id, content_hash(name), Commitment([3; 32]));
    clinic
        .suite
        .try_record_anchor(&who.north.account, ExecuteMsg::ReportDeletion { patient, record, receipt })
}

#[test]
fn survivor_and_duplicate_cancel_an_erasure_and_nobody_else() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    for name in ["a", "b"] {
        clinic.try_erase(&who.ana.account, name).expect("the patient asks");
    }
    merge(&mut clinic, &who);
    let frozen_until = clinic.suite.now() + DAY;
    set_row(&mut clinic.suite, who.ben.id, |row| row.frozen_until = frozen_until);
    let stranger = clinic.suite.patient("stranger");
    assert_refused!(
        clinic.try_cancel(&stranger.account, "a"),
        ContractError::Standing(StandingError::NotPatient { .. })
    );
    clinic.try_cancel(&who.ben.account, "a").expect("frozen or not, that protects");
    clinic.try_cancel(&who.ana.account, "b").expect("merged or not, that protects");
}

#[test]
fn an_erasure_under_way_goes_on_when_the_patient_is_merged() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    merge(&mut clinic, &who);
    clinic.suite.wait(ERASURE_DELAY);
    assert!(clinic.is_erased("a"));
}

#[test]
fn the_survivor_confirms_what_is_proven_for_a_duplicate() {
    let (mut clinic, who) = Clinic::open();
    let batch = Batch::new(who.north.id, [(who.ana.id, result("a"))]);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    let prove = |clinic: &mut Clinic, by: &Actor| {
        clinic.suite.try_record_anchor(&by.account, batch.prove(number, 0, None))
    };
    assert_refused!(prove(&mut clinic, &who.ben), ContractError::Standing(StandingError::NotPatient { .. }));
    merge(&mut clinic, &who);
    assert_refused!(prove(&mut clinic, &who.ana), ContractError::Standing(StandingError::Merged { .. }));
    prove(&mut clinic, &who.ben).expect("the survivor confirms");
    assert_eq!(clinic.record("a").status, RecordStatus::Current);
}

#[test]
fn the_survivor_withdraws_what_the_duplicate_wrote() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor_own(&who.ana, &[diary("note 1"), diary("note 2")]);
    assert_refused!(
        clinic.try_retract(&who.ben.account, "note 1"),
        ContractError::Standing(StandingError::NotPatient { .. })
    );
    merge(&mut clinic, &who);
    assert_refused!(
        clinic.try_retract(&who.ana.account, "note 1"),
        ContractError::Standing(StandingError::Merged { .. })
    );
    clinic.try_retract(&who.ben.account, "note 1").expect("the survivor withdraws");
    unmerge(&mut clinic, &who);
    clinic.try_retract(&who.ana.account, "note 2").expect("the patient withdraws");
}

#[test]
fn the_survivor_writes_for_a_duplicate_while_they_are_merged() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor_own(&who.ana, &[diary("note 1")]);
    let hers = clinic.own_ticket(&who.ana);
    merge(&mut clinic, &who);
    let ticket = clinic.own_ticket_by(&who.ben, &who.ana);
    let mut anchor =
        |by: &Actor, ticket, record| clinic.try_anchor_with(&by.account, &who.ana, ticket, &[record]);
    let second = Descriptor { supersedes: Some(content_hash("note 1")), ..diary("note 2") };
    anchor(&who.ben, ticket, second).expect("it is the same patient's note");
    assert_refused!(
        anchor(&who.ana, hers, diary("note 3")),
        ContractError::Ticket(TicketError::Dead { access }) if access == hers
    );
    assert_eq!(clinic.record("note 2").author, Author { identity: who.ben.id, hat: Hat::Own {} });
    assert_eq!(clinic.record("note 1").status, RecordStatus::Superseded);

    unmerge(&mut clinic, &who);
    assert_refused!(
        clinic.try_anchor_with(&who.ben.account, &who.ana, ticket, &[diary("note 3")]),
        ContractError::Ticket(TicketError::Dead { access }) if access == ticket
    );
    assert_refused!(
        clinic.try_retract(&who.ben.account, "note 2"),
        ContractError::Standing(StandingError::NotPatient { .. })
    );
    clinic.try_retract(&who.ana.account, "note 2").expect("it is in her chart");
}

/// What was written as the patient is the patient's, whichever account held the pen: after an unmerge too.
#[test]
fn patient_and_survivor_are_one_side() {
    let (ana, ben) = (IdentityId([1; 16]), IdentityId([2; 16]));
    let by = |identity| Author { identity, hat: Hat::Own {} };
    for (old, new) in [(ana, ben), (ben, ana), (ana, ana)] {
        check_succession(&by(new), content_hash("note"), &by(old), false, None).expect("one side");
    }
}

// Deaths

#[test]
fn in_the_name_of_the_dead_nothing_is_done() {
    let (mut clinic, who) = Clinic::open();
    let batch = Batch::new(who.north.id, [(who.ana.id, result("of a batch"))]);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    clinic.anchor_own(&who.ana, &[diary("note")]);
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    set_deceased(&mut clinic, who.ana.id, true);
    let attempts = [
        clinic.try_erase(&who.ana.account, "b"),
        clinic.try_cancel(&who.ana.account, "a"),
        clinic.try_retract(&who.ana.account, "note"),
        clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, 0, None)),
    ];
    for attempt in attempts {
        assert_refused!(
            attempt,
            ContractError::Standing(StandingError::Deceased { identity }) if identity == who.ana.id
        );
    }
    // The control: once the mistake is undone, she does it all.
    set_deceased(&mut clinic, who.ana.id, false);
    clinic.try_cancel(&who.ana.account, "a").expect("she cancels");
    clinic.try_erase(&who.ana.account, "b").expect("she asks");
    clinic.try_retract(&who.ana.account, "note").expect("she withdraws");
}

/// It was the patient's wish, and a death does not take it back. Who has a reason to keep the record holds it.
#[test]
fn an_erasure_under_way_goes_on_after_a_death_unless_a_hold_stops_it() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    for name in ["a", "b"] {
        clinic.try_erase(&who.ana.account, name).expect("the patient asks");
    }
    set_deceased(&mut clinic, who.ana.id, true);
    clinic.try_hold(&who.north.account, "b", 30).expect("the hospital holds");
    clinic.suite.wait(ERASURE_DELAY);
    let anybody = clinic.suite.account("anybody");
    clinic.try_complete(&anybody, "a").expect("it is due");
    assert_eq!(clinic.record("a").status, RecordStatus::Erased);
    assert!(!clinic.is_erased("b"));
}

// Representatives

#[test]
fn a_representative_erases_cancels_confirms_and_withdraws_nothing() {
    let (mut clinic, who) = Clinic::open();
    let batch = Batch::new(who.north.id, [(who.ana.id, result("of a batch"))]);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b")]);
    clinic.anchor_own(&who.ana, &[diary("note")]);
    clinic.try_erase(&who.ana.account, "a").expect("the patient asks");
    appoint(&mut clinic.suite, who.ana.id, who.ben.id);
    for deceased in [false, true] {
        set_deceased(&mut clinic, who.ana.id, deceased);
        let attempts = [
            clinic.try_erase(&who.ben.account, "b"),
            clinic.try_cancel(&who.ben.account, "a"),
            clinic.try_retract(&who.ben.account, "note"),
            clinic.suite.try_record_anchor(&who.ben.account, batch.prove(number, 0, None)),
        ];
        for attempt in attempts {
            assert_refused!(
                attempt,
                ContractError::Standing(StandingError::NotPatient { sender, .. }) if sender == who.ben.id
            );
        }
    }
    let history = clinic.suite.record_history(who.ana.id, content_hash("a"));
    assert!(
        matches!(history[..], [ref only] if matches!(only.happening, Happening::ErasureRequested { .. }))
    );
}
