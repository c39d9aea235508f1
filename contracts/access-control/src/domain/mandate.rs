//! The appointment under which a representative set something that opens. It ends with the appointment.

use chartseal_types::IdentityId;
use chartseal_types::identity::{RepresentativeRow, Right};
use serde::{Deserialize, Serialize};

/// An appointment, by who was appointed and since when: a later one of the same representative is another.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(from = "(IdentityId, u64)", into = "(IdentityId, u64)")]
pub struct Mandate {
    /// Who.
    pub representative: IdentityId,
    /// Since when, Unix seconds.
    pub since: u64,
}

impl From<(IdentityId, u64)> for Mandate {
    fn from((representative, since): (IdentityId, u64)) -> Self {
        Self { representative, since }
    }
}

impl From<Mandate> for (IdentityId, u64) {
    fn from(mandate: Mandate) -> Self {
        (mandate.representative, mandate.since)
    }
}

impl Mandate {
    /// Whether it stands now, by what the registry says of that representative: it has neither ended nor run out, is
    /// undisputed, and has the right to consent.
    pub fn stands(self, appointment: Option<RepresentativeRow>, now: u64) -> bool {
        appointment.is_some_and(|row| row.from == self.since && row.allows(Right::Consent, now))
    }
}
