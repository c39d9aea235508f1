//! Guardians give an identity back to an owner who lost every account.

use std::collections::BTreeSet;

use chartseal_types::IdentityId;
use chartseal_types::identity::{EncryptionKeyUnchecked, RECOVERY_DELAY, RECOVERY_LAPSES_AFTER, Status};
use chartseal_types::second_factor::{PasskeyUnchecked, Sensitive};
use cosmwasm_std::Addr;

use super::check::{Check, Refusals, Refused};
use super::identity::{Appointer, Identity};
use super::{Answer, Model, Verdict};
use crate::call::Contract;

/// A recovery.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// The guardian who started it.
    pub started_by: IdentityId,
    /// The account that is to control the identity.
    pub account: Addr,
    /// The passkey that is to confirm.
    pub passkey: Option<PasskeyUnchecked>,
    /// The guardians who approved it.
    pub approvals: BTreeSet<IdentityId>,
    /// Whether an account vetoed it.
    pub vetoed: bool,
    /// The guardians who overrode the veto.
    pub overrides: BTreeSet<IdentityId>,
    /// The registrar who did.
    pub registrar: Option<IdentityId>,
    /// From when it can be completed.
    pub due: Option<u64>,
    /// From when it lapses.
    pub lapses: u64,
    /// Whether it ended.
    pub ended: bool,
}

impl Recovery {
    /// Whether it can still go on.
    pub fn stands(&self, now: u64) -> bool {
        !self.ended && now < self.lapses
    }

    /// Whether a veto against it was overridden, once and for all.
    pub fn is_overridden(&self) -> bool {
        self.vetoed && self.due.is_some()
    }

    /// The guardians on whom it rests.
    fn behind(&self) -> &BTreeSet<IdentityId> {
        if self.vetoed { &self.overrides } else { &self.approvals }
    }

    fn fall_due(&mut self, now: u64) {
        self.due = Some(now + RECOVERY_DELAY);
        self.lapses = now + RECOVERY_DELAY + RECOVERY_LAPSES_AFTER;
    }
}

impl Identity {
    pub(super) fn end_recoveries(&mut self, now: u64) {
        self.recoveries.iter_mut().filter(|one| one.stands(now)).for_each(|one| one.ended = true);
    }

    fn standing(&self, number: u32, now: u64) -> Option<&Recovery> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        self.recoveries.get(place).filter(|one| one.stands(now))
    }
}

impl Model {
    /// Rules of an identity that can be recovered.
    fn refuse_unrecoverable(check: &mut Check, identity: &Identity) {
        check.refuse(Refused::Standing, identity.is_gone() || identity.status == Status::Revoked);
    }

    /// Rules of who acts as guardian. Gives the guardian.
    fn guardian(&self, sender: &Addr, identity: &Identity) -> Result<IdentityId, Refusals> {
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        check.refuse(Refused::Standing, !self.registry.is_active(own, self.now));
        check.refuse(Refused::Sender, !identity.guardians.0.contains(&own)).done()?;
        Ok(own)
    }

