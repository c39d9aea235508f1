//! Codes, numbers and entities as the policies spell them: codes as in the JSON of the messages.

use cedar_policy::{EntityId, EntityTypeName, EntityUid};
use chartseal_types::access::StandingFault;
use chartseal_types::{Action, Category, Confidentiality, IdentityId, Purpose, Quarter, Role};

use crate::OracleError;

/// A code that has a name in the JSON of the messages.
pub trait Spelt {
    /// Its name.
    fn spelt(self) -> &'static str;
}

macro_rules! spelt {
    ($($code:ident { $($variant:ident $name:literal),+ $(,)? })+) => {$(
        impl Spelt for $code {
            fn spelt(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    )+};
}

spelt! {
    Action { Read "read", Write "write" }
    Role {
        Doctor "doctor", Nurse "nurse", Pharmacist "pharmacist", RecordsClerk "records_clerk",
        Researcher "researcher", ClaimsExaminer "claims_examiner", ComplianceOfficer "compliance_officer",
    }
    Category {
        Demographics "demographics", Summary "summary", Encounter "encounter", Laboratory "laboratory",
        Imaging "imaging", Observation "observation", Medication "medication", Immunization "immunization",
        Procedure "procedure", CarePlan "care_plan", Financial "financial", Document "document",
        PatientReported "patient_reported", Directory "directory",
    }
    Purpose {
        TREAT "TREAT", ETREAT "ETREAT", BTG "BTG", COC "COC", HPAYMT "HPAYMT", COVERAGE "COVERAGE",
        COVAUTH "COVAUTH", HOPERAT "HOPERAT", HRESCH "HRESCH", CLINTRL "CLINTRL", PUBHLTH "PUBHLTH",
        PATRQT "PATRQT", FAMRQT "FAMRQT", HMARKT "HMARKT",
    }
    StandingFault {
        Frozen "frozen", Identity "identity", Organization "organization", Affiliation "affiliation",
        NoCertificate "no_certificate", Certificate "certificate",
    }
}

/// HL7 v3 Confidentiality, ordered U < L < M < N < R < V.
pub fn rank(confidentiality: Confidentiality) -> i64 {
    match confidentiality {
        Confidentiality::U => 0,
        Confidentiality::L => 1,
        Confidentiality::M => 2,
        Confidentiality::N => 3,
        Confidentiality::R => 4,
        Confidentiality::V => 5,
    }
}

/// A quarter as a number that counts up by one.
pub fn quarter_number(quarter: Quarter) -> i64 {
    4 * i64::from(quarter.year()) + i64::from(quarter.quarter()) - 1
}

/// A number as Cedar's signed ones; what is beyond is as good as for ever.
pub fn long(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The types of entities of the schema. Kept, for their names are parsed.
#[derive(Debug)]
pub struct Types {
    action: EntityTypeName,
    affiliate: EntityTypeName,
    organization: EntityTypeName,
    patient: EntityTypeName,
    person: EntityTypeName,
    policy_row: EntityTypeName,
    record: EntityTypeName,
    representative: EntityTypeName,
    role: EntityTypeName,
    uses_left: EntityTypeName,
}

impl Types {
    /// The types.
    pub fn new() -> Result<Self, OracleError> {
        Ok(Self {
            action: "Action".parse()?,
            affiliate: "Affiliate".parse()?,
            organization: "Organization".parse()?,
            patient: "Patient".parse()?,
            person: "Person".parse()?,
            policy_row: "PolicyRow".parse()?,
            record: "Record".parse()?,
            representative: "Representative".parse()?,
            role: "Role".parse()?,
            uses_left: "UsesLeft".parse()?,
        })
    }

    /// What is done.
    pub fn action(&self, action: Action) -> EntityUid {
        entity(&self.action, action.spelt())
    }

    /// The requester in an organization's hat.
    pub fn affiliate(&self) -> EntityUid {
        entity(&self.affiliate, "requester")
    }

    /// The requester as the patient.
    pub fn patient(&self) -> EntityUid {
        entity(&self.patient, "requester")
    }

    /// The requester as a representative.
    pub fn representative(&self) -> EntityUid {
        entity(&self.representative, "requester")
    }

    /// An identity.
    pub fn person(&self, identity: IdentityId) -> EntityUid {
        entity(&self.person, identity.to_string())
    }

    /// An organization.
    pub fn organization(&self, organization: IdentityId) -> EntityUid {
        entity(&self.organization, organization.to_string())
    }

    /// A role at an organization.
    pub fn role(&self, organization: IdentityId, role: Role) -> EntityUid {
        entity(&self.role, format!("{organization}/{}", role.spelt()))
    }

    /// The record or label asked for.
    pub fn record(&self) -> EntityUid {
        entity(&self.record, "target")
    }

    /// What policy says.
    pub fn policy_row(&self) -> EntityUid {
        entity(&self.policy_row, "row")
    }

    /// The uses that consents have left.
    pub fn uses_left(&self) -> EntityUid {
        entity(&self.uses_left, "uses")
    }
}

fn entity(of: &EntityTypeName, id: impl AsRef<str>) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id))
}
