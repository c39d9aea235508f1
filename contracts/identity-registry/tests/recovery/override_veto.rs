//! An account of the identity objects, and guardians with a registrar are believed against it.

use chartseal_testing::{Actor, DAY, Suite};
use chartseal_types::identity::{
    CHANGE_DELAY, ChangeUnchecked, ExecuteMsg, RECOVERY_DELAY, RECOVERY_LAPSES_AFTER, Veto,
};
use cosmwasm_std::Addr;
use identity_registry::{ContractError, RecoveryError};

use crate::common::*;

/// A recovery that two of three guardians approved and an account vetoed.
struct Vetoed {
    suite: Suite,
    ana: Actor,
    guardians: [Actor; 3],
    phone: Addr,
    number: u32,
}

impl Vetoed {
    fn new() -> Self {
        let mut suite = Suite::new();
        let ana = suite.patient("ana");
        let guardians = suite.guarded(&ana, ["gil", "gus", "gwen"], 2);
        let phone = suite.account("ana's new phone");
        let number = suite.approved_recovery(&guardians[..2], ana.id, &phone);
        suite.veto_recovery(&ana.account);
        Self { suite, ana, guardians, phone, number }
    }

    fn overrides(&mut self, by: &Addr) {
        self.suite.try_override_veto(by, self.ana.id, self.number).expect("the veto is overridden");
    }

    /// Two guardians and the registrar override it.
    fn overridden() -> Self {
        let mut vetoed = Self::new();
        let [gil, gus, _] = vetoed.guardians.clone();
        for by in [gil.account, gus.account, vetoed.suite.registrar.clone()] {
            vetoed.overrides(&by);
        }
        vetoed
    }

    fn due_at(&self) -> Option<u64> {
        self.suite.recoveries(self.ana.id)[0].due_at
    }
}

#[test]
fn a_veto_stops_a_recovery_until_it_is_due_and_after() {
    let Vetoed { mut suite, ana, phone, number, .. } = Vetoed::new();
    let [recovery] = suite.recoveries(ana.id).try_into().unwrap();
    assert_eq!(recovery.veto, Some(Veto { by: ana.account.clone(), at: suite.now() }));
    assert_eq!((recovery.due_at, recovery.lapses_at), (None, suite.now() + RECOVERY_LAPSES_AFTER));
    suite.wait(RECOVERY_DELAY);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Recovery(RecoveryError::Vetoed { number: 1 }),
    );
    assert_eq!(suite.accounts(ana.id), [ana.account]);

    // As late as its last second, when it could be completed already.
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [gil] = suite.guarded(&ana, ["gil"], 1);
    let phone = suite.account("ana's new phone");
    let number = suite.start_recovery(&gil, ana.id, &phone);
    suite.wait(RECOVERY_DELAY + DAY);
    suite.veto_recovery(&ana.account);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Recovery(RecoveryError::Vetoed { .. }),
    );
}

#[test]
fn a_veto_stops_every_recovery_at_once_and_each_only_once() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [gil, gus] = suite.guarded(&ana, ["gil", "gus"], 1);
    assert_refused!(
        suite.try_identity(&ana.account, ExecuteMsg::VetoRecovery {}),
        ContractError::Recovery(RecoveryError::NothingToVeto { identity }) if identity == ana.id,
    );
    for (guardian, name) in [(&gil, "one"), (&gus, "two")] {
        let account = suite.account(name);
        suite.start_recovery(guardian, ana.id, &account);
    }
    let response = suite.try_identity(&ana.account, ExecuteMsg::VetoRecovery {}).unwrap();
    let vetoed = response.events.iter().filter(|event| event.ty == "wasm-recovery_vetoed").count();
    assert_eq!(vetoed, 2);
    assert_refused!(
        suite.try_identity(&ana.account, ExecuteMsg::VetoRecovery {}),
        ContractError::Recovery(RecoveryError::NothingToVeto { .. }),
    );
}

#[test]
fn guardians_and_a_registrar_revive_it_with_a_new_delay() {
    let mut vetoed = Vetoed::new();
    let [gil, gus, _] = vetoed.guardians.clone();
    let registrar = vetoed.suite.registrar.clone();
    vetoed.overrides(&gil.account);
    vetoed.overrides(&registrar);
    assert_eq!(vetoed.due_at(), None);
    vetoed.suite.wait(DAY);
    vetoed.overrides(&gus.account);
    let due_at = vetoed.suite.now() + RECOVERY_DELAY;
    assert_eq!(vetoed.due_at(), Some(due_at));

    let Vetoed { mut suite, ana, phone, number, .. } = vetoed;
    suite.wait(RECOVERY_DELAY - 1);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Recovery(RecoveryError::TooEarly { due_at: at, .. }) if at == due_at,
    );
    suite.next_block();
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
    assert_eq!(suite.accounts(ana.id), [phone]);
}