    pub(super) fn start_recovery(
        &mut self,
        sender: &Addr,
        id: IdentityId,
        account: &str,
        key: &EncryptionKeyUnchecked,
        passkey: Option<&PasskeyUnchecked>,
    ) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::Malformed, !Self::is_address(account) || self.key_is_bad(key, passkey));
        let account = Addr::unchecked(account);
        check.refuse(Refused::State, self.registry.owner(&account).is_some());
        let identity = check.need(Refused::Unknown, self.registry.get(id))?;
        Self::refuse_unrecoverable(&mut check, identity);
        let guardian = self.guardian(sender, identity);
        let guardian = check.within(guardian)?;
        let again = identity.recoveries.iter().any(|one| one.stands(now) && one.started_by == guardian);
        check.refuse(Refused::State, again).done()?;
        let mut recovery = Recovery {
            started_by: guardian,
            account,
            passkey: passkey.cloned(),
            approvals: BTreeSet::from([guardian]),
            vetoed: false,
            overrides: BTreeSet::new(),
            registrar: None,
            due: None,
            lapses: now + RECOVERY_LAPSES_AFTER,
            ended: false,
        };
        let identity = self.known(id);
        if identity.guardians.1 <= 1 {
            recovery.fall_due(now);
        }
        identity.recoveries.push(recovery);
        Ok(Answer::Number(identity.recoveries.len() as u64))
    }

    pub(super) fn approve_recovery(&mut self, sender: &Addr, id: IdentityId, number: u32) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let identity = check.need(Refused::Unknown, self.registry.get(id))?;
        Self::refuse_unrecoverable(&mut check, identity);
        let guardian = self.guardian(sender, identity);
        check.also(guardian.clone().err().unwrap_or_default());
        let recovery = check.need(Refused::Unknown, identity.standing(number, now))?;
        check.refuse(Refused::State, recovery.vetoed);
        let guardian = check.within(guardian)?;
        check.refuse(Refused::State, recovery.approvals.contains(&guardian)).done()?;
        let identity = self.known(id);
        let needed = identity.guardians.1;
        let recovery = &mut identity.recoveries[number as usize - 1];
        recovery.approvals.insert(guardian);
        if recovery.due.is_none() && needed > 0 && recovery.approvals.len() >= needed {
            recovery.fall_due(now);
        }
        Ok(Answer::Nothing)
    }

    pub(super) fn veto_recovery(&mut self, sender: &Addr) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let vetoable = |one: &&mut Recovery| one.stands(now) && !one.vetoed;
        let mut recoveries: Vec<_> = self.known(own).recoveries.iter_mut().filter(vetoable).collect();
        check.refuse(Refused::State, recoveries.is_empty()).done()?;
        for recovery in &mut recoveries {
            recovery.vetoed = true;
            recovery.due = None;
            recovery.lapses = now + RECOVERY_LAPSES_AFTER;
        }
        Ok(Answer::Nothing)
    }

    pub(super) fn override_veto(
        &mut self,
        sender: &Addr,
        id: IdentityId,
        number: u32,
        confirmed: bool,
    ) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let identity = check.need(Refused::Unknown, self.registry.get(id))?;
        Self::refuse_unrecoverable(&mut check, identity);
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        check.refuse(Refused::Standing, !self.registry.is_active(own, now));
        let is_guardian = identity.guardians.0.contains(&own);
        let is_registrar = !is_guardian && self.registry.registrars.contains(&own);
        check.refuse(Refused::Sender, !is_guardian && !is_registrar);
        check.refuse(Refused::Sender, is_registrar && own == id);
        if is_registrar {
            self.refuse_unconfirmed(&mut check, sender, Sensitive::RegistrarAct, confirmed);
        }
        let recovery = check.need(Refused::Unknown, identity.standing(number, now))?;
        check.refuse(Refused::State, !recovery.vetoed || recovery.is_overridden());
        check.refuse(Refused::State, is_guardian && recovery.overrides.contains(&own));
        check.refuse(Refused::State, is_registrar && recovery.registrar.is_some()).done()?;
        let identity = self.known(id);
        let needed = identity.guardians.1;
        let recovery = &mut identity.recoveries[number as usize - 1];
        match is_guardian {
            true => drop(recovery.overrides.insert(own)),
            false => recovery.registrar = Some(own),
        }
        if recovery.registrar.is_some() && needed > 0 && recovery.overrides.len() >= needed {
            recovery.fall_due(now);
        }
        Ok(Answer::Nothing)
    }

    pub(super) fn withdraw_approval(&mut self, sender: &Addr, id: IdentityId, number: u32) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let standing = self.registry.get(id).and_then(|one| one.standing(number, now));
        let recovery = check.need(Refused::Unknown, standing)?;
        let by = |set: &BTreeSet<IdentityId>| set.contains(&own);
        let gave = by(&recovery.approvals) || by(&recovery.overrides) || recovery.registrar == Some(own);
        check.refuse(Refused::Sender, !gave).done()?;
        let identity = self.known(id);
        let needed = identity.guardians.1;
        let recovery = &mut identity.recoveries[number as usize - 1];
        recovery.approvals.remove(&own);
        recovery.overrides.remove(&own);
        recovery.registrar.take_if(|registrar| *registrar == own);
        let enough = needed > 0 && recovery.behind().len() >= needed;
        if !enough || (recovery.vetoed && recovery.registrar.is_none()) {
            recovery.due = None;
        }
        Ok(Answer::Nothing)
    }

    pub(super) fn withdraw_recovery(&mut self, sender: &Addr, id: IdentityId) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let identity = check.need(Refused::State, self.registry.get(id))?;
        let mut recoveries = identity.recoveries.iter();
        let place = recoveries.position(|one| one.stands(now) && one.started_by == own);
        let place = check.need(Refused::State, place)?;
        self.known(id).recoveries[place].ended = true;
        Ok(Answer::Nothing)
    }

    pub(super) fn complete_recovery(&mut self, sender: &Addr, id: IdentityId, number: u32) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Identity));
        let identity = check.need(Refused::Unknown, self.registry.get(id))?;
        Self::refuse_unrecoverable(&mut check, identity);
        let recovery = check.need(Refused::Unknown, identity.standing(number, now))?;
        check.refuse(Refused::Sender, recovery.account != *sender);
        check.refuse(Refused::State, recovery.due.is_none());
        check.refuse(Refused::Time, recovery.due.is_some_and(|due| now < due));
        let lost = recovery.registrar.is_some_and(|one| !self.registry.is_registrar(one, now));
        let counts =
            |one: &&IdentityId| identity.guardians.0.contains(*one) && self.registry.is_active(**one, now);
        let count = recovery.behind().iter().filter(counts).count();
        check.refuse(Refused::Standing, lost || count < identity.guardians.1);
        check.refuse(Refused::State, self.registry.owner(&recovery.account).is_some()).done()?;
        let (account, passkey) = (recovery.account.clone(), recovery.passkey.clone());
        let identity = self.known(id);
        identity.end_recoveries(now);
        identity.changes.clear();
        identity.accounts = vec![(account, now)];
        identity.claimed = true;
        identity.passkeys = passkey.into_iter().collect();
        identity.frozen_until = 0;
        identity.representatives.retain(|one| one.appointer != Appointer::Patient);
        identity.speaks_since = now;
        Ok(Answer::Nothing)
    }
}
