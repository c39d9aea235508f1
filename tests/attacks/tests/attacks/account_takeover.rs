//! Account takeover: a thief has one thing of an owner, an account, a phone with its passkey, a guardian, and wants all.

use chartseal_second_factor::SecondFactorError;
use chartseal_testing::{Actor, DAY, Suite, registration, response_data};
use chartseal_types::IdentityId;
use chartseal_types::identity::{
    APPROVER_AGE, CHANGE_DELAY, ChangeUnchecked, ExecuteMsg, FREEZE_SECONDS, Kind, RECOVERY_DELAY,
};
use cosmwasm_std::Addr;
use identity_registry::{ChangeError, ContractError, RecoveryError, StandingError};

use crate::harness::Stopped::Registry;
use crate::harness::{Attempt, attacks, goal};
use crate::told::{appointment_of, controls, represents};

attacks! {
    "account takeover";
    an_account_added_without_a_passkey: [ChangeConfirmed, ChangeStillConfirmed] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Required { .. })),
    a_passkey_planted_before_the_first: [ChangeStillConfirmed] =>
        Registry(ContractError::Change(ChangeError::Unconfirmed { .. })),
    an_account_added_at_once: [ChangeDelay] => Registry(ContractError::Change(ChangeError::TooEarly { .. })),
    an_account_added_when_it_is_forgotten: [ChangeLapse] =>
        Registry(ContractError::Change(ChangeError::Lapsed { .. })),
    an_account_added_against_a_freeze: [Freeze] =>
        Registry(ContractError::Standing(StandingError::Frozen { .. })),
    a_change_approved_by_its_proposer: [AnotherApproves] =>
        Registry(ContractError::Change(ChangeError::OwnProposal { .. })),
    a_change_approved_by_an_account_of_today: [ApproverAge] =>
        Registry(ContractError::Change(ChangeError::TooNew { .. })),
    an_account_removed_by_a_stranger: [Owner] =>
        Registry(ContractError::Standing(StandingError::NotOwner { .. })),
    a_removal_cancelled_by_whom_it_removes: [OwnRemoval] =>
        Registry(ContractError::Change(ChangeError::OwnRemoval { .. })),
    an_owner_frozen_out_by_a_stolen_account: [FreezeInterval] =>
        Registry(ContractError::Standing(StandingError::FrozeBefore { .. })),
    an_owner_frozen_out_by_a_guardian: [FreezeInterval] =>
        Registry(ContractError::Recovery(RecoveryError::FrozeBefore { .. })),
    a_representative_without_a_passkey: [AppointmentConfirmed] =>
        Registry(ContractError::SecondFactor(SecondFactorError::Required { .. })),
    a_recovery_by_strangers: [Guardian] =>
        Registry(ContractError::Recovery(RecoveryError::NotGuardian { .. })),
    a_recovery_by_a_guardian_who_was_revoked: [Active] =>
        Registry(ContractError::Standing(StandingError::NotActive { .. })),
    a_recovery_by_one_guardian: [EnoughGuardians] =>
        Registry(ContractError::Recovery(RecoveryError::NotApproved { .. })),
    a_recovery_approved_twice_by_one: [ApprovesOnce] =>
        Registry(ContractError::Recovery(RecoveryError::Already { .. })),
    a_recovery_at_once: [RecoveryDelay] => Registry(ContractError::Recovery(RecoveryError::TooEarly { .. })),
    a_recovery_against_a_veto: [VetoStands] =>
        Registry(ContractError::Recovery(RecoveryError::Vetoed { .. })),
    a_veto_overridden_by_guardians_alone: [RegistrarOverrides] =>
        Registry(ContractError::Recovery(RecoveryError::Vetoed { .. })),
    guardians_replaced_under_a_recovery: [OverriddenStands] =>
        Registry(ContractError::Recovery(RecoveryError::Stands { .. })),
}

/// A thief has Ana's account, not her passkey, and adds an account of their own.
fn an_account_added_without_a_passkey() -> Attempt {
    let mut suite = Suite::new();
    let (ana, thief) = (suite.patient("ana"), suite.account("thief"));
    let number =
        response_data(&suite.try_identity(&ana.account, ExecuteMsg::ProposeChange { change: add(&thief) })?);
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&thief, ana.id, number)?;
    goal(controls(&suite, &thief, ana.id))
}

/// A thief has Ana's account from before she had any passkey; their own waits to be applied after hers.
fn a_passkey_planted_before_the_first() -> Attempt {
    let mut suite = Suite::new();
    let account = suite.account("ana");
    let id: IdentityId = response_data(&suite.try_identity(&account, registration(Kind::Patient))?);
    suite.verify(id);
    let propose = |suite: &mut Suite| {
        let passkey = suite.passkey();
        let msg = ExecuteMsg::ProposeChange { change: ChangeUnchecked::AddPasskey { passkey } };
        suite.try_identity(&account, msg).map(|response| response_data(&response))
    };
    let (planted, own) = (propose(&mut suite)?, propose(&mut suite)?);
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&account, id, own)?;
    suite.try_apply_change(&account, id, planted)?;
    goal(suite.passkeys(id).len() == 2)
}

