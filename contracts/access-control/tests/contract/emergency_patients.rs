//! Emergencies about patients who are not what they were: merged into another identity, or deceased.

use access_control::{ContractError, EmergencyError, OnBehalfError};
use chartseal_testing::{Actor, HOUR, Refusal};
use chartseal_types::access::{Decision, Rule};
use chartseal_types::identity::abi::{DUPLICATES, IDENTITIES};
use chartseal_types::identity::{ActUnchecked, IdentityRow};
use chartseal_types::{Confidentiality, IdentityId};

use crate::contract::emergency::{open, opened, refused, urgently};
use crate::contract::world::{World, laboratory};

/// Changes an identity's row as the registry would.
fn change(world: &mut World, identity: IdentityId, with: impl FnOnce(IdentityRow) -> IdentityRow) {
    let registry = world.suite.contracts.identity_registry.clone();
    let mut storage = world.suite.app.contract_storage_mut(&registry);
    let row = IDENTITIES.load(storage.as_ref(), identity).unwrap();
    IDENTITIES.save(storage.as_mut(), identity, &with(row)).unwrap();
}

/// Two registrars found out that Ana is who is known as another patient too.
fn merged(world: &mut World) -> Actor {
    let (survivor, ana) = (world.suite.patient("anna"), world.ana.id);
    change(world, ana, |row| IdentityRow { merged_into: Some(survivor.id), generation: 1, ..row });
    change(world, survivor.id, |row| IdentityRow { has_duplicates: true, ..row });
    let registry = world.suite.contracts.identity_registry.clone();
    let mut storage = world.suite.app.contract_storage_mut(&registry);
    DUPLICATES.save(storage.as_mut(), survivor.id, &vec![ana]).unwrap();
    drop(storage);
    survivor
}

#[test]
fn one_about_a_duplicate_is_opened_about_the_survivor_and_reaches_both() {
    let mut world = World::new();
    let (survivor, dora) = (merged(&mut world), world.dora.clone());
    let opening = dora.emergency(&world.ana, 1);
    let error: ContractError = world.suite.try_open_emergency(&dora.actor, opening).refusal();
    let ContractError::OnBehalf(error) = error else { panic!("{error}") };
    let identity = world.ana.id;
    assert_eq!(error, OnBehalfError::Merged { identity, survivor: survivor.id });

    assert_eq!(world.decision_of(&dora, urgently(&world)), Decision::by(Rule::Default));
    world.suite.open_emergency(&dora, dora.emergency(&survivor, 2));
    assert_eq!(world.decision_of(&dora, urgently(&world)), Decision::by_emergency(1));
}

#[test]
fn a_merge_ends_the_duplicates_emergencies_and_their_tickets() {
    let mut world = opened();
    let question = urgently(&world);
    let access = world.opens(&world.dora.clone(), question).access;
    assert!(world.suite.ticket(access).alive);
    merged(&mut world);
    world.suite.next_block();
    assert!(!world.suite.ticket(access).alive);
    // It is to be answered for all the same.
    world.suite.try_justify(&world.dora.actor.clone(), world.ana.id, 1, 5).unwrap();
}

#[test]
fn an_emergency_about_the_survivor_with_the_duplicates_number_does_not_revive_its_tickets() {
    let mut world = opened();
    let question = urgently(&world);
    let access = world.opens(&world.dora.clone(), question).access;
    let (survivor, dora) = (merged(&mut world), world.dora.clone());
    world.suite.next_block();
    // Number 1 of the survivor's, where the ticket was given under number 1 of the duplicate's.
    assert_eq!(world.suite.open_emergency(&dora, dora.emergency(&survivor, 2)), 1);
    assert!(!world.suite.ticket(access).alive);
}

/// Who lies unconscious does not get well by being claimed: what was permitted ends, the emergency goes on, and who
/// claimed ends it.
#[test]
fn a_claim_does_not_end_an_emergency_and_the_new_account_can() {
    let mut world = World::new();
    let (hospital, dora) = (world.hospital.clone(), world.dora.clone());
    let id = world.suite.unclaimed(&hospital);
    world.ana = Actor { account: world.ana.account.clone(), id };
    world.labelled(1, laboratory(Confidentiality::N));
    open(&mut world, 1);
    let question = urgently(&world);
    let access = world.opens(&dora, question).access;
    let owner = world.suite.claim(id, "owner");
    assert!(world.suite.ticket(access).alive);
    assert_eq!(world.decision_of(&dora, urgently(&world)), Decision::by_emergency(1));
    world.suite.try_close_emergency(&owner.account, id, 1).unwrap();
    assert!(!world.suite.ticket(access).alive);
    assert_eq!(world.decision_of(&dora, urgently(&world)), Decision::by(Rule::Default));
}

/// A death ends it while it is marked: there is nobody to treat. Marked by mistake, there still is.
#[test]
fn a_death_ends_an_emergency_unless_it_is_undone() {
    let mut world = opened();
    let dora = world.dora.clone();
    let question = urgently(&world);
    let access = world.opens(&dora, question).access;
    world.suite.deceased(world.ana.id);
    assert!(!world.suite.ticket(access).alive);
    assert_eq!(world.decision_of(&dora, urgently(&world)), Decision::by(Rule::Default));
    world.suite.act(ActUnchecked::UndoDeath { patient: world.ana.id });
    assert!(world.suite.ticket(access).alive);
    assert_eq!(world.decision_of(&dora, urgently(&world)), Decision::by_emergency(1));
}

#[test]
fn nobody_breaks_the_glass_of_the_dead() {
    let mut world = opened();
    let ana = world.ana.id;
    change(&mut world, ana, |row| IdentityRow { deceased: true, ..row });
    world.suite.wait(4 * HOUR);
    let dora = world.dora.clone();
    let opening = dora.emergency(&world.ana, 2);
    let error = refused(world.suite.try_open_emergency(&dora.actor, opening));
    assert_eq!(error, EmergencyError::Deceased { patient: ana });
    // Control: an error in the record of deaths is taken back.
    change(&mut world, ana, |row| IdentityRow { deceased: false, ..row });
    assert_eq!(open(&mut world, 3), 2);
}
