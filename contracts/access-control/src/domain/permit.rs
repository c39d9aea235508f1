//! A permit as decisions read it.

use serde::{Deserialize, Serialize};

use super::mandate::Mandate;
use super::provision::{Flags, Provision, Quarters, Stored, What, When, Why};

/// What a permit says, and by whose word: the patient's, or that of a representative while the appointment stands.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(from = "StoredPermit", into = "StoredPermit")]
pub struct Permit {
    /// What it says.
    pub provision: Provision,
    /// The appointment under which a representative set it; none for the patient's own.
    pub mandate: Option<Mandate>,
}

/// The stored form, packed: flat, so that a provision that version 0.1 wrote as a JSON array reads as the patient's own.
#[derive(Serialize, Deserialize)]
struct StoredPermit(u32, What, Why, When, Quarters, Flags, #[serde(default)] Option<Mandate>);

impl From<Permit> for StoredPermit {
    fn from(Permit { provision, mandate }: Permit) -> Self {
        let (number, what, why, when, quarters, flags) = Stored::from(provision);
        Self(number, what, why, when, quarters, flags, mandate)
    }
}

impl From<StoredPermit> for Permit {
    fn from(StoredPermit(number, what, why, when, quarters, flags, mandate): StoredPermit) -> Self {
        Self { provision: (number, what, why, when, quarters, flags).into(), mandate }
    }
}
