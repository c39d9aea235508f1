//! Admin, pause, migration and funds: what every contract does alike, seen from this one.

use crate::common::*;
use chartseal_governance::GovernanceError;
use chartseal_testing::{DAY, Suite, registration, verification};
use chartseal_types::Role;
use chartseal_types::governance::{GovernanceMsg, GovernanceResponse, PAUSE_SECONDS};
use chartseal_types::identity::{
    CHANGE_DELAY, ChangeUnchecked, EncryptionKeyUnchecked, ExecuteMsg, KeySuite, Kind, MigrateMsg, QueryMsg,
    Status, StatusReason,
};
use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::{StdResult, coins};
use cw_multi_test::AppResponse;
use identity_registry::{CONTRACT_NAME, CONTRACT_VERSION, ContractError};

fn assert_paused(result: StdResult<AppResponse>) {
    assert_refused!(result, ContractError::Governance(GovernanceError::Paused { .. }));
}

#[test]
fn a_pause_stops_what_grants_and_registers() {
    let mut suite = Suite::new();
    let (north, west) = (suite.hospital("north"), suite.hospital("west"));
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    let (ana, ben) = (suite.patient("ana"), suite.register("ben", Kind::Patient));
    let tablet = suite.account("ana's tablet");
    let add = ChangeUnchecked::AddAccount { account: tablet.to_string() };
    let add = suite.propose_change(&ana.account, add);
    let key = EncryptionKeyUnchecked { suite: KeySuite::X25519, public_key: vec![8; 32].into() };
    let replace = suite.propose_change(&ana.account, ChangeUnchecked::ReplaceKey { key });
    let offer = |role| ExecuteMsg::OfferAffiliation { practitioner: dana.id, role };
    suite.try_identity(&north.account, offer(Role::Nurse)).unwrap();
    let accredit = ExecuteMsg::Accredit { organization: west.id, roles: vec![Role::Doctor] };
    try_as_registrar(&mut suite, accredit).unwrap();
    suite.wait(CHANGE_DELAY);
    suite.suspend(west.id);
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);

    let carl = suite.account("carl");
    assert_paused(suite.try_identity(&carl, registration(Kind::Patient)));
    let expires_at = suite.now() + DAY;
    assert_paused(try_as_registrar(&mut suite, verification(ben.id, expires_at)));
    assert_paused(suite.try_identity(&north.account, offer(Role::Pharmacist)));
    let accept = ExecuteMsg::AcceptAffiliation { organization: north.id, role: Role::Nurse };
    assert_paused(suite.try_identity(&dana.account, accept));
    assert_paused(suite.try_apply_change(&tablet, ana.id, add));
    assert_paused(suite.try_apply_change(&ana.account, ana.id, replace));
    let (identity, status, reason) = (west.id, Status::Active, StatusReason::Cleared);
    assert_paused(try_as_registrar(&mut suite, ExecuteMsg::SetStatus { identity, status, reason }));
    assert_paused(try_as_admin(&mut suite, ExecuteMsg::AppointRegistrar { organization: north.id }));
    let roles = vec![Role::Doctor, Role::Nurse];
    let widen = ExecuteMsg::Accredit { organization: west.id, roles };
    assert_paused(try_as_registrar(&mut suite, widen));

    suite.resume(&registry);
    suite.try_apply_change(&tablet, ana.id, add).unwrap();
    suite.reinstate(west.id);
}

#[test]
fn a_pause_stops_nothing_that_protects() {
    let mut suite = Suite::new();
    let (north, east) = (suite.hospital("north"), suite.another_registrar("east"));
    let dana = suite.practitioner("dana", Role::Doctor, &north);
    let (ana, ben, carl) = (suite.patient("ana"), suite.patient("ben"), suite.patient("carl"));
    let tablet = suite.add_account(&ana, "ana's tablet");
    let change = ChangeUnchecked::RemoveAccount { account: tablet.to_string() };
    let removal = suite.propose_change(&ana.account, change);
    let account = suite.account("another").to_string();
    let number = suite.propose_change(&ana.account, ChangeUnchecked::AddAccount { account });
    suite.wait(CHANGE_DELAY);
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);

    suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number }).unwrap();
    suite.try_apply_change(&ana.account, ana.id, removal).unwrap();
    suite.freeze(&ana.account);
    suite.dismiss(&dana, Role::Doctor, &north);
    suite.suspend(ben.id);
    suite.revoke_identity(carl.id);
    let narrow = ExecuteMsg::Accredit { organization: north.id, roles: vec![Role::Doctor] };
    try_as_registrar(&mut suite, narrow).unwrap();
    try_as_admin(&mut suite, ExecuteMsg::DismissRegistrar { organization: east.id }).unwrap();
}

