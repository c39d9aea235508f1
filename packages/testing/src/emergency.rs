//! Steps of emergencies.

use chartseal_types::access::{
    EmergencyOpening, EmergencyReason, EmergencyResponse, ExecuteMsg, Finding, QueryMsg, Question,
};
use chartseal_types::{Commitment, ContentHash, IdentityId, Purpose};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;

use crate::access::Affiliate;
use crate::identity::Actor;
use crate::suite::{Suite, response_data};

impl Affiliate {
    /// How they open an emergency about a patient: unable to consent. The same `statement` is the same written reason.
    pub fn emergency(&self, patient: &Actor, statement: u8) -> EmergencyOpening {
        EmergencyOpening {
            patient: patient.id,
            organization: self.organization,
            role: self.role,
            certificate: self.certificate.expect("who opens an emergency has a certificate"),
            reason: EmergencyReason::UnableToConsent,
            statement: Commitment([statement; 32]),
        }
    }

    /// The question of reading records in an emergency.
    pub fn to_read_urgently(&self, patient: &Actor, records: &[ContentHash]) -> Question {
        Question { purpose: Purpose::BTG, ..self.to_read(patient, records) }
    }
}

impl Suite {
    /// A clinician opens an emergency, confirmed by a passkey; gives its number.
    pub fn open_emergency(&mut self, clinician: &Affiliate, opening: EmergencyOpening) -> u32 {
        let response = self.try_open_emergency(&clinician.actor, opening).expect("the emergency is opened");
        response_data(&response)
    }

    /// Somebody opens an emergency, confirmed by a passkey, or not.
    pub fn try_open_emergency(&mut self, by: &Actor, opening: EmergencyOpening) -> StdResult<AppResponse> {
        let access = self.contracts.access_control.clone();
        self.try_confirmed(&by.account, &access, &ExecuteMsg::OpenEmergency(opening))
    }

    /// Somebody ends an emergency before its time, or not.
    pub fn try_close_emergency(
        &mut self,
        by: &Addr,
        patient: IdentityId,
        emergency: u32,
    ) -> StdResult<AppResponse> {
        self.try_access(by, ExecuteMsg::CloseEmergency { patient, emergency })
    }

    /// Somebody accounts for an emergency, or not. The same `written` is the same text.
    pub fn try_justify(
        &mut self,
        by: &Actor,
        patient: IdentityId,
        emergency: u32,
        written: u8,
    ) -> StdResult<AppResponse> {
        let justification = Commitment([written; 32]);
        self.try_access(&by.account, ExecuteMsg::JustifyEmergency { patient, emergency, justification })
    }

    /// A compliance officer reviews an emergency. The same `report` is the same text.
    pub fn review(
        &mut self,
        officer: &Affiliate,
        patient: IdentityId,
        emergency: u32,
        finding: Finding,
        report: u8,
    ) {
        self.try_review(officer, patient, emergency, finding, report).expect("the emergency is reviewed");
    }

    /// Somebody reviews an emergency, or not.
    pub fn try_review(
        &mut self,
        officer: &Affiliate,
        patient: IdentityId,
        emergency: u32,
        finding: Finding,
        report: u8,
    ) -> StdResult<AppResponse> {
        let (organization, report) = (officer.organization, Commitment([report; 32]));
        let msg = ExecuteMsg::ReviewEmergency { patient, emergency, organization, finding, report };
        self.try_access(&officer.actor.account, msg)
    }

    /// An account escalates an emergency whose review is late, or not.
    pub fn try_escalate(&mut self, by: &Addr, patient: IdentityId, emergency: u32) -> StdResult<AppResponse> {
        self.try_access(by, ExecuteMsg::EscalateEmergency { patient, emergency })
    }

    /// An emergency as it stands now.
    pub fn emergency(&self, patient: IdentityId, emergency: u32) -> EmergencyResponse {
        let access = self.contracts.access_control.clone();
        self.query(&access, &QueryMsg::Emergency { patient, emergency })
    }
}
