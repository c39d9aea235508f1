//! A pause stops what opens. It never stops what closes, nor a patient's own opening.

use access_control::{ContractError, PartyError};
use chartseal_governance::GovernanceError;
use chartseal_testing::{Actor, DAY, Refusal, Suite, deny, own_reading, permit};
use chartseal_types::Role;
use chartseal_types::access::{Decision, ExecuteMsg, Grantee, PolicyUnchecked, Rule, StandingFault};
use chartseal_types::governance::PAUSE_SECONDS;
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;

use crate::contract::world::World;

fn pause(suite: &mut Suite) {
    let access = suite.contracts.access_control.clone();
    suite.pause(&access);
}

fn assert_paused(result: StdResult<AppResponse>) {
    let error: ContractError = result.refusal();
    assert!(matches!(error, ContractError::Governance(GovernanceError::Paused { .. })), "{error}");
}

/// A patient with a permit (1), a denial (2) and an open care relationship, then a pause.
fn paused() -> (World, Actor) {
    let mut world = World::new();
    let ana = world.ana.clone();
    world.suite.grant(&ana, permit(world.dora_herself()));
    world.suite.grant(&ana, deny(Grantee::Role { organization: world.hospital.id, role: Role::Nurse }));
    world.open_care();
    pause(&mut world.suite);
    (world, ana)
}

#[test]
fn it_stops_what_opens() {
    let (mut world, ana) = paused();
    let (hospital, until) = (world.hospital.id, world.suite.now() + DAY);
    let dora = world.dora.actor.clone();
    assert_paused(world.suite.try_grant(&ana, permit(Grantee::Everyone {})));
    assert_paused(world.suite.try_amend(&ana, 1, permit(Grantee::Everyone {})));
    assert_paused(world.suite.try_revoke(&ana, 2));
    assert_paused(world.suite.try_open_care(&ana, hospital, until));
    let attest = ExecuteMsg::AttestCare { patient: ana.id, organization: hospital, until };
    assert_paused(world.suite.try_access(&dora.account, attest));
    let question = world.reading();
    assert_paused(world.suite.try_open(&dora, question));
    let rows = world.suite.policy().current.policy.rows;
    assert_paused(world.suite.try_propose_policy(PolicyUnchecked {
        rows,
        longest_ticket: 86_400,
        ..PolicyUnchecked::default()
    }));
}

#[test]
fn it_never_stops_what_closes() {
    let (mut world, ana) = paused();
    let hospital = world.hospital.id;
    world.suite.grant(&ana, deny(Grantee::Everyone {}));
    world.suite.revoke(&ana, 1);
    world.suite.try_end_care(&ana, ana.id, hospital).unwrap();
    world
        .suite
        .try_propose_policy(PolicyUnchecked { longest_ticket: 60, ..PolicyUnchecked::default() })
        .unwrap();
    assert_eq!(world.suite.policy().current.version, 2);
}

#[test]
fn it_never_stops_the_withdrawal_of_a_looser_policy() {
    let mut world = World::new();
    let rows = world.suite.policy().current.policy.rows;
    world
        .suite
        .try_propose_policy(PolicyUnchecked { rows, longest_ticket: 86_400, ..PolicyUnchecked::default() })
        .unwrap();
    pause(&mut world.suite);
    let admin = world.suite.admin.clone();
    world.suite.try_access(&admin, ExecuteMsg::WithdrawPolicy {}).unwrap();
    assert_eq!(world.suite.policy().pending, None);
}

#[test]
fn it_never_stops_the_patients_own_opening() {
    let (mut world, ana) = paused();
    let question = own_reading(&ana, &[world.result]);
    assert_eq!(world.suite.open(&ana, question).decisions, [Decision::by(Rule::Own)]);
}

#[test]
fn tickets_already_out_go_on_living_and_can_be_revoked() {
    let mut world = World::new();
    world.suite.grant(&world.ana, permit(world.dora_herself()));
    let access = world.dora_opens().access;
    pause(&mut world.suite);
    world.suite.next_block();
    assert!(world.suite.ticket(access).alive);
    world.suite.revoke(&world.ana, 1);
    assert!(!world.suite.ticket(access).alive);
}

#[test]
fn it_lapses_by_itself() {
    let (mut world, ana) = paused();
    world.suite.wait(PAUSE_SECONDS);
    world.suite.grant(&ana, permit(Grantee::Everyone {}));
}

#[test]
fn a_frozen_patient_closes_and_opens_nothing() {
    let mut world = World::new();
    let ana = world.ana.clone();
    world.suite.grant(&ana, permit(world.dora_herself()));
    world.suite.grant(&ana, deny(Grantee::Everyone {}));
    world.open_care();
    world.suite.freeze(&ana.account);
    let assert_frozen = |result: StdResult<AppResponse>| {
        let error: ContractError = result.refusal();
        assert!(
            matches!(error, ContractError::Party(PartyError::Frozen { identity, .. }) if identity == ana.id)
        );
    };
    let (hospital, until) = (world.hospital.id, world.suite.now() + DAY);
    assert_frozen(world.suite.try_grant(&ana, permit(Grantee::Everyone {})));
    assert_frozen(world.suite.try_amend(&ana, 1, permit(Grantee::Everyone {})));
    assert_frozen(world.suite.try_amend(&ana, 2, deny(world.dora_herself())));
    assert_frozen(world.suite.try_revoke(&ana, 2));
    assert_frozen(world.suite.try_open_care(&ana, hospital, until));
    let question = own_reading(&ana, &[world.result]);
    let decisions = world.suite.open(&ana, question).decisions;
    assert_eq!(decisions, [Decision::by_fault(StandingFault::Frozen)]);

    world.suite.grant(&ana, deny(world.the_hospital()));
    world.suite.revoke(&ana, 1);
    world.suite.try_end_care(&ana, ana.id, hospital).unwrap();
}
