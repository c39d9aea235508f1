//! Changes of accounts, keys, passkeys and guardians: proposed, approved, cancelled, applied.

use std::collections::BTreeSet;

use chartseal_types::identity::{
    APPROVER_AGE, CHANGE_DELAY, CHANGE_LAPSES_AFTER, ChangeUnchecked, MAX_ACCOUNTS, MAX_GUARDIANS,
    MAX_PASSKEYS, MAX_PENDING_CHANGES,
};
use chartseal_types::{CredentialHash, IdentityId};
use cosmwasm_std::Addr;

use super::check::{Check, Refused};
use super::identity::{Identity, repeats};
use super::{Answer, Model, Verdict};
use crate::call::Contract;

/// A change that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its number.
    pub number: u32,
    /// What is to change.
    pub change: ChangeUnchecked,
    /// Who proposed it.
    pub by: Addr,
    /// From when it can be applied.
    pub due: u64,
    /// Whether a passkey confirmed the proposal.
    pub confirmed: bool,
}

impl Waiting {
    /// Whether it takes that account away.
    pub fn removes(&self, account: &Addr) -> bool {
        matches!(&self.change, ChangeUnchecked::RemoveAccount { account: one } if one == account.as_str())
    }

    fn has_lapsed(&self, now: u64) -> bool {
        now >= self.due + CHANGE_LAPSES_AFTER
    }
}

