//! As whom one acts, for what purpose, to do what.

use cosmwasm_schema::cw_schema::Schemaifier;
use cosmwasm_schema::cw_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::IdentityId;

/// A role at an organization: a closed list, no specialties (a specialty would tell the reason for care).
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Physician.
    Doctor,
    /// Nurse.
    Nurse,
    /// Pharmacist.
    Pharmacist,
    /// Keeps an organization's records; writes what was documented elsewhere.
    RecordsClerk,
    /// Researcher under an approved protocol.
    Researcher,
    /// Examines claims at a payer.
    ClaimsExaminer,
    /// Compliance or privacy officer, auditor.
    ComplianceOfficer,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::Doctor,
        Self::Nurse,
        Self::Pharmacist,
        Self::RecordsClerk,
        Self::Researcher,
        Self::ClaimsExaminer,
        Self::ComplianceOfficer,
    ];
}

/// For what data is asked: HL7 v3 PurposeOfUse (code system v3-ActReason), spelt as HL7 spells it.
#[derive(
    Serialize, Deserialize, JsonSchema, Schemaifier, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
)]
#[schemaifier(crate = "::cosmwasm_schema::cw_schema")]
pub enum Purpose {
    /// Treatment.
    TREAT,
    /// Emergency treatment.
    ETREAT,
    /// Break the glass: override by users who are not provisioned.
    BTG,
    /// Coordination of care.
    COC,
    /// Healthcare payment.
    HPAYMT,
    /// Coverage under a policy.
    COVERAGE,
    /// Coverage authorization.
    COVAUTH,
    /// Healthcare operations.
    HOPERAT,
    /// Healthcare research.
    HRESCH,
    /// Clinical trial.
    CLINTRL,
    /// Public health.
    PUBHLTH,
    /// At the patient's request.
    PATRQT,
    /// At the request of the patient's family or representative.
    FAMRQT,
    /// Healthcare marketing.
    HMARKT,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 14] = [
        Self::TREAT,
        Self::ETREAT,
        Self::BTG,
        Self::COC,
        Self::HPAYMT,
        Self::COVERAGE,
        Self::COVAUTH,
        Self::HOPERAT,
        Self::HRESCH,
        Self::CLINTRL,
        Self::PUBHLTH,
        Self::PATRQT,
        Self::FAMRQT,
        Self::HMARKT,
    ];
}

/// What is done with a record.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Open it.
    Read,
    /// Write a new one or a new version.
    Write,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 2] = [Self::Read, Self::Write];
}

/// As what policy looks at a requester: the roles at organizations, and representing a patient, which is no role at
/// any organization and so nothing that an affiliation could be for.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyRole {
    /// Physician.
    Doctor,
    /// Nurse.
    Nurse,
    /// Pharmacist.
    Pharmacist,
    /// Keeps an organization's records.
    RecordsClerk,
    /// Researcher under an approved protocol.
    Researcher,
    /// Examines claims at a payer.
    ClaimsExaminer,
    /// Compliance or privacy officer, auditor.
    ComplianceOfficer,
    /// Acts for a patient who cannot, or who asked for it.
    Representative,
}

impl PolicyRole {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Doctor,
        Self::Nurse,
        Self::Pharmacist,
        Self::RecordsClerk,
        Self::Researcher,
        Self::ClaimsExaminer,
        Self::ComplianceOfficer,
        Self::Representative,
    ];
}

impl From<Role> for PolicyRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Doctor => Self::Doctor,
            Role::Nurse => Self::Nurse,
            Role::Pharmacist => Self::Pharmacist,
            Role::RecordsClerk => Self::RecordsClerk,
            Role::Researcher => Self::Researcher,
            Role::ClaimsExaminer => Self::ClaimsExaminer,
            Role::ComplianceOfficer => Self::ComplianceOfficer,
        }
    }
}

/// As whom one acts.
#[cw_serde]
#[derive(Copy, Eq, Hash)]
pub enum Hat {
    /// As the patient.
    #[serde(rename = "self")]
    Own {},
    /// As a representative of the patient, within the scope of the appointment.
    Representative {},
    /// In a role at an organization.
    Organization {
        /// The organization.
        organization: IdentityId,
        /// The role there.
        role: Role,
    },
}
