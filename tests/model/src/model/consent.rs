//! Who acts for a patient, and the rules that they set.

use chartseal_types::access::{
    Effect, Grantee, MAX_DENIALS, MAX_PERMITS, OWN_DENIALS, OpenResponse, Rule, Terms, TermsError,
    TermsUnchecked,
};
use chartseal_types::identity::{Kind, Right, Status};
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{CodeSet, Compartment, IdentityId};
use cosmwasm_std::Addr;

use super::check::{Check, Refusals, Refused};
use super::{Answer, Model, Verdict};
use crate::call::Contract;

/// Who set a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setter {
    /// The patient.
    Patient,
    /// A representative, under an appointment since then.
    Representative(IdentityId, u64),
}

/// A consent.
#[derive(Debug, Clone)]
pub struct Consent {
    /// What it says.
    pub terms: Terms,
    /// Who said so.
    pub by: Setter,
    /// The patient's generation when it was granted.
    pub generation: u32,
    /// Uses left, when they are bounded.
    pub uses: Option<u32>,
    /// Until when a ticket that took a use can live.
    pub tickets_until: u64,
    /// Whether it was revoked.
    pub revoked: bool,
}

impl Consent {
    /// Whether it was neither revoked nor has run out.
    pub fn stands(&self, now: u64) -> bool {
        !self.revoked && self.terms.valid_until.is_none_or(|until| now < until)
    }
}

/// Somebody acts for a patient.
#[derive(Debug, Clone)]
pub struct Acting {
    /// Who.
    pub sender: IdentityId,
    /// For whom.
    pub patient: IdentityId,
    /// Whose standing counts: the patient's, or the survivor's that it was merged into.
    pub holder: IdentityId,
    /// On which compartments; none for the patient itself, who is bound to none.
    pub scope: Option<CodeSet<Compartment>>,
    /// Since when a representative is appointed, and until when.
    pub appointed: Option<(u64, u64)>,
}

impl Acting {
    /// Whether they may act on these compartments.
    pub fn reaches(&self, compartments: CodeSet<Compartment>) -> bool {
        self.scope.is_none_or(|scope| compartments.is_within(scope))
    }

    pub(super) fn sets_as(&self) -> Setter {
        match self.appointed {
            Some((since, _)) => Setter::Representative(self.sender, since),
            None => Setter::Patient,
        }
    }

    /// Whether what opens until then lasts longer than a representative's appointment.
    pub(super) fn outlives(&self, until: u64) -> bool {
        self.appointed.is_some_and(|(_, end)| until > end)
    }
}

impl Model {
    /// Rules of who acts for a patient: the own account, the survivor's, a representative who may consent.
    pub(super) fn acting(&self, sender: &Addr, named: Option<IdentityId>) -> Result<Acting, Refusals> {
        let now = self.now;
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let patient = named.unwrap_or(own);
        let identity = check.need(Refused::Unknown, self.registry.get(patient))?;
        check.refuse(Refused::Standing, identity.kind != Kind::Patient);
        let holder = identity.merged_into.unwrap_or(patient);
        if own == holder {
            let deceased = self.registry.get(holder).is_some_and(|one| one.deceased);
            check.refuse(Refused::Standing, deceased).done()?;
            return Ok(Acting { sender: own, patient, holder, scope: None, appointed: None });
        }
        check.refuse(Refused::Standing, own == patient);
        let representative = self.registry.representative(holder, own);
        let representative = representative.filter(|one| one.may(Right::Consent, now));
        check.refuse(Refused::Sender, representative.is_none() && own != patient);
        check.refuse(Refused::Standing, representative.is_some() && !self.registry.is_active(own, now));
        check.done()?;
        let scope = representative.map(|one| one.compartments);
        let appointed = representative.map(|one| (one.from, one.until));
        Ok(Acting { sender: own, patient, holder, scope, appointed })
    }

    /// Whether what somebody set to open for a patient rests on nobody's appointment, or on one that stands.
    pub(super) fn rests(&self, patient: IdentityId, by: Setter) -> bool {
        let Setter::Representative(representative, since) = by else { return true };
        let appointment = self.registry.representative(patient, representative);
        appointment.is_some_and(|one| one.from == since && one.may(Right::Consent, self.now))
    }

