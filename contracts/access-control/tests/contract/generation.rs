//! When the generation of a patient moves, what was permitted ends at the next block; what was denied stays.

use access_control::{ConsentError, ContractError};
use chartseal_testing::{Actor, DAY, Refusal, deny, permit};
use chartseal_types::access::{Decision, Grantee, Rule};
use chartseal_types::identity::ActUnchecked;
use chartseal_types::identity::abi::IDENTITIES;

use crate::contract::world::World;

/// Moves Ana's generation as a claim, a merge or a death does.
fn next_generation(world: &mut World) {
    let (registry, ana) = (world.suite.contracts.identity_registry.clone(), world.ana.id);
    let mut storage = world.suite.app.contract_storage_mut(&registry);
    let mut row = IDENTITIES.load(storage.as_ref(), ana).unwrap();
    row.generation += 1;
    IDENTITIES.save(storage.as_mut(), ana, &row).unwrap();
}

#[test]
fn permits_and_their_tickets_end() {
    let mut world = World::new();
    let ana = world.ana.clone();
    let consent = world.suite.grant(&ana, permit(world.dora_herself()));
    let access = world.dora_opens().access;
    assert!(world.suite.ticket(access).alive);
    next_generation(&mut world);
    assert!(!world.suite.ticket(access).alive);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
    let told = world.suite.consent(&ana, consent);
    assert!(!told.in_force && told.ended.is_none());
    for result in [
        world.suite.try_revoke(&ana, consent),
        world.suite.try_amend(&ana, consent, permit(Grantee::Everyone {})),
    ] {
        let error: ContractError = result.refusal();
        assert!(matches!(error, ContractError::Consent(ConsentError::Ended { .. })), "{error}");
    }
    let again = world.suite.grant(&ana, permit(world.dora_herself()));
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, again));
    world.suite.revoke(&ana, again);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
}

#[test]
fn care_ends_and_the_patients_end_of_it_stays() {
    let mut world = World::new();
    let (ana, hospital) = (world.ana.clone(), world.hospital.id);
    world.open_care();
    let access = world.dora_opens().access;
    next_generation(&mut world);
    assert!(!world.suite.ticket(access).alive);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
    assert!(!world.suite.care(&ana, hospital).open);
    world.open_care();
    assert_eq!(world.decision(), Decision::by(Rule::Care));
    world.suite.try_end_care(&ana, ana.id, hospital).unwrap();
    next_generation(&mut world);
    assert_eq!(world.suite.care(&ana, hospital).ended.unwrap().by, ana.id);
}

#[test]
fn denials_stay_and_are_lifted_as_before() {
    let mut world = World::new();
    let ana = world.ana.clone();
    let denial = world.suite.grant(&ana, deny(world.dora_herself()));
    next_generation(&mut world);
    assert_eq!(world.decision(), Decision::by_consent(Rule::Denial, denial));
    assert!(world.suite.consent(&ana, denial).in_force);
    world.suite.revoke(&ana, denial);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
}

#[test]
fn each_generation_has_room_of_its_own() {
    let mut world = World::new();
    let ana = world.ana.clone();
    for _ in 0..3 {
        for _ in 0..chartseal_types::access::MAX_PERMITS {
            world.suite.grant(&ana, permit(Grantee::Everyone {}));
        }
        assert!(world.suite.try_grant(&ana, permit(Grantee::Everyone {})).is_err());
        next_generation(&mut world);
    }
    assert_eq!(world.decision(), Decision::by(Rule::Default));
}

/// What a hospital's representative permitted for an unclaimed patient ends when the patient claims the identity.
#[test]
fn a_claim_ends_what_was_permitted_before() {
    let mut world = World::new();
    let (hospital, ruth) = (world.hospital.clone(), world.suite.patient("ruth"));
    let newborn = world.suite.unclaimed(&hospital);
    world.suite.verify(newborn);
    let appointment = world.suite.appointment();
    world.suite.appoint_by_registrars(newborn, ruth.id, appointment);
    world.ana = Actor { account: ruth.account.clone(), id: newborn };
    let label = crate::contract::world::laboratory(chartseal_types::Confidentiality::N);
    world.labelled(1, label);
    let patient = Some(newborn);
    let grant = |terms| chartseal_types::access::ExecuteMsg::GrantConsent { patient, terms };
    world.suite.try_access(&ruth.account, grant(permit(world.dora_herself()))).unwrap();
    let access = world.dora_opens().access;
    assert!(world.suite.ticket(access).alive);

    let child = world.suite.claim(newborn, "child");
    assert!(!world.suite.ticket(access).alive);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
    let error: ContractError =
        world.suite.try_access(&ruth.account, grant(permit(Grantee::Everyone {}))).refusal();
    assert!(matches!(error, ContractError::OnBehalf(_)), "{error}");
    let consent = world.suite.grant(&child, permit(world.dora_herself()));
    assert_eq!(world.decision(), Decision::by_consent(Rule::Consent, consent));
}

/// A death that is taken back leaves ended what it ended.
#[test]
fn a_death_ends_what_was_permitted_for_good() {
    let mut world = World::new();
    let ana = world.ana.clone();
    world.suite.grant(&ana, permit(world.dora_herself()));
    world.suite.deceased(ana.id);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
    world.suite.act(ActUnchecked::UndoDeath { patient: ana.id });
    world.suite.wait(DAY);
    assert_eq!(world.decision(), Decision::by(Rule::Default));
    world.suite.grant(&ana, permit(world.dora_herself()));
    assert_eq!(world.rule(), Rule::Consent);
}
