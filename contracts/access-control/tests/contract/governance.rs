//! What every contract does alike, here: name and version, no funds, the admin's messages.

use access_control::{ContractError, NAME, VERSION};
use chartseal_governance::GovernanceError;
use chartseal_testing::Refusal;
use chartseal_types::access::{ExecuteMsg, PolicyUnchecked, QueryMsg};
use chartseal_types::governance::{GovernanceMsg, GovernanceResponse};
use cosmwasm_std::{Addr, coins};
use cw_multi_test::{BankSudo, SudoMsg};

use crate::contract::world::World;

fn governance(error: ContractError) -> GovernanceError {
    match error {
        ContractError::Governance(error) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn name_and_version_are_stored() {
    let world = World::new();
    let access = &world.suite.contracts.access_control;
    let stored = cw2::get_contract_version(world.suite.app.contract_storage(access).as_ref()).unwrap();
    assert_eq!((stored.contract.as_str(), stored.version.as_str()), (NAME, VERSION));
}

#[test]
fn a_migration_to_the_same_version_is_refused() {
    let mut world = World::new();
    let access = world.suite.contracts.access_control.clone();
    let error = governance(world.suite.try_migrate(&access, &access).refusal());
    assert!(matches!(error, GovernanceError::NotNewer { .. }), "{error}");
}

#[test]
fn a_migration_from_an_older_version_keeps_everything() {
    let mut world = World::new();
    world.open_care();
    let access = world.dora_opens().access;
    let contract = world.suite.contracts.access_control.clone();
    let mut storage = world.suite.app.contract_storage_mut(&contract);
    cw2::set_contract_version(storage.as_mut(), NAME, "0.0.1").unwrap();
    drop(storage);
    let before = world.suite.policy();
    world.suite.try_migrate(&contract, &contract).unwrap();
    assert_eq!(world.suite.policy(), before);
    assert!(world.suite.ticket(access).alive);
}

#[test]
fn another_contracts_state_is_refused() {
    let mut world = World::new();
    let contracts = world.suite.contracts.clone();
    let result = world.suite.try_migrate(&contracts.record_anchor, &contracts.access_control);
    let error = governance(result.refusal());
    assert!(matches!(error, GovernanceError::OtherContract { .. }), "{error}");
}

#[test]
fn funds_are_refused() {
    let mut world = World::new();
    let (ana, access) = (world.ana.account.clone(), world.suite.contracts.access_control.clone());
    let mint = BankSudo::Mint { to_address: ana.to_string(), amount: coins(5, "ufee") };
    world.suite.app.sudo(SudoMsg::Bank(mint)).unwrap();
    let msg = ExecuteMsg::RevokeConsent { patient: None, consent: 1 };
    let error = governance(world.suite.try_execute_with(&ana, &access, &msg, &coins(5, "ufee")).refusal());
    assert!(matches!(error, GovernanceError::Funds { kinds: 1 }), "{error}");
}

#[test]
fn only_the_admin_changes_policy() {
    let mut world = World::new();
    let policy = PolicyUnchecked { longest_ticket: 60, ..PolicyUnchecked::default() };
    let strangers: [Addr; 2] = [world.suite.pauser.clone(), world.hospital.account.clone()];
    for sender in strangers {
        let propose = ExecuteMsg::ProposePolicy { policy: policy.clone() };
        for msg in [propose, ExecuteMsg::WithdrawPolicy {}] {
            let error = governance(world.suite.try_access(&sender, msg).refusal());
            assert!(matches!(error, GovernanceError::NotAdmin { .. }), "{error}");
        }
    }
}

#[test]
fn the_admin_hands_over_in_two_steps() {
    let mut world = World::new();
    let (admin, successor) = (world.suite.admin.clone(), world.suite.account("successor"));
    let send = |world: &mut World, sender: &Addr, msg| {
        world.suite.try_access(sender, ExecuteMsg::Governance(msg)).map(drop)
    };
    send(&mut world, &admin, GovernanceMsg::ProposeAdmin { admin: successor.to_string() }).unwrap();
    let state: GovernanceResponse = world.suite.try_ask_access(&QueryMsg::Governance {}).unwrap();
    assert_eq!((state.admin, state.proposed_admin), (admin.clone(), Some(successor.clone())));
    send(&mut world, &successor, GovernanceMsg::AcceptAdmin {}).unwrap();
    let error = governance(send(&mut world, &admin, GovernanceMsg::Resume {}).refusal());
    assert!(matches!(error, GovernanceError::NotAdmin { .. }), "{error}");
}