/// A thief has Ana's phone, unlocked: account and passkey. They add their own account before she misses it.
fn an_account_added_at_once() -> Attempt {
    let mut suite = Suite::new();
    let (ana, thief) = (suite.patient("ana"), suite.account("thief"));
    let number = suite.propose_change(&ana.account, add(&thief));
    suite.try_apply_change(&thief, ana.id, number)?;
    goal(controls(&suite, &thief, ana.id))
}

/// A former partner once had Ana confirm their account; months after, when nobody remembers, they apply it.
fn an_account_added_when_it_is_forgotten() -> Attempt {
    let mut suite = Suite::new();
    let (ana, partner) = (suite.patient("ana"), suite.account("partner"));
    let number = suite.propose_change(&ana.account, add(&partner));
    suite.wait(180 * DAY);
    suite.try_apply_change(&partner, ana.id, number)?;
    goal(controls(&suite, &partner, ana.id))
}

/// A thief has Ana's phone, unlocked. She froze her identity from her tablet; they go on.
fn an_account_added_against_a_freeze() -> Attempt {
    let mut suite = Suite::new();
    let (ana, thief) = (suite.patient("ana"), suite.account("thief"));
    let tablet = suite.add_account(&ana, "ana's tablet");
    let number = suite.propose_change(&ana.account, add(&thief));
    suite.freeze(&tablet);
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&thief, ana.id, number)?;
    goal(controls(&suite, &thief, ana.id))
}

/// A thief has Ana's phone, unlocked, and approves from it what they proposed from it.
fn a_change_approved_by_its_proposer() -> Attempt {
    let mut suite = Suite::new();
    let (ana, thief) = (suite.patient("ana"), suite.account("thief"));
    suite.wait(APPROVER_AGE);
    let number = suite.propose_change(&ana.account, add(&thief));
    suite.try_identity(&ana.account, ExecuteMsg::ApproveChange { number })?;
    suite.try_apply_change(&thief, ana.id, number)?;
    goal(controls(&suite, &thief, ana.id))
}

/// A thief kept Ana's phone for three days, and approves with the account they got by that the removal of her tablet.
fn a_change_approved_by_an_account_of_today() -> Attempt {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let tablet = suite.add_account(&ana, "ana's tablet");
    let thief = suite.add_account(&ana, "thief");
    let number = suite.propose_change(&ana.account, remove(&tablet));
    suite.try_identity(&thief, ExecuteMsg::ApproveChange { number })?;
    suite.try_apply_change(&thief, ana.id, number)?;
    goal(!controls(&suite, &tablet, ana.id))
}

/// Mallory has nothing of Ana's, but reads on the chain that the removal of her tablet is due: she found it again.
fn an_account_removed_by_a_stranger() -> Attempt {
    let mut suite = Suite::new();
    let (ana, mallory) = (suite.patient("ana"), suite.patient("mallory"));
    let tablet = suite.add_account(&ana, "ana's tablet");
    let number = suite.propose_change(&ana.account, remove(&tablet));
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&mallory.account, ana.id, number)?;
    goal(!controls(&suite, &tablet, ana.id))
}

/// A thief has the account on Ana's tablet, not her passkey, and cancels its removal whenever she proposes it.
fn a_removal_cancelled_by_whom_it_removes() -> Attempt {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let stolen = suite.add_account(&ana, "ana's tablet");
    let number = suite.propose_change(&ana.account, remove(&stolen));
    suite.try_identity(&stolen, ExecuteMsg::CancelChange { number })?;
    suite.wait(CHANGE_DELAY);
    goal(suite.try_apply_change(&ana.account, ana.id, number).is_err() && controls(&suite, &stolen, ana.id))
}

/// A thief has the account on Ana's tablet, and freezes her identity anew whenever it thaws.
fn an_owner_frozen_out_by_a_stolen_account() -> Attempt {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let stolen = suite.add_account(&ana, "ana's tablet");
    suite.freeze(&stolen);
    suite.wait(FREEZE_SECONDS);
    suite.try_identity(&stolen, ExecuteMsg::Freeze { identity: None })?;
    goal(suite.now() < suite.identity(ana.id).frozen_until)
}

/// Ben is Ana's guardian, fell out with her, and freezes her identity anew whenever it thaws.
fn an_owner_frozen_out_by_a_guardian() -> Attempt {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [ben, _] = suite.guarded(&ana, ["ben", "cem"], 2);
    suite.try_freeze_for(&ben, ana.id)?;
    suite.wait(FREEZE_SECONDS);
    suite.try_freeze_for(&ben, ana.id)?;
    goal(suite.now() < suite.identity(ana.id).frozen_until)
}

/// Ben has Ana's account, not her passkey, and makes himself her representative, to whom all is open at once.
fn a_representative_without_a_passkey() -> Attempt {
    let mut suite = Suite::new();
    let (ana, ben) = (suite.patient("ana"), suite.patient("ben"));
    let appoint = appointment_of(&suite, ben.id);
    suite.try_identity(&ana.account, appoint)?;
    goal(represents(&suite, ben.id, ana.id))
}

