//! Two registrars' acts wait 72 hours in which those can object whom they are about, not in which nobody can.

use crate::common::*;
use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::IdentityId;
use chartseal_types::identity::{ACT_DELAY, ACT_LAPSE, ActUnchecked, ExecuteMsg, RECOVERY_DELAY, Stage};
use cosmwasm_std::Addr;
use identity_registry::{ActError, ContractError};

/// Two registrars are to appoint somebody for a patient, and the 72 hours are over.
fn waited(suite: &mut Suite, patient: IdentityId) -> u32 {
    let (representative, appointment) = (suite.patient("crony").id, suite.appointment());
    let number = suite.act(ActUnchecked::AppointRepresentative { patient, representative, appointment });
    suite.wait(ACT_DELAY);
    number
}

/// The time begins now: it cannot be applied before it is over, and can be vetoed at its end.
fn begins_now(suite: &mut Suite, number: u32, owner: &Addr) {
    let (registrar, from) = (suite.registrar.clone(), suite.now() + ACT_DELAY);
    assert_eq!(suite.act_of(number).applies_at, Some(from));
    suite.wait(ACT_DELAY - 1);
    assert_refused!(
        suite.try_apply_act(&registrar, number),
        ContractError::Act(ActError::TooEarly { applies_at, .. }) if applies_at == from,
    );
    suite.try_identity(owner, ExecuteMsg::VetoAct { number }).unwrap();
    assert_eq!(suite.act_of(number).stage, Stage::Vetoed);
}

#[test]
fn who_claims_a_patient_has_72_hours() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let patient = suite.unclaimed(&north);
    let number = waited(&mut suite, patient);
    let owner = suite.claim(patient, "owner");
    begins_now(&mut suite, number, &owner.account);
}

#[test]
fn who_is_alive_after_all_has_72_hours() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    suite.deceased(ana.id);
    let number = waited(&mut suite, ana.id);
    suite.act(ActUnchecked::UndoDeath { patient: ana.id });
    begins_now(&mut suite, number, &ana.account);
}

#[test]
fn who_is_no_duplicate_after_all_has_72_hours() {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let (representative, appointment) = (suite.patient("crony").id, suite.appointment());
    let merging = suite.act(ActUnchecked::Merge { duplicate: ana.id, survivor: ben.id });
    let act = ActUnchecked::AppointRepresentative { patient: ana.id, representative, appointment };
    let number = suite.act(act);
    suite.wait(ACT_DELAY);
    let registrar = suite.registrar.clone();
    suite.try_apply_act(&registrar, merging).unwrap();
    suite.wait(DAY);
    suite.unmerge(ana.id);
    begins_now(&mut suite, number, &ana.account);
}

#[test]
fn who_has_the_accounts_back_has_72_hours() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let guardians = suite.guarded(&ana, ["gil"], 1);
    let phone = suite.account("ana's new phone");
    let recovery = suite.approved_recovery(&guardians, ana.id, &phone);
    let number = waited(&mut suite, ana.id);
    suite.wait(RECOVERY_DELAY - ACT_DELAY);
    suite.try_complete_recovery(&phone, ana.id, recovery).unwrap();
    begins_now(&mut suite, number, &phone);
}

#[test]
fn either_of_two_who_are_merged_has_72_hours() {
    let mut suite = Suite::new();
    let (north, ana) = (suite.hospital("north"), suite.patient("ana"));
    let patient = suite.unclaimed(&north);
    let number = suite.act(ActUnchecked::Merge { duplicate: patient, survivor: ana.id });
    suite.wait(ACT_DELAY);
    let owner = suite.claim(patient, "owner");
    begins_now(&mut suite, number, &owner.account);
}

#[test]
fn after_72_hours_of_silence_it_is_applied() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let patient = suite.unclaimed(&north);
    let number = waited(&mut suite, patient);
    suite.claim(patient, "owner");
    suite.wait(ACT_DELAY);
    let registrar = suite.registrar.clone();
    suite.try_apply_act(&registrar, number).unwrap();
}

/// An act that nobody applied in time is not brought back by who comes to speak.
#[test]
fn a_lapsed_act_stays_lapsed() {
    let mut suite = Suite::new();
    let north = suite.hospital("north");
    let patient = suite.unclaimed(&north);
    let number = waited(&mut suite, patient);
    suite.wait(ACT_LAPSE - DAY);
    let lapses_at = suite.act_of(number).lapses_at;
    suite.claim(patient, "owner");
    assert_eq!(suite.act_of(number).lapses_at, lapses_at);
    suite.wait(ACT_DELAY);
    let registrar = suite.registrar.clone();
    assert_refused!(
        suite.try_apply_act(&registrar, number),
        ContractError::Act(ActError::Closed { stage: Stage::Lapsed, .. }),
    );
}

/// What nobody was kept from hearing waits 72 hours from its confirmation, as ever.
#[test]
fn who_could_object_all_along_lengthens_nothing() {
    let mut suite = Suite::new();
    let (ana, ben): (Actor, Actor) = (suite.patient("ana"), suite.patient("ben"));
    let number = suite.act(ActUnchecked::Merge { duplicate: ana.id, survivor: ben.id });
    assert_eq!(suite.act_of(number).applies_at, Some(suite.now() + ACT_DELAY));
}