#[test]
fn neither_guardians_alone_nor_a_registrar_with_too_few_override() {
    let mut vetoed = Vetoed::new();
    for guardian in vetoed.guardians.clone() {
        vetoed.overrides(&guardian.account);
    }
    assert_eq!(vetoed.due_at(), None);

    let mut vetoed = Vetoed::new();
    let (gil, registrar) = (vetoed.guardians[0].account.clone(), vetoed.suite.registrar.clone());
    vetoed.overrides(&registrar);
    vetoed.overrides(&gil);
    assert_eq!(vetoed.due_at(), None);
    vetoed.suite.wait(RECOVERY_DELAY);
    let Vetoed { mut suite, ana, phone, number, .. } = vetoed;
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Recovery(RecoveryError::Vetoed { .. }),
    );
}

#[test]
fn everyone_overrides_once() {
    let mut vetoed = Vetoed::new();
    let (gil, registrar) = (vetoed.guardians[0].clone(), vetoed.suite.registrar.clone());
    vetoed.overrides(&gil.account);
    vetoed.overrides(&registrar);
    let second = vetoed.suite.another_registrar("second");
    let Vetoed { mut suite, ana, number, .. } = vetoed;
    let first = identity_of(&suite, &registrar).unwrap();
    for (by, named) in [(&gil.account, gil.id), (&registrar, first), (&second.account, first)] {
        assert_refused!(
            suite.try_override_veto(by, ana.id, number),
            ContractError::Recovery(RecoveryError::Already { number: 1, by }) if by == named,
        );
    }
}

#[test]
fn approvals_from_before_the_veto_override_nothing_and_none_are_added() {
    let Vetoed { mut suite, ana, guardians, number, .. } = Vetoed::new();
    for guardian in &guardians[1..] {
        assert_refused!(
            suite.try_approve_recovery(guardian, ana.id, number),
            ContractError::Recovery(RecoveryError::Vetoed { number: 1 }),
        );
    }
    let registrar = suite.registrar.clone();
    suite.try_override_veto(&registrar, ana.id, number).unwrap();
    assert_eq!(suite.recoveries(ana.id)[0].due_at, None);
}

#[test]
fn what_nobody_vetoed_is_not_overridden_and_what_is_overridden_neither() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let [gil, gus] = suite.guarded(&ana, ["gil", "gus"], 2);
    let phone = suite.account("ana's new phone");
    let number = suite.start_recovery(&gil, ana.id, &phone);
    let registrar = suite.registrar.clone();
    for by in [&gus.account, &registrar] {
        assert_refused!(
            suite.try_override_veto(by, ana.id, number),
            ContractError::Recovery(RecoveryError::NotVetoed { number: 1 }),
        );
    }
    let Vetoed { mut suite, ana, guardians, number, .. } = Vetoed::overridden();
    assert_refused!(
        suite.try_override_veto(&guardians[2].account, ana.id, number),
        ContractError::Recovery(RecoveryError::Overridden { number: 1 }),
    );
}

#[test]
fn what_is_overridden_is_not_vetoed_again() {
    let Vetoed { mut suite, ana, phone, number, .. } = Vetoed::overridden();
    assert_refused!(
        suite.try_identity(&ana.account, ExecuteMsg::VetoRecovery {}),
        ContractError::Recovery(RecoveryError::NothingToVeto { .. }),
    );
    suite.wait(RECOVERY_DELAY);
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
}

#[test]
fn a_stranger_and_a_dismissed_registrar_override_nothing() {
    let mut vetoed = Vetoed::new();
    let second = vetoed.suite.another_registrar("second");
    let stranger = vetoed.suite.hospital("stranger");
    let Vetoed { mut suite, ana, number, .. } = vetoed;
    try_as_admin(&mut suite, ExecuteMsg::DismissRegistrar { organization: second.id }).unwrap();
    for by in [&second, &stranger, &ana] {
        assert_refused!(
            suite.try_override_veto(&by.account, ana.id, number),
            ContractError::Recovery(RecoveryError::NotGuardian { sender, .. }) if sender == by.id,
        );
    }
}

