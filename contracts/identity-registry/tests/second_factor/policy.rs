//! What registrars do needs a second factor where policy says so.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{Actor, DAY, Suite, verification};
use chartseal_types::access::{self, PolicyUnchecked};
use chartseal_types::identity::{ActUnchecked, ExecuteMsg, Kind, Status, StatusReason};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Commitment, IdentityId};
use identity_registry::ContractError;

use crate::common::*;

/// Policy asks a second factor for this, at once.
fn asked_for(suite: &mut Suite, sensitive: Sensitive) {
    let policy = PolicyUnchecked { second_factor: vec![sensitive], ..PolicyUnchecked::default() };
    let (admin, access) = (suite.admin.clone(), suite.contracts.access_control.clone());
    suite.try_execute(&admin, &access, &access::ExecuteMsg::ProposePolicy { policy }).unwrap();
}

fn set(identity: IdentityId, status: Status, reason: StatusReason) -> ExecuteMsg {
    ExecuteMsg::SetStatus { identity, status, reason }
}

/// Refused from the account alone, accepted with a passkey.
fn needs_a_passkey(suite: &mut Suite, msg: &ExecuteMsg, expected: Sensitive) {
    let registrar = suite.registrar.clone();
    assert_refused!(
        suite.try_identity(&registrar, msg.clone()),
        ContractError::SecondFactor(SecondFactorError::Required { sensitive, .. }) if sensitive == expected,
    );
    suite.try_identity_confirmed(&registrar, msg).unwrap();
}

#[test]
fn what_registrars_do_needs_a_second_factor_where_policy_says_so() {
    let mut suite = Suite::new();
    let ana = suite.register("ana", Kind::Patient);
    // By default it asks for none.
    suite.verify(ana.id);
    asked_for(&mut suite, Sensitive::Verify);
    let again = verification(ana.id, suite.now() + 30 * DAY);
    needs_a_passkey(&mut suite, &again, Sensitive::Verify);

    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    asked_for(&mut suite, Sensitive::SetStatus);
    // What closes needs none whatever policy says.
    suite.suspend(ana.id);
    needs_a_passkey(&mut suite, &set(ana.id, Status::Active, StatusReason::Cleared), Sensitive::SetStatus);
    suite.revoke_identity(ana.id);

    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    asked_for(&mut suite, Sensitive::RegistrarAct);
    let act = ActUnchecked::Death { patient: ana.id };
    let propose = ExecuteMsg::ProposeAct { act, evidence: Commitment([5; 32]) };
    needs_a_passkey(&mut suite, &propose, Sensitive::RegistrarAct);
}

#[test]
fn a_registrar_s_override_needs_one_and_a_guardian_s_never() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [gil]: [Actor; 1] = suite.guarded(&ana, ["gil"], 1);
    asked_for(&mut suite, Sensitive::RegistrarAct);
    let phone = suite.account("ana's new phone");
    let recovery = suite.start_recovery(&gil, ana.id, &phone);
    suite.veto_recovery(&ana.account);
    let msg = ExecuteMsg::OverrideVeto { identity: ana.id, recovery };
    suite.try_identity(&gil.account, msg.clone()).unwrap();
    needs_a_passkey(&mut suite, &msg, Sensitive::RegistrarAct);
}

/// The admin is a module of the chain: it has no identity, and no policy can shut it out.
#[test]
fn the_admin_is_not_asked() {
    let mut suite = Suite::new();
    let office = suite.register("office", Kind::Organization);
    let admin = suite.admin.clone();
    let verify = verification(office.id, suite.now() + DAY);
    asked_for(&mut suite, Sensitive::Verify);
    suite.try_identity(&admin, verify).unwrap();
    asked_for(&mut suite, Sensitive::SetStatus);
    suite.suspend(office.id);
    suite.try_identity(&admin, set(office.id, Status::Active, StatusReason::Cleared)).unwrap();
}
