//! Steps of access control.

use chartseal_types::access::{
    AccessEntry, CareResponse, ConsentResponse, Effect, ExecuteMsg, ExplainResponse, Grantee, LogResponse,
    OpenResponse, PolicyResponse, PolicyUnchecked, QueryMsg, Question, Target, TermsUnchecked,
    TicketResponse,
};
use chartseal_types::{
    Action, Confidentiality, ContentHash, Fingerprint, Hat, IdentityId, Label, Purpose, Role, Selection,
};
use cosmwasm_std::{Addr, StdResult};
use cw_multi_test::AppResponse;

use crate::identity::Actor;
use crate::suite::{DAY, Suite, response_data};

/// Somebody who works in a role at an organization, with the certificate they show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affiliate {
    /// Who.
    pub actor: Actor,
    /// Where.
    pub organization: IdentityId,
    /// As what.
    pub role: Role,
    /// The certificate shown.
    pub certificate: Option<Fingerprint>,
}

impl Affiliate {
    /// The question of reading records for treatment.
    pub fn to_read(&self, patient: &Actor, records: &[ContentHash]) -> Question {
        self.asks(patient, Target::Records(records.to_vec()), Action::Read)
    }

    /// The question of reading records for another purpose than treatment.
    pub fn to_read_for(&self, purpose: Purpose, patient: &Actor, records: &[ContentHash]) -> Question {
        Question { purpose, ..self.to_read(patient, records) }
    }

    /// The question of writing records of these labels for treatment.
    pub fn to_write(&self, patient: &Actor, labels: &[Label]) -> Question {
        self.asks(patient, Target::Labels(labels.to_vec()), Action::Write)
    }

    fn asks(&self, patient: &Actor, target: Target, action: Action) -> Question {
        Question {
            patient: patient.id,
            hat: Hat::Organization { organization: self.organization, role: self.role },
            target,
            purpose: Purpose::TREAT,
            action,
            certificate: self.certificate,
        }
    }
}

/// The question of a patient who reads their own records.
pub fn own_reading(patient: &Actor, records: &[ContentHash]) -> Question {
    Question {
        patient: patient.id,
        hat: Hat::Own {},
        target: Target::Records(records.to_vec()),
        purpose: Purpose::PATRQT,
        action: Action::Read,
        certificate: None,
    }
}

/// Terms that permit a grantee everything that policy lets consent permit, without end.
pub fn permit(grantee: Grantee) -> TermsUnchecked {
    everything(Effect::Permit, grantee)
}

/// Terms that deny a grantee everything, without end.
pub fn deny(grantee: Grantee) -> TermsUnchecked {
    everything(Effect::Deny, grantee)
}

fn everything(effect: Effect, grantee: Grantee) -> TermsUnchecked {
    TermsUnchecked {
        effect,
        grantee,
        categories: Selection::All {},
        compartments: Selection::All {},
        max_confidentiality: Confidentiality::V,
        purposes: Selection::All {},
        actions: Selection::All {},
        records: Selection::All {},
        valid_from: None,
        valid_until: None,
        clinical_period: None,
        uses: None,
        claim: None,
    }
}

impl Suite {
    /// Sends a message to access control.
    pub fn try_access(&mut self, sender: &Addr, msg: ExecuteMsg) -> StdResult<AppResponse> {
        let access = self.contracts.access_control.clone();
        self.try_execute(sender, &access, &msg)
    }

    /// Asks access control.
    pub fn try_ask_access<T: serde::de::DeserializeOwned>(&self, msg: &QueryMsg) -> StdResult<T> {
        self.try_query(&self.contracts.access_control, msg)
    }

