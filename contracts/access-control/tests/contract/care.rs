//! Care relationships: opened by the patient or two affiliates, ended by either side.

use access_control::{CareError, ContractError, PartyError};
use chartseal_testing::{Affiliate, DAY, HOUR, MINUTE, Refusal};
use chartseal_types::access::{CareResponse, ExecuteMsg, QueryMsg, Rule};
use chartseal_types::identity::Kind;
use chartseal_types::{IdentityId, Role};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;

use crate::contract::world::World;

fn attest(world: &mut World, by: &Affiliate, days: u64) -> StdResult<AppResponse> {
    let msg = ExecuteMsg::AttestCare {
        patient: world.ana.id,
        organization: world.hospital.id,
        until: world.suite.now() + days * DAY,
    };
    world.suite.try_access(&by.actor.account, msg)
}

fn with_nurse() -> (World, Affiliate, Affiliate) {
    let mut world = World::new();
    let hospital = world.hospital.clone();
    let nils = world.affiliate("nils", Role::Nurse, &hospital);
    let dora = world.dora.clone();
    (world, dora, nils)
}

fn care_error(error: ContractError) -> CareError {
    match error {
        ContractError::Care(error) => error,
        other => panic!("{other}"),
    }
}

fn care(world: &World) -> CareResponse {
    world.suite.care(&world.ana, world.hospital.id)
}

fn end(world: &mut World, by: &chartseal_testing::Actor) -> StdResult<AppResponse> {
    let (ana, hospital) = (world.ana.id, world.hospital.id);
    world.suite.try_end_care(by, ana, hospital)
}

#[test]
fn the_patient_opens_it_for_at_most_ninety_days() {
    let mut world = World::new();
    let (ana, hospital, now) = (world.ana.clone(), world.hospital.id, world.suite.now());
    for until in [now, now + 90 * DAY + 1] {
        let error = care_error(world.suite.try_open_care(&ana, hospital, until).refusal());
        assert_eq!(error, CareError::Period { until, now });
    }
    world.suite.try_open_care(&ana, hospital, now + 90 * DAY).unwrap();
    assert_eq!(
        care(&world),
        CareResponse {
            patient: ana.id,
            organization: hospital,
            open: true,
            opened_at: Some(now),
            until: now + 90 * DAY,
            opened_by: vec![ana.id],
            ended: None,
        }
    );
}

#[test]
fn it_runs_out_at_the_second_named() {
    let mut world = World::new();
    world.open_care();
    world.suite.wait(90 * DAY - 1);
    assert_eq!(world.rule(), Rule::Care);
    world.suite.next_block();
    assert_eq!(world.rule(), Rule::Default);
    assert!(!care(&world).open);
}

#[test]
fn it_is_with_one_organization() {
    let mut world = World::new();
    let clinic = world.organization("south", Kind::Organization);
    let otto = world.affiliate("otto", Role::Doctor, &clinic);
    world.open_care();
    let question = otto.to_read(&world.ana, &[world.result]);
    assert_eq!(world.decision_of(&otto, question).rule, Rule::Default);
}

#[test]
fn the_patient_extends_it_and_it_stays_open_since() {
    let mut world = World::new();
    world.open_care();
    let opened_at = world.suite.now();
    world.suite.wait(60 * DAY);
    world.open_care();
    assert_eq!((care(&world).opened_at, care(&world).until), (Some(opened_at), opened_at + 150 * DAY));
}

#[test]
fn two_affiliates_open_it_until_the_earlier_of_what_they_say() {
    let (mut world, dora, nils) = with_nurse();
    attest(&mut world, &dora, 30).unwrap();
    assert_eq!(world.rule(), Rule::Default);
    assert_eq!((care(&world).open, care(&world).opened_at), (false, None));
    attest(&mut world, &nils, 10).unwrap();
    assert_eq!(world.rule(), Rule::Care);
    assert_eq!(care(&world).until, world.suite.now() + 10 * DAY);
    assert_eq!(care(&world).opened_by, [dora.actor.id, nils.actor.id]);
}

#[test]
fn the_patient_is_told_of_both_words() {
    let (mut world, dora, nils) = with_nurse();
    let told = |response: AppResponse, kind: &str, ana: IdentityId| {
        let event = response.events.into_iter().find(|event| event.ty == kind).expect(kind);
        assert!(event.attributes.iter().any(|a| a.key == "patient" && a.value == ana.to_string()));
    };
    let ana = world.ana.id;
    told(attest(&mut world, &dora, 30).unwrap(), "wasm-care_attested", ana);
    told(attest(&mut world, &nils, 30).unwrap(), "wasm-care_opened", ana);
}