#[test]
fn a_pause_lapses_by_itself() {
    let mut suite = Suite::new();
    let registry = suite.contracts.identity_registry.clone();
    suite.pause(&registry);
    suite.wait(PAUSE_SECONDS - 1);
    let ana = suite.account("ana");
    assert_paused(suite.try_identity(&ana, registration(Kind::Patient)));
    suite.next_block();
    suite.try_identity(&ana, registration(Kind::Patient)).unwrap();
}

#[test]
fn only_a_pauser_pauses_and_only_the_admin_resumes() {
    let mut suite = Suite::new();
    let registry = suite.contracts.identity_registry.clone();
    let (registrar, admin, pauser) = (suite.registrar.clone(), suite.admin.clone(), suite.pauser.clone());
    for sender in [&registrar, &admin] {
        assert_refused!(
            suite.try_govern(sender, &registry, GovernanceMsg::Pause {}),
            ContractError::Governance(GovernanceError::NotPauser { .. }),
        );
    }
    suite.pause(&registry);
    assert_refused!(
        suite.try_govern(&pauser, &registry, GovernanceMsg::Resume {}),
        ContractError::Governance(GovernanceError::NotAdmin { .. }),
    );
}

#[test]
fn a_proposed_admin_decides_only_after_accepting() {
    let mut suite = Suite::new();
    let registry = suite.contracts.identity_registry.clone();
    let (admin, successor) = (suite.admin.clone(), suite.account("successor"));
    let north = suite.hospital("north");
    let appoint = ExecuteMsg::AppointRegistrar { organization: north.id };
    let propose = GovernanceMsg::ProposeAdmin { admin: successor.to_string() };
    suite.try_govern(&admin, &registry, propose).unwrap();
    assert_refused!(
        suite.try_identity(&successor, appoint.clone()),
        ContractError::Governance(GovernanceError::NotAdmin { .. }),
    );
    suite.try_govern(&successor, &registry, GovernanceMsg::AcceptAdmin {}).unwrap();
    assert_refused!(
        suite.try_identity(&admin, appoint.clone()),
        ContractError::Governance(GovernanceError::NotAdmin { .. }),
    );
    suite.try_identity(&successor, appoint).unwrap();
    assert_eq!(ask::<GovernanceResponse>(&suite, QueryMsg::Governance {}).admin, successor);
}

#[test]
fn funds_are_refused() {
    let mut suite = Suite::new();
    let (ana, registry) = (suite.account("ana"), suite.contracts.identity_registry.clone());
    let funds = coins(1, "stake");
    suite
        .app
        .init_modules(|router, _, storage| router.bank.init_balance(storage, &ana, funds.clone()))
        .unwrap();
    assert_refused!(
        suite.try_execute_with(&ana, &registry, &registration(Kind::Patient), &funds),
        ContractError::Governance(GovernanceError::Funds { kinds: 1 }),
    );
}

#[test]
fn a_migration_goes_forward_once_within_this_contract() {
    let mut deps = mock_dependencies();
    let migrate = |deps: &mut cosmwasm_std::OwnedDeps<_, _, _>| {
        identity_registry::migrate(deps.as_mut(), mock_env(), MigrateMsg {})
    };
    cw2::set_contract_version(&mut deps.storage, "chartseal:record-anchor", "0.0.1").unwrap();
    assert!(matches!(
        migrate(&mut deps),
        Err(ContractError::Governance(GovernanceError::OtherContract { .. }))
    ));
    cw2::set_contract_version(&mut deps.storage, CONTRACT_NAME, "0.0.1").unwrap();
    migrate(&mut deps).unwrap();
    let stored = cw2::get_contract_version(&deps.storage).unwrap();
    assert_eq!((stored.contract.as_str(), stored.version.as_str()), (CONTRACT_NAME, CONTRACT_VERSION));
    assert!(matches!(migrate(&mut deps), Err(ContractError::Governance(GovernanceError::NotNewer { .. }))));
}

#[test]
fn the_contract_says_its_name() {
    assert_eq!(CONTRACT_NAME, "chartseal:identity-registry");
}
