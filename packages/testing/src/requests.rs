//! Steps of asking a patient for access.

use chartseal_types::access::{ExecuteMsg, QueryMsg, RequestResponse, RequestTermsUnchecked, TermsUnchecked};
use chartseal_types::{Action, Category, Confidentiality, IdentityId, Purpose, Selection};
use cosmwasm_std::StdResult;
use cw_multi_test::AppResponse;

use crate::access::Affiliate;
use crate::identity::Actor;
use crate::suite::{DAY, Suite, response_data};

/// What a clinician asks for: to read normal laboratory results for treatment until a time.
pub fn asking(valid_until: u64) -> RequestTermsUnchecked {
    RequestTermsUnchecked {
        categories: Selection::Only(vec![Category::Laboratory]),
        compartments: None,
        max_confidentiality: Confidentiality::N,
        purposes: Selection::Only(vec![Purpose::TREAT]),
        actions: Selection::Only(vec![Action::Read]),
        records: Selection::All {},
        clinical_period: None,
        valid_until,
        uses: None,
        claim: None,
    }
}

impl Affiliate {
    /// The message that asks a patient. Panics without a certificate.
    pub fn request(&self, patient: &Actor, terms: RequestTermsUnchecked, expires_at: u64) -> ExecuteMsg {
        ExecuteMsg::RequestAccess {
            patient: patient.id,
            organization: self.organization,
            role: self.role,
            certificate: self.certificate.expect("who asks has a certificate"),
            terms,
            expires_at,
        }
    }
}

impl Suite {
    /// Asks a patient for [`asking`] for a month, to be answered within a week; gives the request's number.
    pub fn request(&mut self, by: &Affiliate, patient: &Actor) -> u32 {
        let terms = asking(self.now() + 30 * DAY);
        self.request_for(by, patient, terms)
    }

    /// Asks a patient, to be answered within a week, or not.
    pub fn try_request(
        &mut self,
        by: &Affiliate,
        patient: &Actor,
        terms: RequestTermsUnchecked,
    ) -> StdResult<AppResponse> {
        let expires_at = self.now() + 7 * DAY;
        self.try_access(&by.actor.account, by.request(patient, terms, expires_at))
    }

    /// Asks a patient, to be answered within a week; gives the request's number.
    pub fn request_for(&mut self, by: &Affiliate, patient: &Actor, terms: RequestTermsUnchecked) -> u32 {
        response_data(&self.try_request(by, patient, terms).expect("the patient is asked"))
    }

    /// The patient answers a request by a permit no wider than asked; gives the consent's number.
    pub fn answer(&mut self, patient: &Actor, request: u32, terms: TermsUnchecked) -> u32 {
        response_data(&self.try_answer(patient, request, terms).expect("the request is answered"))
    }

    /// The patient answers a request in full; gives the consent's number.
    pub fn answer_in_full(&mut self, patient: &Actor, request: u32) -> u32 {
        let terms = self.requested(patient, request).terms;
        self.answer(patient, request, terms)
    }

    /// The patient answers a request, or not.
    pub fn try_answer(
        &mut self,
        patient: &Actor,
        request: u32,
        terms: TermsUnchecked,
    ) -> StdResult<AppResponse> {
        self.try_access(&patient.account, ExecuteMsg::AnswerRequest { patient: None, request, terms })
    }

    /// The patient refuses a request, or not.
    pub fn try_refuse(&mut self, patient: &Actor, request: u32) -> StdResult<AppResponse> {
        self.try_access(&patient.account, ExecuteMsg::RefuseRequest { patient: None, request })
    }

    /// Somebody withdraws a request, or not.
    pub fn try_withdraw_request(
        &mut self,
        by: &Actor,
        patient: IdentityId,
        request: u32,
    ) -> StdResult<AppResponse> {
        self.try_access(&by.account, ExecuteMsg::WithdrawRequest { patient, request })
    }

    /// A request as it stands now.
    pub fn requested(&self, patient: &Actor, request: u32) -> RequestResponse {
        self.query(&self.contracts.access_control, &QueryMsg::Request { patient: patient.id, request })
    }
}
