//! Two registrars mark a death, and take it back.

use crate::common::*;
use chartseal_testing::{Suite, response_data};
use chartseal_types::identity::{
    ACT_DELAY, ActUnchecked, ChangeUnchecked, ExecuteMsg, IdentityRegistry, Kind, Right, Word,
};
use identity_registry::{ContractError, PatientError, StandingError};

#[test]
fn from_a_death_on_the_accounts_do_nothing_and_what_was_permitted_has_ended() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let number = suite.propose_act(ActUnchecked::Death { patient: ana.id });
    assert!(!suite.identity(ana.id).deceased);
    let response = suite.try_confirm_act(number).unwrap();
    assert_eq!(attribute(&response, "death_marked", "identity"), ana.id.to_string());
    assert_eq!(attribute(&response, "death_marked", "generation"), "1");
    assert_eq!(attribute(&response, "act_applied", "number"), number.to_string());
    let identity = suite.identity(ana.id);
    assert!(identity.deceased && !identity.active);
    assert_eq!(identity.generation, 1);
    let change = ChangeUnchecked::AddAccount { account: suite.account("thief").to_string() };
    assert_refused!(
        suite.try_identity(&ana.account, ExecuteMsg::ProposeChange { change }),
        ContractError::Standing(StandingError::Deceased { identity }) if identity == ana.id,
    );

    let number = suite.propose_act(ActUnchecked::UndoDeath { patient: ana.id });
    let response = suite.try_confirm_act(number).unwrap();
    assert_eq!(attribute(&response, "death_undone", "identity"), ana.id.to_string());
    let identity = suite.identity(ana.id);
    assert!(!identity.deceased && identity.active);
    // What was permitted before stays ended.
    assert_eq!(identity.generation, 2, "what the estate permitted is over");
}

#[test]
fn only_the_living_die_and_only_the_dead_come_back() {
    let mut suite = Suite::new();
    let (ana, ben, registrar) = (suite.patient("ana"), suite.patient("ben"), suite.registrar.clone());
    assert_refused!(
        suite.try_propose_act(&registrar, ActUnchecked::UndoDeath { patient: ana.id }),
        ContractError::Patient(PatientError::NotDeceased { patient }) if patient == ana.id,
    );
    let [first, second] = [(); 2].map(|()| suite.propose_act(ActUnchecked::Death { patient: ana.id }));
    suite.try_confirm_act(first).unwrap();
    assert_refused!(suite.try_confirm_act(second), ContractError::Standing(StandingError::Deceased { .. }),);
    // For a duplicate the survivor is marked.
    let other = suite.patient("other");
    suite.merge(other.id, ben.id);
    assert_refused!(
        suite.try_propose_act(&registrar, ActUnchecked::Death { patient: other.id }),
        ContractError::Standing(StandingError::Merged { survivor, .. }) if survivor == ben.id,
    );
    let dora = suite.register("dora", Kind::Practitioner);
    assert_refused!(
        suite.try_propose_act(&registrar, ActUnchecked::Death { patient: dora.id }),
        ContractError::Standing(StandingError::NotPatient { .. }),
    );
}

#[test]
fn whom_registrars_appointed_goes_on_and_the_estate_ends_with_the_return() {
    let mut suite = Suite::new();
    let (ana, ben, carl) = (suite.patient("ana"), suite.patient("ben"), suite.patient("carl"));
    suite.appoint_by_registrars(ana.id, ben.id, suite.appointment());
    suite.deceased(ana.id);
    let registry = IdentityRegistry(suite.contracts.identity_registry.clone());
    let allows = |suite: &Suite, representative| {
        let row = registry.representative(&suite.app.wrap(), ana.id, representative).unwrap().unwrap();
        row.allows(Right::Consent, suite.now())
    };
    assert!(allows(&suite, ben.id));
    // A personal representative, after 72 h; the accounts of the dead veto nothing and end nothing.
    let act = ActUnchecked::AppointRepresentative {
        patient: ana.id,
        representative: carl.id,
        appointment: suite.appointment(),
    };
    let number = suite.act(act);
    for msg in [
        ExecuteMsg::VetoAct { number },
        ExecuteMsg::EndRepresentative { patient: ana.id, representative: ben.id },
    ] {
        assert_refused!(
            suite.try_identity(&ana.account, msg),
            ContractError::Standing(StandingError::Deceased { .. }),
        );
    }
    suite.wait(ACT_DELAY);
    let registrar = suite.registrar.clone();
    suite.try_apply_act(&registrar, number).unwrap();
    assert!(allows(&suite, carl.id));

    let undo = suite.act(ActUnchecked::UndoDeath { patient: ana.id });
    assert!(allows(&suite, ben.id) && !allows(&suite, carl.id));
    let open = suite.representatives(ana.id);
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].representation.representative, ben.id);
    let query = chartseal_types::identity::QueryMsg::RepresentativeHistory {
        patient: ana.id,
        start_after: Some(1),
        limit: None,
    };
    let estate: Vec<chartseal_types::identity::Representation> = ask(&suite, query);
    assert_eq!(estate[0].ended.clone().unwrap().by, Word::Registrars { act: undo });
    // The patient is back, and ends what she likes.
    let end = ExecuteMsg::EndRepresentative { patient: ana.id, representative: ben.id };
    suite.try_identity(&ana.account, end).unwrap();
}