#[test]
fn a_registrar_that_is_a_guardian_is_a_guardian_only() {
    let mut suite = Suite::new();
    let ana = suite.patient("ana");
    let office = suite.another_registrar("office");
    suite.set_guardians(&ana, std::slice::from_ref(&office), 1);
    let phone = suite.account("ana's new phone");
    let number = suite.start_recovery(&office, ana.id, &phone);
    suite.veto_recovery(&ana.account);
    suite.try_override_veto(&office.account, ana.id, number).unwrap();
    let [recovery] = suite.recoveries(ana.id).try_into().unwrap();
    assert_eq!((recovery.overrides, recovery.registrar, recovery.due_at), (vec![office.id], None, None));
    assert_refused!(
        suite.try_override_veto(&office.account, ana.id, number),
        ContractError::Recovery(RecoveryError::Already { .. }),
    );
    // Control: another registrar is the one that was missing.
    let registrar = suite.registrar.clone();
    suite.try_override_veto(&registrar, ana.id, number).unwrap();
    assert!(suite.recoveries(ana.id)[0].due_at.is_some());
}

#[test]
fn a_registrar_overrides_nothing_about_itself() {
    let mut suite = Suite::new();
    let office = suite.another_registrar("office");
    let [gil] = suite.guarded(&office, ["gil"], 1);
    let fresh = suite.account("fresh");
    let number = suite.start_recovery(&gil, office.id, &fresh);
    suite.veto_recovery(&office.account);
    assert_refused!(
        suite.try_override_veto(&office.account, office.id, number),
        ContractError::Recovery(RecoveryError::Related { registrar }) if registrar == office.id,
    );
}

#[test]
fn a_registrar_dismissed_within_the_delay_has_overridden_nothing() {
    let mut vetoed = Vetoed::new();
    let second = vetoed.suite.another_registrar("second");
    let [gil, gus, _] = vetoed.guardians.clone();
    for by in [&gil, &gus, &second] {
        vetoed.overrides(&by.account);
    }
    let Vetoed { mut suite, ana, phone, number, .. } = vetoed;
    try_as_admin(&mut suite, ExecuteMsg::DismissRegistrar { organization: second.id }).unwrap();
    suite.wait(RECOVERY_DELAY);
    assert_refused!(
        suite.try_complete_recovery(&phone, ana.id, number),
        ContractError::Recovery(RecoveryError::RegistrarLost { registrar, .. }) if registrar == second.id,
    );
}

#[test]
fn a_veto_that_nobody_overrides_ends_the_recovery_after_thirty_days() {
    let mut vetoed = Vetoed::new();
    vetoed.suite.wait(RECOVERY_LAPSES_AFTER - 1);
    let gil = vetoed.guardians[0].account.clone();
    vetoed.overrides(&gil);
    vetoed.suite.next_block();
    let Vetoed { mut suite, ana, guardians, number, .. } = vetoed;
    assert_refused!(
        suite.try_override_veto(&guardians[1].account, ana.id, number),
        ContractError::Recovery(RecoveryError::Unknown { number: 1 }),
    );
}

#[test]
fn guardians_do_not_change_while_a_registrar_sides_with_them() {
    let mut vetoed = Vetoed::new();
    let (account, set) =
        (vetoed.ana.account.clone(), ChangeUnchecked::SetGuardians { guardians: vec![], threshold: 0 });
    let early = vetoed.suite.propose_change(&account, set.clone());
    let [gil, gus, _] = vetoed.guardians.clone();
    for by in [gil.account, gus.account, vetoed.suite.registrar.clone()] {
        vetoed.overrides(&by);
    }
    let Vetoed { mut suite, ana, phone, number, .. } = vetoed;
    suite.wait(CHANGE_DELAY);
    assert_refused!(
        suite.try_apply_change(&ana.account, ana.id, early),
        ContractError::Recovery(RecoveryError::Stands { number: 1 }),
    );
    suite.try_identity(&ana.account, ExecuteMsg::CancelChange { number: early }).unwrap();
    assert_refused!(
        suite.try_propose_change(&ana.account, set.clone()),
        ContractError::Recovery(RecoveryError::Stands { number: 1 }),
    );
    // Other changes wait as ever, and end with the recovery.
    let account = suite.account("another").to_string();
    suite.propose_change(&ana.account, ChangeUnchecked::AddAccount { account });
    suite.wait(RECOVERY_DELAY - CHANGE_DELAY);
    suite.try_complete_recovery(&phone, ana.id, number).unwrap();
    assert_eq!(suite.pending_changes(ana.id), []);
    suite.propose_change(&phone, set);
}
