//! Messages of access control.

use cosmwasm_schema::{QueryResponses, cw_serde};
use cosmwasm_std::{Addr, Binary};

use super::consent::TermsUnchecked;
use super::decision::{Decision, Explanation, Question, Rule, Target};
use super::emergency::{EmergenciesOf, EmergencyOpening, EmergencyResponse, Finding, ListedEmergency};
use super::policy::{Policy, PolicyUnchecked};
use super::request::{RequestPlace, RequestResponse, RequestTermsUnchecked};
use crate::governance::{GovernanceMsg, GovernanceResponse};
use crate::second_factor::{Assertion, Confirmable};
use crate::{Action, Commitment, Fingerprint, Hat, IdentityId, Purpose, Role};

pub use crate::governance::{InstantiateMsg, MigrateMsg};

/// What access control does.
#[cw_serde]
pub enum ExecuteMsg {
    /// The admin proposes a whole policy. What is tighter counts at once; what is looser after 14 days. Replaces a
    /// proposal that is still pending.
    ProposePolicy {
        /// The policy.
        policy: PolicyUnchecked,
    },
    /// The admin withdraws the pending part of a policy.
    WithdrawPolicy {},
    /// The patient sets a rule. The response data is the consent's number as JSON.
    GrantConsent {
        /// For whom somebody else acts: the survivor for a duplicate, a representative within scope. None for the
        /// sender's own.
        patient: Option<IdentityId>,
        /// What it says.
        terms: TermsUnchecked,
    },
    /// The patient replaces the terms of a consent that has not ended; the version before is kept. The effect stays;
    /// uses count anew.
    AmendConsent {
        /// For whom somebody else acts; none for the sender's own. A representative amends what a representative set.
        patient: Option<IdentityId>,
        /// Its number.
        consent: u32,
        /// What it says from now on.
        terms: TermsUnchecked,
    },
    /// The patient ends a consent, permit or deny, at once.
    RevokeConsent {
        /// For whom somebody else acts; none for the sender's own. A representative never ends the patient's own
        /// denials.
        patient: Option<IdentityId>,
        /// Its number.
        consent: u32,
    },
    /// The patient opens a care relationship, or extends it. What a representative opens ends by the end of the appointment.
    OpenCare {
        /// For whom a representative for every compartment acts; none for the sender's own.
        patient: Option<IdentityId>,
        /// With which organization.
        organization: IdentityId,
        /// Until when, Unix seconds, exclusive; at most 90 days ahead.
        until: u64,
    },
    /// Two different affiliates of an organization open a care relationship: the first attests, the second confirms
    /// within 24 h. The patient is told by event, and can end it; then only the patient opens it again.
    AttestCare {
        /// With whom.
        patient: IdentityId,
        /// For which organization.
        organization: IdentityId,
        /// Until when, Unix seconds, exclusive; at most 90 days ahead. The earlier of the two counts.
        until: u64,
    },
    /// The patient, or an affiliate or account of the organization, ends a care relationship at once. The patient also
    /// ends one that has ended or run out, so that only the patient opens it again; none that never was. The survivor of
    /// a duplicate and a representative who may consent end it as the patient.
    EndCare {
        /// With whom.
        patient: IdentityId,
        /// Of which organization.
        organization: IdentityId,
    },
    /// Decides and records. The response data is an [`OpenResponse`] as JSON, also when everything was denied. Somebody
    /// other than the patient who was never verified gets an error, and nothing is recorded.
    Open(Question),
    /// Somebody in a role at an organization asks a patient for a permit. The response data is the request's number as
    /// JSON. The patient is told by event.
    RequestAccess {
        /// Whom.
        patient: IdentityId,
        /// For which organization.
        organization: IdentityId,
        /// In which role there; the answer may permit that role, or the requester alone.
        role: Role,
        /// The requester's certificate.
        certificate: Fingerprint,
        /// What is asked for.
        terms: RequestTermsUnchecked,
        /// Until when the patient may answer, Unix seconds, exclusive; at most 30 days ahead.
        expires_at: u64,
    },
    /// The patient answers a request with a permit that is no wider than what was asked. The response data is the
    /// consent's number as JSON.
    AnswerRequest {
        /// For whom a representative within scope acts; none for the sender's own.
        patient: Option<IdentityId>,
        /// The request's number.
        request: u32,
        /// What is permitted: `effect` is `permit`, and `claim` the one asked for.
        terms: TermsUnchecked,
    },
    /// The patient refuses a request.
    RefuseRequest {
        /// For whom somebody else acts; none for the sender's own.
        patient: Option<IdentityId>,
        /// The request's number.
        request: u32,
    },
    /// The requester, or an account of the organization, withdraws a request.
    WithdrawRequest {
        /// Whom it asked.
        patient: IdentityId,
        /// The request's number.
        request: u32,
    },
    /// A clinician opens an emergency, with a second factor: for a while, what policy does not deny for the purpose
    /// `BTG` can be opened without consent. The response data is the emergency's number as JSON. The patient is told by
    /// event. Never paused.
    OpenEmergency(EmergencyOpening),
    /// The clinician or an account of the patient's ends an emergency before its time.
    CloseEmergency {
        /// About whom.
        patient: IdentityId,
        /// Its number.
        emergency: u32,
    },
    /// The clinician accounts for an emergency, once. Late when policy's time is over: that bars until it is found
    /// justified.
    JustifyEmergency {
        /// About whom.
        patient: IdentityId,
        /// Its number.
        emergency: u32,
        /// Salted commitment to what is written; one that its sender has not used before.
        justification: Commitment,
    },
    /// A compliance officer reviews an emergency: one of the clinician's organization, or once it is escalated one of an
    /// auditor. Auditors also overturn a finding. Only what is over is found justified; a finding of misuse ends the
    /// emergency and bars the clinician.
    ReviewEmergency {
        /// About whom.
        patient: IdentityId,
        /// Its number.
        emergency: u32,
        /// For which organization one reviews: the clinician's, or an auditor.
        organization: IdentityId,
        /// What was found.
        finding: Finding,
        /// Salted commitment to the report; one that its sender has not used before.
        report: Commitment,
    },
    /// Anyone hands an emergency whose review is late to the auditors.
    EscalateEmergency {
        /// About whom.
        patient: IdentityId,
        /// Its number.
        emergency: u32,
    },
    /// Another message, confirmed by a passkey of the sender's identity.
    Confirmed {
        /// The message as JSON: any but `confirmed` and `governance`.
        message: Binary,
        /// The passkey's assertion.
        assertion: Assertion,
    },
    /// What every contract does alike.
    Governance(GovernanceMsg),
}

