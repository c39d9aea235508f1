//! Requests. Asking and answering open: not while paused. Refusing and withdrawing close: always.

use chartseal_governance::ensure_running;
use chartseal_guard::{Check, holds};
use chartseal_second_factor::Factor;
use chartseal_types::access::{
    PolicyOutcome, RequestEnd, RequestOutcome, RequestStatus, RequestTermsUnchecked, Terms, TermsUnchecked,
    event,
};
use chartseal_types::identity::Kind;
use chartseal_types::second_factor::Sensitive;
use chartseal_types::{Action, Category, Fingerprint, IdentityId, Purpose, Role};
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, Storage, to_json_binary};

use super::consent;
use crate::domain::request::{Request, is_within};
use crate::error::{ConsentError, ContractError, RequestError};
use crate::facts::Reader;
use crate::parties::{self, OnBehalf};
use crate::second_factor;
use crate::state;
use crate::state::consent::{Head, Version};

/// What somebody asks of a patient.
pub struct Asking {
    /// Whom.
    pub patient: IdentityId,
    /// For which organization.
    pub organization: IdentityId,
    /// In which role there.
    pub role: Role,
    /// The certificate shown.
    pub certificate: Fingerprint,
    /// What is asked for.
    pub terms: RequestTermsUnchecked,
    /// Until when it can be answered, Unix seconds, exclusive.
    pub expires_at: u64,
}

pub fn ask(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    asking: Asking,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    ensure_running(deps.storage, now)?;
    let Asking { patient, organization, role, certificate, terms, expires_at } = asking;
    parties::unmerged_patient(deps.as_ref(), patient)?;
    let reader = Reader::new(deps.as_ref(), now)?;
    let requester = reader.identity_of(&info.sender)?;
    second_factor::ensure(deps.as_ref(), factor, requester, Sensitive::RequestAccess, now)?;
    let kind = reader.standing(requester, organization, role, certificate)?;
    let terms = terms.check(organization, role, now).map_err(ConsentError::from)?;
    if kind == Kind::Payer && terms.claim.is_none() {
        return Err(RequestError::NoClaim { organization }.into());
    }
    ensure_policy_permits(deps.storage, role, &terms, now)?;
    let number = state::request::next_number(deps.storage, patient)?;
    let docket = state::request::docket(deps.storage, patient, organization)?;
    let docket = docket.ask(organization, number, expires_at, now).map_err(RequestError::from)?;
    let request = Request {
        requester,
        organization,
        role,
        certificate,
        terms,
        asked_at: now,
        expires_at,
        closed: None,
    };
    state::request::add(deps.storage, patient, number, &request, &docket)?;
    let event = event::request_made(patient, number, requester, organization, role, expires_at)?;
    Ok(Response::new()
        .add_attribute("action", "request_access")
        .add_event(event)
        .set_data(to_json_binary(&number)?))
}

pub fn answer(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    patient: Option<IdentityId>,
    number: u32,
    terms: TermsUnchecked,
    factor: &Factor,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let acting = OnBehalf::sender(deps.as_ref(), &info.sender, patient, now)?;
    second_factor::ensure(deps.as_ref(), factor, acting.sender, Sensitive::AnswerRequest, now)?;
    ensure_running(deps.storage, now)?;
    acting.ensure_may_permit(now)?;
    let patient = acting.patient;
    let request = open(deps.as_ref(), patient.id, number, now)?;
    let terms = consent::check(deps.as_ref(), &acting, terms, now)?;
    is_within(&request.terms, &terms, request.requester)
        .map_err(|dimension| RequestError::Wider { request: number, dimension })?;
    let consent = state::consent::next_number(deps.storage, patient.id)?;
    let by = info.sender;
    let granted = event::consent_granted(patient.id, consent, terms.effect, terms.grantee, &by)?;
    let first = Version { terms, by: by.clone(), mandate: acting.party.mandate(), at: now };
    let head = Head::new(patient, Some(number), first);
    state::consent::put_in_force(deps.storage, patient, consent, head)?;
    let answered = event::request_answered(patient.id, number, consent, &by);
    let end = RequestEnd { outcome: RequestOutcome::Answered { consent }, by, at: now };
    close(deps.storage, patient.id, number, request, end)?;
    Ok(Response::new()
        .add_attribute("action", "answer_request")
        .add_event(granted)
        .add_event(answered)
        .set_data(to_json_binary(&consent)?))
}

