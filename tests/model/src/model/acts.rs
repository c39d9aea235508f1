//! Representatives, and what takes two registrars.

use chartseal_types::IdentityId;
use chartseal_types::identity::abi::MAX_DUPLICATES;
use chartseal_types::identity::{
    ACT_DELAY, ACT_LAPSE, ActUnchecked, Appointment, AppointmentError, Kind, MAX_OPEN_ACTS,
    MAX_REPRESENTATIVES, Status,
};
use chartseal_types::second_factor::Sensitive;
use cosmwasm_std::Addr;

use super::check::{Check, Refusals, Refused};
use super::identity::{Appointer, Representative};
use super::{Answer, Model, Verdict};
use crate::call::Contract;

/// An act of two registrars.
#[derive(Debug, Clone)]
pub struct JointAct {
    /// What.
    pub act: ActUnchecked,
    /// The first registrar, and when it proposed.
    pub proposed: (IdentityId, u64),
    /// The second, and when it confirmed.
    pub confirmed: Option<(IdentityId, u64)>,
    /// Whether it was applied, vetoed or withdrawn.
    pub ended: bool,
}

/// What it takes beside two registrars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Delay,
    NewAccount,
}

fn takes(act: &ActUnchecked) -> Takes {
    match act {
        ActUnchecked::AppointRepresentative { .. } | ActUnchecked::Merge { .. } => Takes::Delay,
        ActUnchecked::Claim { .. } => Takes::NewAccount,
        _ => Takes::Nothing,
    }
}

/// Whether it gives somebody a right they did not have.
fn grants(act: &ActUnchecked) -> bool {
    takes(act) != Takes::Nothing || matches!(act, ActUnchecked::SettleDispute { .. })
}

/// Whether it only takes rights of a representative away.
fn closes(act: &ActUnchecked) -> bool {
    matches!(act, ActUnchecked::EndRepresentative { .. } | ActUnchecked::DisputeRepresentative { .. })
}

impl JointAct {
    /// From when it lapses.
    fn lapses(&self) -> u64 {
        let delay = if self.is_vetoable() { ACT_DELAY } else { 0 };
        self.confirmed.map_or(self.proposed.1, |(_, at)| at + delay) + ACT_LAPSE
    }

    /// Who can refuse it.
    fn objectors(&self) -> Vec<IdentityId> {
        match self.act {
            ActUnchecked::AppointRepresentative { patient, .. } => vec![patient],
            ActUnchecked::Merge { duplicate, survivor } => vec![duplicate, survivor],
            _ => vec![],
        }
    }

    /// Whether those it is about can refuse it.
    pub fn is_vetoable(&self) -> bool {
        takes(&self.act) == Takes::Delay
    }

    /// The registrars.
    pub fn registrars(&self) -> impl Iterator<Item = IdentityId> {
        std::iter::once(self.proposed.0).chain(self.confirmed.map(|(second, _)| second))
    }
}

impl Model {
    /// Whether an act waits for somebody.
    pub fn is_open(&self, act: &JointAct) -> bool {
        let bad = act.registrars().any(|one| self.registry.distrusted.contains_key(&one));
        !act.ended && self.now < act.lapses() && !bad
    }

    /// From when an act can be applied: 72 hours after it was confirmed, and after everyone could refuse it.
    pub fn due(&self, act: &JointAct) -> Option<u64> {
        let (_, confirmed) = act.confirmed?;
        let speaks = |id: &IdentityId| self.registry.get(*id).map_or(0, |one| one.speaks_since);
        let since = act.objectors().iter().map(speaks).fold(confirmed, u64::max);
        Some(if act.is_vetoable() { since + ACT_DELAY } else { confirmed })
    }

