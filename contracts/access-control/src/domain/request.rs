//! Requests: how many may wait, how long, and which permit answers one.

use chartseal_guard::{Check, holds};
use chartseal_types::access::{
    Effect, Grantee, LONGEST_REQUEST, MAX_OPEN_REQUESTS, MAX_RECENT_REQUESTS, RequestEnd, RequestOutcome,
    RequestStatus, Terms,
};
use chartseal_types::{Fingerprint, IdentityId, Role};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A request as it is stored.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asked.
    pub requester: IdentityId,
    /// For which organization.
    pub organization: IdentityId,
    /// In which role there.
    pub role: Role,
    /// The certificate shown.
    pub certificate: Fingerprint,
    /// The permit that would answer it in full.
    pub terms: Terms,
    /// When it was asked, Unix seconds.
    pub asked_at: u64,
    /// Until when it can be answered, Unix seconds, exclusive.
    pub expires_at: u64,
    /// How it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<RequestEnd>,
}

/// What a permit may be wider in than what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// It does not permit.
    Effect,
    /// It is for somebody else.
    Grantee,
    /// Categories.
    Categories,
    /// Compartments.
    Compartments,
    /// The highest confidentiality.
    Confidentiality,
    /// Purposes.
    Purposes,
    /// Actions.
    Actions,
    /// Records.
    Records,
    /// When it is valid.
    Period,
    /// The quarters of the records.
    ClinicalPeriod,
    /// How often it can be used.
    Uses,
    /// The claim it is for.
    Claim,
}

/// A request cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocketError {
    /// Over already, or open for too long.
    #[error("expected `expires_at` after {now} and at most 30 days ahead, got {expires_at}")]
    Expiry {
        /// Until when, Unix seconds.
        expires_at: u64,
        /// The time of the block.
        now: u64,
    },
    /// The patient has enough to answer.
    #[error(
        "expected fewer than {MAX_OPEN_REQUESTS} open requests of {organization} to this patient; withdraw one or wait for the answer"
    )]
    TooManyOpen {
        /// Who asks.
        organization: IdentityId,
    },
    /// The patient was asked often enough.
    #[error(
        "expected fewer than {MAX_RECENT_REQUESTS} requests of {organization} to this patient within 30 days; ask again when the oldest is 30 days old"
    )]
    TooManyRecent {
        /// Who asks.
        organization: IdentityId,
    },
}

/// What one organization asked one patient in the last 30 days.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Docket(Vec<Place>);

/// Number, when it was asked, until when it is open: the moment of its closing once it is closed.
type Place = (u32, u64, u64);

impl Docket {
    /// Adds a request, if there is room for it.
    pub fn ask(
        mut self,
        organization: IdentityId,
        number: u32,
        expires_at: u64,
        now: u64,
    ) -> Result<Self, DocketError> {
        if expires_at <= now || expires_at > now.saturating_add(LONGEST_REQUEST) {
            return Err(DocketError::Expiry { expires_at, now });
        }
        self.0.retain(|(_, asked_at, _)| now < asked_at.saturating_add(LONGEST_REQUEST));
        let open = self.0.iter().filter(|(_, _, open_until)| now < *open_until).count();
        if !holds(Check::OpenRequests, open < MAX_OPEN_REQUESTS) {
            return Err(DocketError::TooManyOpen { organization });
        }
        if !holds(Check::RecentRequests, self.0.len() < MAX_RECENT_REQUESTS) {
            return Err(DocketError::TooManyRecent { organization });
        }
        self.0.push((number, now, expires_at));
        Ok(self)
    }

    /// Notes that a request waits no more.
    pub fn close(mut self, number: u32, now: u64) -> Self {
        for place in self.0.iter_mut().filter(|(other, _, _)| *other == number) {
            place.2 = now;
        }
        self
    }
}

impl Request {
    /// Where it stands at a time.
    pub fn status(&self, now: u64) -> RequestStatus {
        match self.closed.as_ref().map(|end| end.outcome) {
            Some(RequestOutcome::Answered { .. }) => RequestStatus::Answered,
            Some(RequestOutcome::Refused {}) => RequestStatus::Refused,
            Some(RequestOutcome::Withdrawn {}) => RequestStatus::Withdrawn,
            None if now < self.expires_at => RequestStatus::Open,
            None => RequestStatus::Expired,
        }
    }
}

/// Whether a permit covers nothing that was not asked for, in every dimension; if it does, in which one. It may be for
/// the role that asked, or for the requester alone.
pub fn is_within(asked: &Terms, given: &Terms, requester: IdentityId) -> Result<(), Dimension> {
    let to_whom = [asked.grantee, Grantee::Identity { identity: requester }];
    let dimensions = [
        (given.effect == Effect::Permit, Dimension::Effect),
        (to_whom.contains(&given.grantee), Dimension::Grantee),
        (given.categories.is_within(asked.categories), Dimension::Categories),
        (given.compartments.is_within(asked.compartments), Dimension::Compartments),
        (given.max_confidentiality <= asked.max_confidentiality, Dimension::Confidentiality),
        (given.purposes.is_within(asked.purposes), Dimension::Purposes),
        (given.actions.is_within(asked.actions), Dimension::Actions),
        (
            bounded_by(&asked.records, &given.records, |asked, given| are_among(asked, given)),
            Dimension::Records,
        ),
        (is_during(asked, given), Dimension::Period),
        (
            bounded_by(&asked.clinical_period, &given.clinical_period, |asked, given| {
                asked.from <= given.from && given.to <= asked.to
            }),
            Dimension::ClinicalPeriod,
        ),
        (bounded_by(&asked.uses, &given.uses, |asked, given| given <= asked), Dimension::Uses),
        (given.claim == asked.claim, Dimension::Claim),
    ];
    match dimensions.into_iter().find(|(within, _)| !holds(Check::AnswerWithin, *within)) {
        Some((_, dimension)) => Err(dimension),
        None => Ok(()),
    }
}

/// Where a bound was asked for, the permit needs one too, and a narrower one.
fn bounded_by<T>(asked: &Option<T>, given: &Option<T>, narrower: impl Fn(&T, &T) -> bool) -> bool {
    match (asked, given) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(asked), Some(given)) => narrower(asked, given),
    }
}

fn are_among<T: PartialEq>(asked: &[T], given: &[T]) -> bool {
    given.iter().all(|record| asked.contains(record))
}

fn is_during(asked: &Terms, given: &Terms) -> bool {
    asked.valid_from <= given.valid_from
        && bounded_by(&asked.valid_until, &given.valid_until, |asked, given| given <= asked)
}