#[test]
fn a_representative_lets_go_of_the_dead() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    suite.appoint_by_registrars(ana.id, ben.id, suite.appointment());
    suite.deceased(ana.id);
    let end = ExecuteMsg::EndRepresentative { patient: ana.id, representative: ben.id };
    suite.try_identity(&ben.account, end).unwrap();
    assert!(suite.representatives(ana.id).is_empty());
}

#[test]
fn a_death_is_marked_whatever_the_standing() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let unclaimed = suite.unclaimed(&north);
    let revoked = suite.patient("revoked");
    suite.revoke_identity(revoked.id);
    for patient in [unclaimed, revoked.id] {
        suite.deceased(patient);
        assert!(suite.identity(patient).deceased);
    }
}

#[test]
fn one_registrar_kills_nobody() {
    let mut suite = Suite::new();
    let (ana, registrar) = (suite.patient("ana"), suite.registrar.clone());
    let act = ActUnchecked::Death { patient: ana.id };
    let number: u32 = response_data(&suite.try_propose_act(&registrar, act).unwrap());
    assert!(suite.try_identity(&registrar, ExecuteMsg::ConfirmAct { number }).is_err());
    assert!(suite.try_apply_act(&registrar, number).is_err());
    assert!(suite.identity(ana.id).active);
}

/// A survivor is marked for its duplicates too. Whoever takes the merge back says nothing about who lives.
#[test]
fn a_duplicate_of_somebody_dead_is_dead_when_it_is_parted_and_comes_back_by_itself() {
    let mut suite = Suite::new();
    let (ana, again) = (suite.patient("ana"), suite.patient("ana, again"));
    let carer = suite.patient("carer");
    suite.appoint(&again, carer.id, suite.appointment());
    suite.merge(again.id, ana.id);
    suite.deceased(ana.id);
    let before = suite.identity(again.id).generation;
    let number = suite.propose_act(ActUnchecked::Unmerge { duplicate: again.id });
    let response = suite.try_confirm_act(number).unwrap();
    assert_eq!(attribute(&response, "patients_unmerged", "identity"), again.id.to_string());
    assert_eq!(attribute(&response, "death_marked", "identity"), again.id.to_string());
    assert_eq!(attribute(&response, "representative_ended", "representative"), carer.id.to_string());

    let parted = suite.identity(again.id);
    assert_eq!((parted.merged_into, parted.deceased, parted.generation), (None, true, before + 1));
    let end = ExecuteMsg::EndRepresentative { patient: again.id, representative: carer.id };
    assert_refused!(
        suite.try_identity(&again.account, end),
        ContractError::Standing(StandingError::Deceased { identity }) if identity == again.id,
    );
    suite.act(ActUnchecked::UndoDeath { patient: again.id });
    assert!(suite.identity(again.id).active);
    assert!(suite.identity(ana.id).deceased);
    suite.appoint(&again, carer.id, suite.appointment());
}

#[test]
fn a_duplicate_of_somebody_alive_after_all_is_alive_when_it_is_parted() {
    let mut suite = Suite::new();
    let (ana, again) = (suite.patient("ana"), suite.patient("ana, again"));
    suite.merge(again.id, ana.id);
    suite.deceased(ana.id);
    suite.act(ActUnchecked::UndoDeath { patient: ana.id });
    suite.unmerge(again.id);
    assert!(suite.identity(again.id).active);
}

/// Its own mark stays its own.
#[test]
fn a_duplicate_that_was_dead_before_stays_dead_until_that_is_undone() {
    let mut suite = Suite::new();
    let (ana, again) = (suite.patient("ana"), suite.patient("ana, again"));
    for patient in [ana.id, again.id] {
        suite.deceased(patient);
    }
    suite.merge(again.id, ana.id);
    let before = suite.identity(again.id).generation;
    suite.act(ActUnchecked::UndoDeath { patient: ana.id });
    suite.unmerge(again.id);
    let parted = suite.identity(again.id);
    assert_eq!((parted.deceased, parted.generation), (true, before));
    suite.act(ActUnchecked::UndoDeath { patient: again.id });
    assert!(suite.identity(again.id).active);
}