    /// Rules of what opens: the holder is neither frozen nor set aside.
    fn refuse_opening(&self, check: &mut Check, acting: &Acting) {
        let Some(holder) = self.registry.get(acting.holder) else { return };
        check.refuse(Refused::Standing, holder.merged_into.is_some() || self.now < holder.frozen_until);
        check.refuse(Refused::Standing, matches!(holder.status, Status::Suspended | Status::Revoked));
    }

    /// Rules of what permits: of a merged duplicate nothing is permitted anew.
    pub(super) fn refuse_permitting(&self, check: &mut Check, acting: &Acting) {
        check.refuse(Refused::Standing, acting.holder != acting.patient);
        self.refuse_opening(check, acting);
    }

    /// Rules of terms as they are sent. Gives them parsed.
    pub(super) fn terms(&self, check: &mut Check, acting: &Acting, terms: &TermsUnchecked) -> Option<Terms> {
        match terms.grantee {
            Grantee::Everyone {} => {}
            Grantee::Identity { identity } => {
                let kind = self.registry.get(identity).map(|one| one.kind);
                check.refuse(Refused::Unknown, kind.is_none());
                check.refuse(Refused::Standing, kind.is_some_and(|kind| kind.is_organization()));
            }
            Grantee::Organization { organization } | Grantee::Role { organization, .. } => {
                let kind = self.registry.get(organization).map(|one| one.kind);
                check.refuse(Refused::Unknown, kind.is_none());
                check.refuse(Refused::Standing, kind.is_some_and(|kind| !kind.is_organization()));
            }
        }
        // A representative's permit for itself would open in other hats.
        let to_oneself = terms.grantee == (Grantee::Identity { identity: acting.sender });
        check.refuse(Refused::Scope, acting.scope.is_some() && to_oneself && terms.effect == Effect::Permit);
        match terms.clone().check(self.now) {
            Ok(mut terms) => {
                check.refuse(Refused::Scope, !acting.reaches(terms.compartments));
                if let Some((_, end)) = acting.appointed.filter(|_| terms.effect == Effect::Permit) {
                    let until = *terms.valid_until.get_or_insert(end);
                    check.refuse(Refused::Scope, acting.outlives(until) || terms.valid_from >= end);
                }
                Some(terms)
            }
            Err(TermsError::Period { .. }) => {
                check.refuse(Refused::Time, true);
                None
            }
            Err(_) => {
                check.refuse(Refused::Malformed, true);
                None
            }
        }
    }

    /// A patient's consents, with their numbers.
    pub fn consents(&self, patient: IdentityId) -> impl Iterator<Item = (u32, &Consent)> {
        (1..).zip(self.access.consents.get(&patient).map(Vec::as_slice).unwrap_or_default())
    }

    /// Rules of room for one rule more, beside one that makes way.
    pub(super) fn refuse_full(&self, check: &mut Check, acting: &Acting, terms: &Terms, beside: Option<u32>) {
        let now = self.now;
        let generation = self.generation(acting.patient);
        let others = self.consents(acting.patient).filter(|(number, one)| {
            Some(*number) != beside && one.stands(now) && one.terms.effect == terms.effect
        });
        let full = match terms.effect {
            Effect::Deny => {
                let room = if acting.scope.is_some() { MAX_DENIALS - OWN_DENIALS } else { MAX_DENIALS };
                others.count() >= room
            }
            Effect::Permit => {
                let same = others.filter(|(_, one)| {
                    let used_up = one.uses == Some(0) && one.tickets_until <= now;
                    one.terms.grantee == terms.grantee && one.generation == generation && !used_up
                });
                same.count() >= MAX_PERMITS
            }
        };
        check.refuse(Refused::Limit, full);
    }

    /// Puts a permit or denial in force; gives its number.
    pub(super) fn put(&mut self, acting: &Acting, terms: Terms) -> u32 {
        let (generation, uses) = (self.generation(acting.patient), terms.uses);
        let by = acting.sets_as();
        let consent = Consent { terms, by, generation, uses, tickets_until: 0, revoked: false };
        let list = self.access.consents.entry(acting.patient).or_default();
        list.push(consent);
        list.len() as u32
    }