/// Two strangers with verified identities say that Ana lost her accounts, and recover her to theirs.
fn a_recovery_by_strangers() -> Attempt {
    let (mut suite, ana, _) = guarded();
    let strangers = [suite.patient("mallory"), suite.patient("eve")];
    recover(&mut suite, &ana, &strangers)
}

/// Ben and Cem are Ana's guardians. Ben's identity was revoked when his account was sold; who bought it approves.
fn a_recovery_by_a_guardian_who_was_revoked() -> Attempt {
    let (mut suite, ana, [ben, cem, _]) = guarded();
    suite.revoke_identity(ben.id);
    recover(&mut suite, &ana, &[cem, ben])
}

/// Ben is one of Ana's guardians, of whom it takes two, and recovers her alone.
fn a_recovery_by_one_guardian() -> Attempt {
    let (mut suite, ana, [ben, ..]) = guarded();
    recover(&mut suite, &ana, &[ben])
}

/// Ben is one of Ana's guardians, of whom it takes two, and approves twice.
fn a_recovery_approved_twice_by_one() -> Attempt {
    let (mut suite, ana, [ben, ..]) = guarded();
    recover(&mut suite, &ana, &[ben.clone(), ben])
}

/// Two of Ana's guardians have come to terms with a thief, who takes her over before she looks.
fn a_recovery_at_once() -> Attempt {
    let (mut suite, ana, [ben, cem, _]) = guarded();
    let thief = suite.account("thief");
    let number = suite.approved_recovery(&[ben, cem], ana.id, &thief);
    suite.try_complete_recovery(&thief, ana.id, number)?;
    goal(controls(&suite, &thief, ana.id))
}

/// All of Ana's guardians have come to terms with a thief. She vetoes, and the third one approves after that.
fn a_recovery_against_a_veto() -> Attempt {
    let (mut suite, ana, [ben, cem, dan]) = guarded();
    let thief = suite.account("thief");
    let number = suite.approved_recovery(&[ben, cem], ana.id, &thief);
    suite.veto_recovery(&ana.account);
    suite.try_approve_recovery(&dan, ana.id, number)?;
    complete(&mut suite, &ana, &thief, number)
}

/// Ana's guardians have come to terms with a thief. She vetoes; they override that, without asking a registrar.
fn a_veto_overridden_by_guardians_alone() -> Attempt {
    let (mut suite, ana, [ben, cem, _]) = guarded();
    let thief = suite.account("thief");
    let number = suite.approved_recovery(&[ben.clone(), cem.clone()], ana.id, &thief);
    suite.veto_recovery(&ana.account);
    for guardian in [ben, cem] {
        suite.try_override_veto(&guardian.account, ana.id, number)?;
    }
    complete(&mut suite, &ana, &thief, number)
}

/// A thief has Ana's phone, unlocked, and vetoed her recovery. Guardians and a registrar overrode that; the thief puts an
/// accomplice in the guardians' place, which would drop it.
fn guardians_replaced_under_a_recovery() -> Attempt {
    let (mut suite, ana, [ben, cem, _]) = guarded();
    let (eve, fresh) = (suite.patient("eve"), suite.account("ana's new phone"));
    let number = suite.approved_recovery(&[ben.clone(), cem.clone()], ana.id, &fresh);
    suite.veto_recovery(&ana.account);
    let guardians = ChangeUnchecked::SetGuardians { guardians: vec![eve.id], threshold: 1 };
    let change = suite.propose_change(&ana.account, guardians);
    for by in [ben.account, cem.account, suite.registrar.clone()] {
        suite.try_override_veto(&by, ana.id, number)?;
    }
    suite.wait(CHANGE_DELAY);
    suite.try_apply_change(&ana.account, ana.id, change)?;
    goal(suite.guardians(ana.id).contains(eve.id) && suite.recoveries(ana.id).is_empty())
}

/// Ana with three guardians, of whom it takes two.
fn guarded() -> (Suite, Actor, [Actor; 3]) {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let guardians = suite.guarded(&ana, ["ben", "cem", "dan"], 2);
    (suite, ana, guardians)
}

/// Some approve a recovery to a thief, who completes it after a week.
fn recover(suite: &mut Suite, ana: &Actor, by: &[Actor]) -> Attempt {
    let thief = suite.account("thief");
    let mut number = 1;
    for (place, one) in by.iter().enumerate() {
        if place == 0 {
            number = response_data(&suite.try_start_recovery(one, ana.id, &thief)?);
        } else {
            suite.try_approve_recovery(one, ana.id, number)?;
        }
    }
    complete(suite, ana, &thief, number)
}

fn complete(suite: &mut Suite, ana: &Actor, thief: &Addr, number: u32) -> Attempt {
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(thief, ana.id, number)?;
    goal(controls(suite, thief, ana.id) && !controls(suite, &ana.account, ana.id))
}

fn add(account: &Addr) -> ChangeUnchecked {
    ChangeUnchecked::AddAccount { account: account.to_string() }
}

fn remove(account: &Addr) -> ChangeUnchecked {
    ChangeUnchecked::RemoveAccount { account: account.to_string() }
}