#[test]
fn one_affiliate_alone_does_not_open_it_however_often() {
    let (mut world, dora, _) = with_nurse();
    for _ in 0..3 {
        attest(&mut world, &dora, 30).unwrap();
        world.suite.next_block();
    }
    assert_eq!(world.rule(), Rule::Default);
}

#[test]
fn one_person_with_two_roles_is_not_two() {
    let (mut world, dora, _) = with_nurse();
    let hospital = world.hospital.clone();
    world.suite.affiliate(&dora.actor, Role::Nurse, &hospital);
    let as_nurse = Affiliate { role: Role::Nurse, ..dora.clone() };
    attest(&mut world, &dora, 30).unwrap();
    attest(&mut world, &as_nurse, 30).unwrap();
    assert!(!care(&world).open);
}

#[test]
fn a_second_word_after_a_day_is_a_first_word() {
    let (mut world, dora, nils) = with_nurse();
    attest(&mut world, &dora, 30).unwrap();
    world.suite.wait(24 * HOUR);
    attest(&mut world, &nils, 30).unwrap();
    assert!(!care(&world).open);
    world.suite.wait(23 * HOUR);
    attest(&mut world, &dora, 30).unwrap();
    assert!(care(&world).open);
}

#[test]
fn affiliates_do_not_shorten_what_the_patient_opened() {
    let (mut world, dora, nils) = with_nurse();
    world.open_care();
    let until = care(&world).until;
    attest(&mut world, &dora, 3).unwrap();
    attest(&mut world, &nils, 3).unwrap();
    assert_eq!(care(&world).until, until);
}

#[test]
fn only_who_treats_patients_there_attests() {
    let (mut world, dora, _) = with_nurse();
    let (hospital, clinic) = (world.hospital.clone(), world.organization("south", Kind::Organization));
    let clerk = world.affiliate("carl", Role::RecordsClerk, &hospital);
    let elsewhere = world.affiliate("otto", Role::Doctor, &clinic);
    for outsider in [&clerk, &elsewhere] {
        let error = care_error(attest(&mut world, outsider, 30).refusal());
        let (identity, organization) = (outsider.actor.id, hospital.id);
        assert_eq!(error, CareError::NotClinician { identity, organization });
    }
    world.suite.freeze(&dora.actor.account);
    let error = care_error(attest(&mut world, &dora, 30).refusal());
    assert!(matches!(error, CareError::NotClinician { .. }), "{error}");
}

#[test]
fn the_patient_ends_it_and_then_only_the_patient_opens_it_again() {
    let (mut world, dora, nils) = with_nurse();
    attest(&mut world, &dora, 30).unwrap();
    attest(&mut world, &nils, 30).unwrap();
    let ana = world.ana.clone();
    end(&mut world, &ana).unwrap();
    assert_eq!(world.rule(), Rule::Default);
    assert_eq!(care(&world).ended.unwrap().by, ana.id);
    world.suite.wait(DAY);
    let error = care_error(attest(&mut world, &dora, 30).refusal());
    assert_eq!(error, CareError::EndedByPatient { patient: ana.id });
    world.open_care();
    assert_eq!(world.rule(), Rule::Care);
}

#[test]
fn the_patient_ends_what_one_affiliate_attested() {
    let (mut world, dora, nils) = with_nurse();
    attest(&mut world, &dora, 30).unwrap();
    let ana = world.ana.clone();
    end(&mut world, &ana).unwrap();
    let error = care_error(attest(&mut world, &nils, 30).refusal());
    assert_eq!(error, CareError::EndedByPatient { patient: ana.id });
}

#[test]
fn an_affiliate_or_the_organization_ends_it_and_affiliates_open_it_again() {
    let (mut world, dora, nils) = with_nurse();
    let hospital = world.hospital.clone();
    for by in [&dora.actor, &hospital] {
        world.open_care();
        end(&mut world, by).unwrap();
        assert_eq!(world.rule(), Rule::Default);
        assert_eq!(care(&world).ended.unwrap().by, by.id);
        attest(&mut world, &dora, 30).unwrap();
        attest(&mut world, &nils, 30).unwrap();
        assert_eq!(world.rule(), Rule::Care);
    }
}