impl Confirmable for ExecuteMsg {
    fn is_confirmable(&self) -> bool {
        !matches!(self, Self::Confirmed { .. } | Self::Governance(_))
    }
}

/// The answer of `Open`.
#[cw_serde]
pub struct OpenResponse {
    /// The number of the access in the log. It is a ticket if something was permitted.
    pub access: u64,
    /// Until when the ticket can live, Unix seconds, exclusive; none when nothing was permitted.
    pub expires_at: Option<u64>,
    /// One decision a target, in the order asked.
    pub decisions: Vec<Decision>,
}

/// What access control tells.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The policy in force and the one pending.
    #[returns(PolicyResponse)]
    Policy {},
    /// A policy version.
    #[returns(PolicyVersionResponse)]
    PolicyVersion {
        /// Its number, from 1.
        version: u32,
    },
    /// A consent; the version in force or last in force unless told.
    #[returns(ConsentResponse)]
    Consent {
        /// Whose.
        patient: IdentityId,
        /// Its number.
        consent: u32,
        /// Which version.
        version: Option<u32>,
    },
    /// A patient's consents, ended ones too.
    #[returns(Vec<ConsentResponse>)]
    Consents {
        /// Whose.
        patient: IdentityId,
        /// After this number.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The care relationship of a patient with an organization.
    #[returns(CareResponse)]
    Care {
        /// Whose.
        patient: IdentityId,
        /// With which organization.
        organization: IdentityId,
    },
    /// A patient's care relationships, ended ones too.
    #[returns(Vec<CareResponse>)]
    CareRelationships {
        /// Whose.
        patient: IdentityId,
        /// After this organization.
        start_after: Option<IdentityId>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// A request.
    #[returns(RequestResponse)]
    Request {
        /// Whom it asked.
        patient: IdentityId,
        /// Its number.
        request: u32,
    },
    /// The requests to a patient, closed ones too.
    #[returns(Vec<RequestResponse>)]
    Requests {
        /// Whom they asked.
        patient: IdentityId,
        /// After this number.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The requests of an organization, closed ones too, by patient and number.
    #[returns(Vec<RequestResponse>)]
    RequestsBy {
        /// Who asked.
        organization: IdentityId,
        /// After this request.
        start_after: Option<RequestPlace>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// An emergency.
    #[returns(EmergencyResponse)]
    Emergency {
        /// About whom.
        patient: IdentityId,
        /// Its number.
        emergency: u32,
    },
    /// Emergencies, oldest first, ended ones too.
    #[returns(Vec<ListedEmergency>)]
    Emergencies {
        /// Whose.
        of: EmergenciesOf,
        /// After this place in that list.
        start_after: Option<u32>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// What `Open` would decide for an account, as a trace of the rules; nothing is recorded.
    /// Where `Open` is an error, this is the same one, but for a pause and the daily limits.
    #[returns(ExplainResponse)]
    Explain {
        /// Who would ask.
        account: String,
        /// What.
        question: Question,
    },
    /// An access of the log and whether it is a live ticket now: what trustees and gateway ask at every read.
    /// Of consents with a bound of uses, only those count that the ticket took a use of.
    #[returns(TicketResponse)]
    Ticket {
        /// Its number.
        access: u64,
    },
    /// An access of the log.
    #[returns(AccessEntry)]
    Access {
        /// Its number.
        access: u64,
    },
    /// A patient's log, oldest first unless told.
    #[returns(LogResponse)]
    PatientLog {
        /// Whose.
        patient: IdentityId,
        /// After this place in that patient's log.
        start_after: Option<u64>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
        /// Newest first.
        newest_first: Option<bool>,
    },
    /// The whole log in total order.
    #[returns(LogResponse)]
    Log {
        /// After this access.
        start_after: Option<u64>,
        /// At most 100, 10 unless told.
        limit: Option<u32>,
    },
    /// The nonce that an identity's next assertion for this contract has to carry.
    #[returns(u64)]
    SecondFactorNonce {
        /// Whose passkey.
        identity: IdentityId,
    },
    /// Who governs the contract.
    #[returns(GovernanceResponse)]
    Governance {},
}

/// The policy in force and the one pending.
#[cw_serde]
pub struct PolicyResponse {
    /// The one that counts now.
    pub current: PolicyVersionResponse,
    /// The one that counts later.
    pub pending: Option<PolicyVersionResponse>,
}

/// A version of the policy.
#[cw_serde]
pub struct PolicyVersionResponse {
    /// Its number, from 1.
    pub version: u32,
    /// From when it counts, Unix seconds.
    pub effective_at: u64,
    /// When it was withdrawn or replaced before it counted, Unix seconds; it never counts then.
    pub withdrawn_at: Option<u64>,
    /// What it says.
    pub policy: Policy,
}

/// A consent.
#[cw_serde]
pub struct ConsentResponse {
    /// Whose.
    pub patient: IdentityId,
    /// Its number among that patient's, from 1.
    pub consent: u32,
    /// This version, from 1.
    pub version: u32,
    /// What it says.
    pub terms: TermsUnchecked,
    /// The account that set this version.
    pub by: Addr,
    /// For whom that account spoke.
    #[serde(default)]
    pub set_by: SetBy,
    /// When, Unix seconds.
    pub at: u64,
    /// The request that it answered.
    pub request: Option<u32>,
    /// Uses left, where they are bounded.
    pub uses_left: Option<u32>,
    /// Who ended it, and when.
    pub ended: Option<ConsentEnd>,
    /// Whether it is in force now.
    pub in_force: bool,
}

/// As what an account set a patient's rule.
#[cw_serde]
#[derive(Copy, Eq, Default)]
pub enum SetBy {
    /// As the patient: an account of the patient's, or of the survivor that a duplicate was merged into.
    #[default]
    Patient,
    /// As a representative of the patient.
    Representative,
}

/// The end of a consent.
#[cw_serde]
pub struct ConsentEnd {
    /// The account that ended it.
    pub by: Addr,
    /// When, Unix seconds.
    pub at: u64,
}

/// A care relationship.
#[cw_serde]
pub struct CareResponse {
    /// Whose.
    pub patient: IdentityId,
    /// With which organization.
    pub organization: IdentityId,
    /// Whether it is open now.
    pub open: bool,
    /// Since when, Unix seconds; none while only one affiliate attested it.
    pub opened_at: Option<u64>,
    /// Until when, Unix seconds, exclusive.
    pub until: u64,
    /// Who opened it: the patient, a representative of the patient's, or two affiliates.
    pub opened_by: Vec<IdentityId>,
    /// When it was ended before its time, and by whom; the patient's end also after it.
    pub ended: Option<CareEnd>,
}

/// The end of a care relationship before its time, or the patient's at any time.
#[cw_serde]
pub struct CareEnd {
    /// Who: the patient also where a representative ended it in the patient's name, or the survivor by a duplicate's.
    pub by: IdentityId,
    /// When, Unix seconds.
    pub at: u64,
    /// The representative who ended it in the patient's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub for_patient: Option<IdentityId>,
}

/// The answer of `Explain`.
#[cw_serde]
pub struct ExplainResponse {
    /// Who would ask.
    pub requester: IdentityId,
    /// The policy version that was looked at.
    pub policy_version: u32,
    /// One explanation a target, in the order asked.
    pub explanations: Vec<Explanation>,
}

/// One access of the log. Never edited, never removed.
#[cw_serde]
pub struct AccessEntry {
    /// Its place in total order, from 1.
    pub access: u64,
    /// Its place in the patient's log, from 1.
    pub number: u64,
    /// Whose records.
    pub patient: IdentityId,
    /// The survivor that the patient was merged into then: permits and emergencies that decided are numbered among the
    /// survivor's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survivor: Option<IdentityId>,
    /// Who asked.
    pub requester: IdentityId,
    /// As whom.
    pub hat: Hat,
    /// What was asked for.
    pub target: Target,
    /// For what.
    pub purpose: Purpose,
    /// To do what.
    pub action: Action,
    /// The certificate named.
    pub certificate: Option<Fingerprint>,
    /// The policy version that counted.
    pub policy_version: u32,
    /// One decision a target.
    pub decisions: Vec<Decision>,
    /// When, Unix seconds.
    pub at: u64,
    /// At which height.
    pub height: u64,
    /// Until when it can be a ticket, Unix seconds, exclusive; none when nothing was permitted.
    pub expires_at: Option<u64>,
}

impl AccessEntry {
    /// Whose permits and emergencies decided: the patient's, or those of the survivor it was merged into then.
    pub fn subject(&self) -> IdentityId {
        self.survivor.unwrap_or(self.patient)
    }

    /// The emergency that decided, if one did: a question calls upon one at most.
    pub fn used_emergency(&self) -> Option<u32> {
        self.decisions.iter().find_map(|decision| decision.emergency)
    }

    /// The permits that decided, by target: a permit may come several times.
    pub fn used_consents(&self) -> impl Iterator<Item = u32> {
        let by_permit = self.decisions.iter().filter(|decision| decision.rule == Rule::Consent);
        by_permit.filter_map(|decision| decision.consent)
    }

    /// The question as it was asked.
    pub fn question(&self) -> Question {
        Question {
            patient: self.patient,
            hat: self.hat,
            target: self.target.clone(),
            purpose: self.purpose,
            action: self.action,
            certificate: self.certificate,
        }
    }
}

/// An access and whether it is a live ticket now.
#[cw_serde]
pub struct TicketResponse {
    /// The access.
    pub entry: AccessEntry,
    /// Whether it lives for at least one target.
    pub alive: bool,
    /// Whether its time is over.
    pub expired: bool,
    /// For each target: what deciding again says now. A target that was denied stays denied.
    pub decisions: Vec<Decision>,
}

/// A page of the log.
#[cw_serde]
pub struct LogResponse {
    /// The accesses.
    pub entries: Vec<AccessEntry>,
    /// How many there are in all.
    pub total: u64,
}
