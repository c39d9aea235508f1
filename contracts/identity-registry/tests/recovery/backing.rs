//! Who is behind a recovery can take that back, and counts at the end only if they could still act.

use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::identity::{ExecuteMsg, RECOVERY_DELAY, Recovery, Status, StatusReason};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;
use identity_registry::{ContractError, RecoveryError};

use crate::common::*;

/// A recovery that two of three guardians approved.
struct Approved {
    suite: Suite,
    ana: Actor,
    guardians: [Actor; 3],
    phone: Addr,
    number: u32,
}

impl Approved {
    fn new() -> Self {
        let mut suite = Suite::new();
        let ana = suite.patient("ana");
        let guardians = suite.guarded(&ana, ["gil", "gus", "gwen"], 2);
        let phone = suite.account("ana's new phone");
        let number = suite.approved_recovery(&guardians[..2], ana.id, &phone);
        Self { suite, ana, guardians, phone, number }
    }

    /// An account vetoed it, and two guardians and the registrar override that.
    fn overridden() -> Self {
        let mut approved = Self::new();
        approved.suite.veto_recovery(&approved.ana.account.clone());
        let [gil, gus, _] = approved.guardians.clone();
        for by in [gil.account, gus.account, approved.suite.registrar.clone()] {
            approved.suite.try_override_veto(&by, approved.ana.id, approved.number).unwrap();
        }
        approved
    }

    fn take_back(&mut self, by: &Addr) -> StdResult<AppResponse> {
        let (identity, recovery) = (self.ana.id, self.number);
        self.suite.try_identity(by, ExecuteMsg::WithdrawApproval { identity, recovery })
    }

    fn complete(&mut self) -> StdResult<AppResponse> {
        self.suite.try_complete_recovery(&self.phone.clone(), self.ana.id, self.number)
    }

    fn only(&self) -> Recovery {
        let [recovery] = self.suite.recoveries(self.ana.id).try_into().expect("one recovery stands");
        recovery
    }
}

#[test]
fn an_approval_is_taken_back_until_the_end_and_the_delay_begins_anew() {
    let mut approved = Approved::new();
    let [gil, gus, gwen] = approved.guardians.clone();
    approved.suite.wait(RECOVERY_DELAY);
    let response = approved.take_back(&gus.account).unwrap();
    assert_eq!(attribute(&response, "approval_withdrawn", "by"), gus.id.to_string());
    assert_eq!(attribute(&response, "approval_withdrawn", "recovery"), approved.number.to_string());
    let Recovery { approvals, due_at, .. } = approved.only();
    assert_eq!((approvals, due_at), (vec![gil.id], None));
    assert_refused!(approved.complete(), ContractError::Recovery(RecoveryError::NotApproved { number: 1 }),);
    approved.suite.try_approve_recovery(&gwen, approved.ana.id, approved.number).unwrap();
    assert_eq!(approved.only().due_at, Some(approved.suite.now() + RECOVERY_DELAY));
    approved.suite.wait(RECOVERY_DELAY);
    approved.complete().unwrap();
}

#[test]
fn one_approval_too_many_is_taken_back_without_a_new_delay() {
    let mut approved = Approved::new();
    let [gil, _, gwen] = approved.guardians.clone();
    let due_at = approved.only().due_at;
    approved.suite.wait(DAY);
    approved.suite.try_approve_recovery(&gwen, approved.ana.id, approved.number).unwrap();
    approved.take_back(&gil.account).unwrap();
    assert_eq!(approved.only().due_at, due_at);
    approved.suite.wait(RECOVERY_DELAY - DAY);
    approved.complete().unwrap();
}

#[test]
fn who_gave_nothing_takes_nothing_back() {
    let mut approved = Approved::new();
    let [gil, _, gwen] = approved.guardians.clone();
    let stranger = approved.suite.patient("stranger");
    for by in [&gwen, &stranger, &approved.ana.clone()] {
        assert_refused!(
            approved.take_back(&by.account),
            ContractError::Recovery(RecoveryError::NotApprover { number: 1, by: who }) if who == by.id,
        );
    }
    approved.take_back(&gil.account).unwrap();
    assert_refused!(
        approved.take_back(&gil.account),
        ContractError::Recovery(RecoveryError::NotApprover { .. }),
    );
    approved.number = 7;
    assert_refused!(
        approved.take_back(&gil.account),
        ContractError::Recovery(RecoveryError::Unknown { number: 7 }),
    );
}