#[test]
fn nobody_else_ends_it_and_only_the_patient_ends_what_is_over() {
    let mut world = World::new();
    let (ana, organization) = (world.ana.clone(), world.hospital.id);
    let error = care_error(end(&mut world, &ana).refusal());
    assert_eq!(error, CareError::NotOpen { organization }, "there never was any");
    world.open_care();
    let ben = world.suite.patient("ben");
    let error = care_error(end(&mut world, &ben).refusal());
    assert_eq!(error, CareError::NotParty { identity: ben.id });
    end(&mut world, &ana).unwrap();
    let dora = world.dora.actor.clone();
    let error = care_error(end(&mut world, &dora).refusal());
    assert_eq!(error, CareError::NotOpen { organization });
    end(&mut world, &ana).unwrap();
    assert_eq!(care(&world).ended.unwrap().by, ana.id);
}

/// Two affiliates who attest, read and end it themselves do not get round the patient's end.
#[test]
fn the_patient_ends_what_affiliates_ended_and_only_the_patient_opens_it_again() {
    let (mut world, dora, nils) = with_nurse();
    let ana = world.ana.clone();
    attest(&mut world, &dora, 30).unwrap();
    attest(&mut world, &nils, 30).unwrap();
    assert!(world.dora_opens().decisions[0].permitted);
    end(&mut world, &dora.actor).unwrap();
    end(&mut world, &ana).unwrap();
    assert_eq!(care(&world).ended.unwrap().by, ana.id);
    for by in [&dora, &nils] {
        let error = care_error(attest(&mut world, by, 30).refusal());
        assert_eq!(error, CareError::EndedByPatient { patient: ana.id });
    }
    world.open_care();
    assert_eq!(world.rule(), Rule::Care);
}

#[test]
fn the_patient_ends_what_ran_out_opened_or_only_attested() {
    for confirmed in [true, false] {
        let (mut world, dora, nils) = with_nurse();
        let ana = world.ana.clone();
        attest(&mut world, &dora, 2).unwrap();
        if confirmed {
            attest(&mut world, &nils, 2).unwrap();
        }
        world.suite.wait(2 * DAY);
        let organization = world.hospital.id;
        let error = care_error(end(&mut world, &dora.actor).refusal());
        assert_eq!(error, CareError::NotOpen { organization });
        end(&mut world, &ana).unwrap();
        let error = care_error(attest(&mut world, &dora, 30).refusal());
        assert_eq!(error, CareError::EndedByPatient { patient: ana.id });
    }
}

#[test]
fn it_is_with_an_active_organization_and_of_a_patient() {
    let mut world = World::new();
    let pending = world.suite.register("new clinic", Kind::Organization);
    let until = world.suite.now() + DAY;
    let party = |error: ContractError| match error {
        ContractError::Party(error) => error,
        other => panic!("{other}"),
    };
    let (ana, dora) = (world.ana.clone(), world.dora.actor.clone());
    let refused = world.suite.try_open_care(&ana, pending.id, until).refusal();
    assert_eq!(party(refused), PartyError::NotActive { identity: pending.id });
    let refused = world.suite.try_open_care(&ana, dora.id, until).refusal();
    assert_eq!(party(refused), PartyError::NotOrganization { identity: dora.id });
    let refused = world.suite.try_open_care(&dora, world.hospital.id, until).refusal();
    assert_eq!(party(refused), PartyError::NotPatient { identity: dora.id });
}

#[test]
fn a_patients_care_relationships_are_listed_ended_ones_too() {
    let mut world = World::new();
    let clinic = world.organization("south", Kind::Organization);
    world.open_care();
    let ana = world.ana.clone();
    world.suite.open_care(&ana, clinic.id);
    end(&mut world, &ana).unwrap();
    world.suite.wait(MINUTE);
    let msg = QueryMsg::CareRelationships { patient: ana.id, start_after: None, limit: None };
    let all: Vec<CareResponse> = world.suite.try_ask_access(&msg).unwrap();
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|care| care.open == (care.organization == clinic.id)));
    assert!(all[0].organization < all[1].organization);
    let msg =
        QueryMsg::CareRelationships { patient: ana.id, start_after: Some(all[0].organization), limit: None };
    let rest: Vec<CareResponse> = world.suite.try_ask_access(&msg).unwrap();
    assert_eq!(rest, all[1..]);
}
