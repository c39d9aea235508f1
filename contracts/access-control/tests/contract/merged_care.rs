//! Care that was ended by the name of a duplicate: the patient is the same person, so that end bars the survivor's care
//! with that organization until the survivor opens it.

use access_control::{CareError, ContractError};
use chartseal_testing::{Actor, Affiliate, DAY, Refusal};
use chartseal_types::Role;
use chartseal_types::access::{CareEnd, Decision, ExecuteMsg, Rule};
use chartseal_types::identity::{ACT_DELAY, ActUnchecked};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;

use crate::contract::world::World;

/// Ana, whom the hospital also knows as somebody else, with whom it was in care.
fn twice() -> (World, Actor) {
    let mut world = World::new();
    let double = world.suite.patient("ana again");
    world.suite.open_care(&double, world.hospital.id);
    (world, double)
}

fn ends(world: &mut World, by: &Actor, patient: &Actor) {
    world.suite.try_end_care(by, patient.id, world.hospital.id).unwrap();
}

fn merge(world: &mut World, double: &Actor) {
    world.suite.merge(double.id, world.ana.id);
}

fn attest(world: &mut World, by: &Affiliate, patient: &Actor) -> StdResult<AppResponse> {
    let (patient, organization) = (patient.id, world.hospital.id);
    let until = world.suite.now() + DAY;
    world.suite.try_access(&by.actor.account, ExecuteMsg::AttestCare { patient, organization, until })
}

fn opens_for(world: &mut World, by: &Actor) -> StdResult<AppResponse> {
    let (patient, organization) = (Some(world.ana.id), world.hospital.id);
    let until = world.suite.now() + DAY;
    world.suite.try_access(&by.account, ExecuteMsg::OpenCare { patient, organization, until })
}

fn ended_by_patient(world: &World, result: StdResult<AppResponse>) {
    let error: ContractError = result.refusal();
    let patient = world.ana.id;
    assert!(
        matches!(&error, ContractError::Care(error) if *error == CareError::EndedByPatient { patient }),
        "{error}"
    );
}

#[test]
fn what_the_duplicate_ended_bars_the_survivors_until_the_survivor_opens_it() {
    let (mut world, double) = twice();
    let (ana, hospital) = (world.ana.clone(), world.hospital.id);
    world.open_care();
    let access = world.dora_opens().access;
    ends(&mut world, &double, &double);
    let at = world.suite.now();
    assert_eq!(world.decision(), Decision::by(Rule::Care), "before the merge the two are strangers");
    merge(&mut world, &double);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
    assert!(!world.suite.ticket(access).alive);
    for told in [world.suite.care(&ana, hospital), world.care_relationships(&ana).remove(0)] {
        assert!(!told.open);
        assert_eq!(told.ended, Some(CareEnd { by: ana.id, at, for_patient: None }));
    }
    let dora = world.dora.clone();
    let attested = attest(&mut world, &dora, &ana);
    ended_by_patient(&world, attested);
    world.open_care();
    assert_eq!(world.decision(), Decision::by(Rule::Care));
    assert!(world.suite.care(&ana, hospital).open);
    attest(&mut world, &dora, &ana).unwrap();
    // What she opened is her own: after an unmerge the other's end stands.
    world.suite.unmerge(double.id);
    assert_eq!(world.decision(), Decision::by(Rule::Care));
    let error: ContractError = attest(&mut world, &dora, &double).refusal();
    assert!(matches!(error, ContractError::Care(CareError::EndedByPatient { .. })), "{error}");
}

/// A standing attestation of the survivor's, or none at all, opens nothing either.
#[test]
fn it_bars_what_affiliates_attest_also_where_there_was_no_care() {
    let (mut world, double) = twice();
    let (ana, hospital, dora) = (world.ana.clone(), world.hospital.clone(), world.dora.clone());
    let nils = world.affiliate("nils", Role::Nurse, &hospital);
    ends(&mut world, &double, &double);
    let number = world.suite.act(ActUnchecked::Merge { duplicate: double.id, survivor: ana.id });
    world.suite.wait(ACT_DELAY);
    attest(&mut world, &dora, &ana).unwrap();
    let registrar = world.suite.registrar.clone();
    world.suite.try_apply_act(&registrar, number).unwrap();
    let attested = attest(&mut world, &nils, &ana);
    ended_by_patient(&world, attested);
    world.suite.unmerge(double.id);
    attest(&mut world, &nils, &ana).unwrap();
    assert_eq!(world.decision(), Decision::by(Rule::Care));
}

#[test]
fn the_patients_last_word_counts_by_whichever_name() {
    let (mut world, double) = twice();
    ends(&mut world, &double, &double);
    world.suite.next_block();
    world.open_care();
    merge(&mut world, &double);
    assert_eq!(world.decision(), Decision::by(Rule::Care));
    // By the duplicate's name the survivor ends it as well.
    let ana = world.ana.clone();
    ends(&mut world, &ana, &double);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
    world.suite.next_block();
    world.open_care();
    assert_eq!(world.decision(), Decision::by(Rule::Care));
}

#[test]
fn care_that_two_affiliates_opened_lifts_nothing() {
    let (mut world, double) = twice();
    let (ana, hospital) = (world.ana.clone(), world.hospital.clone());
    let nils = world.affiliate("nils", Role::Nurse, &hospital);
    ends(&mut world, &double, &double);
    world.suite.wait(DAY);
    let until = world.suite.now() + 30 * DAY;
    for by in [world.dora.clone(), nils] {
        let msg = ExecuteMsg::AttestCare { patient: ana.id, organization: hospital.id, until };
        world.suite.try_access(&by.actor.account, msg).unwrap();
    }
    assert_eq!(world.decision(), Decision::by(Rule::Care));
    merge(&mut world, &double);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
}

#[test]
fn what_the_organization_ended_bars_nothing() {
    let (mut world, double) = twice();
    let hospital = world.hospital.clone();
    ends(&mut world, &hospital, &double);
    world.open_care();
    merge(&mut world, &double);
    assert_eq!(world.decision(), Decision::by(Rule::Care));
}

#[test]
fn with_another_organization_it_bars_nothing() {
    let (mut world, double) = twice();
    ends(&mut world, &double, &double);
    let south = world.suite.hospital("south");
    let sue = world.affiliate("sue", Role::Doctor, &south);
    let ana = world.ana.clone();
    world.suite.open_care(&ana, south.id);
    merge(&mut world, &double);
    let question = sue.to_read(&ana, &[world.result]);
    assert_eq!(world.decision_of(&sue, question), Decision::by(Rule::Care));
}

/// What the patient ended, no representative opens again; what was ended for the patient, a representative does.
#[test]
fn representatives_lift_what_was_ended_for_the_patient_and_no_more() {
    for by_patient in [true, false] {
        let (mut world, double) = twice();
        let (ruth, appointment) = (world.suite.patient("ruth"), world.suite.appointment());
        for patient in [world.ana.id, double.id] {
            world.suite.appoint_by_registrars(patient, ruth.id, appointment.clone());
        }
        let by = if by_patient { &double } else { &ruth };
        ends(&mut world, by, &double);
        let opened_before = opens_for(&mut world, &ruth);
        assert!(opened_before.is_ok());
        merge(&mut world, &double);
        assert_eq!(world.decision(), Decision::by(Rule::Default));
        let opened = opens_for(&mut world, &ruth);
        if by_patient {
            ended_by_patient(&world, opened);
            assert_eq!(world.decision(), Decision::by(Rule::Default));
        } else {
            opened.unwrap();
            assert_eq!(world.decision(), Decision::by(Rule::Care));
        }
    }
}