#[test]
fn an_override_is_taken_back_by_guardian_and_registrar_and_the_veto_stands_again() {
    let registrar = Approved::new().suite.registrar;
    let gil = Approved::new().guardians[0].account.clone();
    for by in [registrar, gil] {
        let mut overridden = Approved::overridden();
        overridden.suite.wait(RECOVERY_DELAY);
        overridden.take_back(&by).unwrap();
        assert_eq!(overridden.only().due_at, None);
        assert_refused!(overridden.complete(), ContractError::Recovery(RecoveryError::Vetoed { number: 1 }),);
        overridden.suite.try_override_veto(&by, overridden.ana.id, overridden.number).unwrap();
        overridden.suite.wait(RECOVERY_DELAY);
        overridden.complete().unwrap();
    }
}

#[test]
fn who_does_not_count_any_more_takes_back_all_the_same() {
    let mut approved = Approved::new();
    let gus = approved.guardians[1].clone();
    approved.suite.freeze(&gus.account);
    approved.suite.suspend(gus.id);
    approved.take_back(&gus.account).unwrap();
    assert_eq!(approved.only().approvals, [approved.guardians[0].id]);
}

#[test]
fn a_guardian_who_is_frozen_suspended_or_revoked_by_then_does_not_count() {
    let ends: [fn(&mut Suite, &Actor); 3] = [
        |suite, gus| suite.freeze(&gus.account),
        |suite, gus| suite.suspend(gus.id),
        |suite, gus| suite.revoke_identity(gus.id),
    ];
    for end in ends {
        for mut world in [Approved::new(), Approved::overridden()] {
            let [_, gus, _] = world.guardians.clone();
            end(&mut world.suite, &gus);
            world.suite.wait(RECOVERY_DELAY);
            assert_refused!(
                world.complete(),
                ContractError::Recovery(RecoveryError::NotBacked { number: 1, count: 1, threshold: 2 }),
            );
        }
    }
}

#[test]
fn another_guardians_approval_takes_the_place_of_one_that_does_not_count() {
    let mut approved = Approved::new();
    let [_, gus, gwen] = approved.guardians.clone();
    approved.suite.freeze(&gus.account);
    approved.suite.try_approve_recovery(&gwen, approved.ana.id, approved.number).unwrap();
    approved.suite.wait(RECOVERY_DELAY);
    approved.complete().unwrap();
    assert_eq!(approved.suite.accounts(approved.ana.id), [approved.phone]);
}

#[test]
fn a_registrar_who_is_suspended_or_distrusted_by_then_has_overridden_nothing() {
    let (suspend, distrust) = (
        |suite: &mut Suite, second: &Actor| {
            let (status, reason) = (Status::Suspended, StatusReason::Investigation);
            try_as_admin(suite, ExecuteMsg::SetStatus { identity: second.id, status, reason }).unwrap();
        },
        |suite: &mut Suite, second: &Actor| suite.distrust(second.id, suite.now()),
    );
    let ends: [fn(&mut Suite, &Actor); 2] = [suspend, distrust];
    for end in ends {
        let mut vetoed = Approved::new();
        let second = vetoed.suite.another_registrar("second");
        vetoed.suite.veto_recovery(&vetoed.ana.account.clone());
        let [gil, gus, _] = vetoed.guardians.clone();
        for by in [&gil, &gus, &second] {
            vetoed.suite.try_override_veto(&by.account, vetoed.ana.id, vetoed.number).unwrap();
        }
        end(&mut vetoed.suite, &second);
        vetoed.suite.wait(RECOVERY_DELAY);
        assert_refused!(
            vetoed.complete(),
            ContractError::Recovery(RecoveryError::RegistrarLost { number: 1, registrar })
                if registrar == second.id,
        );
    }
}

/// Whom a thief with account and passkey appointed, be it long ago; those of registrars were set up by others.
#[test]
fn whom_the_lost_accounts_appointed_ends_with_them() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let guardians = suite.guarded(&ana, ["gil", "gus", "gwen"], 2);
    let (crony, carer) = (suite.patient("crony"), suite.patient("carer"));
    suite.appoint(&ana, crony.id, suite.appointment());
    suite.appoint_by_registrars(ana.id, carer.id, suite.appointment());
    suite.wait(60 * DAY);
    let phone = suite.account("ana's new phone");
    let number = suite.approved_recovery(&guardians[..2], ana.id, &phone);
    suite.wait(RECOVERY_DELAY);
    let response = suite.try_complete_recovery(&phone, ana.id, number).unwrap();
    assert_eq!(attribute(&response, "representative_ended", "representative"), crony.id.to_string());
    assert_eq!(attribute(&response, "representative_ended", "by"), phone.to_string());
    let [left] = suite.representatives(ana.id).try_into().unwrap();
    assert_eq!(left.representation.representative, carer.id);
    // The owner appoints anew with the new passkey.
    let owner = Actor { account: phone, id: ana.id };
    suite.appoint(&owner, crony.id, suite.appointment());
}
