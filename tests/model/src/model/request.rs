//! Requests for access, and their answers.

use chartseal_types::access::{
    Effect, Grantee, LONGEST_REQUEST, MAX_OPEN_REQUESTS, MAX_RECENT_REQUESTS, PolicyOutcome,
    RequestTermsUnchecked, Terms, TermsError, TermsUnchecked,
};
use chartseal_types::identity::Kind;
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Action, Category, Fingerprint, IdentityId, Purpose, Role};
use cosmwasm_std::Addr;

use super::check::{Check, Refusals, Refused};
use super::{Answer, Model, Verdict};
use crate::call::Contract;

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who asked.
    pub requester: IdentityId,
    /// For which organization.
    pub organization: IdentityId,
    /// What.
    pub terms: Terms,
    /// When.
    pub asked_at: u64,
    /// Until when it can be answered.
    pub expires_at: u64,
    /// Whether it was answered, refused or withdrawn.
    pub closed: bool,
}

impl Request {
    /// Whether it waits for an answer.
    pub fn is_open(&self, now: u64) -> bool {
        !self.closed && now < self.expires_at
    }
}

/// Whether a permit is no wider than what was asked.
fn is_within(asked: &Terms, given: &Terms, requester: IdentityId) -> bool {
    let own = Grantee::Identity { identity: requester };
    let records = match (&asked.records, &given.records) {
        (None, _) => true,
        (Some(asked), Some(given)) => given.iter().all(|record| asked.contains(record)),
        (Some(_), None) => false,
    };
    let quarters = match (asked.clinical_period, given.clinical_period) {
        (None, _) => true,
        (Some(asked), Some(given)) => asked.from <= given.from && given.to <= asked.to,
        (Some(_), None) => false,
    };
    given.effect == Effect::Permit
        && (given.grantee == asked.grantee || given.grantee == own)
        && given.categories.is_within(asked.categories)
        && given.compartments.is_within(asked.compartments)
        && given.max_confidentiality <= asked.max_confidentiality
        && given.purposes.is_within(asked.purposes)
        && given.actions.is_within(asked.actions)
        && records
        && quarters
        && given.valid_from >= asked.valid_from
        && given.valid_until.unwrap_or(u64::MAX) <= asked.valid_until.unwrap_or(u64::MAX)
        && given.uses.unwrap_or(u32::MAX) <= asked.uses.unwrap_or(u32::MAX)
        && given.claim == asked.claim
}

impl Model {
    fn policy_denies(&self, role: Role, terms: &Terms) -> bool {
        let (_, policy) = self.access.policy(self.now);
        let row = |purpose, action| {
            policy
                .rows
                .iter()
                .find(move |row| (row.role, row.purpose, row.action) == (role.into(), purpose, action))
        };
        Purpose::ALL.into_iter().filter(|purpose| terms.purposes.contains(*purpose)).any(|purpose| {
            Action::ALL.into_iter().filter(|action| terms.actions.contains(*action)).any(|action| {
                let categories = Category::ALL.into_iter().filter(|one| terms.categories.contains(*one));
                let outcome = |category| {
                    row(purpose, action)
                        .map_or(PolicyOutcome::Deny, |row| row.outcome(category, terms.max_confidentiality))
                };
                categories.map(outcome).any(|outcome| outcome == PolicyOutcome::Deny)
            })
        })
    }

