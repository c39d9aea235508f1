//! Emergency access (break-glass): opened without consent, for a while, to be justified and reviewed.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;

use crate::{Commitment, Fingerprint, IdentityId, Role};

/// Emergencies of one clinician that are open at once at most.
pub const MAX_OPEN_EMERGENCIES: usize = 3;
/// How many emergencies a clinician opens within 24 hours at most: enough for a bad night, too few to read through a
/// hospital with a stolen passkey.
pub const MAX_DAILY_EMERGENCIES: u32 = 12;
/// Findings on one emergency at most: the organization's and those that overturn.
pub const MAX_FINDINGS: usize = 8;

/// Why there is no time to ask.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum EmergencyReason {
    /// The patient cannot consent: unconscious, confused, too young and alone.
    UnableToConsent,
    /// Somebody's life or health is in imminent danger.
    ImminentDanger,
    /// Who could consent for the patient cannot be reached.
    Unreachable,
}

/// An emergency as a clinician opens it.
#[cw_serde]
pub struct EmergencyOpening {
    /// Whose records.
    pub patient: IdentityId,
    /// For which organization one acts.
    pub organization: IdentityId,
    /// In which role there: one that policy lets open emergencies.
    pub role: Role,
    /// The clinician's certificate.
    pub certificate: Fingerprint,
    /// Why.
    pub reason: EmergencyReason,
    /// Salted commitment to the written reason, which stays off the chain. One that its sender has not used before.
    pub statement: Commitment,
}

/// What a review found.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Finding {
    /// There was an emergency, and what was opened was for it.
    Justified,
    /// There was none, or it was used for something else.
    Misuse,
}

/// Where an emergency stands, by what happened and by the time.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum EmergencyStatus {
    /// It is open: tickets can be had under it.
    Open,
    /// Over, and the clinician still has time to justify it.
    ToJustify,
    /// The time to justify it is over and nothing came: the clinician is barred.
    Unjustified,
    /// Justified by the clinician, in time or late, and to be reviewed.
    ToReview,
    /// The time to review it is over: anyone can escalate it.
    ReviewLate,
    /// Escalated: the auditors review it.
    Escalated,
    /// Found justified.
    Justified,
    /// Found to be misuse: the clinician is barred.
    Misuse,
}

/// The end of an emergency before its time.
#[cw_serde]
pub struct EmergencyEnd {
    /// Who ended it: the clinician, the patient, or a reviewer who found misuse.
    pub by: IdentityId,
    /// When, Unix seconds.
    pub at: u64,
}

/// The clinician's account of an emergency.
#[cw_serde]
pub struct Justification {
    /// Salted commitment to what was written.
    pub commitment: Commitment,
    /// When, Unix seconds.
    pub at: u64,
}

/// What one reviewer found. The last one counts.
#[cw_serde]
pub struct Review {
    /// Who reviewed.
    pub by: IdentityId,
    /// For which organization: the clinician's, or an auditor.
    pub organization: IdentityId,
    /// Whether as an auditor.
    pub auditor: bool,
    /// What was found.
    pub finding: Finding,
    /// Salted commitment to the report.
    pub report: Commitment,
    /// When, Unix seconds.
    pub at: u64,
}

/// The moment a late review was handed to the auditors.
#[cw_serde]
pub struct Escalation {
    /// The account that did.
    pub by: Addr,
    /// When, Unix seconds.
    pub at: u64,
}

/// An emergency.
#[cw_serde]
pub struct EmergencyResponse {
    /// Whose records.
    pub patient: IdentityId,
    /// Its number among that patient's, from 1.
    pub emergency: u32,
    /// Who opened it.
    pub clinician: IdentityId,
    /// For which organization.
    pub organization: IdentityId,
    /// In which role there.
    pub role: Role,
    /// The certificate shown.
    pub certificate: Fingerprint,
    /// Why.
    pub reason: EmergencyReason,
    /// Commitment to the written reason.
    pub statement: Commitment,
    /// When, Unix seconds.
    pub opened_at: u64,
    /// Until when, Unix seconds, exclusive. A policy that has become stricter ends it earlier.
    pub until: u64,
    /// Its end before its time.
    pub ended: Option<EmergencyEnd>,
    /// Until when it is to be justified, Unix seconds, exclusive.
    pub justify_by: u64,
    /// The clinician's account; late when it came at `justify_by` or after.
    pub justification: Option<Justification>,
    /// Until when it is to be reviewed, Unix seconds, exclusive.
    pub review_by: u64,
    /// What was found, oldest first; the last one counts.
    pub reviews: Vec<Review>,
    /// When it was handed to the auditors.
    pub escalated: Option<Escalation>,
    /// Where it stands now.
    pub status: EmergencyStatus,
    /// Whether it bars its clinician from opening another one now.
    pub bars: bool,
}

/// Whose emergencies are listed.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum EmergenciesOf {
    /// Those about a patient.
    Patient(IdentityId),
    /// Those that a clinician opened.
    Clinician(IdentityId),
    /// Those that were opened for an organization.
    Organization(IdentityId),
}

/// An emergency in a list.
#[cw_serde]
pub struct ListedEmergency {
    /// Its place in that list, from 1: what the next page starts after.
    pub place: u32,
    /// The emergency.
    pub emergency: EmergencyResponse,
}