    fn act(&self, number: u32) -> Option<&JointAct> {
        self.registry.acts.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn refuse_unconfirmed_act(&self, check: &mut Check, act: &ActUnchecked, confirmed: bool) {
        let needed = !closes(act) && self.needs_factor(Sensitive::RegistrarAct);
        check.refuse(Refused::SecondFactor, needed && !confirmed);
    }

    pub(super) fn propose_act(&mut self, sender: &Addr, act: &ActUnchecked, confirmed: bool) -> Verdict {
        let mut check = Check::default();
        self.refuse_unconfirmed_act(&mut check, act, confirmed);
        if let ActUnchecked::Claim { account, encryption_key, passkey, .. } = act {
            let bad = self.key_is_bad(encryption_key, passkey.as_ref());
            check.refuse(Refused::Malformed, bad || !Self::is_address(account));
        }
        check.also(self.possible(act).err().unwrap_or_default());
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        check.refuse(Refused::Sender, !self.registry.is_registrar(own, self.now));
        let open = self.registry.acts.iter().filter(|one| one.proposed.0 == own && self.is_open(one));
        check.refuse(Refused::Limit, open.count() >= MAX_OPEN_ACTS).done()?;
        let proposed = (own, self.now);
        self.registry.acts.push(JointAct { act: act.clone(), proposed, confirmed: None, ended: false });
        Ok(Answer::Number(self.registry.acts.len() as u64))
    }

    pub(super) fn confirm_act(&mut self, sender: &Addr, number: u32, confirmed: bool) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        check.refuse(Refused::Sender, !self.registry.is_registrar(own, now));
        let joint = check.need(Refused::Unknown, self.act(number))?.clone();
        self.refuse_unconfirmed_act(&mut check, &joint.act, confirmed);
        check.refuse(Refused::State, !self.is_open(&joint) || joint.confirmed.is_some());
        check.refuse(Refused::Sender, joint.proposed.0 == own);
        check.refuse(Refused::Standing, !self.registry.is_registrar(joint.proposed.0, now));
        check.also(self.possible(&joint.act).err().unwrap_or_default());
        let at_once = takes(&joint.act) == Takes::Nothing;
        let paused = self.is_paused(Contract::Identity);
        check.refuse(Refused::Paused, at_once && grants(&joint.act) && paused).done()?;
        let place = number as usize - 1;
        self.registry.acts[place].confirmed = Some((own, now));
        if at_once {
            self.registry.acts[place].ended = true;
            self.carry_out(&joint.act);
        }
        Ok(Answer::Nothing)
    }

