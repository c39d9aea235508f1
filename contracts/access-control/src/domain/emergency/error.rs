//! What can be wrong with an emergency.

use chartseal_types::access::{Finding, MAX_DAILY_EMERGENCIES, MAX_FINDINGS, MAX_OPEN_EMERGENCIES};
use chartseal_types::{IdentityId, Role};
use thiserror::Error;

/// What is wrong with an emergency or what is done about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EmergencyError {
    /// Not a role that policy lets open emergencies.
    #[error("expected a role that policy lets open emergencies, got {role:?}; the query `policy` lists them")]
    Role {
        /// What came.
        role: Role,
    },
    /// The patient died.
    #[error("expected a living patient, but the death of {patient} is marked; nobody is to be saved")]
    Deceased {
        /// Whose records.
        patient: IdentityId,
    },
    /// An earlier emergency bars the clinician.
    #[error(
        "barred by emergency {emergency} of patient {patient} since {since}: justify it and have it found justified, or the finding overturned"
    )]
    Barred {
        /// About whom.
        patient: IdentityId,
        /// Its number.
        emergency: u32,
        /// Since when, Unix seconds.
        since: u64,
    },
    /// The clinician has one open for that patient.
    #[error(
        "expected no open emergency of yours about this patient, but number {emergency} is; use or close it"
    )]
    AlreadyOpen {
        /// Its number.
        emergency: u32,
    },
    /// The clinician has too many open.
    #[error("expected fewer than {MAX_OPEN_EMERGENCIES} open emergencies of one clinician; close one first")]
    TooManyOpen,
    /// The clinician has opened too many of late.
    #[error(
        "expected fewer than {MAX_DAILY_EMERGENCIES} emergencies of one clinician within 24 hours; open the next one from {from} on (Unix seconds), or have a colleague open it"
    )]
    TooManyToday {
        /// When the oldest of them is a day ago, Unix seconds.
        from: u64,
    },
    /// A commitment that its sender has used before says nothing about this emergency.
    #[error(
        "expected a commitment that its sender has not used before; write what is so of this emergency, and use a fresh salt"
    )]
    CommitmentReused,
    /// A number that was not given.
    #[error("expected an emergency of patient {patient}, but there is no number {emergency}")]
    Unknown {
        /// About whom.
        patient: IdentityId,
        /// What came.
        emergency: u32,
    },
    /// Over already.
    #[error("expected an open emergency, but number {emergency} is over; nothing is to be closed")]
    NotOpen {
        /// Its number.
        emergency: u32,
    },
    /// Closed by somebody else than the clinician or the patient.
    #[error("expected the clinician or the patient to close an emergency, got {identity}")]
    NotParty {
        /// Who tried.
        identity: IdentityId,
    },
    /// Justified by somebody else than the clinician.
    #[error("expected the clinician {clinician} to justify the emergency, got {identity}")]
    NotClinician {
        /// Who opened it.
        clinician: IdentityId,
        /// Who tried.
        identity: IdentityId,
    },
    /// Justified before.
    #[error("expected an emergency without justification, but it has one; it is given once")]
    JustifiedAlready,
    /// Reviewed by somebody who is no active compliance officer of the organization named.
    #[error("expected an active compliance officer of {organization}, got {identity}, who is none in force")]
    NotOfficer {
        /// Who tried.
        identity: IdentityId,
        /// For which organization.
        organization: IdentityId,
    },
    /// Reviewed for an organization that has nothing to do with it.
    #[error(
        "expected a reviewer of {expected}, or of an auditor, got one of {got}; review for the clinician's organization"
    )]
    OtherOrganization {
        /// The clinician's organization.
        expected: IdentityId,
        /// For which one it was reviewed.
        got: IdentityId,
    },
    /// Reviewed by somebody who is not independent.
    #[error(
        "expected an independent reviewer, got {identity}: not the clinician, nobody who opened an emergency about the same patient, and as auditor nobody with a role at the clinician's organization"
    )]
    NotIndependent {
        /// Who tried.
        identity: IdentityId,
    },
    /// Reviewed by the organization after it went to the auditors, or by the auditors before.
    #[error("expected a reviewer of an auditor: {escalated}, got one who is none, or the other way round")]
    Turn {
        /// Whether it is the auditors' turn.
        escalated: bool,
    },
    /// The organization has reviewed it.
    #[error("expected an emergency that is not reviewed yet, but it is; only an auditor overturns a finding")]
    ReviewedAlready,
    /// Found justified without an account by the clinician.
    #[error("expected a justification before an emergency is found justified; the clinician gives it")]
    NotJustified,
    /// Found justified before it is over, and so before all is known that it served for.
    #[error(
        "expected an emergency that is over before it is found justified, but this one is open until {until} (Unix seconds); review it then, or once the clinician or the patient has closed it"
    )]
    StillOpen {
        /// Until when, Unix seconds.
        until: u64,
    },
    /// A finding that says what stands already, or by who found before.
    #[error(
        "expected a finding other than {standing:?}, by an auditor who has not reviewed this emergency yet, at most {MAX_FINDINGS} in all"
    )]
    NothingOverturned {
        /// What stands.
        standing: Finding,
    },
    /// Escalated too early.
    #[error("expected a review that is late: it has time until {review_by} (Unix seconds)")]
    NotLate {
        /// Until when it has time, Unix seconds.
        review_by: u64,
    },
    /// Escalated before.
    #[error("expected an emergency that is not escalated yet, but it is; nothing more is to be done")]
    EscalatedAlready,
}
