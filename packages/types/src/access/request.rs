//! Requests for access: what an insurer, a researcher or a clinician asks a patient for, and what became of it.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;

use super::consent::{ClinicalPeriod, Effect, Grantee, Terms, TermsError, TermsUnchecked};
use crate::{
    Action, Category, Commitment, Compartment, Confidentiality, ContentHash, Fingerprint, IdentityId,
    Purpose, Role, Selection,
};

/// The longest that a request waits for its answer, seconds (30 days).
pub const LONGEST_REQUEST: u64 = 30 * 86_400;
/// Open requests of one organization to one patient at most.
pub const MAX_OPEN_REQUESTS: usize = 2;
/// Requests of one organization to one patient within 30 days at most, whatever became of them: a refusal is not worn
/// down by asking again.
pub const MAX_RECENT_REQUESTS: usize = 8;

/// What is asked for, as the requester sends it.
#[cw_serde]
pub struct RequestTermsUnchecked {
    /// Which categories.
    pub categories: Selection<Category>,
    /// Which compartments; all unless told, for who asks seldom knows how the patient numbers them.
    pub compartments: Option<Selection<Compartment>>,
    /// Records up to this confidentiality.
    pub max_confidentiality: Confidentiality,
    /// For which purposes. Each has to be one that policy lets a consent permit, so `all` never is.
    pub purposes: Selection<Purpose>,
    /// To do what.
    pub actions: Selection<Action>,
    /// Which records; at most 20 when they are named.
    pub records: Selection<ContentHash>,
    /// Only records of these quarters.
    pub clinical_period: Option<ClinicalPeriod>,
    /// Until when the permit is to last, Unix seconds, exclusive.
    pub valid_until: u64,
    /// How many tickets it is to give; without bound unless told.
    pub uses: Option<u32>,
    /// Salted commitment to the insurance claim that the data is for. A payer's request names one.
    pub claim: Option<Commitment>,
}

impl RequestTermsUnchecked {
    /// The permit that would answer it in full, checked: to the role that asks, from now on.
    pub fn check(self, organization: IdentityId, role: Role, now: u64) -> Result<Terms, TermsError> {
        let terms = TermsUnchecked {
            effect: Effect::Permit,
            grantee: Grantee::Role { organization, role },
            categories: self.categories,
            compartments: self.compartments.unwrap_or(Selection::All {}),
            max_confidentiality: self.max_confidentiality,
            purposes: self.purposes,
            actions: self.actions,
            records: self.records,
            valid_from: Some(now),
            valid_until: Some(self.valid_until),
            clinical_period: self.clinical_period,
            uses: self.uses,
            claim: self.claim,
        };
        terms.check(now)
    }
}

/// A request.
#[cw_serde]
pub struct RequestResponse {
    /// Whom it asked.
    pub patient: IdentityId,
    /// Its number among the requests to that patient, from 1.
    pub request: u32,
    /// Who asked.
    pub requester: IdentityId,
    /// For which organization.
    pub organization: IdentityId,
    /// In which role there.
    pub role: Role,
    /// The certificate shown.
    pub certificate: Fingerprint,
    /// The permit that would answer it in full.
    pub terms: TermsUnchecked,
    /// When it was asked, Unix seconds.
    pub asked_at: u64,
    /// Until when it can be answered, Unix seconds, exclusive.
    pub expires_at: u64,
    /// Where it stands now.
    pub status: RequestStatus,
    /// How it was closed; none while open, and when it expired.
    pub closed: Option<RequestEnd>,
}

/// Where a request stands.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum RequestStatus {
    /// It waits for the patient.
    Open,
    /// A permit answered it.
    Answered,
    /// The patient refused it.
    Refused,
    /// The requester or the organization withdrew it.
    Withdrawn,
    /// Nobody closed it in its time.
    Expired,
}

/// How a request was closed.
#[cw_serde]
#[derive(Eq)]
pub struct RequestEnd {
    /// What became of it.
    pub outcome: RequestOutcome,
    /// The account that closed it.
    pub by: Addr,
    /// When, Unix seconds.
    pub at: u64,
}

/// What became of a request.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum RequestOutcome {
    /// A permit answered it.
    Answered {
        /// Its number among the patient's consents.
        consent: u32,
    },
    /// The patient refused it.
    Refused {},
    /// The requester or the organization withdrew it.
    Withdrawn {},
}

/// A place in the list of an organization's requests.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct RequestPlace {
    /// Whom the request asked.
    pub patient: IdentityId,
    /// Its number.
    pub request: u32,
}