    pub(super) fn apply_act(&mut self, sender: &Addr, number: u32) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        let joint = check.need(Refused::Unknown, self.act(number))?.clone();
        check.refuse(Refused::State, !self.is_open(&joint) || joint.confirmed.is_none());
        check.refuse(Refused::Time, self.due(&joint).is_some_and(|due| now < due));
        let own = self.registry.owner(sender);
        let applicant = match &joint.act {
            ActUnchecked::Claim { account, .. } => sender.as_str() == account,
            _ => joint.registrars().any(|one| own == Some(one)),
        };
        check.refuse(Refused::Sender, !applicant);
        let lost = joint.registrars().any(|one| !self.registry.is_registrar(one, now));
        check.refuse(Refused::Standing, lost);
        check.also(self.possible(&joint.act).err().unwrap_or_default());
        check.refuse(Refused::Paused, grants(&joint.act) && self.is_paused(Contract::Identity)).done()?;
        self.registry.acts[number as usize - 1].ended = true;
        self.carry_out(&joint.act);
        Ok(Answer::Nothing)
    }

    pub(super) fn veto_act(&mut self, sender: &Addr, number: u32) -> Verdict {
        let mut check = Check::default();
        let own = self.registry.owner(sender);
        let joint = check.need(Refused::Unknown, self.act(number))?;
        check.refuse(Refused::State, !self.is_open(joint) || takes(&joint.act) != Takes::Delay);
        check.refuse(Refused::Sender, !own.is_some_and(|own| joint.objectors().contains(&own)));
        let gone = own.and_then(|own| self.registry.get(own)).is_some_and(|one| one.is_gone());
        check.refuse(Refused::Standing, gone).done()?;
        self.registry.acts[number as usize - 1].ended = true;
        Ok(Answer::Nothing)
    }

    pub(super) fn withdraw_act(&mut self, sender: &Addr, number: u32) -> Verdict {
        let mut check = Check::default();
        let own = self.registry.owner(sender);
        let joint = check.need(Refused::Unknown, self.act(number))?;
        check.refuse(Refused::State, !self.is_open(joint));
        check.refuse(Refused::Sender, !joint.registrars().any(|one| own == Some(one))).done()?;
        self.registry.acts[number as usize - 1].ended = true;
        Ok(Answer::Nothing)
    }

    /// Rules of an act that hold at each of its steps.
    fn possible(&self, act: &ActUnchecked) -> Result<(), Refusals> {
        let mut check = Check::default();
        match act {
            ActUnchecked::AppointRepresentative { patient, representative, appointment } => {
                let identity = check.need(Refused::Unknown, self.registry.get(*patient))?;
                check.refuse(Refused::Standing, identity.kind != Kind::Patient);
                check.refuse(Refused::Standing, identity.status == Status::Revoked);
                check.refuse(Refused::Standing, identity.merged_into.is_some());
                check
                    .also(self.appointable(*patient, *representative, appointment).err().unwrap_or_default());
            }
            ActUnchecked::EndRepresentative { patient, representative } => {
                check.refuse(
                    Refused::Unknown,
                    self.registry.representative(*patient, *representative).is_none(),
                );
            }
            ActUnchecked::DisputeRepresentative { patient, representative } => {
                let found = self.registry.representative(*patient, *representative);
                check.refuse(Refused::State, self.is_disputed(*patient, *representative));
                check.refuse(Refused::Unknown, found.is_none());
            }
            ActUnchecked::SettleDispute { patient, representative } => {
                check.refuse(Refused::State, !self.is_disputed(*patient, *representative));
            }
            ActUnchecked::Claim { patient, account, .. } => {
                let taken = self.registry.owner(&Addr::unchecked(account)).is_some();
                check.refuse(Refused::State, taken);
                let identity = check.need(Refused::Unknown, self.registry.get(*patient))?;
                check.refuse(Refused::Standing, identity.kind != Kind::Patient || identity.is_gone());
                check.refuse(Refused::Standing, identity.status == Status::Revoked);
                check.refuse(Refused::State, identity.claimed);
            }
            ActUnchecked::Merge { duplicate, survivor } => {
                self.refuse_merge(&mut check, *duplicate, *survivor)?
            }
            ActUnchecked::Unmerge { duplicate } => {
                let identity = check.need(Refused::Unknown, self.registry.get(*duplicate))?;
                check.refuse(Refused::State, identity.merged_into.is_none());
            }
            ActUnchecked::Death { patient } => {
                let identity = check.need(Refused::Unknown, self.registry.get(*patient))?;
                check.refuse(Refused::Standing, identity.kind != Kind::Patient || identity.is_gone());
            }
            ActUnchecked::UndoDeath { patient } => {
                let identity = check.need(Refused::Unknown, self.registry.get(*patient))?;
                check.refuse(Refused::State, !identity.deceased);
            }
        }
        check.done()
    }

    /// Whether two registrars disputed a representation and did not settle that.
    fn is_disputed(&self, patient: IdentityId, representative: IdentityId) -> bool {
        self.registry.get(patient).is_some_and(|one| one.disputes.contains(&representative))
    }

    fn refuse_merge(
        &self,
        check: &mut Check,
        duplicate: IdentityId,
        survivor: IdentityId,
    ) -> Result<(), Refusals> {
        let one = check.need(Refused::Unknown, self.registry.get(duplicate))?;
        let other = check.need(Refused::Unknown, self.registry.get(survivor))?;
        for identity in [one, other] {
            check.refuse(Refused::Standing, identity.kind != Kind::Patient);
            check.refuse(Refused::Standing, identity.status == Status::Revoked);
            check.refuse(Refused::Standing, identity.merged_into.is_some());
        }
        check.refuse(Refused::Malformed, duplicate == survivor);
        check.refuse(Refused::State, !self.registry.duplicates(duplicate).is_empty());
        check.refuse(Refused::State, one.deceased != other.deceased);
        check.refuse(Refused::State, one.claimed && !other.claimed);
        check.refuse(Refused::Limit, self.registry.duplicates(survivor).len() >= MAX_DUPLICATES);
        Ok(())
    }

    /// Rules of an appointment, whoever appoints.
    fn appointable(
        &self,
        patient: IdentityId,
        representative: IdentityId,
        appointment: &Appointment,
    ) -> Result<(), Refusals> {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::Malformed, patient == representative);
        match appointment.row(now) {
            Err(AppointmentError::Selection(_)) => drop(check.refuse(Refused::Malformed, true)),
            Err(_) => drop(check.refuse(Refused::Time, true)),
            Ok(_) => {}
        }
        let list = self.registry.get(patient).map(|one| one.representatives.as_slice()).unwrap_or_default();
        let in_force = || list.iter().filter(|one| now < one.until);
        check.refuse(Refused::State, in_force().any(|one| one.identity == representative));
        check.refuse(Refused::Limit, in_force().count() >= MAX_REPRESENTATIVES);
        check.refuse(Refused::State, self.is_disputed(patient, representative));
        let identity = check.need(Refused::Unknown, self.registry.get(representative))?;
        check.refuse(Refused::Standing, !matches!(identity.kind, Kind::Patient | Kind::Practitioner));
        check.refuse(Refused::Standing, !self.registry.is_active(representative, now));
        check.done()
    }

    fn appoint(
        &mut self,
        patient: IdentityId,
        identity: IdentityId,
        appointment: &Appointment,
        appointer: Appointer,
    ) {
        let now = self.now;
        let row = appointment.row(now).expect("the appointment was checked before");
        let list = &mut self.known(patient).representatives;
        list.retain(|one| now < one.until);
        list.push(Representative {
            identity,
            authority: appointment.authority,
            from: now,
            until: row.until,
            compartments: row.compartments,
            rights: row.rights,
            disputed: false,
            appointer,
        });
    }

    pub(super) fn appoint_own(
        &mut self,
        sender: &Addr,
        representative: IdentityId,
        appointment: &Appointment,
        confirmed: bool,
    ) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Identity));
        check.refuse(Refused::SecondFactor, !confirmed);
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let identity = check.need(Refused::Unknown, self.registry.get(own))?;
        check.refuse(Refused::Standing, identity.kind != Kind::Patient);
        check.refuse(Refused::Standing, !identity.is_changeable(self.now));
        check.also(self.appointable(own, representative, appointment).err().unwrap_or_default()).done()?;
        self.appoint(own, representative, appointment, Appointer::Patient);
        Ok(Answer::Nothing)
    }

    pub(super) fn end_representative(
        &mut self,
        sender: &Addr,
        patient: IdentityId,
        representative: IdentityId,
    ) -> Verdict {
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        check.refuse(Refused::Sender, own != representative && own != patient);
        let gone = own == patient && self.registry.get(own).is_some_and(|one| one.is_gone());
        check.refuse(Refused::Standing, gone);
        check
            .refuse(Refused::Unknown, self.registry.representative(patient, representative).is_none())
            .done()?;
        self.known(patient).representatives.retain(|one| one.identity != representative);
        Ok(Answer::Nothing)
    }

    fn carry_out(&mut self, act: &ActUnchecked) {
        let now = self.now;
        match act {
            ActUnchecked::AppointRepresentative { patient, representative, appointment } => {
                let deceased = self.known(*patient).deceased;
                let appointer = if deceased { Appointer::Estate } else { Appointer::Registrars };
                self.appoint(*patient, *representative, appointment, appointer);
            }
            ActUnchecked::EndRepresentative { patient, representative } => {
                self.known(*patient).representatives.retain(|one| one.identity != *representative);
            }
            ActUnchecked::DisputeRepresentative { patient, representative }
            | ActUnchecked::SettleDispute { patient, representative } => {
                let disputed = matches!(act, ActUnchecked::DisputeRepresentative { .. });
                let identity = self.known(*patient);
                match disputed {
                    true => identity.disputes.insert(*representative),
                    false => identity.disputes.remove(representative),
                };
                let mut list = identity.representatives.iter_mut();
                if let Some(one) = list.find(|one| one.identity == *representative) {
                    one.disputed = disputed;
                }
            }
            ActUnchecked::Claim { patient, account, passkey, .. } => {
                let identity = self.known(*patient);
                identity.generation += 1;
                identity.claimed = true;
                identity.accounts.push((Addr::unchecked(account), now));
                identity.passkeys.extend(passkey.clone());
                identity.representatives.clear();
                identity.speaks_since = now;
            }
            ActUnchecked::Merge { duplicate, survivor } => {
                let identity = self.known(*duplicate);
                identity.generation += 1;
                identity.merged_into = Some(*survivor);
            }
            ActUnchecked::Unmerge { duplicate } => {
                let survivor = self.known(*duplicate).merged_into.take().expect("looked up before");
                let survivor_is_dead = self.known(survivor).deceased;
                let identity = self.known(*duplicate);
                identity.speaks_since = now;
                if survivor_is_dead && !identity.deceased {
                    identity.die();
                }
            }
            ActUnchecked::Death { patient } => self.known(*patient).die(),
            ActUnchecked::UndoDeath { patient } => {
                let identity = self.known(*patient);
                identity.generation += 1;
                identity.deceased = false;
                identity.speaks_since = now;
                identity.representatives.retain(|one| one.appointer != Appointer::Estate);
            }
        }
    }
}