    fn ask_access<T: serde::de::DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.query(&self.contracts.access_control, msg)
    }

    /// The patient sets a rule; gives its number.
    pub fn grant(&mut self, patient: &Actor, terms: TermsUnchecked) -> u32 {
        let response = self.try_grant(patient, terms).expect("the consent is set");
        response_data(&response)
    }

    /// The patient sets a rule, or not.
    pub fn try_grant(&mut self, patient: &Actor, terms: TermsUnchecked) -> StdResult<AppResponse> {
        self.try_access(&patient.account, ExecuteMsg::GrantConsent { patient: None, terms })
    }

    /// The patient replaces the terms of a rule.
    pub fn amend(&mut self, patient: &Actor, consent: u32, terms: TermsUnchecked) {
        self.try_amend(patient, consent, terms).expect("the consent is amended");
    }

    /// The patient replaces the terms of a rule, or not.
    pub fn try_amend(
        &mut self,
        patient: &Actor,
        consent: u32,
        terms: TermsUnchecked,
    ) -> StdResult<AppResponse> {
        self.try_access(&patient.account, ExecuteMsg::AmendConsent { patient: None, consent, terms })
    }

    /// The patient ends a rule.
    pub fn revoke(&mut self, patient: &Actor, consent: u32) {
        self.try_revoke(patient, consent).expect("the consent is revoked");
    }

    /// The patient ends a rule, or not.
    pub fn try_revoke(&mut self, patient: &Actor, consent: u32) -> StdResult<AppResponse> {
        self.try_access(&patient.account, ExecuteMsg::RevokeConsent { patient: None, consent })
    }

    /// The patient opens a care relationship for 90 days.
    pub fn open_care(&mut self, patient: &Actor, organization: IdentityId) {
        let until = self.now() + 90 * DAY;
        self.try_open_care(patient, organization, until).expect("the care relationship is opened");
    }

    /// The patient opens a care relationship, or not.
    pub fn try_open_care(
        &mut self,
        patient: &Actor,
        organization: IdentityId,
        until: u64,
    ) -> StdResult<AppResponse> {
        self.try_access(&patient.account, ExecuteMsg::OpenCare { patient: None, organization, until })
    }

    /// Somebody ends a care relationship, or not.
    pub fn try_end_care(
        &mut self,
        by: &Actor,
        patient: IdentityId,
        organization: IdentityId,
    ) -> StdResult<AppResponse> {
        self.try_access(&by.account, ExecuteMsg::EndCare { patient, organization })
    }

    /// Somebody opens; the answer says what was decided.
    pub fn open(&mut self, requester: &Actor, question: Question) -> OpenResponse {
        let response = self.try_open(requester, question).expect("the access is decided and recorded");
        response_data(&response)
    }

    /// Somebody opens, or the question cannot be answered.
    pub fn try_open(&mut self, requester: &Actor, question: Question) -> StdResult<AppResponse> {
        self.try_access(&requester.account, ExecuteMsg::Open(question))
    }

    /// A ticket to write records of these labels, which must be permitted.
    pub fn write_ticket(&mut self, writer: &Affiliate, patient: &Actor, labels: &[Label]) -> u64 {
        let answer = self.open(&writer.actor, writer.to_write(patient, labels));
        assert!(answer.decisions.iter().all(|decision| decision.permitted), "{:?}", answer.decisions);
        answer.access
    }

    /// The admin proposes a policy, or not.
    pub fn try_propose_policy(&mut self, policy: PolicyUnchecked) -> StdResult<AppResponse> {
        let admin = self.admin.clone();
        self.try_access(&admin, ExecuteMsg::ProposePolicy { policy })
    }

    /// The policy in force and the one pending.
    pub fn policy(&self) -> PolicyResponse {
        self.ask_access(&QueryMsg::Policy {})
    }

    /// A consent as it stands now.
    pub fn consent(&self, patient: &Actor, consent: u32) -> ConsentResponse {
        self.ask_access(&QueryMsg::Consent { patient: patient.id, consent, version: None })
    }

    /// A care relationship as it stands now.
    pub fn care(&self, patient: &Actor, organization: IdentityId) -> CareResponse {
        self.ask_access(&QueryMsg::Care { patient: patient.id, organization })
    }

    /// A ticket as it stands now.
    pub fn ticket(&self, access: u64) -> TicketResponse {
        self.ask_access(&QueryMsg::Ticket { access })
    }

    /// What would be decided, and by which rules.
    pub fn explain(&self, requester: &Actor, question: Question) -> ExplainResponse {
        self.ask_access(&QueryMsg::Explain { account: requester.account.to_string(), question })
    }

    /// An access of the log.
    pub fn access(&self, access: u64) -> AccessEntry {
        self.ask_access(&QueryMsg::Access { access })
    }

    /// The first hundred accesses of a patient's log.
    pub fn patient_log(&self, patient: &Actor) -> LogResponse {
        let patient = patient.id;
        let msg = QueryMsg::PatientLog { patient, start_after: None, limit: Some(100), newest_first: None };
        self.ask_access(&msg)
    }
}