pub fn refuse(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    patient: Option<IdentityId>,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let patient = OnBehalf::sender(deps.as_ref(), &info.sender, patient, now)?.patient.id;
    let request = open(deps.as_ref(), patient, number, now)?;
    let event = event::request_refused(patient, number, &info.sender);
    let end = RequestEnd { outcome: RequestOutcome::Refused {}, by: info.sender, at: now };
    close(deps.storage, patient, number, request, end)?;
    Ok(Response::new().add_attribute("action", "refuse_request").add_event(event))
}

/// By the requester or an account of the organization. Whether they are active does not matter: withdrawing closes.
pub fn withdraw(
    deps: DepsMut<'_>,
    env: &Env,
    info: MessageInfo,
    patient: IdentityId,
    number: u32,
) -> Result<Response, ContractError> {
    let now = env.block.time.seconds();
    let by = parties::identity_of(deps.as_ref(), &info.sender)?;
    let request = open(deps.as_ref(), patient, number, now)?;
    if !holds(Check::WithdrawnByAsker, by == request.requester || by == request.organization) {
        return Err(RequestError::NotRequester { request: number, identity: by }.into());
    }
    let event = event::request_withdrawn(patient, number, &info.sender);
    let end = RequestEnd { outcome: RequestOutcome::Withdrawn {}, by: info.sender, at: now };
    close(deps.storage, patient, number, request, end)?;
    Ok(Response::new().add_attribute("action", "withdraw_request").add_event(event))
}

/// A request that waits for its answer.
fn open(deps: Deps<'_>, patient: IdentityId, number: u32, now: u64) -> Result<Request, ContractError> {
    let request = state::request::find(deps.storage, patient, number)?;
    let request = request.ok_or(RequestError::Unknown { patient, request: number })?;
    let status = request.status(now);
    if holds(Check::RequestOpen, status == RequestStatus::Open) {
        Ok(request)
    } else {
        Err(RequestError::NotOpen { request: number, status }.into())
    }
}

fn close(
    storage: &mut dyn Storage,
    patient: IdentityId,
    number: u32,
    request: Request,
    end: RequestEnd,
) -> Result<(), ContractError> {
    let docket = state::request::docket(storage, patient, request.organization)?.close(number, end.at);
    let request = Request { closed: Some(end), ..request };
    Ok(state::request::save(storage, patient, number, &request, &docket)?)
}

/// Nobody is asked for what policy would deny in spite of the answer.
fn ensure_policy_permits(
    storage: &dyn Storage,
    role: Role,
    terms: &Terms,
    now: u64,
) -> Result<(), ContractError> {
    let version = state::policy::header(storage, now)?.current.number;
    for purpose in terms.purposes.select(&Purpose::ALL) {
        for action in terms.actions.select(&Action::ALL) {
            let row = state::policy::row(storage, version, role.into(), purpose, action)?;
            let denied = |category: &Category| {
                let outcome = row.as_ref().map(|row| row.outcome(*category, terms.max_confidentiality));
                outcome.unwrap_or(PolicyOutcome::Deny) == PolicyOutcome::Deny
            };
            if let Some(category) = terms.categories.select(&Category::ALL).into_iter().find(denied) {
                let confidentiality = terms.max_confidentiality;
                return Err(RequestError::PolicyDenies { purpose, action, category, confidentiality }.into());
            }
        }
    }
    Ok(())
}