    pub(super) fn grant(
        &mut self,
        sender: &Addr,
        patient: Option<IdentityId>,
        terms: &TermsUnchecked,
        confirmed: bool,
    ) -> Verdict {
        let mut check = Check::default();
        if terms.effect == Effect::Permit {
            check.refuse(Refused::Paused, self.is_paused(Contract::Access));
            check.refuse(Refused::SecondFactor, !confirmed && self.needs_factor(Sensitive::GrantPermit));
        }
        let acting = self.acting(sender, patient);
        let acting = check.within(acting)?;
        if terms.effect == Effect::Permit {
            self.refuse_permitting(&mut check, &acting);
        }
        let Some(terms) = self.terms(&mut check, &acting, terms) else {
            check.done()?;
            unreachable!("bad terms are refused")
        };
        self.refuse_full(&mut check, &acting, &terms, None);
        check.done()?;
        Ok(Answer::Number(self.put(&acting, terms).into()))
    }

    /// Rules of a consent that is to be amended or revoked.
    fn standing_consent<'a>(
        &'a self,
        check: &mut Check,
        acting: &Acting,
        number: u32,
    ) -> Result<&'a Consent, Refusals> {
        let found = self.consents(acting.patient).find(|(one, _)| *one == number);
        let (_, consent) = check.need(Refused::Unknown, found)?;
        let outlived =
            consent.terms.effect == Effect::Permit && consent.generation != self.generation(acting.patient);
        check.refuse(Refused::State, !consent.stands(self.now) || outlived);
        check.refuse(Refused::Scope, !acting.reaches(consent.terms.compartments));
        Ok(consent)
    }

    pub(super) fn amend(
        &mut self,
        sender: &Addr,
        patient: Option<IdentityId>,
        number: u32,
        terms: &TermsUnchecked,
        confirmed: bool,
    ) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Access));
        check.refuse(Refused::SecondFactor, !confirmed && self.needs_factor(Sensitive::AmendConsent));
        let acting = self.acting(sender, patient);
        let acting = check.within(acting)?;
        self.refuse_opening(&mut check, &acting);
        let terms = self.terms(&mut check, &acting, terms);
        let consent = self.standing_consent(&mut check, &acting, number)?;
        check.refuse(Refused::Scope, acting.scope.is_some() && consent.by == Setter::Patient);
        let effect = consent.terms.effect;
        check.refuse(Refused::State, terms.as_ref().is_some_and(|terms| terms.effect != effect));
        let Some(terms) = terms else {
            check.done()?;
            unreachable!("bad terms are refused")
        };
        self.refuse_full(&mut check, &acting, &terms, Some(number));
        check.done()?;
        let by = acting.sets_as();
        let list = self.access.consents.entry(acting.patient).or_default();
        let consent = &mut list[number as usize - 1];
        consent.uses = terms.uses;
        consent.tickets_until = 0;
        consent.by = by;
        consent.terms = terms;
        Ok(Answer::Nothing)
    }

    pub(super) fn revoke_consent(
        &mut self,
        sender: &Addr,
        patient: Option<IdentityId>,
        number: u32,
        confirmed: bool,
    ) -> Verdict {
        let mut check = Check::default();
        let acting = self.acting(sender, patient);
        let acting = check.within(acting)?;
        let consent = self.standing_consent(&mut check, &acting, number)?;
        if consent.terms.effect == Effect::Deny {
            check.refuse(Refused::Scope, acting.scope.is_some() && consent.by == Setter::Patient);
            check.refuse(Refused::SecondFactor, !confirmed && self.needs_factor(Sensitive::AmendConsent));
            check.refuse(Refused::Paused, self.is_paused(Contract::Access));
            self.refuse_opening(&mut check, &acting);
        }
        check.done()?;
        let list = self.access.consents.entry(acting.patient).or_default();
        list[number as usize - 1].revoked = true;
        Ok(Answer::Nothing)
    }

    /// A ticket is one use of each bounded permit that decided.
    pub(super) fn take_uses(&mut self, patient: IdentityId, answer: &OpenResponse) {
        let Some(expires_at) = answer.expires_at else { return };
        let identity = self.registry.get(patient);
        let holder = identity.and_then(|one| one.merged_into).unwrap_or(patient);
        let list = self.access.consents.entry(holder).or_default();
        let mut used: Vec<u32> = answer
            .decisions
            .iter()
            .filter(|one| one.rule == Rule::Consent)
            .filter_map(|one| one.consent)
            .collect();
        used.sort_unstable();
        used.dedup();
        for number in used {
            let consent = &mut list[number as usize - 1];
            if let Some(uses) = &mut consent.uses {
                *uses = uses.saturating_sub(1);
                consent.tickets_until = consent.tickets_until.max(expires_at);
            }
        }
    }
}