    pub(super) fn request_access(
        &mut self,
        sender: &Addr,
        patient: IdentityId,
        (organization, role, certificate): (IdentityId, Role, Fingerprint),
        terms: &RequestTermsUnchecked,
        expires_at: u64,
        confirmed: bool,
    ) -> Verdict {
        let now = self.now;
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Access));
        check.refuse(Refused::SecondFactor, !confirmed && self.needs_factor(Sensitive::RequestAccess));
        check.refuse(Refused::Time, expires_at <= now || expires_at > now + LONGEST_REQUEST);
        self.refuse_patient(&mut check, patient);
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let kind = self.registry.get(organization).map(|one| one.kind);
        check.refuse(Refused::Unknown, kind.is_none());
        let fault = self.fault(own, organization, role, Some(certificate));
        check.refuse(Refused::Standing, kind.is_some() && fault.is_some());
        check.refuse(Refused::Malformed, kind == Some(Kind::Payer) && terms.claim.is_none());
        let of = self.access.requests.get(&patient).map(Vec::as_slice).unwrap_or_default();
        let of = || of.iter().filter(|one| one.organization == organization);
        check.refuse(Refused::Limit, of().filter(|one| one.is_open(now)).count() >= MAX_OPEN_REQUESTS);
        let recent = of().filter(|one| now < one.asked_at + LONGEST_REQUEST).count();
        check.refuse(Refused::Limit, recent >= MAX_RECENT_REQUESTS);
        let terms = match terms.clone().check(organization, role, now) {
            Ok(terms) => Some(terms),
            Err(TermsError::Period { .. }) => {
                check.refuse(Refused::Time, true);
                None
            }
            Err(_) => {
                check.refuse(Refused::Malformed, true);
                None
            }
        };
        check.refuse(Refused::Policy, terms.as_ref().is_some_and(|terms| self.policy_denies(role, terms)));
        check.done()?;
        let Some(terms) = terms else { unreachable!("bad terms are refused") };
        let list = self.access.requests.entry(patient).or_default();
        list.push(Request { requester: own, organization, terms, asked_at: now, expires_at, closed: false });
        Ok(Answer::Number(list.len() as u64))
    }

    /// Rules of a request that somebody closes.
    fn waiting(&self, check: &mut Check, patient: IdentityId, number: u32) -> Result<&Request, Refusals> {
        let list = self.access.requests.get(&patient).map(Vec::as_slice).unwrap_or_default();
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let request = check.need(Refused::Unknown, place.and_then(|place| list.get(place)))?;
        check.refuse(Refused::State, !request.is_open(self.now));
        Ok(request)
    }

    fn close(&mut self, patient: IdentityId, number: u32) {
        let list = self.access.requests.entry(patient).or_default();
        list[number as usize - 1].closed = true;
    }

    pub(super) fn answer_request(
        &mut self,
        sender: &Addr,
        patient: Option<IdentityId>,
        number: u32,
        terms: &TermsUnchecked,
        confirmed: bool,
    ) -> Verdict {
        let mut check = Check::default();
        check.refuse(Refused::Paused, self.is_paused(Contract::Access));
        check.refuse(Refused::SecondFactor, !confirmed && self.needs_factor(Sensitive::AnswerRequest));
        let acting = self.acting(sender, patient);
        let acting = check.within(acting)?;
        self.refuse_permitting(&mut check, &acting);
        let terms = self.terms(&mut check, &acting, terms);
        let request = self.waiting(&mut check, acting.patient, number)?;
        let Some(terms) = terms else {
            check.done()?;
            unreachable!("bad terms are refused")
        };
        check.refuse(Refused::Scope, !is_within(&request.terms, &terms, request.requester));
        self.refuse_full(&mut check, &acting, &terms, None);
        check.done()?;
        let consent = self.put(&acting, terms);
        self.close(acting.patient, number);
        Ok(Answer::Number(consent.into()))
    }

    pub(super) fn refuse_request(
        &mut self,
        sender: &Addr,
        patient: Option<IdentityId>,
        number: u32,
    ) -> Verdict {
        let mut check = Check::default();
        let acting = self.acting(sender, patient);
        let acting = check.within(acting)?;
        self.waiting(&mut check, acting.patient, number)?;
        check.done()?;
        self.close(acting.patient, number);
        Ok(Answer::Nothing)
    }

    pub(super) fn withdraw_request(&mut self, sender: &Addr, patient: IdentityId, number: u32) -> Verdict {
        let mut check = Check::default();
        let own = check.need(Refused::Sender, self.registry.owner(sender))?;
        let request = self.waiting(&mut check, patient, number)?;
        check.refuse(Refused::Sender, own != request.requester && own != request.organization).done()?;
        self.close(patient, number);
        Ok(Answer::Nothing)
    }
}