impl Model {
    pub(super) fn propose_change(
        &mut self,
        sender: &Addr,
        change: &ChangeUnchecked,
        confirmed: bool,
    ) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let identity = check.need(Refused::Unknown, self.registry.get(own))?;
        check.refuse(Refused::Standing, !identity.is_changeable(now));
        let first = matches!(change, ChangeUnchecked::AddPasskey { .. }) && identity.passkeys.is_empty();
        check.refuse(Refused::SecondFactor, !confirmed && !first);
        self.refuse_impossible(&mut check, own, identity, change);
        let waiting: Vec<_> = identity.changes.iter().filter(|one| !one.has_lapsed(now)).cloned().collect();
        check.refuse(Refused::State, waiting.iter().any(|one| same(&one.change, change)));
        check.refuse(Refused::Limit, waiting.len() >= MAX_PENDING_CHANGES).done()?;
        let identity = self.known(own);
        identity.proposed += 1;
        let (number, by, due) = (identity.proposed, sender.clone(), now + CHANGE_DELAY);
        identity.changes = waiting;
        identity.changes.push(Waiting { number, change: change.clone(), by, due, confirmed });
        Ok(Answer::Number(number.into()))
    }

    /// Rules of a change that hold when it is proposed and when it is applied.
    fn refuse_impossible(
        &self,
        check: &mut Check,
        id: IdentityId,
        identity: &Identity,
        change: &ChangeUnchecked,
    ) {
        match change {
            ChangeUnchecked::AddAccount { account } => {
                let taken = self.registry.owner(&Addr::unchecked(account)).is_some();
                check.refuse(Refused::Malformed, !Self::is_address(account));
                check.refuse(Refused::State, taken);
                check.refuse(Refused::Limit, identity.accounts.len() >= MAX_ACCOUNTS);
            }
            ChangeUnchecked::RemoveAccount { account } => {
                let own = identity.accounts.iter().any(|(one, _)| one.as_str() == account);
                check.refuse(Refused::Malformed, !Self::is_address(account));
                check.refuse(Refused::Unknown, !own);
                check.refuse(Refused::State, identity.accounts.len() == 1);
            }
            ChangeUnchecked::ReplaceKey { key } => {
                check.refuse(Refused::Malformed, self.key_is_bad(key, None));
            }
            ChangeUnchecked::AddPasskey { passkey } => {
                let bad = passkey.clone().check(&self.registry.relying_parties).is_err();
                let known = identity.passkeys.iter().any(|one| one.credential == passkey.credential);
                check.refuse(Refused::Malformed, bad);
                check.refuse(Refused::State, known);
                check.refuse(Refused::Limit, identity.passkeys.len() >= MAX_PASSKEYS);
            }
            ChangeUnchecked::RemovePasskey { credential } => {
                let own =
                    identity.passkeys.iter().any(|one| CredentialHash::of(&one.credential) == *credential);
                check.refuse(Refused::Unknown, !own);
                check.refuse(Refused::State, identity.passkeys.len() == 1);
            }
            ChangeUnchecked::SetGuardians { guardians, threshold } => {
                let (count, threshold) = (guardians.len(), usize::from(*threshold));
                let bad = repeats(guardians)
                    || guardians.contains(&id)
                    || threshold > count
                    || (threshold == 0) != (count == 0);
                check.refuse(Refused::Malformed, bad);
                check.refuse(Refused::Limit, count > MAX_GUARDIANS);
                check.refuse(Refused::Unknown, guardians.iter().any(|one| self.registry.get(*one).is_none()));
                let overridden = |one: &super::Recovery| one.stands(self.now) && one.is_overridden();
                check.refuse(Refused::State, identity.recoveries.iter().any(overridden));
            }
        }
    }

    pub(super) fn approve_change(&mut self, sender: &Addr, number: u32) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let identity = check.need(Refused::Unknown, self.registry.get(own))?;
        check.refuse(Refused::Standing, !identity.is_changeable(now));
        let since = identity.accounts.iter().find(|(one, _)| one == sender).map_or(now, |(_, since)| *since);
        check.refuse(Refused::Time, now < since + APPROVER_AGE);
        let place = identity.changes.iter().position(|one| one.number == number);
        let place = check.need(Refused::Unknown, place)?;
        check.refuse(Refused::Sender, identity.changes[place].by == *sender);
        check.refuse(Refused::State, identity.changes[place].due <= now).done()?;
        self.known(own).changes[place].due = now;
        Ok(Answer::Nothing)
    }

    pub(super) fn cancel_change(&mut self, sender: &Addr, number: u32, confirmed: bool) -> Verdict {
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let mut changes = self.registry.get(own).into_iter().flat_map(|one| &one.changes);
        let waiting = check.need(Refused::Unknown, changes.find(|one| one.number == number))?;
        check.refuse(Refused::SecondFactor, waiting.removes(sender) && !confirmed).done()?;
        self.known(own).changes.retain(|one| one.number != number);
        Ok(Answer::Nothing)
    }

    pub(super) fn apply_change(&mut self, sender: &Addr, id: IdentityId, number: u32) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let identity = check.need(Refused::Unknown, self.registry.get(id))?;
        check.refuse(Refused::Standing, !identity.is_changeable(now));
        let waiting = identity.changes.iter().find(|one| one.number == number).cloned();
        let Waiting { change, due, confirmed, .. } = check.need(Refused::Unknown, waiting)?;
        check.refuse(Refused::Time, now < due || now >= due + CHANGE_LAPSES_AFTER);
        check.refuse(Refused::SecondFactor, !identity.passkeys.is_empty() && !confirmed);
        let applicant = match &change {
            ChangeUnchecked::AddAccount { account } => sender.as_str() == account,
            _ => self.registry.owner(sender) == Some(id),
        };
        check.refuse(Refused::Sender, !applicant);
        let removes =
            matches!(change, ChangeUnchecked::RemoveAccount { .. } | ChangeUnchecked::RemovePasskey { .. });
        check.refuse(Refused::Paused, !removes && self.is_paused(Contract::Identity));
        self.refuse_impossible_now(&mut check, id, &change);
        check.done()?;
        let identity = self.known(id);
        identity.changes.retain(|one| one.number != number);
        match change {
            ChangeUnchecked::AddAccount { account } => {
                identity.accounts.push((Addr::unchecked(account), now));
            }
            ChangeUnchecked::RemoveAccount { account } => {
                identity.accounts.retain(|(one, _)| one.as_str() != account);
                identity.changes.retain(|one| one.by.as_str() != account);
            }
            ChangeUnchecked::ReplaceKey { .. } => {}
            ChangeUnchecked::AddPasskey { passkey } => identity.passkeys.push(passkey),
            ChangeUnchecked::RemovePasskey { credential } => {
                identity.passkeys.retain(|one| CredentialHash::of(&one.credential) != credential);
            }
            ChangeUnchecked::SetGuardians { guardians, threshold } => {
                identity.guardians = (BTreeSet::from_iter(guardians), threshold.into());
                identity.end_recoveries(now);
            }
        }
        Ok(Answer::Nothing)
    }

    /// What was malformed was refused when it was proposed; a passkey's site may have been left out since, and then it
    /// confirms nothing.
    fn refuse_impossible_now(&self, check: &mut Check, id: IdentityId, change: &ChangeUnchecked) {
        let Some(identity) = self.registry.get(id) else { return };
        match change {
            ChangeUnchecked::AddPasskey { passkey } => {
                let known = identity.passkeys.iter().any(|one| one.credential == passkey.credential);
                check.refuse(Refused::State, known);
                check.refuse(Refused::Limit, identity.passkeys.len() >= MAX_PASSKEYS);
            }
            change => self.refuse_impossible(check, id, identity, change),
        }
    }
}

/// Whether two changes are the same. Guardians are a set.
fn same(one: &ChangeUnchecked, other: &ChangeUnchecked) -> bool {
    match (one, other) {
        (
            ChangeUnchecked::SetGuardians { guardians, threshold },
            ChangeUnchecked::SetGuardians { guardians: others, threshold: other },
        ) => {
            let set = |list: &[IdentityId]| list.iter().copied().collect::<BTreeSet<_>>();
            threshold == other && set(guardians) == set(others)
        }
        (one, other) => one == other,
    }
}
