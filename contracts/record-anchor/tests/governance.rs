//! What every contract does alike, as the record anchor does it; the rules themselves are tested with the shared code.

use chartseal_governance::GovernanceError;
use chartseal_testing::{Batch, HOUR, content_hash};
use chartseal_types::Commitment;
use chartseal_types::anchor::{ERASURE_DELAY, ExecuteMsg, MigrateMsg, QueryMsg};
use chartseal_types::governance::{GovernanceMsg, GovernanceResponse};
use cosmwasm_std::coins;
use cosmwasm_std::testing::{mock_dependencies, mock_env};
use record_anchor::ContractError;

use crate::clinic::{Clinic, assert_refused, laboratory, result};

fn pause(clinic: &mut Clinic) {
    let anchor = clinic.suite.contracts.record_anchor.clone();
    clinic.suite.pause(&anchor);
}

#[test]
fn a_pause_stops_what_makes_records_known_for_seventy_two_hours() {
    let (mut clinic, who) = Clinic::open();
    let batch = Batch::new(who.north.id, [(who.ana.id, result("in the batch"))]);
    let number = clinic.suite.anchor_batch(&who.north.account, &batch);
    let ticket = clinic.ticket(&who.doctor, &who.ana, &[laboratory()]);
    pause(&mut clinic);
    let stopped = [
        clinic.try_anchor_with(&who.doctor.actor.account, &who.ana, ticket, &[result("a")]),
        clinic.suite.try_record_anchor(&who.north.account, batch.commit()),
        clinic.suite.try_record_anchor(&who.ana.account, batch.prove(number, 0, None)),
    ];
    for outcome in stopped {
        assert_refused!(outcome, ContractError::Governance(GovernanceError::Paused { .. }));
    }
    clinic.suite.wait(72 * HOUR);
    clinic.anchor(&who.doctor, &who.ana, &[result("a")]);
}

#[test]
fn a_pause_never_stops_what_protects() {
    let (mut clinic, who) = Clinic::open();
    clinic.anchor(&who.doctor, &who.ana, &[result("a"), result("b"), result("c")]);
    clinic.try_erase(&who.ana.account, "c").expect("the patient asks");
    clinic.suite.wait(ERASURE_DELAY);
    pause(&mut clinic);
    clinic.try_retract(&who.doctor.actor.account, "a").expect("a retraction goes on");
    clinic.try_hold(&who.north.account, "a", 1).expect("a hold goes on");
    clinic.try_release(&who.north.account, "a").expect("its release goes on");
    clinic.try_erase(&who.ana.account, "b").expect("an erasure goes on");
    clinic.try_cancel(&who.ana.account, "b").expect("its cancellation goes on");
    clinic.try_complete(&who.north.account, "c").expect("a due erasure goes on");
    let (patient, record, receipt) = (who.ana.id, content_hash("c"), Commitment([3; 32]));
    let report = ExecuteMsg::ReportDeletion { patient, record, receipt };
    clinic.suite.try_record_anchor(&who.north.account, report).expect("a receipt goes on");
}

#[test]
fn the_admin_changes_in_two_steps() {
    let (mut clinic, _) = Clinic::open();
    let (admin, successor) = (clinic.suite.admin.clone(), clinic.suite.account("successor"));
    let propose = GovernanceMsg::ProposeAdmin { admin: successor.to_string() };
    assert_refused!(
        clinic.suite.try_record_anchor(&successor, ExecuteMsg::Governance(propose.clone())),
        ContractError::Governance(GovernanceError::NotAdmin { .. })
    );
    clinic.suite.try_record_anchor(&admin, ExecuteMsg::Governance(propose)).expect("the admin proposes");
    let accept = ExecuteMsg::Governance(GovernanceMsg::AcceptAdmin {});
    clinic.suite.try_record_anchor(&successor, accept).expect("the successor accepts");
    let told: GovernanceResponse =
        clinic.suite.query(&clinic.suite.contracts.record_anchor, &QueryMsg::Governance {});
    assert_eq!((told.admin, told.proposed_admin), (successor, None));
    assert_eq!(told.contracts, clinic.suite.contracts);
}

#[test]
fn every_message_refuses_funds() {
    let (mut clinic, who) = Clinic::open();
    let rich = who.ana.account.clone();
    clinic.suite.app.init_modules(|router, _, storage| {
        router.bank.init_balance(storage, &rich, coins(5, "utoken")).expect("the account is funded");
    });
    let (patient, record) = (who.ana.id, content_hash("a"));
    let msg = ExecuteMsg::CancelErasure { patient, record };
    let anchor = clinic.suite.contracts.record_anchor.clone();
    assert_refused!(
        clinic.suite.try_execute_with(&rich, &anchor, &msg, &coins(5, "utoken")),
        ContractError::Governance(GovernanceError::Funds { kinds: 1 })
    );
}

#[test]
fn a_migration_goes_forward_within_this_contract() {
    let migrated = |contract: &str, version: &str| {
        let mut deps = mock_dependencies();
        cw2::set_contract_version(&mut deps.storage, contract, version).expect("the version is stored");
        record_anchor::migrate(deps.as_mut(), mock_env(), MigrateMsg {})
    };
    migrated(record_anchor::NAME, "0.0.9").expect("it is newer");
    assert!(matches!(
        migrated(record_anchor::NAME, record_anchor::VERSION),
        Err(ContractError::Governance(GovernanceError::NotNewer { .. }))
    ));
    assert!(matches!(
        migrated("chartseal:access-control", "0.0.9"),
        Err(ContractError::Governance(GovernanceError::OtherContract { .. }))
    ));
}

#[test]
fn the_contract_says_its_name_and_version() {
    let (clinic, _) = Clinic::open();
    let anchor = clinic.suite.contracts.record_anchor.clone();
    let stored = cw2::query_contract_info(&clinic.suite.app.wrap(), anchor).expect("cw2 is there");
    assert_eq!(
        (stored.contract.as_str(), stored.version.as_str()),
        ("chartseal:record-anchor", record_anchor::VERSION)
    );
}
